"""What the answers mean to those who treat: where, since when, where the scores begin. Pure.

Each takes the answers that stand (`filling.standing`) and gives None or nothing for what was passed over.
"""

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition

WHERE, SINCE, ACTIVITIES, MEDICINES = "where", "since", "activities", "medicines"
NAME_UNKNOWN = "NAME_UNKNOWN"  # a medicine of which somebody does not know the name


class Unit(enum.StrEnum):
    """How people count back."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"


DAYS_IN = {Unit.DAYS: 1.0, Unit.WEEKS: 7.0, Unit.MONTHS: 365.25 / 12, Unit.YEARS: 365.25}
LONGEST_DAYS = 100 * 365.25


def is_too_long_ago(ago: int, unit: Unit) -> bool:
    """Say whether a stretch is longer than a life, which is a slip of the finger."""
    return ago * DAYS_IN[unit] > LONGEST_DAYS


def counted_back(ago: int, unit: Unit, on: dt.date) -> dt.date:
    """Return the day that lies about so long before `on`."""
    return on - dt.timedelta(days=round(ago * DAYS_IN[unit]))


@dataclass(frozen=True, slots=True)
class Onset:
    """When the pain began. `ago` and `unit` where it was a guess, counted back from `counted_on`."""

    on: dt.date
    ago: int | None = None
    unit: Unit | None = None
    counted_on: dt.date | None = None


def onset(answers: said.Answers, item: str = SINCE) -> Onset | None:
    """Return when the pain began: an exact day, or a guess counted back; None when it was passed over."""
    return onset_of(answers[item]) if item in answers else None


def onset_of(given: said.Given) -> Onset | None:
    """Read the answer to a WHEN item."""
    for value in given.values:
        if value.part == "on" and value.on is not None:
            return Onset(value.on)
        if value.part == "ago" and value.number is not None and value.on is not None:
            ago, unit = int(value.number), Unit(value.code)
            return Onset(counted_back(ago, unit, value.on), ago, unit, value.on)
    return None


def onset_on(answers: said.Answers) -> dt.date | None:
    """Return the day the pain began, about, or None."""
    began = onset(answers)
    return began.on if began else None


@dataclass(frozen=True, slots=True)
class Region:
    """One place that hurts: how much (0–10, None when not said) and what it feels like."""

    code: str
    pain: int | None = None
    feel: tuple[str, ...] = ()


def regions(answers: said.Answers, item: str = WHERE) -> tuple[Region, ...]:
    """Return the places that hurt, in the order given."""
    given = answers.get(item)
    return regions_of(given) if given else ()


def regions_of(given: said.Given) -> tuple[Region, ...]:
    """Read the answer to a BODY item."""
    return tuple(
        Region(value.code, _whole(_part(given, value.place, "pain")), _codes(given, value.place, "feel"))
        for value in given.values
        if value.part == "region"
    )


# Numb where a saddle would touch can mean squeezed nerves; the rule `cauda_equina` of knowledge.safety asks the same.
SADDLE, NUMB = "SADDLE", "NUMB"


def has_numb_saddle(answers: said.Answers) -> bool:
    """Say whether somebody marked numbness between the legs, in any answer: a sign that cannot wait for the visit."""
    return any(
        region.code == SADDLE and NUMB in region.feel
        for given in answers.values()
        for region in regions_of(given)
    )


def has_sign_to_ask(answers: said.Answers) -> bool:
    """Say whether the form tells of cancer, thin bones or a weak leg: signs the check stops for, told here after all.

    source  knowledge.safety, rules on cancer, weak bones and loss of strength; for a clinician to confirm
    """
    told = {("illnesses", "CANCER"), ("illnesses", "BONES"), ("leg_feel", "WEAK")}
    return any(code in answers[item].codes for item, code in told if item in answers)


# What somebody ticks among their illnesses and the check asks as a health note: the same care, whichever page heard it.
CAUTION_OF = {
    "PACEMAKER": "implanted_device",
    "BLEEDING": "bleeding_disorder",
    "DIABETES": "diabetes",
    "IMMUNE": "weak_immune",
    "SEIZURES": "epilepsy",
    "IMPLANT": "metal_in_body",
    "SWELLING": "lymph_nodes",
    "SKIN": "sore_skin",
    "METAL": "metal_allergy",
    "PREGNANT": "pregnant",
}


def cautions(answers: said.Answers, item: str = "illnesses") -> tuple[str, ...]:
    """Return the cautions that the ticked illnesses ask for, in the order ticked; "ask_first" for a "not sure"."""
    given = answers.get(item)
    if given is None:
        return ()
    if given.state is said.State.UNSURE:
        return ("ask_first",)
    return tuple(CAUTION_OF[value.code] for value in given.values if value.code in CAUTION_OF)


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine as the patient wrote it. An empty name: they do not know it."""

    name: str
    dose: str = ""
    often: str = ""  # a code of OFTEN
    used_for: str = ""


# How often a medicine is taken: code → words.
OFTEN = {
    "DAILY": "Each day",
    "MOST_DAYS": "Most days",
    "SOME_DAYS": "Some days",
    "RARELY": "Now and then",
}


def medicines(answers: said.Answers, item: str = MEDICINES) -> tuple[Medicine, ...]:
    """Return the medicines somebody takes."""
    given = answers.get(item)
    return medicines_of(given) if given else ()


def medicines_of(given: said.Given) -> tuple[Medicine, ...]:
    """Read the answer to a MEDICINES item."""
    return tuple(
        Medicine(
            value.text,
            _text(_part(given, value.place, "dose")),
            next(iter(_codes(given, value.place, "often")), ""),
            _text(_part(given, value.place, "for")),
        )
        for value in given.values
        if value.part == "name"
    )


def activities_of(given: said.Given) -> tuple[tuple[str, int | None], ...]:
    """Read the answer to an ACTIVITIES item: (the patient's own words, 0–10 or None)."""
    return tuple(
        (value.text, _whole(_part(given, value.place, "score")))
        for value in given.values
        if value.part == "words"
    )


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the scores begin with.

    pain        average of the last 7 days, 0–10 with 10 the worst; None when skipped
    activities  (the patient's own words, 0–10 with 10 as well as before or None when skipped), in their order
    """

    pain: int | None
    activities: tuple[tuple[str, int | None], ...]


def baseline(answers: said.Answers) -> Baseline:
    """Read the two scores that every course is judged by."""
    pain, own = answers.get("pain_average"), answers.get(ACTIVITIES)
    return Baseline(
        None if pain is None or pain.number is None else int(pain.number), activities_of(own) if own else ()
    )


def scored(form: definition.Form, answers: said.Answers) -> tuple[tuple[str, Decimal], ...]:
    """Return (instrument key, number) for every answered scale of an instrument; activities are not among them."""
    return tuple(_scored(form, answers))


def _scored(form: definition.Form, answers: said.Answers) -> Iterator[tuple[str, Decimal]]:
    for item in form.items:
        given = answers.get(item.key)
        if item.kind is definition.Kind.SCALE and item.instrument and given and given.number is not None:
            yield item.instrument, given.number


def _part(given: said.Given, place: int, part: str) -> said.Value | None:
    return next((value for value in given.values if (value.place, value.part) == (place, part)), None)


def _codes(given: said.Given, place: int, part: str) -> tuple[str, ...]:
    return tuple(
        value.code for value in given.values if (value.place, value.part) == (place, part) and value.code
    )


def _whole(value: said.Value | None) -> int | None:
    return None if value is None or value.number is None else int(value.number)


def _text(value: said.Value | None) -> str:
    return value.text if value else ""
