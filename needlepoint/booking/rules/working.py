"""When somebody is at work in one place: weekly hours, days that differ, and the way from one place to another. Pure."""

import datetime as dt
import functools
from typing import Any, NamedTuple

from needlepoint.booking.rules import ticks

_Row = tuple[Any, ...]  # as the database gives it
FIRST_PLACE = 0  # the clinic's own; further ones go by their number


class Weekly(NamedTuple):
    """Hours on one weekday (0 is Monday) in one place, in minutes of its wall clock; dates bound them, both included."""

    weekday: int
    place: int
    starts_minute: int
    ends_minute: int
    from_date: dt.date | None = None
    until_date: dt.date | None = None

    def is_on(self, date: dt.date) -> bool:
        return (
            self.weekday == date.weekday()
            and (self.from_date is None or self.from_date <= date)
            and (self.until_date is None or date <= self.until_date)
        )


class Special(NamedTuple):
    """Hours on one date that stand in for the weekly ones; without minutes there are none."""

    date: dt.date
    place: int
    starts_minute: int | None = None
    ends_minute: int | None = None


class Schedule(NamedTuple):
    """All that somebody's time at work depends on. Colleagues with equal ones share one line of ticks."""

    weekly: tuple[Weekly, ...]
    special: tuple[Special, ...] = ()

    @property
    def places(self) -> set[int]:
        return {row.place for row in self.weekly} | {row.place for row in self.special}

    def hours_on(self, date: dt.date, place: int) -> ticks.Hours:
        """Return (start, end) minutes on a date in a place. One special row replaces the whole day's hours."""
        special = [row for row in self.special if row.date == date]
        if special:
            return tuple(
                (row.starts_minute, row.ends_minute)
                for row in special
                if row.place == place and row.starts_minute is not None and row.ends_minute is not None
            )
        return tuple(
            (row.starts_minute, row.ends_minute)
            for row in self.weekly
            if row.place == place and row.is_on(date)
        )


def weekly_until(row: _Row, last: dt.date | None) -> _Row | None:
    """Return weekly hours, in the order of the fields of Weekly, as far as a licence goes; None when nothing is left.

    last   the last day on which it holds; None: not told, which bounds nothing
    """
    *hours, from_date, until_date = row
    if last is None:
        return row
    if from_date is not None and from_date > last:
        return None
    return (*hours, from_date, last if until_date is None else min(until_date, last))


def special_until(row: _Row, last: dt.date | None) -> _Row | None:
    """Return the hours of a date, in the order of the fields of Special; None when a licence does not reach it."""
    return row if last is None or row[0] <= last else None


@functools.lru_cache(1024)
def schedule(weekly: tuple[_Row, ...], special: tuple[_Row, ...]) -> Schedule:
    """Return a schedule from rows in the order of the fields of Weekly and Special; the first place may be None."""
    return Schedule(
        tuple(Weekly(weekday, place or FIRST_PLACE, *rest) for weekday, place, *rest in weekly),
        tuple(Special(date, place or FIRST_PLACE, *rest) for date, place, *rest in special),
    )


@functools.lru_cache(1024)
def line(  # noqa: PLR0917  the key under which it is kept
    date: dt.date,
    count: int,
    zone: str,
    schedule: Schedule,
    place: int,
    zones: tuple[tuple[int, str], ...],
    travel_minutes: int,
) -> int:
    """Return the ticks in which somebody is at work in a place.

    date, count, zone  the stretch of days that the line covers, in the clinic's own zone
    zones              (place, its zone), for each place that the schedule names
    travel_minutes     kept free after work in another place; where two places claim one time, neither has it
    """
    over = ticks.stretch(date, count, zone)
    here = over.of_hours(dict(zones)[place], functools.partial(_hours_in, schedule, place))
    for other in schedule.places - {place}:
        away = over.of_hours(dict(zones)[other], functools.partial(_hours_in, schedule, other))
        if away:
            here &= ~ticks.smeared(away, -(-travel_minutes // ticks.MINUTES))
    return here


def _hours_in(schedule: Schedule, place: int, on: dt.date) -> ticks.Hours:
    return schedule.hours_on(on, place)
