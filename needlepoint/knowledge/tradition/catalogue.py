"""The catalogue of traditional findings: parts of an examination with their words, and patterns with codes and points."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """One thing looked at or felt. `choices` are (key, words); none of them was read in a source."""

    key: str
    name: str
    choices: tuple[tuple[str, str], ...]

    def words(self, key: str) -> str:
        """Give the words of one choice; raises KeyError."""
        return dict(self.choices)[key]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of the traditional framework.

    signs        what textbooks usually go by; blank where nothing was found
    codes        ICD-11 chapter 26, the nearest ones; written beside a conventional code, never alone
    points       (point code, BOTH | MIDLINE | AFFECTED) that textbooks usually list, unconfirmed; may be none
    sore_spots   sore spots found by hand are usually needled too
    beside       what is usually added to the needles; blank for nothing
    """

    key: str
    name: str
    signs: str
    codes: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    sore_spots: bool = False
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that may be chosen, with the label that stands wherever any of it is shown."""

    label: str
    codes_source: str
    lists_source: str
    parts: tuple[Part, ...]
    patterns: tuple[Pattern, ...]


@functools.cache
def current() -> Catalogue:
    text = resources.files(__package__).joinpath("catalogue.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return Catalogue(
        data["label"],
        data["codes_source"],
        data["lists_source"],
        tuple(Part(one["key"], one["name"], _pairs(one["choices"])) for one in data["parts"]),
        tuple(_pattern(one) for one in data["patterns"]),
    )


def _pattern(row: dict[str, Any]) -> Pattern:
    return Pattern(**{**row, "codes": tuple(row["codes"]), "points": _pairs(row["points"])})


def _pairs(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in rows)


def pattern(key: str) -> Pattern:
    """Give one pattern; raises KeyError."""
    return {one.key: one for one in current().patterns}[key]


def known(found: Mapping[str, object]) -> dict[str, list[str]]:
    """Keep what the catalogue knows of findings as they are stored: part key → choice keys, PATTERNS → pattern keys.

    Never raises: what is no list, and what the catalogue does not have (any more), is left out.
    """
    offered = {part.key: [key for key, _words in part.choices] for part in current().parts}
    offered["PATTERNS"] = [one.key for one in current().patterns]
    kept = {
        name: [key for key in keys if key in said]
        for name, keys in offered.items()
        if isinstance(said := found.get(name), list)
    }
    return {name: keys for name, keys in kept.items() if keys}


def rows(found: Mapping[str, object]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give stored findings as (what it is called, words), in the catalogue's order, patterns with their codes last."""
    kept = known(found)
    listed = [
        (part.name, tuple(part.words(key) for key in kept[part.key]))
        for part in current().parts
        if part.key in kept
    ]
    patterns = [pattern(key) for key in kept.get("PATTERNS", ())]
    if patterns:
        listed.append(("Pattern", tuple(f"{one.name} ({' + '.join(one.codes)})" for one in patterns)))
    return tuple(listed)
