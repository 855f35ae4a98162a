"""Questions about intakes; each starts from the viewer."""

from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.intake import access, models, rules
from needlepoint.people import rules as people_rules


def intake_for(viewer: people_rules.Viewer, visit_code: str) -> models.Intake:
    """Return the intake of a visit; one not begun yet comes as an unsaved row, because looking stores nothing.

    raises  Http404 alike for an unknown visit and for one that is not the viewer's
    costs   1 query
    """
    visit = (
        access.visits_open_to(viewer)
        .select_related("clinic", "patient", "practitioner", "intake")
        .filter(code=visit_code)
        .first()
    )
    if visit is None:
        raise Http404
    return intake_of(visit) or models.Intake(
        visit=visit, patient=visit.patient, wording_version=rules.CONSENT_WORDING, answers={}
    )


def intake_of(visit: booking.Visit) -> models.Intake | None:
    """Return what was kept for a visit, or None. Costs 1 query, or none where the visit brought its intake along."""
    return getattr(visit, "intake", None)


def is_finished(intake: models.Intake) -> bool:
    """Say whether the intake was sent."""
    return intake.state == models.Intake.State.FINISHED
