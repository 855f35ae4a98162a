"""What staff know of a patient's check, and of where people are turned. Each says what it costs."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.booking.rules import ticks
from needlepoint.house import clock
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries
from needlepoint.people import rules as people_rules
from needlepoint.screening import models as screening
from needlepoint.screening import queries as screening_queries
from needlepoint.screening import rules as screening_rules

COMING = (booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED)


@dataclasses.dataclass(frozen=True, slots=True)
class CheckFile:
    """The newest check of a patient, what stands today, what staff decided, and how many visits are ahead."""

    patient: people.Patient
    kept: screening.Check | None
    stands: screening_rules.Standing
    overrides: list[screening.RouteOverride]
    visits_ahead: int
    unsure: frozenset[str]  # rules that spoke only because of a "not sure"
    stop_before: screening.Check | None = None  # what stopped them shortly before they answered anew


def check_file(patient: people.Patient, *, now: dt.datetime) -> CheckFile:
    """Return what staff know of a patient's check. Costs 6 queries, 3 without a check."""
    ahead = list(
        booking.Visit.objects.filter(patient=patient, state__in=COMING, ends_at__gte=now).values_list(
            "starts_at", "is_review"
        )
    )
    kept = screening_queries.latest_check(patient)
    return CheckFile(
        patient=patient,
        kept=kept,
        stands=screening_queries.standing_of(patient, now=now, review_at=_next_review(ahead)),
        overrides=screening_queries.overrides_of(kept) if kept is not None else [],
        visits_ahead=sum(starts_at > now for starts_at, _is_review in ahead),
        unsure=screening_queries.unsure_rules(kept) if kept is not None else frozenset(),
        stop_before=screening_queries.stop_before(kept, good_days=patient.clinic.check_good_days)
        if kept is not None
        else None,
    )


def _next_review(ahead: Iterable[tuple[dt.datetime, bool]]) -> dt.datetime | None:
    return min((starts_at for starts_at, is_review in ahead if is_review), default=None)


def decidable(
    viewer: people_rules.Viewer, code: str, *, now: dt.datetime
) -> tuple[people.Patient, screening.Check, screening_rules.Standing]:
    """Return a patient, their newest check and what stands. Raises Http404 alike for unknown, unseen and unchecked."""
    patient = people_queries.patient_seen_by(viewer, code)
    kept = screening_queries.latest_check(patient)
    if kept is None:
        raise Http404
    return patient, kept, screening_queries.standing_of(patient, now=now)


def stands_on_a_day(rows, *, clinic: people.Clinic, now: dt.datetime) -> dict[int, screening_rules.Standing]:
    """Return what stands for each patient of a day list. Costs 1 query at any length.

    rows  queries.DayVisit; a review asks for a check that is fresh
    """
    reviews = {
        row.visit.patient_id: row.visit.starts_at
        for row in rows
        if row.visit.is_review or (row.position is not None and row.position.is_review_due)
    }
    ids = {row.visit.patient_id for row in rows}
    return screening_queries.standings_of(
        sorted(ids), good_days=clinic.check_good_days, now=now, review_at=reviews
    )


def turned(clinic: people.Clinic, *, days: int, now: dt.datetime) -> screening_queries.Turned:
    """Return where people were turned in the last days, today among them. Costs 4 queries."""
    since = clock.local(now, clinic.time_zone).date() - dt.timedelta(days=days - 1)
    begins = ticks.day(since, clinic.time_zone).begins
    return screening_queries.turned(clinic.pk, since=since, since_at=begins)
