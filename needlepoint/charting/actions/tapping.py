"""What was pressed on the board of rooms: each press is kept once and tried once, however often it is sent."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from needlepoint.booking import access as booking_access
from needlepoint.booking.rules import ticks
from needlepoint.charting import access, models, queries
from needlepoint.charting.actions import holding, needling
from needlepoint.charting.rules import taps
from needlepoint.charting.wording import tapping as wording
from needlepoint.house import audit, clock
from needlepoint.people import rules as people_rules

Outcome = taps.Outcome


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What became of a press: its outcome, and the sentence that goes with one that was not simply done."""

    key: uuid.UUID
    outcome: str
    words: str = ""


def keep_taps(
    *, presses: Iterable[taps.Press], by: people_rules.Viewer, now: dt.datetime
) -> tuple[Answer, ...]:
    """Carry out what was pressed, each in a transaction of its own, in the order in which it was pressed.

    A press that was sent before is answered as it was then. One for a visit that this person may not see is refused
    like one for a visit that does not exist, and not kept.
    returns  one answer for each key
    """
    return tuple(keep_tap(press=press, by=by, now=now) for press in taps.in_order(presses, now))


def keep_tap(*, press: taps.Press, by: people_rules.Viewer, now: dt.datetime) -> Answer:
    """Carry out one press and keep it with what became of it. Never raises for what the note refuses.

    A press without a note to go with (its visit was never opened) is kept too.
    """
    if not access.may_chart(by):
        return Answer(press.key, Outcome.REFUSED, _("Only a practitioner of this clinic can do this."))
    try:
        with transaction.atomic():
            return _kept(press, by, now)
    except IntegrityError:  # the same press came twice at the same moment: the other one kept it
        with transaction.atomic():
            return _kept(press, by, now)


def _kept(press: taps.Press, by: people_rules.Viewer, now: dt.datetime) -> Answer:
    visits = booking_access.visits_seen_by(by).select_related("clinic", "patient")
    visit = visits.filter(code=press.visit).first()
    if visit is None:
        return Answer(press.key, Outcome.REFUSED, _("We do not know this visit."))
    # One press of a visit after another, from whatever tablet; the note is held before the visit, as everywhere.
    note = models.Note.objects.select_for_update(of=("self",)).filter(visit=visit).first()
    known = models.Tap.objects.filter(key=press.key).first()
    if known is not None:
        is_ours = known.clinic_id == by.clinic_id
        return (
            Answer(press.key, known.outcome, known.words) if is_ours else Answer(press.key, Outcome.REFUSED)
        )
    at = taps.moment(
        press.pressed_at,
        day_begins=_day_begins(visit),
        now=now,
        needles_in_at=None if note is None or press.deed is taps.Deed.IN else note.needles_in_at,
    )
    outcome, words = _tried(press, note, by, at)
    models.Tap.objects.create(
        key=press.key,
        clinic_id=visit.clinic_id,
        visit=visit,
        deed=press.deed,
        pressed_at=at,
        received_at=now,
        needles=press.needles,
        minutes=press.minutes,
        outcome=outcome,
        words=words,
        by=holding.name(by),
    )
    _record("tap_kept", visit, by, now, deed=press.deed.value, outcome=outcome.value)
    return Answer(press.key, outcome, words)


def unreadable(key: uuid.UUID) -> Answer:
    """Answer what no button of ours ever sent, so that the tablet says it and does not send it for ever."""
    return Answer(key, Outcome.REFUSED, _("This could not be read. Look at the note of this visit."))


def answer_tap(*, tap: models.Tap, by: people_rules.Viewer, now: dt.datetime) -> models.Tap:
    """Write down that somebody looked at what was pressed differently. What is on record stays as it is.

    raises   holding.UnableToChart for anybody but a practitioner of the clinic; a second look changes nothing
    """
    holding.refuse_others(tap.clinic_id, by)
    with transaction.atomic():
        taps_held = models.Tap.objects.select_for_update(of=("self",)).select_related("visit")
        held = taps_held.get(pk=tap.pk)
        if held.answered_at is None:
            held.answered_at, held.answered_by = now, holding.name(by)
            held.save(update_fields=["answered_at", "answered_by"])
            _record("tap_answered", held.visit, by, now, deed=held.deed)
    return held


def _tried(press: taps.Press, note: models.Note | None, by, at: dt.datetime) -> tuple[Outcome, str]:
    """Do what was pressed if it can be done; return what became of it and why."""
    if note is None:
        return Outcome.REFUSED, _(
            "The note of this visit is not open yet. Open it and choose the points first."
        )
    ledger, counts = queries.ledger_of(note), queries.counts_of(note)
    out = [one.at for one in counts if one.kind == models.NeedleCount.Kind.OUT]
    standing = taps.Standing(ledger, max(out, default=None), note.retention_minutes, note.came_out_early)
    verdict = taps.verdict(press, standing, at=at)
    if verdict is not taps.Verdict.DO:
        outcome = Outcome.ASK if verdict.asks else Outcome.REFUSED
        outcome = Outcome.ALREADY if verdict is taps.Verdict.ALREADY else outcome
        return outcome, wording.verdict(verdict, press, ledger)
    try:
        with transaction.atomic():
            return _done(press, note, by, at)
    except holding.AlreadyDone:
        return Outcome.ALREADY, ""
    except holding.UnableToChart as refused:
        return Outcome.REFUSED, " ".join(refused.reasons)


def _done(press: taps.Press, note: models.Note, by, at: dt.datetime) -> tuple[Outcome, str]:
    given = {"note": note, "by": by, "now": at}
    if press.deed is taps.Deed.IN:
        charted = queries.chart_of(note).needles
        if press.needles is not None and press.needles != charted:
            return Outcome.REFUSED, wording.charted_differs(press.needles, charted)
        needling.needles_in(**given)
    elif press.deed is taps.Deed.OUT:
        needling.needles_out(needles=press.needles, has_looked=press.has_looked, **given)
    elif press.deed is taps.Deed.EARLY:
        needling.take_out_early(**given)
    else:
        minutes = taps.more_minutes(
            press.minutes,
            retention_minutes=note.retention_minutes,
            needles_in_at=note.needles_in_at,
            at=at,
        )
        if minutes < 1:
            return Outcome.ALREADY, ""
        needling.extend_retention(minutes=minutes, **given)
    return Outcome.DONE, ""


def _day_begins(visit) -> dt.datetime:
    zone = visit.clinic.time_zone
    return ticks.day(clock.local(visit.starts_at, zone).date(), zone).begins


def _record(what: str, visit, by: people_rules.Viewer, now: dt.datetime, **details) -> None:
    audit.record(what, by=by, now=now, patient=visit.patient_id, thing=f"visit:{visit.code}", details=details)
