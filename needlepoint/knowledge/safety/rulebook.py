"""The rule set read from `rules.toml` into values, and checked before anybody relies on it."""

import datetime as dt
import enum
import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from needlepoint.knowledge.safety import cautions


class Answer(enum.Enum):
    """What a person said. There is no member for silence: an answer that is missing is unknown."""

    NO = "NO"
    NOT_SURE = "NOT_SURE"
    YES = "YES"


class Route(enum.Enum):
    """Where the answers lead, most urgent first."""

    EMERGENCY_NOW = "EMERGENCY_NOW"
    SAME_DAY = "SAME_DAY"
    DOCTOR_WITHIN_TWO_WEEKS = "DOCTOR_WITHIN_TWO_WEEKS"
    DOCTOR_FIRST = "DOCTOR_FIRST"
    SUITABLE_WITH_CARE = "SUITABLE_WITH_CARE"
    SUITABLE = "SUITABLE"

    @property
    def urgency(self) -> int:
        """5 is an emergency, 0 is suitable."""
        return len(Route) - 1 - list(Route).index(self)

    @property
    def may_book(self) -> bool:
        return self in (Route.SUITABLE_WITH_CARE, Route.SUITABLE)

    @property
    def is_emergency(self) -> bool:
        return self is Route.EMERGENCY_NOW


class Strength(enum.Enum):
    """How much a rule's signs say: one of the words of `rules.toml`."""

    STRONG = "STRONG"
    MODERATE = "MODERATE"
    WEAK = "WEAK"
    CLUSTER = "CLUSTER"
    CAUTION = "CAUTION"


class About(enum.Enum):
    """What a page is for: signs of danger, weaker signs, or health notes."""

    DANGER = "DANGER"
    SIGNS = "SIGNS"
    HEALTH = "HEALTH"


class PageKind(enum.Enum):
    """How a page is answered: one choice of yes, no, not sure; or ticks."""

    CHOICE = "CHOICE"
    TICKS = "TICKS"


@dataclass(frozen=True, slots=True)
class Item:
    """One box to tick: `key` is the answer key, `label` the patient's words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """One question as a person meets it.

    about     what it is for; the pages about danger come first
    items     on a ticks page, the boxes; empty on a choice page, which is answered yes, no or not sure
    bullets   on a choice page, signs meant by "any of these"; may be empty
    """

    key: str
    kind: PageKind
    about: About
    question: str
    help: str
    items: tuple[Item, ...] = ()
    bullets: tuple[str, ...] = ()
    previous_key: str | None = None
    next_key: str | None = None

    @property
    def is_choice(self) -> bool:
        return self.kind is PageKind.CHOICE

    @property
    def is_ticks(self) -> bool:
        return self.kind is PageKind.TICKS

    @property
    def is_about_danger(self) -> bool:
        return self.about is About.DANGER

    @property
    def labels(self) -> tuple[str, ...]:
        """The signs asked about, in the patient's words."""
        return self.bullets or tuple(item.label for item in self.items)

    @property
    def answer_keys(self) -> tuple[str, ...]:
        """The keys this page fills: its own on a choice page, one for each box on a ticks page."""
        return (self.key,) if self.is_choice else tuple(item.key for item in self.items)


@dataclass(frozen=True, slots=True)
class RouteText:
    """What the result page says for a route; whole sentences."""

    heading: str
    summary: str
    what_to_do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rule table; see the top of `rules.toml` for how it counts."""

    key: str
    condition: str
    signs: tuple[str, ...]
    at_least: int
    with_any: tuple[str, ...]
    with_all: tuple[str, ...]
    route: Route
    route_if_unsure: Route
    reason: str
    reason_if_unsure: str
    also: tuple[str, ...]
    covers: tuple[str, ...]
    always_said: bool
    strength: Strength
    source: str
    confirmed: bool

    @property
    def answer_keys(self) -> tuple[str, ...]:
        """Every answer the rule reads, each once."""
        return tuple(dict.fromkeys((*self.signs, *self.with_any, *self.with_all)))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The whole rule set. `route_texts` has an entry for every route, `answer_keys` every key of every page."""

    rule_version: str
    wording_version: str
    author: str
    reviewer: str
    source: str
    written_on: dt.date
    review_by: dt.date
    safety_net: tuple[str, ...]
    route_texts: Mapping[Route, RouteText]
    unfinished: RouteText
    pages: tuple[Page, ...]
    rules: tuple[Rule, ...]
    answer_keys: frozenset[str]


class RulesAreWrong(ValueError):
    """The rule file contradicts itself; the message names every fault found."""


def read(text: str) -> Rulebook:
    """Read a rule set from TOML text and check it.

    raises   RulesAreWrong with every fault; KeyError or ValueError when a field is missing or a route unknown
    """
    data = tomllib.loads(text)
    pages = _pages(data["pages"])
    book = Rulebook(
        rule_version=data["rule_version"],
        wording_version=data["wording_version"],
        author=data["author"],
        reviewer=data["reviewer"],
        source=data["source"].strip(),
        written_on=data["written_on"],
        review_by=data["review_by"],
        safety_net=tuple(data["safety_net"]),
        route_texts={Route(name): _route_text(row) for name, row in data["routes"].items()},
        unfinished=_route_text(data["unfinished"]),
        pages=pages,
        rules=tuple(_rule(row) for row in data["rules"]),
        answer_keys=frozenset(key for page in pages for key in page.answer_keys),
    )
    if faults := tuple(_faults(book)):
        raise RulesAreWrong("; ".join(faults))
    return book


@functools.cache
def current() -> Rulebook:
    """Give the rule set in force, read once."""
    return read(resources.files(__package__).joinpath("rules.toml").read_text("utf-8"))


def _route_text(row: dict[str, Any]) -> RouteText:
    return RouteText(row["heading"], row["summary"], tuple(row["what_to_do"]))


def _pages(rows: list[dict[str, Any]]) -> tuple[Page, ...]:
    keys = [None, *(row["key"] for row in rows), None]
    return tuple(
        Page(
            key=row["key"],
            kind=PageKind.TICKS if "items" in row else PageKind.CHOICE,
            about=About(row["about"]),
            question=row["question"],
            help=row["help"],
            items=_items(row.get("items", [])),
            bullets=tuple(row.get("bullets", ())),
            previous_key=previous_key,
            next_key=next_key,
        )
        for row, previous_key, next_key in zip(rows, keys, keys[2:], strict=False)
    )


def _items(given: list[dict[str, str]] | str) -> tuple[Item, ...]:
    if given == "cautions.toml":
        return tuple(Item(one.key, one.label) for one in cautions.all_cautions() if one.asked)
    return tuple(Item(**row) for row in given)  # type: ignore[arg-type]  # a stray file name fails here, as it should


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(
        key=row["key"],
        condition=row["condition"],
        signs=tuple(row["signs"]),
        at_least=row.get("at_least", 1),
        with_any=tuple(row.get("with_any", ())),
        with_all=tuple(row.get("with_all", ())),
        route=Route(row["route"]),
        route_if_unsure=Route(row["route_if_unsure"]),
        reason=row["reason"],
        reason_if_unsure=row["reason_if_unsure"],
        also=tuple(row.get("also", ())),
        covers=tuple(row.get("covers", ())),
        always_said=row.get("always_said", False),
        strength=Strength(row["strength"]),
        source=row["source"],
        confirmed=row.get("confirmed", False),
    )


def _faults(book: Rulebook) -> Iterator[str]:
    keys = [key for page in book.pages for key in page.answer_keys]
    yield from (f"answer key {key} appears twice" for key in _repeated(keys))
    yield from (f"rule {key} appears twice" for key in _repeated([rule.key for rule in book.rules]))
    yield from (f"route {route.value} has no text" for route in Route if route not in book.route_texts)
    if not book.safety_net:
        yield "there is no safety net"
    if book.review_by <= book.written_on:
        yield "the review date is not after the writing date"
    used = {key for rule in book.rules for key in rule.answer_keys}
    rule_keys = {rule.key for rule in book.rules}
    yield from (f"no rule reads answer {key}" for key in keys if key not in used)
    for rule in book.rules:
        yield from (
            f"rule {rule.key} reads {key}, which nobody is asked"
            for key in rule.answer_keys
            if key not in keys
        )
        yield from (
            f"rule {rule.key} covers {key}, which is no rule" for key in rule.covers if key not in rule_keys
        )
        if rule.strength is Strength.WEAK and not rule.route.may_book:
            yield f"rule {rule.key} is weak and refuses"
        if not 1 <= rule.at_least <= len(set(rule.signs)):
            yield f"rule {rule.key} wants {rule.at_least} of {len(set(rule.signs))} signs"
        # "Not sure" must not outrank "yes", or a worse answer could lead to a less urgent route.
        if rule.route_if_unsure.urgency > rule.route.urgency:
            yield f"rule {rule.key} is more urgent when unsure than when sure"


def _repeated(keys: list[str]) -> list[str]:
    return sorted({key for key in keys if keys.count(key) > 1})
