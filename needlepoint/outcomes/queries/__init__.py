"""Questions about scores and check-ins."""

from needlepoint.outcomes.queries.check_ins import (
    activities_of,
    check_in_for,
    latest_scores,
    pain_at,
    reviews_to_ask_about,
    trend_of,
    trends_of,
    visit_for,
    visits_to_ask_about,
    waiting_for,
)
from needlepoint.outcomes.queries.measures import PAPER, next_visit, paper_for, standings_of

__all__ = [
    "PAPER",
    "activities_of",
    "check_in_for",
    "latest_scores",
    "next_visit",
    "pain_at",
    "paper_for",
    "reviews_to_ask_about",
    "standings_of",
    "trend_of",
    "trends_of",
    "visit_for",
    "visits_to_ask_about",
    "waiting_for",
]
