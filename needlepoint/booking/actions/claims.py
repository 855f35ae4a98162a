"""Ticks are claimed by compare-and-set on one row for each resource and day.

The statement says 'only if these ticks are still free', and one changed row means they are ours; a row that is not
there yet is made by the same statement. Rows are touched in the order of their names, so that two bookings never wait
for each other in a circle. Claim rows, one for each tick and unique, guard the same ticks again. Called inside an
action's transaction.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import connection

from needlepoint.booking import models, queries
from needlepoint.booking.rules import ticks

Changes = Mapping[
    tuple[str, dt.date], tuple[int, int]
]  # (resource, local day) → (ticks to give back, ticks to take)


Own = Mapping[tuple[str, dt.date], int]
LANES = 4  # a resource and three lanes beside it

_WORDS = [f"w{number}" for number in range(ticks.WORDS)]
# Written by hand, because the ORM cannot say 'make the row, or change it only if', which both databases can.
_CLAIM = f"""
INSERT INTO booking_occupancy AS had (clinic_id, local_date, resource, {", ".join(_WORDS)})
VALUES (%s, %s, %s{", %s" * ticks.WORDS})
ON CONFLICT (clinic_id, local_date, resource) DO UPDATE
SET {", ".join(f"{w} = (had.{w} & %s) | excluded.{w}" for w in _WORDS)}
WHERE {" AND ".join(f"(had.{w} & %s) = 0" for w in _WORDS)}
"""  # noqa: S608  nothing in it comes from outside
# A row for each tick of some runs of ticks, counted up by the database: thirty rows cost what one does.
_CLAIMED = """
WITH RECURSIVE run (resource, local_date, tick, ends) AS (
    VALUES {rows} UNION ALL SELECT resource, local_date, tick + 1, ends FROM run WHERE tick + 1 < ends
)
INSERT INTO booking_claim (resource, local_date, tick, clinic_id, visit_id, hold_id)
SELECT resource, local_date, tick, %s, %s, %s FROM run ORDER BY resource, local_date, tick
"""


class Lost(Exception):
    """Somebody else took a tick of this resource first; the transaction is undone."""

    def __init__(self, resource: str) -> None:
        super().__init__(resource)
        self.resource = resource


def wanted(
    place: queries.Place, patient_id: int | None, starts_at: dt.datetime, zone: str
) -> dict[tuple[str, dt.date], int]:
    """What a visit needs to hold: (resource, local day) → ticks.

    patient_id  None while a start is kept for somebody whom we do not know yet
    """
    shape = place.fit.shape
    sides = [(queries.practitioner(place.practitioner_id), shape.hands)]
    if place.room is not None:
        sides.append((place.room.resource, shape.room))
    if patient_id is not None:
        sides.append((queries.patient(patient_id), shape.stay))
    return {
        (resource, date): held
        for resource, runs in sides
        for date, held in ticks.held(starts_at, runs, zone).items()
    }


def change(clinic_id: int, changes: Changes) -> None:
    """Give ticks back and take others, each row by compare-and-set, in the order of their names.

    raises  Lost when a tick to be taken is held, which undoes the transaction
    """
    with connection.cursor() as cursor:
        for (resource, date), (given, taken) in sorted(changes.items()):
            fresh = taken & ~given
            words = ticks.words(taken)
            kept = [ticks.WORD & ~word for word in ticks.words(given & ~taken)]
            there = connection.ops.adapt_datefield_value(date)
            if given | taken:
                cursor.execute(_CLAIM, [clinic_id, there, resource, *words, *kept, *ticks.words(fresh)])
                if cursor.rowcount != 1:
                    raise Lost(resource)


def write_claims(holder: models.Visit | models.Hold, wanted: Mapping[tuple[str, dt.date], int]) -> None:
    """Write down who holds which ticks. Costs 1 query."""
    visit, hold = (holder.pk, None) if isinstance(holder, models.Visit) else (None, holder.pk)
    runs: list[object] = []
    for (resource, date), mask in sorted(wanted.items()):
        there = connection.ops.adapt_datefield_value(date)
        for first, end in ticks.runs(mask):
            runs += (resource, there, first, end)
    if runs:
        rows = ", ".join(["(%s, %s, %s, %s)"] * (len(runs) // 4))
        with connection.cursor() as cursor:
            cursor.execute(_CLAIMED.format(rows=rows), [*runs, holder.clinic_id, visit, hold])


def end_hold(hold: models.Hold) -> dict[tuple[str, dt.date], int]:
    """Delete a hold and return what it took, to be given back in the same change.

    raises  Lost when it ended a moment ago
    """
    held = queries.ticks_held_by(hold)
    hold.claims.all().delete()
    if models.Hold.objects.filter(pk=hold.pk).delete()[1].get("booking.Hold", 0) != 1:
        raise Lost(f"hold:{hold.pk}")
    return held


def give_back(holder: models.Visit | models.Hold) -> None:
    """Give back all that a visit or a hold takes."""
    held = queries.ticks_held_by(holder)
    change(holder.clinic_id, {where: (mask, 0) for where, mask in held.items()})
    holder.claims.all().delete()
    close_ranks(holder.clinic_id, held)


# --- Booked over on purpose -------------------------------------------------------------------------------------------


def beside(
    clinic_id: int, wanted: Mapping[tuple[str, dt.date], int], own: Own
) -> dict[tuple[str, dt.date], int]:
    """Return the same ticks, those that somebody else has moved into a lane beside the resource.

    own     ticks that are given back in the same change
    raises  Lost when a patient would be in two places, or the lanes are full
    """
    lanes = [queries.lane(resource, over) for resource, _date in wanted for over in range(LANES)]
    rows = models.Occupancy.objects.filter(
        clinic_id=clinic_id, resource__in=lanes, local_date__in={date for _resource, date in wanted}
    )
    taken = {
        (resource, date): ticks.mask(kept) & ~own.get((resource, date), 0)
        for resource, date, *kept in rows.values_list("resource", "local_date", "w0", "w1", "w2", "w3", "w4")
    }
    found: dict[tuple[str, dt.date], int] = {}
    for (resource, date), mask in wanted.items():
        left = mask
        for over in range(1 if resource.startswith("patient:") else LANES):
            lane = queries.lane(resource, over), date
            if free := left & ~taken.get(lane, 0):
                found[lane] = free
            left &= taken.get(lane, 0)
        if left:
            raise Lost(resource)
    return found


def close_ranks(clinic_id: int, freed: Mapping[tuple[str, dt.date], int]) -> None:
    """Move what was booked over freed ticks into them, so that nobody is offered a time which is still in use."""
    freed = {
        (resource, date): mask
        for (resource, date), mask in freed.items()
        if "+" not in resource and not resource.startswith("patient:")
    }
    lanes = {
        (queries.lane(resource, over), date): (resource, date)
        for resource, date in freed
        for over in range(1, LANES)
    }
    rows = models.Occupancy.objects.filter(
        clinic_id=clinic_id,
        resource__in={resource for resource, _date in lanes},
        local_date__in={date for _resource, date in freed},
    )
    for resource, date, *kept in rows.order_by("resource").values_list(
        "resource", "local_date", "w0", "w1", "w2", "w3", "w4"
    ):
        base = lanes.get((resource, date))
        moved = ticks.mask(kept) & freed[base] if base else 0
        if base and moved:
            change(clinic_id, {(resource, date): (moved, 0), base: (0, moved)})
            freed[base] &= ~moved
            models.Claim.objects.filter(
                clinic_id=clinic_id, resource=resource, local_date=date, tick__in=ticks.listed(moved)
            ).update(resource=base[0])
