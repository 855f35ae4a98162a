"""What must always be true of ticks: the words, the claims and the standing visits say the same."""

from needlepoint.booking import models, queries
from needlepoint.booking.rules import states, ticks


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


def in_visits():
    """Laid out anew from the visits that hold their time. Raises when two hold one tick."""
    held = {}
    visits = models.Visit.objects.exclude(state__in=[str(state) for state in states.RELEASED])
    for visit in visits.select_related("clinic", "service"):
        shape = queries.shape_of(visit.service)
        for resource, runs in (
            (queries.practitioner(visit.practitioner_id), shape.hands),
            (queries.room(visit.room_id), shape.room),
            (queries.patient(visit.patient_id), shape.stay),
        ):
            for date, mask in ticks.held(visit.starts_at, runs, visit.clinic.time_zone).items():
                key = visit.clinic_id, resource, date
                assert not held.get(key, 0) & mask, f"{resource} is doubled on {date}"
                held[key] = held.get(key, 0) | mask
    return held


def check():
    assert in_words() == in_claims() == in_visits()
