"""Everything the page about results is made of, counted by the database. Numbers for the owner and for practitioners."""

import dataclasses
import datetime as dt

from django.db.models import Count, F

from needlepoint.booking import access as booking_access
from needlepoint.booking import models as booking
from needlepoint.booking.queries import report as booking_report
from needlepoint.booking.rules import report as report_rules
from needlepoint.charting.queries import effects as effect_queries
from needlepoint.charting.rules import effects
from needlepoint.house import clock
from needlepoint.outcomes.queries import counting
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans.queries import deciding

Outcome, State = report_rules.Outcome, booking.Visit.State
ROWS_MAX = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Results:
    """What a clinic came to in some time.

    groups         courses that ended, by (practitioner, phase)
    practitioners  id → (name, code), by name
    overdue        reviews overdue now
    visits         of this time and past, by state
    effects        unwanted effects by group, by the visits and people they were written down of
    time           (minutes booked with a practitioner, minutes at work) of the last eight weeks
    waiting        courses not counted yet: the loop works them out within seconds
    under_way      courses that have not ended, now
    """

    groups: dict[tuple[int, str], counting.Group]
    benefit: counting.Benefit
    decided: deciding.Decided
    practitioners: dict[int, tuple[str, str]]
    overdue: int
    visits: dict[str, int]
    effects: dict[str, effects.Count]
    time: tuple[int, int]
    waiting: int
    under_way: counting.UnderWay

    @property
    def whole(self) -> counting.Group:
        return counting.together(self.groups.values())

    @property
    def took_place(self) -> int:
        return sum(self.visits.get(state, 0) for state in effect_queries.TOOK_PLACE)

    def of_phase(self, phase: str) -> counting.Group:
        return counting.together(one for (_who, of), one in self.groups.items() if of == phase)

    def of_practitioner(self, pk: int) -> counting.Group:
        return counting.together(one for (who, _phase), one in self.groups.items() if who == pk)


def results(
    viewer: people_rules.Viewer, clinic: people.Clinic, *, since: dt.datetime | None, now: dt.datetime
) -> Results:
    """Count everything since then; None is ever. Costs 18 queries, however many patients there are."""
    today = clock.local(now, clinic.time_zone).date()
    weeks = report_rules.periods(report_rules.By.WEEK, today)
    named = people.Practitioner.objects.filter(clinic=clinic).order_by("name", "pk")
    return Results(
        groups=counting.groups(viewer, since=since),
        benefit=counting.benefit(viewer, since=since),
        decided=deciding.decided(viewer, since=since),
        practitioners={pk: (name, code) for pk, name, code in named.values_list("pk", "name", "code")},
        overdue=counting.overdue(viewer).count(),
        visits=visits_by_state(viewer, since=since, now=now),
        effects=effect_queries.by_group(viewer, since=since, now=now),
        time=booking_report.time_used(viewer, clinic, weeks, now=now),
        waiting=plans.Course.objects.filter(clinic=clinic, result=None).count(),
        under_way=counting.under_way(viewer, now=now),
    )


def past_visits(viewer: people_rules.Viewer, *, since: dt.datetime | None, now: dt.datetime):
    """Return the visits of some time that began before now. Costs no query itself."""
    past = booking_access.visits_seen_by(viewer).filter(starts_at__lt=now)
    return past if since is None else past.filter(starts_at__gte=since)


def visits_by_state(
    viewer: people_rules.Viewer, *, since: dt.datetime | None, now: dt.datetime
) -> dict[str, int]:
    """Count the visits of some time by what became of them. Costs 1 query."""
    visits = past_visits(viewer, since=since, now=now).order_by().values("state")
    return dict(
        visits.annotate(n=Count("*")).values_list("state", "n")
    )  # from the index alone: visits_of_a_day


# --- The rows behind -----------------------------------------------------------------------------------------------------


def missed_rows(viewer: people_rules.Viewer, *, since: dt.datetime | None, now: dt.datetime):
    """Return the latest visits that were missed, for staff, who see the diary anyway. Costs 1 query."""
    missed = past_visits(viewer, since=since, now=now).filter(state=State.MISSED)
    return list(missed.select_related("patient", "practitioner").order_by("-starts_at", "-pk")[:ROWS_MAX])


def review_rows(viewer: people_rules.Viewer, *, since: dt.datetime | None) -> list[plans.Review]:
    """Return the latest decisions, for practitioners; nobody else reads them. Costs 1 query."""
    if not viewer.is_practitioner:
        return []
    taken = deciding.reviews(viewer, since=since).select_related("course__patient", "practitioner")
    return list(taken.order_by("-decided_at", "-pk")[:ROWS_MAX])


def overdue_rows(viewer: people_rules.Viewer):
    """Return the courses whose review is overdue, the longest first, for practitioners. Costs 1 query."""
    if not viewer.is_practitioner:
        return []
    waiting = counting.overdue(viewer).annotate(over=F("visits_done") - F("course__review_after"))
    return list(
        waiting.select_related("patient", "practitioner", "course").order_by("-over", "began_at")[:ROWS_MAX]
    )
