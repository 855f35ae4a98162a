"""Hand a patient with needles in over to a colleague."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.charting import models, rules
from needlepoint.charting.actions import holding
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

WORDS_MAX = 200


def hand_over(
    *, note: models.Note, to: people.Practitioner, by: people_rules.Viewer, now: dt.datetime, words: str = ""
) -> models.HandOver:
    """Hand the needles over: the colleague sees the number that is still in, on the page and on their day.

    words    what they should know
    raises   holding.UnableToChart when no needle is outstanding, for somebody of another clinic, or who has them already
             holding.AlreadyDone for a second tap
    effects  the author of the note stays; whoever signs says so
    """
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        holding.refuse_unless(ledger, rules.Deed.HAND_OVER)
        if to.clinic_id != note.clinic_id:
            raise holding.UnableToChart(_("Choose a colleague of this clinic."))
        latest = note.hand_overs.order_by("-pk").first()
        if latest and latest.to_id == to.pk and now - latest.at < people_rules.DOUBLE_TAP:
            raise holding.AlreadyDone(_("This is handed over already."))
        if to.pk == (latest.to_id if latest else note.practitioner_id):
            raise holding.UnableToChart(_("%(name)s looks after them already.") % {"name": to.name})
        handed = models.HandOver.objects.create(
            note=note,
            to=to,
            needles=ledger.outstanding,
            words=words.strip()[:WORDS_MAX],
            at=now,
            by=holding.name(by),
        )
        holding.record("needles_handed_over", note, by, now, needles=ledger.outstanding)
    return handed
