"""The start that is kept for a browser while a form is filled in."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from needlepoint.booking import access, models
from needlepoint.people import models as people

STRANGERS_MAX = 30  # starts kept at one time for people whom a clinic does not know
EACH_MAX = 3  # for a patient: on a phone, on a computer, and an offer


@dataclasses.dataclass(frozen=True, slots=True)
class HeldHere:
    """What this browser was told to be kept: it may be over by now."""

    code: str
    until: dt.datetime
    form_key: str


def held_here(session: Mapping) -> HeldHere | None:
    """Return what was kept for this browser last. Costs no query."""
    kept = session.get(access.HELD_HERE)
    return HeldHere(kept[0], dt.datetime.fromisoformat(kept[1]), kept[2]) if kept else None


def hold_in(session: Mapping, clinic: people.Clinic, now: dt.datetime) -> models.Hold | None:
    """Return the start that is kept for this browser just now. Costs 1 query; none when nothing was ever kept."""
    here = held_here(session)
    if here is None or here.until <= now:
        return None
    holds = models.Hold.objects.filter(clinic=clinic, code=here.code, expires_at__gt=now)
    return holds.select_related("service", "practitioner", "location").first()


def hold_of_form(clinic: people.Clinic, form_key: str, now: dt.datetime) -> models.Hold | None:
    """Return what is kept for a form. Costs 1 query. Its key was born in one browser and is told to nobody."""
    return models.Hold.objects.filter(clinic=clinic, form_key=form_key, expires_at__gt=now).first()


def is_keeping_enough(clinic: people.Clinic, patient: people.Patient | None, now: dt.datetime) -> bool:
    """Say whether so many starts are kept for a patient, or for strangers, that no more will be. Costs 1 query.

    Somebody who opens page after page without ever booking must not empty a clinic's calendar.
    """
    kept = models.Hold.objects.filter(clinic=clinic, patient=patient, expires_at__gt=now)
    return kept.count() >= (EACH_MAX if patient else STRANGERS_MAX)
