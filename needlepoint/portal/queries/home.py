"""What a patient's first page asks."""

import dataclasses
import datetime as dt

from needlepoint.booking import models as booking
from needlepoint.booking.queries import waiting as waiting_queries
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import clock
from needlepoint.intake import models as intake
from needlepoint.intake import queries as intake_queries
from needlepoint.intake import rules as intake_rules
from needlepoint.intake.queries import packs as pack_queries
from needlepoint.outcomes import models as outcomes
from needlepoint.outcomes import queries as outcomes_queries
from needlepoint.outcomes.queries import forecasting as forecast_queries
from needlepoint.outcomes.queries import trends as trend_queries
from needlepoint.outcomes.rules import forecasting, trend_story
from needlepoint.people import access as people_access
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans import queries as plans_queries
from needlepoint.plans import rules as plans_rules
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.queries import reviewing as review_queries
from needlepoint.portal.queries import visits as visit_queries
from needlepoint.screening import queries as screening_queries
from needlepoint.screening import rules as screening_rules


@dataclasses.dataclass(frozen=True)
class Form:
    """A form before a visit that is not sent yet, and how many of its pages are still open."""

    visit: booking.Visit
    is_begun: bool
    pages_left: int


@dataclasses.dataclass(frozen=True)
class Home:
    """All that the patient's first page stands on."""

    patient: people.Patient
    visits: list[booking.Visit]  # booked, soonest first
    forms: list[Form]  # that wait to be filled in
    measures: list[intake.Intake]  # questionnaires that wait to be filled in
    waiting: list[outcomes.CheckIn]
    course: plans.Course | None
    position: plans_rules.Position | None
    decided: review_queries.Told | None  # at a review, lately
    programme: list[home_queries.Task]  # what is set to do at home
    story: trend_story.Story  # of pain and own activities; other measures have a page of their own
    foretold: forecasting.Foretold | None  # None: no plan was ever agreed
    consents: dict[str, people.Consent]
    stands: screening_rules.Standing  # what their newest check says today
    card: booking.Visit | None  # the latest whose note is signed
    waits: booking.WaitingEntry | None  # for a start that is not free
    offer: booking.StartOffer | None


def patient_of(viewer: people_rules.Viewer) -> people.Patient:
    """Return the row of the patient who is asking. Costs 1 query."""
    return people_access.patients_seen_by(viewer).select_related("clinic").get(pk=viewer.patient_id)


def home_of(viewer: people_rules.Viewer, now: dt.datetime) -> Home:
    """Gather the patient's first page. Costs 19 queries and up to 4 for what is likely; 2 fewer without a course, 1 more where
    tasks for home are set, 1 more for who is
    on the waiting list, 2 more while a form is begun.
    """
    patient = patient_of(viewer)
    waits, visits = waiting_queries.entry_of(patient), visits_ahead(patient, now)
    course = plans_queries.latest_course(patient)
    return Home(
        patient=patient,
        visits=visits,
        forms=forms_ahead(visits),
        measures=pack_queries.waiting_for(patient),
        waiting=outcomes_queries.waiting_for(patient, now),
        course=course,
        position=plans_queries.position(course) if course else None,
        decided=review_queries.told_lately(course, now),
        programme=programme_of(course, patient, now),
        story=trend_queries.story_of(patient, now, ()),
        foretold=forecast_queries.outlook_of(course, now) if course else None,
        consents=plans_queries.consents_of(patient),
        stands=check_of(patient, visits, now),
        card=visit_queries.latest_card(patient.pk, now),
        waits=waits,
        offer=waiting_queries.open_offers([waits]).get(waits.pk) if waits else None,
    )


def programme_of(
    course: plans.Course | None, patient: people.Patient, now: dt.datetime
) -> list[home_queries.Task]:
    """Return what is set to do at home while a plan is under way. Costs 2 queries, 1 when nothing is set."""
    if course is None or course.state != plans_rules.CourseState.ACTIVE:
        return []
    course.patient = patient
    zone = patient.clinic.time_zone
    return home_queries.programme_of(course, today=clock.local(now, zone).date(), zone=zone)


def check_of(
    patient: people.Patient, visits: list[booking.Visit], now: dt.datetime
) -> screening_rules.Standing:
    """Return what their newest check says today, with the next review in view. Costs 1 query."""
    review_at = next((visit.starts_at for visit in visits if visit.is_review), None)
    return screening_queries.standing_of(patient, now=now, review_at=review_at)


def visits_ahead(patient: people.Patient, now: dt.datetime) -> list[booking.Visit]:
    """Return what the patient has booked, soonest first, Costs 1 query.

    A visit stays in view until it is over, so that somebody who is late still finds it.
    """
    visits = booking.Visit.objects.filter(
        patient=patient, state__in=[booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED], ends_at__gte=now
    )
    return list(visits.select_related("practitioner", "service", "location").order_by("starts_at")[:12])


def forms_ahead(visits: list[booking.Visit]) -> list[Form]:
    """Return the forms that wait before these visits: those begun and not sent, and any before a first visit.

    Costs 3 queries at any length, 1 where none is begun.
    """
    begun = intake_queries.intakes_of(visits)
    waiting = [one for one in begun.values() if not intake_queries.is_finished(one)]
    answers = intake_queries.answers_of_many(waiting)
    found = []
    for visit in visits:
        intake = begun.get(visit.pk)
        is_first = visit.service is not None and visit.service.kind == frontdoor.Service.Kind.FIRST
        if intake_queries.is_finished(intake) if intake else not is_first:
            continue
        form = intake_queries.definition_of(intake or intake_queries.not_begun(visit))
        said = answers[intake.pk] if intake else {}
        found.append(Form(visit, intake is not None, len(intake_rules.open_screens(form, said))))
    return found
