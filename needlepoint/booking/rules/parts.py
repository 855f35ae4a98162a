"""Parts of the day, and which few starts of a day to show before all of them. Pure."""

import enum
from collections.abc import Sequence

HOUR = 60
NOON, EVENING = 12 * HOUR, 17 * HOUR
FEW = 4  # two and two on a phone
APART = 60  # minutes between two starts that are really two choices


class Part(enum.StrEnum):
    MORNING = "MORNING"
    AFTERNOON = "AFTERNOON"
    EVENING = "EVENING"


def part_at(minute: int) -> Part:
    """Return the part of the day of a minute of the wall clock, 0–1439."""
    if minute < NOON:
        return Part.MORNING
    return Part.AFTERNOON if minute < EVENING else Part.EVENING


def few(minutes: Sequence[int], count: int = FEW) -> list[int]:
    """Return the places of the starts to show first: the first of each part of the day, then some that lie apart.

    minutes  of the wall clock, in the order of the day; on the day the clocks go back they may repeat
    """
    chosen: list[int] = []
    seen: set[Part] = set()
    for place, minute in enumerate(minutes):
        if part_at(minute) not in seen and len(chosen) < count:
            seen.add(part_at(minute))
            chosen.append(place)
    for place, minute in enumerate(minutes):
        if len(chosen) >= count:
            break
        if all(abs(minute - minutes[other]) >= APART for other in chosen):
            chosen.append(place)
    return sorted(chosen)
