"""Points that published trials used for back pain, to start a plan from."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Intended:
    """One point meant to be needled; `sides` is "BOTH" or "MIDLINE"."""

    code: str
    sides: str


@dataclass(frozen=True, slots=True)
class PointPreset:
    """The points of one trial.

    tender_points       the trial also needled sore spots found by hand
    retention_minutes   needle time, visits, weeks: None when not read
    technique           a name of safety.cautions.Technique
    caveat              what the reader must know before trusting it
    """

    key: str
    name: str
    points: tuple[Intended, ...]
    tender_points: bool
    technique: str
    caveat: str
    source: str
    retention_minutes: int | None = None
    visits: int | None = None
    weeks: int | None = None


@functools.cache
def _current() -> dict[str, PointPreset]:
    text = resources.files(__package__).joinpath("presets.toml").read_text("utf-8")
    return {row["key"]: _preset(row) for row in tomllib.loads(text)["presets"]}


def _preset(row: dict[str, Any]) -> PointPreset:
    points = tuple(Intended(**one) for one in row["points"])
    return PointPreset(**{**row, "points": points})


def all_presets() -> tuple[PointPreset, ...]:
    return tuple(_current().values())


def preset(key: str) -> PointPreset:
    """Give one preset; raises KeyError."""
    return _current()[key]
