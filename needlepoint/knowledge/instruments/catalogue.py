"""The measures in the box: what each asks, its range, which way is better, and what counts as a change.

All wording here is ours. Questionnaires that belong to somebody come as packs that a clinic loads.
"""

import enum
from dataclasses import dataclass
from fractions import Fraction


class Direction(enum.Enum):
    """Which end of the scale a patient wants."""

    LOWER_IS_BETTER = "LOWER_IS_BETTER"
    HIGHER_IS_BETTER = "HIGHER_IS_BETTER"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One measure.

    lowest, highest           the whole numbers a patient can choose, both included
    labels                    a word for each level, lowest first; empty when only the ends are named
    important_change          points that matter to one person (never a difference between group means)
    important_change_single   the same when one activity stands alone instead of a mean of several
    important_share           share of the baseline that matters, None where a share has no meaning
    """

    key: str
    name: str
    question: str
    help: str
    lowest: int
    highest: int
    lowest_label: str
    highest_label: str
    direction: Direction
    important_change: Fraction
    important_change_single: Fraction
    important_share: Fraction | None
    source: str
    licence: str
    labels: tuple[str, ...] = ()

    @property
    def lower_is_better(self) -> bool:
        return self.direction is Direction.LOWER_IS_BETTER


PAIN = Instrument(
    key="PAIN",
    name="Pain",
    question="How bad was your back pain on average in the last 7 days?",
    help="0 is no pain. 10 is the worst pain you can think of.",
    lowest=0,
    highest=10,
    lowest_label="No pain",
    highest_label="Worst pain",
    direction=Direction.LOWER_IS_BETTER,
    important_change=Fraction(2),
    important_change_single=Fraction(2),
    important_share=Fraction(3, 10),
    source="Important change: Ostelo 2008, Spine 33:90-94, doi 10.1097/BRS.0b013e31815e3a10. "
    "One-week recall: Chiarotto 2018, Pain 159:481-495.",
    licence="A general idea that nobody owns; wording ours.",
)

ACTIVITY = Instrument(
    key="ACTIVITY",
    name="Your own activities",
    question="How well can you do this today?",
    help="0 means you cannot do it. 10 means you can do it as well as before your back hurt.",
    lowest=0,
    highest=10,
    lowest_label="Cannot do it",
    highest_label="As well as before",
    direction=Direction.HIGHER_IS_BETTER,
    important_change=Fraction(2),
    important_change_single=Fraction(3),
    # A share of a low baseline would call one point a triumph (1 to 2 is "100 % better").
    important_share=None,
    source="Patient-specific function: about 2 points for a mean, 3 for one activity; to be confirmed.",
    licence="The idea is free to use and the patient writes the activities; instructions ours.",
)

GLOBAL_CHANGE = Instrument(
    key="GLOBAL_CHANGE",
    name="Overall change",
    question="How is your back now, compared with before you came to us?",
    help="Choose the answer that fits best.",
    lowest=1,
    highest=7,
    lowest_label="Very much worse",
    highest_label="Very much better",
    direction=Direction.HIGHER_IS_BETTER,
    # Level 4 is "about the same"; "much better" is two levels up.
    important_change=Fraction(2),
    important_change_single=Fraction(2),
    important_share=None,
    source="Seven-level global change; important at much better or more; to be confirmed.",
    licence="A general idea that nobody owns; wording ours.",
    labels=(
        "Very much worse",
        "Much worse",
        "A little worse",
        "About the same",
        "A little better",
        "Much better",
        "Very much better",
    ),
)

_BY_KEY = {one.key: one for one in (PAIN, ACTIVITY, GLOBAL_CHANGE)}


def all_instruments() -> tuple[Instrument, ...]:
    return tuple(_BY_KEY.values())


def instrument(key: str) -> Instrument:
    """Give one instrument; raises KeyError."""
    return _BY_KEY[key]
