"""The points drawn on a body: seen from behind, from the front, from the side, and the inner side of the leg.

Read from `data/geometry.csv` and `data/outline.csv`. The figure is a thousand units tall, 0 the middle line, y downwards;
it is a drawing, not a measurement of anybody. From behind and from the front both sides of the body are drawn, the
other two show one side for both.
"""

import csv
import enum
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from importlib import resources

from needlepoint.knowledge.points import atlas

# Two points of a channel that lie farther apart than this are not joined: the channel goes elsewhere in between.
JOINED_UP_TO = 145
ENLARGED = 5  # pixels of a unit at most; the page makes it as small as it must
THINNED_TO = 1.5  # corners of the outline closer than this to the one before cannot be told apart
SIDES = {"R": "RIGHT", "L": "LEFT", "M": "MIDDLE"}


class View(enum.StrEnum):
    """From where the body is seen; the value is the word in an address."""

    BACK = "back"
    FRONT = "front"
    SIDE = "side"
    INNER_LEG = "inner-leg"


FILED = {View.BACK: "posterior", View.FRONT: "anterior", View.SIDE: "lateral", View.INNER_LEG: "medial"}


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the drawing, in its units."""

    left: float
    top: float
    width: float
    height: float

    def holds(self, x: float, y: float, *, margin: float = 0.0) -> bool:
        across = self.left + margin <= x <= self.left + self.width - margin
        return across and self.top + margin <= y <= self.top + self.height - margin

    def __str__(self) -> str:
        return " ".join(_number(one) for one in (self.left, self.top, self.width, self.height))


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a view to look at closely; `key` is the word in an address."""

    key: str
    view: View
    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Mark:
    """One point where one view shows it.

    side        "RIGHT", "LEFT" or "MIDDLE"; "" where one side is drawn for both
    is_best     whether this view shows the point best
    is_sketch   whether the place was put by eye (hands, feet, face) and not computed from the distances
    """

    code: str
    side: str
    x: float
    y: float
    is_best: bool
    is_sketch: bool


def _area(view: View, key: str, name: str, *box: float) -> Area:
    return Area(key, view, name, Box(*box))


# The first of each view is the whole of it.
AREAS: tuple[Area, ...] = (
    _area(View.BACK, "back", "The back", -250, -12, 500, 1024),
    _area(View.BACK, "lower-back", "Lower back", -104, 312, 208, 196),
    _area(View.BACK, "upper-back", "Upper back", -125, 128, 250, 222),
    _area(View.BACK, "neck-back", "Head and neck", -125, -8, 250, 186),
    _area(View.BACK, "thigh-back", "Buttock, thigh", -125, 440, 250, 320),
    _area(View.BACK, "calf", "Calf", -125, 700, 250, 312),
    _area(View.BACK, "arm-back", "Arm", 62, 150, 190, 270),
    _area(View.BACK, "hand-back", "Wrist, hand", 126, 400, 130, 216),
    _area(View.FRONT, "front", "The front", -250, -12, 500, 1024),
    _area(View.FRONT, "face", "Face", -70, -10, 140, 160),
    _area(View.FRONT, "chest", "Chest", -125, 140, 250, 180),
    _area(View.FRONT, "belly", "Belly", -125, 300, 250, 230),
    _area(View.FRONT, "thigh-front", "Thigh", -125, 500, 250, 280),
    _area(View.FRONT, "shin", "Shin, foot", -125, 730, 250, 282),
    _area(View.FRONT, "arm-front", "Arm", 62, 170, 190, 270),
    _area(View.FRONT, "palm", "Wrist, palm", 126, 400, 130, 216),
    _area(View.SIDE, "side", "The side", -125, -12, 260, 1024),
    _area(View.SIDE, "head-side", "Head", -75, -10, 150, 170),
    _area(View.SIDE, "trunk-side", "Trunk, hip", -110, 220, 200, 290),
    _area(View.SIDE, "leg-side", "Lower leg", -110, 590, 220, 330),
    _area(View.SIDE, "foot-side", "Outer foot", -60, 880, 190, 132),
    _area(View.INNER_LEG, "inner-leg", "The inner leg", -125, 468, 260, 544),
    _area(View.INNER_LEG, "inner-thigh", "Inner thigh", -125, 468, 250, 280),
    _area(View.INNER_LEG, "inner-shin", "Inner lower leg", -100, 710, 200, 240),
    _area(View.INNER_LEG, "inner-foot", "Inner foot", -60, 880, 190, 132),
)


def area(key: str) -> Area:
    """Give one area; raises KeyError."""
    return _areas()[key]


def areas_of(view: View) -> tuple[Area, ...]:
    """Give the areas of a view, the whole of it first."""
    return tuple(one for one in AREAS if one.view == view)


def marks(view: View) -> tuple[Mark, ...]:
    """Give every point that a view shows, channel by channel."""
    return _marks()[view]


@functools.cache
def marks_in(where: Area) -> tuple[Mark, ...]:
    """Give the points drawn inside an area."""
    return tuple(one for one in marks(where.view) if where.box.holds(one.x, one.y, margin=_dot_size(where)))


@functools.cache
def best_area(code: str) -> Area | None:
    """Give the closest look at a point in the view that shows it best, None for the two that are not drawn.

    Raises KeyError for a code that does not exist.
    """
    shown = _shown()[code]
    if not shown:
        return None
    view, mark = min(shown, key=lambda row: (not row[1].is_best, row[1].side != "RIGHT"))
    # A point that none of the parts of its view shows is seen on the whole.
    whole, *parts = areas_of(view)
    around = [one for one in parts if any(mark.code == code for mark in marks_in(one))]
    return min(around, key=lambda one: _off_centre(one.box, mark), default=whole)


def is_sketched(code: str) -> bool:
    """Say whether a point is drawn by eye only; False for one that is not drawn. Raises KeyError."""
    drawn = _shown()[code]
    return bool(drawn) and all(mark.is_sketch for _view, mark in drawn)


def svg(where: Area, *, label: str, address: str = "", lit: Iterable[str] = ()) -> str:
    """Draw an area as an SVG picture.

    label     what a screen reader says of the picture
    address   pattern of a point's page with CODE in the place of the code; "" draws points that lead nowhere
    lit       codes to be ringed
    returns   the markup: colours come from `plans/figure.css`, each point is an <a data-code data-side>
    costs     the drawing itself is made once for each area and address; then about 0.1 ms
    """
    near = "" if is_whole(where) else " is-near"
    role = "group" if address else "img"
    size = f'width="{_number(where.box.width * ENLARGED)}" height="{_number(where.box.height * ENLARGED)}"'
    return (
        f'<svg class="pf{near}" viewBox="{where.box}" {size} role="{role}" '
        f'aria-label="{escape(label)}" data-box="{where.box}">'
        f"{_body(where.view)}{_lit(where, frozenset(lit))}{_points(where, address)}</svg>"
    )


def is_whole(where: Area) -> bool:
    """Say whether an area is the whole of its view."""
    return where is areas_of(where.view)[0]


# --- Drawn once --------------------------------------------------------------------------------------------------------


@functools.cache
def _body(view: View) -> str:
    outline = "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in _outlines()[view]) + "Z"
    quiet = "".join(f'<path d="{one}"/>' for one in _QUIET_LINES[view])
    return (
        f'<path class="pf-body" d="{outline}"/><g class="pf-quiet">{quiet}</g>'
        f'<path class="pf-channels" d="{_channels(view)}"/>'
    )


@functools.cache
def _points(where: Area, address: str) -> str:
    # Points used for backs come last, so that they lie on top.
    order = sorted(marks_in(where), key=lambda one: bool(atlas.uses_for(one.code)))
    labels = _labels(where, order)
    return "".join(_point(one, address, _dot_size(where), labels.get(one, "")) for one in order)


def _point(mark: Mark, address: str, size: float, label: str) -> str:
    found = atlas.point(mark.code)
    used = "" if atlas.uses_for(mark.code) else " is-other"
    link = address.replace("CODE", mark.code)
    named = f"{mark.code} {escape(found.pinyin)}"
    opened = f'<a href="{escape(link)}" tabindex="-1" aria-label="{named}"' if link else "<g"
    return (
        f'{opened} class="pf-point{used}" data-code="{mark.code}" data-side="{mark.side}">'
        f"<title>{named}</title>"
        f'<circle class="pf-dot" cx="{_number(mark.x)}" cy="{_number(mark.y)}" r="{_number(size)}"/>'
        f"{label}</{'a' if link else 'g'}>"
    )


def _dot_size(where: Area) -> float:
    return 2.8 if is_whole(where) else max(where.box.width, where.box.height / 1.4) / 105


def _letter_size(where: Area) -> float:
    return 5.5 if is_whole(where) else max(where.box.width, where.box.height / 1.4) / 39


def _labels(where: Area, order: list[Mark]) -> dict[Mark, str]:
    """Put each code beside its dot where nothing else stands; a code that finds no room is not written.

    Where both sides of the body are drawn, the better side is taken: the figure is the same on the other.
    """
    letter, dot = _letter_size(where), _dot_size(where)
    taken = [Box(one.x - dot, one.y - dot, 2 * dot, 2 * dot) for one in order]
    labels: dict[Mark, str] = {}
    written: set[str] = set()
    for mark in sorted(order, key=lambda one: (not atlas.uses_for(one.code), one.side == "LEFT", one.y)):
        wide = letter * 0.6 * len(mark.code)
        if mark.code in written:
            continue
        for x, y in _places(mark, dot, wide, letter):
            box = Box(x, y, wide, letter * 0.8)
            if box.left + wide > where.box.left + where.box.width or any(_meets(box, one) for one in taken):
                continue
            taken.append(box)
            written.add(mark.code)
            baseline = _number(y + letter * 0.75)
            labels[mark] = (
                f'<text x="{_number(x)}" y="{baseline}" font-size="{_number(letter)}">{mark.code}</text>'
            )
            break
    return labels


def _places(mark: Mark, dot: float, wide: float, letter: float) -> Iterator[tuple[float, float]]:
    """Left upper corners to try for a label: beside the dot, away from the middle first; then above and below."""
    gap, high = dot * 1.25, letter * 0.8
    right, left, middle = mark.x + gap, mark.x - gap - wide, mark.x - wide / 2
    sides = (left, right) if mark.x < 0 else (right, left)
    beside = [(x, mark.y - high / 2) for x in sides]
    stacked = [(middle, mark.y - high - gap), (middle, mark.y + gap)]
    yield from (stacked + beside if mark.side == "MIDDLE" else beside + stacked)
    for x in sides:
        yield x, mark.y - high - dot * 0.4
        yield x, mark.y + dot * 0.4


def _meets(one: Box, other: Box) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )


def _lit(where: Area, codes: frozenset[str]) -> str:
    size = _number(_dot_size(where) * 2.6)
    return "".join(
        f'<circle class="pf-lit" cx="{_number(one.x)}" cy="{_number(one.y)}" r="{size}"/>'
        for one in marks_in(where)
        if one.code in codes
    )


def _channels(view: View) -> str:
    """Join the points of each channel in order, where they follow each other on the drawing."""
    rows: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for one in marks(view):
        letters = one.code.rstrip("0123456789")
        if not letters.startswith("EX"):
            rows[letters, one.side].append(one)
    return "".join(_joined(tuple(row)) for row in rows.values())


def _joined(row: tuple[Mark, ...]) -> str:
    steps = []
    for one, after in itertools.pairwise(row):
        follows = int(after.code[2:]) - int(one.code[2:]) == 1
        near = (one.x - after.x) ** 2 + (one.y - after.y) ** 2 <= JOINED_UP_TO**2
        if follows and near:
            steps.append(f"M{_number(one.x)} {_number(one.y)}L{_number(after.x)} {_number(after.y)}")
    return "".join(steps)


# Where a hand finds its way: spine, shoulder blades, hip bones, folds and creases. Heights as the geometry has them.
_QUIET_LINES: dict[View, tuple[str, ...]] = {
    View.BACK: (
        "M0 144V492",  # spine, C7 to the tip of the tailbone
        "M-40 179Q-72 170 -104 181M-40 179Q-46 206 -55 235Q-76 214 -86 190",
        "M40 179Q72 170 104 181M40 179Q46 206 55 235Q76 214 86 190",
        "M-12 400Q-52 380 -88 408M12 400Q52 380 88 408",
        "M-16 446L0 470L16 446",
        "M-78 530Q-45 548 -10 534M78 530Q45 548 10 534",
        "M-70 737Q-52 742 -33 737M70 737Q52 742 33 737",
    ),
    View.FRONT: (
        "M0 190V285",
        "M-10 190Q-50 178 -108 184M10 190Q50 178 108 184",
        "M-2 284Q-30 305 -60 330M2 284Q30 305 60 330",
        "M-3 403A3 3 0 1 0 3 403A3 3 0 1 0 -3 403",
        "M-72 446Q-50 476 -10 488M72 446Q50 476 10 488",
        "M-60 708A14 15 0 1 0 -32 708A14 15 0 1 0 -60 708M60 708A14 15 0 1 1 32 708A14 15 0 1 1 60 708",
    ),
    View.SIDE: (
        "M-14 71Q-22 66 -14 58Q-2 58 -5 72Q-8 84 -12 84Z",
        "M-58 402Q-20 384 26 448",
        "M-22 482A9 9 0 1 0 -4 482A9 9 0 1 0 -22 482",
        "M-16 957A6 7 0 1 0 -4 957A6 7 0 1 0 -16 957",
    ),
    View.INNER_LEG: (
        "M18 712A12 15 0 0 1 30 736",
        "M-1 950A6 7 0 1 0 11 950A6 7 0 1 0 -1 950",
    ),
}


# --- Read once ---------------------------------------------------------------------------------------------------------


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _off_centre(box: Box, mark: Mark) -> float:
    """How far a point lies from the middle of a box, in shares of its size; left and right are the same."""
    across = abs(box.left + box.width / 2 - abs(mark.x)) / box.width if box.left > 0 else 0.0
    return across + abs(box.top + box.height / 2 - mark.y) / box.height


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


@functools.cache
def _areas() -> dict[str, Area]:
    return {one.key: one for one in AREAS}


@functools.cache
def _marks() -> dict[View, tuple[Mark, ...]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    for row in _rows("geometry.csv"):
        is_two_sided = row["view"] in {"posterior", "anterior"}
        found[row["view"]].append(
            Mark(
                code=row["code"],
                side=SIDES[row["side"]] if is_two_sided else "",
                x=float(row["x"]) * 1000,
                y=float(row["y"]) * 1000,
                is_best=row["primary"] == "y",
                is_sketch=row["basis"] == "schematic",
            )
        )
    place = {one.code: number for number, one in enumerate(atlas.all_points())}
    return {view: tuple(sorted(found[FILED[view]], key=lambda one: place[one.code])) for view in View}


@functools.cache
def _shown() -> dict[str, tuple[tuple[View, Mark], ...]]:
    found: dict[str, list[tuple[View, Mark]]] = {one.code: [] for one in atlas.all_points()}
    for view in View:
        for mark in marks(view):
            found[mark.code].append((view, mark))
    return {code: tuple(rows) for code, rows in found.items()}


@functools.cache
def _outlines() -> dict[View, tuple[tuple[float, float], ...]]:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in _rows("outline.csv"):
        found[row["view"]].append((float(row["x"]) * 1000, float(row["y"]) * 1000))
    return {view: _thinned(found[FILED[view]]) for view in View}


def _thinned(corners: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Leave out corners nobody could see: those too close to the one before."""
    kept = corners[:1]
    for x, y in corners[1:]:
        last_x, last_y = kept[-1]
        if (x - last_x) ** 2 + (y - last_y) ** 2 >= THINNED_TO**2:
            kept.append((x, y))
    return tuple(kept)
