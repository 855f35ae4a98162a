"""What the pages about working hours, leave and lateness ask that no single step knows. Costs are said at each."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from needlepoint.booking import models as booking
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.queries import diary
from needlepoint.booking.rules import lateness, starts, ticks
from needlepoint.charting import queries as charting_queries
from needlepoint.house import clock

State = booking.Visit.State
MINUTE = dt.timedelta(minutes=1)


def has_needles(visit: booking.Visit) -> bool:
    """Say whether the note of a visit has had needles in. Costs 2 queries."""
    note = charting_queries.note_states([visit.pk]).get(visit.pk)
    return note is not None and note.needles_in_at is not None


@dataclasses.dataclass(frozen=True, slots=True)
class RestOfDay:
    """A practitioner's day from now on, as the rules play it through.

    visits   by code, those that are still to be treated or have needles in
    planned  those not begun yet; begun, those with needles in
    """

    visit: booking.Visit
    zone: str
    begins: dt.datetime
    visits: dict[str, booking.Visit]
    planned: tuple[lateness.Planned, ...]
    begun: tuple[lateness.Begun, ...]
    day: lateness.Day

    def moment(self, minute: int) -> dt.datetime:
        return self.begins + minute * MINUTE

    def when_late(self, minutes: int, parts: tuple[lateness.Part, ...] | None = None) -> lateness.Outcome:
        """Return what becomes of the day when the visit begins so many minutes late, perhaps with other parts."""
        code = self.visit.code
        planned = [
            dataclasses.replace(one, late=minutes, parts=parts or one.parts) if one.code == code else one
            for one in self.planned
        ]
        return lateness.rest_of_day(planned, self.begun, self.day)

    def without(self) -> lateness.Outcome:
        """Return what becomes of the day when the visit is moved away."""
        planned = [one for one in self.planned if one.code != self.visit.code]
        return lateness.rest_of_day(planned, self.begun, self.day)

    def anyway(self, now: dt.datetime) -> lateness.Outcome:
        """Return the day as it runs whatever is said about the visit.

        Until its time has come it may still begin on time. After that, on time is no longer to be had: then the day
        without it tells what is not its doing.
        """
        return self.when_late(0) if self.visit.starts_at >= now else self.without()

    @property
    def parts(self) -> tuple[lateness.Part, ...] | None:
        """The parts of the visit itself; None once it has begun."""
        return next((one.parts for one in self.planned if one.code == self.visit.code), None)


def rest_of_day(visit: booking.Visit, now: dt.datetime) -> RestOfDay:
    """Return a practitioner's day around a visit. Costs 7 queries at any length."""
    zone = visit.location.time_zone if visit.location else visit.clinic.time_zone
    here = ticks.day_of(visit.starts_at, zone)
    on_day = booking.Visit.objects.filter(
        clinic=visit.clinic_id,
        location_id=visit.location_id,
        starts_at__gte=here.begins,
        starts_at__lt=here.ends,
        state__in=(State.BOOKED, State.ARRIVED),
    ).select_related("service", "patient", "practitioner", "clinic", "room", "location")
    everybody = list(on_day.order_by("starts_at", "pk"))
    own = [one for one in everybody if one.practitioner_id == visit.practitioner_id]
    notes = charting_queries.note_states([one.pk for one in own])
    visits, planned, begun = {}, [], []
    for one in own:
        pattern = booking_queries.segments_of(one)
        note = notes.get(one.pk)
        if pattern is None or (note and note.needles_out_at):
            continue
        start, parts = (one.starts_at - here.begins) // MINUTE, lateness.parts_of(pattern)
        # A shared room has a place for each.
        room = f"room:{one.room_id}" if one.room and one.room.capacity == 1 else f"visit:{one.pk}"
        if note and note.needles_in_at and note.out_due_at:
            begun.append(_begun(one, parts, room, start, (note.out_due_at - here.begins) // MINUTE))
        elif one.pk == visit.pk or one.ends_at + one.late_minutes * MINUTE > now:
            late = 0 if one.pk == visit.pk else one.late_minutes
            planned.append(lateness.Planned(one.code, start, parts, room, late))
        else:
            continue
        visits[one.code] = one
    return RestOfDay(
        visit=visit,
        zone=zone,
        begins=here.begins,
        visits=visits,
        planned=tuple(planned),
        begun=tuple(begun),
        day=lateness.Day(
            now=max(0, (now - here.begins) // MINUTE),
            working=tuple(_runs(_working(visit, here))),
            room_taken=_rooms_of_others(visit, everybody, here),
        ),
    )


def _begun(one, parts, room, start, due_out) -> lateness.Begun:
    """Needles are in: what is left of the visit begins with taking them out."""
    hands = [number for number, part in enumerate(parts) if part.kind is lateness.Kind.TOGETHER]
    left = parts[hands[1] :] if len(hands) > 1 else (lateness.Part(lateness.Kind.TOGETHER, ticks.MINUTES),)
    slips = [part.slip for part in parts if part.kind is lateness.Kind.REST]
    return lateness.Begun(
        one.code, start, due_out, due_out + (slips[0] if slips else lateness.SLIP_MINUTES), left, room
    )


def _working(visit: booking.Visit, here: ticks.Day) -> int:
    """The ticks of a day in which the visit's practitioner is at work in its place."""
    if visit.practitioner_id is None:
        return 0
    stretches = diary.works_of([visit.practitioner_id])[visit.practitioner_id].on(here.date)
    at_work = here.of_hours(
        [(one.starts_minute, one.ends_minute) for one in stretches if one.place == visit.location_id]
    )
    shut = booking.Closure.objects.filter(
        clinic=visit.clinic_id, room=None, starts_at__lt=here.ends, ends_at__gt=here.begins
    )
    for who, place, begins, ends in shut.values_list(
        "practitioner_id", "location_id", "starts_at", "ends_at"
    ):
        if who in {None, visit.practitioner_id} and place in {None, visit.location_id}:
            at_work &= ~here.of_span(begins, ends)
    return at_work


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    """(from, until) in minutes of each unbroken run of ticks."""
    listed = ticks.listed(mask)
    begins = None
    for tick, following in zip(listed, [*listed[1:], None], strict=True):
        begins = tick if begins is None else begins
        if following != tick + 1:
            yield begins * ticks.MINUTES, (tick + 1) * ticks.MINUTES
            begins = None


def _rooms_of_others(
    visit: booking.Visit, everybody: Sequence[booking.Visit], here: ticks.Day
) -> dict[str, list[tuple[int, int]]]:
    """When colleagues' visits need which rooms that are not shared."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for one in everybody:
        if one.practitioner_id == visit.practitioner_id or one.room is None or one.room.capacity > 1:
            continue
        pattern = booking_queries.segments_of(one)
        start = (one.starts_at - here.begins) // MINUTE + one.late_minutes
        stay = pattern.room_minutes if pattern else (one.ends_at - one.starts_at) // MINUTE
        taken.setdefault(f"room:{one.room_id}", []).append((start, start + stay))
    return taken


def later_today(rest: RestOfDay, *, minutes: int, now: dt.datetime) -> starts.Start | None:
    """Return the first free start of the day with the same practitioner once the patient can be here. Costs 7 queries."""
    visit = rest.visit
    if visit.service is None or visit.practitioner_id is None:
        return None
    found = booking_queries.starts_from(
        visit.clinic,
        service=visit.service,
        now=now,
        from_date=clock.local(visit.starts_at, visit.clinic.time_zone).date(),
        practitioner_id=visit.practitioner_id,
        patient_id=visit.patient_id,
        is_staff=True,
        days_wanted=1,
        moving=visit,
        location=visit.location,
        cautions=visit.patient.cautions,
    )
    soonest = max(now, visit.starts_at + minutes * MINUTE)
    last = ticks.day_of(visit.starts_at, rest.zone).ends
    return next((one for one in found.starts if soonest <= one.starts_at < last), None)
