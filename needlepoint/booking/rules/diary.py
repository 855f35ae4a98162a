"""Working hours as a week, a day that differs, and stretches that are shut; and what is wrong with them. Pure.

Hours are minutes of a place's wall clock, half-open. `place` is the id of a further place; None is the clinic's first.
"""

import datetime as dt
import enum
import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

MINUTES = 5
DAY_MINUTES = 24 * 60
# Hours that end so early after beginning so late are meant to go on after midnight.
EVENING, MORNING = 12 * 60, 12 * 60


class Row(NamedTuple):
    """One stretch of work on a weekday, 0 is Monday. The dates, both included, bound it; None: always."""

    weekday: int
    starts_minute: int
    ends_minute: int
    place: int | None = None
    from_date: dt.date | None = None
    until_date: dt.date | None = None


class Wrong(enum.StrEnum):
    """What can be wrong with hours."""

    WEEKDAY = "WEEKDAY"  # there is no such day
    TIME = "TIME"  # there is no such time on a clock
    ORDER = "ORDER"  # the end is not after the start
    MIDNIGHT = "MIDNIGHT"  # goes on after midnight
    STEP = "STEP"  # not on five minutes
    DATES = "DATES"  # the last day is before the first
    OVERLAP = "OVERLAP"  # two stretches at one place
    TWO_PLACES = "TWO_PLACES"  # at two places at once
    TRAVEL = "TRAVEL"  # no time to get from one place to the other


class Fault(NamedTuple):
    """One thing that is wrong.

    row, other  places in the list of rows, from 0; `other` is the earlier row that it clashes with, or None
    minutes     for TRAVEL, how many lie between
    """

    wrong: Wrong
    row: int
    other: int | None = None
    minutes: int = 0


def faults(rows: Sequence[Row], *, travel_minutes: int = 0) -> list[Fault]:
    """Return everything that is wrong with a week's hours, in the order of the rows; an empty list when all is well.

    travel_minutes  kept free between two places on one day
    """
    found: list[Fault] = []
    whole: list[tuple[int, Row]] = []  # rows that can be compared with others
    for number, row in enumerate(rows):
        own = list(_own_faults(number, row))
        found += own
        if all(fault.wrong is Wrong.STEP for fault in own):
            whole.append((number, row))
    for (earlier, one), (later, other) in itertools.combinations(whole, 2):
        if share_a_day(one, other):
            found += _between(earlier, one, later, other, travel_minutes)
    return sorted(found, key=lambda fault: (fault.row, list(Wrong).index(fault.wrong), fault.other or 0))


def _own_faults(number: int, row: Row) -> Iterable[Fault]:
    starts, ends = row.starts_minute, row.ends_minute
    if not 0 <= row.weekday <= 6:  # noqa: PLR2004 the days of a week
        yield Fault(Wrong.WEEKDAY, number)
    if not 0 <= starts < DAY_MINUTES or ends < 0:
        yield Fault(Wrong.TIME, number)
    elif ends > DAY_MINUTES or (ends <= starts and starts >= EVENING and ends < MORNING):
        yield Fault(Wrong.MIDNIGHT, number)
    elif ends <= starts:
        yield Fault(Wrong.ORDER, number)
    if starts % MINUTES or ends % MINUTES:
        yield Fault(Wrong.STEP, number)
    if row.from_date and row.until_date and row.until_date < row.from_date:
        yield Fault(Wrong.DATES, number)


def _between(earlier: int, one: Row, later: int, other: Row, travel_minutes: int) -> Iterable[Fault]:
    first, second = sorted((one, other), key=lambda row: (row.starts_minute, row.ends_minute))
    between = second.starts_minute - first.ends_minute
    if between < 0:
        yield Fault(Wrong.OVERLAP if one.place == other.place else Wrong.TWO_PLACES, later, earlier)
    elif one.place != other.place and between < travel_minutes:
        yield Fault(Wrong.TRAVEL, later, earlier, between)


def share_a_day(one: Row, other: Row) -> bool:
    """Say whether there is a date on which both rows hold."""
    if one.weekday != other.weekday:
        return False
    first = max((row.from_date for row in (one, other) if row.from_date), default=None)
    last = min((row.until_date for row in (one, other) if row.until_date), default=None)
    if first is None or last is None:
        return True
    ahead = (one.weekday - first.weekday()) % 7
    return (last - first).days >= ahead


def is_valid_on(row: Row, date: dt.date) -> bool:
    """Say whether a weekly row holds on a date."""
    return (
        row.weekday == date.weekday()
        and (row.from_date is None or row.from_date <= date)
        and (row.until_date is None or date <= row.until_date)
    )


class Stretch(NamedTuple):
    """Work on one date, in minutes of the wall clock of its place."""

    starts_minute: int
    ends_minute: int
    place: int | None = None


def stretches_on(
    date: dt.date, weekly: Iterable[Row], special: Iterable[Stretch] | None = None
) -> list[Stretch]:
    """Return what is worked on a date, in order.

    special  what that date holds instead of the weekly hours; an empty list: nothing; None: the date is like any other
    """
    if special is not None:
        stretches = list(special)
    else:
        valid = (row for row in weekly if is_valid_on(row, date))
        stretches = [Stretch(row.starts_minute, row.ends_minute, row.place) for row in valid]
    return sorted(stretches, key=lambda one: (one.starts_minute, one.ends_minute, one.place or 0))


def replaced(rows: Iterable[Row], fresh: Iterable[Row], from_date: dt.date | None) -> list[Row]:
    """Return a week's rows with fresh ones from a date on. What held before that date stays as it was.

    from_date  None: the fresh rows replace everything
    """
    if from_date is None:
        return list(fresh)
    before = from_date - dt.timedelta(days=1)
    kept = [
        row._replace(until_date=min(row.until_date or before, before))
        for row in rows
        if row.from_date is None or row.from_date < from_date
    ]
    return kept + [row._replace(from_date=from_date) for row in fresh]


def covers(stretches: Sequence[Stretch], starts_minute: int, ends_minute: int, place: int | None) -> bool:
    """Say whether somebody is at work at a place without a break from one minute of the wall clock to another."""
    reached = starts_minute
    for stretch in sorted(stretches):
        if stretch.place == place and stretch.starts_minute <= reached < stretch.ends_minute:
            reached = stretch.ends_minute
    return reached >= ends_minute


def holidays_of(country: str, region: str, first: dt.date, last: dt.date) -> list[tuple[dt.date, str]] | None:
    """Return the public holidays from one date to another, both included, with their names in order.

    country  two letters, such as 'US'
    region   a part of the country, such as 'NY'; one that is not known is left out
    returns  None when there are no data for the country
    source   the `holidays` package, whose lists name the laws that they follow
    """
    import holidays  # here, because only the page of holidays needs it

    years = range(first.year, last.year + 1)
    known = holidays.list_supported_countries()
    if country not in known:
        return None
    part = region if region in known[country] else None
    found = holidays.country_holidays(country, subdiv=part, years=years)
    return [(date, found[date]) for date in sorted(found) if first <= date <= last]
