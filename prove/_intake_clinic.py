"""Runs inside a clinic of its own, as a process: `python -m prove._intake_clinic fill N|told`. Answers in JSON."""

import datetime as dt
import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needlepoint.config.settings")

import django

django.setup()

from needlepoint.booking import models as booking  # noqa: E402
from needlepoint.house import clock  # noqa: E402
from needlepoint.intake import actions, models  # noqa: E402
from needlepoint.people import rules as people_rules  # noqa: E402
from prove import _booking_clinic  # noqa: E402
from tests import cast  # noqa: E402


def fill(patients: int) -> dict:
    """Open a clinic whose patients are signed in and have agreed that their answers are kept."""
    w, now = cast.world(), clock.now()
    people = _booking_clinic.guests(w, patients)
    sessions = _booking_clinic.signed_in(w, people, now)
    starts_at = now + dt.timedelta(days=3)
    visits = booking.Visit.objects.bulk_create(
        booking.Visit(
            clinic=w.clinic,
            patient=patient,
            practitioner=w.mei,
            room=w.rooms[0],
            service=w.first,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=60),
            booked_at=now,
        )
        for patient in people
    )
    for visit in visits:
        by = people_rules.Viewer(
            w.clinic.pk, roles=frozenset({people_rules.Role.PATIENT}), patient_id=visit.patient_id
        )
        actions.agree(intake=actions.open_intake(visit=visit, now=now, by=by), by=by, now=now)
    return {"people": [[session, visit.code] for session, visit in zip(sessions, visits, strict=True)]}


def told() -> dict:
    """Return what is kept: visit code → item → [revision, text, is current] in order; and answers that are half there."""
    kept: dict[str, dict[str, list]] = {}
    half = 0
    for answer in (
        models.Answer.objects.order_by("revision").prefetch_related("values").select_related("intake__visit")
    ):
        values = list(answer.values.all())
        half += not values
        said = [answer.revision, values[0].text if values else "", answer.is_current]
        kept.setdefault(answer.intake.visit.code, {}).setdefault(answer.item, []).append(said)
    return {"kept": kept, "half": half}


if __name__ == "__main__":
    deed, *numbers = sys.argv[1:]
    print(json.dumps({"fill": fill, "told": told}[deed](*map(int, numbers))))
