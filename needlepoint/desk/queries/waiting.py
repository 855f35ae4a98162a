"""How much waits for somebody who opens their day, and for the owner."""

import dataclasses
import datetime as dt

from needlepoint.charting.queries import cosigning, incidents, left_in
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """Notes of their own not signed, students' notes to sign, things left in that should be off."""

    unsigned: int
    to_cosign: int
    overdue: int


def for_day(viewer: people_rules.Viewer, *, now: dt.datetime, today: dt.date) -> Waiting:
    """Count what waits for a viewer. Costs 3 queries for a practitioner, 1 for the desk, none for the owner."""
    unsigned, to_cosign = cosigning.counts_for(viewer, now)
    sees_left_in = viewer.is_practitioner or viewer.is_desk
    overdue = left_in.count_overdue(viewer, today=today) if sees_left_in else 0
    return Waiting(unsigned, to_cosign, overdue)


def supervisors_for(practitioner: people.Practitioner) -> list[people.Practitioner]:
    """Return who may sign somebody's notes a second time: colleagues who are no students. Costs 1 query."""
    return [one for one in possible_supervisors(practitioner.clinic_id) if one.pk != practitioner.pk]


def possible_supervisors(clinic: people.Clinic | int) -> list[people.Practitioner]:
    """Return those who treat in a clinic, given as such or by its integer id, and are no students. Costs 1 query."""
    return list(people.Practitioner.objects.filter(clinic=clinic, supervisor__isnull=True))


@dataclasses.dataclass(frozen=True, slots=True)
class ForOwner:
    """What the owner must know of: how many and with whom, never what a note says."""

    unsigned: tuple[tuple[str, int, dt.datetime], ...]  # (practitioner, notes, start of the oldest visit)
    to_cosign: int
    incidents: int
    overdue: int


def for_owner(viewer: people_rules.Viewer, *, now: dt.datetime, today: dt.date) -> ForOwner:
    """Count it. Costs 4 queries."""
    return ForOwner(
        unsigned=tuple(cosigning.unsigned_by_practitioner(viewer, now)),
        to_cosign=len(cosigning.to_cosign(viewer)),
        incidents=len(incidents.open_in(viewer)),
        overdue=left_in.count_overdue_in(viewer.clinic_id, today=today),
    )
