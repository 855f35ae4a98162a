"""What the staff's pages need to know, composed of the steps before. Each says how many queries it costs, at any length."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from needlepoint.booking import access as booking_access
from needlepoint.booking import models as booking
from needlepoint.booking.rules import ticks
from needlepoint.charting import models as charting
from needlepoint.charting import queries as charting_queries
from needlepoint.charting.queries import incidents as incident_queries
from needlepoint.desk import rules
from needlepoint.house import clock, prepared
from needlepoint.intake import models as intake
from needlepoint.intake import queries as intake_queries
from needlepoint.intake import rules as intake_rules
from needlepoint.people import access
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans import queries as plans_queries

FOUND_MAX = 30


class Booked(NamedTuple):
    """A visit as a day list needs it: plain values, because thirty rows of five models each cost more than the page."""

    pk: int
    code: str
    state: str
    starts_at: dt.datetime
    is_review: bool
    patient_id: int
    patient_code: str
    given_name: str
    family_name: str
    cautions: list[str]
    practitioner_code: str | None
    practitioner: str | None
    room: str | None
    service: str | None
    service_kind: str | None
    late_minutes: int = 0


COLUMNS = (
    "pk", "code", "state", "starts_at", "is_review", "patient_id", "patient__code", "patient__given_name",
    "patient__family_name", "patient__cautions", "practitioner__code", "practitioner__name", "room__name",
    "service__name", "service__kind", "late_minutes",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class DayVisit:
    """One visit of a day, with what the steps around it know of it."""

    visit: Booked
    standing: rules.Standing
    needles: rules.Needles
    needle_count: int | None
    course: plans.Course | None
    position: object | None  # plans.rules.Position
    intake_state: str  # '', 'OPEN', 'FINISHED'
    handed_to: str = ""  # who looks after the needles for a colleague


def day_of(
    viewer: people_rules.Viewer, *, day: dt.date, zone: str, now: dt.datetime, practitioner: str = ""
) -> list[DayVisit]:
    """Return the visits of a local day in time order. Costs 6 queries at any length.

    practitioner  code of one practitioner, or blank for everyone
    """
    booked = [Booked(*row) for row in _rows_of(viewer, ticks.day(day, zone), practitioner)]
    ids = [visit.pk for visit in booked]
    notes = charting_queries.note_states(ids)
    courses = plans_queries.courses_by_patient([visit.patient_id for visit in booked], is_bare=True)
    positions = plans_queries.positions(list(courses.values()))
    intakes = dict(_forms_of_visits(ids))
    rows = []
    for visit in booked:
        note = notes.get(visit.pk)
        needles = needles_of(note)
        course = courses.get(visit.patient_id)
        rows.append(
            DayVisit(
                visit=visit,
                standing=rules.standing(
                    state=visit.state, starts_at=visit.starts_at, needles=needles, now=now
                ),
                needles=needles,
                needle_count=note.needles if note else None,
                handed_to=note.handed_to if note and note.outstanding else "",
                course=course,
                position=positions.get(course.pk) if course else None,
                intake_state=intakes.get(visit.pk, ""),
            )
        )
    return rows


def _rows_of(viewer: people_rules.Viewer, here: ticks.Day, practitioner: str) -> Iterable[tuple]:
    if viewer.is_staff and not practitioner:
        return _of_everyone(clinic_id=viewer.clinic_id, begins=here.begins, ends=here.ends)
    visits = _between(viewer, here.begins, here.ends)
    if practitioner:  # also whom a colleague handed over to them, with needles in
        handed = incident_queries.visits_handed_to(practitioner, (here.begins, here.ends))
        is_theirs = Q(practitioner__code=practitioner)
        visits = visits.filter(is_theirs | Q(pk__in=handed) if handed else is_theirs)
    return visits


def _between(viewer: people_rules.Viewer, begins: dt.datetime, ends: dt.datetime) -> QuerySet:
    visits = booking_access.visits_seen_by(viewer).filter(starts_at__gte=begins, starts_at__lt=ends)
    return visits.order_by("starts_at", "practitioner_id", "pk").values_list(*COLUMNS)


def _ask_of_everyone(clinic_id: int, begins: dt.datetime, ends: dt.datetime) -> QuerySet:
    """What anybody of the staff sees of a day: for access they differ by their clinic alone."""
    desk = people_rules.Viewer(clinic_id=clinic_id, roles=frozenset({people_rules.Role.DESK}))
    return _between(desk, begins, ends)


_of_everyone = prepared.Question(_ask_of_everyone, clinic_id=int, begins=dt.datetime, ends=dt.datetime)


def practitioners_of(viewer: people_rules.Viewer) -> list[people.Practitioner]:
    """Return who treats in the viewer's clinic, by name. Costs 1 query."""
    return _practitioners(clinic_id=viewer.clinic_id)


_practitioners = prepared.Question(
    lambda clinic_id: people.Practitioner.objects.filter(clinic_id=clinic_id), clinic_id=int
)


def needles_of(note: charting_queries.NoteState | None) -> rules.Needles:
    if note is None:
        return rules.Needles()
    return rules.Needles(
        note.needles_in_at, note.out_due_at, note.needles_out_at, note.needs_a_count, note.is_signed
    )


def found(viewer: people_rules.Viewer, words: str) -> list[people.Patient]:
    """Return up to 30 patients by the start of any part of a name, an e-mail address, or part of a phone number. Costs 1 query.

    Without words: the newest patients.
    """
    patients = access.patients_seen_by(viewer)
    words = words.strip()[:80]
    if not words:
        return list(patients.order_by("-pk")[:FOUND_MAX])
    digits = "".join(letter for letter in words if letter.isdigit())
    for word in words.split()[:4]:
        test = Q(given_name__istartswith=word) | Q(family_name__istartswith=word) | Q(email__istartswith=word)
        # 'Berg' finds Vincent van der Berg, and 'Jane' Mary Jane.
        test |= Q(given_name__icontains=f" {word}") | Q(family_name__icontains=f" {word}")
        if len(digits) >= 4:  # noqa: PLR2004 shorter finds everybody
            test |= Q(phone__contains=digits)
        patients = patients.filter(test)
    return list(patients.order_by("family_name", "given_name")[:FOUND_MAX])


def alike(
    viewer: people_rules.Viewer,
    *,
    given_name: str,
    family_name: str,
    birth_date: dt.date,
    phone: str,
    email: str,
) -> list[people.Patient]:
    """Return up to 5 patients who may be this person under another number, address or spelling. Costs 1 query.

    Born the same day, with the same number or either name. Whom people.actions.register_patient takes for the same
    person is not a question, so then nobody is returned.
    """
    email = people_rules.plain_email(email)
    names = {people_rules.plain_name(given_name), people_rules.plain_name(family_name)}
    near = []
    for patient in access.patients_seen_by(viewer).filter(birth_date=birth_date).order_by("pk")[:200]:
        reached = patient.email.lower() == email if email else not patient.email and patient.phone == phone
        if reached and people_rules.is_same_person(
            patient.given_name,
            patient.family_name,
            patient.birth_date,
            as_given_name=given_name,
            as_family_name=family_name,
            as_birth_date=birth_date,
        ):
            return []
        own = {people_rules.plain_name(patient.given_name), people_rules.plain_name(patient.family_name)}
        if patient.phone == phone or own & names:
            near.append(patient)
    return near[:5]


@dataclasses.dataclass(frozen=True, slots=True)
class PatientFile:
    """What the patient's page shows to staff; clinical parts are None for those who must not read them."""

    patient: people.Patient
    course: plans.Course | None
    position: object | None
    episodes: list
    visits: list
    notes: list | None
    recalls: list
    consents: list
    intake: intake.Intake | None
    forms: dict[int, str]  # visit -> state of the form before it: OPEN, FINISHED


def patient_file(viewer: people_rules.Viewer, code: str) -> PatientFile:
    """Return a patient's page. Costs 10 queries for a practitioner, 7 for the desk. Raises Http404."""
    patient = people_queries.patient_seen_by(viewer, code)
    course = plans_queries.active_course(patient)
    clinical = viewer.is_practitioner
    return PatientFile(
        patient=patient,
        course=course,
        position=plans_queries.positions([course]).get(course.pk) if course else None,
        episodes=_episodes(patient_id=patient.pk) if clinical else [],
        visits=_visits(patient_id=patient.pk),
        notes=_notes_with_points(patient) if clinical else None,
        recalls=_recalls(patient_id=patient.pk),
        consents=_consents(patient_id=patient.pk),
        intake=intake_queries.latest_intake(patient) if clinical else None,
        forms=dict(_forms(patient_id=patient.pk)),
    )


def _notes_with_points(patient: people.Patient) -> list[charting.Note]:
    notes = _notes(patient_id=patient.pk)
    prefetch_related_objects(notes, "needlings")
    return notes


# What every look at a patient's page asks, with its SQL ready.
_notes = prepared.Question(
    lambda patient_id: (
        charting.Note.objects.filter(patient_id=patient_id)
        .select_related("visit", "practitioner")
        .order_by("-opened_at")[:20]
    ),
    patient_id=int,
)
_episodes = prepared.Question(
    lambda patient_id: plans.Episode.objects.filter(patient_id=patient_id).order_by("-assessed_at")[:10],
    patient_id=int,
)
_visits = prepared.Question(
    lambda patient_id: (
        booking.Visit.objects.filter(patient_id=patient_id)
        .select_related("practitioner", "room", "service")
        .order_by("-starts_at")[:40]
    ),
    patient_id=int,
)
_recalls = prepared.Question(
    lambda patient_id: plans.Recall.objects.filter(patient_id=patient_id).order_by("-due_on")[:5],
    patient_id=int,
)
_consents = prepared.Question(
    lambda patient_id: people.Consent.objects.filter(patient_id=patient_id).order_by("kind", "-decided_at")[
        :30
    ],
    patient_id=int,
)
_forms_of_visits = prepared.QuestionOfMany(
    lambda ids: intake.Intake.objects.filter(visit_id__in=ids, form=intake_rules.FIRST_VISIT).values_list(
        "visit_id", "state"
    )
)
_forms = prepared.Question(
    lambda patient_id: intake.Intake.objects.filter(
        patient_id=patient_id, form=intake_rules.FIRST_VISIT
    ).values_list("visit_id", "state"),
    patient_id=int,
)


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewFile:
    """What lies on the table at a review, beside the scores."""

    course: plans.Course
    position: object  # plans.rules.Position
    reviews: list[plans.Review]
    reactions: list[charting.Reaction]
    age: int | None


def review_file(course: plans.Course, *, now: dt.datetime, zone: str) -> ReviewFile:
    """Return what a review needs beside the scores. Costs 3 queries."""
    return ReviewFile(
        course=course,
        position=plans_queries.position(course),
        reviews=plans_queries.reviews_of(course),
        reactions=list(
            charting.Reaction.objects.filter(patient_id=course.patient_id, at__gte=course.started_at)
            .select_related("note__visit")
            .order_by("at")[:20]
        ),
        age=people_rules.age_on(course.patient.birth_date, clock.local(now, zone).date()),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class ClinicFigures:
    """The owner's first look: the last 28 days, the next 7, and what waits for somebody."""

    visits: int
    missed: int
    cancelled: int
    coming: int
    unsigned: int
    needles_open: int
    courses: int
    reviews_overdue: int
    recalls_due: int
    reactions: int
    serious: int


def clinic_figures(
    viewer: people_rules.Viewer, *, now: dt.datetime, zone: str, reviews_overdue: int
) -> ClinicFigures:
    """Count what an owner looks for first. Costs 5 queries."""
    since = now - dt.timedelta(days=28)
    today = clock.local(now, zone).date()
    of_clinic = {"clinic_id": viewer.clinic_id}
    week = now + dt.timedelta(days=7)
    past = Q(starts_at__lt=now)
    seen = booking.Visit.objects.filter(**of_clinic, starts_at__gte=since, starts_at__lt=week).aggregate(
        done=Count("pk", filter=past & Q(state="COMPLETED")),
        missed=Count("pk", filter=past & Q(state="MISSED")),
        cancelled=Count("pk", filter=past & Q(state="CANCELLED")),
        coming=Count("pk", filter=~past & Q(state="BOOKED")),
    )
    notes = charting.Note.objects.filter(
        **of_clinic, state="OPEN", opened_at__lt=now - dt.timedelta(hours=8)
    ).aggregate(
        unsigned=Count("pk"),
        needles_open=Count("pk", filter=Q(needles_in_at__isnull=False, needles_out_at__isnull=True)),
    )
    reactions = charting.Reaction.objects.filter(clinic_id=viewer.clinic_id, at__gte=since).aggregate(
        all=Count("pk"), serious=Count("pk", filter=Q(is_serious=True))
    )
    return ClinicFigures(
        visits=seen["done"],
        missed=seen["missed"],
        cancelled=seen["cancelled"],
        coming=seen["coming"],
        unsigned=notes["unsigned"],
        needles_open=notes["needles_open"],
        courses=plans.Course.objects.filter(**of_clinic, state="ACTIVE").count(),
        reviews_overdue=reviews_overdue,
        recalls_due=plans_queries.recalls_to_ask(viewer, now).filter(due_on__lte=today).count(),
        reactions=reactions["all"],
        serious=reactions["serious"],
    )
