"""Notes that wait for somebody: for a first signature, or for a supervisor's."""

import datetime as dt

from django.db.models import Count, Exists, Min, Q

from needlepoint.charting import access, models
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


def supervises(practitioner: people.Practitioner) -> bool:
    """Say whether somebody supervises students here. Costs 1 query."""
    return people.Practitioner.objects.filter(
        clinic_id=practitioner.clinic_id, supervisor_id=practitioner.pk
    ).exists()


def may_stand_in(practitioner: people.Practitioner, note: models.Note) -> bool:
    """Say whether somebody may sign this student's note a second time. Costs at most 2 queries.

    Who is no student any more has left no supervisor: then any colleague will do, or the note would wait for ever.
    """
    return note.practitioner.supervisor_id is None or supervises(practitioner)


def _waiting_for(viewer: people_rules.Viewer) -> Q:
    """Of one's own students, and for who is no student themselves those of colleagues who are none any more."""
    unsupervised = people.Practitioner.objects.filter(pk=viewer.practitioner_id, supervisor=None)
    left_behind = Q(practitioner__supervisor=None) & ~Q(practitioner_id=viewer.practitioner_id)
    return Q(practitioner__supervisor_id=viewer.practitioner_id) | (left_behind & Exists(unsupervised))


def to_cosign(viewer: people_rules.Viewer) -> list[models.Note]:
    """Return the signed notes of students that wait for a second signature, oldest first. Costs 1 query.

    For practitioners those that wait for them, for the owner all of them.
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
        notes = notes.filter(_waiting_for(viewer))
    return list(notes.select_related("visit", "patient", "practitioner").order_by("signed_at", "pk")[:50])


SIGN_WITHIN = dt.timedelta(hours=1)  # of the end of a visit; then its note is said to wait
OFF = ("CANCELLED", "MISSED")


def _late(viewer: people_rules.Viewer, now: dt.datetime):
    notes = access.unsigned_seen_by(viewer).filter(visit__ends_at__lt=now - SIGN_WITHIN)
    return notes.exclude(visit__state__in=OFF)


def unsigned(viewer: people_rules.Viewer, now: dt.datetime) -> list[models.Note]:
    """Return the notes not signed of visits that ended an hour ago or earlier, oldest first. Costs 1 query.

    Of the whole clinic: a colleague may sign for somebody who is away.
    """
    notes = _late(viewer, now)
    return list(
        notes.select_related("visit", "patient", "practitioner").order_by("visit__starts_at", "pk")[:50]
    )


def unsigned_by_practitioner(
    viewer: people_rules.Viewer, now: dt.datetime
) -> list[tuple[str, int, dt.datetime]]:
    """Return (practitioner, notes not signed, start of the oldest visit), most first, for the owner. Costs 1 query."""
    grouped = _late(viewer, now).values_list("practitioner__name")
    return list(
        grouped.annotate(many=Count("pk"), since=Min("visit__starts_at")).order_by(
            "-many", "practitioner__name"
        )
    )


def counts_for(viewer: people_rules.Viewer, now: dt.datetime) -> tuple[int, int]:
    """Return (own notes not signed, notes to co-sign) for the line on a practitioner's day. Costs 2 queries."""
    if viewer.practitioner_id is None or not viewer.is_practitioner:
        return 0, 0
    own = _late(viewer, now).filter(practitioner_id=viewer.practitioner_id)
    waiting = models.Note.objects.filter(
        _waiting_for(viewer), clinic_id=viewer.clinic_id, needs_cosign=True, cosigned_at__isnull=True
    )
    return own.count(), waiting.count()
