"""How needles are thought to work: what was seen, and whether in animals, in people, or in people with back pain.

They stand in mechanisms.toml; the words of each idea are a claim.
"""

import enum
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from needlepoint.knowledge.evidence import claims, sources

GROUPS = ("animals", "people", "backs")


class Found(enum.StrEnum):
    """What came of looking."""

    SEEN = "SEEN"
    NOT_SEEN = "NOT_SEEN"
    NO_STUDY = "NO_STUDY"  # none that we have read


@dataclass(frozen=True, slots=True)
class Cell:
    """What was seen in one group, and who saw it; nobody where there is no study."""

    found: Found
    by: tuple[sources.Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One idea, with a cell for each of GROUPS. `claim` is the key of what may be said about it."""

    claim: str
    idea: str
    cells: tuple[Cell, ...]


def read(text: str, known: Mapping[str, sources.Source]) -> tuple[Mechanism, ...]:
    """Read ideas from TOML text, in file order.

    raises   KeyError for a source or a claim that is not listed; ValueError for a cell without a source, or with one
             that nobody has read
    """
    return tuple(_mechanism(row, known) for row in tomllib.loads(text)["mechanisms"])


def _mechanism(row: Mapping[str, Any], known: Mapping[str, sources.Source]) -> Mechanism:
    claims.claim(row["claim"])
    return Mechanism(row["claim"], row["idea"], tuple(_cell(row.get(group), known) for group in GROUPS))


def _cell(row: Mapping[str, Any] | None, known: Mapping[str, sources.Source]) -> Cell:
    if row is None:
        return Cell(Found.NO_STUDY)
    cited = tuple(known[key] for key in row["sources"])
    if not cited or not all(one.seen for one in cited):
        raise ValueError(f"{row['sources']}: what was seen needs a source that was read")
    return Cell(Found(row["found"]), cited)


@functools.cache
def all_mechanisms() -> tuple[Mechanism, ...]:
    """Give every idea, the one seen nearest to back pain first."""
    text = resources.files(__package__).joinpath("mechanisms.toml").read_text("utf-8")
    return read(text, sources.all_sources())
