"""Which moments are free. Each question says what it costs, at any length."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from needlepoint.booking import models
from needlepoint.booking.queries import boards, planned
from needlepoint.booking.rules import policy, starts, ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import clock
from needlepoint.people import models as people

LOOK_DAYS = (4, 9, 22, 56)  # how far each further look reaches while the nearer days were full
DAYS_ENOUGH = 3  # days with starts after which no further look is taken
DAYS_PLANNED = 3  # days of which we say which starts to offer first; the others are far down the page

Keep = Callable[[dt.datetime], bool]  # a start on the place's wall clock → whether it is wanted


# --- Finding starts ------------------------------------------------------------------------------------------------


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
    recommended  the starts to offer first, because they keep the day full for those who have not asked yet; the others
                 are as free
    """

    days: tuple[DayStarts, ...]
    until: dt.date
    recommended: frozenset[starts.Start] = frozenset()

    @property
    def starts(self) -> list[starts.Start]:
        return [start for day in self.days for start in day.starts]

    def only_with(self, who: Container[int]) -> "Found":
        """Leave out practitioners who are not among `who`: somebody may have joined between two questions."""
        days = (
            DayStarts(day.day, tuple(s for s in day.starts if s.practitioner_id in who)) for day in self.days
        )
        return dataclasses.replace(self, days=tuple(day for day in days if day.starts))

    def without(self, starts_at: dt.datetime) -> "Found":
        """Leave one moment out: a visit is not moved to where it is."""
        days = (
            DayStarts(day.day, tuple(s for s in day.starts if s.starts_at != starts_at)) for day in self.days
        )
        return dataclasses.replace(self, days=tuple(day for day in days if day.starts))


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
    location: models.Location | None = None,
    among: Container[int] | None = None,
    keep: Keep | None = None,
    cautions: Iterable[str] = (),
) -> Found:
    """Return the free starts of the next days that have any, looking only as far ahead as it must.

    from_date        the first local day to look at; today when not given
    practitioner_id  only with this one; otherwise each start is with the least busy of those free
    patient_id       leaves out the times at which the patient is elsewhere in the clinic; and, unless staff ask, every
                     day on which they come anyway
    moving           a visit whose own time counts as free, since it would be given back
    location         the place; None is the clinic's first
    among            practitioner ids that may treat, such as those who speak a language
    keep             which local moments are wanted, such as mornings
    cautions         of the patient: some visits are then attended throughout
    costs            2 queries; up to 3 more when the next weeks are full; 1 more with `moving`
    """
    zone = clinic.time_zone
    diary = boards.Diary(
        clinic, practitioner_id=practitioner_id, patient_id=patient_id, location=location, service=service
    )
    search = Search(diary, service, cautions=cautions, among=among, keep=keep, once_a_day=not is_staff)
    bounds = boards.bounds_of(service, now, zone=diary.zone, is_staff=is_staff)
    today = ticks.day_of(now, zone).date
    own = boards.ticks_held_by(moving) if moving else {}
    found: list[DayStarts] = []
    last = ticks.day_of(bounds.latest - ticks.TICK, zone).date
    date = min(max(from_date or today, today), last + dt.timedelta(days=1))
    for reach in LOOK_DAYS:
        until = min(date + dt.timedelta(days=reach), last + dt.timedelta(days=1))
        if date < until:
            for day_starts in search.days(date, (until - date).days, bounds, own):
                found.append(day_starts)
                if len(found) == days_wanted:
                    until = day_starts.day.date + dt.timedelta(days=1)
                    return Found(tuple(found), until, frozenset(search.recommended))
        date = until
        if len(found) >= min(DAYS_ENOUGH, days_wanted) or date > last:
            break
    return Found(tuple(found), date, frozenset(search.recommended))


class Search:
    """The free starts of one kind of visit on the boards of a diary."""

    def __init__(
        self,
        diary: boards.Diary,
        service: frontdoor.Service,
        *,
        cautions: Iterable[str] = (),
        among: Container[int] | None = None,
        keep: Keep | None = None,
        once_a_day: bool = False,
    ) -> None:
        self.once_a_day = once_a_day  # leaves out the days on which the patient comes anyway
        self.diary, self.service, self.among, self.keep = diary, service, among, keep
        self.fits = starts.fits(boards.pattern_of(service, cautions))
        self.recommended: set[starts.Start] = set()
        self._days_planned = 0

    def days(
        self,
        date: dt.date,
        count: int,
        bounds: policy.Bounds,
        own: boards.Own = {},  # noqa: B006  never written
    ) -> Iterator[DayStarts]:
        """Return each day that has free starts, each start once, with the practitioner whose day is emptiest."""
        # One day more, so that a visit may last over the midnight of the last.
        board = self.diary.board(date, count + 1).without(own)
        allowed = bounds.line(board.over) & ticks.grid_line(
            board.over, self.diary.zone, self.service.grid_minutes
        )
        allowed &= ticks.bits(0, board.over.firsts[count])
        lines = self.lines(board, allowed)
        union = 0
        for line in lines.values():
            union |= line
        for place, (day, first) in enumerate(zip(board.over.days, board.over.firsts, strict=True)):
            free = (union >> first) & day.whole
            if free and place < count:
                found = tuple(self._starts_on(board, day, first, lines, free))
                if found:
                    if self._days_planned < DAYS_PLANNED:
                        self._days_planned += 1
                        self.recommended |= planned.recommended(
                            board,
                            place,
                            found,
                            service=self.service,
                            visit=self.fits[0].shape,
                            since=bounds.earliest,
                        )
                    yield DayStarts(day, found)

    def lines(self, board: boards.Board, allowed: int) -> dict[int, int]:
        """Return practitioner id → free starts among those allowed, with a room, while the patient is free."""
        found: dict[int, int] = {}
        for fit in self.fits:
            shape = fit.shape
            among = allowed & starts.fitting(self._patient_free(board), shape.stay)
            able = {}
            union = 0
            for pk, at_work in board.working.items():
                if self.among is not None and pk not in self.among:
                    continue
                line = among & starts.practitioner_starts(at_work, board.practitioner_free(pk), shape)
                if line:
                    able[pk] = line
                    union |= line
            if self.service.needs_room:
                union = starts.room_starts((free for _one, free in board.room_frees()), shape, among=union)
            for pk, line in able.items():
                if line & union:
                    found[pk] = found.get(pk, 0) | (line & union)
        return found

    def _patient_free(self, board: boards.Board) -> int:
        who = self.diary.patient_id
        return board.patient_free_days(who) if self.once_a_day else board.patient_free(who)

    def _starts_on(
        self, board: boards.Board, day: ticks.Day, first: int, lines: Mapping[int, int], free: int
    ) -> Iterator[starts.Start]:
        with_whom: dict[int, int] = {}
        for pk in boards.least_busy_first(board, lines, first, day):
            mine = free & (lines[pk] >> first)
            for tick in ticks.listed(mine):
                with_whom[tick] = pk
            free &= ~mine
            if not free:
                break
        moments = ticks.moments(day.date, day.zone)
        for tick in sorted(with_whom):
            if self.keep is None or self.keep(clock.local(moments[tick], self.diary.zone)):
                yield starts.Start(moments[tick], with_whom[tick])


def all_starts(
    clinic: people.Clinic,
    *,
    service: frontdoor.Service,
    date: dt.date,
    count: int,
    location: models.Location | None = None,
) -> dict[int, list[str]]:
    """Return every free start of every practitioner, written for an answer such as 2026-11-24T14:10:00Z.

    returns  practitioner id → starts, soonest first; whoever the patient is, and whenever it is now
    costs    2 queries, however many practitioners and days
    """
    diary = boards.Diary(clinic, location=location, service=service)
    board = diary.board(date, count + 1)
    allowed = ticks.grid_line(board.over, diary.zone, service.grid_minutes)
    allowed &= ticks.bits(0, board.over.firsts[count])
    lines = Search(diary, service).lines(board, allowed)
    days = [
        (first, day.whole, ticks.written(day.date, day.zone))
        for day, first in zip(board.over.days[:count], board.over.firsts, strict=False)
    ]
    found = {}
    for pk, line in lines.items():
        mine: list[str] = []
        for first, whole, written in days:
            left = (line >> first) & whole
            while left:
                lowest = left & -left
                mine.append(written[lowest.bit_length() - 1])
                left ^= lowest
        found[pk] = mine
    return found


# --- One start -----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Who, where and how, for one start: all of them free for it.

    room  None for a visit that needs none
    fit   as planned, or with a rest a little longer
    """

    practitioner_id: int
    room: boards.RoomPlace | None
    fit: starts.Fit


def is_free(
    clinic: people.Clinic,
    *,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    patient_id: int | None,
    now: dt.datetime,
    is_staff: bool = False,
    location: models.Location | None = None,
    cautions: Iterable[str] = (),
    own: boards.Own = {},  # noqa: B006  never written
) -> bool:
    """Say whether a start is free and may be booked just now. Costs 2 queries."""
    zone = location.time_zone if location else clinic.time_zone
    if not boards.bounds_of(service, now, zone=zone, is_staff=is_staff).allow(starts_at):
        return False
    if not ticks.is_on_tick(starts_at, clinic.time_zone):
        return False
    place = place_for(
        clinic,
        service=service,
        starts_at=starts_at,
        practitioner_id=practitioner_id,
        patient_id=patient_id,
        location=location,
        cautions=cautions,
        own=own,
    )
    return place is not None


def place_for(
    clinic: people.Clinic,
    *,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    patient_id: int | None,
    own: boards.Own,
    location: models.Location | None = None,
    cautions: Iterable[str] = (),
    room_id: int | None = None,
) -> Place | None:
    """Return a practitioner and a room for a start, or None when it is not free.

    own      ticks that count as free, because what holds them is being moved, or is a hold for this very booking
    room_id  only this room
    costs    2 queries
    """
    diary = boards.Diary(
        clinic, practitioner_id=practitioner_id, patient_id=patient_id, location=location, service=service
    )
    search = Search(diary, service, cautions=cautions)
    day = ticks.day_of(starts_at, clinic.time_zone)
    tick = day.tick_at(starts_at)
    longest = max(sum(run) for fit in search.fits for run in fit.shape.room)
    board = diary.board(day.date, 1 if tick + longest <= day.ticks else 2).without(own)
    rooms = {one: free for one, free in board.room_frees() if room_id in {None, one.room_id}}
    for fit in search.fits:
        if not starts.fitting(board.patient_free(patient_id), fit.shape.stay) >> tick & 1:
            continue
        for pk in boards.least_busy_first(board, board.working, 0, day):
            able = starts.practitioner_starts(board.working[pk], board.practitioner_free(pk), fit.shape)
            if not able >> tick & 1:
                continue
            if not service.needs_room:
                return Place(pk, None, fit)
            chosen = planned.room_for(board, pk, fit.shape, tick, rooms=rooms, service=service)
            if chosen is None:
                break  # no other practitioner brings a room
            return Place(pk, chosen, fit)
    return None


def place_by_force(
    clinic: people.Clinic,
    *,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    room_id: int | None,
    own: boards.Own,
    location: models.Location | None = None,
    cautions: Iterable[str] = (),
) -> Place | None:
    """Return who and where for a start that is not free: the room in which the fewest ticks are in the way.

    returns  None without a practitioner of the clinic, or when a room is needed and there is none
    costs    3 queries
    """
    treats = people.Practitioner.objects.filter(clinic=clinic, pk=practitioner_id)
    if practitioner_id is None or not treats.exists():
        return None
    fit = starts.fits(boards.pattern_of(service, cautions))[0]
    if not service.needs_room:
        return Place(practitioner_id, None, fit)
    diary = boards.Diary(clinic, location=location, service=None if room_id else service)
    day = ticks.day_of(starts_at, clinic.time_zone)
    board = diary.board(day.date, 2).without(own)
    tick = day.tick_at(starts_at)
    needed = 0
    for offset, length in fit.shape.room:
        needed |= ticks.bits(tick + offset, tick + offset + length)
    rooms = [(one, free) for one, free in board.room_frees() if room_id in {None, one.room_id}]
    chosen = min(rooms, key=lambda room: (needed & ~room[1]).bit_count(), default=None)
    return Place(practitioner_id, chosen[0], fit) if chosen else None
