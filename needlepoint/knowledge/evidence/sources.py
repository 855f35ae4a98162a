"""What was published about acupuncture and backs: trials, reviews, guidelines, surveys. One list for every claim."""

import enum
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


class Speaks(enum.Enum):
    """What a source weighs in a claim that leans on it. Most weigh nothing of their own."""

    RECOMMENDS = "RECOMMENDS"  # a body that says acupuncture may be used
    ADVISES_AGAINST = "ADVISES_AGAINST"  # a body that says it should not be offered
    PRETEND = "PRETEND"  # a result against pretend needling
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class Source:
    """Something published.

    says   our one-sentence reading
    link   https, or empty
    seen   whether somebody of ours has read it, or its abstract; else it is known only from memory: "unconfirmed"
    """

    key: str
    title: str
    year: int
    link: str
    says: str
    seen: bool
    speaks: Speaks = Speaks.NOTHING


def read(text: str) -> dict[str, Source]:
    """Read sources from TOML text, by key in file order.

    raises   ValueError for a key that stands twice, or an unknown `speaks`; TypeError for a field that is missing
    """
    found: dict[str, Source] = {}
    for row in tomllib.loads(text)["sources"]:
        if row["key"] in found:
            raise ValueError(f"source {row['key']}: stands twice")
        speaks = Speaks(row.get("speaks", Speaks.NOTHING.value))
        found[row["key"]] = Source(**{**row, "speaks": speaks})
    return found


@functools.cache
def all_sources() -> Mapping[str, Source]:
    """Give every source by its key."""
    return read(resources.files(__package__).joinpath("sources.toml").read_text("utf-8"))
