"""Until when whoever treats may, and which booked visits lie beyond it. Each question says what it costs."""

import datetime as dt
from typing import NamedTuple

from needlepoint.booking import models as booking
from needlepoint.booking.queries import diary
from needlepoint.house import clock
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


class Kept(NamedTuple):
    """Somebody's licence. booked_after: standing visits with them that begin after its last day."""

    name: str
    code: str
    expires_on: dt.date | None
    booked_after: int


def licences_of(viewer: people_rules.Viewer, *, now: dt.datetime) -> list[Kept]:
    """Return the licence of everybody who can be booked, by name. Costs 2 queries."""
    treating = people.Practitioner.objects.filter(clinic_id=viewer.clinic_id, is_bookable=True)
    ahead = diary.standing_ahead(viewer.clinic_id, now)
    late: dict[int, int] = {}
    for visit in ahead.filter(practitioner__licence_expires_on__isnull=False):
        if is_beyond(visit):
            late[visit.practitioner_id] = late.get(visit.practitioner_id, 0) + 1
    columns = ("pk", "name", "code", "licence_expires_on")
    rows = treating.order_by("name", "pk").values_list(*columns)
    return [Kept(name, code, last, late.get(pk, 0)) for pk, name, code, last in rows]


def is_beyond(visit: booking.Visit) -> bool:
    """Say whether a visit, fetched with whoever treats, begins after the last day of their licence. Costs no query."""
    if visit.practitioner is None:
        return False
    zone = visit.location.time_zone if visit.location else visit.clinic.time_zone
    day = clock.local(visit.starts_at, zone).date()
    return not people_rules.may_treat(day, expires_on=visit.practitioner.licence_expires_on)


def booked_beyond(practitioner: people.Practitioner, *, now: dt.datetime) -> int:
    """Count the standing visits with somebody after the last day of their licence. Costs 1 query, or none."""
    if practitioner.licence_expires_on is None:
        return 0
    ahead = diary.standing_ahead(practitioner.clinic_id, now).filter(practitioner=practitioner)
    return sum(map(is_beyond, ahead))
