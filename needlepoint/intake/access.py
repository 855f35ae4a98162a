"""Whose intake a viewer may fill in or read."""

from needlepoint.booking import models as booking
from needlepoint.intake import models
from needlepoint.people import rules as people_rules

FILLERS = (people_rules.Role.PATIENT, people_rules.Role.PRACTITIONER, people_rules.Role.DESK)


def visits_open_to(viewer: people_rules.Viewer):
    """Return the visits whose intake the viewer may open: the patient's own, or the clinic's for desk and practitioners."""
    visits = booking.Visit.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_desk or viewer.is_practitioner:
        return visits
    if viewer.is_patient:
        return visits.filter(patient_id=viewer.patient_id)
    return visits.none()


def intakes_open_to(viewer: people_rules.Viewer):
    """Return the forms the viewer may open: the patient's own, or the clinic's for desk and practitioners."""
    intakes = models.Intake.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_desk or viewer.is_practitioner:
        return intakes
    if viewer.is_patient:
        return intakes.filter(patient_id=viewer.patient_id)
    return intakes.none()


def may_read_answers(viewer: people_rules.Viewer, *, is_finished: bool) -> bool:
    """Say whether the answers are shown: the desk helps to fill them in, and no longer reads them once they are sent."""
    return viewer.is_patient or viewer.is_practitioner or not is_finished
