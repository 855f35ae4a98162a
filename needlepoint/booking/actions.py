"""Deeds about visits. Each is one short transaction with its fact, its audit entry and the mail it promises.

A time is claimed by compare-and-set on one row for each resource and day: the update says 'only if these ticks are
still free', and one changed row means they are ours. Rows are touched in the order of their names, so that two
bookings never wait for each other in a circle. Claim rows, one for each tick and unique, guard the same ticks again.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from needlepoint.booking import mail, models, queries
from needlepoint.booking.rules import policy, starts, states, ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import audit
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.screening import actions as screening_actions

State = models.Visit.State
Kind = models.Fact.Kind
Changes = Mapping[
    tuple[str, dt.date], tuple[int, int]
]  # (resource, local day) → (ticks to give back, ticks to take)

# Each new try follows a claim that somebody else won in between, so it ends by itself; this only bounds a fault.
TRIES = 40


class UnableToBook(Exception):
    """The visit cannot be booked; the message is for the patient. `is_taken`: another start may well do."""

    is_taken = False


class TimeIsTaken(UnableToBook):
    """The start is not free, or no longer."""

    is_taken = True


class UnableToMove(UnableToBook):
    """The visit stays where it is; the message is for the patient."""


class NewTimeIsTaken(UnableToMove):
    is_taken = True


class UnableToCancel(Exception):
    """The visit stands; the message is for the patient."""


class UnableToReceive(Exception):
    """The message is for the desk."""


class UnableToMiss(Exception):
    """The message is for the desk."""


class UnableToComplete(Exception):
    """The message is for the practitioner."""


class _Lost(Exception):
    """Somebody else took a tick of this resource first; the transaction is undone."""

    def __init__(self, resource: str) -> None:
        super().__init__(resource)
        self.resource = resource


# --- Booking -------------------------------------------------------------------------------------------------------


def book_visit(
    *,
    clinic: people.Clinic,
    patient: people.Patient,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    by: audit.Actor,
    now: dt.datetime,
    form_key: str | None,
    is_review: bool = False,
    session: Mapping | None = None,
    check: str = "",
) -> models.Visit:
    """Book a visit for a patient of the clinic.

    starts_at        aware, on a tick; the room is chosen for it
    practitioner_id  None for whoever is free
    form_key         born with the form: the same key and content again return the visit that the first one booked
    session          where the suitability check of somebody who books for themselves is kept
    check            what stands behind the booking (see queries.Booker.check); recorded
    raises           UnableToBook; TimeIsTaken when another start may do
    effects          the claimed ticks, the visit, its fact and audit entry; confirmation and reminder promised
    """
    wish = _Wish(
        clinic, service, starts_at, practitioner_id, form_key, is_review, is_staff=not _is_public(by)
    )
    return _book(wish, lambda: patient, known_patient=patient, by=by, now=now, session=session, check=check)


@dataclasses.dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody typed about themselves."""

    given_name: str
    family_name: str
    birth_date: dt.date
    phone: str
    email: str


def book_for_newcomer(
    *,
    clinic: people.Clinic,
    newcomer: Newcomer,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    by: audit.Actor,
    now: dt.datetime,
    form_key: str,
    session: Mapping,
) -> tuple[models.Visit, bool]:
    """Book a visit for somebody who is not signed in; enter them as a patient in the same transaction.

    returns  the visit, and whether this booking made the patient's record a moment ago. When it did not, they are
             somebody whom the clinic knows, and typing a name and a birth date has not shown that it is they who sit
             there; nor has the same form, sent once more later than a double tap.
    raises   UnableToBook; nothing about them is kept then
    effects  those of book_visit, the patient, and the finished check of this session
    """

    def register() -> people.Patient:
        return people_actions.register_patient(clinic=clinic, by=by, now=now, **dataclasses.asdict(newcomer))

    wish = _Wish(clinic, service, starts_at, practitioner_id, form_key, is_review=False, is_staff=False)
    visit = _book(wish, register, newcomer=newcomer, by=by, now=now, session=session, check="CHECK")
    is_theirs = visit.patient.made_at == visit.booked_at and now - visit.booked_at < people_rules.DOUBLE_TAP
    return visit, is_theirs


@dataclasses.dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be booked."""

    clinic: people.Clinic
    service: frontdoor.Service
    starts_at: dt.datetime
    practitioner_id: int | None
    form_key: str | None
    is_review: bool
    is_staff: bool

    def check(self, now: dt.datetime) -> None:
        """Refuse what no form of ours offers."""
        if self.service.clinic_id != self.clinic.pk:
            raise UnableToBook(_("We do not offer this visit. Please choose again."))
        if not ticks.is_on_tick(self.starts_at, self.clinic.time_zone):
            raise UnableToBook(_("This is not a time that visits begin at. Please choose one from the list."))
        if self.starts_at < policy.earliest(now, is_staff=self.is_staff):
            raise TimeIsTaken(_("This time is too soon, or already over. Please choose a later one."))
        if self.starts_at > policy.latest(now):
            raise TimeIsTaken(_("We do not book that far ahead yet. Please choose an earlier time."))


def _book(
    wish: _Wish,
    whose: Callable[[], people.Patient],
    *,
    by: audit.Actor,
    now: dt.datetime,
    known_patient: people.Patient | None = None,
    newcomer: Newcomer | None = None,
    session: Mapping | None = None,
    check: str = "",
) -> models.Visit:
    replayed = _same_form(wish, known_patient, newcomer)
    if replayed is not None:
        return replayed
    wish.check(now)
    visit = queries.shape_of(wish.service)
    for _attempt in range(TRIES):
        # The room is chosen before the transaction begins: what follows only has to win or lose.
        place = queries.place_for(
            wish.clinic,
            visit=visit,
            starts_at=wish.starts_at,
            practitioner_id=wish.practitioner_id,
            patient_id=known_patient.pk if known_patient else None,
            own={},
        )
        if place is None:
            break
        try:
            with transaction.atomic():
                patient = whose()
                booked = _claim_and_store(wish, visit, place, patient, by=by, now=now, check=check)
                if session is not None:
                    # A name and a birth date prove nothing: only a record made just now is theirs to write anew.
                    is_proven = newcomer is None or patient.made_at == now
                    screening_actions.keep_check(
                        session=session, patient=patient, by=by, now=now, is_proven=is_proven
                    )
            return booked
        except _Lost as lost:
            if lost.resource.startswith("patient:"):
                break
        except IntegrityError:
            # A double click whose two halves ran at once: the other half has booked.
            if (replayed := _same_form(wish, known_patient, newcomer)) is None:
                raise
            return replayed
    replayed = _same_form(wish, known_patient, newcomer)  # its own first half may be what took the time
    if replayed is not None:
        return replayed
    raise TimeIsTaken(_why_taken(wish, known_patient))


def _same_form(wish: _Wish, patient: people.Patient | None, newcomer: Newcomer | None) -> models.Visit | None:
    """Return what this very form booked before; refuse a form that comes again with something else in it."""
    visit = queries.booked_with(wish.clinic.pk, wish.form_key) if wish.form_key else None
    if visit is None:
        return None
    is_same = (
        visit.service_id == wish.service.pk
        and visit.starts_at == wish.starts_at
        and visit.is_review == wish.is_review
        and wish.practitioner_id in {None, visit.practitioner_id}
        and (patient is None or patient.pk == visit.patient_id)
        and (newcomer is None or _is_they(visit.patient, newcomer))
    )
    if not is_same:
        raise UnableToBook(
            _(
                "This page has already booked a visit, so we booked nothing more. Open the calendar again to book another."
            )
        )
    return visit


def _is_they(patient: people.Patient, newcomer: Newcomer) -> bool:
    return people_rules.plain_email(newcomer.email) == patient.email and people_rules.is_same_person(
        patient.given_name,
        patient.family_name,
        patient.birth_date,
        as_given_name=newcomer.given_name,
        as_family_name=newcomer.family_name,
        as_birth_date=newcomer.birth_date,
    )


def _why_taken(wish: _Wish, patient: people.Patient | None) -> str:
    if patient is not None:
        stay = ticks.held(wish.starts_at, queries.shape_of(wish.service).stay, wish.clinic.time_zone)
        if _has_other_visit(patient, stay):
            return _("There is already a visit booked for you at that time. Please choose another.")
    return _("That time was taken a moment ago. Your details are kept: please choose another.")


def _has_other_visit(patient: people.Patient, stay: Mapping[dt.date, int]) -> bool:
    held = models.Occupancy.objects.filter(
        clinic_id=patient.clinic_id, resource=queries.patient(patient.pk), local_date__in=stay
    )
    return any(
        ticks.mask(kept) & stay[date]
        for date, *kept in held.values_list("local_date", "w0", "w1", "w2", "w3", "w4")
    )


def _claim_and_store(
    wish: _Wish,
    visit: starts.Shape,
    place: queries.Place,
    patient: people.Patient,
    *,
    by: audit.Actor,
    now: dt.datetime,
    check: str,
) -> models.Visit:
    wanted = _wanted(visit, place, patient.pk, wish.starts_at, wish.clinic.time_zone)
    _change(wish.clinic.pk, {where: (0, mask) for where, mask in wanted.items()})
    booked = models.Visit(
        clinic=wish.clinic,
        patient=patient,
        practitioner=people.Practitioner.objects.get(pk=place.practitioner_id, clinic=wish.clinic),
        room_id=place.room_id,
        service=wish.service,
        starts_at=wish.starts_at,
        ends_at=wish.starts_at + visit.stay_ticks * ticks.TICK,
        is_review=wish.is_review,
        booked_at=now,
        form_key=wish.form_key,
    )
    booked.save(force_insert=True)
    _write_claims(booked, wanted)
    _write_fact(booked, Kind.BOOKED, by=by, now=now)
    _record(
        "visit_booked",
        booked,
        by=by,
        now=now,
        service=wish.service.kind,
        by_staff=wish.is_staff,
        check=check,
    )
    mail.promise_confirmation(booked, now=now)
    mail.promise_reminder(booked, now=now, moves=0)
    return booked


# --- Changing ------------------------------------------------------------------------------------------------------


def move_visit(
    *,
    visit: models.Visit,
    starts_at: dt.datetime,
    by: audit.Actor,
    now: dt.datetime,
    practitioner_id: int | None = None,
) -> models.Visit:
    """Give a booked visit another start; the old time is given back in the same transaction, or nothing changes.

    practitioner_id  who treats then; the same practitioner when not given
    raises           UnableToMove; NewTimeIsTaken when another start may do
    effects          the ticks, the visit, its fact and audit entry; the old reminder withdrawn, mail promised
    """
    clinic, service = visit.clinic, visit.service
    if visit.state != State.BOOKED:
        raise UnableToMove(_("This visit can no longer be moved. Call us and we will find a way."))
    if not queries.is_movable(visit):
        raise UnableToMove(
            _("This visit came from another system and cannot be moved here. Cancel it and book again.")
        )
    if _is_public(by) and visit.starts_at <= now:
        raise UnableToMove(_("This visit has already begun. Call us and we will find another time."))
    practitioner_id = practitioner_id or visit.practitioner_id
    if (starts_at, practitioner_id) == (visit.starts_at, visit.practitioner_id):
        return visit
    wish = _Wish(
        clinic, service, starts_at, practitioner_id, None, visit.is_review, is_staff=not _is_public(by)
    )
    try:
        wish.check(now)
    except UnableToBook as refused:
        raise (NewTimeIsTaken if refused.is_taken else UnableToMove)(str(refused)) from refused
    shape = queries.shape_of(service)
    for _attempt in range(TRIES):
        own = queries.ticks_held_by(visit)
        place = queries.place_for(
            clinic,
            visit=shape,
            starts_at=starts_at,
            practitioner_id=practitioner_id,
            patient_id=visit.patient_id,
            own=own,
        )
        if place is None:
            break
        try:
            with transaction.atomic():
                return _move(visit, shape, place, starts_at, own, by=by, now=now)
        except _Lost as lost:
            if lost.resource == f"visit:{visit.pk}":
                raise UnableToMove(
                    _("This visit was changed a moment ago. Look at it again before you move it.")
                ) from lost
    raise NewTimeIsTaken(
        _("That time was taken a moment ago. Your old time is still yours. Choose another below.")
    )


def _move(
    visit: models.Visit,
    shape: starts.Shape,
    place: queries.Place,
    starts_at: dt.datetime,
    own: Mapping[tuple[str, dt.date], int],
    *,
    by: audit.Actor,
    now: dt.datetime,
) -> models.Visit:
    moved = models.Visit.objects.filter(
        pk=visit.pk, state=State.BOOKED, starts_at=visit.starts_at, room_id=visit.room_id
    )
    changed = moved.update(
        starts_at=starts_at,
        ends_at=starts_at + shape.stay_ticks * ticks.TICK,
        practitioner_id=place.practitioner_id,
        room_id=place.room_id,
    )
    if changed != 1:
        raise _Lost(f"visit:{visit.pk}")
    wanted = _wanted(shape, place, visit.patient_id, starts_at, visit.clinic.time_zone)
    _change(visit.clinic_id, {at: (own.get(at, 0), wanted.get(at, 0)) for at in {**own, **wanted}})
    visit.claims.all().delete()
    _write_claims(visit, wanted)
    _write_fact(visit, Kind.MOVED, by=by, now=now, was_at=visit.starts_at)
    was = visit.starts_at
    visit = models.Visit.objects.select_related(*queries.WITH).get(pk=visit.pk)
    _record("visit_moved", visit, by=by, now=now, was=was.isoformat(), by_staff=not _is_public(by))
    moves = visit.facts.filter(kind=Kind.MOVED).count()
    mail.withdraw_reminder(visit, now=now)
    mail.promise_moved(visit, now=now, moves=moves)
    mail.promise_reminder(visit, now=now, moves=moves)
    return visit


def cancel_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime, reason: str = "") -> models.Visit:
    """Cancel a booked visit and give its time back. Cancelling again changes nothing.

    raises   UnableToCancel when it has begun, for the patient, or is over
    effects  the ticks, the state, the fact and audit entry; the reminder withdrawn, a mail promised
    """
    if _is_public(by) and visit.state == State.BOOKED and visit.starts_at <= now:
        raise UnableToCancel(
            _("This visit has already begun, so it cannot be cancelled here. Please call us.")
        )
    with transaction.atomic():
        if not _become(visit, State.CANCELLED):
            if visit.state == State.CANCELLED:
                return visit
            raise UnableToCancel(_("This visit can no longer be cancelled. Please call us."))
        _give_back(visit)
        _write_fact(visit, Kind.CANCELLED, by=by, now=now, reason=reason)
        _record(
            "visit_cancelled", visit, by=by, now=now, by_staff=not _is_public(by), has_reason=bool(reason)
        )
        mail.withdraw_reminder(visit, now=now)
        mail.promise_cancelled(visit, now=now)
    return visit


def receive_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the patient is here. Again changes nothing.

    raises  UnableToReceive before the day of the visit, and for one that is cancelled, missed or done
    """
    if now < ticks.day_of(visit.starts_at, visit.clinic.time_zone).begins:
        raise UnableToReceive(_("This visit is on a later day. Move it first if the patient is here now."))
    with transaction.atomic():
        _receive(visit, by=by, now=now)
    return visit


def _receive(visit: models.Visit, *, by: audit.Actor, now: dt.datetime) -> None:
    if not _become(visit, State.ARRIVED):
        if visit.state == State.ARRIVED:
            return
        raise UnableToReceive(
            _("This visit is cancelled, missed or done. Book a new one if the patient is here.")
        )
    _write_fact(visit, Kind.ARRIVED, by=by, now=now)
    _record("visit_received", visit, by=by, now=now)


def miss_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the patient did not come, and give the time back. Again changes nothing.

    raises  UnableToMiss before the visit should have begun, or when the patient came
    """
    if now < visit.starts_at:
        raise UnableToMiss(
            _("This visit has not begun yet. Cancel it if the patient said they will not come.")
        )
    with transaction.atomic():
        if not _become(visit, State.MISSED):
            if visit.state == State.MISSED:
                return visit
            raise UnableToMiss(_("This patient is here, or the visit is over already."))
        _give_back(visit)
        _write_fact(visit, Kind.MISSED, by=by, now=now)
        _record("visit_missed", visit, by=by, now=now)
        mail.withdraw_reminder(visit, now=now)
    return visit


def complete_visit(*, visit: models.Visit, by: audit.Actor, now: dt.datetime) -> models.Visit:
    """Note that the visit is done. Again changes nothing; one that nobody received is received first.

    raises  UnableToComplete for a cancelled or missed one
    """
    with transaction.atomic():
        if not _become(visit, State.COMPLETED):
            if visit.state == State.COMPLETED:
                return visit
            if visit.state != State.BOOKED:
                raise UnableToComplete(_("This visit is cancelled or missed, so it cannot be completed."))
            _receive(visit, by=by, now=now)
            _become(visit, State.COMPLETED)
        _write_fact(visit, Kind.COMPLETED, by=by, now=now)
        _record("visit_completed", visit, by=by, now=now)
    return visit


# --- Ticks and rows ------------------------------------------------------------------------------------------------


def _is_public(by: audit.Actor) -> bool:
    """Whether a patient or a visitor acts, rather than the clinic or its clockwork."""
    return isinstance(by, people_rules.Viewer) and not by.is_staff


def _become(visit: models.Visit, target: str) -> bool:
    """Set the state by compare-and-set; keep the object in step with its row either way."""
    origins = [str(state) for state in states.before(states.State(target))]
    if models.Visit.objects.filter(pk=visit.pk, state__in=origins).update(state=target) == 1:
        visit.state = target
        return True
    visit.state = models.Visit.objects.values_list("state", flat=True).get(pk=visit.pk)
    return False


def _wanted(
    visit: starts.Shape, place: queries.Place, patient_id: int, starts_at: dt.datetime, zone: str
) -> dict[tuple[str, dt.date], int]:
    """What a visit needs to hold: (resource, local day) → ticks."""
    sides = (
        (queries.practitioner(place.practitioner_id), visit.hands),
        (queries.room(place.room_id), visit.room),
        (queries.patient(patient_id), visit.stay),
    )
    return {
        (resource, date): held
        for resource, runs in sides
        for date, held in ticks.held(starts_at, runs, zone).items()
    }


def _change(clinic_id: int, changes: Changes) -> None:
    """Give ticks back and take others, each row by compare-and-set, in the order of their names.

    raises  _Lost when a tick to be taken is held, which undoes the transaction
    """
    ordered = sorted(changes)
    # Rows that are not there yet come first, all together and in order: nobody waits here while holding a changed row.
    models.Occupancy.objects.bulk_create(
        [
            models.Occupancy(clinic_id=clinic_id, resource=resource, local_date=date)
            for resource, date in ordered
        ],
        ignore_conflicts=True,
    )
    for resource, date in ordered:
        given, taken = changes[resource, date]
        rows = models.Occupancy.objects.filter(clinic_id=clinic_id, local_date=date, resource=resource)
        values = {}
        for place, (give, take) in enumerate(
            zip(ticks.words(given & ~taken), ticks.words(taken), strict=True)
        ):
            word = f"w{place}"
            fresh = take & ~ticks.words(given)[place]
            if fresh:
                rows = rows.alias(**{f"clash{place}": F(word).bitand(fresh)}).filter(**{f"clash{place}": 0})
            if give or take:
                values[word] = F(word).bitand(ticks.WORD & ~give).bitor(take)
        if values and rows.update(**values) != 1:
            raise _Lost(resource)


def _write_claims(visit: models.Visit, wanted: Mapping[tuple[str, dt.date], int]) -> None:
    models.Claim.objects.bulk_create(
        models.Claim(clinic_id=visit.clinic_id, resource=resource, local_date=date, tick=tick, visit=visit)
        for (resource, date), mask in sorted(wanted.items())
        for tick in ticks.listed(mask)
    )


def _give_back(visit: models.Visit) -> None:
    _change(visit.clinic_id, {where: (mask, 0) for where, mask in queries.ticks_held_by(visit).items()})
    visit.claims.all().delete()


def _write_fact(
    visit, kind: str, *, by: audit.Actor, now: dt.datetime, was_at=None, reason: str = ""
) -> None:
    models.Fact.objects.create(visit=visit, kind=kind, at=now, by=by.who, was_at=was_at, reason=reason[:120])


def _record(what: str, visit: models.Visit, *, by: audit.Actor, now: dt.datetime, **details: object) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        clinic=visit.clinic_id,
        patient=visit.patient_id,
        thing=f"visit:{visit.code}",
        details=details,
    )
