"""The drawings: which regions each view shows, and their outlines. Read from `shapes.csv`, which `tools/body.py` makes.

Paths are SVG paths in whole units on a figure 2,000 tall, 0 the middle line, y downwards.
"""

import csv
import enum
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources


class View(enum.StrEnum):
    """From where the body is seen. On BACK the person's left is at the left of the picture, on FRONT at the right."""

    BACK = "BACK"
    FRONT = "FRONT"
    LEFT_SIDE = "LEFT_SIDE"
    RIGHT_SIDE = "RIGHT_SIDE"
    SOLES = "SOLES"


@dataclass(frozen=True, slots=True)
class Shape:
    """One region as one view shows it; `path` is a closed SVG path of straight steps."""

    view: View
    region: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One view: the outline of the whole figure, its regions, and quiet lines upon it (either may be "")."""

    view: View
    figure: str
    lines: str
    shapes: tuple[Shape, ...]


@functools.cache
def drawings() -> tuple[Drawing, ...]:
    """Give every view in order."""
    rows = tuple(_rows())
    return tuple(
        Drawing(
            view,
            _whole(rows, view, "FIGURE"),
            _whole(rows, view, "LINES"),
            tuple(one for one in rows if one.view == view and one.region not in {"FIGURE", "LINES"}),
        )
        for view in View
    )


def drawing(view: View) -> Drawing:
    """Give one view."""
    return next(one for one in drawings() if one.view == view)


def points(path: str) -> tuple[tuple[int, int], ...]:
    """Give the corners of a closed path."""
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    at, corners = (0, 0), []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        at = (at[0] + dx, at[1] + dy)
        corners.append(at)
    return tuple(corners)


def area_of(path: str) -> float:
    """Give the area inside a closed path, in square units (shoelace formula)."""
    corners = points(path)
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


@functools.cache
def areas() -> dict[str, float]:
    """Give each region's area, region code → square units.

    A region seen on several views counts once, with the largest of them: the view that looks straight at it. Soles are
    drawn larger than life and count as the foot they belong to, seen from above.
    """
    largest: dict[str, float] = {}
    for one in drawings():
        scale = SOLE_SCALE**2 if one.view is View.SOLES else 1.0
        for shape in one.shapes:
            largest[shape.region] = max(largest.get(shape.region, 0.0), area_of(shape.path) / scale)
    return largest


SOLE_SCALE = 2.0  # a foot is about 0.15 of a body's height long; the drawn sole is 0.3


def _whole(rows: Sequence[Shape], view: View, name: str) -> str:
    return next((one.path for one in rows if one.view == view and one.region == name), "")


def _rows() -> list[Shape]:
    text = resources.files(__package__).joinpath("shapes.csv").read_text(encoding="utf-8")
    return [Shape(View(row["view"]), row["region"], row["path"]) for row in csv.DictReader(text.splitlines())]
