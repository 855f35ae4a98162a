"""What was left in on purpose, and what of it has to come off."""

import datetime as dt

from django.http import Http404

from needlepoint.charting import models
from needlepoint.house import prepared
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


def of_note(note: models.Note | None) -> list[models.LeftIn]:
    """Return what was left in at a visit. Costs 1 query, none when it was fetched along."""
    return sorted(note.left_in.all(), key=lambda one: one.pk) if note else []


def seen_by(viewer: people_rules.Viewer):
    """Return what a viewer may see of it: a patient their own, practitioners and the desk all of their clinic."""
    rows = models.LeftIn.objects.select_related(
        "note__visit__clinic", "note__patient__clinic", "note__practitioner"
    )
    if viewer.is_patient:
        return rows.filter(note__patient_id=viewer.patient_id)
    if viewer.is_practitioner or viewer.is_desk:
        return rows.filter(note__clinic_id=viewer.clinic_id)
    return rows.none()


def one_for(viewer: people_rules.Viewer, code: str) -> models.LeftIn:
    """Return one by its code. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    found = seen_by(viewer).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def still_in(viewer: people_rules.Viewer) -> list[models.LeftIn]:
    """Return what is not off yet, the longest overdue first. Costs 1 query."""
    return list(seen_by(viewer).filter(removed_at__isnull=True).order_by("remove_by", "pk")[:200])


def of_patient(
    viewer: people_rules.Viewer, patient: people.Patient, *, off_since: dt.datetime
) -> list[models.LeftIn]:
    """Return what stays in a patient, and what came off since a moment, latest first. Costs 1 query."""
    rows = seen_by(viewer).filter(note__patient=patient).order_by("-placed_at", "-pk")[:60]
    return [one for one in rows if one.removed_at is None or one.removed_at >= off_since]


def count_overdue_in(clinic_id: int, *, today: dt.date) -> int:
    """Count what should be off by now, for the owner, who sees how many and not whose. Costs 1 query."""
    rows = models.LeftIn.objects.filter(note__clinic_id=clinic_id, removed_at__isnull=True)
    return rows.filter(remove_by__lt=today).count()


def count_overdue(viewer: people_rules.Viewer, *, today: dt.date) -> int:
    """Count what should be off by now, for the line on the day of who treats and the desk. Costs 1 query."""
    if not (viewer.is_practitioner or viewer.is_desk):
        return 0
    return len(_overdue(clinic_id=viewer.clinic_id, today=today))


_overdue = prepared.Question(
    lambda clinic_id, today: models.LeftIn.objects.filter(
        note__clinic_id=clinic_id, removed_at__isnull=True, remove_by__lt=today
    ).values_list("pk"),
    clinic_id=int,
    today=dt.date,
)
