"""Whose scores a viewer may see or give."""

from needlepoint.booking import models as booking
from needlepoint.outcomes import models
from needlepoint.people import rules as people_rules

Role = people_rules.Role

# Scores are clinical: the person they are about, and who treats them. The desk types what came on paper, unread after.
READERS = (Role.PATIENT, Role.PRACTITIONER)
GIVERS = (Role.PATIENT, Role.PRACTITIONER, Role.DESK)
TYPISTS = (Role.PRACTITIONER, Role.DESK)  # of what came on paper


def check_ins_open_to(viewer: people_rules.Viewer):
    """Return the check-ins the viewer may open: the patient's own, or the clinic's for desk and practitioners."""
    check_ins = models.CheckIn.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_desk or viewer.is_practitioner:
        return check_ins
    if viewer.is_patient:
        return check_ins.filter(patient_id=viewer.patient_id)
    return check_ins.none()


def visits_open_to(viewer: people_rules.Viewer):
    """Return the visits at which the viewer may write down pain: while they stand, the patient's own or the clinic's."""
    visits = booking.Visit.objects.standing().filter(clinic_id=viewer.clinic_id)
    if viewer.is_practitioner:
        return visits
    if viewer.is_patient:
        return visits.filter(patient_id=viewer.patient_id)
    return visits.none()


def may_read_scores(viewer: people_rules.Viewer) -> bool:
    """Say whether the viewer may see the line that answers make."""
    return viewer.is_patient or viewer.is_practitioner


def may_change(viewer: people_rules.Viewer, kept) -> bool:
    """Say whether the viewer may put answers right: who may read them, and who typed in every one of them from paper."""
    return may_read_scores(viewer) or (viewer.is_desk and all(one.by == viewer.who for one in kept))


def may_see_flares(viewer: people_rules.Viewer) -> bool:
    """Say whether the viewer may see who told us that it is worse again: who treats, and the desk, which calls them."""
    return viewer.is_practitioner or viewer.is_desk


def flares_open_to(viewer: people_rules.Viewer):
    """Return the flares the viewer may see and end: the clinic's for desk and practitioners, their own for a patient."""
    flares = models.Flare.objects.filter(clinic_id=viewer.clinic_id)
    if may_see_flares(viewer):
        return flares
    return flares.filter(patient_id=viewer.patient_id) if viewer.is_patient else flares.none()
