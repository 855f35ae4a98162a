"""Sign a note, and add to a signed one."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import actions as booking_actions
from needlepoint.charting import models, queries, rules, wording
from needlepoint.charting.actions import holding
from needlepoint.people import rules as people_rules


def sign(
    *, note: models.Note, by: people_rules.Viewer, now: dt.datetime, says_no_needles: bool = False
) -> models.Note:
    """Sign and lock a note; the visit is over.

    says_no_needles   this visit was talk only
    raises            holding.UnableToSign with every reason at once; holding.AlreadyDone for a second tap
    effects           the visit is completed
    """
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        if (
            ledger.is_signed
            and note.signed_by == holding.name(by)
            and now - note.signed_at < people_rules.DOUBLE_TAP
        ):
            raise holding.AlreadyDone(_("You signed this note a moment ago."))
        today, visit_on = holding.days(note.visit, now)
        obstacles = rules.why_not_signable(
            ledger,
            says_no_needles=says_no_needles,
            has_words=any((note.told, note.done, note.response)),
            visit_is_off=queries.is_off(note.visit),
            visit_is_ahead=visit_on > today,
            came_out_early=note.came_out_early,
            has_reaction=note.reactions.exists(),
        )
        if obstacles:
            raise holding.UnableToSign([wording.obstacle(one, ledger) for one in obstacles])
        if says_no_needles:  # what was copied and never used is not part of what is signed
            note.needlings.all().delete()
            note.techniques = []
        signer, _signature = holding.signature_of(by)
        note.state, note.signed_at, note.signed_by = models.Note.State.SIGNED, now, holding.name(by)
        note.needs_cosign, note.treated_by = signer.supervisor_id is not None, _treated_by(note)
        note.save(
            update_fields=["state", "signed_at", "signed_by", "techniques", "needs_cosign", "treated_by"]
        )
        booking_actions.complete_visit(visit=note.visit, by=by, now=now)
        is_author = by.practitioner_id == note.practitioner_id
        holding.record("note_signed", note, by, now, needles=ledger.went_in or 0, by_author=is_author)
    return note


def _treated_by(note: models.Note) -> dict[str, object]:
    """Who treated, as they stood on the day: what a report tells later must not change with them."""
    one = note.practitioner
    return {
        "name": one.name,
        "credential": one.credential,
        "qualification": one.qualification,
        "practising_since": one.practising_since,
    }


PARTS = ("told", "done", "response")


def amend(
    *, note: models.Note, words: str, by: people_rules.Viewer, now: dt.datetime, part: str = ""
) -> models.Amendment:
    """Add words to a signed note, or put them in the place of a part of it. What was signed stays as it was, and is seen.

    part     told, done or response, whose words these replace; blank adds them
    raises   holding.UnableToChart before the signature, without words, or when a part reads so already
    """
    if part and part not in PARTS:
        raise ValueError(f"{part} is no part of a note in words")
    with transaction.atomic():
        note, ledger = holding.hold(note, by)
        if not rules.may(ledger.stage, rules.Deed.AMEND):
            raise holding.UnableToChart(_("This note is not signed yet: change it as it is."))
        if not words.strip():
            raise holding.UnableToChart(_("Write what to add."))
        was = _as_it_reads(note, part) if part else ""
        if part and was == words.strip():
            raise holding.UnableToChart(_("It reads like this already."))
        amendment = models.Amendment.objects.create(
            note=note, words=words.strip(), part=part, was=was, at=now, by=holding.name(by)
        )
        holding.record("note_amended", note, by, now, part=part)
    return amendment


def _as_it_reads(note: models.Note, part: str) -> str:
    latest = note.amendments.filter(part=part).order_by("-pk").first()
    return latest.words if latest else getattr(note, part)
