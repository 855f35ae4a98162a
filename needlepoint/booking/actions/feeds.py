"""Deeds about private calendar addresses."""

import datetime as dt

from django.db import transaction

from needlepoint.booking import models
from needlepoint.house import audit, codes
from needlepoint.people import rules as people_rules


def open_feed(*, viewer: people_rules.Viewer, now: dt.datetime) -> str:
    """Make the viewer's calendar address, ending the one they had, and return its token, which is stored nowhere.

    viewer   a patient, or somebody who treats
    effects  the former address ends; the new one; the audit entry
    """
    token = codes.new_token()
    with transaction.atomic():
        _ended(viewer, now)
        models.Feed.objects.create(
            clinic_id=viewer.clinic_id, token_hash=people_rules.hashed(token), made_at=now, **_owner(viewer)
        )
        audit.record("feed_opened", by=viewer, now=now, patient=_owner(viewer).get("patient_id"))
    return token


def end_feed(*, viewer: people_rules.Viewer, now: dt.datetime) -> None:
    """End the viewer's calendar address: whoever has it reads nothing more. Again changes nothing."""
    with transaction.atomic():
        if _ended(viewer, now):
            audit.record("feed_ended", by=viewer, now=now, patient=_owner(viewer).get("patient_id"))


def note_read(*, feed: models.Feed, now: dt.datetime) -> None:
    """Keep the day on which a feed was read last, so that its owner sees whether anything reads it."""
    if feed.read_at is None or now - feed.read_at >= dt.timedelta(days=1):
        models.Feed.objects.filter(pk=feed.pk, read_at=feed.read_at).update(read_at=now)


def _ended(viewer: people_rules.Viewer, now: dt.datetime) -> int:
    mine = models.Feed.objects.filter(clinic_id=viewer.clinic_id, ended_at=None, **_owner(viewer))
    return mine.update(ended_at=now)


def _owner(viewer: people_rules.Viewer) -> dict[str, int | None]:
    if viewer.is_patient:
        return {"patient_id": viewer.patient_id}
    if viewer.practitioner_id is None:
        raise AssertionError("only a patient and somebody who treats have a calendar of visits")
    return {"practitioner_id": viewer.practitioner_id}
