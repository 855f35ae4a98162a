"""Decisions at reviews, counted: which, why, and whether they came in time. Numbers for the owner and for practitioners."""

import collections
import dataclasses
import datetime as dt
import json

from django.db import models as db
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models

ENDING = (models.Review.Decision.STOP, models.Review.Decision.REFER)
ROWS_MAX = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """Decisions of some time.

    in_time, late  taken at or before the visit they were agreed for, or after it
    unnoted        of which nobody noted for which visit they were agreed
    decisions      by which it was
    because        reasons tapped at a decision to stop or refer, each by how often
    in_words       of these decisions, the ones that have words only
    """

    in_time: int
    late: int
    unnoted: int
    decisions: dict[str, int]
    because: dict[str, int]
    in_words: int


def reviews(viewer: people_rules.Viewer, *, since: dt.datetime | None):
    """Return decisions since then, each with `due`, the visit it was agreed for, or None. Costs no query itself."""
    taken = models.Review.objects.filter(course__in=access.courses_seen_by(viewer))
    if not (viewer.is_owner or viewer.is_practitioner):
        taken = taken.none()
    if since is not None:
        taken = taken.filter(decided_at__gte=since)
    return taken.annotate(due=Cast(KT("scores__due_after"), db.IntegerField()))


def decided(viewer: people_rules.Viewer, *, since: dt.datetime | None) -> Decided:
    """Count decisions since then; None is ever. Costs 1 query, however many there are."""
    late = db.Case(
        db.When(due=None, then=None),
        db.When(after_visit__gt=db.F("due"), then=1),
        default=0,
        output_field=db.IntegerField(),
    )
    alike = ("decision", "late", "tapped")
    rows = (
        reviews(viewer, since=since)
        .annotate(late=late, tapped=KT("scores__because"))
        .order_by()
        .values(*alike)
        .annotate(n=db.Count("pk"))
        .values_list(*alike, "n")
    )
    times: collections.Counter[int | None] = collections.Counter()
    decisions: collections.Counter[str] = collections.Counter()
    because: collections.Counter[str] = collections.Counter()
    in_words = 0
    for decision, is_late, tapped, n in rows:
        times[is_late] += n
        decisions[decision] += n
        if decision in ENDING:
            taps = json.loads(tapped) if tapped else []
            because.update(dict.fromkeys(taps, n))
            in_words += 0 if taps else n
    return Decided(times[0], times[1], times[None], dict(decisions), dict(because), in_words)
