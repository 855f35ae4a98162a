"""What the clinic allows: how soon and how far ahead, who may book without asking, what a late change means. Pure."""

import dataclasses
import datetime as dt
import enum

from needlepoint.booking.rules import ticks

STAFF_LATE = dt.timedelta(minutes=15)  # a walk-in may be entered a little after it began
HORIZON_DAYS = 90  # unless the service says otherwise
STAFF_HORIZON_DAYS = 365
AHEAD_MOST = 20  # visits that somebody may have booked at once by themselves: more than a course
UNSEEN_MOST = 5  # for people with one address or number who were never here: a family
GRACE = dt.timedelta(
    minutes=15
)  # unless the clinic says otherwise, a booking may be undone this soon after it was made
FOLLOW_UP_WITHIN_DAYS = 183  # after that we listen and examine again, so it is a first visit
CONFIRM_WITHIN_DAYS = (
    90  # unless the clinic says otherwise, a check holds so long: one question instead of all
)


class Gate(enum.Enum):
    """What stands between somebody and the calendar."""

    CHECK = "CHECK"  # the suitability check comes first
    STOPPED = "STOPPED"  # the check said: not here, or not now
    CONFIRM = "CONFIRM"  # seen lately: they confirm that no warning sign is new
    OPEN = "OPEN"


def gate(
    *,
    is_staff: bool,
    check_allows: bool | None,
    seen_days_ago: int | None,
    holds: bool | None = None,
    is_stopped: bool = False,
    good_days: int = CONFIRM_WITHIN_DAYS,
) -> Gate:
    """Say what must happen before somebody may book.

    check_allows   what this browser's finished check says; None when there is none
    seen_days_ago  days since the latest completed visit; None: never
    holds          whether the check on their record still holds; None when there is none, as for somebody who was
                   brought in from another system: then a visit seen lately stands in for it
    is_stopped     the check on their record, or staff since, says: not here, or not now. Staff are stopped too, until
                   one of them decides differently
    """
    if is_stopped:
        return Gate.STOPPED
    if is_staff:
        return Gate.OPEN
    if check_allows is not None:
        return Gate.OPEN if check_allows else Gate.STOPPED
    if holds is None:
        return Gate.CONFIRM if is_recent(seen_days_ago, good_days) else Gate.CHECK
    return Gate.CONFIRM if holds else Gate.CHECK


def is_recent(seen_days_ago: int | None, good_days: int = CONFIRM_WITHIN_DAYS) -> bool:
    """Say whether somebody was seen so lately that one question is enough."""
    return seen_days_ago is not None and seen_days_ago <= good_days


def needs_first_visit(days_since_visit: int | None) -> bool:
    """Say whether the next visit is a first one: nobody was treated here, or it was long ago."""
    return days_since_visit is None or days_since_visit > FOLLOW_UP_WITHIN_DAYS


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """Between which moments a visit booked now may begin: from `earliest`, and before `latest`."""

    earliest: dt.datetime
    latest: dt.datetime

    def allow(self, moment: dt.datetime) -> bool:
        return self.earliest <= moment < self.latest

    def line(self, over: ticks.Stretch) -> int:
        """Return the ticks of a stretch that begin within the bounds."""
        first = -((over.begins - self.earliest) // ticks.TICK)  # the tick that has begun is over
        last = -((over.begins - self.latest) // ticks.TICK)
        return ticks.bits(max(first, 0), min(last, over.ticks))


def bounds(
    now: dt.datetime,
    *,
    zone: str,
    is_staff: bool,
    lead_minutes: int,
    horizon_days: int,
    is_same_day: bool,
) -> Bounds:
    """Return when a visit may begin that is booked now.

    zone          of the place: 'today' and the days ahead are its local days
    is_staff      the clinic books a walk-in a little after it began, and further ahead than anybody from home
    """
    today = ticks.day_of(now, zone)
    if is_staff:
        return Bounds(now - STAFF_LATE, _end_of(today, max(horizon_days, STAFF_HORIZON_DAYS)))
    soonest = now + dt.timedelta(minutes=lead_minutes)
    if not is_same_day:
        soonest = max(soonest, today.ends)
    return Bounds(soonest, _end_of(today, horizon_days))


def _end_of(today: ticks.Day, days: int) -> dt.datetime:
    return ticks.day(today.date + dt.timedelta(days=days), today.zone).ends


def free_until(
    *, starts_at: dt.datetime, booked_at: dt.datetime, free_hours: int, grace: dt.timedelta = GRACE
) -> dt.datetime:
    """Return until when moving or cancelling costs nothing.

    That is so many hours before the visit; and in any case some minutes from booking, but never past the start.
    """
    return min(starts_at, max(starts_at - dt.timedelta(hours=free_hours), booked_at + grace))
