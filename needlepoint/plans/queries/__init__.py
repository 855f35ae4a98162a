"""Questions about episodes, courses, reviews and recalls; pages start from the viewer."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.house import clock, prepared
from needlepoint.intake import queries as intake_queries
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models, rules, wording
from needlepoint.plans.rules import goals as goal_rules

# --- Courses and where they stand --------------------------------------------------------------------------------------


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


# --- One thing by its code -----------------------------------------------------------------------------------------------


def episode_seen_by(viewer: people_rules.Viewer, code: str) -> models.Episode:
    """Return one episode the viewer may read. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    episodes = access.episodes_seen_by(viewer).select_related("patient__clinic", "practitioner")
    return _or_404(episodes.filter(code=code).first())


def course_seen_by(viewer: people_rules.Viewer, code: str) -> models.Course:
    """Return one course the viewer may read. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    courses = access.courses_seen_by(viewer).select_related("patient__clinic", "practitioner", "episode")
    return _or_404(courses.filter(code=code).first())


def recall_seen_by(viewer: people_rules.Viewer, code: str) -> models.Recall:
    """Return one recall the viewer may see. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    recalls = access.recalls_seen_by(viewer).select_related("patient__clinic", "course")
    return _or_404(recalls.filter(code=code).first())


def _or_404(row):
    if row is None:
        raise Http404
    return row


def latest_episode(patient: people.Patient) -> models.Episode | None:
    """Return the latest assessment. Costs 1 query."""
    return models.Episode.objects.filter(patient=patient).order_by("-assessed_at", "-pk").first()


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


# --- What a patient carries ----------------------------------------------------------------------------------------------


def consents_of(patient: people.Patient) -> dict[str, people.Consent]:
    """Return the latest decision of each kind, given or not. Costs 1 query."""
    decided = people.Consent.objects.filter(patient=patient).order_by("kind", "decided_at", "pk")
    return {consent.kind: consent for consent in decided}


def consents_in_force(patient: people.Patient) -> frozenset[str]:
    """Return the kinds a patient agreed to and has not taken back. Costs 1 query."""
    return in_force(consents_of(patient))


def in_force(decided: Mapping[str, people.Consent]) -> frozenset[str]:
    """Return the kinds of which the latest decision is a yes that was not taken back. Costs nothing."""
    return frozenset(kind for kind, one in decided.items() if one.is_given and one.withdrawn_at is None)


@dataclasses.dataclass(frozen=True)
class Told:
    """What a patient told before the first visit, as it stands. `answers` is empty before anything was kept."""

    form: definition.Form
    answers: said.Answers
    is_sent: bool


NOTHING_TOLD = Told(definition.Form("", "", "", ()), {}, is_sent=False)


def told_by(patient: people.Patient) -> Told:
    """Return what the patient's latest intake says, finished or not. Costs 3 queries; 1 where there is none."""
    latest = intake_queries.latest_intake(patient)
    if latest is None:
        return NOTHING_TOLD
    return Told(
        intake_queries.definition_of(latest),
        intake_queries.answers_of(latest),
        intake_queries.is_finished(latest),
    )


def visit_of_today(patient: people.Patient, now: dt.datetime) -> booking.Visit | None:
    """Return the patient's first visit of this local day that is not over, or None. Costs 1 query."""
    midnight = clock.local(now, patient.clinic.time_zone).replace(hour=0, minute=0, second=0, microsecond=0)
    states = [booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED]
    visits = booking.Visit.objects.filter(patient=patient, state__in=states, starts_at__gte=midnight)
    return visits.filter(starts_at__lt=midnight + dt.timedelta(days=1)).order_by("starts_at").first()


def visits_ahead(course: models.Course, now: dt.datetime) -> list[dt.datetime]:
    """Return when the visits of a course that are booked and not over begin, the one under way too. Costs 1 query."""
    visits = booking.Visit.objects.filter(
        patient_id=course.patient_id,
        state__in=[booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED],
        starts_at__gte=course.started_at,
        ends_at__gt=now,
    )
    return list(visits.order_by("starts_at").values_list("starts_at", flat=True))


# --- Reviews and recalls ---------------------------------------------------------------------------------------------------


def reviews_of(course: models.Course) -> list[models.Review]:
    """Return the decisions of a course, first to latest. Costs 1 query."""
    return list(course.reviews.select_related("practitioner").order_by("after_visit", "pk"))


def review_number(course: models.Course) -> int:
    """Return the visit number that a decision taken now belongs to. Costs 2 queries.

    A visit that is under way counts: the review is held while the patient is still in the room.
    """
    here = booking.Visit.objects.filter(patient_id=course.patient_id, state=booking.Visit.State.ARRIVED)
    return position(course).done + (1 if here.exists() else 0)


def overdue_reviews(viewer: people_rules.Viewer) -> list[tuple[models.Course, rules.Position]]:
    """Return every course under way whose review visit is over and undecided, the oldest first; for staff.

    Costs 2 queries at any length.
    """
    if not viewer.is_staff:
        return []
    courses = list(
        access.courses_seen_by(viewer)
        .filter(state=models.Course.State.ACTIVE)
        .select_related("patient", "practitioner")
        .order_by("started_at", "pk")
    )
    standing = positions(courses)
    return [(course, standing[course.pk]) for course in courses if standing[course.pk].is_review_due]


def recalls_to_ask(viewer: people_rules.Viewer, now: dt.datetime) -> QuerySet[models.Recall]:
    """Return the open recalls of those who have no visit booked. Costs no query itself.

    Who comes anyway need not be asked. The recall stays open: when that visit is cancelled or was the last one, they are
    on the list again by themselves.
    """
    coming = booking.Visit.objects.filter(
        patient=OuterRef("patient"),
        state__in=[booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED],
        ends_at__gt=now,
    )
    return access.recalls_seen_by(viewer).filter(~Exists(coming), state=models.Recall.State.OPEN)


def recalls_due(viewer: people_rules.Viewer, on: dt.date, *, now: dt.datetime) -> list[models.Recall]:
    """Return the recalls to ask due on or before a day, the longest due first. Costs 1 query.

    Those who must not be contacted are among them: the row's patient says so, and the desk shows it.
    """
    due = recalls_to_ask(viewer, now).filter(due_on__lte=on)
    return list(due.select_related("patient", "course__practitioner").order_by("due_on", "pk"))


def recalls_ahead(
    viewer: people_rules.Viewer, after: dt.date, until: dt.date, *, now: dt.datetime
) -> list[models.Recall]:
    """Return the recalls to ask due after one day and up to another, soonest first. Costs 1 query."""
    ahead = recalls_to_ask(viewer, now).filter(due_on__gt=after, due_on__lte=until)
    return list(ahead.select_related("patient", "course__practitioner").order_by("due_on", "pk"))
