"""Who is about to book, and what they may choose between. Each question says what it costs."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.http import Http404

from needlepoint.booking import models
from needlepoint.booking.queries import family
from needlepoint.booking.rules import eligibility, policy
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import queries as frontdoor_queries
from needlepoint.frontdoor import rules as patterns
from needlepoint.house import clock, prepared
from needlepoint.knowledge.safety import cautions as safety
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries
from needlepoint.people import rules as people_rules
from needlepoint.screening import queries as screening_queries
from needlepoint.screening import rules as check_rules

_treating = prepared.Question(
    lambda *, clinic_id, day: (
        people_queries.treating_on(day, clinic_id=clinic_id)
        .order_by("name", "pk")
        .values_list("pk", "code", "name", "languages")
    ),
    clinic_id=int,
    day=dt.date,
)
_latest_visit = prepared.Question(
    lambda *, patient_id, now: (
        models.Visit.objects.filter(
            patient_id=patient_id, state=models.Visit.State.COMPLETED, starts_at__lte=now
        )
        # A call is no treatment: after it the check, and a first visit, are still to come.
        .exclude(service__needs_check=False)
        .order_by("-starts_at")
        .values_list("starts_at", flat=True)[:1]
    ),
    patient_id=int,
    now=dt.datetime,
)

# What a service that needs no check spares people. STOPPED stays: who was told to see a doctor books nothing.
_BY_CHECK = {policy.Gate.CHECK, policy.Gate.CONFIRM}


@dataclasses.dataclass(frozen=True, slots=True)
class Booker:
    """For whom a visit is being booked, and what must happen before.

    patient      None for a visitor whom we do not know yet
    by_staff     the clinic books for its patient
    needs_first  whether their next visit is a first one
    helper       the patient who books for somebody we do not know yet
    sent_for     how an address names whom it is for: "" for themselves; see family.NEW
    check        what stands behind the booking: CHECK, a finished check; CONFIRMED, they confirm that nothing is new;
                 RECENT, staff book for somebody seen lately; OVERRIDDEN, staff book without either; NOT_NEEDED, the
                 clinic asks for none before this kind of visit
    """

    patient: people.Patient | None
    by_staff: bool
    gate: policy.Gate
    needs_first: bool
    check: str
    helper: people.Patient | None = None
    sent_for: str = ""
    visited: int | None = None  # days since the latest completed visit; None: never
    stands: check_rules.Standing = dataclasses.field(default_factory=check_rules.Standing)  # by their record

    @property
    def cautions(self) -> tuple[str, ...]:
        return tuple(self.patient.cautions) if self.patient else ()


def cautions_in(session: Mapping) -> tuple[str, ...]:
    """Return what a visitor's finished check says to take care of. Costs no query."""
    outcome = screening_queries.outcome_in(session)
    return tuple(caution.key for caution in outcome.cautions) if outcome else ()


def booker_of(viewer: people_rules.Viewer, session: Mapping, for_code: str, now: dt.datetime) -> Booker:
    """Return who is about to book. Costs 0 queries for a visitor, 2 or 3 for a patient and for staff.

    for_code  the patient whom staff book for; without one staff have nobody to book for. For a patient one of their
              own family, or family.NEW; anything else is themselves
    raises    Http404
    """
    outcome = screening_queries.outcome_in(session)
    allows = outcome.may_book if outcome and (outcome.complete or outcome.settled) else None
    if not viewer.is_known:
        gate = policy.gate(is_staff=False, check_allows=allows, seen_days_ago=None)
        return Booker(None, by_staff=False, gate=gate, needs_first=True, check="CHECK")
    if viewer.is_staff:
        patient, allows = people_queries.patient_seen_by(viewer, for_code), None
    else:
        patient = people_queries.patient_of(viewer)
        if for_code == family.NEW:
            gate = policy.gate(is_staff=False, check_allows=allows, seen_days_ago=None)
            return Booker(None, False, gate, True, "CHECK", helper=patient, sent_for=family.NEW)
        patient = family.relative(viewer, for_code) or patient
    visited = days_since_visit(patient, now)
    stands = screening_queries.standing_of(patient, now=now)
    if not viewer.is_staff and stands.is_known:
        allows, stands = _weighed(stands, session, allows=allows)
    good_days = patient.clinic.check_good_days
    holds = stands.holds if stands.is_known else None
    gate = policy.gate(
        is_staff=viewer.is_staff,
        check_allows=allows,
        seen_days_ago=visited,
        holds=holds,
        is_stopped=stands.is_stopped,
        good_days=good_days,
    )
    needs_first = policy.needs_first_visit(visited)
    if viewer.is_staff:
        is_fresh = holds or (holds is None and policy.is_recent(visited, good_days))
        behind = "RECENT" if is_fresh else "OVERRIDDEN"
    else:
        behind = "CONFIRMED" if gate is policy.Gate.CONFIRM else "CHECK"
    sent_for = "" if viewer.is_staff or patient.pk == viewer.patient_id else patient.code
    return Booker(
        patient,
        viewer.is_staff,
        gate,
        needs_first,
        behind,
        sent_for=sent_for,
        visited=visited,
        stands=stands,
    )


def _weighed(stands: check_rules.Standing, session: Mapping, *, allows: bool | None):
    """Return what counts of this browser's check and of the one on record: the newer, but never past a decision of staff.

    returns  (what the browser's check says or None, what the record says). Answers without a time never lift a stop
    """
    answered_at = screening_queries.finished_at(session)
    is_newer = check_rules.overtakes(answered_at=answered_at, stands=stands)
    if is_newer and allows and _came_first(answered_at, stands):
        return None, stands
    if is_newer and allows is not None:
        return allows, check_rules.Standing()
    if allows is False and answered_at is not None and not is_newer:
        return None, stands  # staff or newer answers have said otherwise since
    if allows and not stands.holds:
        return None, stands
    return allows, stands


def _came_first(answered_at: dt.datetime | None, stands: check_rules.Standing) -> bool:
    """Whether these answers are from before the pain got worse, or whatever else asks for new ones."""
    return answered_at is not None and stands.wanted_at is not None and answered_at <= stands.wanted_at


def excused(booker: Booker, service: frontdoor.Service, asked: str, session: Mapping) -> Booker:
    """Return the booker for a service, past the check when the clinic asks for none before it.

    Nobody passes with a warning sign: neither in the check of this browser, finished or only begun, nor in the newest
    one that is kept with their record, however old. Costs no query.

    asked  the code that was asked for; what only stands first in a list excuses nobody
    """
    if service.needs_check or service.code != asked or booker.gate not in _BY_CHECK:
        return booker
    outcome = screening_queries.outcome_in(session)
    if outcome and not all(found.route.may_book for found in outcome.findings):
        return booker
    if booker.stands.route is not None and not booker.stands.route.may_book:
        return booker
    return dataclasses.replace(booker, gate=policy.Gate.OPEN, check="NOT_NEEDED")


class Treating(NamedTuple):
    """Who treats and can be booked: as little as a page needs of a hundred of them."""

    pk: int
    code: str
    name: str
    languages: str = ""  # words with commas between


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """What a booker may choose between, and what the address chose."""

    services: list[frontdoor.Service]
    service: frontdoor.Service
    practitioners: list[Treating]
    is_longer: bool = False  # a longer first visit than usual was put first, for what they told us

    def practitioner(self, code: str) -> Treating | None:
        """Return who has this code; None for anyone, and for a code that nobody has."""
        return next((one for one in self.practitioners if one.code == code), None)

    @property
    def languages(self) -> list[str]:
        """Every language that somebody here speaks, by the alphabet."""
        return sorted({word for one in self.practitioners for word in _words(one.languages)})

    def speaking(self, language: str) -> set[int]:
        """Return who speaks a language."""
        return {one.pk for one in self.practitioners if language in _words(one.languages)}

    @property
    def who(self) -> dict[int, Treating]:
        return {one.pk: one for one in self.practitioners}


class NothingToBook(Http404):
    """The clinic offers this person no visit to book by themselves. `reason`: why, when there is one to tell."""

    def __init__(self, reason: eligibility.Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def offer_to(
    booker: Booker,
    clinic: people.Clinic,
    kind: str,
    cautions: Collection[str] | None = None,
    *,
    now: dt.datetime,
) -> Offer:
    """Return the services and practitioners for a booker. Costs 2 queries. Raises NothingToBook.

    kind  the kind of visit, or the code of the service, that is asked for. Staff may ask for any; anybody else for
          those that are meant for them
    cautions  what is known to need care; their record's when left out. Some ask for the longest first visit we offer,
          which then stands first unless another was asked for
    """
    services = everything = frontdoor_queries.services_of(clinic.pk)
    own = frontdoor.Service.Kind.FIRST if booker.needs_first else frontdoor.Service.Kind.FOLLOW_UP
    if not booker.by_staff:
        services = _meant_for(booker, services, own)
    asked = [one for one in services if kind and kind in {one.kind, one.code}]
    usual = [one for one in services if one.kind == own]
    longer = _longer(usual, booker.cautions if cautions is None else cautions) if booker.needs_first else []
    service = next(iter(asked + longer + usual + services), None)
    if service is None:
        raise NothingToBook(_why_nothing(booker, everything))
    practitioners = [
        Treating(*row)
        for row in _treating(clinic_id=clinic.pk, day=clock.local(now, clinic.time_zone).date())
    ]
    return Offer(services, service, practitioners, is_longer=service in longer)


def _longer(usual: list[frontdoor.Service], cautions: Collection[str]) -> list[frontdoor.Service]:
    """The first visit that is longer than the one offered first, for whom a caution needs the time; else nothing."""
    treated = [one for one in usual if one.needs_check]
    if not treated or not safety.needs_of(cautions).longer_first_visit:
        return []
    longest = max(treated, key=_minutes)
    return [longest] if _minutes(longest) > _minutes(usual[0]) else []


def _minutes(service: frontdoor.Service) -> int:
    return patterns.pattern(service.segments).patient_minutes


def terms_of_service(service: frontdoor.Service) -> eligibility.Terms:
    """Return what the clinic says about a service, as the rules take it."""
    fields = (field.name for field in dataclasses.fields(eligibility.Terms))
    return eligibility.Terms(**{name: getattr(service, name) for name in fields})


def _meant_for(booker: Booker, services: list[frontdoor.Service], own: str) -> list[frontdoor.Service]:
    """Those of their kind of visit that this person may book by themselves."""
    theirs = [one for one in services if one.kind == own]
    return [one for one in theirs if _refusal(booker, one) is None]


def _refusal(booker: Booker, service: frontdoor.Service) -> eligibility.Reason | None:
    # The gate stands before the list of starts and asks for the check; a form sent twice comes past it once more.
    person = eligibility.Person(booker.visited, is_screened=True)
    return eligibility.refusal(terms_of_service(service), person)


def _why_nothing(booker: Booker, services: list[frontdoor.Service]) -> eligibility.Reason:
    """Why not even the first visit of their kind, or the first at all, can be booked."""
    own = frontdoor.Service.Kind.FIRST if booker.needs_first else frontdoor.Service.Kind.FOLLOW_UP
    for service in [one for one in services if one.kind == own] + services:
        if (reason := _refusal(booker, service)) is not None:
            return reason
    return eligibility.Reason.NOT_OFFERED


def _words(languages: str) -> list[str]:
    return [word for word in (part.strip() for part in languages.split(",")) if word]


def days_since_visit(patient: people.Patient, now: dt.datetime) -> int | None:
    """Return how many days ago the latest visit with treatment began, or None. Costs 1 query."""
    latest = _latest_visit.first(patient_id=patient.pk, now=now)
    return None if latest is None else (now - latest).days
