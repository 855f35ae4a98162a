"""Who pays for visits, and on what terms, as they stood on a day.

The terms say what is counted; counting itself is in `plans.rules.ceilings`.
"""

import datetime as dt
import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from needlepoint.knowledge.evidence import review


@dataclass(frozen=True, slots=True)
class Terms:
    """What a payer pays for, from one day on.

    first_visits, first_days   so many visits in so many days; more of them only once improvement is signed
    year_visits                never more than so many in one of the payer's years
    least_weeks                how long the pain must have lasted
    never_with                 SURGERY, PREGNANCY: what the pain must not come from
    codes                      ICD-10-CM codes accepted on the day asked about
    mark                       what a claim carries from the first visit beyond `first_visits` on
    """

    from_on: dt.date
    first_visits: int
    first_days: int
    year_visits: int
    least_weeks: int
    never_with: frozenset[str]
    codes: frozenset[str]
    mark: str
    source: str
    link: str
    year_source: str

    @property
    def more_visits(self) -> int:
        """How many more there are once improvement is signed."""
        return self.year_visits - self.first_visits


@dataclass(frozen=True, slots=True)
class _Codes:
    from_on: dt.date
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody who pays for visits and counts them. `label` is what is chosen from, `name` what a sentence says."""

    key: str
    name: str
    country: str
    label: str
    spans: tuple[Terms, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """All payers in file order, and their review."""

    payers: tuple[Payer, ...]
    review: review.Review


def read(text: str) -> Known:
    """Read payers from TOML text.

    raises   KeyError for a missing value; ValueError for numbers that cannot be, days out of order, or terms without codes
    """
    data = tomllib.loads(text)
    return Known(tuple(_payer(row) for row in data["payers"]), review.read(data["review"]))


def _payer(row: dict[str, Any]) -> Payer:
    lists = [_Codes(one["from"], frozenset(one["codes"])) for one in row["codes"]]
    _check_order(row["key"], [one.from_on for one in lists])
    _check_order(row["key"], [one["from"] for one in row["terms"]])
    # A new list of codes is a new span of the same terms, so that one look-up answers for a day.
    days = sorted({*(one["from"] for one in row["terms"]), *(one.from_on for one in lists)})
    spans = tuple(_span(row, lists, on) for on in days if on >= row["terms"][0]["from"])
    return Payer(row["key"], row["name"], row["country"], row["label"], spans)


def _check_order(key: str, days: Sequence[dt.date]) -> None:
    if not days or list(days) != sorted(set(days)):
        raise ValueError(f"{key}: the days from which something holds are missing or out of order")


def _span(row: dict[str, Any], lists: Sequence[_Codes], on: dt.date) -> Terms:
    said = [one for one in row["terms"] if one["from"] <= on][-1]
    codes = [one.codes for one in lists if one.from_on <= on]
    if not codes or not 1 <= said["first_visits"] <= said["year_visits"] or said["first_days"] < 1:
        raise ValueError(f"{row['key']}: terms from {on} without codes, or with numbers that cannot be")
    return Terms(
        from_on=on,
        first_visits=said["first_visits"],
        first_days=said["first_days"],
        year_visits=said["year_visits"],
        least_weeks=said["least_weeks"],
        never_with=frozenset(said["never_with"]),
        codes=codes[-1],
        mark=said["mark"],
        source=said["source"],
        link=said["link"],
        year_source=said["year_source"],
    )


@functools.cache
def known() -> Known:
    """Give the payers in force."""
    return read(resources.files(__package__).joinpath("payers.toml").read_text("utf-8"))


def of_country(country: str) -> tuple[Payer, ...]:
    """Give the payers to choose from in a country, by its two letters; none where none is known."""
    return tuple(one for one in known().payers if one.country == country)


def is_offered(key: str, country: str) -> bool:
    """Say whether a key may be chosen in a country; blank, for nobody who counts, always may."""
    return not key or key in {one.key for one in of_country(country)}


def payer(key: str) -> Payer | None:
    """Give one payer, or None for a key that nobody knows."""
    return next((one for one in known().payers if one.key == key), None)


def terms_of(payer: Payer, on: dt.date) -> Terms | None:
    """Give what a payer pays for on a day; None before it paid for anything."""
    held = [one for one in payer.spans if one.from_on <= on]
    return held[-1] if held else None
