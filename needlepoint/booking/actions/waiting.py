"""Wait for a start, be offered one, take it or not. An offer is a hold with a deadline, so what is offered is kept.

Nobody loses the visit they have by trying: it is moved in the transaction that takes the offer, or stays.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.booking import messages, models, queries
from needlepoint.booking.actions import changes, holds, record, refusals, stops, visits
from needlepoint.booking.queries import waiting as waiting_queries
from needlepoint.booking.rules import starts, states, waiting
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import addresses, audit, clock, languages, outbox
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

State = models.WaitingEntry.State
OfferState = models.StartOffer.State
LINK_DAYS = 2  # longer than any offer stands, so that a late tap is told so kindly
TRIES = 3  # starts tried for one person in a round; another loop may have them already
HOUSE_HOLD = "offer:"

log = logging.getLogger(__name__)


class UnableToWait(Exception):
    """The message is for the person who reads it."""


class UnableToOffer(Exception):
    """The message is for the desk."""


class UnableToTake(Exception):
    """The offer cannot be taken; the message is for the patient. They keep what they have."""


# --- Waiting ---------------------------------------------------------------------------------------------------------------


def join(
    *,
    clinic: people.Clinic,
    patient: people.Patient,
    service: frontdoor.Service,
    windows: Iterable[waiting.Window],
    from_date: dt.date,
    until_date: dt.date,
    practitioner: people.Practitioner | None,
    instead_of: models.Visit | None,
    is_flare: bool,
    by: audit.Actor,
    now: dt.datetime,
    session: Mapping | None = None,
) -> models.WaitingEntry:
    """Put a patient on the waiting list, or change what they wait for; their place in the line stays.

    windows       empty: any time
    until_date    the last day, inclusive
    practitioner  None: anyone
    instead_of    a visit they have and would give for an earlier start
    session       as for `book_visit`
    raises        UnableToWait
    effects       the entry and its audit entry; an offer that no longer fits the change is given back
    """
    try:
        stops.refuse_stopped(patient, by=by, now=now, session=session)
    except refusals.UnableToBook as refused:
        raise UnableToWait(str(refused)) from refused
    today = clock.local(now, clinic.time_zone).date()
    _check_dates(from_date, until_date, today)
    _check_things(clinic, patient, service, practitioner, instead_of)
    if instead_of is not None and (
        instead_of.state != models.Visit.State.BOOKED or instead_of.starts_at <= now
    ):
        raise UnableToWait(_("This visit can no longer be changed. Look at your visits again."))
    wanted = {
        "service": service,
        "practitioner": practitioner,
        "instead_of": instead_of,
        "windows": [list(window) for window in windows],
        "from_date": max(from_date, today),
        "until_date": until_date,
        "is_flare": is_flare,
    }
    with transaction.atomic():
        entry, is_new = models.WaitingEntry.objects.get_or_create(
            patient=patient, state=State.WAITING, defaults={"clinic": clinic, "made_at": now, **wanted}
        )
        if not is_new:
            models.WaitingEntry.objects.filter(pk=entry.pk).update(**wanted)
            _close_offers(entry, OfferState.DECLINED, by=by, now=now)
            entry = models.WaitingEntry.objects.select_related(*waiting_queries.WITH).get(pk=entry.pk)
        _record("waiting_joined" if is_new else "waiting_changed", entry, by=by, now=now)
    return entry


def _check_dates(from_date: dt.date, until_date: dt.date, today: dt.date) -> None:
    if until_date < today:
        raise UnableToWait(_("The last day is over already. Choose a later one."))
    if until_date < from_date:
        raise UnableToWait(_("The last day is before the first. Change one of them."))
    if (until_date - today).days > waiting.LONGEST_DAYS:
        raise UnableToWait(
            _("You can wait for up to %(days)s days. Choose an earlier last day.")
            % {"days": waiting.LONGEST_DAYS}
        )


def _check_things(clinic, patient, service, practitioner, instead_of) -> None:
    ours = [patient, service, *filter(None, (practitioner, instead_of))]
    is_theirs = instead_of is None or instead_of.patient_id == patient.pk
    if any(thing.clinic_id != clinic.pk for thing in ours) or not is_theirs:
        raise UnableToWait(_("We cannot wait for this. Please choose again."))


def leave(*, entry: models.WaitingEntry, by: audit.Actor, now: dt.datetime) -> bool:
    """Take somebody off the waiting list. Returns False when they were off it already."""
    with transaction.atomic():
        if not _become(entry, State.LEFT):
            return False
        _close_offers(entry, OfferState.DECLINED, by=by, now=now)
        _record("waiting_left", entry, by=by, now=now)
    return True


def _become(entry: models.WaitingEntry, state: str) -> bool:
    is_ours = models.WaitingEntry.objects.filter(pk=entry.pk, state=State.WAITING).update(state=state) == 1
    if is_ours:
        entry.state = state
    return is_ours


def _close_offers(entry: models.WaitingEntry, state: str, *, by: audit.Actor, now: dt.datetime) -> None:
    for offer in models.StartOffer.objects.filter(entry=entry, state=OfferState.OPEN).select_related("hold"):
        _close(offer, state, by=by, now=now)


# --- Offering ----------------------------------------------------------------------------------------------------------------


def offer(
    entry: models.WaitingEntry, start: starts.Start, *, by: audit.Actor, now: dt.datetime
) -> models.StartOffer:
    """Offer a start to somebody who waits, and keep it for them until they must have answered.

    raises   UnableToOffer
    effects  the hold, the offer, its audit entry, and a message with a link that opens it once
    """
    clinic, patient = entry.clinic, entry.patient
    expires_at = waiting.answer_by(starts_at=start.starts_at, now=now, minutes=clinic.offer_minutes)
    if expires_at is None:
        raise UnableToOffer(_("This start is too near: there is no time to answer. Call them instead."))
    if entry.state != State.WAITING:
        raise UnableToOffer(_("%(name)s is no longer waiting.") % {"name": patient.name})
    if not patient.may_contact:
        raise UnableToOffer(_("%(name)s asked us not to write.") % {"name": patient.name})
    try:
        stops.refuse_stopped(patient, by=by, now=now)
    except refusals.UnableToBook as refused:
        raise UnableToOffer(
            _("%(name)s is to see a doctor first, by the newest check.") % {"name": patient.name}
        ) from refused
    made = models.StartOffer(
        entry=entry,
        starts_at=start.starts_at,
        practitioner_id=start.practitioner_id,
        made_at=now,
        expires_at=expires_at,
    )
    try:
        with transaction.atomic():
            # First, so that of two loops at once one makes the offer: the database keeps one open for each entry.
            made.save(force_insert=True)
            made.hold = holds.hold_start(
                clinic=clinic,
                service=entry.service,
                starts_at=start.starts_at,
                practitioner_id=start.practitioner_id,
                patient=patient,
                form_key=f"{HOUSE_HOLD}{made.code}",
                by=by,
                now=now,
                expires_at=expires_at,
            )
            made.save(update_fields=["hold"])
            _record("start_offered", entry, by=by, now=now, offer=made.code)
            with languages.written_to(patient.language):
                _promise_message(made, now=now)
    except IntegrityError:
        raise UnableToOffer(
            _("%(name)s has an offer already and has not answered yet.") % {"name": patient.name}
        ) from None
    except refusals.UnableToBook as refused:
        raise UnableToOffer(_("This start is not free any more.")) from refused
    return made


def _promise_message(made: models.StartOffer, *, now: dt.datetime) -> None:
    """Promise the message that offers the start: by mail, or as a text to who has no address."""
    entry = made.entry
    patient, clinic = entry.patient, entry.clinic
    can_text = bool(patient.phone) and patient.sms_stopped_at is None
    if not patient.email and not can_text:
        return
    token = people_actions.make_link(
        patient=patient, purpose=people_rules.Purpose.OFFER, now=now, target=made.code, days=LINK_DAYS
    )
    start, until = (clock.local(moment, clinic.time_zone) for moment in (made.starts_at, made.expires_at))
    words = {
        "name": patient.contact_name or patient.given_name,
        "day": formats.date_format(start, "l j F"),
        "short": formats.date_format(start, "D j M"),
        "time": clock.time_words(start, clinic.country),
        "zone": start.tzname(),
        "with": made.practitioner.name,
        "until": clock.time_words(until, clinic.country),
        "clinic": clinic.name,
        "phone": clinic.phone,
        "link": addresses.absolute(reverse("booking:offer_by_link", args=[made.code, token])),
    }
    if not patient.email:
        body = _("%(clinic)s: a time is free, %(short)s %(time)s. Take it by %(until)s: %(link)s") % words
        _queue(made, patient.phone, words["clinic"], body, now, channel="SMS")
        return
    parts = [
        _("Hello %(name)s,\n\na time has become free that you are waiting for:"),
        "%(day)s, %(time)s (%(zone)s)\n" + _("with %(with)s"),
        _("We keep it for you until %(until)s. Take it, or let it go, with one tap here:\n%(link)s"),
        _("If you do not answer, we ask the next person, and you keep your place on the list.")
        + (
            " " + _("The visit you have stays as it is until you take this one.")
            if entry.instead_of_id
            else ""
        ),
        "%(clinic)s" + (" · %(phone)s" if words["phone"] else ""),
    ]
    subject = _("A time is free: %(day)s, %(time)s") % words
    _queue(made, patient.email, subject, "\n\n".join(part % words for part in parts) + "\n", now)


def _queue(
    made: models.StartOffer, to: str, subject: str, body: str, now: dt.datetime, *, channel: str = "EMAIL"
) -> None:
    outbox.queue(
        key=f"offer:{made.code}",
        clinic_id=made.entry.clinic_id,
        patient_id=made.entry.patient_id,
        to=to,
        subject=subject[:200],
        body=body,
        send_at=now,
        channel=channel,
    )


# --- Answering ---------------------------------------------------------------------------------------------------------------


def take(*, offer: models.StartOffer, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Take an offered start: it becomes a visit, or their present visit moves to it. Taking twice takes once.

    raises   UnableToTake; everything stays as it was
    effects  one transaction: the offer and the entry by compare-and-set, and those of `book_visit` or `move_visit`.
             The move costs no fee, since it is we who offered it
    """
    entry = offer.entry
    try:
        with transaction.atomic():
            _claim_answer(offer, now)
            stops.refuse_stopped(entry.patient, by=by, now=now)
            visit = _book_or_move(offer, by=by, now=now)
            _record("offer_taken", entry, by=by, now=now, offer=offer.code)
    except UnableToTake:
        known = _taken_before(offer)
        if known is None:
            raise
        visit = known
    except refusals.UnableToBook as refused:
        raise UnableToTake(str(refused)) from refused
    offer.state, entry.state = OfferState.TAKEN, State.BOOKED
    return visit


def _claim_answer(offer: models.StartOffer, now: dt.datetime) -> None:
    """Answer an open offer by compare-and-set, and take its entry off the list."""
    if offer.expires_at <= now:
        raise UnableToTake(
            _(
                "This offer was open until %(time)s, so we no longer keep it for you. You keep your place on the list."
            )
            % {
                "time": clock.time_words(
                    clock.local(offer.expires_at, offer.entry.clinic.time_zone), offer.entry.clinic.country
                )
            }
        )
    answered = _open(offer).update(state=OfferState.TAKEN, answered_at=now)
    waiting_now = models.WaitingEntry.objects.filter(pk=offer.entry_id, state=State.WAITING)
    if answered != 1 or waiting_now.update(state=State.BOOKED) != 1:
        raise UnableToTake(_("This offer was answered already, or has gone to somebody else."))


def _book_or_move(offer: models.StartOffer, *, by: audit.Actor, now: dt.datetime) -> models.Visit:
    entry = offer.entry
    held = None
    if entry.instead_of_id is not None:
        held = models.Visit.objects.select_related(*queries.WITH).get(pk=entry.instead_of_id)
    if held is not None and held.state not in states.RELEASED:
        if held.starts_at <= now:
            raise refusals.UnableToBook(_("The visit you have has begun already, so nothing was changed."))
        # We offered it, so moving costs nothing: it is the clinic that moves.
        moves = people_rules.System(entry.clinic_id, by.request_id) if record.is_public(by) else by
        return changes.move_visit(
            visit=held,
            starts_at=offer.starts_at,
            practitioner_id=offer.practitioner_id,
            by=moves,
            now=now,
            hold=offer.hold,
        )
    return visits.book_visit(
        clinic=entry.clinic,
        patient=entry.patient,
        service=entry.service,
        starts_at=offer.starts_at,
        practitioner_id=offer.practitioner_id,
        by=by,
        now=now,
        form_key=f"{HOUSE_HOLD}{offer.code}",
        check="WAITING",
        hold=offer.hold,
    )


def _taken_before(offer: models.StartOffer) -> models.Visit | None:
    """The visit that an earlier tap made of this offer, or None."""
    offer.state = models.StartOffer.objects.values_list("state", flat=True).get(pk=offer.pk)
    return waiting_queries.visit_of_offer(offer) if offer.state == OfferState.TAKEN else None


def decline(*, offer: models.StartOffer, by: audit.Actor, now: dt.datetime) -> bool:
    """Let an offered start go; they keep their place. Returns False when it was answered, or over, before."""
    with transaction.atomic():
        return _close(offer, OfferState.DECLINED, by=by, now=now)


def _open(offer: models.StartOffer):
    return models.StartOffer.objects.filter(pk=offer.pk, state=OfferState.OPEN)


def _close(offer: models.StartOffer, state: str, *, by: audit.Actor, now: dt.datetime) -> bool:
    """End an open offer by compare-and-set and give its start back."""
    if _open(offer).update(state=state, answered_at=now) != 1:
        return False
    offer.state = state
    if offer.hold is not None:
        holds.release_hold(hold=offer.hold, by=by, now=now)
    what = "offer_expired" if state == OfferState.EXPIRED else "offer_declined"
    _record(what, offer.entry, by=by, now=now, offer=offer.code)
    return True


# --- What is due ---------------------------------------------------------------------------------------------------------------


def offer_due(now: dt.datetime) -> int:
    """End what is over, then offer free starts to those first in line. Any number of loops may run at once.

    returns  how many offers ended, entries ended and offers were made
    costs    2 queries when nobody waits; 9 more for each clinic and service that somebody waits for
    """
    done = _end_offers(now)
    by_clinic: dict[int, list[models.WaitingEntry]] = {}
    for entry in waiting_queries.due_entries(now):
        by_clinic.setdefault(entry.clinic_id, []).append(entry)
    for entries in by_clinic.values():
        done += _offer_in(entries[0].clinic, entries, now)
    return done


def _end_offers(now: dt.datetime) -> int:
    over = models.StartOffer.objects.filter(state=OfferState.OPEN, expires_at__lte=now)
    ended = 0
    for each in over.select_related("hold", "entry").order_by("expires_at")[:200]:
        with transaction.atomic():
            ended += _close(each, OfferState.EXPIRED, by=people_rules.System(each.entry.clinic_id), now=now)
    return ended


def _offer_in(clinic: people.Clinic, entries: list[models.WaitingEntry], now: dt.datetime) -> int:
    today = clock.local(now, clinic.time_zone).date()
    over = [entry for entry in entries if _is_over(entry, today, now)]
    done = sum(_end(entry, now) for entry in over)
    if messages.quiet_of(clinic, clinic.time_zone).holds(now):
        return done
    able = [entry for entry in entries if entry not in over and _is_reachable(entry.patient)]
    known = waiting_queries.asked_before(able, since=now - dt.timedelta(days=1)) if able else {}
    able = [
        entry
        for entry in waiting_queries.in_line(able)
        if known.get(entry.pk, waiting_queries.Asked()).lately < waiting.OFFERS_A_DAY
    ]
    if not able:
        return done
    found = waiting_queries.fitting_starts(clinic, able, now=now, known=known, limit=TRIES)
    is_fresh = True
    for entry in able:
        free = found[entry.pk]
        if free and not is_fresh:  # those before them in the line have been given some
            free = waiting_queries.fitting_starts(clinic, [entry], now=now, known=known, limit=TRIES)[
                entry.pk
            ]
        if free and _first_offer(entry, free, now) is not None:
            is_fresh = False
            done += 1
    return done


def _first_offer(
    entry: models.WaitingEntry, free: Iterable[starts.Start], now: dt.datetime
) -> models.StartOffer | None:
    for start in free:
        try:
            return offer(entry, start, by=people_rules.System(entry.clinic_id), now=now)
        except UnableToOffer as unable:
            log.debug("no offer for waiting %s: %s", entry.code, unable)
    return None


def _is_reachable(patient: people.Patient) -> bool:
    """Say whether an offer may be sent to somebody, and where to."""
    has_text = bool(patient.phone) and patient.sms_stopped_at is None
    return patient.may_contact and bool(patient.email or has_text)


def _is_over(entry: models.WaitingEntry, today: dt.date, now: dt.datetime) -> bool:
    held = entry.instead_of
    has_begun = held is not None and (held.state != models.Visit.State.BOOKED or held.starts_at <= now)
    return entry.until_date < today or has_begun


def _end(entry: models.WaitingEntry, now: dt.datetime) -> bool:
    with transaction.atomic():
        if not _become(entry, State.ENDED):
            return False
        _record("waiting_ended", entry, by=people_rules.System(entry.clinic_id), now=now)
    return True


def _record(
    what: str, entry: models.WaitingEntry, *, by: audit.Actor, now: dt.datetime, offer: str = ""
) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        clinic=entry.clinic_id,
        patient=entry.patient_id,
        thing=f"waiting:{entry.code}",
        details={"offer": offer} if offer else {},
    )
