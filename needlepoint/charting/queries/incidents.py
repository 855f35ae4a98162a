"""Needles that did not agree, and who was handed what."""

from needlepoint.charting import access, models
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


def of_note(note: models.Note | None) -> list[models.Incident]:
    """Return the incidents of a note, first to latest. Costs 1 query."""
    return sorted(note.incidents.all(), key=lambda one: one.pk) if note else []


def open_in(viewer: people_rules.Viewer) -> list[models.Incident]:
    """Return what nobody has settled yet, oldest first, for practitioners and the owner. Costs 1 query."""
    notes = access.unsigned_seen_by(viewer)
    return list(
        models.Incident.objects.filter(note__in=notes, settled_at__isnull=True)
        .select_related("note__visit", "note__patient", "note__practitioner")
        .order_by("opened_at", "pk")[:50]
    )


def hand_overs_of(note: models.Note | None) -> list[models.HandOver]:
    """Return who was handed a patient and when, first to latest. Costs 1 query."""
    return list(note.hand_overs.select_related("to").order_by("pk")) if note else []


def colleagues(viewer: people_rules.Viewer, note: models.Note) -> list[people.Practitioner]:
    """Return whom a patient may be handed to: who treats here and does not look after them now. Costs 2 queries."""
    latest = note.hand_overs.order_by("-pk").values_list("to_id", flat=True).first()
    now_with = latest or note.practitioner_id
    return list(people.Practitioner.objects.filter(clinic_id=viewer.clinic_id).exclude(pk=now_with))


def visits_handed_to(practitioner_code: str, visit_range: tuple) -> frozenset[int]:
    """Return the visits of a stretch of time, by integer id, whose needles somebody looks after for a colleague. 1 query.

    visit_range   (from, until), half-open
    """
    begins, ends = visit_range
    rows = (
        models.HandOver.objects.filter(
            note__state=models.Note.State.OPEN,
            note__visit__starts_at__gte=begins,
            note__visit__starts_at__lt=ends,
        )
        .order_by("pk")
        .values_list("note__visit_id", "to__code")
    )
    latest = dict(rows)
    return frozenset(visit for visit, code in latest.items() if code == practitioner_code)
