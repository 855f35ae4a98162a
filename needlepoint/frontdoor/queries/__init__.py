"""What the clinic offers and who treats there."""

import datetime as dt

from django.http import Http404

from needlepoint.frontdoor import models
from needlepoint.house import prepared
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries

_services = prepared.Question(
    lambda *, clinic_id: models.Service.objects.filter(clinic_id=clinic_id, is_offered=True), clinic_id=int
)


def services_of(clinic_id: int) -> list[models.Service]:
    """Return the services on offer, in the clinic's order. Costs 1 query."""
    return _services(clinic_id=clinic_id)


def service_for(clinic_id: int, kind: str) -> models.Service:
    """Return the first service of a kind. Costs 1 query. Raises Http404 when the clinic offers none."""
    service = models.Service.objects.filter(clinic_id=clinic_id, kind=kind, is_offered=True).first()
    if service is None:
        raise Http404
    return service


def practitioners_of(clinic_id: int, *, on: dt.date) -> list[people.Practitioner]:
    """Return who treats and can be booked, by name; nobody whose licence is over on that day. Costs 1 query."""
    return list(people_queries.treating_on(on, clinic_id=clinic_id))
