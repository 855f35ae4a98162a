"""Where the clinic is open and when, and what lies around it.

Hours, further places and closures are rows of booking, a later step. They point at the clinic, and are read through it
as plain values: a page that says when the clinic is open needs no more of booking than that.
"""

import datetime as dt
from typing import NamedTuple

from needlepoint.frontdoor import models
from needlepoint.people import models as people


class Place(NamedTuple):
    """One place of the clinic; the first has no row of its own, and the integer id None."""

    pk: int | None
    name: str
    address: str
    directions: str
    phone: str
    zone: str


class Shut(NamedTuple):
    """A stretch in which a whole place is shut; place None: all of them. reason: of a public holiday, for anybody to read."""

    place: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    reason: str


def places_of(clinic: people.Clinic) -> list[Place]:
    """Return the places that are open, the first one first. Costs 1 query."""
    first = Place(None, clinic.name, clinic.address, clinic.directions, clinic.phone, clinic.time_zone)
    further = clinic.locations.filter(is_open=True).order_by("position", "pk")
    columns = ("pk", "name", "address", "directions", "phone", "time_zone")
    return [first, *(Place(*row) for row in further.values_list(*columns))]


def weeks_of(clinic: people.Clinic) -> dict[int | None, list[tuple[int, int, int]]]:
    """Return the opening hours of each place that says any: (weekday from Monday 0, from minute, until). Costs 1 query."""
    found: dict[int | None, list[tuple[int, int, int]]] = {}
    rows = clinic.opening_hours.order_by("weekday", "starts_minute")
    for place, *hours in rows.values_list("location_id", "weekday", "starts_minute", "ends_minute"):
        found.setdefault(place, []).append(tuple(hours))
    return found


def shut_between(clinic: people.Clinic, begins: dt.datetime, ends: dt.datetime) -> list[Shut]:
    """Return what shuts whole places in a stretch, in order. Somebody's leave shuts none. Costs 1 query."""
    rows = clinic.closures.filter(practitioner=None, room=None, starts_at__lt=ends, ends_at__gt=begins)
    columns = ("location_id", "starts_at", "ends_at", "kind", "reason")
    return [
        Shut(place, starts_at, ends_at, reason if kind == "HOLIDAY" else "")
        for place, starts_at, ends_at, kind, reason in rows.order_by("starts_at", "pk").values_list(*columns)
    ]


def landmarks_of(clinic: people.Clinic) -> list[models.Landmark]:
    """Return what lies around the clinic, in its order. Costs 1 query."""
    return list(models.Landmark.objects.filter(clinic=clinic))
