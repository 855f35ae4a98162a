"""The mails about a visit: its time in the clinic's zone, the address, how to change it. Never why somebody comes.

Called inside an action's transaction; the due-work loop sends them.
"""

import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.booking import models
from needlepoint.booking.rules import policy
from needlepoint.house import addresses, clock, outbox
from needlepoint.people import actions as people_actions

LINK_DAYS = 14


def promise_confirmation(visit: models.Visit, *, now: dt.datetime) -> None:
    """Promise the mail that says what was booked."""
    _promise(
        visit,
        "confirmation",
        now=now,
        send_at=now,
        subject=_("Your visit on %(day)s"),
        opening=_("Hello %(name)s,\n\nyour visit is booked:"),
    )


def promise_moved(visit: models.Visit, *, now: dt.datetime, moves: int) -> None:
    """Promise the mail that says what the new time is."""
    _promise(
        visit,
        f"moved:{moves}",
        now=now,
        send_at=now,
        subject=_("Your visit is now on %(day)s"),
        opening=_("Hello %(name)s,\n\nyour visit has a new time:"),
    )


def promise_reminder(visit: models.Visit, *, now: dt.datetime, moves: int) -> None:
    """Promise the reminder, a day before. A visit sooner than that has just been confirmed and gets none.

    moves  how often the visit was moved; each time it gets a reminder of its own
    """
    send_at = policy.remind_at(starts_at=visit.starts_at, now=now)
    if send_at is None:
        return
    _promise(
        visit,
        f"reminder:{moves}" if moves else "reminder",
        now=now,
        send_at=send_at,
        subject=_("Tomorrow: your visit on %(day)s"),
        opening=_("Hello %(name)s,\n\nsee you tomorrow:"),
    )


def withdraw_reminder(visit: models.Visit, *, now: dt.datetime) -> None:
    """Take back the reminder if it has not left yet."""
    outbox.withdraw(key_prefix=f"visit:{visit.code}:reminder", now=now)


def promise_cancelled(visit: models.Visit, *, now: dt.datetime) -> None:
    """Promise the mail that says the visit is cancelled."""
    if not visit.patient.email:
        return
    words = _words(visit)
    body = _(
        "Hello %(name)s,\n\nyour visit on %(day)s at %(time)s is cancelled. Nothing more to do.\n\n"
        "To find another time, call %(phone)s or go to %(book)s\n\n%(clinic)s\n"
    )
    _queue(visit, "cancelled", now, _("Your visit on %(day)s is cancelled") % words, body % words)


def _promise(visit, key, *, now, send_at, subject, opening) -> None:
    if not visit.patient.email:
        return
    words = _words(visit)
    # Each mail carries a link of its own, which lives until just after the visit.
    days = max(LINK_DAYS, (visit.starts_at - now).days + 2)
    token = people_actions.make_link(patient=visit.patient, purpose="PORTAL", now=now, days=days)
    words["link"] = addresses.absolute(reverse("people:link", args=[token]))
    lines = [
        opening % words,
        _("%(day)s at %(time)s\n%(with)s%(clinic)s, %(address)s") % words,
        _("Wear loose clothes and eat something light before you come."),
        _(
            "To move or cancel it, or to see your page, open this link. It works once; you can ask for another:\n%(link)s"
        )
        % words,
        _("Free to move or cancel until %(free_until)s. Or call %(phone)s.") % words,
        visit.clinic.name,
    ]
    _queue(visit, key, send_at, subject % words, "\n\n".join(lines) + "\n")


def _queue(visit, key, send_at, subject, body) -> None:
    outbox.queue(
        key=f"visit:{visit.code}:{key}",
        clinic_id=visit.clinic_id,
        patient_id=visit.patient_id,
        to=visit.patient.email,
        subject=subject,
        body=body,
        send_at=send_at,
    )


def _words(visit: models.Visit) -> dict[str, str]:
    clinic = visit.clinic
    local = clock.local(visit.starts_at, clinic.time_zone)
    until = policy.free_until(
        starts_at=visit.starts_at, booked_at=visit.booked_at, free_hours=clinic.free_to_cancel_hours
    )
    until = clock.local(until, clinic.time_zone)
    return {
        "name": visit.patient.given_name,
        "day": formats.date_format(local, "l j F"),
        "time": f"{formats.time_format(local, 'G:i')} ({local.tzname()})",
        "with": _("with %(name)s") % {"name": visit.practitioner.name} + "\n" if visit.practitioner else "",
        "clinic": clinic.name,
        "address": clinic.address,
        "phone": clinic.phone,
        "free_until": f"{formats.date_format(until, 'l j F')}, {formats.time_format(until, 'G:i')}",
        "book": addresses.absolute(reverse("booking:starts")),
    }
