"""The words for goals. The patient reads some of them."""

from collections.abc import Iterable

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
