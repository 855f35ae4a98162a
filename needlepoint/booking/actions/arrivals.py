"""What happens to a visit on its day: the patient comes, does not come, or is done."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import messages, models, queries
from needlepoint.booking.actions import claims, record, refusals
from needlepoint.booking.rules import starts, ticks
from needlepoint.house import audit

State = models.Visit.State
Kind = models.Fact.Kind


def receive_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the patient is here. Again changes nothing.

    raises  UnableToReceive before the day of the visit, and for one that is cancelled, missed or done
    """
    if now < ticks.day_of(visit.starts_at, visit.clinic.time_zone).begins:
        raise refusals.UnableToReceive(
            _("This visit is on a later day. Move it first if the patient is here now.")
        )
    with transaction.atomic():
        _receive(visit, by=by, now=now)
    return visit


def _receive(visit: models.Visit, *, by: audit.Actor, now: dt.datetime) -> None:
    if not record.become(visit, State.ARRIVED):
        if visit.state == State.ARRIVED:
            return
        raise refusals.UnableToReceive(
            _("This visit is cancelled, missed or done. Book a new one if the patient is here.")
        )
    record.write_fact(visit, Kind.ARRIVED, by=by, now=now)
    record.record("visit_received", visit, by=by, now=now)


def miss_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the patient did not come, and give the time back. Again changes nothing.

    raises  UnableToMiss before the visit should have begun, or when the patient came
    effects the state and what is owed for it; the ticks, the fact, the audit entry; the reminder withdrawn
    """
    if now < visit.starts_at:
        raise refusals.UnableToMiss(
            _("This visit has not begun yet. Cancel it if the patient said they will not come.")
        )
    was = visit.fee_cents
    owed = max(was, visit.clinic.missed_cents)
    with transaction.atomic():
        if not record.become(visit, State.MISSED, fee_cents=owed):
            if visit.state == State.MISSED:
                return visit
            raise refusals.UnableToMiss(_("This patient is here, or the visit is over already."))
        claims.give_back(visit)
        record.write_fact(visit, Kind.MISSED, by=by, now=now, reason=str(was))  # owed before, in cents
        record.record("visit_missed", visit, by=by, now=now)
        messages.withdraw_reminder(visit, now=now)
    return visit


def complete_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the visit is done. Again changes nothing; one that nobody received is received first.

    raises  UnableToComplete for a cancelled or missed one
    """
    with transaction.atomic():
        if not record.become(visit, State.COMPLETED):
            if visit.state == State.COMPLETED:
                return visit
            if visit.state != State.BOOKED:
                raise refusals.UnableToComplete(
                    _("This visit is cancelled or missed, so it cannot be completed.")
                )
            _receive(visit, by=by, now=now)
            record.become(visit, State.COMPLETED)
        record.write_fact(visit, Kind.COMPLETED, by=by, now=now)
        record.record("visit_completed", visit, by=by, now=now)
    return visit


# --- Pressed by mistake --------------------------------------------------------------------------------------------------


def undo_arrival(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Take back that the patient is here, on the same day. Again changes nothing.

    Whoever asks makes sure that no needles are in: this step does not know of them.
    raises  UnableToUndo on another day, and for a visit that is done, cancelled or missed
    """
    _refuse_other_day(visit, now)
    with transaction.atomic():
        if not _back_to_booked(visit, State.ARRIVED):
            if visit.state == State.BOOKED:
                return visit
            raise refusals.UnableToUndo(
                _("This visit is done, cancelled or missed, so this cannot be taken back.")
            )
        record.write_fact(visit, Kind.UNDONE, by=by, now=now, reason=State.ARRIVED)
        record.record("arrival_undone", visit, by=by, now=now)
    return visit


def undo_absence(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Take back that the patient did not come, on the same day: the visit takes its time again, and owes what it owed before.

    raises   UnableToUndo on another day, for a visit in another state, and when somebody else has the time by now
    effects  the ticks, the state and what is owed, the fact and audit entry
    """
    _refuse_other_day(visit, now)
    owed = _owed_before(visit)
    try:
        with transaction.atomic():
            if not _back_to_booked(visit, State.MISSED, fee_cents=owed):
                if visit.state == State.BOOKED:
                    return visit
                raise refusals.UnableToUndo(
                    _("This visit is not marked as missed, so nothing was taken back.")
                )
            _claim_again(visit)
            record.write_fact(visit, Kind.UNDONE, by=by, now=now, reason=State.MISSED)
            record.record("absence_undone", visit, by=by, now=now)
    except claims.Lost as lost:
        visit.refresh_from_db(fields=["state", "fee_cents"])
        raise refusals.UnableToUndo(
            _("Its time was given to somebody else in the meantime. Book a new visit for this patient.")
        ) from lost
    return visit


def waive_fee(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Ask for nothing although the visit was missed or changed late. Again changes nothing."""
    with transaction.atomic():
        owed = visit.fee_cents
        if models.Visit.objects.filter(pk=visit.pk, fee_cents__gt=0).update(fee_cents=0):
            record.record("fee_waived", visit, by=by, now=now, cents=owed)
    visit.fee_cents = 0
    return visit


def _refuse_other_day(visit: models.Visit, now: dt.datetime) -> None:
    day = ticks.day_of(visit.starts_at, visit.clinic.time_zone)
    if not day.begins <= now < day.ends:
        raise refusals.UnableToUndo(_("This can only be taken back on the day of the visit."))


def _owed_before(visit: models.Visit) -> int:
    """What was owed before the visit was missed, such as for moving it late; nothing once that was waived."""
    missed = visit.facts.filter(kind=Kind.MISSED).order_by("pk").last()
    was = int(missed.reason) if missed and missed.reason.isdecimal() else 0
    return min(was, visit.fee_cents)


def _back_to_booked(visit: models.Visit, origin: str, **values: object) -> bool:
    """Set the state by compare-and-set from one origin only; keep the object in step with its row either way."""
    changed = models.Visit.objects.filter(pk=visit.pk, state=origin).update(state=State.BOOKED, **values) == 1
    visit.refresh_from_db(fields=["state", "fee_cents"])
    return changed


def _claim_again(visit: models.Visit) -> None:
    """Take the visit's own ticks once more. Raises claims.Lost when somebody else holds one of them."""
    pattern = queries.segments_of(visit)
    if pattern is None or visit.claims.exists():  # one that came from elsewhere holds nothing
        return
    shape = starts.shape(pattern)
    sides = [(queries.patient(visit.patient_id), shape.stay)]
    if visit.practitioner_id is not None:
        sides.append((queries.practitioner(visit.practitioner_id), shape.hands))
    lost = None
    places = range(visit.room.capacity if visit.room else 1)
    for place in sorted(places, key=lambda place: place != visit.room_place):  # its own place first
        own = [*sides, (queries.room(visit.room_id, place), shape.room)] if visit.room else sides
        wanted = {
            (resource, date): held
            for resource, runs in own
            for date, held in ticks.held(visit.starts_at, runs, visit.clinic.time_zone).items()
        }
        try:
            with transaction.atomic():
                claims.change(visit.clinic_id, {where: (0, mask) for where, mask in wanted.items()})
                claims.write_claims(visit, wanted)
                models.Visit.objects.filter(pk=visit.pk).update(room_place=place)
        except claims.Lost as one:
            lost = one
        else:
            visit.room_place = place
            return
    if lost is not None:
        raise lost
