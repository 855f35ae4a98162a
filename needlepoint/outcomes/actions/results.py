"""Working out what courses came to. Nothing new is told here, so nothing is audited: the deed that changed a score was."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from needlepoint.knowledge.instruments import scoring
from needlepoint.outcomes import models
from needlepoint.outcomes.queries import results as queries
from needlepoint.outcomes.rules import results as rules
from needlepoint.plans import models as plans

AT_ONCE = 400  # courses in one transaction; SQLite names each id in the question
FIELDS = tuple(
    field.attname
    for field in models.CourseResult._meta.concrete_fields  # noqa: SLF001  Django's own documented way
    if field.attname not in {"id", "course_id"}
)


def work_out(*, course_ids: Iterable[int], now: dt.datetime) -> int:
    """Work out what courses came to, from their scores, and keep it. Costs 6 queries for every 400 of them.

    returns  how many there were
    effects  a CourseResult for each, made or replaced. Safe to run again and at once: of two at one course the later one
             waits, then reads what the first one left
    """
    wanted = sorted(set(course_ids))
    for begin in range(0, len(wanted), AT_ONCE):
        with transaction.atomic():
            locked = plans.Course.objects.select_for_update().filter(pk__in=wanted[begin : begin + AT_ONCE])
            rows = [_row(one, now) for one in queries.behind(list(locked.order_by("pk")))]
            models.CourseResult.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["course"], update_fields=FIELDS
            )
    return len(wanted)


def _row(one: queries.Behind, now: dt.datetime) -> models.CourseResult:
    course = one.course
    found = rules.result(one.care, one.span, told=one.told, asked=one.asked, visits=one.visits, now=now)
    return models.CourseResult(
        course=course,
        clinic_id=course.clinic_id,
        patient_id=course.patient_id,
        practitioner_id=course.practitioner_id,
        phase=course.phase,
        state=course.state,
        began_at=course.started_at,
        ended_at=course.ended_at,
        visits_done=found.visits_done,
        asked=found.asked,
        answered=found.answered,
        scores=found.scores,
        start=_stored(found.start),
        start_at=found.start_at,
        latest=_stored(found.latest),
        latest_at=found.latest_at,
        verdict=found.verdict.value,
        responder=found.responder,
        benefit_days=found.benefit_days,
        sum_n=found.sums.n,
        sum_f=found.sums.f,
        sum_ff=found.sums.ff,
        sum_y=found.sums.y,
        sum_yf=found.sums.yf,
        sum_yy=found.sums.yy,
        worked_out_at=now,
    )


def _stored(value):
    return None if value is None else scoring.stored(value)


def follow(*, patient_id: int, now: dt.datetime) -> int:
    """Let the results of one person's courses follow a pain score that changed, in the caller's transaction.

    returns  how many courses there were. Costs 1 query more than `work_out`, and 1 where there is no course
    """
    courses = plans.Course.objects.filter(patient_id=patient_id).values_list("pk", flat=True)
    return work_out(course_ids=courses, now=now)
