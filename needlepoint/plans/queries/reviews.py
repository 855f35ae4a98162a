"""Reviews: those decided, and those owed."""

from needlepoint.booking import models as booking
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models, rules
from needlepoint.plans.queries import courses


def reviews_of(course: models.Course) -> list[models.Review]:
    """Return the decisions of a course, first to latest. Costs 1 query."""
    return list(course.reviews.select_related("practitioner").order_by("after_visit", "pk"))


def review_number(course: models.Course) -> int:
    """Return the visit number that a decision taken now belongs to. Costs 2 queries.

    A visit that is under way counts: the review is held while the patient is still in the room.
    """
    here = booking.Visit.objects.filter(patient_id=course.patient_id, state=booking.Visit.State.ARRIVED)
    return courses.position(course).done + (1 if here.exists() else 0)


def overdue_reviews(viewer: people_rules.Viewer) -> list[tuple[models.Course, rules.Position]]:
    """Return every course under way whose review visit is over and undecided, the oldest first; for staff.

    Costs 2 queries at any length.
    """
    if not viewer.is_staff:
        return []
    underway = list(
        access.courses_seen_by(viewer)
        .filter(state=models.Course.State.ACTIVE)
        .select_related("patient", "practitioner")
        .order_by("started_at", "pk")
    )
    standing = courses.positions(underway)
    return [(course, standing[course.pk]) for course in underway if standing[course.pk].is_review_due]
