"""Which moments are free. Each question says what it costs, at any length."""

import dataclasses
import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from needlepoint.booking import models
from needlepoint.booking.rules import policy, starts, ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as patterns
from needlepoint.people import models as people

LOOK_DAYS = (4, 9, 22, 56)  # how far each further look reaches while the nearer days were full
DAYS_ENOUGH = 3  # days with starts after which no further look is taken


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """One local day of a clinic: who works when, and what is taken."""

    day: ticks.Day
    working: dict[int, int]  # practitioner id → ticks
    rooms: tuple[int, ...]  # room ids in the clinic's order
    taken: dict[str, int]  # resource → ticks

    def stays(self, visit: starts.Shape) -> int:
        """Return the starts for which at least one practitioner is at work until the needles are out."""
        found = 0
        for working in set(self.working.values()):  # most work the same hours
            found |= starts.fitting(working, visit.stay)
        return found

    def practitioner_free(self, practitioner_id: int) -> int:
        return self.working.get(practitioner_id, 0) & ~self.taken.get(practitioner(practitioner_id), 0)

    def room_frees(self) -> Iterator[tuple[int, int]]:
        """(room id, free ticks), in the clinic's order; worked out as far as somebody asks."""
        for pk in self.rooms:
            yield pk, self.day.whole & ~self.taken.get(room(pk), 0)

    def patient_free(self, patient_id: int | None) -> int:
        return self.day.whole & ~self.taken.get(patient(patient_id), 0)


def practitioner(pk: int | None) -> str:
    """Name a practitioner as a resource."""
    return f"practitioner:{pk}"


def room(pk: int | None) -> str:
    return f"room:{pk}"


def patient(pk: int | None) -> str:
    return f"patient:{pk}"


def shape_of(service: frontdoor.Service) -> starts.Shape:
    """Return what a visit of this service holds."""
    return starts.shape(patterns.pattern(service.segments))


class Diary:
    """A clinic's hours, closures and rooms, read once; then boards, day by day, as far as somebody looks.

    costs  3 queries, and 1 for each look at the boards of some days
    """

    def __init__(
        self, clinic: people.Clinic, *, practitioner_id: int | None = None, patient_id: int | None = None
    ) -> None:
        self.clinic, self.patient_id = clinic, patient_id
        self.hours: dict[int, dict[int, list[tuple[int, int]]]] = {}
        who = models.Hours.objects.filter(practitioner__clinic=clinic, practitioner__is_bookable=True)
        if practitioner_id is not None:
            who = who.filter(practitioner_id=practitioner_id)
        rows = who.order_by().values_list("weekday", "practitioner_id", "starts_minute", "ends_minute")
        for weekday, pk, start, end in rows:
            self.hours.setdefault(weekday, {}).setdefault(pk, []).append((start, end))
        rooms = models.Room.objects.filter(clinic=clinic, is_open=True)
        self.rooms = tuple(rooms.order_by("position", "pk").values_list("pk", flat=True))
        self._closures: list[tuple[int | None, dt.datetime, dt.datetime]] | None = None

    def boards(self, days: Iterable[ticks.Day]) -> list[Board]:
        """Return the boards of consecutive days. Costs 1 query; 2 the first time."""
        days = list(days)
        if not days:
            return []
        if self._closures is None:
            closures = models.Closure.objects.filter(clinic=self.clinic, ends_at__gt=days[0].begins)
            self._closures = list(closures.values_list("practitioner_id", "starts_at", "ends_at"))
        taken: dict[str, dict[str, int]] = {day.date.isoformat(): {} for day in days}
        for date, resource, *kept in self._occupied(days):
            taken[date][resource] = ticks.mask(kept)
        return [
            Board(day, self._working(day, self._closures), self.rooms, taken[day.date.isoformat()])
            for day in days
        ]

    def _occupied(self, days: list[ticks.Day]):
        # In the order of the alphabet patients come before practitioners, and practitioners before rooms: what stands
        # from 'practitioner:' on leaves out everybody else's day, and the index gives it without reading them.
        wanted = Q(resource__gte="practitioner:")
        if self.patient_id is not None:
            wanted |= Q(resource=patient(self.patient_id))
        rows = models.Occupancy.objects.filter(
            wanted, clinic=self.clinic, local_date__in=[day.date for day in days]
        )
        # As text: making a date of every row costs more than reading the row.
        on = Cast("local_date", CharField())
        return rows.values_list(on, "resource", "w0", "w1", "w2", "w3", "w4").iterator(2000)

    def _working(self, day: ticks.Day, closures) -> dict[int, int]:
        shut: dict[int | None, int] = {}
        for pk, starts_at, ends_at in closures:
            if starts_at < day.ends and ends_at > day.begins:
                shut[pk] = shut.get(pk, 0) | day.of_span(starts_at, ends_at)
        everyone, known = shut.get(None, 0), {}
        working = {}
        for pk, hours in self.hours.get(day.date.weekday(), {}).items():
            key = tuple(hours)
            if key not in known:
                known[key] = day.of_hours(hours) & ~everyone
            working[pk] = known[key] & ~shut.get(pk, 0)
        return working


@dataclasses.dataclass(frozen=True, slots=True)
class DayStarts:
    """The starts of one local day, soonest first."""

    day: ticks.Day
    starts: tuple[starts.Start, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What a search for starts came to.

    days   the days that have any, in order
    until  the first day that was not looked at
    """

    days: tuple[DayStarts, ...]
    until: dt.date

    @property
    def starts(self) -> list[starts.Start]:
        return [start for day in self.days for start in day.starts]

    def only_with(self, who: Container[int]) -> "Found":
        """Leave out practitioners who are not among `who`: somebody may have joined between two questions."""
        days = (
            DayStarts(day.day, tuple(s for s in day.starts if s.practitioner_id in who)) for day in self.days
        )
        return Found(tuple(day for day in days if day.starts), self.until)

    def without(self, starts_at: dt.datetime) -> "Found":
        """Leave one moment out: a visit is not moved to where it is."""
        days = (
            DayStarts(day.day, tuple(s for s in day.starts if s.starts_at != starts_at)) for day in self.days
        )
        return Found(tuple(day for day in days if day.starts), self.until)


def starts_from(
    clinic: people.Clinic,
    *,
    service: frontdoor.Service,
    now: dt.datetime,
    from_date: dt.date | None = None,
    practitioner_id: int | None = None,
    patient_id: int | None = None,
    is_staff: bool = False,
    days_wanted: int = 5,
    moving: models.Visit | None = None,
) -> Found:
    """Return the free starts of the next days that have any, looking only as far ahead as it must.

    from_date        the first local day to look at; today when not given
    practitioner_id  only with this one; otherwise each start is with the least busy of those free
    patient_id       leaves out the times at which the patient is elsewhere in the clinic
    moving           a visit whose own time counts as free, since it would be given back
    costs            4 queries; up to 3 more when the next weeks are full; 1 more with `moving`
    """
    zone = clinic.time_zone
    diary = Diary(clinic, practitioner_id=practitioner_id, patient_id=patient_id)
    visit, soonest = shape_of(service), policy.earliest(now, is_staff=is_staff)
    today = ticks.day_of(now, zone).date
    own = ticks_held_by(moving) if moving else {}
    found: list[DayStarts] = []
    last = today + dt.timedelta(days=policy.HORIZON_DAYS)
    date = min(max(from_date or today, today), last + dt.timedelta(days=1))
    for reach in LOOK_DAYS:
        until = min(date + dt.timedelta(days=reach), last + dt.timedelta(days=1))
        for board in diary.boards(_days(date, until, zone)):
            free = tuple(_starts_on(_without(board, own), visit, patient_id, soonest))
            if free:
                found.append(DayStarts(board.day, free))
            if len(found) == days_wanted:
                return Found(tuple(found), board.day.date + dt.timedelta(days=1))
        date = until
        if len(found) >= DAYS_ENOUGH or date > last:
            break
    return Found(tuple(found), date)


def _days(date: dt.date, until: dt.date, zone: str) -> Iterator[ticks.Day]:
    while date < until:
        yield ticks.day(date, zone)
        date += dt.timedelta(days=1)


def _starts_on(
    board: Board, visit: starts.Shape, patient_id: int | None, soonest: dt.datetime
) -> Iterator[starts.Start]:
    """Each free start of a day once, with the practitioner whose day is emptiest."""
    day = board.day
    allowed = ticks.grid(day.date, day.zone, policy.GRID_MINUTES)
    if day.begins < soonest:
        allowed &= -1 << max(0, -((day.begins - soonest) // ticks.TICK))
    allowed &= board.stays(visit) & starts.fitting(board.patient_free(patient_id), visit.stay)
    allowed = starts.room_starts((free for _pk, free in board.room_frees()), visit, among=allowed)
    with_whom: dict[int, int] = {}
    for pk in _least_busy_first(board):
        free = allowed & starts.practitioner_starts(board.working[pk], board.practitioner_free(pk), visit)
        for tick in ticks.listed(free):
            with_whom[tick] = pk
        allowed &= ~free
        if not allowed:
            break
    moments = ticks.moments(day.date, day.zone)
    for tick in sorted(with_whom):
        yield starts.Start(moments[tick], with_whom[tick])


def starts_by_practitioner(board: Board, visit: starts.Shape) -> list[starts.Start]:
    """Return every free start of a day with every practitioner who has it, whoever the patient is. Costs no query."""
    grid = ticks.grid(board.day.date, board.day.zone, policy.GRID_MINUTES)
    grid = starts.room_starts(
        (free for _pk, free in board.room_frees()), visit, among=grid & board.stays(visit)
    )
    moments = ticks.moments(board.day.date, board.day.zone)
    return [
        starts.Start(moments[tick], pk)
        for pk, working in board.working.items()
        for tick in ticks.listed(
            starts.practitioner_starts(working, board.practitioner_free(pk), visit) & grid
        )
    ]


def _least_busy_first(board: Board) -> list[int]:
    def busy(pk: int) -> tuple[int, int]:
        return (board.taken.get(practitioner(pk), 0) & board.working[pk]).bit_count(), pk

    return sorted(board.working, key=busy)


def _without(board: Board, own: Mapping[tuple[str, dt.date], int]) -> Board:
    """The board as it would be with these ticks given back."""
    mine = {resource: held for (resource, date), held in own.items() if date == board.day.date}
    if not mine:
        return board
    taken = {resource: held & ~mine.get(resource, 0) for resource, held in board.taken.items()}
    return dataclasses.replace(board, taken=taken)


def ticks_held_by(visit: models.Visit) -> dict[tuple[str, dt.date], int]:
    """Return what a visit holds: (resource, local day) → ticks, from its claims. Costs 1 query."""
    held: dict[tuple[str, dt.date], int] = {}
    for resource, date, tick in visit.claims.values_list("resource", "local_date", "tick"):
        held[resource, date] = held.get((resource, date), 0) | 1 << tick
    return held


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Who and where, for one start: a practitioner and a room that are free for it."""

    practitioner_id: int
    room_id: int


def is_free(
    clinic: people.Clinic,
    *,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    patient_id: int | None,
    now: dt.datetime,
    is_staff: bool = False,
) -> bool:
    """Say whether a start is free and may be booked just now. Costs 4 queries."""
    if not policy.earliest(now, is_staff=is_staff) <= starts_at <= policy.latest(now):
        return False
    if not ticks.is_on_tick(starts_at, clinic.time_zone):
        return False
    place = place_for(
        clinic,
        visit=shape_of(service),
        starts_at=starts_at,
        practitioner_id=practitioner_id,
        patient_id=patient_id,
        own={},
    )
    return place is not None


def place_for(
    clinic: people.Clinic,
    *,
    visit: starts.Shape,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    patient_id: int | None,
    own: Mapping[tuple[str, dt.date], int],
) -> Place | None:
    """Return a practitioner and a room for a start, or None when it is not free.

    own    ticks that count as free, because the visit that holds them is being moved
    costs  4 queries
    """
    diary = Diary(clinic, practitioner_id=practitioner_id, patient_id=patient_id)
    [board] = diary.boards([ticks.day_of(starts_at, clinic.time_zone)])
    board = _without(board, own)
    tick, rooms = board.day.tick_at(starts_at), dict(board.room_frees())
    for pk in _least_busy_first(board):
        free = starts.free_starts(
            working=board.working[pk],
            practitioner_free=board.practitioner_free(pk),
            room_frees=rooms.values(),
            patient_free=board.patient_free(patient_id),
            visit=visit,
            grid=1 << tick,
        )
        if free:
            chosen = starts.choose_room(rooms, tick, visit)
            return Place(pk, chosen) if chosen is not None else None
    return None
