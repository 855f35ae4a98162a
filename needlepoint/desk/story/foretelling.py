"""What the story's scores foretold at the time, and how the months since judged it."""

import datetime as dt

from needlepoint.house import clock
from needlepoint.outcomes import models as outcomes
from needlepoint.outcomes.actions import forecasting, results
from needlepoint.people import models as people
from needlepoint.plans import models as plans

MONTHS = 4


def write(clinic: people.Clinic, *, now: dt.datetime) -> None:
    """Work out what courses came to, foretell what their scores foretold, and look at it month by month.

    Costs some queries for every 400 courses.
    """
    waiting = plans.Course.objects.filter(clinic=clinic, result=None).values_list("pk", flat=True)
    results.work_out(course_ids=waiting, now=now)
    forecasting.keep_past(clinic=clinic, now=now)
    for moment in _months(clock.local(now, clinic.time_zone)):
        while forecasting.settle(moment):
            pass
        # A month by whose end nothing had come has nothing to say.
        if outcomes.Forecast.objects.filter(clinic=clinic, is_settled=True).exists():
            forecasting.look_at(clinic=clinic, now=moment)
    forecasting.fit_anew(clinic=clinic, now=now)


def _months(now: dt.datetime) -> list[dt.datetime]:
    """The mornings on which the clock looked, the latest last; never one after now."""
    first = now.replace(day=1, hour=0, minute=5, second=0, microsecond=0)
    begins = [first]
    for _ in range(MONTHS - 1):
        begins.append((begins[-1] - dt.timedelta(days=1)).replace(day=1))
    return [min(one, now) for one in reversed(begins)]
