"""A form as data: screens in order, items on each screen, and when an item or a screen is asked at all.

Sentences are whole English sentences; whoever shows one passes it through translation.
"""

import enum
from dataclasses import dataclass

from needlepoint.knowledge.questions import answers as said


class Kind(enum.StrEnum):
    """How an item is answered, and which values it leaves behind.

    ONE         one choice                 Value(code)
    MANY        any of the choices         Value(place=n, code) each; "none of these" is the code NONE
    SCALE       a whole number             Value(number)
    NUMBER      an amount with its unit    Value(number, code=unit)
    WHEN        a date or about when       Value(part="on", on) or Value(part="ago", number, code=DAYS|WEEKS|MONTHS|YEARS, on=day counted from)
    TEXT        own words                  Value(text)
    BODY        places on a body           for each place n: Value(n, "region", code), Value(n, "pain", number 0–10),
                                           Value(n, "feel", code) for each quality; strokes as Value(n, "stroke", text=SVG path)
    MEDICINES   a list of medicines        for each place n: Value(n, "name", text) or Value(n, "name", code="NAME_UNKNOWN"),
                                           Value(n, "dose", text), Value(n, "often", code), Value(n, "for", text)
    ACTIVITIES  own activities, 0–10       for each place n: Value(n, "words", text), Value(n, "score", number)
    """

    ONE = "ONE"
    MANY = "MANY"
    SCALE = "SCALE"
    NUMBER = "NUMBER"
    WHEN = "WHEN"
    TEXT = "TEXT"
    BODY = "BODY"
    MEDICINES = "MEDICINES"
    ACTIVITIES = "ACTIVITIES"


NONE = "NONE"  # the choice "none of these" of a MANY item


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen: `code` is stored, `label` is read."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class When:
    """A condition on an earlier item: it was answered with any of these codes, or with a number of at least so much."""

    item: str
    any_of: tuple[str, ...] = ()
    at_least: int | None = None

    def holds(self, answers: said.Answers) -> bool:
        """Say whether the condition holds; an item not answered holds nothing."""
        given = answers.get(self.item)
        if given is None:
            return False
        if self.any_of and not set(self.any_of) & set(given.codes):
            return False
        return self.at_least is None or (given.number is not None and given.number >= self.at_least)


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    choices       of ONE and MANY
    lowest …      of SCALE: the ends, both included, and their words; of NUMBER: the bounds
    unit          of NUMBER: the unit's code, and in `unit_label` its words
    longest       of TEXT: most characters; of MEDICINES and ACTIVITIES: most rows
    instrument    key of knowledge.instruments when the answer is a score of it
    may_be_unsure a choice "I do not know" is offered, kept as UNSURE
    when          asked only when every condition holds; none: always
    source        where the question comes from, for us
    """

    key: str
    kind: Kind
    question: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    lowest: int = 0
    highest: int = 10
    lowest_label: str = ""
    highest_label: str = ""
    unit: str = ""
    unit_label: str = ""
    longest: int = 600
    instrument: str = ""
    may_be_unsure: bool = False
    when: tuple[When, ...] = ()
    source: str = ""

    def is_asked(self, answers: said.Answers) -> bool:
        return all(condition.holds(answers) for condition in self.when)


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown at once: mostly one item, a few where they belong together. Every item may be skipped."""

    key: str
    title: str
    items: tuple[Item, ...]
    lead: str = ""
    when: tuple[When, ...] = ()

    def is_asked(self, answers: said.Answers) -> bool:
        """Say whether the screen is shown: its own conditions hold and at least one of its items is asked."""
        return all(condition.holds(answers) for condition in self.when) and any(
            item.is_asked(answers) for item in self.items
        )


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form. `version` changes with any sentence or choice, and is stored beside every answer."""

    key: str
    version: str
    title: str
    screens: tuple[Screen, ...]
    author: str = ""
    reviewer: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for screen in self.screens for item in screen.items)

    def item(self, key: str) -> Item:
        """Give one item; raises KeyError."""
        return next((one for one in self.items if one.key == key), None) or _missing(key)


def _missing(key: str) -> Item:
    raise KeyError(key)
