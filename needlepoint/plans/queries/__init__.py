"""Questions about episodes, courses, reviews and recalls; pages start from the viewer."""

from needlepoint.plans.queries.courses import (
    STANDING,
    active_course,
    course_of,
    courses_by_patient,
    goals_of,
    latest_course,
    position,
    positions,
    style_last_used,
    visits_ahead,
)
from needlepoint.plans.queries.patients import (
    NOTHING_TOLD,
    Told,
    consents_in_force,
    consents_of,
    in_force,
    latest_episode,
    told_by,
    visit_of_today,
)
from needlepoint.plans.queries.recalls import (
    recalls_ahead,
    recalls_due,
    recalls_to_ask,
)
from needlepoint.plans.queries.reviews import (
    overdue_reviews,
    review_number,
    reviews_of,
)
from needlepoint.plans.queries.seen import (
    course_seen_by,
    episode_seen_by,
    recall_seen_by,
)

__all__ = [
    "NOTHING_TOLD",
    "STANDING",
    "Told",
    "active_course",
    "consents_in_force",
    "consents_of",
    "course_of",
    "course_seen_by",
    "courses_by_patient",
    "episode_seen_by",
    "goals_of",
    "in_force",
    "latest_course",
    "latest_episode",
    "overdue_reviews",
    "position",
    "positions",
    "recall_seen_by",
    "recalls_ahead",
    "recalls_due",
    "recalls_to_ask",
    "review_number",
    "reviews_of",
    "style_last_used",
    "told_by",
    "visit_of_today",
    "visits_ahead",
]
