"""The words for goals. The patient reads some of them."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext

from needlepoint.plans.rules import goals as rules


def better_words(agreed: Iterable[rules.Goal]) -> str:
    """Say what would count as better when only the numbers were agreed: 'Walk to the market: 6 of 10 or more.'"""
    return " ".join(
        gettext("%(goal)s: %(target)s of 10 or more.") % {"goal": goal.words, "target": goal.target}
        for goal in agreed
    )


def fault_words(fault: rules.Fault) -> str:
    """Say what to put right in a goal, to the practitioner."""
    if fault is rules.Fault.NO_WORDS:
        return gettext("Write what they want to do again, or empty the numbers.")
    if fault is rules.Fault.OFF_THE_SCALE:
        return gettext("Use numbers from 0 to 10.")
    return gettext("Better means a higher number than now: 10 is as well as before.")


def rows(goals: Iterable[rules.Goal], latest: Mapping[str, int] | None = None) -> tuple[tuple[str, str], ...]:
    """Give goals as (activity, what was agreed and how it is now), for whoever reads the plan.

    latest   activity → the number answered last; an activity nobody answered about has none
    """
    latest = latest or {}
    return tuple(
        (goal.words, " ".join(one for one in (_agreed(goal), _now(goal, latest.get(goal.words))) if one))
        for goal in goals
    )


def _agreed(goal: rules.Goal) -> str:
    numbers = {"now": goal.baseline, "target": goal.target}
    if goal.target is None:
        return (
            gettext("%(now)s of 10 before the first needle.") % numbers if goal.baseline is not None else ""
        )
    if goal.baseline is None:
        return gettext("Better means %(target)s of 10 or more.") % numbers
    return gettext("%(now)s of 10 before the first needle. Better means %(target)s or more.") % numbers


def _now(goal: rules.Goal, latest: int | None) -> str:
    if latest is None:
        return ""
    if goal.target is None:
        return gettext("%(latest)s now.") % {"latest": latest}
    reached = (
        gettext("%(latest)s now: reached.") if latest >= goal.target else gettext("%(latest)s now: not yet.")
    )
    return reached % {"latest": latest}
