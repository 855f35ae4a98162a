"""Deeds about messages: word what is due, answer for a visit from a message, stop and start, decide what is stuck."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from needlepoint.booking import messages, models
from needlepoint.booking.actions import record
from needlepoint.booking.messages import wording
from needlepoint.booking.queries import messages as queries
from needlepoint.booking.rules import messages as rules
from needlepoint.house import addresses, audit, codes, outbox, sending, sms
from needlepoint.house import models as house
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

State = models.Visit.State
Kind, Channel, When = rules.Kind, rules.Channel, rules.When
PAGE_LINK_DAYS = 14


class UnableToConfirm(Exception):
    """The visit cannot be confirmed any more. Carries a sentence for whoever wanted to."""


# --- Answering -------------------------------------------------------------------------------------------------------


def confirm_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the patient says they will come. Again changes nothing.

    raises   UnableToConfirm when the visit is cancelled, has begun or is over
    effects  confirmed_at, the fact and the audit entry
    """
    with transaction.atomic():
        booked = models.Visit.objects.filter(pk=visit.pk, state=State.BOOKED, starts_at__gt=now)
        if booked.filter(confirmed_at=None).update(confirmed_at=now) == 1:
            visit.confirmed_at = now
            record.write_fact(visit, models.Fact.Kind.CONFIRMED, by=by, now=now)
            record.record("visit_confirmed", visit, by=by, now=now, by_staff=not record.is_public(by))
        elif not booked.exists():
            raise UnableToConfirm(
                _("This visit is over, moved or cancelled. Please call us if that is wrong.")
            )
    return visit


def set_reminders(*, patient: people.Patient, are_wanted: bool, by: audit.Actor, now: dt.datetime) -> None:
    """Stop reminders or let them come again. What is booked, moved or cancelled is always told. Again changes nothing."""
    _set(patient, "reminders_stopped_at", None if are_wanted else now, "reminders", by=by, now=now)


def set_texts(*, patient: people.Patient, are_wanted: bool, by: audit.Actor, now: dt.datetime) -> None:
    """Stop text messages or let them come again; mail goes on. Again changes nothing."""
    _set(patient, "sms_stopped_at", None if are_wanted else now, "texts", by=by, now=now)


def _set(
    patient: people.Patient,
    field: str,
    value: dt.datetime | None,
    what: str,
    *,
    by: audit.Actor,
    now: dt.datetime,
) -> None:
    with transaction.atomic():
        other = people.Patient.objects.filter(pk=patient.pk, **{f"{field}__isnull": value is not None})
        if other.update(**{field: value}) != 1:
            return
        setattr(patient, field, value)
        audit.record(
            f"{what}_stopped" if value else f"{what}_started",
            by=by,
            now=now,
            clinic=patient.clinic_id,
            patient=patient.pk,
            thing=f"patient:{patient.code}",
        )


# --- Wording ---------------------------------------------------------------------------------------------------------


def word_message(*, message: house.OutboxMessage, visit: models.Visit | None, now: dt.datetime) -> bool:
    """Give a promise that is due its words, from the visit as it is now; or its morning; or take it back.

    returns  whether it may leave now
    effects  the words, the links in them and the audit entry, in one transaction
    """
    kind = Kind(message.kind)
    if visit is None or _is_stale(kind, visit, now):
        outbox.drop(message, now)
        return False
    reach = reach_of(visit.patient)
    way = rules.channel(kind, reach=reach, until_visit=visit.starts_at - now)
    if way is Channel.SMS:
        quiet = messages.quiet_of(visit.clinic, messages.zone_of(visit))
        when = rules.when_quiet(kind, now=now, starts_at=visit.starts_at, quiet=quiet)
        if when is When.LATER:
            outbox.put_off(message, quiet.end(now))
            return False
        if when is When.NEVER:
            way = Channel.EMAIL if reach.by_mail else None
    if way is None:
        outbox.drop(message, now)
        return False
    return _word(message, visit, kind, way, outbox.word, now=now)


def send_otherwise(*, message: house.OutboxMessage, visit: models.Visit | None, now: dt.datetime) -> bool:
    """Let a text that no telephone will ever get go by mail instead. Returns whether it does.

    effects  also texts stopped for the patient when that is why, since then they asked their carrier for it
    """
    kind = Kind(message.kind)
    if visit is None or _is_stale(kind, visit, now):
        outbox.let_be(message, now=now)
        return False
    if message.failure == sending.STOPPED:
        by = people_rules.System(visit.clinic_id)
        set_texts(patient=visit.patient, are_wanted=False, by=by, now=now)
    if not visit.patient.email:
        outbox.leave_to_people(message)
        return False
    return _word(message, visit, kind, Channel.EMAIL, outbox.send_otherwise, now=now)


def reach_of(patient: people.Patient) -> rules.Reach:
    """Return how a patient can be reached. A number that could not be read as one (E.164) gets no texts."""
    takes_texts = patient.phone.startswith("+") and patient.sms_stopped_at is None
    return rules.Reach(by_mail=bool(patient.email), by_text=takes_texts and sms.is_used())


def _is_stale(kind: Kind, visit: models.Visit, now: dt.datetime) -> bool:
    if kind is Kind.CANCELLED:
        return visit.state != State.CANCELLED
    if kind is Kind.REMINDER and visit.patient.reminders_stopped_at is not None:
        return True
    return visit.state != State.BOOKED or visit.starts_at <= now


def _word(message, visit: models.Visit, kind: Kind, way: Channel, write, *, now: dt.datetime) -> bool:
    with transaction.atomic(), translation.override(visit.patient.language or "en"):
        links = _links(visit, kind, way, now)
        if way is Channel.SMS:
            words, to = wording.text(visit, kind, links=links, now=now), visit.patient.phone
        else:
            moves = visit.facts.filter(kind=models.Fact.Kind.MOVED).count()
            words = wording.mail(visit, kind, links=links, now=now, moves=moves)
            to = visit.patient.email
        is_mine = write(
            message, channel=way, to=to, subject=words.subject, body=words.body, calendar=words.calendar
        )
        if is_mine:
            by = people_rules.System(visit.clinic_id)
            record.record("message_worded", visit, by=by, now=now, kind=str(kind), channel=str(way))
        else:
            transaction.set_rollback(True)  # another loop has worded it; its links are the ones that count
    return is_mine


def _links(visit: models.Visit, kind: Kind, way: Channel, now: dt.datetime) -> wording.Links:
    token = make_visit_link(visit=visit, now=now)
    page = ""
    if kind is not Kind.CANCELLED and way is Channel.EMAIL:
        # It lives until just after the visit.
        days = max(PAGE_LINK_DAYS, (visit.starts_at - now).days + 2)
        page = people_actions.make_link(patient=visit.patient, purpose="PORTAL", now=now, days=days)
        page = addresses.absolute(reverse("people:link", args=[page]))
    return wording.Links(
        answer=addresses.absolute(reverse("booking:answer", args=[token])),
        page=page,
        book=addresses.absolute(reverse("booking:starts")),
    )


def make_visit_link(*, visit: models.Visit, now: dt.datetime) -> str:
    """Make a link that answers for this one visit, and return its token, which is stored nowhere."""
    token = codes.new_short_token()
    with transaction.atomic():
        models.VisitLink.objects.create(visit=visit, token_hash=people_rules.hashed(token), made_at=now)
        record.record("visit_link_made", visit, by=people_rules.System(visit.clinic_id), now=now)
    return token


# --- What is stuck ---------------------------------------------------------------------------------------------------


def send_again(*, message: house.OutboxMessage, by: audit.Actor, now: dt.datetime) -> bool:
    """Let a message leave once more though it may have left before. Returns whether it was still undecided."""
    return _decide(message, "message_sent_again", outbox.send_again, by=by, now=now)


def let_be(*, message: house.OutboxMessage, by: audit.Actor, now: dt.datetime) -> bool:
    """Leave a message alone for good. Returns whether it was still undecided."""
    return _decide(message, "message_let_be", outbox.let_be, by=by, now=now)


def _decide(message: house.OutboxMessage, what: str, decide, *, by: audit.Actor, now: dt.datetime) -> bool:
    with transaction.atomic():
        if not decide(message, now=now):
            return False
        audit.record(
            what,
            by=by,
            now=now,
            clinic=message.clinic_id,
            patient=message.patient_id,
            thing=f"message:{message.code}",
            details={"kind": message.kind, "channel": message.channel},
        )
    return True


def note_crisis(*, patients: Iterable[people.Patient], request_id: str, now: dt.datetime) -> None:
    """Write down that a text speaks of self-harm, never the words; the practitioner is told from there."""
    with transaction.atomic():
        for patient in patients:
            audit.record(
                rules.WROTE_OF_SELF_HARM,
                by=queries.as_patient(patient, request_id),
                now=now,
                clinic=patient.clinic_id,
                patient=patient.pk,
                thing=f"text:{request_id}",
            )


def answer_text(
    *,
    patients: Iterable[people.Patient],
    visit: models.Visit | None,
    reply: rules.Reply,
    request_id: str,
    now: dt.datetime,
) -> None:
    """Do what somebody asks by answering a text: stop, start, or say that they are coming.

    patients  everybody whose number it is: a family may share one, and stopping stops it for all of them
    visit     the one we last wrote to this number about
    raises    UnableToConfirm
    """
    for patient in patients if reply in {rules.Reply.STOP, rules.Reply.START} else ():
        are_wanted = reply is rules.Reply.START
        set_texts(patient=patient, are_wanted=are_wanted, by=queries.as_patient(patient, request_id), now=now)
    if reply is rules.Reply.COMING and visit is not None:
        confirm_visit(visit=visit, by=queries.as_patient(visit.patient, request_id), now=now)
