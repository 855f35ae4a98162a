"""Keep a start for somebody: while they fill in a form, or while an offer from the waiting list stands.

A hold takes its ticks like a visit, so nobody else is told that the start is free, and nobody else can have it.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models, queries
from needlepoint.booking.actions import claims, record, refusals, stops
from needlepoint.booking.rules import ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import audit
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

TRIES = 8


def hold_start(
    *,
    clinic: people.Clinic,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    patient: people.Patient | None,
    form_key: str | None,
    by: audit.Actor,
    now: dt.datetime,
    expires_at: dt.datetime,
    location: models.Location | None = None,
    session: Mapping | None = None,
) -> models.Hold:
    """Keep a start until a moment. The same form again keeps the same start; another start ends the first hold.

    patient   None for a visitor whom we do not know yet
    form_key  of the form that it is kept for; None for one that no form belongs to
    session   of the browser in which the patient books, with a check that is newer than the one on record
    raises    UnableToBook; TimeIsTaken when another start may do
    """
    if patient is not None and not isinstance(by, people_rules.System):
        stops.refuse_stopped(patient, by=by, now=now, session=session)
    zone = location.time_zone if location else clinic.time_zone
    if service.clinic_id != clinic.pk or not ticks.is_on_tick(starts_at, clinic.time_zone):
        raise refusals.UnableToBook(_("We cannot keep this time. Please choose one from the list."))
    bounds = queries.bounds_of(service, now, zone=zone, is_staff=not record.is_public(by))
    if not bounds.allow(starts_at):
        raise refusals.TimeIsTaken(_("This time is too soon, or too far ahead. Please choose another."))
    before = models.Hold.objects.filter(clinic=clinic, form_key=form_key).first() if form_key else None
    if before is not None:
        if before.starts_at == starts_at and before.expires_at > now and before.service_id == service.pk:
            return before
        release_hold(hold=before, by=by, now=now)
    hold = models.Hold(
        clinic=clinic,
        form_key=form_key,
        patient=patient,
        location=location,
        service=service,
        starts_at=starts_at,
        made_at=now,
        expires_at=expires_at,
    )
    try:
        is_kept = _first_to_fit(hold, practitioner_id, by=by, now=now)
    except IntegrityError:  # the same form asked twice at once
        asked = models.Hold.objects.filter(clinic=clinic, form_key=form_key, starts_at=starts_at)
        again = asked.first() if form_key else None
        if again is None:
            raise
        return again
    if not is_kept:
        raise refusals.TimeIsTaken(_("That time was taken a moment ago. Please choose another."))
    return hold


def _first_to_fit(
    hold: models.Hold, practitioner_id: int | None, *, by: audit.Actor, now: dt.datetime
) -> bool:
    clinic, patient = hold.clinic, hold.patient
    for _attempt in range(TRIES):
        place = queries.place_for(
            clinic,
            service=hold.service,
            starts_at=hold.starts_at,
            practitioner_id=practitioner_id,
            patient_id=hold.patient_id,
            own={},
            location=hold.location,
            cautions=patient.cautions if patient else (),
        )
        if place is None:
            if release_expired(now, clinic_id=clinic.pk):
                continue
            return False
        hold.practitioner_id = place.practitioner_id
        hold.room_id = place.room.room_id if place.room else None
        hold.room_place = place.room.place if place.room else 0
        hold.segments = place.fit.pattern.pairs
        try:
            with transaction.atomic():
                hold.save(force_insert=True)
                wanted = claims.wanted(place, hold.patient_id, hold.starts_at, clinic.time_zone)
                claims.change(clinic.pk, {where: (0, mask) for where, mask in wanted.items()})
                claims.write_claims(hold, wanted)
                _record("start_held", hold, by=by, now=now)
        except claims.Lost:
            hold.pk = None
            continue
        return True
    return False


def release_hold(*, hold: models.Hold, by: audit.Actor, now: dt.datetime) -> bool:
    """Give a kept start back. Returns False when it was given back, or booked, before."""
    try:
        with transaction.atomic():
            held = claims.end_hold(hold)
            claims.change(hold.clinic_id, {where: (mask, 0) for where, mask in held.items()})
            claims.close_ranks(hold.clinic_id, held)
            _record("start_released", hold, by=by, now=now)
    except claims.Lost:
        return False
    return True


def release_expired(now: dt.datetime, *, clinic_id: int | None = None) -> int:
    """Give back the starts that nobody took in time. Returns how many."""
    over = models.Hold.objects.filter(expires_at__lte=now)
    if clinic_id is not None:
        over = over.filter(clinic_id=clinic_id)
    return sum(
        release_hold(hold=hold, by=_clockwork(hold), now=now) for hold in over.order_by("expires_at")[:200]
    )


def _clockwork(hold: models.Hold) -> audit.Actor:
    return people_rules.System(hold.clinic_id)


def _record(what: str, hold: models.Hold, *, by: audit.Actor, now: dt.datetime) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        clinic=hold.clinic_id,
        patient=hold.patient_id,
        thing=f"hold:{hold.code}",
        details={"service": hold.service.kind},
    )
