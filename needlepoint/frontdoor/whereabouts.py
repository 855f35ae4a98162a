"""What an owner may say about where the clinic is. Pure, for the form and the deed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from needlepoint.knowledge import whereabouts
from needlepoint.people import rules as people_rules

LENGTHS: Mapping[str, int] = {"areas_served": 300, "access_words": 2000, "languages": 120}
PROSE = ("areas_served", "access_words", "languages")
LANDMARKS_MAX = 8
NAME_MAX = 60
ALONG_MAX = 12
STREET = "STREET"
# 40.71427, -74.00597 as maps write it; a comma, a semicolon or spaces between.
PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*°?\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)°?")

Coordinates = whereabouts.Coordinates
Fault = people_rules.Fault


class Mark(NamedTuple):
    """Something near the clinic as typed: kind, name, and where it is."""

    kind: str
    name: str
    points: tuple[Coordinates, ...]


def read(typed: str) -> tuple[Coordinates, ...]:
    """Return the places that somebody typed or pasted, in order; an empty tuple when there is none, or one is none on Earth."""
    pairs = tuple(Coordinates(float(one), float(other)) for one, other in PAIR.findall(typed))
    rest = PAIR.sub("", typed)
    if re.search(r"\d", rest) or not all(whereabouts.are_degrees(*pair) for pair in pairs):
        return ()
    return pairs


def written(points: Iterable[Sequence[float]]) -> str:
    """Write places as they may be typed."""
    return " to ".join(f"{latitude:.5f}, {longitude:.5f}" for latitude, longitude in points)


def faults(
    values: Mapping[str, object], here: Coordinates | None, marks: Sequence[Mark]
) -> list[people_rules.Fault]:
    """Return every fault.

    values  by the names of LENGTHS
    here    where the clinic is
    marks   what lies around it; the faults of the third name the field mark_3
    """
    found = [
        Fault(name, "Use at most %(most)s letters.", {"most": most})
        for name, most in LENGTHS.items()
        if len(str(values.get(name) or "")) > most
    ]
    found += people_rules.promise_faults(values, PROSE)
    if marks and here is None:
        found.append(Fault("coordinates", "Say where the clinic is first: the map is drawn around it."))
    if len(marks) > LANDMARKS_MAX:
        found.append(
            Fault("coordinates", "Name at most %(most)s things around you.", {"most": LANDMARKS_MAX})
        )
    for number, mark in enumerate(marks, start=1):
        found += [Fault(f"mark_{number}", words, values) for words, values in _mark_faults(mark, here)]
    return found


def _mark_faults(mark: Mark, here: Coordinates | None) -> Iterable[tuple[str, Mapping[str, int | str]]]:
    if not any(letter.isalnum() for letter in mark.name):
        yield "Give it a name.", {}
    if len(mark.name) > NAME_MAX:
        yield "Use at most %(most)s letters.", {"most": NAME_MAX}
    if mark.kind == STREET and not 2 <= len(mark.points) <= ALONG_MAX:  # noqa: PLR2004 a line has two ends
        yield "A street needs two places at least: where it begins and where it ends.", {}
    elif mark.kind != STREET and len(mark.points) != 1:
        yield "Write one place, such as 40.71427, -74.00597.", {}
    elif here is not None and any(
        whereabouts.offset(here, point).metres > whereabouts.NEAR_MAX_M for point in mark.points
    ):
        yield "This is more than %(most)s km away. Check the numbers.", {"most": 20}
