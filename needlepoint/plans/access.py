"""Whose plans a viewer may see, and who may make them. The one place."""

from needlepoint.people import rules as people_rules
from needlepoint.plans import models


def may_plan(viewer: people_rules.Viewer) -> bool:
    """Say whether a viewer may assess, agree a plan and decide at a review."""
    return viewer.is_practitioner and viewer.practitioner_id is not None


def episodes_seen_by(viewer: people_rules.Viewer):
    """Return the episodes a viewer may read: findings are for practitioners only."""
    episodes = models.Episode.objects.filter(clinic_id=viewer.clinic_id)
    return episodes if viewer.is_practitioner else episodes.none()


def courses_seen_by(viewer: people_rules.Viewer):
    """Return the courses of the clinic for staff, of their own for a patient."""
    courses = models.Course.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_staff:
        return courses
    return courses.filter(patient_id=viewer.patient_id) if viewer.is_patient else courses.none()


def recalls_seen_by(viewer: people_rules.Viewer):
    """Return the recalls of the clinic, for staff."""
    recalls = models.Recall.objects.filter(clinic_id=viewer.clinic_id)
    return recalls if viewer.is_staff else recalls.none()


def may_keep_carers(viewer: people_rules.Viewer) -> bool:
    """Say whether a viewer may write down who else looks after a patient, and what the patient permits."""
    return viewer.is_practitioner or viewer.is_desk


def may_say_who_pays(viewer: people_rules.Viewer) -> bool:
    """Say whether a viewer may say who pays for a plan and counts its visits."""
    return viewer.is_practitioner or viewer.is_desk


def carers_seen_by(viewer: people_rules.Viewer):
    """Return who else looks after the clinic's patients, for those who may keep it."""
    carers = models.Carer.objects.filter(clinic_id=viewer.clinic_id)
    return carers if may_keep_carers(viewer) else carers.none()


def letters_seen_by(viewer: people_rules.Viewer):
    """Return the letters of the clinic for its practitioners, those about themselves for a patient."""
    letters = models.Letter.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_practitioner:
        return letters
    return letters.filter(patient_id=viewer.patient_id) if viewer.is_patient else letters.none()
