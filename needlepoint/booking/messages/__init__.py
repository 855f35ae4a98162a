"""What a visit's patient is told: what was booked, moved or cancelled, and in time that it is coming.

Called inside an action's transaction, and cheap there: only the promise is written. The due-work loop words it when it
is due (wording), from the visit as it is then.
"""

import datetime as dt
from collections.abc import Iterable

from needlepoint.booking import models
from needlepoint.booking.rules import messages as rules
from needlepoint.house import outbox
from needlepoint.people import models as people

Kind = rules.Kind
KINDS = tuple(str(kind) for kind in Kind)


def promise_booked(visit: models.Visit, *, now: dt.datetime) -> None:
    """Promise to say what was booked, and to remind of it. Costs 1 query."""
    _promise(visit, [_confirmation(visit, now), *_reminders(visit, now, 0)])


def promise_confirmation(visit: models.Visit, *, now: dt.datetime) -> None:
    """Promise to say what was booked. Costs 1 query."""
    _promise(visit, [_confirmation(visit, now)])


def promise_moved(visit: models.Visit, *, now: dt.datetime, moves: int) -> None:
    """Promise to say what the new time is; what was to tell of an earlier one is taken back. Costs 2 queries."""
    outbox.withdraw(about=visit.code, kinds=[Kind.MOVED], now=now)
    _promise(visit, [outbox.Promise(f"visit:{visit.code}:moved:{moves}", Kind.MOVED, now)])


def promise_reminder(visit: models.Visit, *, now: dt.datetime, moves: int) -> None:
    """Promise the reminders of the visit's service. Costs 1 query at most.

    moves  how often the visit was moved; each time it gets reminders of its own
    """
    _promise(visit, _reminders(visit, now, moves))


def withdraw_reminder(visit: models.Visit, *, now: dt.datetime) -> None:
    """Take back the reminders that have not left yet. Costs 1 query."""
    outbox.withdraw(about=visit.code, kinds=[Kind.REMINDER], now=now)


def promise_cancelled(visit: models.Visit, *, now: dt.datetime) -> None:
    """Promise to say that the visit is cancelled; nothing else is said of it any more. Costs 2 queries."""
    outbox.withdraw(about=visit.code, kinds=[Kind.CONFIRMATION, Kind.MOVED], now=now)
    _promise(visit, [outbox.Promise(f"visit:{visit.code}:cancelled", Kind.CANCELLED, now)])


def quiet_of(clinic: people.Clinic, zone: str) -> rules.Quiet:
    """Return when no telephone should ring, on the clock of the place of a visit."""
    return rules.Quiet(clinic.quiet_from_minute, clinic.quiet_until_minute, zone)


def zone_of(visit: models.Visit) -> str:
    """Return the zone of the place where a visit is."""
    return visit.location.time_zone if visit.location_id else visit.clinic.time_zone


def _confirmation(visit: models.Visit, now: dt.datetime) -> outbox.Promise:
    return outbox.Promise(f"visit:{visit.code}:confirmation", Kind.CONFIRMATION, now)


def _reminders(visit: models.Visit, now: dt.datetime, moves: int) -> list[outbox.Promise]:
    if visit.patient.reminders_stopped_at is not None:
        return []
    times = rules.reminder_times(
        starts_at=visit.starts_at,
        now=now,
        hours=visit.service.remind_hours if visit.service_id else (),
        quiet=quiet_of(visit.clinic, zone_of(visit)),
    )
    return [
        outbox.Promise(f"visit:{visit.code}:reminder:{moves}:{hours}", Kind.REMINDER, at)
        for hours, at in times.items()
    ]


def _promise(visit: models.Visit, promises: Iterable[outbox.Promise]) -> None:
    promises = list(promises)
    if promises and (visit.patient.email or visit.patient.phone):
        outbox.promise(promises, clinic_id=visit.clinic_id, patient_id=visit.patient_id, about=visit.code)
