"""What a tablet opens for a patient, and what is still open of it."""

import datetime as dt

from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.intake import access, models, rules
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.screening import queries as screening_queries


def visit_for(viewer: people_rules.Viewer, code: str) -> booking.Visit:
    """Return a visit whose forms staff may hand out on a tablet. Costs 1 query. Raises Http404 for unknown and unseen."""
    visits = access.visits_open_to(viewer).select_related("clinic", "patient", "practitioner", "service")
    visit = visits.filter(code=code).first() if viewer.is_staff else None
    if visit is None:
        raise Http404
    return visit


def forms_of(visit: booking.Visit) -> list[models.Intake]:
    """Return every form that was put before the patient for a visit, in that order. Costs 1 query."""
    return list(
        models.Intake.objects.filter(visit=visit).select_related("visit", "clinic", "patient").order_by("pk")
    )


def still_open(viewer: people_rules.Viewer) -> list[models.Intake]:
    """Return what somebody with the tablet has not finished. Costs 1 query. Raises Http404 where there is no tablet."""
    if not viewer.is_on_kiosk:
        raise Http404
    mine = access.intakes_open_to(viewer).filter(visit__code=viewer.kiosk, state=models.Intake.State.OPEN)
    first = rules.FIRST_VISIT
    return sorted(
        mine.select_related("visit", "clinic", "patient"), key=lambda one: (one.form != first, one.pk)
    )


def check_is_due(patient: people.Patient, now: dt.datetime) -> bool:
    """Say whether the safety questions have to be asked, or asked again. Costs 1 query."""
    return screening_queries.standing_of(patient, now=now).again is not None
