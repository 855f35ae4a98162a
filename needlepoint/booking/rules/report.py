"""How full the days were and what became of the visits: periods, shares, and what may be said of small numbers. Pure."""

import dataclasses
import datetime as dt
import enum
import itertools
from collections.abc import Iterable, Sequence

from needlepoint.booking.rules import ticks
from needlepoint.frontdoor import rules as patterns

TOO_FEW = 5  # of fewer than this nothing is said in percent
WEEKS, MONTHS = 8, 12
WEEK_DAYS = 7
YEAR_MONTHS = 12
FIRST_YEAR, LAST_YEAR = 1990, 2200  # an address may ask for any date; these are looked at


class By(enum.StrEnum):
    """How the time is cut."""

    WEEK = "week"
    MONTH = "month"


class Outcome(enum.StrEnum):
    """What became of a visit."""

    DONE = "DONE"  # the patient came; those who are here now are among them
    MISSED = "MISSED"
    LATE = "LATE"  # cancelled when it was no longer free of charge
    IN_TIME = "IN_TIME"  # cancelled before that
    TO_COME = "TO_COME"
    NOT_NOTED = "NOT_NOTED"  # its time is over, and nobody wrote down what happened


HOLDS_TIME = frozenset({Outcome.DONE, Outcome.TO_COME, Outcome.NOT_NOTED})
# Days from booking to the visit: less than one, one to two, three to seven, eight to twenty-one, more.
LEAD_FROM = (0, 1, 3, 8, 22)


@dataclasses.dataclass(frozen=True, slots=True)
class Period:
    """A week or a month: local days from `first` up to, not including, `end`."""

    first: dt.date
    end: dt.date


def periods(by: By, until: dt.date) -> tuple[Period, ...]:
    """Return the weeks or months that end with the one `until` lies in, oldest first."""
    until = min(max(until, dt.date(FIRST_YEAR, 1, 1)), dt.date(LAST_YEAR, 1, 1))
    if by is By.WEEK:
        monday = until - dt.timedelta(days=until.weekday())
        firsts = [monday - dt.timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
        return tuple(Period(first, first + dt.timedelta(days=WEEK_DAYS)) for first in firsts)
    count = until.year * YEAR_MONTHS + until.month - 1
    months = [_month(number) for number in range(count - MONTHS + 1, count + 2)]
    return tuple(Period(first, end) for first, end in itertools.pairwise(months))


def _month(number: int) -> dt.date:
    return dt.date(number // YEAR_MONTHS, number % YEAR_MONTHS + 1, 1)


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with both numbers at hand."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """In whole percent, halves up; None when there is nothing to be a part of."""
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole > 0 else None

    @property
    def is_small(self) -> bool:
        """Whether the whole is too small to say anything in percent."""
        return self.whole < TOO_FEW


@dataclasses.dataclass(slots=True)
class Tally:
    """What became of some visits, and the minutes that they took."""

    counts: dict[Outcome, int] = dataclasses.field(default_factory=dict)
    moved: int = 0
    hands_booked: int = 0  # minutes with a practitioner, of visits not cancelled
    hands_done: int = 0
    room_held: int = 0  # minutes of rooms, of visits that hold their time

    def add(self, outcome: Outcome, count: int, *, hands: int = 0, room: int = 0) -> None:
        """Count visits alike.

        hands, room  minutes of one of them
        """
        self.counts[outcome] = self.of(outcome) + count
        if outcome in HOLDS_TIME or outcome is Outcome.MISSED:
            self.hands_booked += count * hands
        if outcome is Outcome.DONE:
            self.hands_done += count * hands
        if outcome in HOLDS_TIME:
            self.room_held += count * room

    def of(self, outcome: Outcome) -> int:
        return self.counts.get(outcome, 0)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def missed(self) -> Share:
        """Of the visits that were due, which are those done and those missed."""
        return Share(self.of(Outcome.MISSED), self.of(Outcome.DONE) + self.of(Outcome.MISSED))

    @property
    def lost_late(self) -> Share:
        """Missed or cancelled late, of those and the ones done: time that nobody else could use."""
        lost = self.of(Outcome.MISSED) + self.of(Outcome.LATE)
        return Share(lost, lost + self.of(Outcome.DONE))


def minutes_of(segments: Iterable[Sequence[object]] | None) -> tuple[int, int]:
    """Return (minutes with a practitioner, minutes of the room) of a stored pattern; none of one nobody can read."""
    try:
        pattern = patterns.pattern(segments or ())
    except patterns.UnableToReadPattern:
        return 0, 0
    return sum(length for _offset, length in pattern.practitioner_runs), pattern.room_minutes


def lead_of(days: int) -> int:
    """Return the place in LEAD_FROM of a visit booked so many full days before; one entered afterwards is the first."""
    return max((place for place, least in enumerate(LEAD_FROM) if days >= least), default=0)


def in_periods(line: int, over: ticks.Stretch, wanted: Sequence[Period]) -> list[int]:
    """Return how many minutes of a line of ticks lie in each period.

    over  the stretch of days that the line covers
    """
    starts = dict(zip((day.date for day in over.days), over.firsts, strict=True))
    found = []
    for period in wanted:
        begins, ends = starts.get(period.first, over.ticks), starts.get(period.end, over.ticks)
        found.append((line & ticks.bits(begins, ends)).bit_count() * ticks.MINUTES)
    return found
