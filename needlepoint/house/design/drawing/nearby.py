"""A place in the middle and what lies around it, north at the top: a map of one's own, without a map of anybody else's.

Spots are numbered, so that no two words can lie over each other; their names stand in a list beside the drawing. A
street is a band with its name along it. The ring is the scale.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from needlepoint.house.design.drawing.ink import circle, number, path, svg, text

SIZE = 340.0
MIDDLE = SIZE / 2
EDGE = 26.0  # kept free around the furthest spot
SPOT = 11.0
NAMED_AT = (0.5, 0.25, 0.75, 0.12, 0.88)
WORDS_SIDE = 34.0  # from an edge to the middle of the words on the ring, at least
LETTER = 6.4  # about how wide a letter is


@dataclass(frozen=True)
class Spot:
    """Something with a number. kind is a class for the style sheet; at is (east, north)."""

    kind: str
    words: str
    at: tuple[float, float]


@dataclass(frozen=True)
class Street:
    """A band through two or more places, each (east, north)."""

    name: str
    along: Sequence[tuple[float, float]]


def reach_of(spots: Sequence[Spot], least: float) -> float:
    """Return how far the drawing has to reach, in the unit of the places: to the furthest spot."""
    return max([least, *(math.hypot(*spot.at) for spot in spots)])


def nearby(
    spots: Sequence[Spot],
    streets: Sequence[Street],
    *,
    reach: float,
    ring: float,
    ring_words: str,
    north: str,
    label: str,
) -> str:
    """Draw what lies around a place.

    reach       how far from the middle the furthest spot may lie, in the unit of the places
    ring        the radius of the ring, in the same unit
    ring_words  how far that is
    north       the letter for north
    raises      ValueError when the reach or the ring is not above nought
    """
    if reach <= 0 or ring <= 0:
        raise ValueError("a map reaches somewhere")
    scale = (MIDDLE - EDGE) / reach

    def on(place: tuple[float, float]) -> tuple[float, float]:
        return MIDDLE + place[0] * scale, MIDDLE - place[1] * scale

    marks = [(MIDDLE, MIDDLE), *(on(spot.at) for spot in spots)]
    laid = [(street.name, [on(place) for place in street.along]) for street in streets]
    parts = [
        path("street", "M" + "L".join(f"{number(x)} {number(y)}" for x, y in along)) for _name, along in laid
    ]
    parts.append(circle("ring", MIDDLE, MIDDLE, ring * scale))
    at = _roomiest(ring * scale, marks, [along for _name, along in laid])
    parts.append(text(at[0], at[1] + 4, ring_words, anchor="middle", classes="ring-words"))
    half = len(ring_words) * LETTER / 2
    words = [(at[0] - half, at[1]), at, (at[0] + half, at[1])]
    for name, along in laid:
        parts += _named(name, along, [*marks, *words])
    parts += [
        circle(f"spot {spot.kind.lower()}", *on(spot.at), SPOT)
        + text(on(spot.at)[0], on(spot.at)[1] + 4.5, spot.words, anchor="middle", classes="spot-words")
        for spot in spots
    ]
    parts += [circle("halo", MIDDLE, MIDDLE, 13), circle("here", MIDDLE, MIDDLE, 7.5)]
    parts.append(path("north", f"M{number(SIZE - 24)} 44V18m-5 9l5-9 5 9"))
    parts.append(text(SIZE - 24, 58, north, anchor="middle", classes="north-words"))
    return svg(classes="nearby", width=SIZE, height=SIZE, label=label, body=parts)


def _roomiest(
    ring: float, marks: Sequence[tuple[float, float]], lines: Sequence[Sequence[tuple[float, float]]]
) -> tuple[float, float]:
    """Return where on the ring words have the most room around them; below the middle when all places are alike."""
    taken = list(marks)
    for along in lines:
        for (x1, y1), (x2, y2) in itertools.pairwise(along):
            taken += [(x1 + n / 40 * (x2 - x1), y1 + n / 40 * (y2 - y1)) for n in range(41)]
    north = (SIZE - 24, 38.0)
    places = [
        (MIDDLE + ring * math.sin(turn * math.pi / 8), MIDDLE + ring * math.cos(turn * math.pi / 8))
        for turn in range(16)
    ]
    inside = [(x, y) for x, y in places if WORDS_SIDE <= x <= SIZE - WORDS_SIDE and y <= SIZE - 10] or places
    return max(inside, key=lambda place: min(math.dist(place, one) for one in [*taken, north]))


def _named(name: str, along: list[tuple[float, float]], marks: list[tuple[float, float]]) -> list[str]:
    """Write a street's name along its longest visible piece, where it is furthest from every mark; nowhere if none fits."""
    best: tuple[float, float, float, float] | None = None
    half = len(name) * LETTER / 2
    for one, other in itertools.pairwise(along):
        inside = _within(one, other, half * 0.8)
        if inside is None:
            continue
        (x1, y1), (x2, y2) = inside
        turn = math.degrees(math.atan2(y2 - y1, x2 - x1))
        turn = turn - 180 if turn > 90 else turn + 180 if turn <= -90 else turn  # noqa: PLR2004 upright
        for share in NAMED_AT:
            x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
            space = min(math.hypot(x - mx, y - my) for mx, my in marks)
            if best is None or space > best[0]:
                best = (space, x, y, turn)
    if best is None:
        return []
    _space, x, y, turn = best
    laid = (
        f'text-anchor="middle" dy="4" transform="translate({number(x)} {number(y)}) rotate({number(turn)})"'
    )
    return [f'<text class="street-words" {laid}>{escape(name)}</text>']


def _within(
    one: tuple[float, float], other: tuple[float, float], spare: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Cut a line to what lies in the drawing, `spare` away from its edges (Liang and Barsky); None when none does."""
    (x, y), (dx, dy) = one, (other[0] - one[0], other[1] - one[1])
    low, high = min(spare, MIDDLE - 20), SIZE - min(spare, MIDDLE - 20)
    first, last = 0.0, 1.0
    for along, start in ((dx, x), (dy, y)):
        # A name runs along its street: across it, it needs only its own height.
        bound = (low, high) if abs(along) >= max(abs(dx), abs(dy)) else (14.0, SIZE - 14.0)
        if along == 0:
            if not bound[0] <= start <= bound[1]:
                return None
            continue
        enters, leaves = sorted(((bound[0] - start) / along, (bound[1] - start) / along))
        first, last = max(first, enters), min(last, leaves)
    if first >= last:
        return None
    return (x + first * dx, y + first * dy), (x + last * dx, y + last * dy)
