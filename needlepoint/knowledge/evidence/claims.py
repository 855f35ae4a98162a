"""The claims a public page may make, each with its sources on both sides and its last day.

They stand in the files claims*.toml; the head of claims.toml explains every field.
"""

import datetime as dt
import enum
import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Self

from needlepoint.knowledge.evidence import sources


class _Labelled(enum.Enum):
    """Written in a file by its name, read by people by its label."""

    label: str

    def __new__(cls, label: str) -> Self:
        one = object.__new__(cls)
        one._value_ = label
        one.label = label
        return one


class Population(_Labelled):
    """Whom a claim is about."""

    ACUTE = "People with new back pain, for less than 6 weeks"
    SUBACUTE = "People with back pain for 6 to 12 weeks"
    CHRONIC = "People with back pain for more than 12 weeks"
    OLDER = "People aged 65 or older with long-lasting back pain"
    SCIATICA = "People with pain down the leg from a nerve"
    PREGNANCY = "People with back or hip pain in pregnancy"
    UPPER_BACK = "People with upper back pain"
    ANY_BACK = "People with any back pain"
    ANY_PAIN = "People with several kinds of long-lasting pain"
    ANY = "People treated for any reason"
    EVERYONE = "Everyone, with pain or without"
    NOT_PEOPLE = "Animals or a laboratory, not people with back pain"


class Outcome(_Labelled):
    """What was looked at."""

    PAIN = "How strong the pain is"
    FUNCTION = "What people can do in daily life"
    RESPONSE = "How many people are clearly better"
    RECOVERY = "How soon people are better"
    SLEEP = "Sleep"
    WELL_BEING = "How people feel"
    HARM = "Unwanted effects"
    VISITS = "How many visits, and how long"
    LASTING = "How long it lasts"
    MECHANISM = "How it may work"
    ADVICE = "What bodies that write guidelines advise"
    HOW_MANY = "How many people have it"
    COURSE = "How the problem goes on by itself"
    PRACTICE = "What is usually done"


class Comparator(_Labelled):
    """What it was compared with."""

    SHAM_PENETRATING = "Pretend needling that goes in, but not as deep or not at the points"
    SHAM_NON_PENETRATING = "Pretend needling that does not go in"
    SHAM_UNKNOWN = "Pretend needling of a kind that we could not read"
    SHAM_OTHER = "A pretend treatment of another kind"
    USUAL_CARE = "Usual care"
    NOTHING = "No treatment, or waiting for it"
    ACTIVE = "Another treatment, such as drugs, massage or exercise"
    FEWER_VISITS = "The same care with fewer visits"
    NONE_MADE = "Nobody: people without it were not looked at"


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


class Verdict(_Labelled):
    """What a check of something people say came to."""

    HOLDS = "It holds"
    REWORDED = "It holds if said with care"
    WEAK = "Too weak to say"
    WRONG = "It is not so"


class Lack(enum.Enum):
    """Why a claim is not shown, whatever the day."""

    WORDS = enum.auto()
    SOURCE = enum.auto()
    COMPARATOR = enum.auto()
    DATE = enum.auto()
    OTHER_SIDE = enum.auto()  # something speaks for it and nothing against
    DISSENT = enum.auto()  # a body in favour, without the body against and a result with pretend needling


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
class Figure:
    """A plain number to draw: `number` people of `out_of`."""

    label: str
    number: int
    out_of: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said in public.

    wording                  whole sentences, shown in order
    population, who          whom it is about, and in words where the label is too wide; may be empty
    effect                   one sentence with plain numbers, or empty where there are none
    why                      one sentence: why no surer than that
    figures                  numbers of the wording as counts of people, may be empty
    reviewed_on, review_by   the sources were last read on the first day; not shown from the second day on
    said, verdict            what people say, and what checking it came to; empty and None for the rest
    """

    key: str
    title: str
    wording: tuple[str, ...]
    population: Population
    who: str
    outcome: Outcome
    comparators: tuple[Comparator, ...]
    effect: str
    certainty: Certainty
    why: str
    figures: tuple[Figure, ...]
    sources_for: tuple[sources.Source, ...]
    sources_against: tuple[sources.Source, ...]
    sources_neutral: tuple[sources.Source, ...]
    reviewed_on: dt.date
    review_by: dt.date | None
    status: Status
    reviewer: str
    said: str = ""
    verdict: Verdict | None = None
    file: str = ""

    @property
    def sources(self) -> tuple[sources.Source, ...]:
        return (*self.sources_for, *self.sources_against, *self.sources_neutral)

    @property
    def is_confirmed(self) -> bool:
        """Say whether at least one of its sources was read; else it is shown as unconfirmed."""
        return any(source.seen for source in self.sources)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """Give what is missing before it may be shown at all."""
        asked = {
            Lack.WORDS: not self.wording,
            Lack.SOURCE: not self.sources,
            Lack.COMPARATOR: not self.comparators,
            Lack.DATE: self.review_by is None,
            Lack.OTHER_SIDE: bool(self.sources_for) and not self.sources_against,
            Lack.DISSENT: self._hides_dissent(),
        }
        return tuple(lack for lack, is_so in asked.items() if is_so)

    def _hides_dissent(self) -> bool:
        leans = any(
            one.speaks is sources.Speaks.RECOMMENDS for one in (*self.sources_for, *self.sources_neutral)
        )
        against = {one.speaks for one in self.sources_against}
        return leans and not {sources.Speaks.ADVISES_AGAINST, sources.Speaks.PRETEND} <= against

    def is_current(self, on: dt.date) -> bool:
        """Say whether it may be shown on a day."""
        return not self.lacks and not self.is_withdrawn and not self.is_expired(on) and self.reviewed_on <= on

    @property
    def is_withdrawn(self) -> bool:
        return self.status is Status.WITHDRAWN

    def is_expired(self, on: dt.date) -> bool:
        """Say whether its day has come; one without a day lacks it instead."""
        return self.review_by is not None and on >= self.review_by


def read(text: str, known: Mapping[str, sources.Source], file: str = "") -> dict[str, Claim]:
    """Read claims from TOML text, by key in file order.

    known    sources by key
    raises   KeyError for a source that is not listed, or a population, outcome, comparator or verdict that is not
             there; ValueError for an unknown certainty or status, or a key that stands twice
    """
    found: dict[str, Claim] = {}
    for row in tomllib.loads(text).get("claims", []):
        if row["key"] in found:
            raise ValueError(f"claim {row['key']}: stands twice")
        found[row["key"]] = _claim(row, known, file)
    return found


def _claim(row: Mapping[str, Any], known: Mapping[str, sources.Source], file: str) -> Claim:
    verdict = row.get("verdict")
    return Claim(
        key=row["key"],
        title=row["title"],
        wording=tuple(row["wording"]),
        population=Population[row["population"]],
        who=row.get("who", ""),
        outcome=Outcome[row["outcome"]],
        comparators=tuple(Comparator[name] for name in row.get("comparator", [])),
        effect=row.get("effect", ""),
        certainty=Certainty(row["certainty"]),
        why=row.get("why", ""),
        figures=tuple(Figure(**figure) for figure in row.get("figures", [])),
        sources_for=tuple(known[key] for key in row.get("for", [])),
        sources_against=tuple(known[key] for key in row.get("against", [])),
        sources_neutral=tuple(known[key] for key in row.get("neutral", [])),
        reviewed_on=row["reviewed_on"],
        review_by=row.get("review_by"),
        status=Status(row["status"]),
        reviewer=row["reviewer"],
        said=row.get("said", ""),
        verdict=Verdict[verdict] if verdict else None,
        file=file,
    )


@functools.cache
def _current() -> dict[str, Claim]:
    files = [one for one in resources.files(__package__).iterdir() if _is_of_claims(one.name)]
    return together(
        read(file.read_text("utf-8"), sources.all_sources(), file.name)
        for file in sorted(files, key=lambda one: one.name)
    )


def together(parts: Iterable[Mapping[str, Claim]]) -> dict[str, Claim]:
    """Put the claims of several files into one. Raises ValueError for a key that stands in two of them."""
    found: dict[str, Claim] = {}
    for more in parts:
        if twice := found.keys() & more.keys():
            raise ValueError(f"in two files: {', '.join(sorted(twice))}")
        found |= more
    return found


def _is_of_claims(name: str) -> bool:
    return name.startswith("claims") and name.endswith(".toml")


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
