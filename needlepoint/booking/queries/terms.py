"""What a clinic asks for when a visit is changed late, as its rules take it."""

import datetime as dt

from needlepoint.booking import models
from needlepoint.booking.rules import fees
from needlepoint.people import models as people


def terms_of(clinic: people.Clinic) -> fees.Terms:
    return fees.Terms(
        free_hours=clinic.free_to_cancel_hours,
        grace_minutes=clinic.grace_minutes,
        late_cents=clinic.late_cancel_cents,
        missed_cents=clinic.missed_cents,
    )


def fee_now(visit: models.Visit, *, now: dt.datetime, by_staff: bool) -> int:
    """Return what a visit owes once it is moved or cancelled now, in cents. Costs 1 query when that is anything new."""
    owed = fees.fee_now(
        starts_at=visit.starts_at,
        booked_at=visit.booked_at,
        now=now,
        terms=terms_of(visit.clinic),
        owed_cents=visit.fee_cents,
        by_staff=by_staff,
    )
    # Whoever is asked by the clinic to choose another time owes nothing for it.
    is_ours = owed > visit.fee_cents and visit.hits.filter(asked_at__isnull=False, kept_at=None).exists()
    return visit.fee_cents if is_ours else owed
