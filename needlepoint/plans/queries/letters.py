"""Questions about other carers and the letters to them."""

from django.http import Http404

from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models
from needlepoint.plans.rules import letters as rules


def carers_of(viewer: people_rules.Viewer, patient: people.Patient) -> list[models.Carer]:
    """Return who else looks after a patient, those of today first. Costs 1 query."""
    carers = access.carers_seen_by(viewer).filter(patient=patient)
    return sorted(carers.order_by("made_at", "pk"), key=lambda carer: carer.ended_at is not None)


def carer_seen_by(viewer: people_rules.Viewer, code: str) -> models.Carer:
    """Return one carer. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    carer = access.carers_seen_by(viewer).filter(code=code).select_related("patient__clinic").first()
    if carer is None:
        raise Http404
    return carer


def letters_of(viewer: people_rules.Viewer, patient: people.Patient) -> list[models.Letter]:
    """Return the letters about a patient, the latest first. Costs 1 query."""
    letters = access.letters_seen_by(viewer).filter(patient=patient)
    return list(letters.select_related("carer").order_by("-written_at", "-pk"))


def letter_seen_by(viewer: people_rules.Viewer, code: str) -> models.Letter:
    """Return one letter. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    letters = access.letters_seen_by(viewer).select_related("carer", "patient__clinic", "clinic", "course")
    letter = letters.filter(code=code).first()
    if letter is None:
        raise Http404
    return letter


def summary_after(viewer: people_rules.Viewer, review: models.Review) -> models.Letter | None:
    """Return the summary for the patient that a review left, or None. Costs 1 query."""
    return access.letters_seen_by(viewer).filter(review=review, carer=None).first()


def ending_review(course: models.Course | None) -> models.Review | None:
    """Return the review that ended a course, or None. Costs 1 query, none without a course."""
    if course is None or course.state == models.Course.State.ACTIVE:
        return None
    ended = course.reviews.filter(decision__in=list(rules.SUMMARY_AFTER))
    return ended.select_related("practitioner", "course").order_by("-after_visit").first()
