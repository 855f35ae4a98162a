"""Rooms, places and opening hours as an owner types them, and the three numbers that make a clinic. Pure."""

import dataclasses
import itertools
import zoneinfo
from collections.abc import Mapping, Sequence

from needlepoint.frontdoor import rules as patterns
from needlepoint.people import rules as people_rules

Pair = Sequence[object]  # ["REST", 25, 10]

ROOMS_MAX = 40
ROOM_LIMITS: Mapping[str, tuple[int, int]] = {"capacity": (1, 40), "position": (0, 999)}
ROOM_LENGTHS: Mapping[str, int] = {"name": 40, "kind": 24}
PLACE_LENGTHS: Mapping[str, int] = {"name": 80, "address": 200, "directions": 2000, "phone": 40}
PLACE_LIMITS: Mapping[str, tuple[int, int]] = {"position": (1, 999)}
TICK = patterns.TICK_MINUTES
TOGETHER_MAX = 120
WEEK_DAYS = 7


def room_faults(values: Mapping[str, object]) -> list[people_rules.Fault]:
    """Return every fault of a room."""
    return people_rules.text_faults(values, ROOM_LENGTHS, "name") + people_rules.number_faults(
        values, ROOM_LIMITS
    )


def place_faults(values: Mapping[str, object]) -> list[people_rules.Fault]:
    """Return every fault of a place."""
    found = people_rules.text_faults(values, PLACE_LENGTHS, "name")
    found += people_rules.number_faults(values, PLACE_LIMITS) + people_rules.phone_faults(values)
    zone = values.get("time_zone")
    if zone is not None and not is_zone(str(zone)):
        found.append(
            people_rules.Fault("time_zone", "We do not know this time zone. One looks like America/New_York.")
        )
    return found


def is_zone(name: str) -> bool:
    """Say whether a time zone of this name is known."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def opening_faults(rows: Sequence[tuple[int, int, int]]) -> list[people_rules.Fault]:
    """Return every fault of a week's opening hours.

    rows  (weekday, from minute, until minute); Monday is 0, 1440 is midnight at the end of the day
    """
    found = []
    by_day: dict[int, list[tuple[int, int]]] = {}
    for weekday, start, end in rows:
        if not 0 <= weekday < WEEK_DAYS:
            found.append(people_rules.Fault("hours", "A week has seven days."))
        elif not 0 <= start < end <= people_rules.DAY_MINUTES:
            found.append(
                people_rules.Fault(f"day_{weekday}", "The place closes after it opens. Check the two times.")
            )
        else:
            by_day.setdefault(weekday, []).append((start, end))
    for weekday, spans in by_day.items():
        ordered = sorted(spans)
        if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(ordered)):
            found.append(
                people_rules.Fault(
                    f"day_{weekday}", "These hours overlap. Leave a gap, or make them one stretch."
                )
            )
    return found


# --- The three numbers -------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Minutes:
    """Of a visit: with the practitioner before the rest, and after it."""

    at_start: int
    at_end: int


def minutes_of(segments: Sequence[Pair]) -> Minutes | None:
    """Return the minutes at the start and at the end of an ordinary visit; None for a pattern of another shape."""
    try:
        read = patterns.pattern(segments).segments
    except patterns.UnableToReadPattern:
        return None
    kinds = [segment.kind for segment in read if segment.kind is not patterns.Kind.TURNOVER]
    if kinds != [patterns.Kind.TOGETHER, patterns.Kind.REST, patterns.Kind.TOGETHER]:
        return None
    together = [segment.minutes for segment in read if segment.kind is patterns.Kind.TOGETHER]
    return Minutes(together[0], together[1])


def retimed(segments: Sequence[Pair], minutes: Minutes) -> list[list[object]]:
    """Return an ordinary pattern with other minutes at its start and its end; the rest of it stays as it was."""
    wanted = iter((minutes.at_start, minutes.at_end))
    return [
        [pair[0], next(wanted), *pair[2:]] if pair[0] == patterns.Kind.TOGETHER else list(pair)
        for pair in segments
    ]


def moved_along(other: Minutes, was: Minutes, now: Minutes) -> Minutes:
    """Return a longer visit's minutes when the ordinary visit's change: it stays as much longer as it was."""
    return Minutes(
        max(TICK, other.at_start + now.at_start - was.at_start),
        max(TICK, other.at_end + now.at_end - was.at_end),
    )


def number_faults(rooms: int | None, at_start: int | None, at_end: int | None) -> list[people_rules.Fault]:
    """Return every fault of the three numbers."""
    found = people_rules.number_faults({"rooms": rooms}, {"rooms": (1, ROOMS_MAX)})
    for name, minutes in (("minutes_at_start", at_start), ("minutes_at_end", at_end)):
        if minutes is not None and not (TICK <= minutes <= TOGETHER_MAX and minutes % TICK == 0):
            found.append(
                people_rules.Fault(
                    name, "Write the minutes in fives, from 5 to %(most)s.", {"most": TOGETHER_MAX}
                )
            )
    return found


def full_day(day_minutes: int, *, pattern: patterns.Pattern, rooms: int, grid: int = TICK) -> tuple[int, ...]:
    """Return the starts, in minutes, of a full day of one kind of visit for one practitioner without a break.

    grid  starts lie on multiples of so many minutes, as they are offered
    It is a plan that works out, not a bound on paper: visits are laid one after the other, as early as the
    practitioner and a room allow, once for each smallest distance between two starts and each number of rooms; the
    fullest of these days is returned.
    """
    hands = 0
    for offset, length in pattern.practitioner_runs:
        hands |= ((1 << length // TICK) - 1) << offset // TICK
    stay, held = pattern.patient_minutes // TICK, pattern.room_minutes // TICK
    of_use = min(rooms, -(-held // hands.bit_count()))  # more rooms than that would wait for the practitioner
    days = (
        _laid(
            day_minutes // TICK, hands, stay=stay, held=held, rooms=some, distance=distance, step=grid // TICK
        )
        for some in range(1, of_use + 1)
        for distance in range(grid // TICK, held + grid // TICK, grid // TICK)
    )
    return tuple(start * TICK for start in max(days, key=len))


def _laid(ticks: int, hands: int, *, stay: int, held: int, rooms: int, distance: int, step: int) -> list[int]:
    busy, free_from, start = 0, [0] * rooms, 0
    laid: list[int] = []
    while start + stay <= ticks:
        room = min(range(rooms), key=lambda one: free_from[one])
        if free_from[room] <= start and not busy & (hands << start):
            busy |= hands << start
            free_from[room] = start + held
            laid.append(start)
            start += distance
        else:
            start += step
    return laid
