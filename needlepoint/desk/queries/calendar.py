"""What the desk's calendar looks at: some days of one place, with all that stands in them. Costs are said at each."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from needlepoint.booking import access as booking_access
from needlepoint.booking import models as booking
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.rules import policy, starts, ticks
from needlepoint.charting import queries as charting_queries
from needlepoint.desk import queries, rules
from needlepoint.desk.rules import layout
from needlepoint.frontdoor import rules as patterns
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

LONGEST = dt.timedelta(hours=12)  # a visit that began so long before midnight may still be here
State = booking.Visit.State
Pattern = tuple[tuple[str, int], ...]


class Someone(NamedTuple):
    """A practitioner, as a column needs them."""

    pk: int
    code: str
    name: str
    is_bookable: bool


class Room(NamedTuple):
    pk: int
    code: str
    name: str
    capacity: int


class Place(NamedTuple):
    """A place of the clinic; the first has no code and no number of its own."""

    pk: int | None
    code: str
    name: str
    zone: str


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

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def pattern(self) -> Pattern:
        stay = int((self.ends_at - self.starts_at).total_seconds() // 60)
        return pattern_of(self.segments or self.service_segments or [("TOGETHER", stay)])


VISIT = (
    "pk", "code", "state", "starts_at", "ends_at", "segments", "service__segments", "confirmed_at", "late_minutes",
    "is_review", "patient__given_name", "patient__family_name", "practitioner_id", "practitioner__name", "room_id",
    "room__name", "service_id", "service__name",
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

    @property
    def name(self) -> str:
        return f"{self.given_name or ''} {self.family_name or ''}".strip()

    @property
    def pattern(self) -> Pattern:
        return pattern_of(self.segments or self.service_segments)


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
    places: tuple[Place, ...]
    practitioners: tuple[Someone, ...]
    rooms: tuple[Room, ...]
    boards: tuple[booking_queries.Board, ...]
    visits: tuple[Booked, ...]
    kept: tuple[Kept, ...]
    shut: tuple[Shut, ...]
    standings: dict[int, rules.Standing]

    def fingerprint(self, now: dt.datetime) -> str:
        """Return a short word that changes whenever something of this would be drawn otherwise."""
        working = tuple(tuple(sorted(board.working.items())) for board in self.boards)
        seen = (self.visits, self.kept, self.shut, working, self.rooms, self.practitioners)
        standings = tuple(standing.value for standing in self.standings.values())
        drawn = repr((seen, standings, now.timestamp() // (ticks.MINUTES * 60)))
        return hashlib.blake2b(drawn.encode(), digest_size=6).hexdigest()


def places_of(clinic: people.Clinic) -> tuple[Place, ...]:
    """Return the clinic's places, the first one first. Costs 1 query."""
    further = booking.Location.objects.filter(clinic=clinic, is_open=True).values_list(
        "pk", "code", "name", "time_zone"
    )
    return (Place(None, "", clinic.name, clinic.time_zone), *(Place(*row) for row in further))


def look(
    viewer: people_rules.Viewer,
    clinic: people.Clinic,
    *,
    place: Place,
    places: tuple[Place, ...],
    dates: Sequence[dt.date],
    now: dt.datetime,
    patient_id: int | None = None,
) -> Look:
    """Return what stands in some consecutive days of a place. Costs 11 queries at any length.

    patient_id   whose other visits the boards are to know, while one is being moved
    """
    days = [ticks.day(date, place.zone) for date in dates]
    first, last = days[0].begins, days[-1].ends
    visits = booking_access.visits_seen_by(viewer).exclude(state=State.CANCELLED)
    visits = visits.filter(starts_at__gte=first - LONGEST, starts_at__lt=last, location_id=place.pk)
    booked = tuple(Booked(*row) for row in visits.order_by("starts_at", "pk").values_list(*VISIT))
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
        places=places,
        practitioners=_practitioners(clinic),
        rooms=_rooms(clinic, place),
        boards=tuple(boards(clinic, place, days, patient_id=patient_id)),
        visits=booked,
        kept=tuple(Kept(*row) for row in kept.values_list(*HOLD)),
        shut=tuple(Shut(*row) for row in shut.order_by("starts_at", "pk").values_list(*SHUT)),
        standings=_standings(booked, now),
    )


def boards(clinic: people.Clinic, place: Place, days: Sequence[ticks.Day], *, patient_id: int | None = None):
    """Return the boards of consecutive days of a place. Costs 5 queries."""
    return booking_queries.Diary(clinic, patient_id=patient_id).boards(days)


def _practitioners(clinic: people.Clinic) -> tuple[Someone, ...]:
    found = people.Practitioner.objects.filter(clinic=clinic).order_by("name", "pk")
    return tuple(Someone(*row) for row in found.values_list("pk", "code", "name", "is_bookable"))


def _rooms(clinic: people.Clinic, place: Place) -> tuple[Room, ...]:
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


# --- Where a visit fits ----------------------------------------------------------------------------------------------


def fits(
    board: booking_queries.Board,
    visit: booking.Visit,
    *,
    own: Mapping[tuple[str, dt.date], int],
    now: dt.datetime,
    practitioner_id: int | None,
    room_id: int | None,
) -> layout.Fits:
    """Say where on a day a visit may begin, with one practitioner and in one room, or any. Costs no query.

    own   the ticks that the visit holds now: they count as free
    """
    date, whole = board.day.date, board.day.whole
    taken = {resource: held & ~own.get((resource, date), 0) for resource, held in board.taken.items()}
    board = dataclasses.replace(board, taken=taken)
    rooms = dict(board.room_frees())
    if room_id is not None:
        rooms = {room_id: rooms.get(room_id, 0)}
    found = layout.fits(
        visit=shape_of(visit),
        working=board.working.get(practitioner_id, 0),
        practitioner_free=whole & ~taken.get(booking_queries.practitioner(practitioner_id), 0),
        rooms=rooms,
        patient_free=board.patient_free(visit.patient_id),
        whole=whole,
    )
    over = ticks.bits(0, max(0, -((board.day.begins - policy.earliest(now, is_staff=True)) // ticks.TICK)))
    return dataclasses.replace(found, allowed=found.allowed & ~over, over=over & whole)


def shape_of(visit: booking.Visit) -> starts.Shape:
    """Return what a visit holds, in ticks. One that came from elsewhere without a service is together throughout."""
    segments = visit.segments or (visit.service.segments if visit.service else None)
    if segments is None:
        stay = int((visit.ends_at - visit.starts_at).total_seconds() // 60)
        segments = [("TOGETHER", max(ticks.MINUTES, stay - stay % ticks.MINUTES))]
    return starts.shape(patterns.pattern(segments))
