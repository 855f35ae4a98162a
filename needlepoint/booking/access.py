"""Whose visits a viewer may see and change, and what stands between somebody and the calendar."""

from django.db.models import Q

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
# For whom a patient is booking: a code of their family, "new", or nothing for themselves.
BOOKING_FOR = "np_for"
# The one start that is kept for this browser: its code, until when, and the key of its form.
HELD_HERE = "np_hold"


def visits_seen_by(viewer: people_rules.Viewer):
    """Return the clinic's visits for staff, those of a patient and their family, none for a visitor."""
    visits = models.Visit.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_staff:
        return visits
    if viewer.is_patient:
        own = Q(patient_id=viewer.patient_id)
        # Somebody who signed in looks after everybody of their account; a single-use link opens one page alone.
        return visits.filter(own if viewer.user_id is None else own | Q(patient__user_id=viewer.user_id))
    return visits.none()


def visits_shown_to(viewer: people_rules.Viewer, session):
    """Return what `visits_seen_by` does, and to visitors and patients those that they booked from this browser."""
    if viewer.is_known and (viewer.is_staff or not session.get(_booked_here_by(viewer))):
        return visits_seen_by(viewer)
    here = visits_booked_here(viewer, session)
    return visits_seen_by(viewer) | here if viewer.is_known else here


def visits_booked_here(viewer: people_rules.Viewer, session):
    """Return those that the viewer, as who they are now, booked from this browser."""
    codes = session.get(_booked_here_by(viewer), [])
    return models.Visit.objects.filter(clinic_id=viewer.clinic_id, code__in=codes)


def remember_booked(session, viewer: people_rules.Viewer, code: str) -> None:
    """Let this browser look at a visit that it booked, as long as the same person sits there."""
    key = _booked_here_by(viewer)
    session[key] = [*session.get(key, []), code][-10:]


def _booked_here_by(viewer: people_rules.Viewer) -> str:
    # Whoever signs in later may be somebody else at the same browser.
    return f"{BOOKED_HERE}_by_{viewer.patient_id}" if viewer.is_patient else BOOKED_HERE


def booking_for(session) -> str:
    """Return for whom a patient is booking; "" for themselves."""
    return session.get(BOOKING_FOR, "")


def remember_booking_for(session, code: str) -> None:
    session[BOOKING_FOR] = code


def remember_hold(session, hold: models.Hold) -> None:
    session[HELD_HERE] = [hold.code, hold.expires_at.isoformat(), hold.form_key]


def forget_hold(session) -> None:
    session.pop(HELD_HERE, None)


def waiting_seen_by(viewer: people_rules.Viewer):
    """Return the clinic's waiting list for staff, their own place in it for a patient, nothing for a visitor."""
    entries = models.WaitingEntry.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_staff:
        return entries
    return entries.filter(patient_id=viewer.patient_id) if viewer.is_patient else entries.none()
