"""What the page of a flare stands on."""

import dataclasses
import datetime as dt

from needlepoint.booking import models as booking
from needlepoint.outcomes.queries import flares
from needlepoint.outcomes.rules import flares as rules
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.portal import queries


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Who is asking, what they told that waits, what they have booked, and which starts are near."""

    patient: people.Patient
    told: flares.Told | None
    visits: list[booking.Visit]
    kept: booking.Hold | None
    near: flares.Near


def asked_by(viewer: people_rules.Viewer, now: dt.datetime) -> Asked:
    """Gather it. Costs 3 queries while nothing waits, 4 before the questions, about 12 once a visit may be booked."""
    patient = queries.patient_of(viewer)
    told = flares.told_by(patient, now)
    visits = queries.visits_ahead(patient, now)
    if told is None or not told.may_come:
        return Asked(patient, told, visits, None, flares.Near())
    kept = flares.kept_for(told.flare, now)
    near = flares.near_starts(viewer, now, kept=kept, count=rules.SHOWN_STARTS)
    return Asked(patient, told, visits, kept, near)
