"""The visits of a course, placed all at once: one start for each, as regular as the free times allow. Pure.

Each visit has a day it is wanted on. Of all ways to place them, the cheapest is taken, where a day off, another weekday,
another time of day, another practitioner and an uneven gap each cost points. So it is always the same answer to the
same question, and what had to give way can be said in words.
"""

import collections
import dataclasses
import datetime as dt
import enum
import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

# What giving way costs, in points. A quarter of an hour is the unit: one day off is as bad as an hour and a half.
QUARTER = 15  # minutes
QUARTERS_MAX = 16  # four hours off is simply another time of day
DAY = 6
OTHER_PRACTITIONER = 30
OTHER_WEEKDAY = 40
OTHER_HOURS = 40
UNEVEN = 1  # times the square of the days by which a gap differs
LEFT_OUT = 100_000  # a visit is left out only when nothing else is possible

REACH_LEAST, REACH_MOST = 3, 10  # days by which a visit may be moved
OTHERS = 3
APART = 60  # minutes by which two choices of one day differ, or they are one choice
SAME_TIME = 60  # minutes within which it is still 'the same time of day'
LOOK_FOR_BEGIN = 14  # days among which the first visit is placed


class Open(NamedTuple):
    """A free start as the clinic's wall clock shows it. Sorts by time."""

    starts_at: dt.datetime  # UTC
    practitioner_id: int
    date: dt.date
    minute: int


@dataclasses.dataclass(frozen=True, slots=True)
class Taste:
    """What somebody would like.

    weekdays         0 is Monday; empty: any
    hours            (from, until) in minutes of the wall clock; None: any
    practitioner_id  None: anyone
    minute           the time of day that all visits should have; None: whichever suits the most visits
    """

    weekdays: frozenset[int] = frozenset()
    hours: tuple[int, int] | None = None
    practitioner_id: int | None = None
    minute: int | None = None

    def is_met_by(self, start: Open) -> bool:
        """Say whether a start is on a wanted day, at a wanted time, with the wanted practitioner."""
        return (
            (not self.weekdays or start.date.weekday() in self.weekdays)
            and self.is_in_hours(start.minute)
            and self.practitioner_id in {None, start.practitioner_id}
        )

    def is_in_hours(self, minute: int) -> bool:
        return self.hours is None or self.hours[0] <= minute < self.hours[1]

    def cost(self, start: Open) -> int:
        """Return what a start gives up, whatever the visit."""
        cost = 0
        if self.weekdays and start.date.weekday() not in self.weekdays:
            cost += OTHER_WEEKDAY
        if not self.is_in_hours(start.minute):
            cost += OTHER_HOURS
        if self.practitioner_id not in {None, start.practitioner_id}:
            cost += OTHER_PRACTITIONER
        if self.minute is not None:
            cost += min(abs(start.minute - self.minute) // QUARTER, QUARTERS_MAX)
        return cost


# --- When the visits are wanted --------------------------------------------------------------------------------------

# Days between visits that are no whole weeks, as gaps which stay on the same weekdays: twice a week, three times a week.
PACES: Mapping[int, tuple[int, ...]] = {2: (2, 2, 3), 3: (3, 4)}


def gaps(stages: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Return the wanted days before each visit.

    stages  (visits, days between them), such as ((6, 3), (4, 7)): six visits twice a week, then four weekly
    """
    wanted: list[int] = []
    for visits, days in stages:
        pace = PACES.get(days, (max(1, days),))
        wanted += [pace[place % len(pace)] for place in range(visits)]
    return tuple(wanted)


def least_days(gap: int) -> int:
    """Return the fewest days that may lie between two visits which are wanted `gap` days apart: half, rounded up."""
    return (gap + 1) // 2


def first_date(
    days: Mapping[dt.date, Sequence[Open]], *, not_before: dt.date, wanted: dt.date, taste: Taste
) -> dt.date:
    """Return the day to begin on: the one nearest to a wanted day with a start that meets every taste, else that day.

    not_before  no visit may be before it
    """
    near = [
        date
        for date, starts in days.items()
        if date >= not_before
        and abs((date - wanted).days) <= LOOK_FOR_BEGIN
        and any(taste.is_met_by(start) for start in starts)
    ]
    return min(near, key=lambda date: (abs((date - wanted).days), date), default=max(wanted, not_before))


def wanted_dates(
    begin: dt.date, gaps: Sequence[int], weekdays: Collection[int] = frozenset()
) -> tuple[dt.date, ...]:
    """Return the day each visit is wanted on: the first on `begin`, the others after their gaps, on wanted weekdays."""
    dates = [begin]
    for gap in gaps[1:]:
        aim = dates[-1] + dt.timedelta(days=gap)
        near = (aim + dt.timedelta(days=away) for away in (0, 1, -1, 2, -2, 3, -3))
        fits = (
            date
            for date in near
            if (not weekdays or date.weekday() in weekdays) and (date - dates[-1]).days >= least_days(gap)
        )
        dates.append(next(fits, aim))
    return tuple(dates)


def usual_minute(
    dates: Iterable[dt.date], days: Mapping[dt.date, Sequence[Open]], taste: Taste
) -> int | None:
    """Return the time of day at which most of these days have a start that meets every taste; of equals the earliest."""
    count: collections.Counter[int] = collections.Counter()
    for date in dates:
        count.update({start.minute for start in days.get(date, ()) if taste.is_met_by(start)})
    return min(count, key=lambda minute: (-count[minute], minute), default=None)


# --- Placing them ------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be placed.

    dates     the day each visit is wanted on, in order
    gaps      the wanted days before each visit; the first counts from `after`
    after     the day of the visit before, or None
    """

    dates: tuple[dt.date, ...]
    gaps: tuple[int, ...]
    after: dt.date | None = None

    def reach(self, place: int) -> int:
        """Return by how many days a visit may be moved: not as far as to its neighbour."""
        return min(max(self.gaps[place] - 1, REACH_LEAST), REACH_MOST)

    def is_allowed(self, place: int, date: dt.date, before: dt.date | None) -> bool:
        """Say whether a visit may be on a day, when the visit before it is on another."""
        if abs((date - self.dates[place]).days) > self.reach(place):
            return False
        return before is None or (date - before).days >= least_days(self.gaps[place])

    def uneven(self, place: int, date: dt.date, before_place: int | None, before: dt.date | None) -> int:
        """Return the points for a gap that is not the wanted one."""
        if before is None or before_place is None:
            return 0
        wanted = (self.dates[place] - self.dates[before_place]).days
        return int(UNEVEN * ((date - before).days - wanted) ** 2)


def place(wanted: Wanted, days: Mapping[dt.date, Sequence[Open]], taste: Taste) -> tuple[Open | None, ...]:
    """Return a start for each visit, or None for one that cannot be placed; of equally cheap ways the earliest.

    days  the free starts of each local day
    """
    # Which start of a day is best does not depend on the visit, so a day has one.
    best = {
        date: min(starts, key=lambda start: (taste.cost(start), start))
        for date, starts in days.items()
        if starts
    }
    ordered = sorted(best)
    count = len(wanted.dates)

    @functools.cache
    def rest(index: int, before_place: int | None, before: dt.date | None) -> tuple[int, Open | None]:
        """The cheapest way to place this visit and all after it: (points, start of this one)."""
        found: tuple[int, Open | None] | None = None
        for date in ordered:  # in order, and only what is cheaper counts: the earliest of equals stays
            if not wanted.is_allowed(index, date, before):
                continue
            points = taste.cost(best[date]) + DAY * abs((date - wanted.dates[index]).days)
            points += wanted.uneven(index, date, before_place, before)
            if index + 1 < count:
                points += rest(index + 1, index, date)[0]
            if found is None or points < found[0]:
                found = points, best[date]
        left_out = LEFT_OUT + (rest(index + 1, before_place, before)[0] if index + 1 < count else 0)
        return found if found is not None and found[0] <= left_out else (left_out, None)

    chosen: list[Open | None] = []
    before_place: int | None = None
    before = wanted.after
    for index in range(count):
        start = rest(index, before_place, before)[1]
        chosen.append(start)
        if start is not None:
            before_place, before = index, start.date
    return tuple(chosen)


def others(
    index: int,
    chosen: Sequence[Open | None],
    wanted: Wanted,
    days: Mapping[dt.date, Sequence[Open]],
    taste: Taste,
) -> tuple[Open, ...]:
    """Return up to three other starts for one visit, best first; each leaves the visits around it where they are.

    Two on one day are an hour apart at least, and at most one is on the day already chosen.
    """
    own = chosen[index]
    before = next((start.date for start in reversed(chosen[:index]) if start), wanted.after)
    after_place = next((at for at in range(index + 1, len(chosen)) if chosen[at]), None)

    def fits(date: dt.date) -> bool:
        # A visit that found no place may also be further away.
        if own is not None and abs((date - wanted.dates[index]).days) > wanted.reach(index):
            return False
        if before is not None and (date - before).days < least_days(wanted.gaps[index]):
            return False
        following = chosen[after_place] if after_place is not None else None
        return following is None or (following.date - date).days >= least_days(wanted.gaps[after_place or 0])

    def points(start: Open) -> tuple[int, Open]:
        return taste.cost(start) + DAY * abs((start.date - wanted.dates[index]).days), start

    able = sorted((start for date, starts in days.items() if fits(date) for start in starts), key=points)
    found: list[Open] = []
    for start in able:
        known = found if own is None else [own, *found]
        is_near = any(one.date == start.date and abs(one.minute - start.minute) < APART for one in known)
        is_second_today = (
            own is not None and start.date == own.date and any(o.date == own.date for o in found)
        )
        if not is_near and not is_second_today:
            found.append(start)
        if len(found) == OTHERS:
            break
    return tuple(found)


# --- What had to give way ------------------------------------------------------------------------------------------------


class Why(enum.StrEnum):
    """Why a day has no start, or why a visit is not quite as wanted."""

    HOLIDAY = "HOLIDAY"  # of a day: the clinic is shut, and the holiday has a name
    CLOSED = "CLOSED"  # of a day: the clinic is shut
    AWAY = "AWAY"  # of a day: the practitioner is on leave
    NOT_WORKING = "NOT_WORKING"  # of a day: nobody, or not this practitioner, works on this weekday
    FULL = "FULL"  # of a day: everything that would do is taken
    TOO_CLOSE = "TOO_CLOSE"  # the visit before had to move
    OTHER_DAY = "OTHER_DAY"  # another day suits the rest of the wishes better
    OTHER_PRACTITIONER = "OTHER_PRACTITIONER"
    OTHER_TIME = "OTHER_TIME"
    TOO_FAR = "TOO_FAR"  # further ahead than the diary is open
    NOTHING_FREE = "NOTHING_FREE"
    TAKEN = "TAKEN"  # what was chosen has gone meanwhile


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """What stands behind a day on which nothing is free: the reason and its name, such as that of a holiday."""

    why: Why
    name: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """What is not as wanted.

    on    the day the visit was wanted on
    name  of the holiday, when there is one
    """

    why: Why
    on: dt.date
    name: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Planned:
    """One visit of the course as it is proposed.

    number  counted within the course, from 1
    start   None when nothing could be found; `clashes` says why
    others  up to three other starts
    """

    number: int
    is_review: bool
    wanted_on: dt.date
    start: Open | None
    clashes: tuple[Clash, ...]
    others: tuple[Open, ...]


def proposal(
    *,
    first_number: int,
    gaps: Sequence[int],
    reviews: Collection[int],
    after: dt.date | None,
    not_before: dt.date,
    last: dt.date,
    days: Mapping[dt.date, Sequence[Open]],
    reasons: Mapping[dt.date, Day],
    taste: Taste,
) -> tuple[Planned, ...]:
    """Return a start for each visit that remains, what had to give way, and other starts.

    first_number  the number of the first visit to place, within the course
    gaps          wanted days before each visit; as many as there are visits
    reviews       numbers of the visits with a review
    after         the day of the visit before them, or None
    not_before    the first day that may be booked, and `last` the last one
    days          the free starts of each local day
    reasons       for days on which nothing is free, why
    """
    if not gaps:
        return ()
    begin = _begin(gaps[0], after, not_before, days=days, reasons=reasons, taste=taste)
    wanted = Wanted(wanted_dates(begin, gaps, taste.weekdays), tuple(gaps), after)
    if taste.minute is None:
        taste = dataclasses.replace(taste, minute=usual_minute(wanted.dates, days, taste))
    # What is wanted after the last day is left for later rather than squeezed in before it.
    within = sum(date <= last for date in wanted.dates)
    near = Wanted(wanted.dates[:within], wanted.gaps[:within], after)
    chosen: tuple[Open | None, ...] = (*place(near, days, taste), *[None] * (len(gaps) - within))
    planned = []
    for index, start in enumerate(chosen):
        number = first_number + index
        before = next((one.date for one in reversed(chosen[:index]) if one), after)
        planned.append(
            Planned(
                number,
                number in reviews,
                wanted.dates[index],
                start,
                tuple(_clashes(wanted, index, start, before, last, days, reasons, taste)),
                others(index, chosen, wanted, days, taste) if index < within else (),
            )
        )
    return tuple(planned)


def _begin(
    gap: int,
    after: dt.date | None,
    not_before: dt.date,
    *,
    days: Mapping[dt.date, Sequence[Open]],
    reasons: Mapping[dt.date, Day],
    taste: Taste,
) -> dt.date:
    """Return the day the first visit is wanted on, from which the others are counted.

    A gap after the visit before; but where the course is only beginning, or that weekday is never worked or not wanted,
    the nearest day that suits, so that not every visit of the course has to move.
    """
    if after is None:
        return first_date(days, not_before=not_before, wanted=not_before, taste=taste)
    aim = after + dt.timedelta(days=gap)
    is_never_worked = aim in reasons and not any(
        date.weekday() == aim.weekday()
        and any(taste.practitioner_id in {None, start.practitioner_id} for start in starts)
        for date, starts in days.items()
    )
    is_unwanted = bool(taste.weekdays) and aim.weekday() not in taste.weekdays
    if aim >= not_before and not is_never_worked and not is_unwanted:
        return aim
    earliest = max(not_before, after + dt.timedelta(days=least_days(gap)))
    return first_date(days, not_before=earliest, wanted=max(aim, not_before), taste=taste)


def _clashes(  # noqa: PLR0917
    wanted: Wanted,
    index: int,
    start: Open | None,
    before: dt.date | None,
    last: dt.date,
    days: Mapping[dt.date, Sequence[Open]],
    reasons: Mapping[dt.date, Day],
    taste: Taste,
) -> Iterable[Clash]:
    on = wanted.dates[index]
    if start is None:
        yield Clash(Why.TOO_FAR if on > last else Why.NOTHING_FREE, on)
        return
    if start.date != on:
        yield _why_moved(wanted, index, before, days, reasons, taste)
    if taste.practitioner_id not in {None, start.practitioner_id}:
        yield Clash(Why.OTHER_PRACTITIONER, on)
    is_other_time = taste.minute is not None and abs(start.minute - taste.minute) > SAME_TIME
    if is_other_time or not taste.is_in_hours(start.minute):
        yield Clash(Why.OTHER_TIME, on)


def _why_moved(  # noqa: PLR0917
    wanted: Wanted,
    index: int,
    before: dt.date | None,
    days: Mapping[dt.date, Sequence[Open]],
    reasons: Mapping[dt.date, Day],
    taste: Taste,
) -> Clash:
    on = wanted.dates[index]
    if on in reasons:
        return Clash(reasons[on].why, on, reasons[on].name)
    if before is not None and (on - before).days < least_days(wanted.gaps[index]):
        return Clash(Why.TOO_CLOSE, on)
    if not any(taste.is_met_by(start) for start in days.get(on, ())):
        return Clash(Why.FULL, on)
    return Clash(Why.OTHER_DAY, on)
