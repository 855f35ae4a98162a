"""Work the due-work loop does for outcomes."""

import datetime as dt

from needlepoint.outcomes import actions
from needlepoint.outcomes.actions import results
from needlepoint.outcomes.queries import results as result_queries


def ask_due(now: dt.datetime) -> int:
    """Ask about visits that ended and before reviews that come. Returns how many were asked."""
    return actions.ask_after_visits(now)


def score_due(now: dt.datetime) -> int:
    """Let the numbers of forms follow answers that were put right. Returns how many forms were scored."""
    return actions.score_waiting(now)


def results_due(now: dt.datetime) -> int:
    """Work out what courses came to, where something changed since. Returns how many courses."""
    return results.work_out(course_ids=result_queries.stale(now), now=now)
