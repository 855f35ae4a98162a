"""The words of a message about a visit: when, where, how to answer. Never why somebody comes.

A text is one page of 160 letters wherever clinic and address are short enough.
"""

import dataclasses
import datetime as dt

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.booking import messages, models
from needlepoint.booking.rules import calendar, policy
from needlepoint.booking.rules import messages as rules
from needlepoint.frontdoor import rules as prices
from needlepoint.house import clock

Kind = rules.Kind
UID = "visit-%s@needlepoint"
TEXT_LETTERS = 160


@dataclasses.dataclass(frozen=True, slots=True)
class Links:
    """Whole web addresses that a message holds.

    answer  says "I am coming", moves, cancels, stops
    page    opens the patient's own page, once; '' for none
    book    where to find another time
    """

    answer: str
    page: str
    book: str


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """A message in words, with the invitation that goes along."""

    subject: str
    body: str
    calendar: str = ""


def mail(visit: models.Visit, kind: Kind, *, links: Links, now: dt.datetime, moves: int) -> Words:
    """Return a mail. What is booked, moved or cancelled carries an invitation, so that calendars follow."""
    words = _words(visit, now)
    if kind is Kind.CANCELLED:
        parts = [
            _("Hello %(name)s,"),
            _("your visit on %(day)s at %(time)s is cancelled. %(after)s"),
            *(
                [_("To find another time, call %(phone)s or go to %(book)s")]
                if words["phone"]
                else [_("To find another time, go to %(book)s")]
            ),
            _("Fewer messages from us, or none by text:") + "\n%(answer)s",
            "%(clinic)s",
        ]
        subject = _("Your visit on %(day)s is cancelled")
    else:
        subject, opening = _subjects()[kind]
        parts = [
            _("Hello %(name)s,") + "\n\n" + opening,
            _("%(day)s at %(time)s (%(zone)s)") + "\n%(with)s%(where)s",
            _("Wear loose clothes and eat something light before you come."),
            _("Are you coming? Say so, choose another time or cancel here, without signing in:")
            + "\n%(answer)s",
            *(
                [
                    _("Your own page opens with this link. It works once; you can ask for another:")
                    + "\n%(page)s"
                ]
                if links.page
                else []
            ),
            "%(free)s" + (" " + _("Or call %(phone)s.") if words["phone"] else ""),
            *(
                [_("You want no more reminders? The first link stops them, too.")]
                if kind is Kind.REMINDER
                else []
            ),
            "%(clinic)s",
        ]
    words |= {"answer": links.answer, "page": links.page, "book": links.book}
    body = "\n\n".join(part % words for part in parts) + "\n"
    invited = "" if kind is Kind.REMINDER else invitation(visit, now=now, moves=moves)
    return Words(subject % words, body, invited)


def _subjects() -> dict[Kind, tuple[str, str]]:
    return {
        Kind.CONFIRMATION: (_("Your visit on %(day)s"), _("your visit is booked:")),
        Kind.MOVED: (_("Your visit is now on %(day)s"), _("your visit has a new time:")),
        Kind.REMINDER: (_("%(when)s: your visit on %(day)s"), _("see you soon:")),
    }


def text(visit: models.Visit, kind: Kind, *, links: Links, now: dt.datetime) -> Words:
    """Return a text message."""
    words = _words(visit, now) | {"answer": links.answer, "book": links.book}
    whole = {
        Kind.CONFIRMATION: _(
            "%(clinic)s: you are booked for %(short)s. Move, cancel or stop texts: %(answer)s"
        ),
        Kind.MOVED: _("%(clinic)s: your visit is now %(short)s. Move, cancel or stop texts: %(answer)s"),
        Kind.REMINDER: _("%(clinic)s: visit %(short)s. Coming, moving, cancelling, stop texts: %(answer)s"),
        Kind.CANCELLED: _("%(clinic)s: your visit %(short)s is cancelled. Stop texts: %(answer)s"),
    }[kind]
    return Words(words["clinic"][:200], _fitted(whole, words))


def _fitted(whole: str, words: dict[str, str]) -> str:
    """Shorten the clinic's name, never the time or the link, so that a text stays one."""
    said = whole % words
    over = len(said) - TEXT_LETTERS
    name = words["clinic"]
    if 0 < over <= len(name) - 12:
        said = whole % (words | {"clinic": name[: len(name) - over - 1].rstrip(" ,.&-") + "."})
    return said


def event(visit: models.Visit, *, now: dt.datetime, moves: int) -> calendar.Event:
    """Return the visit as the patient's calendar keeps it. It says nothing of why somebody comes: calendars are shared."""
    clinic, is_cancelled = visit.clinic, visit.state == models.Visit.State.CANCELLED
    return calendar.Event(
        uid=UID % visit.code,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        stamped_at=now,
        summary=_("Visit at %(clinic)s") % {"clinic": clinic.name},
        place=_address(visit),
        notes=_("To move or cancel it call %(phone)s.") % {"phone": _phone(visit)} if _phone(visit) else "",
        version=moves + is_cancelled,
        is_cancelled=is_cancelled,
    )


def invitation(visit: models.Visit, *, now: dt.datetime, moves: int) -> str:
    """Return what goes along with a mail: the visit with the clinic as its host."""
    clinic, patient = visit.clinic, visit.patient
    return calendar.invitation(
        event(visit, now=now, moves=moves),
        organizer=calendar.Party(clinic.name, clinic.email or settings.DEFAULT_FROM_EMAIL),
        attendee=calendar.Party(patient.given_name, patient.email),
    )


def free_words(visit: models.Visit, zone: str, now: dt.datetime) -> str:
    """Say until when moving or cancelling costs nothing, or what it costs now."""
    clinic = visit.clinic
    until = policy.free_until(
        starts_at=visit.starts_at,
        booked_at=visit.booked_at,
        free_hours=clinic.free_to_cancel_hours,
        grace=dt.timedelta(minutes=clinic.grace_minutes),
    )
    if now < until:
        local = clock.local(until, zone)
        return _("Free to move or cancel until %(day)s, %(time)s.") % {
            "day": formats.date_format(local, "l j F"),
            "time": clock.time_words(local, clinic.country),
        }
    if visit.fee_cents >= clinic.late_cancel_cents > 0:
        return _("You owe %(fee)s for an earlier late change. Changing it again costs nothing more.") % {
            "fee": prices.price(visit.fee_cents, clinic.currency)
        }
    if clinic.late_cancel_cents:
        return _("To move or cancel it now costs %(fee)s.") % {
            "fee": prices.price(clinic.late_cancel_cents, clinic.currency)
        }
    return _("If you cannot come, please tell us: somebody else may be waiting for the time.")


def cancelled_words(visit: models.Visit) -> str:
    """Say what a cancelled visit leaves to do."""
    return _("This visit is cancelled. %(after)s") % {"after": _after_words(visit)}


def _after_words(visit: models.Visit) -> str:
    if not visit.fee_cents:
        return _("Nothing more to do.")
    return _("The clinic asks for %(fee)s because the change came late.") % {
        "fee": prices.price(visit.fee_cents, visit.clinic.currency)
    }


def _words(visit: models.Visit, now: dt.datetime) -> dict[str, str]:
    clinic, zone = visit.clinic, messages.zone_of(visit)
    local, today = clock.local(visit.starts_at, zone), clock.local(now, zone).date()
    day, time = formats.date_format(local, "l j F"), clock.time_words(local, clinic.country)
    when = {0: _("Today"), 1: _("Tomorrow")}.get((local.date() - today).days, _("Soon"))
    with_whom = visit.practitioner.name if visit.practitioner else ""
    return {
        "name": visit.patient.contact_name or visit.patient.given_name,
        "day": day,
        "short": _("%(day)s, %(time)s") % {"day": formats.date_format(local, "D j M"), "time": time},
        "when": when,
        "time": time,
        "zone": local.tzname() or "",
        "with": _("with %(name)s") % {"name": with_whom} + "\n" if with_whom else "",
        "clinic": clinic.name,
        "where": ", ".join(part for part in (clinic.name, _address(visit)) if part),
        "phone": _phone(visit),
        "after": _after_words(visit),
        "free": free_words(visit, zone, now),
    }


def _phone(visit: models.Visit) -> str:
    return (visit.location and visit.location.phone) or visit.clinic.phone


def _address(visit: models.Visit) -> str:
    if visit.location_id:
        return ", ".join(part for part in (visit.location.name, visit.location.address) if part)
    return visit.clinic.address
