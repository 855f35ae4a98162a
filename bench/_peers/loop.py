"""The loop over providers and days that Easy!Appointments and many like it run, written by us from its description.

For each provider and day: take the working plan, cut the breaks out of it, cut out each appointment of that day by
splitting the periods that it touches, then walk each period that is left in steps of 15 minutes. As there, plans, breaks
and appointments are words on the wall clock, and each comparison of a period makes moments of its words. Its own PHP took 35–44 ms for ten providers and thirty days on the machine where this was written.
"""

import datetime as dt
import sqlite3
import statistics
import time
import zoneinfo
from collections.abc import Mapping, Sequence

from bench import _peers, _workload

RUNS = 5
PLAN, BREAKS = ("09:00", "17:00"), (("12:00", "13:00"),)
Period = tuple[str, str]  # such as ("09:00", "12:00")
Appointment = tuple[str, str]  # such as ("2030-03-01 09:30", "2030-03-01 10:00")


def measure(bookings: Sequence[_workload.Booking], practitioners: int, days: int, minutes: int) -> float:
    """Return the processor time of one search, in milliseconds."""
    return run(bookings, practitioners, days, minutes).cpu_ms


def run(
    bookings: Sequence[_workload.Booking],
    practitioners: int,
    days: int,
    minutes: int,
    *,
    first_day: dt.date = _workload.FIRST_DAY,
    zone: str = _workload.ZONE,
    asks: bool = False,
) -> _peers.Told:
    """Search each day of each provider.

    asks  whether each of them also asks the database for the appointments of that day, as the original does; otherwise
          they are at hand, in its favour
    """
    dates = [first_day + dt.timedelta(days=n) for n in range(days)]
    kept: dict[tuple[int, dt.date], list[Appointment]] = {}  # as its query would give them, not timed
    for one in bookings:
        date = dates[one.day]
        words = (f"{date} {minute // 60:02}:{minute % 60:02}" for minute in (one.start, one.end))
        kept.setdefault((one.practitioner, date), []).append(tuple(words))
    database = _database(kept) if asks else None

    def appointments(who: int, date: dt.date) -> Sequence[Appointment]:
        if database is None:
            return kept.get((who, date), ())
        day = (who, f"{date} 00:00", f"{date} 23:59")
        return database.execute(
            "select begins, ends from appointments where provider = ? and begins between ? and ?", day
        ).fetchall()

    cpu, wall, found = [], [], {}
    for _ in range(RUNS + 1):
        began, began_wall = time.process_time(), time.perf_counter()
        found = {
            (who, date): available(date, appointments(who, date), minutes, zone)
            for who in range(practitioners)
            for date in dates
        }
        cpu.append((time.process_time() - began) * 1000)
        wall.append((time.perf_counter() - began_wall) * 1000)
    told = {
        (who, *_workload.read(moment, first_day=first_day, zone=zone))
        for (who, _date), moments in found.items()
        for moment in moments
    }
    told = _workload.without_clock_changes(told, first_day=first_day, zone=zone)
    return _peers.Told(told, statistics.median(cpu[1:]), statistics.median(wall[1:]))


def _database(kept: Mapping[tuple[int, dt.date], Sequence[Appointment]]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("create table appointments (provider integer, begins text, ends text)")
    rows = [(who, *one) for (who, _date), ones in kept.items() for one in ones]
    database.executemany("insert into appointments values (?, ?, ?)", rows)
    database.execute("create index by_provider on appointments (provider, begins)")
    return database


def available(date: dt.date, appointments: Sequence[Appointment], minutes: int, zone: str) -> list[str]:
    """Return the starts of one provider's day, as ISO strings."""
    periods = [PLAN]
    for begins, ends in BREAKS:
        periods = _cut(periods, f"{date} {begins}", f"{date} {ends}", date)
    for begins, ends in appointments:
        periods = _cut(periods, begins, ends, date)
    place, step, length = zoneinfo.ZoneInfo(zone), dt.timedelta(minutes=15), dt.timedelta(minutes=minutes)
    starts = []
    for begins, ends in periods:
        start, end = _moment(f"{date} {begins}"), _moment(f"{date} {ends}")
        while start + length <= end:
            starts.append(start.replace(tzinfo=place).isoformat())
            start += step
    return starts


def _moment(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(words)


def _cut(periods: list[Period], begins: str, ends: str, date: dt.date) -> list[Period]:
    """Take a stretch out of each period that it touches."""
    left, taken_from, taken_until = [], _moment(begins), _moment(ends)
    for period in periods:
        start, end = _moment(f"{date} {period[0]}"), _moment(f"{date} {period[1]}")
        if taken_until <= start or taken_from >= end:
            left.append(period)
            continue
        if start < taken_from:
            left.append((period[0], f"{taken_from:%H:%M}"))
        if taken_until < end:
            left.append((f"{taken_until:%H:%M}", period[1]))
    return left
