"""What the desk's calendar looks at: some days of one place, with all that stands in them. Costs are said at each."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from needlepoint.booking import access as booking_access
from needlepoint.booking import models as booking
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.rules import ticks
from needlepoint.charting import queries as charting_queries
from needlepoint.desk import queries, rules
from needlepoint.house import clock
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import rules as plans_rules
from needlepoint.plans.queries import standing

LONGEST = dt.timedelta(hours=12)  # a visit that began so long before midnight may still be here
State = booking.Visit.State
Pattern = tuple[tuple[str, int], ...]


class Someone(NamedTuple):
    """A practitioner, as a column needs them."""

    pk: int
    code: str
    name: str
    is_bookable: bool
    licence_expires_on: dt.date | None = None

    def may_be_booked_on(self, day: dt.date) -> bool:
        """Say whether visits of a day may be booked with them, as far as they and their licence go."""
        return self.is_bookable and people_rules.may_treat(day, expires_on=self.licence_expires_on)


class Room(NamedTuple):
    pk: int
    code: str
    name: str
    capacity: int


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A place of the clinic; the first has no code and no row."""

    code: str
    name: str
    zone: str
    country: str
    location: booking.Location | None = None

    @property
    def pk(self) -> int | None:
        return self.location.pk if self.location else None

    def time_words(self, moment: dt.datetime) -> str:
        return clock.time_words(clock.local(moment, self.zone), self.country)


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """One day of a place as its own clock counts it: who works when, and what is taken. Each a set of ticks."""

    day: ticks.Day
    working: dict[int, int]  # practitioner id → ticks
    rooms: tuple[tuple[int, int], ...]  # (room id, free ticks) of each place to lie down
    shut_rooms: dict[int, int]
    taken: dict[str, int]  # resource → ticks

    def practitioner_free(self, pk: int | None) -> int:
        """The ticks in which nothing holds a practitioner, at work or not."""
        return self.day.whole & ~self.taken.get(booking_queries.practitioner(pk), 0)

    def patient_free(self, pk: int | None) -> int:
        return self.day.whole & ~self.taken.get(booking_queries.patient(pk), 0)


class Booked(NamedTuple):
    """A visit as plain values."""

    pk: int
    code: str
    state: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    segments: list | None
    service_segments: list | None
    confirmed_at: dt.datetime | None
    late_minutes: int
    is_review: bool
    given_name: str
    family_name: str
    practitioner_id: int | None
    practitioner: str | None
    room_id: int | None
    room: str | None
    service_id: int | None
    service: str | None
    override: str | None  # why staff booked it over something
    patient_id: int
    pattern: Pattern

    @classmethod
    def of(cls, row: Sequence) -> "Booked":
        """Make one from a row of VISIT: together throughout when it came without a service."""
        starts_at, ends_at, segments, own = row[3:7]
        stay = int((ends_at - starts_at).total_seconds() // 60)
        return cls(*row, pattern_of(segments or own or [("TOGETHER", stay)]))

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


VISIT = (
    "pk", "code", "state", "starts_at", "ends_at", "segments", "service__segments", "confirmed_at", "late_minutes",
    "is_review", "patient__given_name", "patient__family_name", "practitioner_id", "practitioner__name", "room_id",
    "room__name", "service_id", "service__name", "override__reason", "patient_id",
)  # fmt: skip


class Kept(NamedTuple):
    """A start that is kept for somebody until a moment."""

    code: str
    starts_at: dt.datetime
    segments: list | None
    service_segments: list
    given_name: str | None
    family_name: str | None
    practitioner_id: int
    room_id: int
    expires_at: dt.datetime
    is_offer: bool
    pattern: Pattern

    @classmethod
    def of(cls, row: Sequence) -> "Kept":
        """Make one from a row of HOLD."""
        return cls(*row, pattern_of(row[2] or row[3]))

    @property
    def name(self) -> str:
        return f"{self.given_name or ''} {self.family_name or ''}".strip()


HOLD = (
    "code", "starts_at", "segments", "service__segments", "patient__given_name", "patient__family_name",
    "practitioner_id", "room_id", "expires_at", "is_offer",
)  # fmt: skip


class Shut(NamedTuple):
    """A closure."""

    code: str
    kind: str
    practitioner_id: int | None
    room_id: int | None
    location_id: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    reason: str


SHUT = tuple(Shut._fields)


def pattern_of(segments: Iterable[Sequence]) -> Pattern:
    """Return (kind, minutes) of each segment."""
    return tuple((segment[0], segment[1]) for segment in segments)


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """Some consecutive days of one place."""

    place: Place
    practitioners: tuple[Someone, ...]
    rooms: tuple[Room, ...]
    boards: tuple[Board, ...]
    visits: tuple[Booked, ...]
    kept: tuple[Kept, ...]
    shut: tuple[Shut, ...]
    standings: dict[int, rules.Standing]
    stands: dict[int, plans_rules.Position]  # of each patient in their course

    def fingerprint(self, now: dt.datetime) -> str:
        """Return a short word that changes whenever something of this would be drawn otherwise."""
        working = tuple(tuple(sorted(board.working.items())) for board in self.boards)
        seen = (self.visits, self.kept, self.shut, working, self.rooms, self.practitioners)
        standings = tuple(standing.value for standing in self.standings.values())
        drawn = repr((seen, standings, now.timestamp() // (ticks.MINUTES * 60)))
        return hashlib.blake2b(drawn.encode(), digest_size=6).hexdigest()


def places_of(clinic: people.Clinic) -> tuple[Place, ...]:
    """Return the clinic's places, the first one first. Costs 1 query."""
    return (
        Place("", clinic.name, clinic.time_zone, clinic.country),
        *(
            Place(one.code, one.name, one.time_zone, clinic.country, one)
            for one in booking_queries.places_of(clinic)
        ),
    )


def look(
    viewer: people_rules.Viewer,
    clinic: people.Clinic,
    *,
    place: Place,
    dates: Sequence[dt.date],
    now: dt.datetime,
    moving: booking.Visit | None = None,
) -> Look:
    """Return what stands in some consecutive days of a place. Costs up to 15 queries at any length; 1 more with `moving`.

    moving   a visit whose own time counts as free
    """
    days = [ticks.day(date, place.zone) for date in dates]
    first, last = days[0].begins, days[-1].ends
    visits = booking_access.visits_seen_by(viewer).exclude(state=State.CANCELLED)
    visits = visits.filter(starts_at__gte=first - LONGEST, starts_at__lt=last, location_id=place.pk)
    booked = tuple(Booked.of(row) for row in visits.order_by("starts_at", "pk").values_list(*VISIT))
    kept = booking.Hold.objects.filter(
        clinic=clinic,
        expires_at__gt=now,
        starts_at__gte=first - LONGEST,
        starts_at__lt=last,
        location_id=place.pk,
    )
    offers = booking.StartOffer.objects.filter(hold=OuterRef("pk"), state=booking.StartOffer.State.OPEN)
    kept = kept.annotate(is_offer=Exists(offers)).order_by("starts_at", "pk")
    shut = booking.Closure.objects.filter(clinic=clinic, ends_at__gt=first, starts_at__lt=last)
    return Look(
        place=place,
        practitioners=practitioners_of(clinic),
        rooms=rooms_of(clinic, place),
        boards=tuple(_boards(clinic, place, days, moving)),
        visits=booked,
        kept=tuple(Kept.of(row) for row in kept.values_list(*HOLD)),
        shut=tuple(Shut(*row) for row in shut.order_by("starts_at", "pk").values_list(*SHUT)),
        standings=_standings(booked, now),
        stands=standing.standing_of(one.patient_id for one in booked),
    )


def _boards(
    clinic: people.Clinic, place: Place, days: Sequence[ticks.Day], moving: booking.Visit | None
) -> Iterator[Board]:
    """The boards of consecutive days of a place. The engine counts by the clinic's days, so a place in another zone
    is cut from a day more at each end. Costs 6 queries; 1 more with `moving`.
    """
    diary = booking_queries.Diary(
        clinic,
        location=place.location,
        patient_id=moving.patient_id if moving else None,
        service=moving.service if moving else None,
    )
    more = 0 if place.zone == clinic.time_zone else 1
    line = diary.board(days[0].date - dt.timedelta(days=more), len(days) + 2 * more)
    if moving:
        line = line.without(booking_queries.ticks_held_by(moving))
    rooms = [(one.room_id, free) for one, free in line.room_frees()]
    for day in days:
        first = line.over.tick_at(day.begins)

        def cut(mask: int, first=first, day=day) -> int:
            return (mask >> first) & day.whole

        yield Board(
            day,
            {pk: found for pk, mask in line.working.items() if (found := cut(mask))},
            tuple((pk, cut(free)) for pk, free in rooms),
            {pk: cut(mask) for pk, mask in line.shut_rooms.items()},
            {resource: cut(mask) for resource, mask in line.taken.items()},
        )


def practitioners_of(clinic: people.Clinic) -> tuple[Someone, ...]:
    """Return who treats or treated, by name. Costs 1 query."""
    found = people.Practitioner.objects.filter(clinic=clinic).order_by("name", "pk")
    columns = ("pk", "code", "name", "is_bookable", "licence_expires_on")
    return tuple(Someone(*row) for row in found.values_list(*columns))


def treating_on(clinic: people.Clinic, moment: dt.datetime) -> list[Someone]:
    """Return who can be booked on the clinic's day of a moment, by name. Costs 1 query."""
    day = clock.local(moment, clinic.time_zone).date()
    return [one for one in practitioners_of(clinic) if one.may_be_booked_on(day)]


def rooms_of(clinic: people.Clinic, place: Place) -> tuple[Room, ...]:
    """Return the open rooms of a place in the clinic's order. Costs 1 query."""
    found = booking.Room.objects.filter(clinic=clinic, is_open=True, location_id=place.pk)
    return tuple(
        Room(*row) for row in found.order_by("position", "pk").values_list("pk", "code", "name", "capacity")
    )


def _standings(visits: Iterable[Booked], now: dt.datetime) -> dict[int, rules.Standing]:
    """How each visit stands; only those under way have needles to ask about. Costs 2 queries."""
    visits = list(visits)
    under_way = [one.pk for one in visits if one.state == State.ARRIVED]
    notes = charting_queries.note_states(under_way)
    return {
        one.pk: rules.standing(
            state=one.state,
            starts_at=one.starts_at + dt.timedelta(minutes=one.late_minutes),
            needles=queries.needles_of(notes.get(one.pk)),
            now=now,
        )
        for one in visits
    }


def is_movable(visit: booking.Visit) -> bool:
    """Say whether a visit is still to come and we know enough of it to find it another time. Costs no query."""
    return visit.state == State.BOOKED and booking_queries.is_movable(visit)
