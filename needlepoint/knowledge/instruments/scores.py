"""Scores of one person, the change between two of them, and what that change means.

Everything is an exact fraction, so that a third of ten is a third of ten. Scores of
different instruments cannot be compared, and nothing here averages them.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from needlepoint.knowledge.instruments import catalogue

SAME_AS_BEFORE = 4  # the middle level of GLOBAL_CHANGE
ACTIVITIES_MAX = 5


class UnableToScore(ValueError):
    """The answer cannot be scored; the message is a sentence for the person who gave it."""


class Verdict(enum.Enum):
    """What a change means for one person."""

    BETTER_IMPORTANT = "BETTER_IMPORTANT"
    BETTER_SMALL = "BETTER_SMALL"
    BETTER_UNRATED = "BETTER_UNRATED"
    NO_CHANGE = "NO_CHANGE"
    WORSE = "WORSE"
    UNKNOWN = "UNKNOWN"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Verdict.BETTER_IMPORTANT: "Better by an amount that matters to most people.",
    Verdict.BETTER_SMALL: "A little better, by less than most people would notice.",
    Verdict.BETTER_UNRATED: "Better than at the start. How much matters is not known for this one.",
    Verdict.NO_CHANGE: "No change.",
    Verdict.WORSE: "Worse than at the start.",
    Verdict.UNKNOWN: "We cannot say yet.",
}


@dataclass(frozen=True, slots=True)
class Score:
    """One number: `value` lies within the range of the scale; a mean may be a fraction. `scale` is empty for the main one."""

    instrument_key: str
    value: Fraction
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """How a person differs from their own start.

    raw          points, positive is better whichever way the scale runs; None when a score is missing
    share        raw as a share of the baseline, None where the instrument or a zero baseline gives it no meaning
    responder    share is at least the important share (30 %); None when share is. Show raw beside it.
    little_room  the baseline was so near the best end that an important change could not have shown
    """

    raw: Fraction | None
    share: Fraction | None
    responder: bool | None
    verdict: Verdict
    little_room: bool


UNKNOWN = Change(raw=None, share=None, responder=None, verdict=Verdict.UNKNOWN, little_room=False)


def score(key: str, value: int) -> Score:
    """Check one whole number on the main scale of a measure.

    raises   UnableToScore when it is outside the range; KeyError for an unknown instrument
    """
    asked = catalogue.instrument(key)
    if not asked.lowest <= value <= asked.highest:
        raise UnableToScore(f"Choose a number from {asked.lowest} to {asked.highest}.")
    return Score(key, Fraction(value))


def activities(values: Sequence[int]) -> Score:
    """Take the mean of a person's own activities.

    values   one to five numbers, each 0-10, of the same moment
    raises   UnableToScore for none, more than five, or a number outside 0-10
    """
    if not 1 <= len(values) <= ACTIVITIES_MAX:
        raise UnableToScore("Score at least one of your activities, and no more than five.")
    checked = [score(catalogue.ACTIVITY.key, value).value for value in values]
    return Score(catalogue.ACTIVITY.key, sum(checked, Fraction(0)) / len(checked))


def change(baseline: Score | None, latest: Score | None, *, items: int = 2) -> Change:
    """Compare a person with their own start.

    items     how many activities stand behind an ACTIVITY score: one alone needs a larger change
    returns   Change; UNKNOWN when either score is missing
    raises    UnableToScore when the scores are of two instruments, or of two numbers of one
    source    Ostelo 2008: the important change in points, or 30 % of the baseline, whichever comes first. Where
              neither is settled, a change for the better is not rated
    """
    if baseline is None or latest is None:
        return UNKNOWN
    if (baseline.instrument_key, baseline.scale) != (latest.instrument_key, latest.scale):
        raise UnableToScore("These scores answer two different questions, so they cannot be compared.")
    asked = catalogue.instrument(baseline.instrument_key)
    scale = asked.scale(baseline.scale)
    best = scale.lowest if scale.lower_is_better else scale.highest
    needed = scale.important_change
    if items == 1 and not scale.key:
        needed = asked.important_change_single
    raw = baseline.value - latest.value if scale.lower_is_better else latest.value - baseline.value
    share = None if scale.important_share is None or baseline.value == 0 else raw / baseline.value
    responder = None if share is None or scale.important_share is None else share >= scale.important_share
    is_rated = needed is not None or scale.important_share is not None
    reaches = responder is True or (needed is not None and raw >= needed)
    return Change(
        raw=raw,
        share=share,
        responder=responder,
        verdict=_verdict(raw, important=reaches, is_rated=is_rated),
        little_room=needed is not None and abs(baseline.value - best) < needed,
    )


def activities_change(baseline: Mapping[str, int], latest: Mapping[str, int]) -> Change:
    """Compare the same activities at two moments; an activity scored only once is left out.

    baseline, latest   the patient's activity (any stable key) to 0-10
    returns            Change of the means; UNKNOWN when they share no activity
    """
    both = [name for name in baseline if name in latest]
    if not both:
        return UNKNOWN
    return change(
        activities([baseline[name] for name in both]),
        activities([latest[name] for name in both]),
        items=len(both),
    )


def global_verdict(level: int | None) -> Verdict:
    """Say what an answer to the overall question means by itself: it already compares with the start.

    level    1-7 as in catalogue.GLOBAL_CHANGE, None when not answered
    raises   UnableToScore outside 1-7
    """
    if level is None:
        return Verdict.UNKNOWN
    needed = catalogue.GLOBAL_CHANGE.important_change
    raw = score(catalogue.GLOBAL_CHANGE.key, level).value - SAME_AS_BEFORE
    return _verdict(raw, important=needed is not None and raw >= needed, is_rated=True)


def _verdict(raw: Fraction, *, important: bool, is_rated: bool) -> Verdict:
    if important:
        return Verdict.BETTER_IMPORTANT
    if raw > 0:
        return Verdict.BETTER_SMALL if is_rated else Verdict.BETTER_UNRATED
    return Verdict.NO_CHANGE if raw == 0 else Verdict.WORSE
