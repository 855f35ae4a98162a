"""Ticks are claimed by compare-and-set on one row for each resource and day.

The update says 'only if these ticks are still free', and one changed row means they are ours. Rows are touched in the
order of their names, so that two bookings never wait for each other in a circle. Claim rows, one for each tick and
unique, guard the same ticks again. Called inside an action's transaction.
"""

import datetime as dt
from collections.abc import Mapping

from django.db.models import F

from needlepoint.booking import models, queries
from needlepoint.booking.rules import starts, ticks

Changes = Mapping[
    tuple[str, dt.date], tuple[int, int]
]  # (resource, local day) → (ticks to give back, ticks to take)


class Lost(Exception):
    """Somebody else took a tick of this resource first; the transaction is undone."""

    def __init__(self, resource: str) -> None:
        super().__init__(resource)
        self.resource = resource


def wanted(
    visit: starts.Shape, place: queries.Place, patient_id: int, starts_at: dt.datetime, zone: str
) -> dict[tuple[str, dt.date], int]:
    """What a visit needs to hold: (resource, local day) → ticks."""
    sides = (
        (queries.practitioner(place.practitioner_id), visit.hands),
        (queries.room(place.room_id), visit.room),
        (queries.patient(patient_id), visit.stay),
    )
    return {
        (resource, date): held
        for resource, runs in sides
        for date, held in ticks.held(starts_at, runs, zone).items()
    }


def change(clinic_id: int, changes: Changes) -> None:
    """Give ticks back and take others, each row by compare-and-set, in the order of their names.

    raises  Lost when a tick to be taken is held, which undoes the transaction
    """
    ordered = sorted(changes)
    # Rows that are not there yet come first, all together and in order: nobody waits here while holding a changed row.
    models.Occupancy.objects.bulk_create(
        [
            models.Occupancy(clinic_id=clinic_id, resource=resource, local_date=date)
            for resource, date in ordered
        ],
        ignore_conflicts=True,
    )
    for resource, date in ordered:
        given, taken = changes[resource, date]
        rows = models.Occupancy.objects.filter(clinic_id=clinic_id, local_date=date, resource=resource)
        values = {}
        for place, (give, take) in enumerate(
            zip(ticks.words(given & ~taken), ticks.words(taken), strict=True)
        ):
            word = f"w{place}"
            fresh = take & ~ticks.words(given)[place]
            if fresh:
                rows = rows.alias(**{f"clash{place}": F(word).bitand(fresh)}).filter(**{f"clash{place}": 0})
            if give or take:
                values[word] = F(word).bitand(ticks.WORD & ~give).bitor(take)
        if values and rows.update(**values) != 1:
            raise Lost(resource)


def write_claims(visit: models.Visit, wanted: Mapping[tuple[str, dt.date], int]) -> None:
    models.Claim.objects.bulk_create(
        models.Claim(clinic_id=visit.clinic_id, resource=resource, local_date=date, tick=tick, visit=visit)
        for (resource, date), mask in sorted(wanted.items())
        for tick in ticks.listed(mask)
    )


def give_back(visit: models.Visit) -> None:
    change(visit.clinic_id, {where: (mask, 0) for where, mask in queries.ticks_held_by(visit).items()})
    visit.claims.all().delete()
