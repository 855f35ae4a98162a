"""Questions of the recall desk, and of the clockwork that fills its list."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from needlepoint.booking import models as booking
from needlepoint.house import clock, prepared
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models, queries
from needlepoint.plans.rules import recalling as rules

COMING = (booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED)
LOST = (booking.Visit.State.CANCELLED, booking.Visit.State.MISSED)
State = models.Recall.State


def coming_visits(now: dt.datetime) -> QuerySet[booking.Visit]:
    """Return the visits that stand and are not over, for a subquery about OuterRef('patient'). Costs nothing itself."""
    return booking.Visit.objects.filter(patient=OuterRef("patient"), state__in=COMING, ends_at__gt=now)


def next_visits(patient_id: int, now: dt.datetime) -> list[booking.Visit]:
    """Return what one patient has booked, soonest first. Costs 1 query."""
    visits = booking.Visit.objects.filter(patient_id=patient_id, state__in=COMING, ends_at__gt=now)
    return list(visits.order_by("starts_at", "pk"))


def open_recall_of(patient_id: int) -> models.Recall | None:
    """Return the open recall of a patient. Costs 1 query."""
    return _open_of.first(patient_id=patient_id)


# Asked at every booking, so with its SQL ready.
_open_of = prepared.Question(
    lambda patient_id: (
        models.Recall.objects.filter(patient_id=patient_id, state=State.OPEN)
        .select_related("patient__clinic")
        .order_by("pk")[:1]
    ),
    patient_id=int,
)


def closed_by(visit: booking.Visit) -> models.Recall | None:
    """Return the recall that ended with this visit. Costs 1 query."""
    return models.Recall.objects.filter(visit=visit, state=State.BOOKED).select_related("patient").first()


def answered_unseen(now: dt.datetime, limit: int) -> list[models.Recall]:
    """Return open recalls of people who have a visit booked, the oldest first. Costs 1 query."""
    return list(_open().filter(Exists(coming_visits(now))).order_by("made_at", "pk")[:limit])


def lost_unseen(limit: int) -> list[models.Recall]:
    """Return recalls that ended with a visit that was then cancelled or missed. Costs 1 query."""
    lost = models.Recall.objects.filter(state=State.BOOKED, visit__state__in=LOST)
    return list(lost.select_related("patient", "visit").order_by("made_at", "pk")[:limit])


def _open() -> QuerySet[models.Recall]:
    return models.Recall.objects.filter(state=State.OPEN).select_related("patient__clinic")


@dataclasses.dataclass(frozen=True, slots=True)
class Unasked:
    """A course under way whose patient has nothing booked and is on no list."""

    course: models.Course
    stands: rules.Stands
    today: dt.date


def unasked(now: dt.datetime, limit: int) -> list[Unasked]:
    """Return whom the plan may want to be asked back, those waiting longest first. Costs 2 queries, 1 more for every 40.

    Left out are who has a visit booked, who does not want to be asked, who is on the list, and who was asked since
    the latest visit: nobody is asked twice for one silence.
    """
    done = booking.Visit.objects.filter(
        patient=OuterRef("patient"),
        state=booking.Visit.State.COMPLETED,
        starts_at__gte=OuterRef("started_at"),
    ).order_by("-starts_at")
    latest = Subquery(done.values("starts_at")[:1], output_field=DateTimeField())
    asked = models.Recall.objects.filter(course=OuterRef("pk"), made_at__gte=OuterRef("last_at"))
    is_open = models.Recall.objects.filter(patient=OuterRef("patient"), state=State.OPEN)
    courses = (
        models.Course.objects.filter(state=models.Course.State.ACTIVE, patient__may_contact=True)
        .annotate(last_at=Coalesce(latest, F("started_at")))
        .filter(last_at__lte=now - dt.timedelta(days=rules.QUIET_DAYS))
        .filter(~Exists(coming_visits(now)), ~Exists(is_open), ~Exists(asked))
        .select_related("patient__clinic")
        .order_by("last_at", "pk")[:limit]
    )
    rows = list(courses)
    positions = queries.positions(rows)
    return [_unasked(course, positions[course.pk].is_review_due, now) for course in rows]


def _unasked(course: models.Course, is_review_due: bool, now: dt.datetime) -> Unasked:  # noqa: FBT001
    zone = course.patient.clinic.time_zone
    stands = rules.Stands(
        last_on=clock.local(course.last_at, zone).date(),
        days_between=course.days_between,
        is_kept_up=not course.phase,
        is_review_due=is_review_due,
    )
    return Unasked(course, stands, clock.local(now, zone).date())


def visited_last(patient_ids: Iterable[int], now: dt.datetime) -> dict[int, dt.datetime]:
    """Return when each patient was last treated, for those who ever were. Costs 1 query at any length, 0 for nobody."""
    ids = list(patient_ids)
    if not ids:
        return {}
    # The same visits as a booking counts from (booking.queries.bookers): a call is no treatment.
    visits = (
        booking.Visit.objects.filter(
            patient_id__in=ids, state=booking.Visit.State.COMPLETED, starts_at__lte=now
        )
        .exclude(service__needs_check=False)
        .order_by("patient_id", "starts_at")
        .values_list("patient_id", "starts_at")
    )
    return dict(visits)


def left_alone(viewer: people_rules.Viewer, limit: int) -> list[people.Patient]:
    """Return the patients of the clinic who asked not to be asked back, by name; for staff. Costs 1 query."""
    if not viewer.is_staff:
        return []
    patients = people.Patient.objects.filter(clinic_id=viewer.clinic_id, may_contact=False)
    return list(patients.order_by("family_name", "given_name", "pk")[:limit])


def closed_lately(viewer: people_rules.Viewer, since: dt.datetime, limit: int) -> list[models.Recall]:
    """Return the recalls that came to an end since a moment, the latest first; for staff. Costs 1 query."""
    done = access.recalls_seen_by(viewer).exclude(state=State.OPEN).filter(closed_at__gte=since)
    return list(done.select_related("patient", "visit").order_by("-closed_at", "-pk")[:limit])
