"""How often something unwanted was seen after needles, as published, each rate with its denominator and how sure we are.

A rate answers one question: of how many what. Rates per patient and rates per visit are kept apart, and `beside` gives
only those of the denominator that is asked for.
"""

import enum
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from needlepoint.knowledge.evidence import review
from needlepoint.knowledge.stats import binomial

HUNDRED = 100


class Unit(enum.StrEnum):
    """What a rate is counted by."""

    VISIT = "VISIT"  # of 100 treatments
    PATIENT = "PATIENT"  # of 100 people, over their whole course


class Counts(enum.StrEnum):
    """What was counted."""

    WITH_ANY = "WITH_ANY"  # patients or treatments with at least one
    EVENTS = "EVENTS"  # how many there were; several may fall on one


class Sure(enum.StrEnum):
    """Whether the number was read in its source."""

    SEEN = "SEEN"
    KNOWN = "KNOWN"  # from general knowledge: shown as unconfirmed


@dataclass(frozen=True, slots=True)
class Study:
    """Something published. `patients` or `treatments` is how many were looked at, None where that was not read."""

    key: str
    title: str
    year: int
    link: str
    patients: int | None = None
    treatments: int | None = None

    def of(self, unit: Unit) -> int | None:
        return self.treatments if unit is Unit.VISIT else self.patients


@dataclass(frozen=True, slots=True)
class Rate:
    """One published rate, of 100. `low` and `high` are None where no interval can be given.

    group   a kind of unwanted effect, ANY, SERIOUS, or BRUISE_OR_BLEEDING where a study did not tell them apart
    seen    how many, where the study printed it
    """

    study: Study
    group: str
    unit: Unit
    counts: Counts
    per_100: float
    low: float | None
    high: float | None
    seen: int | None
    sure: Sure

    @property
    def is_confirmed(self) -> bool:
        return self.sure is Sure.SEEN


@dataclass(frozen=True, slots=True)
class Published:
    """All rates in file order, and their review."""

    rates: tuple[Rate, ...]
    review: review.Review


def read(text: str) -> Published:
    """Read rates from TOML text.

    raises   KeyError for a study that is not listed; ValueError for an unknown unit, or a rate with neither a number
             per 100 nor a count of a known number
    """
    data = tomllib.loads(text)
    studies = {row["key"]: Study(**row) for row in data["studies"]}
    return Published(tuple(_rate(row, studies) for row in data["rates"]), review.read(data["review"]))


def _rate(row: dict[str, Any], studies: Mapping[str, Study]) -> Rate:
    study, unit, counts = studies[row["study"]], Unit(row["unit"]), Counts(row["counts"])
    seen, of = row.get("seen"), study.of(unit)
    per_100, low, high = row.get("per_100"), row.get("low"), row.get("high")
    if per_100 is None:
        if seen is None or of is None:
            raise ValueError(f"{study.key}, {row['group']}: neither a rate nor a count of a known number")
        per_100 = HUNDRED * seen / of
        if counts is Counts.WITH_ANY or seen == 0:
            # Seen and looked at are both printed: the interval is worked out here, in the way of the clinic's own.
            # Events that may fall several on one have no such interval.
            found = binomial.exact_interval(seen, of)
            low, high = HUNDRED * found.low, HUNDRED * found.high
    return Rate(study, row["group"], unit, counts, per_100, low, high, seen, Sure(row["sure"]))


@functools.cache
def published() -> Published:
    """Give the rates in force."""
    return read(resources.files(__package__).joinpath("adverse.toml").read_text("utf-8"))


def beside(group: str, unit: Unit) -> tuple[Rate, ...]:
    """Give the published rates that may stand beside a clinic's own: same kind, same denominator, confirmed ones first."""
    fitting = [rate for rate in published().rates if rate.group == group and rate.unit is unit]
    return tuple(sorted(fitting, key=lambda rate: not rate.is_confirmed))
