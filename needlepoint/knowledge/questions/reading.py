"""From TOML to a form, with every fault named at once. Forms that are made otherwise are looked over by `faults_of`."""

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from needlepoint.knowledge.questions import definition

UNSURE = "UNSURE"  # posted where somebody does not know: never a choice of its own
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
CODE = re.compile(r"[A-Z0-9][A-Z0-9_]{0,59}")
# Screens are pages, and these words are pages already.
TAKEN = frozenset({"answers", "agreement", "support", "consents", "paper", "finish", "told"})
SPAN_MAX, ROWS_MAX, TEXT_MAX, FEWEST_CHOICES = 100, 20, 4000, 2

_CHOOSING = frozenset({definition.Kind.ONE, definition.Kind.MANY})
_COUNTING = frozenset({definition.Kind.SCALE, definition.Kind.NUMBER})
_LISTING = frozenset({definition.Kind.MEDICINES, definition.Kind.ACTIVITIES})
_FORM_FIELDS = frozenset({"key", "version", "title", "author", "reviewer", "screens"})
_SCREEN_FIELDS = frozenset({"key", "title", "lead", "when", "items"})
_WHEN_FIELDS = frozenset({"item", "any_of", "at_least"})
_TEXT_FIELDS = frozenset(
    {"key", "kind", "question", "help", "lowest_label", "highest_label", "unit", "unit_label", "instrument", "source"}
)  # fmt: skip
_COUNT_FIELDS = frozenset({"lowest", "highest", "longest"})
_ITEM_FIELDS = _TEXT_FIELDS | _COUNT_FIELDS | {"choices", "may_be_unsure", "when"}


class UnableToReadForm(ValueError):
    """The file is no form. `faults` holds a sentence for each thing to put right."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@functools.cache
def form(key: str) -> definition.Form:
    """Give a form of the box, such as "first_visit". Raises UnableToReadForm, FileNotFoundError."""
    found = resources.files("needlepoint.knowledge.questions") / f"{key}.toml"
    return read(found.read_text(encoding="utf-8"))


def read(text: str) -> definition.Form:
    """Read a form. Raises UnableToReadForm with every fault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnableToReadForm([f"This is not TOML: {error}."]) from error
    faults = list(_faults_of_table(data))
    if faults:  # what has the wrong shape cannot be looked at any closer
        raise UnableToReadForm(faults)
    made = _form(data)
    faults = faults_of(made)
    if faults:
        raise UnableToReadForm(faults)
    return made


# --- What may stand in the file ----------------------------------------------------------------------------------------


def _faults_of_table(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown("The form", data, _FORM_FIELDS)
    yield from _not_words("The form", data, _FORM_FIELDS - {"screens"})
    screens = data.get("screens", [])
    if not _are_tables(screens):
        yield "The form: screens are [[screens]] tables."
        return
    for n, screen in enumerate(screens, start=1):
        name = f"Screen {screen.get('key') or n}"
        yield from _unknown(name, screen, _SCREEN_FIELDS)
        yield from _not_words(name, screen, {"key", "title", "lead"})
        yield from _faults_of_conditions(name, screen.get("when", []))
        items = screen.get("items", [])
        if not _are_tables(items):
            yield f"{name}: items are [[screens.items]] tables."
            continue
        for m, item in enumerate(items, start=1):
            yield from _faults_of_item_table(f"Item {item.get('key') or f'{m} of {name}'}", item)


def _faults_of_item_table(name: str, item: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown(name, item, _ITEM_FIELDS)
    yield from _not_words(name, item, _TEXT_FIELDS)
    for field in sorted(_COUNT_FIELDS & item.keys()):
        if type(item[field]) is not int:
            yield f"{name}: {field} is a whole number."
    if type(item.get("may_be_unsure", False)) is not bool:
        yield f"{name}: may_be_unsure is true or false."
    if item.get("kind") not in {kind.value for kind in definition.Kind}:
        yield f"{name}: kind is one of {', '.join(definition.Kind)}."
    choices = item.get("choices", [])
    pair = 2
    if not isinstance(choices, list) or not all(
        isinstance(one, list) and len(one) == pair and all(isinstance(part, str) for part in one)
        for one in choices
    ):
        yield f'{name}: choices are pairs, such as ["YES", "Yes"].'
    yield from _faults_of_conditions(name, item.get("when", []))


def _faults_of_conditions(name: str, conditions: object) -> Iterator[str]:
    if not _are_tables(conditions):
        yield f'{name}: when is a list of tables, such as {{ item = "work", any_of = ["PAID"] }}.'
        return
    assert isinstance(conditions, list)
    for one in conditions:
        yield from _unknown(f"{name}, when", one, _WHEN_FIELDS)
        codes = one.get("any_of", [])
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            yield f"{name}, when: any_of is a list of codes."
        if type(one.get("at_least", 0)) is not int:
            yield f"{name}, when: at_least is a whole number."
        if not isinstance(one.get("item"), str):
            yield f"{name}, when: item is the key of an earlier item."


def _unknown(name: str, table: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    for field in sorted(table.keys() - known):
        yield f"{name}: nobody reads {field}; known are {', '.join(sorted(known))}."


def _not_words(name: str, table: Mapping[str, Any], fields: frozenset[str] | set[str]) -> Iterator[str]:
    for field in sorted(fields & table.keys()):
        if not isinstance(table[field], str):
            yield f"{name}: {field} is a text."


def _are_tables(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(one, dict) for one in given)


def _form(data: Mapping[str, Any]) -> definition.Form:
    screens = tuple(
        definition.Screen(
            key=screen.get("key", ""),
            title=screen.get("title", ""),
            lead=screen.get("lead", ""),
            when=_conditions(screen),
            items=tuple(_item(item) for item in screen.get("items", [])),
        )
        for screen in data.get("screens", [])
    )
    words = {field: data.get(field, "") for field in _FORM_FIELDS - {"screens"}}
    return definition.Form(screens=screens, **words)


def _item(item: Mapping[str, Any]) -> definition.Item:
    plain = {
        field: item[field]
        for field in (_TEXT_FIELDS | _COUNT_FIELDS) & item.keys() - {"kind", "key", "question"}
    }
    return definition.Item(
        key=item.get("key", ""),
        kind=definition.Kind(item["kind"]),
        question=item.get("question", ""),
        choices=tuple(definition.Choice(code, label) for code, label in item.get("choices", [])),
        may_be_unsure=item.get("may_be_unsure", False),
        when=_conditions(item),
        **plain,
    )


def _conditions(table: Mapping[str, Any]) -> tuple[definition.When, ...]:
    return tuple(
        definition.When(one["item"], tuple(one.get("any_of", ())), one.get("at_least"))
        for one in table.get("when", [])
    )


# --- What makes a form one that can be asked ---------------------------------------------------------------------------


def faults_of(asked: definition.Form) -> list[str]:
    """Name every fault of a form: what could not be shown, answered, stored or reached. Empty when it is sound."""
    faults = [
        f"The form: {field} is missing." for field in ("key", "version", "title") if not getattr(asked, field)
    ]
    if not asked.screens:
        faults.append("The form: it has no screen.")
    for name, keys in (
        ("Screen", Counter(screen.key for screen in asked.screens)),
        ("Item", Counter(item.key for item in asked.items)),
    ):
        faults += [
            f"{name} {key}: this key is used {count} times." for key, count in keys.items() if count > 1
        ]
    earlier: dict[str, definition.Item] = {}
    for screen in asked.screens:
        name = f"Screen {screen.key}"
        if not KEY.fullmatch(screen.key):
            faults.append(f"{name}: a key is small letters, figures and _, and begins with a letter.")
        if screen.key in TAKEN:
            faults.append(f"{name}: this key is the name of another page.")
        if not screen.title:
            faults.append(f"{name}: title is missing.")
        if not screen.items:
            faults.append(f"{name}: it asks nothing.")
        faults += _faults_of_when(name, screen.when, earlier)
        for item in screen.items:
            faults += _faults_of_item(item)
            faults += _faults_of_when(f"Item {item.key}", item.when, earlier)
        earlier |= {item.key: item for item in screen.items}
    return faults


def _faults_of_item(item: definition.Item) -> Iterator[str]:
    name = f"Item {item.key}"
    if not KEY.fullmatch(item.key):
        yield f"{name}: a key is small letters, figures and _, and begins with a letter."
    if not item.question:
        yield f"{name}: question is missing."
    yield from _faults_of_choices(name, item)
    if item.kind in _COUNTING and not item.lowest < item.highest:
        yield f"{name}: lowest is below highest."
    if item.kind is definition.Kind.SCALE and item.highest - item.lowest > SPAN_MAX:
        yield f"{name}: a scale has at most {SPAN_MAX + 1} numbers; ask for a NUMBER instead."
    if item.kind is definition.Kind.SCALE and not (item.lowest_label and item.highest_label):
        yield f"{name}: both ends of a scale are named."
    if item.kind is definition.Kind.NUMBER and not (item.unit and item.unit_label):
        yield f"{name}: a number has a unit and a unit_label."
    if item.kind in _LISTING and not 1 <= item.longest <= ROWS_MAX:
        yield f"{name}: longest is the most rows, 1 to {ROWS_MAX}."
    if item.kind is definition.Kind.TEXT and not 1 <= item.longest <= TEXT_MAX:
        yield f"{name}: longest is the most characters, 1 to {TEXT_MAX}."
    if item.may_be_unsure and item.kind in {definition.Kind.ACTIVITIES, definition.Kind.BODY}:
        yield f"{name}: where it hurts and what one likes to do is left open, not unknown."


def _faults_of_choices(name: str, item: definition.Item) -> Iterator[str]:
    codes = Counter(choice.code for choice in item.choices)
    if item.kind not in _CHOOSING:
        if item.choices:
            yield f"{name}: {item.kind} offers no choices."
        return
    if len(codes) < FEWEST_CHOICES:
        yield f"{name}: at least {FEWEST_CHOICES} choices, please."
    if definition.NONE in codes and item.kind is definition.Kind.ONE:
        yield f"{name}: NONE is “none of these” where many may be chosen."
    for code, count in codes.items():
        if count > 1:
            yield f"{name}: the choice {code} is there {count} times."
        if not CODE.fullmatch(code):
            yield f"{name}: the code {code!r} is capital letters, figures and _."
        if code == UNSURE:
            yield f"{name}: may_be_unsure offers “I do not know”; it is no choice."
    yield from (
        f"{name}: the choice {choice.code} has no words."
        for choice in item.choices
        if not choice.label.strip()
    )


def _faults_of_when(
    name: str, conditions: tuple[definition.When, ...], earlier: Mapping[str, definition.Item]
) -> Iterator[str]:
    for condition in conditions:
        on = earlier.get(condition.item)
        if on is None:
            yield f"{name}: it waits for {condition.item}, which no earlier screen asks."
            continue
        if not condition.any_of and condition.at_least is None:
            yield f"{name}: it waits for {condition.item}, and does not say for which answer."
        if condition.any_of and on.kind not in _CHOOSING | {definition.Kind.BODY}:
            yield f"{name}: {on.key} has no codes to wait for."
        if on.kind in _CHOOSING:
            unknown = sorted(set(condition.any_of) - {choice.code for choice in on.choices})
            if unknown:
                yield f"{name}: {on.key} has no choice {', '.join(unknown)}."
        if condition.at_least is not None:
            if on.kind not in _COUNTING:
                yield f"{name}: {on.key} has no number to wait for."
            elif not on.lowest <= condition.at_least <= on.highest:
                yield f"{name}: {on.key} never is {condition.at_least}."
