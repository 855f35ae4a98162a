"""Who may open which door, and whom a viewer may see. The one place."""

from needlepoint.house import doors
from needlepoint.people import models, rules

open_to_everyone = doors.open_to_everyone
only = doors.only
Role = rules.Role


def may_open(viewer: rules.Viewer, door) -> bool:
    """Say whether `viewer` passes a door: everyone's, or one of the roles it names. No door lets nobody in."""
    if door == doors.EVERYONE:
        return True
    return door is not None and bool(viewer.roles & door)


def may_look_round(viewer: rules.Viewer, clinic: models.Clinic | None) -> bool:
    """Say whether the public pages of a clinic show themselves: until its set-up ends, to its staff alone."""
    return clinic is not None and (clinic.opened_on is not None or viewer.is_staff)


def patients_seen_by(viewer: rules.Viewer):
    """Return the patients of the viewer's clinic for staff, the viewer's own row for a patient, nobody otherwise."""
    patients = models.Patient.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_staff:
        return patients
    if viewer.is_patient:
        return patients.filter(pk=viewer.patient_id)
    return patients.none()
