"""Where a visit would fit in the calendar, and what one drop would come to. Each says what it costs."""

import dataclasses
import datetime as dt

from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.rules import policy, starts, ticks
from needlepoint.desk.queries import calendar
from needlepoint.desk.rules import layout
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import clock
from needlepoint.people import models as people


def fits(
    board: calendar.Board,
    visit: booking.Visit,
    *,
    now: dt.datetime,
    practitioner_id: int | None,
    room_id: int | None,
) -> layout.Fits:
    """Say where on a day a visit may begin, with one practitioner and in one room, or any. Costs no query.

    board   with the visit's own time given back
    """
    rooms = {(pk, number): free for number, (pk, free) in enumerate(board.rooms) if room_id in {None, pk}}
    if not visit.service.needs_room:
        rooms = {(0, 0): board.day.whole}
    ways = [
        layout.fits(
            visit=fit.shape,
            working=board.working.get(practitioner_id, 0),
            practitioner_free=board.practitioner_free(practitioner_id),
            rooms=rooms,
            patient_free=board.patient_free(visit.patient_id),
            whole=board.day.whole,
        )
        for fit in starts.fits(booking_queries.pattern_of(visit.service, visit.patient.cautions))
    ]
    over = (
        ticks.bits(0, max(0, -((board.day.begins - now + policy.STAFF_LATE) // ticks.TICK))) & board.day.whole
    )
    allowed = 0
    for way in ways:  # a rest that lasts a little longer may make a start possible
        allowed |= way.allowed
    return dataclasses.replace(ways[0], allowed=allowed & ~over, over=over)


@dataclasses.dataclass(frozen=True, slots=True)
class Drop:
    """What is about to happen: a visit of somebody at a start, and what is in the way.

    room   None while no room is free and none was named
    """

    clinic: people.Clinic
    place: calendar.Place
    patient: people.Patient
    service: frontdoor.Service
    starts_at: dt.datetime
    practitioner: calendar.Someone | None
    room: calendar.Room | None
    clashes: tuple[booking_queries.Clash, ...]

    @property
    def may_be_forced(self) -> bool:
        return bool(self.clashes) and all(clash.may_be_booked_over for clash in self.clashes)


def drop(
    clinic: people.Clinic,
    *,
    place: calendar.Place,
    patient: people.Patient,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_code: str,
    room_code: str,
    now: dt.datetime,
    moving: booking.Visit | None = None,
) -> Drop:
    """Return what a visit at a start would come to. Costs 4 to 15 queries.

    practitioner_code  blank: the one it has, or whoever is free
    room_code          blank: the one it has when that is free, else any
    raises             Http404 for a code that nobody of the clinic has
    """
    treating, rooms = calendar.practitioners_of(clinic), calendar.rooms_of(clinic, place)
    who, room = _named(treating, practitioner_code), _named(rooms, room_code)
    who_id = who.pk if who else moving.practitioner_id if moving else None
    asked = {
        "service": service,
        "starts_at": starts_at,
        "patient_id": patient.pk,
        "location": place.location,
        "cautions": tuple(patient.cautions),
    }
    own = booking_queries.ticks_held_by(moving) if moving else {}
    found = None
    for room_id in [room.pk] if room else [moving.room_id, None] if moving and moving.room_id else [None]:
        found = booking_queries.place_for(clinic, practitioner_id=who_id, own=own, room_id=room_id, **asked)
        if found is not None:
            break
    if found is None and who_id is None:  # is it that nobody is free, or that the patient is not?
        without = booking_queries.place_for(
            clinic,
            practitioner_id=None,
            own=own,
            room_id=room.pk if room else None,
            **{**asked, "patient_id": None},
        )
        who_id = without.practitioner_id if without else None
    clashes: tuple[booking_queries.Clash, ...] = ()
    is_over = starts_at < now - policy.STAFF_LATE
    if (found is None or is_over) and who_id is not None:
        clashes = tuple(
            booking_queries.clashes_of(
                clinic,
                practitioner_id=who_id,
                room_id=room.pk if room else None,
                moving=moving,
                now=now,
                **asked,
            )
        )
    treats = {one.pk: one for one in treating}
    if found is not None:
        who_id = found.practitioner_id
        room = next((one for one in rooms if found.room and one.pk == found.room.room_id), None)
    return Drop(clinic, place, patient, service, starts_at, treats.get(who_id), room, clashes)


def soonest(drop: Drop, *, now: dt.datetime) -> list[tuple[dt.datetime, calendar.Someone]]:
    """Return the next three starts for what nobody is free for, each with who is. Costs 3 to 10 queries."""
    found = booking_queries.starts_from(
        drop.clinic,
        service=drop.service,
        now=now,
        from_date=clock.local(drop.starts_at, drop.place.zone).date(),
        patient_id=drop.patient.pk,
        is_staff=True,
        days_wanted=1,
        location=drop.place.location,
    )
    treats = {one.pk: one for one in calendar.practitioners_of(drop.clinic)}
    later = [start for start in found.starts if start.starts_at >= drop.starts_at]
    return [(start.starts_at, treats[start.practitioner_id]) for start in later[: starts.SHOWN_FIRST]]


def named(clinic: people.Clinic, place: calendar.Place, data):
    """Return the practitioner and the room that an address or a form names; None for each it does not. Costs 2 queries.

    raises  Http404 for a code that nobody of the clinic has
    """
    return (
        _named(calendar.practitioners_of(clinic), data.get("practitioner", "")),
        _named(calendar.rooms_of(clinic, place), data.get("room", "")),
    )


def stretch(clinic: people.Clinic, place: calendar.Place, typed: dict) -> dict:
    """Return what is to be shut, as booking.actions.diary.shut takes it, from what was typed. Costs up to 1 query.

    typed   starts_at, minutes, reason; whom: 'practitioner CODE', 'room CODE', or 'everyone'
    """
    kind, _space, code = typed["whom"].partition(" ")
    shut = {
        "kind": booking.Closure.Kind.ROOM if kind == "room" else booking.Closure.Kind.BLOCK,
        "starts_at": typed["starts_at"],
        "ends_at": typed["starts_at"] + dt.timedelta(minutes=typed["minutes"]),
        "reason": typed["reason"],
    }
    if kind == "practitioner":
        shut["practitioner"] = people.Practitioner.objects.get(clinic=clinic, code=code)
    elif kind == "room":
        shut["room"] = booking.Room.objects.get(clinic=clinic, code=code)
    else:
        shut["location"] = place.location
    return shut


def _named(among, code: str):
    if not code:
        return None
    found = next((one for one in among if one.code == code), None)
    if found is None:
        raise Http404
    return found
