"""The regions of a body by level and side, and the words for how a pain feels. Read from `levels.toml` on first use.

Codes are what is stored: LOWER_LUMBAR_LEFT, KNEE_RIGHT, TAILBONE. Left and right are the person's own.
Sentences are whole English sentences; whoever shows one passes it through translation.
"""

import enum
import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


class Side(enum.StrEnum):
    """Left and right are the person's own; ONLY is the middle of a level that has one place."""

    LEFT = "LEFT"
    MIDDLE = "MIDDLE"
    RIGHT = "RIGHT"
    ONLY = "ONLY"


class Part(enum.StrEnum):
    """The groups of the tick list, in its order."""

    LOW_BACK = "LOW_BACK"
    LEG = "LEG"
    FOOT = "FOOT"
    HEAD_ARM = "HEAD_ARM"
    TRUNK = "TRUNK"


@dataclass(frozen=True, slots=True)
class Region:
    """One place that can be ticked.

    name              a whole phrase: "Back of the left thigh"
    side              MIDDLE for every place that is neither left nor right
    is_below_knee     farther down than the knee
    site              AXIAL, UPPER or LOWER of the generalised pain criterion (Wolfe 2016), or ""
    """

    code: str
    level: str
    side: Side
    name: str
    part: Part
    is_below_knee: bool
    site: str


@dataclass(frozen=True, slots=True)
class Level:
    """A height of the body with the places told apart there, left to right as on a back."""

    key: str
    name: str
    part: Part
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the tick list with its levels."""

    key: Part
    name: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Feel:
    """A word for how a pain feels."""

    code: str
    name: str


def version() -> str:
    """Give the version of the words; it changes with any of them."""
    return str(_data()["version"])


@functools.cache
def groups() -> tuple[Group, ...]:
    """Give the whole list in its order."""
    levels = [_level(row) for row in _data()["level"]]
    return tuple(
        Group(Part(row["key"]), row["name"], tuple(one for one in levels if one.part == row["key"]))
        for row in _data()["group"]
    )


@functools.cache
def feels() -> tuple[Feel, ...]:
    """Give the words for how a pain feels, in their order."""
    return tuple(Feel(row["code"], row["name"]) for row in _data()["feel"])


def all_regions() -> tuple[Region, ...]:
    """Give every region in the order of the list."""
    return tuple(_by_code().values())


def region(code: str) -> Region:
    """Give one region; raises KeyError."""
    return _by_code()[code]


def is_region(code: str) -> bool:
    return code in _by_code()


def feel(code: str) -> Feel:
    """Give one word for how a pain feels; raises KeyError."""
    return next((one for one in feels() if one.code == code), None) or _missing(code)


def mirrored(code: str) -> str:
    """Give the region on the other side; the middle is its own mirror picture. Raises KeyError."""
    one = region(code)
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(one.side)
    return f"{one.level}_{other}" if other else code


@functools.cache
def _by_code() -> dict[str, Region]:
    return {one.code: one for group in groups() for level in group.levels for one in level.regions}


def _level(row: dict[str, Any]) -> Level:
    sides = [side for side in Side if side.lower() in row]
    return Level(row["key"], row["name"], Part(row["part"]), tuple(_region(row, side) for side in sides))


def _region(row: dict[str, Any], side: Side) -> Region:
    return Region(
        code=row["key"] if side is Side.ONLY else f"{row['key']}_{side}",
        level=row["key"],
        side=Side.MIDDLE if side is Side.ONLY else side,
        name=row[side.lower()],
        part=Part(row["part"]),
        is_below_knee=row.get("knee") == "BELOW",
        site=row.get("site", ""),
    )


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("levels.toml").read_text(encoding="utf-8"))


def _missing(code: str) -> Feel:
    raise KeyError(code)
