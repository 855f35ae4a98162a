"""Questions about a home programme and its ticks."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Prefetch

from needlepoint.house import clock
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models
from needlepoint.plans.rules import home as rules


@dataclasses.dataclass(frozen=True)
class Task:
    """One task of a programme with its latest ticks (day → whether it hurt)."""

    row: models.HomeTask
    set_on: dt.date
    ticks: dict[dt.date, bool]

    @property
    def key(self) -> str:
        return self.row.key

    def kept(self, today: dt.date, *, days: int = rules.RECENT_DAYS) -> rules.Kept:
        return rules.kept(
            self.ticks, times_a_week=self.row.times_a_week, set_on=self.set_on, today=today, days=days
        )


def programme_of(course: models.Course, *, today: dt.date, zone: str) -> list[Task]:
    """Return the tasks that are set, each with the ticks of the latest weeks. Costs 2 queries, 1 when none is set."""
    return programmes_of([course], today=today, zone=zone).get(course.pk, [])


def programmes_of(courses: Sequence[models.Course], *, today: dt.date, zone: str) -> dict[int, list[Task]]:
    """Return the tasks of each course, by the course's integer id. Costs 2 queries at any length."""
    since = today - dt.timedelta(days=rules.RECENT_DAYS - 1)
    ticks = models.HomeTick.objects.filter(on__gte=since).order_by("on")
    rows = models.HomeTask.objects.filter(
        course_id__in=[course.pk for course in courses], stopped_at__isnull=True
    ).prefetch_related(Prefetch("ticks", queryset=ticks, to_attr="latest"))
    found: dict[int, list[Task]] = {}
    for row in rows:
        told = {tick.on: tick.hurt for tick in row.latest}
        task = Task(row, clock.local(row.set_at, zone).date(), told)
        found.setdefault(row.course_id, []).append(task)
    return found


def own_course(viewer: people_rules.Viewer) -> models.Course | None:
    """Return the course under way of the patient who is asking, or None. Costs 1 query."""
    courses = access.courses_seen_by(viewer).filter(patient_id=viewer.patient_id)
    return courses.filter(state=models.Course.State.ACTIVE).select_related("patient__clinic").first()


def hurt_lately(course: models.Course | None, *, today: dt.date) -> list[tuple[str, dt.date]]:
    """Return (task, day) of everything that made things worse in the last two weeks. Costs 1 query, 0 without a course."""
    if course is None:
        return []
    since = today - dt.timedelta(days=rules.RECENT_DAYS - 1)
    ticks = models.HomeTick.objects.filter(task__course=course, hurt=True, on__gte=since)
    return list(ticks.order_by("on", "pk").values_list("task__key", "on"))
