"""What a patient wants to do again, as a number before the first needle and a number that would count as better. Pure.

After the idea of the patient-specific functional scale: nought is "cannot do it", ten is "as well as before".
"""

import dataclasses
import enum
from collections.abc import Iterable, Sequence

from needlepoint.knowledge.instruments import catalogue

GOALS_MAX = 3
LOWEST, BEST = int(catalogue.ACTIVITY.lowest), int(catalogue.ACTIVITY.highest)
WORDS_MAX = 120


@dataclasses.dataclass(frozen=True, slots=True)
class Goal:
    """One activity. `baseline` and `target` are 0 to 10, None when nobody asked."""

    words: str
    baseline: int | None = None
    target: int | None = None

    @property
    def is_empty(self) -> bool:
        return not self.words and self.baseline is None and self.target is None


class Fault(enum.Enum):
    """What is wrong with one goal."""

    NO_WORDS = "NO_WORDS"
    OFF_THE_SCALE = "OFF_THE_SCALE"
    NOT_MORE = "NOT_MORE"


def fault(goal: Goal) -> Fault | None:
    """Say what is wrong with a goal that is not empty, the first thing first."""
    if not goal.words:
        return Fault.NO_WORDS
    if any(number is not None and not LOWEST <= number <= BEST for number in (goal.baseline, goal.target)):
        return Fault.OFF_THE_SCALE
    if goal.baseline is not None and goal.target is not None and goal.target <= goal.baseline:
        return Fault.NOT_MORE
    return None


def clean(goals: Iterable[Goal]) -> tuple[Goal, ...]:
    """Give the goals that say something, each activity once, at most three, in order."""
    kept: dict[str, Goal] = {}
    for one in goals:
        goal = dataclasses.replace(one, words=" ".join(one.words.split())[:WORDS_MAX])
        if not goal.is_empty:
            kept.setdefault(goal.words.casefold(), goal)
    return tuple(kept.values())[:GOALS_MAX]


def agreed(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """Give the goals for which a number was agreed that would count as better."""
    return tuple(goal for goal in goals if goal.target is not None)


def is_noticeable(goal: Goal) -> bool:
    """Say whether the step agreed is one that people usually notice on a single activity; true where nothing is known."""
    least = catalogue.ACTIVITY.important_change_single
    if least is None or goal.baseline is None or goal.target is None:
        return True
    return goal.target - goal.baseline >= min(int(least), BEST - goal.baseline)
