"""Whose visits a viewer may see and change, and what stands between somebody and the calendar."""

from needlepoint.booking import models
from needlepoint.people import access as people_access
from needlepoint.people import rules as people_rules

Role = people_rules.Role
open_to_everyone = people_access.open_to_everyone
only = people_access.only
KNOWN = tuple(Role)
DESK = (Role.PRACTITIONER, Role.DESK, Role.OWNER)

# Visits that somebody who is not signed in booked from this browser. They may look at them, never change them.
BOOKED_HERE = "np_booked"


def visits_seen_by(viewer: people_rules.Viewer):
    """Return the clinic's visits for staff, their own for a patient, none for a visitor."""
    visits = models.Visit.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_staff:
        return visits
    if viewer.is_patient:
        return visits.filter(patient_id=viewer.patient_id)
    return visits.none()


def visits_shown_to(viewer: people_rules.Viewer, session):
    """Return what `visits_seen_by` does, and to a visitor those booked from this browser."""
    if viewer.is_known:
        return visits_seen_by(viewer)
    codes = session.get(BOOKED_HERE, [])
    return models.Visit.objects.filter(clinic_id=viewer.clinic_id, code__in=codes)


def remember_booked(session, code: str) -> None:
    """Let this browser look at a visit that it booked."""
    session[BOOKED_HERE] = [*session.get(BOOKED_HERE, []), code][-10:]
