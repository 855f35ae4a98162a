"""What must always be true of ticks: the words, the claims and the standing visits say the same."""

from needlepoint.booking import models, queries
from needlepoint.booking.rules import starts, states, ticks


def in_words():
    """(clinic, resource, day) → ticks, as the occupancy rows say."""
    rows = models.Occupancy.objects.values_list(
        "clinic_id", "resource", "local_date", "w0", "w1", "w2", "w3", "w4"
    )
    return {tuple(key): mask for *key, mask in ((*row[:3], ticks.mask(row[3:])) for row in rows) if mask}


def in_claims():
    held = {}
    for clinic, resource, date, tick in models.Claim.objects.values_list(
        "clinic_id", "resource", "local_date", "tick"
    ):
        held[clinic, resource, date] = held.get((clinic, resource, date), 0) | 1 << tick
    return held


def in_visits(*, booked_over=False):
    """Laid out anew from the visits that hold their time. Raises when two hold one tick."""
    held = {}
    visits = models.Visit.objects.exclude(state__in=[str(state) for state in states.RELEASED])
    for holder in [
        *visits.select_related("clinic", "service"),
        *models.Hold.objects.select_related("clinic", "service"),
    ]:
        pattern = queries.segments_of(holder)
        shape = starts.shape(pattern)
        for resource, runs in (
            (queries.practitioner(holder.practitioner_id), shape.hands),
            *([(queries.room(holder.room_id, holder.room_place), shape.room)] if holder.room_id else []),
            *([(queries.patient(holder.patient_id), shape.stay)] if holder.patient_id else []),
        ):
            for date, mask in ticks.held(holder.starts_at, runs, holder.clinic.time_zone).items():
                key = holder.clinic_id, resource, date
                if not booked_over:
                    assert not held.get(key, 0) & mask, f"{resource} is doubled on {date}"
                held[key] = held.get(key, 0) | mask
    return held


def check(*, booked_over=False):
    """`booked_over`: staff put visits over one another, so lanes are laid together before they are compared."""
    words, held = in_words(), in_claims()
    assert words == held
    assert (together(held) if booked_over else held) == in_visits(booked_over=booked_over)


def together(held):
    joined = {}
    for (clinic, resource, date), mask in held.items():
        key = clinic, resource.partition("+")[0], date
        joined[key] = joined.get(key, 0) | mask
    return joined
