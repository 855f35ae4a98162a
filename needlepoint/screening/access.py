"""Who may read a kept check, and who may decide differently."""

from needlepoint.people import rules as people_rules
from needlepoint.screening import models, rules


def may_open_checks(viewer: people_rules.Viewer) -> bool:
    """Where a check led is for whoever treats and whoever books; the owner sees numbers."""
    return viewer.is_practitioner or viewer.is_desk


def may_read_answers(viewer: people_rules.Viewer) -> bool:
    """What was answered about somebody's body and mind is for whoever treats, and for the patient."""
    return viewer.is_practitioner or not viewer.is_staff


def checks_open_to(viewer: people_rules.Viewer):
    """Return the kept checks this viewer may read: of their clinic, of their own family, or none."""
    checks = models.Check.objects.filter(clinic_id=viewer.clinic_id, patient__isnull=False)
    if may_open_checks(viewer):
        return checks
    if viewer.is_staff or not viewer.is_patient:
        return checks.none()
    if viewer.user_id is not None:
        return checks.filter(patient__user_id=viewer.user_id)
    return checks.filter(patient_id=viewer.patient_id)


def routes_open_to(viewer: people_rules.Viewer, now_on: rules.Route) -> tuple[rules.Route, ...]:
    """Return the routes this viewer may put in the place of the one that holds."""
    return rules.routes_open_to(is_practitioner=viewer.is_practitioner, is_desk=viewer.is_desk, now_on=now_on)
