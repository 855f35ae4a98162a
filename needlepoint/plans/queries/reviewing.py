"""What was decided at a review, for the patient it is about."""

import dataclasses
import datetime as dt

from needlepoint.plans import models
from needlepoint.plans.rules import letters as letter_rules

TOLD_DAYS = 30  # so long a decision stands on the patient's first page; on the plan it stays


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """The latest decision. `summary` is the code of the letter that care which ended left, or blank."""

    review: models.Review
    summary: str


def told_lately(course: models.Course | None, now: dt.datetime) -> Told | None:
    """Return what was decided of a course lately. Costs 1 query, 2 where care ended, none without a course."""
    if course is None:
        return None
    since = now - dt.timedelta(days=TOLD_DAYS)
    review = course.reviews.filter(decided_at__gte=since).order_by("-after_visit").first()
    if review is None:
        return None
    summary = ""
    if review.decision in letter_rules.SUMMARY_AFTER:
        summary = review.letters.filter(carer=None).values_list("code", flat=True).first() or ""
    return Told(review, summary)
