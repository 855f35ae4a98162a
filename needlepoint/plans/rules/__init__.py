"""Episodes, courses, decisions at a review. Pure.

How points are typed is in `entry`; what a patient's cautions and consents allow is in `limits`; who is asked back and
when is in `recalling`.
"""

from needlepoint.plans.rules.agreeing import (
    Outside,
    days_between_bounds,
    outside_preset,
    usual_terms,
)
from needlepoint.plans.rules.courses import (
    DAYS_BETWEEN_MAX,
    DAYS_IN_WEEK,
    VISITS_MAX,
    CourseState,
    Position,
    Terms,
    is_review_due,
)
from needlepoint.plans.rules.deciding import (
    MOVES,
    RECALL_DAYS_AFTER,
    VISITS_UNTIL_REVIEW_MAX,
    Decision,
    Effect,
    Move,
    NextReview,
    UnableToDecide,
    decide,
    move_of,
)
from needlepoint.plans.rules.findings import (
    LEG_RAISE_MAX,
    MOVEMENT_ANSWERS,
    MOVEMENTS,
    REFLEX_ANSWERS,
    REFLEXES,
)
from needlepoint.plans.rules.kinds import (
    Kind,
    Side,
    Site,
)
from needlepoint.plans.rules.recalling import ASK_AGAIN_DAYS, Attempt, RecallReason
from needlepoint.plans.rules.red_flags import (
    held_route,
    may_go_on,
    red_flag_outcome,
    red_flag_questions,
    red_flag_signs,
)

__all__ = [
    "ASK_AGAIN_DAYS",
    "DAYS_BETWEEN_MAX",
    "DAYS_IN_WEEK",
    "LEG_RAISE_MAX",
    "MOVEMENTS",
    "MOVEMENT_ANSWERS",
    "MOVES",
    "RECALL_DAYS_AFTER",
    "REFLEXES",
    "REFLEX_ANSWERS",
    "VISITS_MAX",
    "VISITS_UNTIL_REVIEW_MAX",
    "Attempt",
    "CourseState",
    "Decision",
    "Effect",
    "Kind",
    "Move",
    "NextReview",
    "Outside",
    "Position",
    "RecallReason",
    "Side",
    "Site",
    "Terms",
    "UnableToDecide",
    "days_between_bounds",
    "decide",
    "held_route",
    "is_review_due",
    "may_go_on",
    "move_of",
    "outside_preset",
    "red_flag_outcome",
    "red_flag_questions",
    "red_flag_signs",
    "usual_terms",
]
