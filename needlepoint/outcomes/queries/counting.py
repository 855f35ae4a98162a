"""Courses counted by what they came to: numbers for the owner and for practitioners, rows for practitioners only."""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db import models as db

from needlepoint.booking.queries import report as booking_report
from needlepoint.outcomes import models
from needlepoint.people import rules as people_rules

MINUTES_A_DAY = 24 * 60
ROWS_MAX = 200
SILENT = dt.timedelta(weeks=6)  # two visits and two reminders long: nothing more is on its way


@dataclasses.dataclass(slots=True)
class Group:
    """Courses counted together.

    known     of them, with a first score above 0 and a later one: who got better can be told
    better    of the known, at least 30 % better at the end
    changed   of them, with a first and a later score, whatever the first was
    change    points of these added up, positive is better
    asked     check-ins that are over; answered: of these
    """

    courses: int = 0
    known: int = 0
    better: int = 0
    changed: int = 0
    change: Decimal = Decimal(0)
    asked: int = 0
    answered: int = 0
    verdicts: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    states: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)

    def add(self, other: "Group") -> None:
        for field in ("courses", "known", "better", "changed", "change", "asked", "answered"):
            setattr(self, field, getattr(self, field) + getattr(other, field))
        self.verdicts += other.verdicts
        self.states += other.states

    @property
    def mean_change(self) -> Decimal | None:
        return self.change / self.changed if self.changed else None


def together(groups: Iterable[Group]) -> Group:
    """Return everything of several groups in one."""
    whole = Group()
    for one in groups:
        whole.add(one)
    return whole


def _results(viewer: people_rules.Viewer):
    results = models.CourseResult.objects.filter(clinic_id=viewer.clinic_id)
    return results if viewer.is_practitioner or viewer.is_owner else results.none()


def ended(viewer: people_rules.Viewer, *, since: dt.datetime | None):
    """Return results of courses that ended since then; None is ever. Costs no query itself."""
    over = _results(viewer).filter(ended_at__isnull=False)
    return over if since is None else over.filter(ended_at__gte=since)


def begun(viewer: people_rules.Viewer, *, since: dt.datetime | None):
    """Return results of courses that began since then; None is ever. Costs no query itself."""
    results = _results(viewer)
    return results if since is None else results.filter(began_at__gte=since)


def overdue(viewer: people_rules.Viewer):
    """Return results of courses under way whose agreed visits are done and of which nobody decided. No query itself."""
    return _results(viewer).filter(state="ACTIVE", visits_done__gte=db.F("course__review_after"))


@dataclasses.dataclass(frozen=True, slots=True)
class UnderWay:
    """Courses that have not ended; `silent` of them had no pain score for SILENT, nor began since."""

    courses: int = 0
    silent: int = 0


def under_way(viewer: people_rules.Viewer, *, now: dt.datetime) -> UnderWay:
    """Count courses under way. Costs 1 query."""
    since = now - SILENT
    heard = db.Q(latest_at__gte=since) | db.Q(start_at__gte=since) | db.Q(began_at__gte=since)
    still = _results(viewer).filter(ended_at=None)
    counted = still.aggregate(courses=db.Count("pk"), heard=db.Count("pk", filter=heard))
    return UnderWay(counted["courses"], counted["courses"] - counted["heard"])


def groups(viewer: people_rules.Viewer, *, since: dt.datetime | None) -> dict[tuple[int, str], Group]:
    """Count courses that ended by (practitioner, phase). Costs 1 query, however many there are."""
    alike = ("practitioner_id", "phase", "state", "verdict", "responder")
    rows = (
        ended(viewer, since=since)
        .order_by()
        .values(*alike)
        .annotate(
            n=db.Count("pk"),
            changed=db.Count("latest"),
            change=db.Sum(db.F("start") - db.F("latest")),
            asked_sum=db.Sum("asked"),
            answered_sum=db.Sum("answered"),
        )
        .values_list(*alike, "n", "changed", "change", "asked_sum", "answered_sum")
    )
    found: dict[tuple[int, str], Group] = collections.defaultdict(Group)
    for practitioner, phase, state, verdict, responder, n, changed, change, asked, answered in rows:
        one = Group(
            courses=n,
            known=0 if responder is None else n,
            better=n if responder else 0,
            changed=changed,
            change=change or Decimal(0),
            asked=asked,
            answered=answered,
            verdicts=collections.Counter({verdict: n}),
            states=collections.Counter({state: n}),
        )
        found[practitioner, phase].add(one)
    return dict(found)


@dataclasses.dataclass(frozen=True, slots=True)
class Benefit:
    """How long each course was watched for its first benefit.

    rows     (days, whether it came on that day, courses): until it came, or until the last score
    unknown  courses without a first score, or with a start of 0
    """

    rows: tuple[tuple[int, bool, int], ...]
    unknown: int

    @property
    def courses(self) -> int:
        return sum(many for _days, _came, many in self.rows)


def benefit(viewer: people_rules.Viewer, *, since: dt.datetime | None) -> Benefit:
    """Count courses that began by days to their first benefit. Costs 1 query; what comes back grows with days only."""
    watched = booking_report.MinutesBetween(db.F("latest_at"), db.F("start_at")) / MINUTES_A_DAY
    rows = (
        begun(viewer, since=since)
        .order_by()
        .annotate(
            watched=db.Case(db.When(benefit_days=None, then=watched), output_field=db.IntegerField()),
            is_known=db.Case(db.When(start__gt=0, then=True), default=False, output_field=db.BooleanField()),
        )
        .values("is_known", "benefit_days", "watched")
        .annotate(n=db.Count("pk"))
        .values_list("is_known", "benefit_days", "watched", "n")
    )
    found: collections.Counter[tuple[int, bool]] = collections.Counter()
    unknown = 0
    for is_known, days, watched_days, n in rows:
        if not is_known:
            unknown += n
        else:
            came = days is not None
            found[days if came else max(0, watched_days or 0), came] += n
    return Benefit(tuple(sorted((days, came, n) for (days, came), n in found.items())), unknown)


def rows_of(viewer: people_rules.Viewer, results) -> list[models.CourseResult]:
    """Return the latest of some results with whose they are, for practitioners; nobody else reads them. Costs 1 query."""
    if not viewer.is_practitioner:
        return []
    named = results.select_related("patient", "practitioner", "course")
    return list(named.order_by(db.F("ended_at").desc(nulls_first=True), "-began_at", "-pk")[:ROWS_MAX])
