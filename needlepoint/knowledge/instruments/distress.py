"""Numbers that say somebody is under great strain: what they read, and when a person here should ask how they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from needlepoint.knowledge.instruments import catalogue, definition, scoring
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition as forms

# Shown to the person at once. Kind, and something to do; it names no illness and promises only what a visit holds.
HEADING = "Thank you for telling us"
MESSAGE = (
    "It sounds like a hard time. Pain can wear anyone down, and you are not alone in this.",
    "Your practitioner will see what you told us and can talk with you about it.",
    "It can help to tell somebody you trust, or your doctor. You do not have to wait for your visit.",
)
# Shown to the practitioner.
FOR_STAFF = (
    "This person told us that they are under great strain. Ask how they are, and whether they have somebody."
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One number that reached its threshold."""

    threshold: definition.Threshold
    outcome: scoring.Outcome


def signs(outcomes: Iterable[scoring.Outcome]) -> tuple[Sign, ...]:
    """Give the numbers that reached their threshold; a number that could not be worked out is no sign."""
    return tuple(
        Sign(threshold, outcome)
        for outcome in outcomes
        for threshold in catalogue.thresholds()
        if (threshold.instrument, threshold.scale) == (outcome.instrument, outcome.scale)
        and outcome.value is not None
        and outcome.value >= threshold.at_least
    )


def distress(form: forms.Form, answers: said.Answers) -> tuple[Sign, ...]:
    """Read the answers to a form for signs of great strain; empty for none."""
    return signs(scoring.score_form(form, answers))
