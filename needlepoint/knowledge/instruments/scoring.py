"""From answers to numbers: every scale of a measure gives a number or says why it has none.

Nothing is guessed, rounded or filled in. All faults of a set of answers are told at once.
"""

import collections
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from needlepoint.knowledge.instruments import catalogue, definition
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition as forms

Method = definition.Method
Raw = str | int | Decimal | Fraction
# For each scale that needs one: what is looked up (a sum, or a profile such as "21232") → the number that belongs to it.
Tables = Mapping[str, Mapping[str, Fraction]]
PACK = "pack:"  # a form with this in front of its key asks one measure whose wording a clinic loaded

_NO_TABLES: Tables = {}
_DECIMALS = Decimal("0.0001")  # as scores are stored


class Wrong(enum.Enum):
    """What is wrong with answers."""

    UNKNOWN = "UNKNOWN"
    TWICE = "TWICE"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_WHOLE = "NOT_WHOLE"
    TOO_FEW = "TOO_FEW"
    NO_TABLE = "NO_TABLE"
    NOT_IN_TABLE = "NOT_IN_TABLE"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason for which there is no number. `item` is the key it is about, empty for the whole."""

    wrong: Wrong
    item: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one scale: a value, or the reasons why there is none. Never both, never neither."""

    instrument: str
    scale: str
    value: Fraction | None
    faults: tuple[Fault, ...] = ()

    @property
    def is_scored(self) -> bool:
        return self.value is not None

    @property
    def why_not(self) -> str:
        """All reasons as sentences; empty when there is a number."""
        return " ".join(fault.sentence for fault in self.faults)


def score(
    instrument: definition.Instrument, given: Iterable[tuple[str, Raw]], tables: Tables = _NO_TABLES
) -> tuple[Outcome, ...]:
    """Score one set of answers.

    given    (item key, answer) as they came; an item that nobody answered is left out, never given as a blank
    tables   what came with the pack, for scales that are looked up
    returns  one outcome for each scale, in their order. An unknown item spoils every scale; any other fault the scales
             that read the item
    """
    given = list(given)
    faults = _faults(instrument, given)
    clean = {key: int(Fraction(value)) for key, value in given if key not in faults}
    return tuple(_outcome(instrument, scale, clean, faults, tables) for scale in instrument.scales)


def _faults(instrument: definition.Instrument, given: Sequence[tuple[str, Raw]]) -> dict[str, list[Fault]]:
    """Item key → what is wrong with it; items in order are left out."""
    items = {item.key: item for item in instrument.items}
    times = collections.Counter(key for key, _value in given)
    faults: dict[str, list[Fault]] = {}
    for key, value in given:
        found = faults.setdefault(key, [])
        if key not in items:
            found.append(Fault(Wrong.UNKNOWN, key, f"{key} is not an item of {instrument.name}."))
        elif (fault := _fault_of(items[key], value)) is not None:
            found.append(fault)
    for key, many in times.items():
        if many > 1:
            faults[key].append(Fault(Wrong.TWICE, key, f"{key} is answered {many} times."))
    return {key: found for key, found in faults.items() if found}


def _fault_of(item: definition.Item, value: Raw) -> Fault | None:
    number = number_of(value)
    between = f"Use a whole number from {item.lowest} to {item.highest}."
    if number is None:
        return Fault(
            Wrong.NOT_A_NUMBER, item.key, f"{item.key} is “{value}”, which is not a number. {between}"
        )
    if not item.lowest <= number <= item.highest:
        return Fault(Wrong.OUT_OF_RANGE, item.key, f"{item.key} is {value}, which is out of range. {between}")
    if number.denominator != 1:
        return Fault(
            Wrong.NOT_WHOLE, item.key, f"{item.key} is {value}, which is not a whole number. {between}"
        )
    return None


def number_of(value: Raw) -> Fraction | None:
    """Read a number as typed, with a point or a comma; None for what is not one (also for infinity and true)."""
    if isinstance(value, bool):
        return None
    if not isinstance(value, str):
        return Fraction(value) if not isinstance(value, Decimal) or value.is_finite() else None
    text = value.strip().replace(",", ".")
    if not set(text) <= set("0123456789.-"):  # no exponents, no digits of other scripts
        return None
    try:
        return Fraction(Decimal(text))
    except InvalidOperation:
        return None


def _outcome(
    instrument: definition.Instrument,
    scale: definition.Scale,
    clean: Mapping[str, int],
    faults: Mapping[str, list[Fault]],
    tables: Tables,
) -> Outcome:
    known = {item.key for item in instrument.items}
    found = [
        fault for key, all_of in faults.items() if key in scale.items or key not in known for fault in all_of
    ]
    answered = [key for key in scale.items if key in clean]
    spoilt = sum(1 for key in scale.items if key in faults)
    if len(answered) + spoilt < scale.at_least:
        found.append(_too_few(scale, answered=len(answered)))
    if found:
        return Outcome(instrument.key, scale.key, None, tuple(found))
    points = [instrument.item(key).points_of(clean[key]) for key in answered]
    if scale.method.needs_table:
        is_profile = scale.method is Method.PROFILE
        looked_up = "".join(str(clean[key]) for key in answered) if is_profile else str(sum(points))
        return _from_table(instrument, scale, looked_up, tables)
    value = Fraction(sum(points))
    if scale.method is Method.MEAN:
        value /= len(points)
    if scale.method is Method.PERCENT:
        value = 100 * value / sum(max(instrument.item(key).points) for key in answered)
    return Outcome(instrument.key, scale.key, value)


def _too_few(scale: definition.Scale, *, answered: int) -> Fault:
    total = len(scale.items)
    asked = "every item" if scale.at_least == total else f"at least {scale.at_least} of {total} items"
    return Fault(
        Wrong.TOO_FEW, "", f"{scale.name}: {answered} of {total} items are answered, and it needs {asked}."
    )


def _from_table(
    instrument: definition.Instrument, scale: definition.Scale, looked_up: str, tables: Tables
) -> Outcome:
    table = tables.get(scale.key)
    fault = None
    if not table:
        fault = Fault(
            Wrong.NO_TABLE, "", f"{scale.name}: the table it is read from has not been loaded with the pack."
        )
    elif looked_up not in table:
        fault = Fault(Wrong.NOT_IN_TABLE, "", f"{scale.name}: the loaded table says nothing for {looked_up}.")
    if fault is not None:
        return Outcome(instrument.key, scale.key, None, (fault,))
    return Outcome(instrument.key, scale.key, tables[scale.key][looked_up])


def total(instrument: definition.Instrument, typed: Raw, scale_key: str = "") -> Outcome:
    """Check one number that somebody worked out on paper; nothing is known of the answers behind it.

    raises   KeyError for a scale the measure does not have
    """
    scale, number = instrument.scale(scale_key), number_of(typed)
    between = f"Use a number from {scale.lowest} to {scale.highest}."
    fault = None
    if number is None:
        fault = Fault(Wrong.NOT_A_NUMBER, "", f"{scale.name} is “{typed}”, which is not a number. {between}")
    elif not scale.lowest <= number <= scale.highest:
        fault = Fault(Wrong.OUT_OF_RANGE, "", f"{scale.name} is {typed}, which is out of range. {between}")
    elif scale.is_whole and number.denominator != 1:
        fault = Fault(Wrong.NOT_WHOLE, "", f"{scale.name} is {typed}, and it can only be a whole number.")
    if fault is not None:
        return Outcome(instrument.key, scale_key, None, (fault,))
    return Outcome(instrument.key, scale_key, number)


def group_of(instrument: definition.Instrument, outcomes: Iterable[Outcome]) -> str:
    """Name the group the numbers fall into, in our words; empty when there is none, or a number it needs is missing."""
    values = {one.scale: one.value for one in outcomes if one.instrument == instrument.key}
    for group in instrument.groups:
        value = values.get(group.scale)
        if value is None:
            return ""
        if value >= group.at_least:
            return group.name
    return ""


# --- Forms ---------------------------------------------------------------------------------------------------------------


def instruments_in(form: forms.Form) -> tuple[str, ...]:
    """Give the keys of the measures that a form asks, in its order."""
    if form.key.startswith(PACK):
        return (form.key.removeprefix(PACK),)
    return tuple(dict.fromkeys(item.instrument for item in form.items if item.instrument))


def score_form(form: forms.Form, answers: said.Answers, tables: Tables = _NO_TABLES) -> tuple[Outcome, ...]:
    """Score everything that a form asks.

    returns  the outcomes in the form's order. A question of ours that was passed over gives none: nobody asked for a
             number. A loaded questionnaire always gives all of its own, if only to say why there is no number
    raises   KeyError for a measure that is not known
    """
    if form.key.startswith(PACK):
        instrument = catalogue.instrument(form.key.removeprefix(PACK))
        return score(instrument, _given(instrument, answers), tables)
    return tuple(
        outcome
        for item in form.items
        if item.instrument and (given := answers.get(item.key)) and given.state is said.State.ANSWERED
        for outcome in _of_ours(catalogue.instrument(item.instrument), item, given)
    )


def _of_ours(instrument: definition.Instrument, item: forms.Item, given: said.Given) -> tuple[Outcome, ...]:
    """Score one question of ours; own activities give their mean."""
    if item.kind is not forms.Kind.ACTIVITIES:
        return score(instrument, [(instrument.key, _answer(given))])
    marks = [value.number for value in given.values if value.part == "score" and value.number is not None]
    found = [fault for mark in marks if (fault := _fault_of(instrument.items[0], mark)) is not None]
    if found or not marks:
        return (
            Outcome(instrument.key, "", None, tuple(found) or (_too_few(instrument.scale(), answered=0),)),
        )
    return (Outcome(instrument.key, "", sum((Fraction(mark) for mark in marks), Fraction(0)) / len(marks)),)


def _given(instrument: definition.Instrument, answers: said.Answers) -> list[tuple[str, Raw]]:
    if not instrument.is_ticked:
        return [(key, _answer(given)) for key, given in answers.items() if given.state is said.State.ANSWERED]
    ticks = answers.get(instrument.key)
    if ticks is None or ticks.state is not said.State.ANSWERED:
        return []
    ticked = [code for code in ticks.codes if code != forms.NONE]
    unticked = [item.key for item in instrument.items if item.key not in ticked]
    return [*((key, 1) for key in ticked), *((key, 0) for key in unticked)]


def _answer(given: said.Given) -> Raw:
    if given.number is not None:
        return given.number
    return given.codes[0] if len(given.codes) == 1 else ", ".join(given.codes)


# --- As stored -----------------------------------------------------------------------------------------------------------

_LARGEST_DIVISOR = 60  # of a mean of items, or of a percent of ten


def stored(value: Fraction) -> Decimal:
    """Round to the four decimals in which a score is stored."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_DECIMALS)


def exact(value: Decimal) -> Fraction:
    """Give back what was stored: a third is a third again, so that 30 % better is 30 % and not nearly so.

    Two fractions with divisors up to 60 lie further apart than four decimals can blur.
    """
    near = Fraction(value).limit_denominator(_LARGEST_DIVISOR)
    return near if stored(near) == value else Fraction(value)
