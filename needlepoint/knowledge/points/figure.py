"""The points drawn on a body: seen from behind, from the front, from the side, and the inner side of the leg.

Read from `data/geometry.csv` and `data/outline.csv`. The figure is a thousand units tall, 0 the middle line, y downwards;
it is a drawing, not a measurement of anybody. From behind and from the front both sides of the body are drawn, the
other two show one side for both.
"""

import csv
import enum
import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from importlib import resources

from needlepoint.knowledge.points import atlas

# Two points of a channel that lie farther apart than this are not joined: the channel goes elsewhere in between.
JOINED_UP_TO = 145
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

    def holds(self, x: float, y: float) -> bool:
        return (
            self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height
        )

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


def _area(view: View, key: str, name: str, left: float, top: float, width: float, height: float) -> Area:
    return Area(key, view, name, Box(left, top, width, height))


# The first of each view is the whole of it.
AREAS: tuple[Area, ...] = (
    _area(View.BACK, "back", "Whole back view", -250, -12, 500, 1024),
    _area(View.BACK, "lower-back", "Lower back", -125, 312, 250, 196),
    _area(View.BACK, "upper-back", "Upper back", -125, 128, 250, 222),
    _area(View.BACK, "neck-back", "Head and neck, back", -125, -8, 250, 186),
    _area(View.BACK, "thigh-back", "Buttock and thigh", -125, 440, 250, 320),
    _area(View.BACK, "calf", "Knee and calf", -125, 700, 250, 312),
    _area(View.BACK, "arm-back", "Arm, back of the hand", 92, 150, 160, 470),
    _area(View.FRONT, "front", "Whole front view", -250, -12, 500, 1024),
    _area(View.FRONT, "face", "Face", -70, -10, 140, 160),
    _area(View.FRONT, "chest", "Chest", -125, 140, 250, 180),
    _area(View.FRONT, "belly", "Belly", -125, 300, 250, 230),
    _area(View.FRONT, "thigh-front", "Thigh and knee, front", -125, 500, 250, 280),
    _area(View.FRONT, "shin", "Lower leg and foot, front", -125, 730, 250, 282),
    _area(View.FRONT, "palm", "Arm and palm", 92, 180, 160, 440),
    _area(View.SIDE, "side", "Whole side view", -125, -12, 260, 1024),
    _area(View.SIDE, "head-side", "Head, side", -75, -10, 150, 170),
    _area(View.SIDE, "trunk-side", "Trunk and hip, side", -110, 220, 200, 290),
    _area(View.SIDE, "leg-side", "Knee and lower leg, side", -110, 590, 220, 330),
    _area(View.SIDE, "foot-side", "Outer side of the foot", -60, 880, 190, 132),
    _area(View.INNER_LEG, "inner-leg", "Inner side of the leg", -125, 468, 260, 544),
    _area(View.INNER_LEG, "inner-shin", "Knee and lower leg, inner side", -100, 710, 200, 240),
    _area(View.INNER_LEG, "inner-foot", "Inner side of the foot", -60, 880, 190, 132),
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


def marks_in(where: Area) -> tuple[Mark, ...]:
    """Give the points drawn inside an area."""
    return tuple(one for one in marks(where.view) if where.box.holds(one.x, one.y))


def best_area(code: str) -> Area | None:
    """Give the closest look at a point in the view that shows it best, None for the two that are not drawn.

    Raises KeyError for a code that does not exist.
    """
    atlas.point(code)
    shown = [(view, one) for view in View for one in marks(view) if one.code == code]
    if not shown:
        return None
    view, mark = min(shown, key=lambda row: (not row[1].is_best, row[1].side != "RIGHT"))
    around = [one for one in areas_of(view) if one.box.holds(mark.x, mark.y)]
    return min(around, key=lambda one: (_off_centre(one.box, mark), one.box.width))


def is_sketched(code: str) -> bool:
    """Say whether a point is drawn by eye only; False for one that is not drawn. Raises KeyError."""
    atlas.point(code)
    drawn = [one for view in View for one in marks(view) if one.code == code]
    return bool(drawn) and all(one.is_sketch for one in drawn)


def svg(
    where: Area, *, label: str, address: str = "", lit: Iterable[str] = (), classes: str = "", id: str = ""
) -> str:
    """Draw an area as an SVG picture.

    label     what a screen reader says of the picture
    address   pattern of a point's page with CODE in the place of the code; "" draws points that lead nowhere
    lit       codes to be ringed, and to be labelled whatever the size
    returns   the markup: colours come from `plans/figure.css`, each point is an <a data-code data-side>
    costs     the drawing itself is made once for each view and address; then about 0.1 ms
    """
    codes = frozenset(lit)
    near = "" if where is areas_of(where.view)[0] else " is-near"
    named = f' id="{escape(id)}"' if id else ""
    role = "group" if address else "img"
    return (
        f'<svg class="pf{near} {escape(classes)}"{named} viewBox="{where.box}" role="{role}" '
        f'aria-label="{escape(label)}" data-whole="{areas_of(where.view)[0].box}" data-near="{where.box}">'
        f"{_body(where.view)}{_points(where.view, address)}{_lit(where.view, codes)}</svg>"
    )


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
def _points(view: View, address: str) -> str:
    # Points used for backs come last, so that they lie on top.
    order = sorted(marks(view), key=lambda one: bool(atlas.uses_for(one.code)))
    return "".join(_point(one, address) for one in order)


def _point(mark: Mark, address: str) -> str:
    found = atlas.point(mark.code)
    used = "" if atlas.uses_for(mark.code) else " is-other"
    link = address.replace("CODE", mark.code)
    opened = f'<a href="{escape(link)}" tabindex="-1" aria-label="{mark.code} {escape(found.pinyin)}"' if link else "<g"
    at = f'cx="{_number(mark.x)}" cy="{_number(mark.y)}"'
    words = _label(mark)
    return (
        f'{opened} class="pf-point{used}" data-code="{mark.code}" data-side="{mark.side}">'
        f"<title>{mark.code} {escape(found.pinyin)}</title>"
        f'<circle class="pf-dot" {at} r="3"/>{words}</{"a" if link else "g"}>'
    )


def _label(mark: Mark) -> str:
    """The code beside the dot, on one side of the body only: the figure is the same on the other."""
    if mark.side == "LEFT" or (mark.code == "EX-B2" and abs(mark.y - 358) > 3):
        return ""
    return f'<text x="{_number(mark.x + 3.4)}" y="{_number(mark.y - 2.2)}">{mark.code}</text>'


def _lit(view: View, codes: frozenset[str]) -> str:
    return "".join(
        f'<circle class="pf-lit" cx="{_number(one.x)}" cy="{_number(one.y)}" r="7"/>'
        for one in marks(view)
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
    for one, after in zip(row, row[1:], strict=False):
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
    return abs(box.left + box.width / 2 - abs(mark.x)) / box.width + 2 * abs(
        box.top + box.height / 2 - mark.y
    ) / box.height


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
def _outlines() -> dict[View, tuple[tuple[float, float], ...]]:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in _rows("outline.csv"):
        found[row["view"]].append((float(row["x"]) * 1000, float(row["y"]) * 1000))
    return {view: _thinned(found[FILED[view]]) for view in View}


def _thinned(corners: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Leave out corners nobody could see: those closer than a unit and a half to the one before."""
    kept = corners[:1]
    for x, y in corners[1:]:
        last_x, last_y = kept[-1]
        if (x - last_x) ** 2 + (y - last_y) ** 2 >= 2.25:
            kept.append((x, y))
    return tuple(kept)
