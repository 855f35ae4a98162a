"""Book a visit: one short transaction with its ticks, its fact, its audit entry and the mail it promises."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from needlepoint.booking import messages, models, queries
from needlepoint.booking.actions import claims, holds, record, refusals, stops
from needlepoint.booking.queries import clashes
from needlepoint.booking.rules import policy, ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import audit, prepared
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.screening import actions as screening_actions

State = models.Visit.State
Kind = models.Fact.Kind

# Each new try follows a claim that somebody else won in between, so it ends by itself; this only bounds a fault.
TRIES = 40

_visits = prepared.Entry(models.Visit)


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
    location: models.Location | None = None,
    room_id: int | None = None,
    series: models.Series | None = None,
    hold: models.Hold | None = None,
    override_reason: str = "",
) -> models.Visit:
    """Book a visit for a patient of the clinic.

    starts_at        aware, on a tick; the room is chosen for it
    practitioner_id  None for whoever is free
    form_key         born with the form: the same key and content again return the visit that the first one booked
    session          where the suitability check of somebody who books for themselves is kept
    check            what stands behind the booking (see queries.Booker.check); recorded
    location         the place; None is the clinic's first
    room_id          only this room; otherwise the fitting one
    series           the visits that are booked together with this one
    hold             a start that was kept for this booking; it ends with it
    override_reason  why staff book over what is in the way; without one they do not
    raises           UnableToBook; TimeIsTaken when another start may do
    effects          the claimed ticks, the visit, its fact and audit entry; confirmation and reminder promised
    """
    is_staff = not record.is_public(by)
    wish = Wish(
        clinic,
        service,
        starts_at,
        practitioner_id,
        form_key,
        is_review,
        is_staff=is_staff,
        location=location,
        room_id=room_id,
        series=series,
        hold=hold,
        override_reason=override_reason if is_staff else "",
        cautions=tuple(patient.cautions),
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
    contact_name: str = ""  # whoever booked for them
    contact_relation: str = ""
    language: str = "en"  # in which they read, and we write to them


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
    check: str = "CHECK",
    location: models.Location | None = None,
    hold: models.Hold | None = None,
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

    wish = Wish(
        clinic,
        service,
        starts_at,
        practitioner_id,
        form_key,
        is_review=False,
        is_staff=False,
        location=location,
        hold=hold,
        cautions=queries.cautions_in(session),
    )
    visit = _book(wish, register, newcomer=newcomer, by=by, now=now, session=session, check=check)
    is_theirs = visit.patient.made_at == visit.booked_at and now - visit.booked_at < people_rules.DOUBLE_TAP
    return visit, is_theirs


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What is to be booked."""

    clinic: people.Clinic
    service: frontdoor.Service
    starts_at: dt.datetime
    practitioner_id: int | None
    form_key: str | None
    is_review: bool
    is_staff: bool
    location: models.Location | None = None
    room_id: int | None = None
    series: models.Series | None = None
    hold: models.Hold | None = None
    override_reason: str = ""
    cautions: tuple[str, ...] = ()

    @property
    def zone(self) -> str:
        return self.location.time_zone if self.location else self.clinic.time_zone

    @property
    def kept(self) -> models.Hold | None:
        """The hold for this booking, when it is the clinic's and for this very start."""
        hold = self.hold
        is_ours = hold is not None and (hold.clinic_id, hold.starts_at) == (self.clinic.pk, self.starts_at)
        return hold if is_ours else None

    def check(self, now: dt.datetime) -> None:
        """Refuse what no form of ours offers."""
        if self.service.clinic_id != self.clinic.pk:
            raise refusals.UnableToBook(_("We do not offer this visit. Please choose again."))
        if not ticks.is_on_tick(self.starts_at, self.clinic.time_zone):
            raise refusals.UnableToBook(
                _("This is not a time that visits begin at. Please choose one from the list.")
            )
        # What is free ends with the licence by itself; only who books over what is in the way comes past it.
        if self.override_reason and self.practitioner_id:
            over = clashes.licence_over(self.clinic, self.practitioner_id, self.starts_at, self.zone)
            if over:
                raise refusals.UnableToBook(over)
        bounds = queries.bounds_of(self.service, now, zone=self.zone, is_staff=self.is_staff)
        if self.starts_at < bounds.earliest:
            is_closed_today = self.starts_at >= now and not self.service.is_same_day
            raise refusals.TimeIsTaken(
                _("This visit cannot be booked online for today. Please choose another day, or call us.")
                if is_closed_today
                else _("This time is too soon, or already over. Please choose a later one.")
            )
        if self.starts_at >= bounds.latest:
            raise refusals.TimeIsTaken(_("We do not book that far ahead yet. Please choose an earlier time."))

    def place(self, patient_id: int | None, own: claims.Own) -> queries.Place | None:
        """Return who and where is free for it. Costs 2 queries."""
        return queries.place_for(
            self.clinic,
            service=self.service,
            starts_at=self.starts_at,
            practitioner_id=self.practitioner_id,
            patient_id=patient_id,
            own=own,
            location=self.location,
            cautions=self.cautions,
            room_id=self.room_id,
        )

    def place_by_force(self, own: claims.Own) -> queries.Place | None:
        """Return who and where, free or not: staff said why."""
        return queries.place_by_force(
            self.clinic,
            service=self.service,
            starts_at=self.starts_at,
            practitioner_id=self.practitioner_id,
            room_id=self.room_id,
            own=own,
            location=self.location,
            cautions=self.cautions,
        )


def _book(
    wish: Wish,
    whose: Callable[[], people.Patient],
    *,
    by: audit.Actor,
    now: dt.datetime,
    known_patient: people.Patient | None = None,
    newcomer: Newcomer | None = None,
    session: Mapping | None = None,
    check: str = "",
) -> models.Visit:
    try:
        wish.check(now)
        _check_stop(wish, known_patient, by=by, now=now, session=session)
        if not wish.is_staff:
            _check_number(wish, known_patient, newcomer, now)
    except refusals.UnableToBook:
        # Sent once more so late that it could not be booked any more.
        if (replayed := _same_form(wish, known_patient, newcomer)) is None:
            raise
        return replayed

    def store(place: queries.Place, kept: models.Hold | None, *, is_forced: bool) -> models.Visit:
        with transaction.atomic():
            patient = whose()
            typed = None if known_patient else patient
            _check_stop(wish, typed, by=by, now=now, session=session, is_proven=False)
            booked = _claim_and_store(
                wish, place, patient, by=by, now=now, check=check, kept=kept, is_forced=is_forced
            )
            if session is not None:
                # A name and a birth date prove nothing: only a record made just now is theirs to write anew.
                is_proven = newcomer is None or patient.made_at == now
                screening_actions.keep_check(
                    session=session, patient=patient, by=by, now=now, is_proven=is_proven
                )
        return booked

    try:
        booked = _first_to_fit(wish, known_patient.pk if known_patient else None, store, now=now)
    except IntegrityError:
        # A double click whose two halves ran at once: the other half has booked.
        if (replayed := _same_form(wish, known_patient, newcomer)) is None:
            raise
        return replayed
    if booked is not None:
        return booked
    replayed = _same_form(wish, known_patient, newcomer)  # its own first half may be what took the time
    if replayed is not None:
        return replayed
    raise refusals.TimeIsTaken(_why_taken(wish, known_patient))


def _check_stop(
    wish: Wish, patient: people.Patient | None, *, by, now: dt.datetime, session, is_proven: bool = True
) -> None:
    """Refuse whom their newest check stops. A series has asked once for all of its visits; who is new has no record."""
    if patient is not None and wish.series is None and patient.made_at != now:
        stops.refuse_stopped(patient, by=by, now=now, session=session, is_proven=is_proven)


def _check_number(
    wish: Wish, patient: people.Patient | None, newcomer: Newcomer | None, now: dt.datetime
) -> None:
    """Refuse more visits ahead than a course has, and more for people never seen than a family has.

    One browser could otherwise book the whole diary. The desk may always book more.
    """
    if patient is not None and len(queries.visits_ahead(patient=patient.pk, now=now)) >= policy.AHEAD_MOST:
        raise refusals.UnableToBook(
            _("You have as many visits booked as can be booked online. Please call us to book another.")
        )
    if newcomer is None:
        return
    ahead = queries.unseen_ahead(wish.clinic, email=newcomer.email, phone=newcomer.phone, now=now)
    if ahead >= policy.UNSEEN_MOST:
        raise refusals.UnableToBook(
            _(
                "Several visits are booked already with this e-mail address or number. "
                "Please call us to book another."
            )
        )


def _first_to_fit(
    wish: Wish, patient_id: int | None, store: Callable[..., models.Visit], *, now: dt.datetime
) -> models.Visit | None:
    """Store the visit with whoever and wherever is free; None when nobody is, or no longer."""
    kept = wish.kept
    for _attempt in range(TRIES):
        # The room is chosen before the transaction begins: what follows only has to win or lose.
        own = queries.ticks_held_by(kept) if kept else {}
        place = wish.place(patient_id, own)
        is_forced = place is None and bool(wish.override_reason)
        place = wish.place_by_force(own) if is_forced else place
        if place is None:
            if holds.release_expired(now, clinic_id=wish.clinic.pk):
                continue
            return None
        try:
            return store(place, kept, is_forced=is_forced)
        except claims.Lost as lost:
            if lost.resource.startswith("hold:"):
                kept = None
            elif is_forced or lost.resource.startswith("patient:"):
                return None
    return None


def _same_form(wish: Wish, patient: people.Patient | None, newcomer: Newcomer | None) -> models.Visit | None:
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
        raise refusals.UnableToBook(
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


def _why_taken(wish: Wish, patient: people.Patient | None) -> str:
    if patient is not None:
        shape = queries.shape_of(wish.service)
        stay = ticks.held(wish.starts_at, shape.stay, wish.clinic.time_zone)
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
    wish: Wish,
    place: queries.Place,
    patient: people.Patient,
    *,
    by: audit.Actor,
    now: dt.datetime,
    check: str,
    kept: models.Hold | None,
    is_forced: bool,
) -> models.Visit:
    own = claims.end_hold(kept) if kept else {}
    wanted = claims.wanted(place, patient.pk, wish.starts_at, wish.clinic.time_zone)
    if is_forced:
        wanted = claims.beside(wish.clinic.pk, wanted, own)
    claims.change(wish.clinic.pk, {at: (own.get(at, 0), wanted.get(at, 0)) for at in {**own, **wanted}})
    shape = place.fit.shape
    booked = models.Visit(
        clinic=wish.clinic,
        patient=patient,
        practitioner_id=place.practitioner_id,
        location=wish.location,
        room_id=place.room.room_id if place.room else None,
        room_place=place.room.place if place.room else 0,
        service=wish.service,
        segments=place.fit.pattern.pairs,
        series=wish.series,
        starts_at=wish.starts_at,
        ends_at=wish.starts_at + shape.stay_ticks * ticks.TICK,
        is_review=wish.is_review,
        booked_at=now,
        form_key=wish.form_key,
    )
    _visits.store(booked)
    claims.write_claims(booked, wanted)
    if is_forced:
        record.write_override(booked, reason=wish.override_reason, by=by, now=now)
    record.write_fact(booked, Kind.BOOKED, by=by, now=now)
    record.record(
        "visit_booked",
        booked,
        by=by,
        now=now,
        service=wish.service.kind,
        by_staff=wish.is_staff,
        check=check,
        **({"override": True} if is_forced else {}),
    )
    messages.promise_booked(booked, now=now)
    return booked
