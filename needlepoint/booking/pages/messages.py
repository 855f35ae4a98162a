"""The pages that a message leads to, and the desk's list of messages that are not known to have left."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from xml.sax import saxutils

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from needlepoint.booking import messages, models, queries
from needlepoint.booking.messages import wording
from needlepoint.booking.queries import messages as message_queries
from needlepoint.booking.rules import messages as rules
from needlepoint.house import clock
from needlepoint.people import models as people

State = models.Visit.State
YEARS = range(1990, 2200)  # what an address may ask for
SHOWN_DAYS, SHOWN_NEAR = 5, 3


# --- Answering -------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerPage:
    """One visit, to somebody who came by a message. `state_words` says what became of it, when it is not coming up."""

    token: str
    name: str
    day: str
    time: str
    zone: str
    detail: str
    address: str
    clinic_name: str
    phone: str
    state_words: str
    is_open: bool
    is_confirmed: bool
    is_movable: bool
    free_words: str
    has_reminders: bool
    has_texts: bool
    takes_texts: bool


def answer_page(visit: models.Visit, token: str, now: dt.datetime) -> AnswerPage:
    clinic, patient, zone = visit.clinic, visit.patient, messages.zone_of(visit)
    local = clock.local(visit.starts_at, zone)
    is_open = visit.state == State.BOOKED and visit.starts_at > now
    place = visit.location if visit.location_id else clinic
    return AnswerPage(
        token=token,
        name=patient.contact_name or patient.given_name,
        day=formats.date_format(local, "l j F"),
        time=clock.time_words(local, clinic.country),
        zone=local.tzname() or "",
        detail=_("with %(name)s") % {"name": visit.practitioner.name} if visit.practitioner else "",
        address=place.address,
        clinic_name=clinic.name,
        phone=place.phone or clinic.phone,
        state_words="" if is_open else _state_words(visit, now),
        is_open=is_open,
        is_confirmed=visit.confirmed_at is not None,
        is_movable=queries.is_movable(visit),
        free_words=wording.free_words(visit, zone, now),
        has_reminders=patient.reminders_stopped_at is None,
        has_texts=patient.sms_stopped_at is None,
        takes_texts=patient.phone.startswith("+"),
    )


def _state_words(visit: models.Visit, now: dt.datetime) -> str:
    return {
        State.CANCELLED: wording.cancelled_words(visit),
        State.ARRIVED: _("You are here. Good to see you."),
        State.COMPLETED: _("This visit is over. Thank you for coming."),
        State.MISSED: _("We missed you. Call us and we will find another time."),
    }.get(visit.state, _("This visit has begun. Please call us if you are on your way."))


def stop_words(what: str, *, are_wanted: bool) -> str:
    """Say what comes from now on, after somebody chose it. `what` is "reminders" or "texts"."""
    if what == "reminders":
        if are_wanted:
            return _("We remind you again before each visit.")
        return _("You get no reminders. We still tell you what is booked, moved or cancelled.")
    if are_wanted:
        return _("You get texts again.")
    return _("You get no texts. Mail still comes where we have your address.")


@dataclasses.dataclass(frozen=True, slots=True)
class Time:
    """A start that the visit may move to; with its day where that is not said above it."""

    words: str
    url: str
    day: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class TimesOfDay:
    """The starts of one day."""

    day: str
    times: tuple[Time, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class TimesPage:
    """Days with starts to press, or the one that was pressed.

    near  one start of each of the next days: the one nearest to the time of day that the visit has
    """

    near: tuple[Time, ...] = ()
    days: tuple[TimesOfDay, ...] = ()
    later_url: str = ""
    colleagues: str = ""  # that the times are with colleagues
    chosen: str = ""
    value: str = ""


def times_page(visit: models.Visit, found: queries.Found, token: str, *, colleagues: str = "") -> TimesPage:
    """Return the starts a visit may move to; the one it has is none of them, unless it is with a colleague.

    colleagues  says that the times are with colleagues; empty: they are not
    """
    here, zone = reverse("booking:answer_new_time", args=[token]), messages.zone_of(visit)
    country, own = visit.clinic.country, clock.local(visit.starts_at, zone)
    days, near = [], []

    def minutes_off(moment: dt.datetime) -> int:
        local = clock.local(moment, zone)
        return abs(local.hour * 60 + local.minute - own.hour * 60 - own.minute)

    for day in (found if colleagues else found.without(visit.starts_at)).days[:SHOWN_DAYS]:
        times = tuple(
            Time(
                clock.time_words(clock.local(start.starts_at, zone), country),
                f"{here}?{urlencode({'start': iso(start.starts_at)})}",
            )
            for start in day.starts
        )
        words = formats.date_format(clock.local(day.starts[0].starts_at, zone), "l j F")
        days.append(TimesOfDay(words, times))
        nearest = min(range(len(times)), key=lambda n, day=day: minutes_off(day.starts[n].starts_at))
        near.append(dataclasses.replace(times[nearest], day=words))
    later_url = f"{here}?{urlencode({'from': found.until.isoformat()})}" if days else ""
    return TimesPage(
        near=tuple(near[:SHOWN_NEAR]), days=tuple(days), later_url=later_url, colleagues=colleagues
    )


def chosen_page(visit: models.Visit, starts_at: dt.datetime) -> TimesPage:
    """Return the start that somebody pressed, to be confirmed."""
    local = clock.local(starts_at, messages.zone_of(visit))
    words = _("%(day)s, %(time)s") % {
        "day": formats.date_format(local, "l j F"),
        "time": clock.time_words(local, visit.clinic.country),
    }
    return TimesPage(chosen=words, value=iso(starts_at))


def iso(moment: dt.datetime) -> str:
    """Write a moment for an address: UTC to the minute, such as 2026-11-24T14:10Z."""
    return f"{moment.astimezone(dt.UTC).isoformat(timespec='minutes')[:16]}Z"


def read_start(text: str) -> dt.datetime | None:
    """Read what `iso` wrote; None for anything else."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo and moment.year in YEARS else None


def read_date(text: str) -> dt.date | None:
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.year in YEARS else None


# --- Answers by text -------------------------------------------------------------------------------------------------


def reply_words(reply: rules.Reply, visit: models.Visit | None, *, is_confirmed: bool) -> str:
    """Return what we answer to a text; nothing to STOP, which the carrier answers itself."""
    if reply in {rules.Reply.STOP, rules.Reply.START} or visit is None:
        return ""
    zone = messages.zone_of(visit)
    local = clock.local(visit.starts_at, zone)
    words = {
        "when": _("%(day)s, %(time)s")
        % {"day": formats.date_format(local, "D j M"), "time": clock.time_words(local, visit.clinic.country)},
        "phone": visit.clinic.phone,
        "clinic": visit.clinic.name,
    }
    if is_confirmed:
        return _("%(clinic)s: thank you. See you %(when)s.") % words
    if visit.clinic.phone:
        return _("%(clinic)s: nobody reads answers here. Please call %(phone)s.") % words
    return ""


def crisis_words(patients) -> str:
    """Return what we answer to a text that speaks of self-harm. `patients`: whose number it is; maybe nobody's we know."""
    if not patients:
        return _("You are not alone. If you may hurt yourself, call your emergency number now.")
    clinic = patients[0].clinic
    words = {"clinic": clinic.name, "line": clinic.crisis_line, "number": clinic.emergency_number}
    with translation.override(patients[0].language or "en"):
        if not clinic.crisis_line:
            return (
                _(
                    "%(clinic)s: you are not alone. We have told your practitioner. If you may hurt yourself, call %(number)s now."
                )
                % words
            )
        return (
            _(
                "%(clinic)s: you are not alone. We have told your practitioner. Call %(line)s now, at any hour. If you are in "
                "danger, call %(number)s."
            )
            % words
        )


def twiml(words: str) -> str:
    """Return an answer as Twilio takes it. Empty words send nothing."""
    message = f"<Message>{saxutils.escape(words)}</Message>" if words else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>{message}</Response>'


# --- The desk --------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class StuckRow:
    """A message as the desk decides about it."""

    code: str
    name: str
    patient_url: str
    what: str
    way: str
    when: str
    why: str
    stands: str


def stuck_page(
    found: Sequence[message_queries.Stuck], clinic: people.Clinic, stands: Mapping[int, str]
) -> list[StuckRow]:
    """Return the desk's list."""
    return [_stuck_row(each, clinic, stands.get(each.patient.pk, "")) for each in found]


def _stuck_row(stuck: message_queries.Stuck, clinic: people.Clinic, stands: str) -> StuckRow:
    message, patient = stuck.message, stuck.patient
    local = clock.local(message.uncertain_at or message.failed_at or message.send_at, clinic.time_zone)
    return StuckRow(
        code=message.code,
        name=patient.name,
        patient_url=reverse("desk:patient", args=[patient.code]),
        what=_what(message.kind) or message.subject,
        way=_("Text message") if message.channel == "SMS" else _("E-mail"),
        when=f"{formats.date_format(local, 'l j F')}, {clock.time_words(local, clinic.country)}",
        why=_("It may have left or not: the connection broke at the last moment.")
        if message.uncertain_at
        else _("It did not leave."),
        stands=stands,
    )


def _what(kind: str) -> str:
    return {
        "CONFIRMATION": _("What was booked"),
        "MOVED": _("The new time"),
        "REMINDER": _("Reminder"),
        "CANCELLED": _("The visit is cancelled"),
    }.get(kind, "")
