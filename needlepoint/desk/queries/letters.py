"""What a letter to another carer may say, from the record as it stands."""

import dataclasses

from needlepoint.booking import models as booking
from needlepoint.charting import models as charting
from needlepoint.desk.queries import reviewing
from needlepoint.outcomes import queries as outcomes_queries
from needlepoint.outcomes import rules as outcomes_rules
from needlepoint.people import models as people
from needlepoint.plans import models as plans
from needlepoint.plans import queries as plans_queries
from needlepoint.plans import rules as plans_rules
from needlepoint.plans.queries import home as home_queries


@dataclasses.dataclass(frozen=True)
class Record:
    """What is known of a patient's back and of the care for it."""

    patient: people.Patient
    course: plans.Course | None
    episode: plans.Episode | None
    position: plans_rules.Position | None
    reviews: list[plans.Review]
    programme: list[home_queries.Task]
    trend: outcomes_rules.Trend
    first_visit: booking.Visit | None
    latest_visit: booking.Visit | None
    effects: list[charting.Reaction]


def record_of(patient: people.Patient, *, today, zone: str) -> Record:
    """Return what a letter may draw on: the latest course, or the latest assessment without one.

    Costs the same at any length of the record.
    """
    course = plans_queries.latest_course(patient)
    done = booking.Visit.objects.filter(patient=patient, state=booking.Visit.State.COMPLETED)
    return Record(
        patient=patient,
        course=course,
        episode=course.episode if course else plans_queries.latest_episode(patient),
        position=plans_queries.position(course) if course else None,
        reviews=plans_queries.reviews_of(course) if course else [],
        programme=home_queries.programme_of(course, today=today, zone=zone) if course else [],
        trend=outcomes_queries.trend_of(patient),
        first_visit=done.order_by("starts_at").first(),
        latest_visit=done.order_by("-starts_at").first(),
        effects=reviewing.effects_of(course) if course else [],
    )
