"""When a forecast may be said, for which visit and day, and what is held against it later. Pure.

The arithmetic of growth is `knowledge.stats.growth`; here is only what a person could check with a calendar.
"""

import dataclasses
import datetime as dt
import enum
import math
from collections.abc import Sequence
from fractions import Fraction

from needlepoint.knowledge.instruments import catalogue, scores

KNOWN_FROM = (
    3  # after one score there is no telling: AUC 0.59 over 38,000 simulated courses, 0.77 after three
)
EPISODES_FROM = (
    100  # courses of one clinic from which its own numbers are worked out, drawn toward the published start
)
# A first pain score below it leaves no room for a change that matters: 2 points on this scale, Ostelo 2008.
LEAST_START = catalogue.PAIN.lowest + math.ceil(catalogue.PAIN.important_change or 0)
NEAR_DAYS = 14  # a score is held against a forecast when it came so near to the day foretold
WATCHED_DAYS = 365  # a look at past forecasts goes this far back
TENTHS = 10
DAYS_A_WEEK = 7


class WhyNot(enum.StrEnum):
    """Why nothing is foretold."""

    OVER = "OVER"  # the course has ended
    DONE = "DONE"  # every planned visit took place
    OFF = "OFF"  # the forecast was switched off, because past ones did not come true often enough
    FEW = "FEW"  # under three pain scores
    NO_ROOM = "NO_ROOM"  # pain was so low at the start that a change that matters could not show


@dataclasses.dataclass(frozen=True, slots=True)
class Outlook:
    """What is likely at one visit to come.

    for_visit    number of the visit within its course, from 1
    for_day      local date on which it is expected
    start        the first pain score, 0-10
    mean         expected pain on that day, 0-10
    low, high    whole numbers 0-10 between which pain lies at least 8 times in 10
    chance       of at least 30 % less pain than at the start, 0-1
    known        pain scores behind it
    """

    for_visit: int
    for_day: dt.date
    start: float
    mean: float
    low: int
    high: int
    chance: float
    known: int

    @property
    def better_from(self) -> int:
        """The highest whole number of pain that is at least 30 % lower than the start, 0-10."""
        whole = range(int(catalogue.PAIN.lowest), int(catalogue.PAIN.highest) + 1)
        return max(value for value in whole if not value or came_true(Fraction(self.start), Fraction(value)))

    @property
    def tenths(self) -> int:
        """The chance as 'so many in 10', 0-10."""
        return tenths(self.chance)


@dataclasses.dataclass(frozen=True, slots=True)
class Foretold:
    """An outlook, or the one reason why there is none.

    known    pain scores since the start
    courses  of the same clinic behind the numbers it goes by; 0: the published start alone
    """

    outlook: Outlook | None
    why_not: WhyNot | None
    known: int
    courses: int = 0


def why_not(
    *, is_under_way: bool, done: int, planned: int, known: int, start: Fraction | None, is_shown: bool
) -> WhyNot | None:
    """Return the first reason why nothing is foretold; None when a forecast may be said.

    done, planned  visits of the course
    known          pain scores since the start of this stretch of care
    start          the first of them, 0-10
    is_shown       False while the clinic's forecast is switched off
    """
    if not is_under_way:
        return WhyNot.OVER
    if done >= planned:
        return WhyNot.DONE
    if not is_shown:  # before what more answers could change, so that nobody is promised a forecast
        return WhyNot.OFF
    if known < KNOWN_FROM or start is None:
        return WhyNot.FEW
    return None if has_room(start) else WhyNot.NO_ROOM


def has_room(start: Fraction) -> bool:
    """Say whether pain was high enough at the start for a change that matters to show."""
    return start >= LEAST_START


def expected_day(
    *, done: int, for_visit: int, days_between: int, ahead: Sequence[dt.date], today: dt.date
) -> dt.date:
    """Return the day on which a visit of a course is expected.

    done       visits that took place
    for_visit  number of the visit asked about, after `done`
    ahead      local dates of the visits that are booked and not over, in order: the first is visit done + 1
    returns    the booked day where there is one; else as many intervals after the last booked one, or after today
    """
    left = for_visit - done
    if left <= len(ahead):
        return ahead[left - 1]
    from_day = ahead[-1] if ahead else today
    return from_day + dt.timedelta(days=(left - len(ahead)) * days_between)


def weeks_from(start: dt.date, day: dt.date) -> float:
    """Return the weeks from the day of the first score to another day; never below 0."""
    return max(0.0, (day - start).days / DAYS_A_WEEK)


def nearest(day: dt.date, given: Sequence[tuple[dt.date, int]]) -> int | None:
    """Return which score came nearest to a day; of two as near, the earlier one; None with none within NEAR_DAYS.

    given  (local date, what names the score) in order of time
    """
    near = [(abs((on - day).days), place) for place, (on, _) in enumerate(given)]
    if not near or min(near)[0] > NEAR_DAYS:
        return None
    return given[min(near)[1]][1]


def settled_before(today: dt.date) -> dt.date:
    """Return the day before which forecasts are settled: no score to come can be near enough to what they foretold."""
    return today - dt.timedelta(days=NEAR_DAYS)


def came_true(start: Fraction, came: Fraction) -> bool:
    """Say whether pain was at least 30 % lower than at the start. Raises nothing: a start of 0 never comes true."""
    change = scores.change(
        scores.Score(catalogue.PAIN.key, start), scores.Score(catalogue.PAIN.key, came), items=1
    )
    return change.responder is True


def tenths(chance: float) -> int:
    """Return a chance as 'so many in 10': 0-10, halves up."""
    return min(TENTHS, max(0, int(chance * TENTHS + 0.5)))


def month_of(day: dt.date) -> dt.date:
    """Return the first day of the month."""
    return day.replace(day=1)
