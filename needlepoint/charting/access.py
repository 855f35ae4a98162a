"""Who may read and write notes. The one place."""

from needlepoint.charting import models
from needlepoint.people import rules as people_rules


def may_chart(viewer: people_rules.Viewer) -> bool:
    """Say whether a viewer may write in a note. Any practitioner of the clinic may: patients are handed over."""
    return viewer.is_practitioner and viewer.practitioner_id is not None


def notes_seen_by(viewer: people_rules.Viewer):
    """Return the notes of the clinic for its practitioners, none for anybody else."""
    notes = models.Note.objects.filter(clinic_id=viewer.clinic_id)
    return notes if viewer.is_practitioner else notes.none()


def unsigned_seen_by(viewer: people_rules.Viewer):
    """Return the open notes that practitioners and the owner must know of; the owner sees that they are, not what they say."""
    notes = models.Note.objects.filter(clinic_id=viewer.clinic_id, state=models.Note.State.OPEN)
    return notes if viewer.is_practitioner or viewer.is_owner else notes.none()


def reactions_seen_by(viewer: people_rules.Viewer):
    """Return what unwanted effects of the clinic its practitioners may read, none for anybody else."""
    reactions = models.Reaction.objects.filter(clinic_id=viewer.clinic_id)
    return reactions if viewer.is_practitioner else reactions.none()


def reactions_told_by(viewer: people_rules.Viewer):
    """Return what a patient told us themselves, to be read again by nobody but them."""
    told = models.Reaction.objects.filter(clinic_id=viewer.clinic_id, source=models.Reaction.Source.PATIENT)
    return told.filter(patient_id=viewer.patient_id) if viewer.is_patient else told.none()


def may_take_down_effects(viewer: people_rules.Viewer) -> bool:
    """Say whether a viewer may write down what a patient says happened: whoever is at the phone, and whoever treats."""
    return viewer.is_practitioner or viewer.is_desk


def may_count_effects(viewer: people_rules.Viewer) -> bool:
    """Say whether a viewer may see how many there were, without a name or a word of it."""
    return viewer.is_practitioner or viewer.is_owner


def notes_reported_to(viewer: people_rules.Viewer):
    """Return the notes that a report of what was done counts: for practitioners and the owner, without names or words."""
    notes = models.Note.objects.filter(clinic_id=viewer.clinic_id)
    return notes if viewer.is_practitioner or viewer.is_owner else notes.none()
