"""What the due-work loop does for forms."""

import datetime as dt

from needlepoint.intake.actions import chasing as actions
from needlepoint.intake.actions import notices as notice_actions
from needlepoint.intake.queries import chasing as queries
from needlepoint.intake.queries import notices as notice_queries

LIMIT = 500  # visits of two weeks that still want a form; more than a clinic of ten sees


def chase_due(now: dt.datetime) -> int:
    """Ask for the rest of forms whose moment has come. Returns how many were asked."""
    visits = queries.visits_to_chase(now, LIMIT)
    due = [visit for visit in visits if actions.is_due(visit, visit.intakes.all(), now)]
    return sum(actions.chase(visit=visit, now=now) for visit in due)


def notice_words(now: dt.datetime) -> int:
    """Put before a practitioner what patients wrote of self-harm outside of forms. Returns how many were new."""
    return notice_actions.raise_for_entries(entries=notice_queries.words_to_notice(now), now=now)
