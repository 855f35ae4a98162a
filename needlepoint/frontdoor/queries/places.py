"""Where the clinic is open and when, and what lies around it.

Hours, further places and closures are rows of booking, a later step that this one may not import. Which module tells them
is in settings.WHEN_OPEN; the shapes in which it does are here.
"""

import datetime as dt
import functools
import importlib
from types import ModuleType
from typing import NamedTuple

from django.conf import settings

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
    return _told().places_of(clinic)


def weeks_of(clinic: people.Clinic) -> dict[int | None, list[tuple[int, int, int]]]:
    """Return the opening hours of each place that says any: (weekday from Monday 0, from minute, until). Costs 1 query."""
    return _told().weeks_of(clinic)


def shut_between(clinic: people.Clinic, begins: dt.datetime, ends: dt.datetime) -> list[Shut]:
    """Return what shuts whole places in a stretch, in order. Somebody's leave shuts none. Costs 1 query."""
    return _told().shut_between(clinic, begins, ends)


@functools.cache
def _told() -> ModuleType:
    return importlib.import_module(settings.WHEN_OPEN)


def landmarks_of(clinic: people.Clinic) -> list[models.Landmark]:
    """Return what lies around the clinic, in its order. Costs 1 query."""
    return list(models.Landmark.objects.filter(clinic=clinic))
