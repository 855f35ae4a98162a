"""What a plan usually is, and which of its numbers lie outside that."""

import enum

from needlepoint.knowledge import dose
from needlepoint.plans.rules import courses


class Outside(enum.Enum):
    """Which number of a plan lies outside what the preset calls usual."""

    VISITS = "VISITS"
    PACE = "PACE"
    REVIEW = "REVIEW"


def days_between_bounds(preset: dose.Preset) -> tuple[int, int]:
    """Give the usual fewest and most days from one visit to the next."""
    return preset.days_between


def usual_terms(preset: dose.Preset) -> courses.Terms:
    """Give the terms a plan starts from, at the slowest pace that is usual: one visit a week in the book's presets."""
    return courses.Terms(preset.visits_usual, days_between_bounds(preset)[1], preset.review_after)


def outside_preset(terms: courses.Terms, preset: dose.Preset) -> tuple[Outside, ...]:
    """Say which numbers lie outside the preset. None is wrong; each needs a reason in the record.

    A review earlier than usual is always inside, and so is one at the end of a shorter course.
    """
    fewest_days, most_days = days_between_bounds(preset)
    found = []
    if not preset.visits_min <= terms.visits_planned <= preset.visits_max:
        found.append(Outside.VISITS)
    if not fewest_days <= terms.days_between <= most_days:
        found.append(Outside.PACE)
    if terms.review_after > preset.review_after:
        found.append(Outside.REVIEW)
    return tuple(found)
