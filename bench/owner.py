"""How long the owner's page about results takes for a clinic with 10,000 patients of 12 visits each.

The page is asked for inside one process, through the whole application as the server calls it, without a network; every
figure is counted anew each time. Besides it, working out every course from its scores, and what the loop spends on finding
nothing to do.
"""

import json
import os
import pathlib
import statistics
import sys
import time

from bench import _aside
from tools import results

PAGE_MS, ASKED = 300, 12
USUAL_SECONDS = 120


def run() -> list[dict]:
    return _aside.rows_of("bench.owner")


def inside() -> list[dict]:
    """Tell the clinic, add the crowd, ask. Runs in a process that was given a data folder of its own."""
    from bench import _crowd, pages
    from needlepoint.booking import models as booking
    from needlepoint.config import ready, wsgi
    from needlepoint.desk import story
    from needlepoint.house import clock
    from needlepoint.outcomes import tasks
    from needlepoint.outcomes.actions import results as actions
    from needlepoint.people import models as people
    from needlepoint.plans import models as plans

    ready.keep_data_private()
    ready.bring_database_up_to_date(lambda _: None)
    ready.gather_static_files(lambda _: None)
    now = clock.now()
    story.tell(now=now)
    clinic_id = _crowd.write(now)
    courses = list(plans.Course.objects.values_list("pk", flat=True))
    began = time.perf_counter()
    actions.work_out(course_ids=courses, now=clock.now())
    worked_out = time.perf_counter() - began
    began = time.perf_counter()
    tasks.results_due(clock.now())
    idle = (time.perf_counter() - began) * 1000
    ask = pages.Asker(wsgi.application)
    owner = pages.signed_in("ivo@willow.example")
    year, ever = (
        ask.times([path], owner, warm=1, asked=ASKED)
        for path in ("/clinic/results/", "/clinic/results/?span=all")
    )
    return [
        results.row("owner_patients", people.Patient.objects.filter(clinic_id=clinic_id).count(), "rows"),
        results.row("owner_visits", booking.Visit.objects.filter(clinic_id=clinic_id).count(), "rows"),
        results.row("owner_page_ms", round(statistics.median(year), 1), "ms", PAGE_MS),
        results.row("owner_page_ever_ms", round(statistics.median(ever), 1), "ms"),
        results.row("owner_work_out_us_per_course", round(worked_out / len(courses) * 1e6), "us"),
        results.row("owner_loop_idle_ms", round(idle, 1), "ms", 50),
    ]


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needlepoint.config.settings")
    django.setup()
    print(json.dumps(inside()))
