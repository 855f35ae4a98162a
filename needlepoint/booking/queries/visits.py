"""Questions about visits. Each says what it costs, at any length."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q
from django.http import Http404

from needlepoint.booking import access, models
from needlepoint.booking.rules import policy, ticks
from needlepoint.house import clock, prepared
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

WITH = ("clinic", "location", "patient", "practitioner", "room", "service")

_number_by_form = prepared.Question(
    lambda *, clinic_id, form_key: models.Visit.objects.filter(
        clinic_id=clinic_id, form_key=form_key
    ).values_list("pk", flat=True),
    clinic_id=int,
    form_key=str,
)


def visit_for(viewer: people_rules.Viewer, code: str) -> models.Visit:
    """Return one visit with all it points to. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    return _the_one(access.visits_seen_by(viewer), code)


def visit_shown_to(viewer: people_rules.Viewer, session: Mapping, code: str) -> models.Visit:
    """Return a visit for looking at: also one that this browser booked. Costs 1 query. Raises Http404."""
    return _the_one(access.visits_shown_to(viewer, session), code)


def _the_one(visits, code: str) -> models.Visit:
    visit = visits.select_related(*WITH).filter(code=code).first()
    if visit is None:
        raise Http404
    return visit


def override_of(visit: models.Visit) -> models.Override | None:
    """Return why a visit was booked over something in its way, if it was. Costs 1 query."""
    return models.Override.objects.filter(visit=visit).first()


def visits_on(viewer: people_rules.Viewer, day: dt.date, *, zone: str | None = None) -> list[models.Visit]:
    """Return the visits of a local day in time order, cancelled ones included, with all they point to.

    zone   the clinic's, when the caller has it at hand
    costs  1 query with a zone, 2 without
    """
    if zone is None:
        zone = zone_of(viewer.clinic_id)
    here = ticks.day(day, zone)
    visits = access.visits_seen_by(viewer).filter(starts_at__gte=here.begins, starts_at__lt=here.ends)
    return list(visits.select_related(*WITH).order_by("starts_at", "practitioner_id", "pk"))


def visits_of(viewer: people_rules.Viewer, patient: people.Patient) -> list[models.Visit]:
    """Return a patient's visits that the viewer may see, newest first. Costs 1 query."""
    visits = access.visits_seen_by(viewer).filter(patient=patient)
    return list(visits.select_related(*WITH).order_by("-starts_at", "-pk"))


def is_movable(visit: models.Visit) -> bool:
    """Say whether we know enough of a visit to find it another time; some came from elsewhere with less."""
    return visit.service_id is not None and visit.practitioner_id is not None


def practitioner_kept(visit: models.Visit, now: dt.datetime) -> int | None:
    """Return the integer id of whoever a visit stays with when it moves; None when they may not treat any more by then.

    Then it goes to whoever is free. Costs no query for a visit that was fetched with all it points to.
    """
    who = visit.practitioner
    if who is None:
        return None
    zone = visit.location.time_zone if visit.location else visit.clinic.time_zone
    day = clock.local(max(now, visit.starts_at), zone).date()
    may = who.is_bookable and people_rules.may_treat(day, expires_on=who.licence_expires_on)
    return who.pk if may else None


def moves_of(visit: models.Visit) -> int:
    """Return how often a visit was moved. Costs 1 query."""
    return visit.facts.filter(kind=models.Fact.Kind.MOVED).count()


def zone_of(clinic_id: int | None) -> str:
    """Return a clinic's time zone. Costs 1 query."""
    return people.Clinic.objects.filter(pk=clinic_id).values_list("time_zone", flat=True).first() or "UTC"


def booked_with(clinic_id: int, form_key: str) -> models.Visit | None:
    """Return the visit that a form booked, or None. Costs 1 query, 1 more when there is one."""
    # Nearly always there is none, and a question for one number is a tenth of one for a visit with all it points to.
    pk = _number_by_form.first(clinic_id=clinic_id, form_key=form_key)
    return None if pk is None else models.Visit.objects.select_related(*WITH).get(pk=pk)


def booked_by_form(viewer: people_rules.Viewer, session: Mapping, form_key: str) -> models.Visit | None:
    """Return the visit that this form booked, to those who may look at it. Costs 1 query, 2 more when there is one."""
    visit = booked_with(viewer.clinic_id, form_key) if form_key and viewer.clinic_id else None
    if visit is None:
        return None
    return visit if access.visits_shown_to(viewer, session).filter(pk=visit.pk).exists() else None


def own_visit_at(
    viewer: people_rules.Viewer,
    session: Mapping,
    starts_at: dt.datetime,
    *,
    patient_id: int | None = None,
) -> models.Visit | None:
    """Return the standing visit that a visitor or patient already has at this start. Costs 1 query, none for staff.

    patient_id  of whoever is to come; None for somebody we do not know yet, who has what this browser booked
    """
    if viewer.is_staff:
        return None
    if patient_id is None:
        here = access.visits_booked_here(viewer, session)
    else:
        here = access.visits_seen_by(viewer).filter(patient_id=patient_id)
    standing = here.filter(state=models.Visit.State.BOOKED)
    return standing.filter(starts_at=starts_at).first()


def has_booked(clinic: people.Clinic, form_key: str) -> bool:
    """Say whether a form has booked a visit. Costs 1 query.

    Its key was born in one browser and is told to nobody, so whoever sends it again is pressing the button again; and
    a form that has booked books nothing more.
    """
    return bool(form_key) and _number_by_form.first(clinic_id=clinic.pk, form_key=form_key) is not None


# The numbers of the visits that a patient has booked, as many as may be.
visits_ahead = prepared.Question(
    lambda *, patient, now: (
        models.Visit.objects.filter(patient_id=patient, state=models.Visit.State.BOOKED, starts_at__gt=now)
        .order_by()
        .values_list("pk")[: policy.AHEAD_MOST]
    ),
    patient=int,
    now=dt.datetime,
)


def unseen_ahead(clinic: people.Clinic, *, email: str, phone: str, now: dt.datetime) -> int:
    """Return how many visits are booked for people with this address or number who were never here. Costs 1 query."""
    reached = Q(patient__email=people_rules.plain_email(email)) if email else Q()
    if phone:
        reached |= Q(patient__phone=phone)
    if not reached:
        return 0
    booked = models.Visit.objects.filter(
        reached, clinic=clinic, state=models.Visit.State.BOOKED, starts_at__gt=now
    )
    return booked.exclude(patient__visits__state=models.Visit.State.COMPLETED).distinct().count()
