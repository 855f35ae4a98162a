"""What is asked to book a whole course."""

import dataclasses
import datetime as dt

from needlepoint.booking.queries import series as series_queries
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import queries as frontdoor_queries
from needlepoint.house import clock
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans import queries as plans_queries
from needlepoint.plans import rules as plans_rules


@dataclasses.dataclass(frozen=True)
class CourseBooking:
    """What the page stands on that books the visits of a plan."""

    course: plans.Course
    service: frontdoor.Service
    practitioners: list[people.Practitioner]
    terms: series_queries.Terms
    where: series_queries.Standing

    @property
    def is_under_way(self) -> bool:
        return self.course.state == plans_rules.CourseState.ACTIVE

    @property
    def numbers(self) -> range:
        """The visits, counted within the course, that may still be booked."""
        first = self.where.first_number
        return range(first, first + self.where.remaining)


def course_booking(viewer: people_rules.Viewer, code: str, now: dt.datetime) -> CourseBooking:
    """Return a course with what is booked of it. Costs 5 queries. Raises Http404 alike for unknown and for unseen."""
    course = plans_queries.course_seen_by(viewer, code)
    terms = series_queries.Terms(
        course_code=course.code,
        visits_planned=course.visits_planned,
        done=plans_queries.position(course).done,
        days_between=course.days_between,
        review_after=course.review_after,
        practitioner_id=course.practitioner_id,
        began_at=course.started_at,
    )
    return CourseBooking(
        course,
        frontdoor_queries.service_for(course.clinic_id, frontdoor.Service.Kind.FOLLOW_UP),
        frontdoor_queries.practitioners_of(
            course.clinic_id, on=clock.local(now, course.patient.clinic.time_zone).date()
        ),
        terms,
        series_queries.standing(course.patient, terms, now),
    )
