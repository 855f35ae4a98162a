"""What moving, cancelling or not coming costs, and from when. Pure.

A change is free until some hours before the visit, and in any case for some minutes after booking. Later it costs what
the clinic says; a visit never owes more than once.
"""

import dataclasses
import datetime as dt

from needlepoint.booking.rules import policy


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """What a clinic asks for. Cents of its currency; 0: it asks for nothing."""

    free_hours: int
    grace_minutes: int
    late_cents: int  # for moving or cancelling after the free time
    missed_cents: int  # for not coming

    @property
    def has_fees(self) -> bool:
        return bool(self.late_cents or self.missed_cents)

    def free_until(self, *, starts_at: dt.datetime, booked_at: dt.datetime) -> dt.datetime:
        """Return the last moment at which moving or cancelling costs nothing; never after the start."""
        return policy.free_until(
            starts_at=starts_at,
            booked_at=booked_at,
            free_hours=self.free_hours,
            grace=dt.timedelta(minutes=self.grace_minutes),
        )


def is_free_now(*, starts_at: dt.datetime, booked_at: dt.datetime, now: dt.datetime, terms: Terms) -> bool:
    """Say whether a change costs nothing just now. The last free moment itself is free."""
    return now <= terms.free_until(starts_at=starts_at, booked_at=booked_at)


def fee_now(
    *,
    starts_at: dt.datetime,
    booked_at: dt.datetime,
    now: dt.datetime,
    terms: Terms,
    owed_cents: int = 0,
    by_staff: bool = False,
) -> int:
    """Return what a visit owes once it is moved or cancelled now, in cents.

    booked_at   when it was booked; a clock that was set back since then makes nothing dearer
    owed_cents  what it owes already, for an earlier late move: the larger of the two, never both
    by_staff    the clinic's own changes cost the patient nothing more
    """
    if by_staff or is_free_now(starts_at=starts_at, booked_at=booked_at, now=now, terms=terms):
        return owed_cents
    return max(owed_cents, terms.late_cents)
