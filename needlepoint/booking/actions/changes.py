"""Move a visit, or cancel it. Each is one short transaction: everything changes, or nothing does."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import messages, models, queries
from needlepoint.booking.actions import claims, holds, record, refusals, stops, visits
from needlepoint.booking.rules import messages as rules_of_messages
from needlepoint.booking.rules import ticks
from needlepoint.house import audit
from needlepoint.knowledge.safety import crisis

State = models.Visit.State
Kind = models.Fact.Kind


def move_visit(
    *,
    visit: models.Visit,
    starts_at: dt.datetime,
    by: audit.Actor,
    now: dt.datetime,
    practitioner_id: int | None = None,
    room_id: int | None = None,
    location: models.Location | None = None,
    hold: models.Hold | None = None,
    override_reason: str = "",
) -> models.Visit:
    """Give a booked visit another start; the old time is given back in the same transaction, or nothing changes.

    practitioner_id  who treats then; the same practitioner when not given, or whoever is free once theirs may not
    room_id          only this room; otherwise the fitting one
    location         the place; the visit's own when not given
    hold             a start that was kept for this; it ends with it
    override_reason  why staff put it over what is in the way; without one they do not
    raises           UnableToMove; NewTimeIsTaken when another start may do
    effects          the ticks, the visit, its fact and audit entry; the old reminder withdrawn, mail promised
    """
    is_staff = not record.is_public(by)
    if visit.state != State.BOOKED:
        raise refusals.UnableToMove(_("This visit can no longer be moved. Call us and we will find a way."))
    if not queries.is_movable(visit):
        raise refusals.UnableToMove(
            _("This visit came from another system and cannot be moved here. Cancel it and book again.")
        )
    if not is_staff and visit.starts_at <= now:
        raise refusals.UnableToMove(_("This visit has already begun. Call us and we will find another time."))
    practitioner_id = practitioner_id or queries.practitioner_kept(visit, now)
    same_place = room_id in {None, visit.room_id} and location in {None, visit.location}
    if (starts_at, practitioner_id) == (visit.starts_at, visit.practitioner_id) and same_place:
        return visit
    wish = visits.Wish(
        visit.clinic,
        visit.service,
        starts_at,
        practitioner_id,
        None,
        visit.is_review,
        is_staff=is_staff,
        location=location or visit.location,
        room_id=room_id,
        hold=hold,
        override_reason=override_reason if is_staff else "",
        cautions=tuple(visit.patient.cautions),
    )
    try:
        wish.check(now)
        if not is_staff:  # the clinic may move what is booked; nobody stopped moves it nearer by themselves
            stops.refuse_stopped(visit.patient, by=by, now=now)
    except refusals.UnableToBook as refused:
        raise (refusals.NewTimeIsTaken if refused.is_taken else refusals.UnableToMove)(
            str(refused)
        ) from refused
    return _settle(visit, wish, by=by, now=now)


def _settle(visit: models.Visit, wish: visits.Wish, *, by: audit.Actor, now: dt.datetime) -> models.Visit:
    kept = wish.kept
    for _attempt in range(visits.TRIES):
        own = queries.ticks_held_by(visit)
        free = _joined(own, queries.ticks_held_by(kept) if kept else {})
        place = wish.place(visit.patient_id, free)
        is_forced = place is None and bool(wish.override_reason)
        if is_forced:
            place = wish.place_by_force(free)
        if place is None:
            if holds.release_expired(now, clinic_id=visit.clinic_id):
                continue
            break
        try:
            with transaction.atomic():
                if kept:
                    own = _joined(own, claims.end_hold(kept))
                return _move(visit, wish, place, own, is_forced=is_forced, by=by, now=now)
        except claims.Lost as lost:
            if lost.resource == f"visit:{visit.pk}":
                raise refusals.UnableToMove(
                    _("This visit was changed a moment ago. Look at it again before you move it.")
                ) from lost
            if lost.resource.startswith("hold:"):
                kept = None
            elif is_forced:
                break
    raise refusals.NewTimeIsTaken(
        _("That time was taken a moment ago. Your old time is still yours. Choose another below.")
    )


def _joined(one: claims.Own, other: claims.Own) -> dict[tuple[str, dt.date], int]:
    return {at: one.get(at, 0) | other.get(at, 0) for at in {**one, **other}}


def _move(
    visit: models.Visit,
    wish: visits.Wish,
    place: queries.Place,
    own: Mapping[tuple[str, dt.date], int],
    *,
    is_forced: bool,
    by: audit.Actor,
    now: dt.datetime,
) -> models.Visit:
    moved = models.Visit.objects.filter(
        pk=visit.pk,
        state=State.BOOKED,
        starts_at=visit.starts_at,
        room_id=visit.room_id,
        practitioner_id=visit.practitioner_id,
    )
    changed = moved.update(
        starts_at=wish.starts_at,
        ends_at=wish.starts_at + place.fit.shape.stay_ticks * ticks.TICK,
        segments=place.fit.pattern.pairs,
        practitioner_id=place.practitioner_id,
        location=wish.location,
        room_id=place.room.room_id if place.room else None,
        room_place=place.room.place if place.room else 0,
        late_minutes=0,
        confirmed_at=None,
        fee_cents=queries.fee_now(visit, now=now, by_staff=wish.is_staff),
    )
    if changed != 1:
        raise claims.Lost(f"visit:{visit.pk}")
    wanted = claims.wanted(place, visit.patient_id, wish.starts_at, visit.clinic.time_zone)
    if is_forced:
        wanted = claims.beside(visit.clinic_id, wanted, own)
    claims.change(visit.clinic_id, {at: (own.get(at, 0), wanted.get(at, 0)) for at in {**own, **wanted}})
    visit.claims.all().delete()
    claims.write_claims(visit, wanted)
    claims.close_ranks(visit.clinic_id, {at: mask & ~wanted.get(at, 0) for at, mask in own.items()})
    if is_forced:
        record.write_override(visit, reason=wish.override_reason, by=by, now=now)
    record.write_fact(visit, Kind.MOVED, by=by, now=now, was_at=visit.starts_at)
    was = visit.starts_at
    visit = models.Visit.objects.select_related(*queries.WITH).get(pk=visit.pk)
    record.record(
        "visit_moved",
        visit,
        by=by,
        now=now,
        was=was.isoformat(),
        by_staff=wish.is_staff,
        **({"override": True} if is_forced else {}),
    )
    moves = visit.facts.filter(kind=Kind.MOVED).count()
    messages.withdraw_reminder(visit, now=now)
    messages.promise_moved(visit, now=now, moves=moves)
    messages.promise_reminder(visit, now=now, moves=moves)
    return visit


def cancel_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime, reason: str = "") -> models.Visit:
    """Cancel a booked visit and give its time back. Cancelling again changes nothing.

    raises   UnableToCancel when it has begun, for the patient, or is over
    effects  the ticks, the state and what is owed, the fact and audit entry; the reminder withdrawn, a mail promised
    """
    if record.is_public(by) and visit.state == State.BOOKED and visit.starts_at <= now:
        raise refusals.UnableToCancel(
            _("This visit has already begun, so it cannot be cancelled here. Please call us.")
        )
    owed = queries.fee_now(visit, now=now, by_staff=not record.is_public(by))
    with transaction.atomic():
        if not record.become(visit, State.CANCELLED, fee_cents=owed):
            if visit.state == State.CANCELLED:
                return visit
            raise refusals.UnableToCancel(_("This visit can no longer be cancelled. Please call us."))
        claims.give_back(visit)
        record.write_fact(visit, Kind.CANCELLED, by=by, now=now, reason=reason)
        record.record(
            "visit_cancelled",
            visit,
            by=by,
            now=now,
            by_staff=not record.is_public(by),
            has_reason=bool(reason),
            fee_cents=owed,
        )
        if crisis.speaks_of_self_harm(reason):
            record.record(rules_of_messages.WROTE_OF_SELF_HARM, visit, by=by, now=now)
        messages.withdraw_reminder(visit, now=now)
        messages.promise_cancelled(visit, now=now)
    return visit
