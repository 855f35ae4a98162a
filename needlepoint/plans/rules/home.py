"""What is kept of a home programme: which days may be ticked, and how much of what was meant was done.

Pure: days come in as arguments. Nothing here judges; a day without a tick is a day of which nobody said anything.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DAYS_IN_WEEK = 7
DAYS_OPEN = 7  # today and the six days before it can be ticked, and put right
RECENT_DAYS = 14  # what staff look at before a review
DOSE_MAX = 120


class Did(enum.StrEnum):
    """What a patient says of one task on one day."""

    DONE = "DONE"
    HURT = "HURT"  # done, and it made things worse
    NOTHING = "NOTHING"  # take back what was said


@dataclass(frozen=True, slots=True)
class Wish:
    """One task as the practitioner sets it. `dose` is empty where the usual one holds."""

    key: str
    dose: str = ""
    times_a_week: int = DAYS_IN_WEEK


@dataclass(frozen=True, slots=True)
class Kept:
    """How one task went over some days.

    done   days on which it was done, those that hurt among them
    meant  days on which it was meant to be done
    hurt   the days on which it made things worse, first to latest
    """

    done: int
    meant: int
    hurt: tuple[dt.date, ...]

    @property
    def has_hurt(self) -> bool:
        return bool(self.hurt)


def days_open(today: dt.date, set_on: dt.date) -> tuple[dt.date, ...]:
    """Give the days that may be ticked: today first, back to the day the task was set, a week at most."""
    count = min(max((today - set_on).days, 0) + 1, DAYS_OPEN)
    return tuple(today - dt.timedelta(days=back) for back in range(count))


def may_tick(on: dt.date, today: dt.date, set_on: dt.date) -> bool:
    """Say whether a day may be ticked, or put right."""
    return on in days_open(today, set_on)


def kept(
    ticks: Mapping[dt.date, bool],
    *,
    times_a_week: int,
    set_on: dt.date,
    today: dt.date,
    days: int = RECENT_DAYS,
) -> Kept:
    """Count how a task went over the latest days, today among them.

    ticks   day → whether it hurt
    days    how many days to look at; days before the task was set do not count
    """
    first = max(set_on, today - dt.timedelta(days=days - 1))
    counted = {on: hurt for on, hurt in ticks.items() if first <= on <= today}
    span = max((today - first).days + 1, 0)
    meant = -(-span * times_a_week // DAYS_IN_WEEK)  # begun weeks count for what they hold, rounded up
    return Kept(len(counted), meant, tuple(sorted(on for on, hurt in counted.items() if hurt)))


def clean(wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """Give the same wishes, each task once, with doses trimmed and times between 1 and 7 a week."""
    found = {
        one.key: Wish(one.key, one.dose.strip()[:DOSE_MAX], min(max(one.times_a_week, 1), DAYS_IN_WEEK))
        for one in wishes
    }
    return tuple(found.values())
