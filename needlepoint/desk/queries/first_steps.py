"""What is known of a clinic while it is set up."""

import dataclasses
import datetime as dt

from needlepoint.booking import models as booking
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.queries import settings as settings_queries
from needlepoint.frontdoor import models as frontdoor
from needlepoint.people import models as people

Row = tuple[int, int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A clinic as far as it is set up.

    opening  (weekday, from minute, until minute) of its first place
    """

    clinic: people.Clinic
    opening: tuple[Row, ...]
    rooms: int
    first: frontdoor.Service | None
    follow_up: frontdoor.Service | None
    treating: tuple[people.Practitioner, ...]


def known_of(clinic: people.Clinic) -> Known:
    """Return what is known of a clinic. Costs 4 queries."""
    follow_up, firsts = settings_queries.ordinary_services(clinic)
    treating = people.Practitioner.objects.filter(clinic=clinic, is_bookable=True).select_related("user")
    return Known(
        clinic=clinic,
        opening=opening_of(clinic),
        rooms=len(settings_queries.open_rooms(clinic)),
        first=firsts[0] if firsts else None,
        follow_up=follow_up,
        treating=tuple(treating),
    )


def opening_of(clinic: people.Clinic) -> tuple[Row, ...]:
    """Return the week of the clinic's first place. Costs 1 query."""
    rows = booking.OpeningHours.objects.filter(clinic=clinic, location=None)
    return tuple((row.weekday, row.starts_minute, row.ends_minute) for row in rows)


def week_of(practitioner: people.Practitioner) -> tuple[Row, ...] | None:
    """Return the weekly hours of somebody who treats; None when they work elsewhere too, or only for a time.

    Costs 1 query.
    """
    rows = list(booking.Hours.objects.filter(practitioner=practitioner))
    if any(row.location_id or row.from_date or row.until_date for row in rows):
        return None
    return tuple(sorted((row.weekday, row.starts_minute, row.ends_minute) for row in rows))


def first_start(known: Known, *, now: dt.datetime) -> dt.datetime | None:
    """Return the first moment at which a new patient could come; None when there is none.

    Costs what booking.queries.starts_from costs.
    """
    if known.first is None:
        return None
    found = booking_queries.starts_from(known.clinic, service=known.first, now=now, days_wanted=1)
    return found.starts[0].starts_at if found.starts else None
