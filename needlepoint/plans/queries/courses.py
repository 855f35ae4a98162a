"""Courses, and where they stand."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from needlepoint.booking import models as booking
from needlepoint.house import prepared
from needlepoint.people import models as people
from needlepoint.plans import models, rules, wording
from needlepoint.plans.rules import goals as goal_rules

STANDING = ("code", "patient_id", "visits_planned", "review_after", "state", "started_at", "ended_at")


def active_course(patient: people.Patient) -> models.Course | None:
    """Return the course under way. Costs 1 query."""
    return courses_by_patient([patient.pk]).get(patient.pk)


def latest_course(patient: people.Patient) -> models.Course | None:
    """Return the course that began last, under way or ended. Costs 1 query."""
    courses = models.Course.objects.filter(patient=patient).select_related("practitioner", "episode")
    return courses.order_by("-started_at", "-pk").first()


def courses_by_patient(patient_ids: Iterable[int], *, is_bare: bool = False) -> dict[int, models.Course]:
    """Return the course under way of each patient who has one. Costs 1 query for every 40 of them.

    is_bare  only what says where it stands: for long lists, which show no more
    """
    courses = (_bare_courses if is_bare else _courses)(patient_ids)
    return {course.patient_id: course for course in courses}


def _underway(ids: Sequence[int]) -> QuerySet[models.Course]:
    return models.Course.objects.filter(patient_id__in=ids, state=models.Course.State.ACTIVE)


# What every list asks, with its SQL ready.
_bare_courses = prepared.QuestionOfMany(lambda ids: _underway(ids).only(*STANDING))
_courses = prepared.QuestionOfMany(lambda ids: _underway(ids).select_related("practitioner", "episode"))
_completed = prepared.QuestionOfMany(
    lambda ids, since: booking.Visit.objects.filter(
        patient_id__in=ids, state=booking.Visit.State.COMPLETED, starts_at__gte=since
    ).values_list("patient_id", "starts_at"),
    since=dt.datetime,
)


def position(course: models.Course) -> rules.Position:
    """Return where a course stands. Costs 1 query."""
    return positions([course])[course.pk]


def positions(courses: Sequence[models.Course]) -> dict[int, rules.Position]:
    """Return where each course stands, by the course's integer id. Costs 1 query for every 40 of them.

    A visit counts when it was completed and started when, or after, the course began; for a course that has ended,
    only until it ended.
    """
    if not courses:
        return {}
    starts = defaultdict(list)
    since = min(course.started_at for course in courses)
    for patient_id, starts_at in _completed({course.patient_id for course in courses}, since=since):
        starts[patient_id].append(starts_at)
    return {course.pk: _position(course, starts[course.patient_id]) for course in courses}


def _position(course: models.Course, starts: Iterable[dt.datetime]) -> rules.Position:
    done = sum(
        course.started_at <= at and (course.ended_at is None or at <= course.ended_at) for at in starts
    )
    is_due = rules.is_review_due(
        done=done, review_after=course.review_after, state=rules.CourseState(course.state)
    )
    words = wording.position_words(
        done=done, planned=course.visits_planned, review_after=course.review_after, is_due=is_due
    )
    return rules.Position(done, course.visits_planned, course.review_after, is_due, words)


def course_of(episode: models.Episode) -> models.Course | None:
    """Return the course under way that was agreed for an episode, or None. Costs 1 query."""
    return models.Course.objects.filter(episode=episode, state=models.Course.State.ACTIVE).first()


def goals_of(course: models.Course) -> tuple[goal_rules.Goal, ...]:
    """Return what the patient wants to do again, as agreed. Costs 1 query."""
    return tuple(goal_rules.Goal(*row) for row in course.goals.values_list("words", "baseline", "target"))


def style_last_used(practitioner_id: int | None) -> str:
    """Return the tradition a practitioner's latest plan was meant in, blank when none says. Costs 1 query."""
    latest = models.Course.objects.filter(practitioner_id=practitioner_id).exclude(style="")
    return latest.order_by("-started_at").values_list("style", flat=True).first() or ""


def visits_ahead(course: models.Course, now: dt.datetime) -> list[dt.datetime]:
    """Return when the visits of a course that are booked and not over begin, the one under way too. Costs 1 query."""
    visits = booking.Visit.objects.filter(
        patient_id=course.patient_id,
        state__in=[booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED],
        starts_at__gte=course.started_at,
        ends_at__gt=now,
    )
    return list(visits.order_by("starts_at").values_list("starts_at", flat=True))
