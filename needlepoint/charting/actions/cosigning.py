"""Sign a student's note a second time."""

import datetime as dt

from django.db import transaction

from needlepoint.charting import models
from needlepoint.charting.actions import holding
from needlepoint.charting.queries import cosigning as queries
from needlepoint.charting.rules import ledger as ledgers
from needlepoint.charting.wording import counting as wording
from needlepoint.people import rules as people_rules


def cosign(*, note: models.Note, by: people_rules.Viewer, now: dt.datetime) -> models.Note:
    """Put a supervisor's name under a student's signed note. What was signed stays as it was.

    raises   holding.UnableToSign when it is not signed or needs no second name, for students and for those who supervise
             nobody here (unless its author is no student any more); holding.AlreadyDone for a second tap
    """
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        signer, signature = holding.signature_of(by)
        why = ledgers.why_not_cosigned(
            ledger.stage,
            needs_cosign=note.needs_cosign,
            is_cosigned=note.cosigned_at is not None,
            is_own=note.signed_by == holding.name(by),
            is_student=signer.supervisor_id is not None,
            is_supervisor=queries.may_stand_in(signer, note),
        )
        if why is ledgers.NoCosign.ALREADY:
            raise holding.AlreadyDone(wording.no_cosign(why))
        if why is not None:
            raise holding.UnableToSign(wording.no_cosign(why))
        note.cosigned_at, note.cosigned_by = now, signature
        note.save(update_fields=["cosigned_at", "cosigned_by"])
        holding.record("note_cosigned", note, by, now)
    return note
