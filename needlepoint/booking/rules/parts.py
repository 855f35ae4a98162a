"""Parts of the day, and which few starts of a day to show before all of them. Pure."""

import enum
from collections.abc import Collection, Sequence

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


def few(minutes: Sequence[int], *, best: Collection[int] = (), count: int = FEW) -> list[int]:
    """Return the places of the starts to show first: one of each part of the day, then some that lie apart.

    minutes  of the wall clock, in the order of the day; on the day the clocks go back they may repeat
    best     places of those that keep the day full; each is taken from them where one will do
    """
    order = [*sorted(best), *(place for place in range(len(minutes)) if place not in best)]
    chosen: list[int] = []
    seen: set[Part] = set()
    for place in order:
        if part_at(minutes[place]) not in seen and len(chosen) < count:
            seen.add(part_at(minutes[place]))
            chosen.append(place)
    for place in order:
        if len(chosen) >= count:
            break
        if all(abs(minutes[place] - minutes[other]) >= APART for other in chosen):
            chosen.append(place)
    return sorted(chosen)
