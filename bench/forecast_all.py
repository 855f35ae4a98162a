"""How long it takes to foretell everybody who is being treated at a clinic of ten thousand, from its database."""

import json
import pathlib
import statistics
import sys
import time

from bench import _aside
from tools import results

LIMIT_S = 1.0
TIMES = 5
CLOCK = "2026-11-23T10:20-05:00"
USUAL_SECONDS = 120
PATIENTS = 10_000


def run() -> list[dict]:
    return _aside.rows_of("bench.forecast_all", NEEDLEPOINT_CLOCK=CLOCK)


def inside(patients: int = PATIENTS) -> list[dict]:
    """Tell the crowd, put everybody under treatment, and ask. Runs in a process with a data folder of its own."""
    from bench import _crowd
    from needlepoint.config import ready
    from needlepoint.desk import story
    from needlepoint.house import clock
    from needlepoint.outcomes.queries import forecasting

    now = clock.now()
    ready.keep_data_private()
    ready.bring_database_up_to_date(lambda _: None)
    story.tell(now=now)
    clinic_id = _crowd.write(now, patients=patients)
    _treat_all(clinic_id, now)
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        foretold = forecasting.outlooks_of_clinic(clinic_id, now)
        times.append(time.perf_counter() - began)
    said = sum(one.outlook is not None for one in foretold.values())
    one = next(key for key, value in foretold.items() if value.outlook is not None)
    return [
        results.row("forecast_all_s", round(statistics.median(times), 3), "s", LIMIT_S),
        results.row("forecast_all_courses", len(foretold), "", patients, ok=len(foretold) >= patients),
        results.row("forecast_all_said", said, "", patients // 2, ok=said > patients // 2),
        results.row("forecast_one_ms", round(_one(one, now) * 1000, 2), "ms", 5),
        results.row("forecast_due_idle_ms", round(_idle(now) * 1000, 1), "ms", 100),
    ]


def _treat_all(clinic_id: int, now) -> None:
    """Put every course of the crowd under way, with visits left, and two of them booked."""
    import datetime as dt

    from django.db import models as db

    from needlepoint.booking import models as booking
    from needlepoint.outcomes import models as outcomes
    from needlepoint.plans import models as plans

    courses = plans.Course.objects.filter(clinic_id=clinic_id, patient__source_key__startswith="crowd:")
    courses.update(state="ACTIVE", ended_at=None, visits_planned=24)
    mine = outcomes.CourseResult.objects.filter(course__in=courses)
    mine.update(state="ACTIVE")
    for day in range(1, 7):  # the sweep looks at each once a week
        mine.annotate(part=db.F("pk") % 7).filter(part=day).update(worked_out_at=now - dt.timedelta(days=day))
    like = booking.Visit.objects.filter(clinic_id=clinic_id).first()
    week = dt.timedelta(weeks=1)
    booking.Visit.objects.bulk_create(
        (
            booking.Visit(
                clinic_id=clinic_id,
                patient_id=patient_id,
                practitioner_id=practitioner_id,
                room_id=like.room_id,
                service_id=like.service_id,
                starts_at=at,
                ends_at=at + week / 200,
                booked_at=now,
            )
            for patient_id, practitioner_id in courses.values_list("patient_id", "practitioner_id")
            for at in (now + week, now + 2 * week)
        ),
        2_000,
    )


def _one(course_id: int, now) -> float:
    from needlepoint.outcomes.queries import forecasting
    from needlepoint.plans import models as plans

    course = plans.Course.objects.get(pk=course_id)
    return _median(lambda: forecasting.outlook_of(course, now))


def _idle(now) -> float:
    """What the clockwork's round costs when there is nothing new; it comes every few seconds."""
    from needlepoint.outcomes import tasks

    while tasks.forecasts_due(now):
        pass
    return _median(lambda: (tasks.forecasts_due(now), tasks.forecasts_looked_at(now)))


def _median(ask) -> float:
    times = []
    for _ in range(20):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
    django.setup()
    print(json.dumps(inside()))
