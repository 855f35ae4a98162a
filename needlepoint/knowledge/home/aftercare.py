"""What is normal after a visit, by what was done, and when to worry."""

import enum
import functools
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources
from typing import Any


class Done(enum.StrEnum):
    """What was done at a visit, as far as it changes what somebody may feel afterwards."""

    NEEDLES = "NEEDLES"
    CUPPING = "CUPPING"
    GUA_SHA = "GUA_SHA"
    ELECTRO = "ELECTRO"
    HEAT = "HEAT"
    LEFT_IN = "LEFT_IN"


class Urgency(enum.StrEnum):
    """How soon somebody has to be called, most urgent first."""

    EMERGENCY = "EMERGENCY"
    TODAY = "TODAY"
    SOON = "SOON"


@dataclass(frozen=True, slots=True)
class Worry:
    """Signs, and whom to call; `deed` holds {emergency_number} or {phone}."""

    urgency: Urgency
    words: tuple[str, ...]
    deed: str
    source: str


@functools.cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(resources.files(__package__).joinpath("aftercare.toml").read_text("utf-8"))


def normal(done: Collection[Done]) -> tuple[str, ...]:
    """Return what is normal after what was done, in English."""
    return tuple(words for row in _data()["normal"] if Done(row["key"]) in done for words in row["words"])


def worries() -> tuple[Worry, ...]:
    """Return when to worry, most urgent first, in English."""
    return tuple(
        Worry(Urgency(row["key"]), tuple(row["words"]), row["deed"], row["source"])
        for row in _data()["worry"]
    )
