"""Who told us that it is worse again, and how far that has come."""

import dataclasses
import datetime as dt

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import crypto

from needlepoint.booking import models as booking
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.queries import bookers
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import prepared
from needlepoint.outcomes import access, models
from needlepoint.outcomes.rules import flares as rules
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.screening import models as screening
from needlepoint.screening import queries as screening_queries
from needlepoint.screening import rules as screening_rules

State = models.Flare.State
WAITING = tuple(str(state) for state in sorted(rules.WAITING))
COMING = (booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED)
SHOWN_MAX = 40  # at the top of a day; more is no list to work through


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A flare with what the safety questions say of it.

    stands       what the newest check says, with what staff decided since
    is_answered  the questions were answered after it was told
    visit_at     when they come anyway; None when nothing is booked, or nobody asked
    """

    flare: models.Flare
    stands: screening_rules.Standing
    is_answered: bool
    visit_at: dt.datetime | None = None

    @property
    def may_come(self) -> bool:
        return self.is_answered and self.stands.holds

    @property
    def is_stopped(self) -> bool:
        return self.stands.is_stopped


def flare_of(patient_id: int) -> models.Flare | None:
    """Return the flare of a patient that waits, or None. Costs 1 query."""
    return _waiting_of.first(patient_id=patient_id)


_waiting_of = prepared.Question(
    lambda patient_id: (
        models.Flare.objects.filter(patient_id=patient_id, state__in=WAITING)
        .select_related("patient__clinic")
        .order_by("pk")[:1]
    ),
    patient_id=int,
)


def told_by(patient: people.Patient, now: dt.datetime) -> Told | None:
    """Return what a patient told that waits, or None. Costs 2 queries, 1 for nothing."""
    flare = flare_of(patient.pk)
    if flare is None:
        return None
    flare.patient = patient
    return _told(flare, screening_queries.standing_of(patient, now=now))


def waiting_of(viewer: people_rules.Viewer, patient: people.Patient) -> models.Flare | None:
    """Return the flare of a patient that waits, for staff who may see it. Costs 1 query, 0 for whoever may not."""
    return flare_of(patient.pk) if access.may_see_flares(viewer) else None


def waiting_in(viewer: people_rules.Viewer, now: dt.datetime, *, good_days: int) -> list[Told]:
    """Return the flares of the clinic that wait, the most urgent first; for who treats and the desk.

    good_days   how long a check holds here
    costs       2 queries at any length up to 40, 1 for nothing, 0 for whoever may not see them
    """
    if not access.may_see_flares(viewer):
        return []
    flares = list(_waiting_in(clinic_id=viewer.clinic_id, now=now))
    stands = screening_queries.standings_of({one.patient_id for one in flares}, good_days=good_days, now=now)
    found = [_told(flare, stands[flare.patient_id]) for flare in flares]
    return sorted(
        found,
        key=lambda one: rules.urgency(
            is_stopped=one.is_stopped, pain=one.flare.pain, reported_at=one.flare.reported_at
        ),
    )


def _ask_waiting_in(clinic_id: int, now: dt.datetime) -> QuerySet[models.Flare]:
    coming = booking.Visit.objects.filter(
        patient=OuterRef("patient"), state__in=COMING, ends_at__gt=now
    ).order_by("starts_at")
    flares = models.Flare.objects.filter(clinic_id=clinic_id, state__in=WAITING)
    return (
        flares.annotate(visit_at=Subquery(coming.values("starts_at")[:1]))
        .select_related("patient")
        # Should there be more than are shown, it is never the worst that is left out.
        .order_by(F("pain").desc(nulls_last=True), "reported_at", "pk")[:SHOWN_MAX]
    )


_waiting_in = prepared.Question(_ask_waiting_in, clinic_id=int, now=dt.datetime)


def _told(flare: models.Flare, stands: screening_rules.Standing) -> Told:
    answered_at = stands.decided_at
    return Told(
        flare,
        stands,
        is_answered=answered_at is not None and answered_at >= flare.reported_at,
        visit_at=getattr(flare, "visit_at", None),
    )


def flare_seen_by(viewer: people_rules.Viewer, code: str) -> models.Flare:
    """Return one flare the viewer may see. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    flares = access.flares_open_to(viewer).select_related("patient__clinic")
    found = flares.filter(code=code).first() if "\0" not in code else None
    if found is None:
        raise Http404
    return found


def of_visit(visit: booking.Visit) -> models.Flare | None:
    """Return the flare for which a visit was booked. Costs 1 query."""
    return models.Flare.objects.filter(visit=visit, state=State.BOOKED).first()


def silent(now: dt.datetime, limit: int) -> list[models.Flare]:
    """Return flares about which nobody did anything for long. Costs 1 query."""
    since = now - dt.timedelta(days=rules.SILENT_DAYS)
    return list(_all_waiting().filter(reported_at__lt=since).order_by("reported_at", "pk")[:limit])


def asking(limit: int) -> list[models.Flare]:
    """Return flares whose questions we believe not to be answered. Costs 1 query."""
    return list(
        models.Flare.objects.filter(state=State.ASKING)
        .select_related("patient__clinic")
        .order_by("reported_at", "pk")[:limit]
    )


def _all_waiting() -> QuerySet[models.Flare]:
    return models.Flare.objects.filter(state__in=WAITING)


def check_after(flare: models.Flare) -> screening.Check | None:
    """Return the newest check when it was answered after the flare was told. Costs 1 query."""
    newest = screening_queries.latest_check(flare.patient)
    return newest if newest is not None and newest.finished_at >= flare.reported_at else None


# --- Near starts ---------------------------------------------------------------------------------------------------------


def key_of(flare: models.Flare) -> str:
    """Return the key of the form that the near start is kept for: the same for the same flare, and nobody can guess it."""
    return crypto.salted_hmac(__name__, flare.code).hexdigest()


def kept_for(flare: models.Flare, now: dt.datetime) -> booking.Hold | None:
    """Return the start that is kept for a flare just now. Costs 1 query."""
    holds = booking.Hold.objects.filter(clinic_id=flare.clinic_id, form_key=key_of(flare), expires_at__gt=now)
    return holds.select_related("service", "practitioner", "location").first()


@dataclasses.dataclass(frozen=True, slots=True)
class Near:
    """The soonest starts for a patient, of the kind of visit that is theirs now.

    service  None: there is no visit that they may book by themselves
    starts   (when, practitioner's name, practitioner's code), soonest first
    """

    service: frontdoor.Service | None = None
    starts: tuple[tuple[dt.datetime, str, str], ...] = ()


def near_starts(
    viewer: people_rules.Viewer, now: dt.datetime, *, kept: booking.Hold | None = None, count: int
) -> Near:
    """Return the soonest starts that a patient may book by themselves. Costs 7 to 10 queries.

    Whoever was not here for long is offered a first visit, as everywhere.
    kept   a start of theirs, which counts as free
    """
    booker = bookers.booker_of(viewer, {}, "", now)
    patient = booker.patient
    try:
        offer = bookers.offer_to(booker, patient.clinic, "", now=now)
    except bookers.NothingToBook:
        return Near()
    found = booking_queries.starts_from(
        patient.clinic,
        service=offer.service,
        now=now,
        patient_id=patient.pk,
        days_wanted=3,
        moving=kept,
        among=set(offer.who),
        cautions=patient.cautions,
    )
    until = now + dt.timedelta(days=rules.SOON_DAYS)
    soon = [one for one in found.only_with(set(offer.who)).starts if one.starts_at < until]
    who = offer.who
    shown = (soon[place] for place in rules.spread([one.starts_at for one in soon], count))
    return Near(
        offer.service,
        tuple((one.starts_at, who[one.practitioner_id].name, who[one.practitioner_id].code) for one in shown),
    )
