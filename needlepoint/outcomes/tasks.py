"""Work the due-work loop does for outcomes."""

import datetime as dt

from needlepoint.outcomes import actions
from needlepoint.outcomes.actions import flares, forecasting, results
from needlepoint.outcomes.queries import results as result_queries


def ask_due(now: dt.datetime) -> int:
    """Ask about visits and plans when their time comes, and remind once. Returns how many were asked or reminded."""
    return actions.ask_due(now)


def score_due(now: dt.datetime) -> int:
    """Let the numbers of forms follow answers that were put right. Returns how many forms were scored."""
    return actions.score_waiting(now)


def results_due(now: dt.datetime) -> int:
    """Work out what courses came to, where something changed since. Returns how many courses."""
    return results.work_out(course_ids=result_queries.stale(now), now=now)


def forecasts_due(now: dt.datetime) -> int:
    """Keep forecasts by new scores, and settle those whose day is past. Returns how many."""
    return forecasting.keep_new(now) + forecasting.settle(now)


def forecasts_looked_at(now: dt.datetime) -> int:
    """Once a month, see whether past forecasts came true. Returns how many clinics were looked at."""
    return forecasting.look_monthly(now)


def flares_due(now: dt.datetime) -> int:
    """Let flares follow checks nobody told them of, and end those that are old. Returns how many changed."""
    return flares.catch_up(now) + flares.close_silent(now)
