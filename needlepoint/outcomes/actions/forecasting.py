"""Keeping what was foretold, holding it against what came, and switching the forecast off when it does not keep its word.

All of it is done by the clock. What is worked out of scores is kept without an audit entry, as in `results`; the monthly
look, which decides whether anybody sees a forecast, has one.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

import numpy as np
from django.db import transaction

from needlepoint.house import audit, clock
from needlepoint.knowledge.stats import calibration, growth
from needlepoint.outcomes import models
from needlepoint.outcomes.queries import forecasting as queries
from needlepoint.outcomes.rules import forecasting as rules
from needlepoint.outcomes.rules import foretelling
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

AT_ONCE = 400


def keep_new(now: dt.datetime) -> int:
    """Keep a forecast of each course under way that has a new pain score, the third or a later one.

    returns  how many were kept. They are kept while forecasts are switched off too: else nobody could see them recover
    """
    kept = 0
    for clinic_id, standings in queries.not_foretold(now, limit=AT_ONCE).items():
        numbers = queries.numbers_of(clinic_id)
        outlooks = foretelling.outlooks(queries.known_of(standings, now), numbers.theta)
        courses = [one.course_id for one in standings]
        _keep(_rows(clinic_id, courses, outlooks, [now] * len(courses), fit_id=numbers.fit_id))
        kept += len(courses)
    return kept


def keep_past(*, clinic: people.Clinic, now: dt.datetime) -> int:
    """Foretell what a clinic's earlier scores would have foretold at the time, by the published start.

    A clinic that brings its past, or that had scores before there were forecasts, so knows at once whether they come
    true there. Nothing of what came later goes into one. Costs some queries for every 400 courses.

    returns  how many were kept; settling them is `settle`'s
    """
    kept = 0
    for courses in queries.past_courses(clinic.pk, size=AT_ONCE):
        past = [one for known in courses for one in queries.past_of(known, zone=clinic.time_zone, now=now)]
        outlooks = foretelling.outlooks([one.known for one in past], growth.PRIOR.theta)
        _keep(_rows(clinic.pk, [one.course_id for one in past], outlooks, [one.at for one in past]))
        kept += len(past)
    return kept


def _rows(
    clinic_id: int,
    courses: Sequence[int],
    outlooks: Sequence[rules.Outlook],
    moments: Sequence[dt.datetime],
    *,
    fit_id: int | None = None,
) -> list[models.Forecast]:
    return [
        models.Forecast(
            clinic_id=clinic_id,
            course_id=course_id,
            fit_id=fit_id,
            scores_known=outlook.known,
            start=outlook.start,
            for_visit=outlook.for_visit,
            for_day=outlook.for_day,
            mean=outlook.mean,
            low=outlook.low,
            high=outlook.high,
            chance=outlook.chance,
            made_at=at,
        )
        for course_id, outlook, at in zip(courses, outlooks, moments, strict=True)
    ]


def _keep(rows: list[models.Forecast]) -> None:
    # Of two loops at once, the second finds the row there.
    models.Forecast.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)


def settle(now: dt.datetime) -> int:
    """Hold forecasts whose day is long enough past against the pain score nearest to it.

    returns  how many were settled. Where no score came near that day nobody knows, and that is kept as unknown
    """
    forecasts = queries.to_settle(now, limit=AT_ONCE)
    if not forecasts:
        return 0
    known = []
    for forecast, came in queries.what_came(forecasts):
        if came:
            forecast.came, forecast.came_at = came
            known.append(forecast)
    with transaction.atomic():
        models.Forecast.objects.bulk_update(known, ["came", "came_at"])
        models.Forecast.objects.filter(pk__in=[one.pk for one in forecasts]).update(is_settled=True)
    return len(forecasts)


def look_monthly(now: dt.datetime) -> int:
    """Once a month and clinic: see whether its past forecasts came true, and work its numbers out anew.

    returns  how many clinics were looked at. One whose courses are still being worked out waits for the next round
    """
    looked = 0
    for clinic in queries.clinics_to_look_at(now):
        if not queries.has_looks(clinic.pk):
            keep_past(clinic=clinic, now=now)
        while settle(now) == AT_ONCE:
            pass
        if look_at(clinic=clinic, now=now):
            fit_anew(clinic=clinic, now=now)
            looked += 1
    return looked


def look_at(*, clinic: people.Clinic, now: dt.datetime) -> bool:
    """Look at one clinic's settled forecasts for this month, once.

    returns  False when somebody else just did
    effects  a ForecastCheck, which says whether forecasts are shown from now on
    """
    today = clock.local(now, clinic.time_zone).date()
    looked, forecasts = _look(clinic.pk, today)
    with transaction.atomic():
        was_shown = queries.numbers_of(clinic.pk).is_shown
        check, is_new = models.ForecastCheck.objects.get_or_create(
            clinic=clinic,
            month=rules.month_of(today),
            defaults={
                "forecasts": forecasts,
                "known": looked.known,
                "coverage": looked.coverage,
                "calibration_error": looked.calibration_error,
                "brier": looked.brier,
                "auc": looked.auc,
                "bins": [list(one) for one in looked.bins],
                "is_shown": calibration.is_within_bounds(looked),
                "looked_at": now,
            },
        )
        if is_new:
            audit.record(
                "forecast_looked_at",
                by=people_rules.System(clinic.pk),
                now=now,
                thing=f"month:{check.month:%Y-%m}",
                details={"known": check.known, "was_shown": was_shown, "is_shown": check.is_shown},
            )
    return is_new


def fit_anew(*, clinic: people.Clinic, now: dt.datetime) -> models.GrowthFit | None:
    """Work out a clinic's own numbers, drawn toward the published start.

    returns  None with fewer than EPISODES_FROM courses, or where they tell nothing: the numbers there are stay
    """
    sums = queries.sums_of(clinic.pk)
    if len(sums) < rules.EPISODES_FROM:
        return None
    try:
        fitted = growth.fit(np.array(sums, dtype=np.float64).T)
    except growth.UnableToFit:  # such as everybody at one number
        return None
    with transaction.atomic():
        fit = models.GrowthFit.objects.create(
            clinic=clinic,
            theta=dataclasses.asdict(fitted.theta),
            episodes=fitted.episodes,
            prior=growth.PRIOR.version,
            fitted_at=now,
        )
        audit.record(
            "forecast_fitted",
            by=people_rules.System(clinic.pk),
            now=now,
            thing=f"fit:{fit.pk}",
            details={"courses": fit.episodes, "prior": fit.prior},
        )
    return fit


def _look(clinic_id: int, today: dt.date) -> tuple[calibration.Look, int]:
    """Return how the forecasts of the last year did, one of each person, and how many those people are."""
    settled = queries.settled_of(clinic_id, since=today - dt.timedelta(days=rules.WATCHED_DAYS))
    looked = calibration.look(
        [one.chance for one in settled],
        [one.came is not None and rules.came_true(one.start, one.came) for one in settled],
        [one.low for one in settled],
        [one.high for one in settled],
        [np.nan if one.came is None else float(one.came) for one in settled],
    )
    return looked, len(settled)
