"""Which moments a visit may begin, found by shifting sets of ticks. Pure.

A start is free when the practitioner is free for every stretch together, at work for the whole of it (needles are
never in over lunch or closing), some room is free until it is ready again, and the patient is not elsewhere.
"""

import dataclasses
import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from needlepoint.booking.rules import ticks
from needlepoint.frontdoor import rules as patterns

Run = tuple[int, int]
SHOWN_FIRST = 3
DAY_PARTS = (12, 17)  # hours at which afternoon and evening begin


class Start(
    NamedTuple
):  # a page of a large clinic makes thousands, and a tuple is made in a third of the time
    """A bookable moment with one practitioner. Sorts by time."""

    starts_at: dt.datetime  # UTC
    practitioner_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """A visit's pattern in ticks: runs of (offset, length) that each side is needed for."""

    hands: tuple[Run, ...]  # the practitioner's hands
    stay: tuple[Run, ...]  # the patient, and somebody at work to take the needles out
    room: tuple[Run, ...]

    @property
    def stay_ticks(self) -> int:
        return max(sum(run) for run in self.stay)


class Fit(NamedTuple):
    """One way in which a visit may be held: as planned, or with a rest that is a little longer."""

    pattern: patterns.Pattern
    shape: "Shape"


@functools.lru_cache(256)
def fits(pattern: patterns.Pattern) -> tuple[Fit, ...]:
    """Return the ways to hold a visit, the shortest first."""
    return tuple(Fit(variant, shape(variant)) for variant in pattern.variants())


@functools.lru_cache(256)
def shape(pattern: patterns.Pattern) -> Shape:
    """Return a pattern in ticks."""
    return Shape(
        _in_ticks(pattern.practitioner_runs), _in_ticks(pattern.patient_runs), _in_ticks(pattern.room_runs)
    )


def _in_ticks(runs: Iterable[Run]) -> tuple[Run, ...]:
    return tuple((offset // ticks.MINUTES, length // ticks.MINUTES) for offset, length in runs)


def run_starts(free: int, length: int) -> int:
    """Return where `length` free ticks in a row begin. O(log length) shifts: known runs are doubled."""
    known = 1
    while known * 2 <= length:
        free &= free >> known
        known *= 2
    return free & (free >> (length - known)) if known < length else free


def fitting(free: int, runs: Iterable[Run]) -> int:
    """Return the starts for which every run falls on free ticks."""
    found = -1
    for offset, length in runs:
        found &= run_starts(free, length) >> offset
    return found


def room_starts(room_frees: Iterable[int], visit: Shape, *, among: int) -> int:
    """Return those starts of `among` for which at least one room is free for as long as it is needed.

    Stops looking as soon as every one of them has a room: a large clinic seldom needs more than a few looked at.
    """
    found = 0
    for free in room_frees:
        if found == among:
            break
        found |= fitting(free, visit.room) & among
    return found


def practitioner_starts(working: int, free: int, visit: Shape) -> int:
    """Return the starts for which the practitioner's hands are free and they do not leave while the visit lasts."""
    return fitting(free, visit.hands) & fitting(working, visit.stay)


def free_starts(
    *,
    working: int,
    practitioner_free: int,
    room_frees: Iterable[int],
    patient_free: int,
    visit: Shape,
    grid: int,
) -> int:
    """Return every tick at which a visit may begin with one practitioner on one day.

    working            ticks in which the practitioner works that day: no lunch, no closure
    practitioner_free  those of them that nothing holds
    room_frees         free ticks of each room
    patient_free       free ticks of the patient; the whole day for somebody new
    grid               ticks that are offered at all
    """
    able = practitioner_starts(working, practitioner_free, visit) & fitting(patient_free, visit.stay) & grid
    return room_starts(room_frees, visit, among=able)


def choose_room(room_frees: Mapping[int, int], tick: int, visit: Shape) -> int | None:
    """Return the room for a start: the one that stood empty for the shortest time before it, then the first.

    That leaves the long empty stretches whole. None when no room is free.
    """
    earlier = (1 << tick) - 1

    def empty_for(room: int) -> int:
        return tick - (earlier & ~room_frees[room]).bit_length()

    able = [room for room, free in room_frees.items() if fitting(free, visit.room) >> tick & 1]
    return min(able, key=empty_for, default=None)  # of equals, min takes the first


# --- Which to show first ---------------------------------------------------------------------------------------------


def next_three(starts: Sequence[Start], local: Mapping[Start, dt.datetime]) -> list[Start]:
    """Return the three starts to show first: the soonest, then the soonest at another part of a day, then another day.

    starts  soonest first
    local   each on the clinic's wall clock

    Three starts a quarter of an hour apart are one choice, not three; somebody who works mornings needs another.
    """
    chosen: list[Start] = []
    seen_parts: set[int] = set()
    seen_dates: set[dt.date] = set()
    for want in (
        "the soonest",
        "another part of a day",
        "another day",
        "whatever is next",
        "whatever is next",
    ):
        for start in starts:
            when = local[start]
            is_known = (want == "another part of a day" and _part(when) in seen_parts) or (
                want == "another day" and when.date() in seen_dates
            )
            if start not in chosen and not is_known and len(chosen) < SHOWN_FIRST:
                chosen.append(start)
                seen_parts.add(_part(when))
                seen_dates.add(when.date())
                break
    return sorted(chosen)


def _part(local: dt.datetime) -> int:
    return sum(local.hour >= hour for hour in DAY_PARTS)


def nearest(starts: Iterable[Start], wanted: dt.datetime, count: int = SHOWN_FIRST) -> list[Start]:
    """Return the starts closest to a wanted moment, closest first; of two equally close, the later one."""
    return sorted(starts, key=lambda start: (abs(start.starts_at - wanted), start.starts_at < wanted))[:count]
