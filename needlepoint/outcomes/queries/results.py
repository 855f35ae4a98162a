"""Questions about what courses came to, and which of those answers have to be worked out anew."""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import models as db

from needlepoint.booking import models as booking
from needlepoint.knowledge.instruments import catalogue, scoring
from needlepoint.outcomes import models, rules
from needlepoint.outcomes.rules import results as result_rules
from needlepoint.plans import models as plans

LOOK_BACK = dt.timedelta(days=3)  # the loop runs every few seconds; what it slept through, the sweep finds
SWEEP_AFTER = dt.timedelta(days=7)
SWEPT_AT_ONCE = 50
STALE_MAX = 500
ENDED_LATELY = dt.timedelta(days=400)  # an ended course changes no more, but for what is put right


def results_of(course_ids: Iterable[int]) -> dict[int, models.CourseResult]:
    """Return what each course came to, by the course's id. Costs 1 query; a course not worked out yet is not in it."""
    return {one.course_id: one for one in models.CourseResult.objects.filter(course_id__in=list(course_ids))}


def result_of(course: plans.Course) -> models.CourseResult | None:
    """Return what a course came to; None where it was not worked out yet. Costs 1 query."""
    return results_of([course.pk]).get(course.pk)


@dataclasses.dataclass(frozen=True, slots=True)
class Behind:
    """Everything that the result of one course rests on."""

    course: plans.Course
    care: result_rules.Care
    span: result_rules.Span
    told: Sequence[result_rules.Told]
    asked: Sequence[result_rules.Asked]
    visits: Sequence[dt.datetime]


def behind(courses: Sequence[plans.Course]) -> list[Behind]:
    """Return what the result of each course rests on. Costs 4 queries however many there are."""
    people = {course.patient_id for course in courses}
    every, told, asked, visits = _courses(people), _told(people), _asked(people), _visits(people)
    found = {}
    for patient_id in people:
        cares = [result_rules.Care(*times) for _pk, *times in every[patient_id]]
        begun = [
            one.answered_at
            for one in asked[patient_id]
            if one.kind == models.CheckIn.Kind.BASELINE and one.answered_at
        ]
        pairs = zip(cares, result_rules.spans(cares, begun), strict=True)
        found |= {pk: pair for (pk, *_times), pair in zip(every[patient_id], pairs, strict=True)}
    return [
        Behind(
            course,
            *found[course.pk],
            told[course.patient_id],
            asked[course.patient_id],
            visits[course.patient_id],
        )
        for course in courses
    ]


def _courses(people):
    rows = plans.Course.objects.filter(patient_id__in=people).order_by("started_at", "pk")
    return _by_patient(rows.values_list("patient_id", "pk", "started_at", "ended_at"))


def _told(people):
    rows = models.Score.objects.filter(
        patient_id__in=people, instrument=catalogue.PAIN.key, scale="", activity=None, taken_back_at=None
    ).order_by("asked_at", "pk")
    found = collections.defaultdict(list)
    for patient_id, at, value, kind in rows.values_list("patient_id", "asked_at", "value", "check_in__kind"):
        found[patient_id].append(result_rules.Told(at, scoring.exact(value), kind or ""))
    return found


def _asked(people):
    rows = models.CheckIn.objects.filter(patient_id__in=people).order_by("due_at", "pk")
    found = collections.defaultdict(list)
    for patient_id, *one in rows.values_list("patient_id", "kind", "due_at", "answered_at"):
        found[patient_id].append(result_rules.Asked(*one))
    return found


def _visits(people):
    rows = booking.Visit.objects.filter(patient_id__in=people, state=booking.Visit.State.COMPLETED)
    found = collections.defaultdict(list)
    for patient_id, at in rows.values_list("patient_id", "starts_at"):
        found[patient_id].append(at)
    return found


def _by_patient(rows):
    found = collections.defaultdict(list)
    for patient_id, *rest in rows:
        found[patient_id].append(rest)
    return found


# --- For the clockwork --------------------------------------------------------------------------------------------------


def stale(now: dt.datetime, limit: int = STALE_MAX) -> list[int]:
    """Return ids of courses whose result is missing or older than what it rests on. Costs 5 queries.

    Whoever changes a pain score works the result out in the same deed. This finds what happens elsewhere: a course agreed
    or ended, a visit done or undone, a check-in that closed unanswered, rows brought in; and, a few at a time, whatever
    was not looked at for a week.
    """
    found: dict[int, None] = {}
    for question in (_missing(), _lately_told(now), _lately_done(now), _lately_closed(now), _swept(now)):
        found |= dict.fromkeys(question[:limit])
    return list(found)[:limit]


def _missing():
    """Courses without a result, or with one that does not say whose it is and how it stands."""
    courses = plans.Course.objects.filter(
        db.Q(result=None)
        | ~db.Q(result__state=db.F("state"))
        | ~db.Q(result__practitioner=db.F("practitioner"))
        | ~db.Q(result__phase=db.F("phase"))
    )
    return courses.order_by("pk").values_list("pk", flat=True)


def _lately_told(now):
    told = models.Score.objects.filter(
        instrument=catalogue.PAIN.key,
        asked_at__gt=now - LOOK_BACK,
        asked_at__lte=now,
        patient__course_results__worked_out_at__lt=db.F("asked_at"),
        patient__course_results__state=plans.Course.State.ACTIVE,
    )
    return told.values_list("patient__course_results__course_id", flat=True)


def _lately_done(now):
    kinds = [booking.Fact.Kind.COMPLETED, booking.Fact.Kind.UNDONE]
    standing = [
        booking.Visit.State.BOOKED,
        booking.Visit.State.ARRIVED,
        booking.Visit.State.COMPLETED,
    ]
    visits = booking.Visit.objects.filter(
        state__in=standing,
        starts_at__gt=now - LOOK_BACK,
        starts_at__lt=now + LOOK_BACK,
        facts__kind__in=kinds,
        patient__course_results__state=plans.Course.State.ACTIVE,
        patient__course_results__worked_out_at__lt=db.F("facts__at"),
    )
    return visits.values_list("patient__course_results__course_id", flat=True)


def _lately_closed(now):
    closed = now - dt.timedelta(days=rules.OPEN_DAYS)
    waits = models.CheckIn.objects.filter(
        answered_at=None,
        due_at__lte=closed,
        due_at__gt=closed - LOOK_BACK,
        patient__course_results__worked_out_at__lt=db.F("due_at") + dt.timedelta(days=rules.OPEN_DAYS),
    )
    return waits.values_list("patient__course_results__course_id", flat=True)


def _swept(now):
    old = models.CourseResult.objects.filter(worked_out_at__lt=now - SWEEP_AFTER)
    lately = db.Q(ended_at=None) | db.Q(ended_at__gt=now - ENDED_LATELY)
    return old.filter(lately).order_by("worked_out_at").values_list("course_id", flat=True)[:SWEPT_AT_ONCE]
