"""The same made-up diaries for every engine whose search for starts is timed, and the plain answer they all must give.

Every practitioner works 9–12 and 13–17 every day; two thirds of that is booked in visits of half an hour that begin on
quarter hours. Minutes are those of the wall clock. The days may hold a change of the clocks; what is said about such a
day is left out of the comparison, because one of the engines is known to get it wrong.
"""

import datetime as dt
import random
import zoneinfo
from typing import NamedTuple

ZONE = "America/New_York"
FIRST_DAY = dt.date(2030, 3, 1)  # the clocks go forward on the tenth day
HOURS = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))
WORKED = sum(end - start for start, end in HOURS)
STEP, VISIT = 15, 30
BOOKED = 2 / 3


class Booking(NamedTuple):
    """One visit: whose (0, 1, …), on which day (0, 1, …), from and until which minute."""

    practitioner: int
    day: int
    start: int
    end: int


Free = set[tuple[int, int, int]]  # practitioner, day, minute


def bookings(practitioners: int, days: int, *, seed: int = 7) -> list[Booking]:
    """Return the visits of all practitioners, in the order of their days."""
    chance = random.Random(f"{seed} {practitioners} {days}")
    return [
        Booking(who, day, start, start + VISIT)
        for who in range(practitioners)
        for day in range(days)
        for start in sorted(_day(chance))
    ]


def _day(chance: random.Random) -> list[int]:
    places = [start for begins, ends in HOURS for start in range(begins, ends - VISIT + 1, STEP)]
    chance.shuffle(places)
    visits = WORKED * BOOKED / VISIT
    wanted = int(visits) + (chance.random() < visits % 1)
    taken: list[int] = []
    for start in places:
        if len(taken) < wanted and all(abs(start - other) >= VISIT for other in taken):
            taken.append(start)
    return taken


def free(booked: list[Booking], practitioners: int, days: int, minutes: int) -> Free:
    """Return every start that is free, found the slow and plain way."""
    taken: dict[tuple[int, int], list[Booking]] = {}
    for one in booked:
        taken.setdefault((one.practitioner, one.day), []).append(one)
    return {
        (who, day, start)
        for who in range(practitioners)
        for day in range(days)
        for begins, ends in HOURS
        for start in range(begins, ends - minutes + 1, STEP)
        if all(start + minutes <= one.start or start >= one.end for one in taken.get((who, day), ()))
    }


def without_clock_changes(found: Free, *, first_day: dt.date = FIRST_DAY, zone: str = ZONE) -> Free:
    """Leave out the days on which the clocks change."""
    changes = {day for day in {day for _who, day, _minute in found} if _has_change(first_day, day, zone)}
    return {one for one in found if one[1] not in changes}


def _has_change(first_day: dt.date, day: int, zone: str) -> bool:

    place = zoneinfo.ZoneInfo(zone)
    date = first_day + dt.timedelta(days=day)
    begins, ends = (
        dt.datetime.combine(one, dt.time(), place).astimezone(dt.UTC)
        for one in (date, date + dt.timedelta(days=1))
    )
    return ends - begins != dt.timedelta(days=1)


def read(moment: str, *, first_day: dt.date = FIRST_DAY, zone: str = ZONE) -> tuple[int, int]:
    """Read an ISO moment as (day, minute of the wall clock)."""
    local = dt.datetime.fromisoformat(moment).astimezone(zoneinfo.ZoneInfo(zone))
    return (local.date() - first_day).days, local.hour * 60 + local.minute
