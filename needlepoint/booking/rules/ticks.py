"""A local day cut into ticks: five minutes each, counted as time really elapsed since local midnight. Pure.

A day has 288 ticks, or 276 or 300 when the clocks change; a set of ticks is the bits of one integer, bit 0 first.
Wall-clock hours are turned into ticks once per day by asking the zone; offsets are never added by hand.
"""

import dataclasses
import datetime as dt
import functools
import itertools
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Sequence

MINUTES = 5
TICK = dt.timedelta(minutes=MINUTES)
ORDINARY = 24 * 60 // MINUTES
WORD_BITS = 60  # five words of 60 bits hold the longest day, and fit a signed 64-bit column
WORDS = 5
WORD = (1 << WORD_BITS) - 1

Hours = tuple[tuple[int, int], ...]  # (start, end) in minutes of the wall clock


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """One local day.

    begins  its first moment, UTC
    ticks   how many it has: 288, or fewer or more when the clocks change
    """

    date: dt.date
    zone: str
    begins: dt.datetime
    ticks: int

    @property
    def ends(self) -> dt.datetime:
        return self.begins + self.ticks * TICK

    @property
    def whole(self) -> int:
        """Every tick of the day."""
        return (1 << self.ticks) - 1

    @property
    def is_ordinary(self) -> bool:
        """Whether no clock changes on this day."""
        return self.ticks == ORDINARY

    def moment(self, tick: int) -> dt.datetime:
        """Return when a tick begins, UTC."""
        return self.begins + tick * TICK

    def tick_at(self, moment: dt.datetime) -> int:
        """Return the tick that a moment falls in; below 0 or beyond `ticks` when it is another day's."""
        return (moment - self.begins) // TICK

    def wall_minute(self, tick: int) -> int:
        """Return what the clock on the wall shows when a tick begins, in minutes."""
        return wall_minutes(self.date, self.zone)[tick]

    def of_hours(self, hours: Iterable[tuple[int, int]]) -> int:
        """Return the ticks that lie wholly within wall-clock hours.

        hours  (start, end) in minutes of the wall clock, 0–1440, end not included. An hour that the clock skips has no
               ticks; one that it shows twice has them twice.
        """
        mask = 0
        for start, end in hours:
            if self.is_ordinary:
                mask |= bits(-(-start // MINUTES), end // MINUTES)
            else:
                for tick, minute in enumerate(wall_minutes(self.date, self.zone)):
                    if start <= minute and minute + MINUTES <= end:
                        mask |= 1 << tick
        return mask

    def of_span(self, starts_at: dt.datetime, ends_at: dt.datetime) -> int:
        """Return the ticks of this day that a stretch of time touches, even in part."""
        first = self.tick_at(starts_at)
        last = -((self.begins - ends_at) // TICK)  # rounded up
        return bits(max(first, 0), min(last, self.ticks))


@functools.lru_cache(4096)  # a clinic looks at the same few months all day
def day(date: dt.date, zone: str) -> Day:
    """Return a local day. Raises zoneinfo.ZoneInfoNotFoundError for a zone nobody knows."""
    begins = _first_moment(date, zone)
    length = _first_moment(date + dt.timedelta(days=1), zone) - begins
    ticks = length // TICK
    if not 0 <= ticks <= WORDS * WORD_BITS:
        raise AssertionError(f"{date} has {ticks} ticks in {zone}; the words hold {WORDS * WORD_BITS}")
    return Day(date, zone, begins, ticks)


def _first_moment(date: dt.date, zone: str) -> dt.datetime:
    # Where the clocks skip midnight, the zone's offset before the change leads to the moment of the change itself;
    # where they show it twice, fold 0 is the first time.
    return dt.datetime.combine(date, dt.time(), zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)


@functools.lru_cache(512)
def moments(date: dt.date, zone: str) -> tuple[dt.datetime, ...]:
    """Return when each tick of a day begins, UTC. Kept, because adding up times costs more than finding starts."""
    here = day(date, zone)
    return tuple(here.moment(tick) for tick in range(here.ticks))


@functools.lru_cache(512)
def wall_minutes(date: dt.date, zone: str) -> tuple[int, ...]:
    """Return what the wall clock shows at each tick of a day, in minutes."""
    here = day(date, zone)
    if here.is_ordinary:
        return tuple(range(0, 24 * 60, MINUTES))
    place = zoneinfo.ZoneInfo(zone)
    shown = (here.moment(tick).astimezone(place) for tick in range(here.ticks))
    return tuple(clock.hour * 60 + clock.minute for clock in shown)


@functools.lru_cache(512)
def grid(date: dt.date, zone: str, minutes: int) -> int:
    """Return the ticks at which the wall clock stands on a multiple of `minutes`, such as the quarter hours."""
    mask = 0
    for tick, minute in enumerate(wall_minutes(date, zone)):
        if minute % minutes == 0:
            mask |= 1 << tick
    return mask


def day_of(moment: dt.datetime, zone: str) -> Day:
    """Return the local day that a moment falls in."""
    return day(moment.astimezone(zoneinfo.ZoneInfo(zone)).date(), zone)


def is_on_tick(moment: dt.datetime, zone: str) -> bool:
    """Say whether a moment is the very beginning of a tick."""
    return not (moment - day_of(moment, zone).begins) % TICK


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive local days as one line of ticks, so that what crosses midnight is in one piece.

    firsts  at which tick of the line each day begins
    """

    days: tuple[Day, ...]
    firsts: tuple[int, ...]

    @property
    def begins(self) -> dt.datetime:
        return self.days[0].begins

    @property
    def ends(self) -> dt.datetime:
        return self.days[-1].ends

    @property
    def ticks(self) -> int:
        return self.firsts[-1] + self.days[-1].ticks

    @property
    def whole(self) -> int:
        return (1 << self.ticks) - 1

    def tick_at(self, moment: dt.datetime) -> int:
        """Return the tick that a moment falls in; below 0 or beyond `ticks` when it is outside."""
        return (moment - self.begins) // TICK

    def of_span(self, starts_at: dt.datetime, ends_at: dt.datetime) -> int:
        """Return the ticks that a stretch of time touches, even in part."""
        first, last = self.tick_at(starts_at), -((self.begins - ends_at) // TICK)
        return bits(max(first, 0), min(last, self.ticks))

    def of_hours(self, zone: str, hours_on: Callable[[dt.date], Hours]) -> int:
        """Return the ticks within wall-clock hours of a place, which may lie in another zone than the line's.

        hours_on  local date of the place → (start, end) minutes of its wall clock
        """
        line = 0
        date = self.begins.astimezone(zoneinfo.ZoneInfo(zone)).date()
        while (here := day(date, zone)).begins < self.ends:
            hours = hours_on(date)
            if hours:
                line |= shifted(within(date, zone, hours), self.tick_at(here.begins))
            date += dt.timedelta(days=1)
        return line & self.whole

    def parts(self, line: int) -> Iterator[tuple[Day, int]]:
        """Cut a line into its days: each with its own ticks, those that have any."""
        for here, first in zip(self.days, self.firsts, strict=True):
            part = (line >> first) & here.whole
            if part:
                yield here, part


@functools.lru_cache(256)
def stretch(date: dt.date, count: int, zone: str) -> Stretch:
    """Return `count` local days from a date on, at least one."""
    days = tuple(day(date + dt.timedelta(days=n), zone) for n in range(count))
    firsts = tuple(itertools.accumulate((here.ticks for here in days[:-1]), initial=0))
    return Stretch(days, firsts)


@functools.lru_cache(4096)
def within(date: dt.date, zone: str, hours: Hours) -> int:
    """Return the ticks of a day within wall-clock hours. Kept, since most days and people have the same."""
    return day(date, zone).of_hours(hours)


def grid_line(over: Stretch, zone: str, minutes: int) -> int:
    """Return the ticks at which a place's wall clock stands on a multiple of `minutes`."""
    return _grid_line(over.days[0].date, len(over.days), over.days[0].zone, zone, minutes)


@functools.lru_cache(256)
def _grid_line(first: dt.date, count: int, diary_zone: str, zone: str, minutes: int) -> int:
    over = stretch(first, count, diary_zone)
    line = 0
    date = over.begins.astimezone(zoneinfo.ZoneInfo(zone)).date()
    while (here := day(date, zone)).begins < over.ends:
        line |= shifted(grid(date, zone, minutes), over.tick_at(here.begins))
        date += dt.timedelta(days=1)
    return line & over.whole


@functools.lru_cache(512)
def written(date: dt.date, zone: str) -> tuple[str, ...]:
    """Return when each tick of a day begins, UTC, as an answer holds it: 2026-11-24T14:10:00Z."""
    return tuple(moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in moments(date, zone))


# --- Sets of ticks -----------------------------------------------------------------------------------------------


def shifted(mask: int, ticks: int) -> int:
    """Return a set later by so many ticks, or earlier when negative; what would lie before 0 is left out."""
    return mask << ticks if ticks >= 0 else mask >> -ticks


def smeared(mask: int, ticks: int) -> int:
    """Return a set with the `ticks` after each of its own, such as the way from one place to another."""
    reach = 1
    while reach <= ticks:
        more = min(reach, ticks + 1 - reach)
        mask |= mask << more
        reach += more
    return mask


def bits(start: int, end: int) -> int:
    """Return the ticks from `start` up to, not including, `end`."""
    return ((1 << (end - start)) - 1) << start if end > start else 0


def listed(mask: int) -> list[int]:
    """Return the ticks of a set in order."""
    ticks = []
    while mask:
        lowest = mask & -mask
        ticks.append(lowest.bit_length() - 1)
        mask ^= lowest
    return ticks


def runs(mask: int) -> list[tuple[int, int]]:
    """Return a set as the stretches that it is made of: (first tick, the tick after the last), in order."""
    found, tick = [], 0
    while rest := mask >> tick:
        first = tick + (rest & -rest).bit_length() - 1
        length = ((mask >> first) + 1 & ~(mask >> first)).bit_length() - 1
        tick = first + length
        found.append((first, tick))
    return found


def words(mask: int) -> tuple[int, ...]:
    """Return a set as the five words that a row keeps."""
    return tuple((mask >> (WORD_BITS * place)) & WORD for place in range(WORDS))


def mask(kept: Sequence[int]) -> int:
    """Return the set that a row's words keep."""
    w0, w1, w2, w3, w4 = kept
    return w0 | w1 << 60 | w2 << 120 | w3 << 180 | w4 << 240


def held(starts_at: dt.datetime, runs: Iterable[tuple[int, int]], zone: str) -> dict[dt.date, int]:
    """Return which ticks of which local days a visit's runs take.

    runs  (offset, length) in ticks from the start; one that crosses midnight is split
    """
    taken: dict[dt.date, int] = {}
    for offset, length in runs:
        begins, ends = starts_at + offset * TICK, starts_at + (offset + length) * TICK
        here = day_of(begins, zone)
        while begins < ends:
            part = here.of_span(begins, min(ends, here.ends))
            if part:
                taken[here.date] = taken.get(here.date, 0) | part
            begins = max(begins, here.ends)
            here = day(here.date + dt.timedelta(days=1), zone)
    return taken
