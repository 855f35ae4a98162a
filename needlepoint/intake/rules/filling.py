"""The steps of the intake, the regions of the back, the words of the consent, and what the answers mean. Pure.

Sentences here are whole English sentences; whoever shows one passes it through translation.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping
from typing import Any

Answers = Mapping[str, Mapping[str, Any]]  # step key → what was answered there; a skipped question has no key


class UnknownStep(LookupError):
    """No step has this key."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One page of the intake."""

    key: str
    title: str


STEPS = (
    Step("about", "Where does it hurt, and since when?"),
    Step("history", "Your health so far"),
    Step("pain", "Your pain"),
    Step("activities", "What does the pain keep you from?"),
    Step("goals", "What do you hope for?"),
    Step("consent", "What you should know, and what you agree to"),
)
STEP_KEYS = tuple(step.key for step in STEPS)


def step(key: str) -> Step:
    """Return the step with this key. Raises UnknownStep."""
    for one in STEPS:
        if one.key == key:
            return one
    raise UnknownStep(key)


def place_of(key: str) -> int:
    """Return where a step stands, counted from 1. Raises UnknownStep."""
    return STEPS.index(step(key)) + 1


def first_open(answers: Answers) -> Step | None:
    """Return the first step that was never saved, or None when all were. A page saved empty counts as saved."""
    return next((one for one in STEPS if one.key not in answers), None)


def missing(answers: Answers) -> tuple[Step, ...]:
    """Return every step that was never saved, in order."""
    return tuple(one for one in STEPS if one.key not in answers)


def after(key: str, answers: Answers) -> Step | None:
    """Return the step to show once `key` is saved: the next in order, or None for the page that shows them all.

    Somebody who came back to change one answer (all steps are saved) goes straight to that last page.
    """
    place = place_of(key)
    if place == len(STEPS):
        return first_open(answers)
    return STEPS[place] if first_open(answers) else None


def before(key: str) -> Step | None:
    """Return the step in front of `key`, or None at the first."""
    place = place_of(key)
    return STEPS[place - 2] if place > 1 else None


# --- About: where and since when -----------------------------------------------------------------------------------


class Side(enum.StrEnum):
    """Left and right are the patient's own, as seen from behind."""

    LEFT = "LEFT"
    MIDDLE = "MIDDLE"
    RIGHT = "RIGHT"


SIDE_WORDS = {Side.LEFT: "Left", Side.MIDDLE: "Middle", Side.RIGHT: "Right"}


@dataclasses.dataclass(frozen=True, slots=True)
class BodyRow:
    """A level of the back of the body, with the sides that can be told apart there."""

    key: str
    name: str
    sides: tuple[Side, ...]

    @property
    def regions(self) -> tuple[tuple[str, Side], ...]:
        """(region code, side) pairs; the code is what is stored, such as LOW_BACK_LEFT."""
        return tuple((f"{self.key}_{side}", side) for side in self.sides)


_LR = (Side.LEFT, Side.RIGHT)
_LMR = (Side.LEFT, Side.MIDDLE, Side.RIGHT)
# Finer at the low back and down the leg, where the difference tells radiating pain from local pain.
BODY_ROWS = (
    BodyRow("NECK", "Neck and shoulders", _LR),
    BodyRow("UPPER_BACK", "Upper back", _LMR),
    BodyRow("LOW_BACK", "Lower back", _LMR),
    BodyRow("TAILBONE", "Tailbone", (Side.MIDDLE,)),
    BodyRow("BUTTOCK", "Buttock and hip", _LR),
    BodyRow("THIGH", "Back of the thigh", _LR),
    BodyRow("CALF", "Lower leg", _LR),
    BodyRow("FOOT", "Foot", _LR),
)
REGIONS = tuple(code for row in BODY_ROWS for code, _ in row.regions)


class Unit(enum.StrEnum):
    """How people count back."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"


DAYS_IN = {Unit.DAYS: 1.0, Unit.WEEKS: 7.0, Unit.MONTHS: 365.25 / 12, Unit.YEARS: 365.25}
LONGEST_DAYS = 100 * 365.25


def onset_on(about: Mapping[str, Any]) -> dt.date | None:
    """Return the day the pain began, or None when it was not answered.

    about   {"onset_on": "2026-05-01"} where the patient knew the day, or
            {"ago": 6, "ago_unit": "MONTHS", "answered_on": "2026-11-23"}, counted back to about that day
    """
    if about.get("onset_on"):
        return dt.date.fromisoformat(about["onset_on"])
    if about.get("ago") is None or not about.get("ago_unit") or not about.get("answered_on"):
        return None
    days = round(about["ago"] * DAYS_IN[Unit(about["ago_unit"])])
    return dt.date.fromisoformat(about["answered_on"]) - dt.timedelta(days=days)


def is_too_long_ago(ago: int, unit: Unit) -> bool:
    """Say whether a stretch is longer than a life, which is a slip of the finger."""
    return ago * DAYS_IN[unit] > LONGEST_DAYS


# --- Activities and pain ---------------------------------------------------------------------------------------------

ACTIVITIES_ASKED = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Baseline:
    """What the scores begin with.

    pain        average of the last 7 days, 0–10 with 10 the worst; None when skipped
    activities  (the patient's own words, 0–10 with 10 as well as before or None when skipped), in their order
    """

    pain: int | None
    activities: tuple[tuple[str, int | None], ...]


def baseline(answers: Answers) -> Baseline:
    """Read the scores to start from; empty when the patient asked us to keep nothing."""
    if not keeps_answers(answers):
        return Baseline(None, ())
    rows = answers.get("activities", {}).get("rows", ())
    return Baseline(
        answers.get("pain", {}).get("pain"),
        tuple((row["words"], row.get("value")) for row in rows if row.get("words")),
    )


# --- Consent ----------------------------------------------------------------------------------------------------------

CONSENT_WORDING = "2026-11"  # goes up whenever a sentence below changes; a test compares them


class Choice(enum.StrEnum):
    """What somebody may say to one technique. Not answered means: talk first."""

    YES = "YES"
    NO = "NO"
    TALK = "TALK"


@dataclasses.dataclass(frozen=True, slots=True)
class Technique:
    """Something that may be agreed to or not. `kind` is the kind of the stored consent."""

    kind: str
    name: str
    about: str


TECHNIQUES = (
    Technique(
        "NEEDLING",
        "Needles",
        "Thin, sterile needles go through the skin at chosen points and stay for a while.",
    ),
    Technique(
        "CUPPING",
        "Cups and scraping",
        "Cups pull gently on the skin, or a smooth edge is drawn along it. Both often leave marks for some days.",
    ),
    Technique(
        "HEAT",
        "Heat",
        "A lamp or a smouldering herb warms the skin. Too much of it can burn, so say at once if it is hot.",
    ),
    Technique(
        "ELECTRO",
        "A weak current",
        "Two needles are joined to a small battery, and you feel a tapping. Not with a pacemaker.",
    ),
)
KEEP_ANSWERS = "KEEP_ANSWERS"


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A part of what everybody is told before they agree. Sources are for us; the page shows the sentences."""

    heading: str
    sentences: tuple[str, ...]
    source: str = ""


# For a clinician and the clinic's own lawyer to confirm: the order and completeness of these parts.
CONSENT_TEXT = (
    Told(
        "What happens",
        (
            "A licensed practitioner first asks and examines, then decides with you whether needles make sense.",
            "Each needle is sterile, is used once, and is thrown away.",
            "You rest with the needles in, most often for 15 to 30 minutes. They are counted in and counted out.",
        ),
    ),
    Told(
        "What is common",
        (
            "About 1 in 10 people have a bruise, a sore spot or a drop of blood during a course of visits.",
            "About 1 in 4 feel tired or drowsy afterwards. If you do, rest here first, and do not drive until you are wide awake.",
        ),
        "Bäumler 2021, BMJ Open 11:e045961 (9.31 % of patients a course); MacPherson & Thomas 2005, Acupunct Med 23:112-20 "
        "(24.4 % tired or drowsy).",
    ),
    Told(
        "What is rare",
        ("Serious harm is rare: about 1 in 10,000 people. It can be a hurt lung or nerve, or an infection.",),
        "Bäumler 2021, BMJ Open 11:e045961 (1.01 in 10,000 patients).",
    ),
    Told(
        "What you should tell us",
        (
            "Tell us if you take blood thinners, bleed easily, have a pacemaker or another implant, or may be pregnant.",
        ),
    ),
    Told(
        "What else you can do",
        (
            "You can choose other care, such as exercise, physiotherapy or medicine from your doctor, or no treatment.",
            "Acupuncture does not replace a doctor’s diagnosis. See a doctor if your pain changes or you feel ill.",
        ),
    ),
    Told(
        "You decide",
        (
            "You may say no to any part of this, and you may stop at any moment, also in the middle of a visit.",
        ),
    ),
)


def keeps_answers(answers: Answers) -> bool:
    """Say whether the answers go into the record. Only a clear no keeps them out: sending them is asking us to read them."""
    return answers.get("consent", {}).get(KEEP_ANSWERS) != Choice.NO


def decisions(answers: Answers) -> tuple[tuple[str, bool], ...]:
    """Return (kind, is given) for every consent that was decided; what is left for the visit is not among them."""
    said = answers.get("consent", {})
    kinds = (*(technique.kind for technique in TECHNIQUES), KEEP_ANSWERS)
    return tuple(
        (kind, said[kind] == Choice.YES) for kind in kinds if said.get(kind) in {Choice.YES, Choice.NO}
    )


def kept(answers: Answers) -> dict[str, Any]:
    """Return what stays once the intake is finished: everything, or only the decisions where the patient said so."""
    if keeps_answers(answers):
        return dict(answers)
    return {key: dict(answers["consent"]) if key == "consent" else {} for key in STEP_KEYS}
