"""The claims a public page may make, each with its sources on both sides and its last day."""

import datetime as dt
import enum
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


class Certainty(enum.Enum):
    """How sure we are, in the words of GRADE; PRACTICE is a plain fact about what is done."""

    HIGH = "HIGH"
    MODERATE = "MODERATE"
    LOW = "LOW"
    VERY_LOW = "VERY_LOW"
    PRACTICE = "PRACTICE"

    @property
    def label(self) -> str:
        return _CERTAINTY_LABELS[self]


class Status(enum.Enum):
    """Who has looked at a claim."""

    AWAITING_REVIEW = "AWAITING_REVIEW"
    REVIEWED = "REVIEWED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]


_CERTAINTY_LABELS = {
    Certainty.HIGH: "High certainty",
    Certainty.MODERATE: "Moderate certainty",
    Certainty.LOW: "Low certainty",
    Certainty.VERY_LOW: "Very low certainty",
    Certainty.PRACTICE: "What is usually done",
}
_STATUS_LABELS = {
    Status.AWAITING_REVIEW: "Checked with its sources, not yet by a clinician",
    Status.REVIEWED: "Checked by a clinician",
    Status.WITHDRAWN: "Taken back",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Something published. `says` is our one-sentence reading; `link` may be empty."""

    key: str
    title: str
    year: int
    link: str
    says: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A plain number to draw: `number` people of `out_of`."""

    label: str
    number: int
    out_of: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said in public.

    wording                  whole sentences, shown in order
    population, comparator   who it is about, and compared with what
    figures                  numbers of the wording as counts of people, may be empty
    reviewed_on, review_by   the sources were last read on the first day; not shown from the second day on
    """

    key: str
    title: str
    wording: tuple[str, ...]
    population: str
    comparator: str
    certainty: Certainty
    figures: tuple[Figure, ...]
    sources_for: tuple[Source, ...]
    sources_against: tuple[Source, ...]
    sources_neutral: tuple[Source, ...]
    reviewed_on: dt.date
    review_by: dt.date
    status: Status
    reviewer: str

    def is_current(self, on: dt.date) -> bool:
        """Say whether it may be shown on a day."""
        return self.status is not Status.WITHDRAWN and self.reviewed_on <= on < self.review_by


def read(text: str) -> dict[str, Claim]:
    """Read claims from TOML text, by key in file order.

    raises   KeyError for a source that is not listed, ValueError for an unknown certainty or status
    """
    data = tomllib.loads(text)
    sources = {row["key"]: Source(**row) for row in data["sources"]}
    return {row["key"]: _claim(row, sources) for row in data["claims"]}


def _claim(row: dict[str, Any], sources: Mapping[str, Source]) -> Claim:
    return Claim(
        key=row["key"],
        title=row["title"],
        wording=tuple(row["wording"]),
        population=row["population"],
        comparator=row["comparator"],
        certainty=Certainty(row["certainty"]),
        figures=tuple(Figure(**figure) for figure in row.get("figures", [])),
        sources_for=tuple(sources[key] for key in row["for"]),
        sources_against=tuple(sources[key] for key in row["against"]),
        sources_neutral=tuple(sources[key] for key in row["neutral"]),
        reviewed_on=row["reviewed_on"],
        review_by=row["review_by"],
        status=Status(row["status"]),
        reviewer=row["reviewer"],
    )


@functools.cache
def _current() -> dict[str, Claim]:
    return read(resources.files(__package__).joinpath("claims.toml").read_text("utf-8"))


def all_claims() -> tuple[Claim, ...]:
    """Give every claim, expired ones too: for the owner's page, not the public's."""
    return tuple(_current().values())


def claim(key: str) -> Claim:
    """Give one claim, expired or not; raises KeyError."""
    return _current()[key]


def current_claims(on: dt.date) -> tuple[Claim, ...]:
    """Give the claims that may be shown on a day, in file order."""
    return tuple(one for one in all_claims() if one.is_current(on))


def current_claim(key: str, on: dt.date) -> Claim | None:
    """Give one claim if it may be shown on a day; raises KeyError for a key that never was."""
    found = claim(key)
    return found if found.is_current(on) else None
