"""When the clinic is open, place by place, for the pages that say so and may not import this step.

Named in settings.WHEN_OPEN; see frontdoor.queries.places, whose shapes these are.
"""

import datetime as dt

from needlepoint.booking import models
from needlepoint.frontdoor.queries.places import Place, Shut
from needlepoint.people import models as people


def places_of(clinic: people.Clinic) -> list[Place]:
    """Return the places that are open, the first one first. Costs 1 query."""
    first = Place(None, clinic.name, clinic.address, clinic.directions, clinic.phone, clinic.time_zone)
    further = models.Location.objects.filter(clinic=clinic, is_open=True).order_by("position", "pk")
    columns = ("pk", "name", "address", "directions", "phone", "time_zone")
    return [first, *(Place(*row) for row in further.values_list(*columns))]


def weeks_of(clinic: people.Clinic) -> dict[int | None, list[tuple[int, int, int]]]:
    """Return the opening hours of each place that says any: (weekday from Monday 0, from minute, until). Costs 1 query."""
    found: dict[int | None, list[tuple[int, int, int]]] = {}
    rows = models.OpeningHours.objects.filter(clinic=clinic).order_by("weekday", "starts_minute")
    for place, *hours in rows.values_list("location_id", "weekday", "starts_minute", "ends_minute"):
        found.setdefault(place, []).append(tuple(hours))
    return found


def shut_between(clinic: people.Clinic, begins: dt.datetime, ends: dt.datetime) -> list[Shut]:
    """Return what shuts whole places in a stretch, in order. Somebody's leave shuts none. Costs 1 query."""
    rows = models.Closure.objects.filter(
        clinic=clinic, practitioner=None, room=None, starts_at__lt=ends, ends_at__gt=begins
    )
    columns = ("location_id", "starts_at", "ends_at", "kind", "reason")
    return [
        Shut(place, starts_at, ends_at, reason if kind == "HOLIDAY" else "")
        for place, starts_at, ends_at, kind, reason in rows.order_by("starts_at", "pk").values_list(*columns)
    ]
