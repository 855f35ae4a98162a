"""Reads the definitions of the clinic's figures."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

from needlepoint.knowledge.evidence import review

FILE = "figures.toml"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the owner's page.

    key       as it stands in addresses and files
    question  what it answers
    formula   how it is worked out, in words
    of        the population: everybody it is worked out of
    left_out  who is not counted, and why; never silently
    reading   how to read it, and what it does not say
    author    who wrote the definition
    source    where the way of counting comes from, or that it is ours
    link      to the source; may be empty
    """

    key: str
    name: str
    question: str
    formula: str
    of: str
    left_out: str
    reading: str
    author: str
    source: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Every figure in the order of the page, and their review."""

    figures: tuple[Figure, ...]
    review: review.Review


def read(text: str) -> Definitions:
    """Read definitions from TOML text.

    raises   TypeError for a missing or unknown part; ValueError for an empty one or a key that comes twice
    """
    data = tomllib.loads(text)
    figures = tuple(Figure(**row) for row in data["figures"])
    for one in figures:
        if empty := [name for name in Figure.__slots__ if name != "link" and not getattr(one, name)]:
            raise ValueError(f"{one.key}: nothing stands under {', '.join(empty)}")
    if len({one.key for one in figures}) < len(figures):
        raise ValueError("a figure is defined twice")
    return Definitions(figures, review.read(data["review"]))


@functools.cache
def in_force() -> Definitions:
    """Give the definitions in force."""
    return read(resources.files(__package__).joinpath(FILE).read_text("utf-8"))


@functools.cache
def _by_key() -> dict[str, Figure]:
    return {one.key: one for one in in_force().figures}


def figure(key: str) -> Figure:
    """Give one definition. Raises KeyError for a figure there is not."""
    return _by_key()[key]
