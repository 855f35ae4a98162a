"""Move a visit, or cancel it. Each is one short transaction: everything changes, or nothing does."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.booking import mail, models, queries
from needlepoint.booking.actions import claims, record, refusals, visits
from needlepoint.booking.rules import starts, ticks
from needlepoint.house import audit

State = models.Visit.State
Kind = models.Fact.Kind


def move_visit(
    *,
    visit: models.Visit,
    starts_at: dt.datetime,
    by: audit.Actor,
    now: dt.datetime,
    practitioner_id: int | None = None,
) -> models.Visit:
    """Give a booked visit another start; the old time is given back in the same transaction, or nothing changes.

    practitioner_id  who treats then; the same practitioner when not given
    raises           UnableToMove; NewTimeIsTaken when another start may do
    effects          the ticks, the visit, its fact and audit entry; the old reminder withdrawn, mail promised
    """
    clinic, service = visit.clinic, visit.service
    if visit.state != State.BOOKED:
        raise refusals.UnableToMove(_("This visit can no longer be moved. Call us and we will find a way."))
    if not queries.is_movable(visit):
        raise refusals.UnableToMove(
            _("This visit came from another system and cannot be moved here. Cancel it and book again.")
        )
    if record.is_public(by) and visit.starts_at <= now:
        raise refusals.UnableToMove(_("This visit has already begun. Call us and we will find another time."))
    practitioner_id = practitioner_id or visit.practitioner_id
    if (starts_at, practitioner_id) == (visit.starts_at, visit.practitioner_id):
        return visit
    wish = visits.Wish(
        clinic, service, starts_at, practitioner_id, None, visit.is_review, is_staff=not record.is_public(by)
    )
    try:
        wish.check(now)
    except refusals.UnableToBook as refused:
        raise (refusals.NewTimeIsTaken if refused.is_taken else refusals.UnableToMove)(
            str(refused)
        ) from refused
    shape = queries.shape_of(service)
    for _attempt in range(visits.TRIES):
        own = queries.ticks_held_by(visit)
        place = queries.place_for(
            clinic,
            visit=shape,
            starts_at=starts_at,
            practitioner_id=practitioner_id,
            patient_id=visit.patient_id,
            own=own,
        )
        if place is None:
            break
        try:
            with transaction.atomic():
                return _move(visit, shape, place, starts_at, own, by=by, now=now)
        except claims.Lost as lost:
            if lost.resource == f"visit:{visit.pk}":
                raise refusals.UnableToMove(
                    _("This visit was changed a moment ago. Look at it again before you move it.")
                ) from lost
    raise refusals.NewTimeIsTaken(
        _("That time was taken a moment ago. Your old time is still yours. Choose another below.")
    )


def _move(
    visit: models.Visit,
    shape: starts.Shape,
    place: queries.Place,
    starts_at: dt.datetime,
    own: Mapping[tuple[str, dt.date], int],
    *,
    by: audit.Actor,
    now: dt.datetime,
) -> models.Visit:
    moved = models.Visit.objects.filter(
        pk=visit.pk, state=State.BOOKED, starts_at=visit.starts_at, room_id=visit.room_id
    )
    changed = moved.update(
        starts_at=starts_at,
        ends_at=starts_at + shape.stay_ticks * ticks.TICK,
        practitioner_id=place.practitioner_id,
        room_id=place.room_id,
        fee_cents=queries.fee_now(visit, now=now, by_staff=not record.is_public(by)),
    )
    if changed != 1:
        raise claims.Lost(f"visit:{visit.pk}")
    wanted = claims.wanted(shape, place, visit.patient_id, starts_at, visit.clinic.time_zone)
    claims.change(visit.clinic_id, {at: (own.get(at, 0), wanted.get(at, 0)) for at in {**own, **wanted}})
    visit.claims.all().delete()
    claims.write_claims(visit, wanted)
    record.write_fact(visit, Kind.MOVED, by=by, now=now, was_at=visit.starts_at)
    was = visit.starts_at
    visit = models.Visit.objects.select_related(*queries.WITH).get(pk=visit.pk)
    record.record(
        "visit_moved", visit, by=by, now=now, was=was.isoformat(), by_staff=not record.is_public(by)
    )
    moves = visit.facts.filter(kind=Kind.MOVED).count()
    mail.withdraw_reminder(visit, now=now)
    mail.promise_moved(visit, now=now, moves=moves)
    mail.promise_reminder(visit, now=now, moves=moves)
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
        mail.withdraw_reminder(visit, now=now)
        mail.promise_cancelled(visit, now=now)
    return visit
