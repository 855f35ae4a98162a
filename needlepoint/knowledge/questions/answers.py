"""What somebody said to one item: a few coded values, so that it reaches the record as data and never as a blob."""

import datetime as dt
import decimal
import enum
from collections.abc import Mapping
from dataclasses import dataclass


class State(enum.StrEnum):
    """Said, passed over on purpose, or not known. An item that nobody reached has no answer at all."""

    ANSWERED = "ANSWERED"
    SKIPPED = "SKIPPED"
    UNSURE = "UNSURE"


@dataclass(frozen=True, slots=True, order=True)
class Value:
    """One coded piece of an answer; which fields are filled depends on the kind of item (see `definition.Kind`).

    place   which of several, from 0: the second medicine, the third region
    part    what of it: "name", "dose", "region", "pain"; empty where an answer has one part only
    code    a choice, a region, a unit
    number  a score or an amount
    on      a date
    text    the person's own words
    """

    place: int = 0
    part: str = ""
    code: str = ""
    number: decimal.Decimal | None = None
    on: dt.date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """The answer to one item."""

    state: State
    values: tuple[Value, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The choices made or the places marked, in the order given; empty when skipped."""
        return tuple(value.code for value in self.values if value.code and value.part in {"", "region"})

    @property
    def number(self) -> decimal.Decimal | None:
        """The number of an item that has one."""
        return next((value.number for value in self.values if value.number is not None), None)

    @property
    def text(self) -> str:
        """The words of an item that has one part."""
        return next((value.text for value in self.values if value.text and not value.part), "")


Answers = Mapping[str, Given]  # item key → what was said; an item nobody reached has no key

SKIPPED = Given(State.SKIPPED)
UNSURE = Given(State.UNSURE)
