"""Notes that wait for somebody: for a first signature, or for a supervisor's."""

import datetime as dt

from needlepoint.charting import access, models
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


def supervises(practitioner: people.Practitioner) -> bool:
    """Say whether somebody supervises students here. Costs 1 query."""
    return people.Practitioner.objects.filter(
        clinic_id=practitioner.clinic_id, supervisor_id=practitioner.pk
    ).exists()


def to_cosign(viewer: people_rules.Viewer) -> list[models.Note]:
    """Return the signed notes of students that wait for a second signature, oldest first. Costs 1 query.

    For practitioners those of their own students, for the owner all of them.
    """
    notes = models.Note.objects.filter(
        clinic_id=viewer.clinic_id,
        needs_cosign=True,
        cosigned_at__isnull=True,
        state=models.Note.State.SIGNED,
    )
    if not viewer.is_owner:
        if viewer.practitioner_id is None:
            return []
        notes = notes.filter(practitioner__supervisor_id=viewer.practitioner_id)
    return list(notes.select_related("visit", "patient", "practitioner").order_by("signed_at", "pk")[:50])


def unsigned(viewer: people_rules.Viewer, before: dt.datetime, *, is_own: bool) -> list[models.Note]:
    """Return the notes not signed of visits that began before a moment, oldest first. Costs 1 query.

    is_own   only those of the practitioner who asks; the owner and a colleague who helps out see all
    """
    notes = access.unsigned_seen_by(viewer).filter(visit__starts_at__lt=before)
    if is_own:
        notes = notes.filter(practitioner_id=viewer.practitioner_id)
    notes = notes.exclude(visit__state__in=["CANCELLED", "MISSED"])
    return list(
        notes.select_related("visit", "patient", "practitioner").order_by("visit__starts_at", "pk")[:50]
    )


def counts_for(viewer: people_rules.Viewer, before: dt.datetime) -> tuple[int, int]:
    """Return (own notes not signed, notes to co-sign) for the line on a practitioner's day. Costs 2 queries."""
    if viewer.practitioner_id is None or not viewer.is_practitioner:
        return 0, 0
    own = access.unsigned_seen_by(viewer).filter(
        practitioner_id=viewer.practitioner_id, visit__starts_at__lt=before
    )
    waiting = models.Note.objects.filter(
        clinic_id=viewer.clinic_id,
        needs_cosign=True,
        cosigned_at__isnull=True,
        practitioner__supervisor_id=viewer.practitioner_id,
    )
    return own.exclude(visit__state__in=["CANCELLED", "MISSED"]).count(), waiting.count()
