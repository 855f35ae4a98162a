"""Questions about who is to be asked how they are, who was, and who is left in peace."""

import collections
import datetime as dt
from collections.abc import Iterable

from django.db import models as db
from django.db.models.functions import Coalesce

from needlepoint.booking import models as booking
from needlepoint.outcomes import access, models
from needlepoint.outcomes.rules import asking, trends
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans

Kind = asking.Kind
DAY = dt.timedelta(days=1)
LATE = 2 * DAY  # how much later than on the third day that question may still come
HISTORY = 40  # check-ins on the desk's page


# --- Due ------------------------------------------------------------------------------------------------------------------


def third_days_to_ask(now: dt.datetime, limit: int = 200) -> list[booking.Visit]:
    """Return first visits of some three days ago about whose relief nobody was asked. Costs 1 query.

    A visit after which another one came is left out: nobody could say which of them the relief is from.
    """
    later = booking.Visit.objects.filter(
        patient=db.OuterRef("patient"),
        starts_at__gt=db.OuterRef("starts_at"),
        starts_at__lt=now,
        state__in=[booking.Visit.State.ARRIVED, booking.Visit.State.COMPLETED],
    )
    completed_here = booking.Fact.objects.filter(visit=db.OuterRef("pk"), kind=booking.Fact.Kind.COMPLETED)
    asked = models.CheckIn.objects.filter(visit=db.OuterRef("pk"), kind=Kind.DAY_3)
    visits = booking.Visit.objects.filter(
        state=booking.Visit.State.COMPLETED,
        starts_at__gt=now - (asking.THIRD_DAY + 1) * DAY - LATE,
        ends_at__gt=now - asking.THIRD_DAY * DAY - LATE,
        ends_at__lte=now - (asking.THIRD_DAY - 1) * DAY,
    ).exclude(db.Exists(later) | db.Exists(asked))
    visits = visits.filter(db.Q(source_key=None) | db.Exists(completed_here))
    numbered = visits.annotate(number=Coalesce(db.Subquery(_earlier()), 0) + 1)
    first = numbered.filter(number__lte=asking.FIRST_VISITS)
    return list(first.select_related("patient", "clinic").order_by("starts_at")[:limit])


def _earlier():
    """How many visits of the same stretch of care were completed before a visit."""
    return (
        booking.Visit.objects.filter(
            patient=db.OuterRef("patient"),
            state=booking.Visit.State.COMPLETED,
            starts_at__lt=db.OuterRef("starts_at"),
            starts_at__gt=db.OuterRef("starts_at") - asking.STRETCH_DAYS * DAY,
        )
        .order_by()
        .values("patient")
        .annotate(many=db.Count("pk"))
        .values("many")
    )


def visit_number(visit: booking.Visit | None) -> int | None:
    """Return which visit of this stretch of care it is, from 1; None for no visit. Costs 1 query."""
    if visit is None:
        return None
    earlier = booking.Visit.objects.filter(
        patient_id=visit.patient_id,
        state=booking.Visit.State.COMPLETED,
        starts_at__lt=visit.starts_at,
        starts_at__gt=visit.starts_at - asking.STRETCH_DAYS * DAY,
    )
    return earlier.count() + 1


def ends_to_ask(now: dt.datetime, limit: int = 200) -> list[plans.Course]:
    """Return plans whose last visit comes in the next days, or that ended lately, and whose end nobody was asked about.

    Somebody who answers the same questions before a review at that time is not asked them twice. Costs 2 queries.
    """
    coming = booking.Visit.objects.filter(
        state=booking.Visit.State.BOOKED,
        starts_at__gt=now,
        starts_at__lte=now + asking.END_AHEAD_DAYS * DAY,
    )
    active = _courses_to_end(now).filter(
        state=plans.Course.State.ACTIVE, patient__in=coming.order_by().values("patient")
    )
    last = active.annotate(done=Coalesce(db.Subquery(_done()), 0)).filter(done=db.F("visits_planned") - 1)
    over = (
        _courses_to_end(now)
        .exclude(state=plans.Course.State.ACTIVE)
        .filter(_treated(), ended_at__gt=now - asking.END_BACK_DAYS * DAY, ended_at__lte=now)
    )
    return [*last.order_by("started_at")[:limit], *over.order_by("started_at")[:limit]]


def _courses_to_end(now):
    """Plans about whose end nobody was asked, also not in other words before a review."""
    settled = models.CheckIn.objects.filter(
        patient=db.OuterRef("patient"),
        kind__in=[Kind.REVIEW, Kind.END],
        made_at__gt=now - asking.SETTLED_DAYS * DAY,
    )
    asked = models.CheckIn.objects.filter(course=db.OuterRef("pk"), kind=Kind.END)
    courses = plans.Course.objects.exclude(db.Exists(settled) | db.Exists(asked))
    return courses.select_related("patient", "clinic")


def _done():
    """How many visits of a plan were completed."""
    visits = booking.Visit.objects.filter(
        patient=db.OuterRef("patient"),
        state=booking.Visit.State.COMPLETED,
        starts_at__gte=db.OuterRef("started_at"),
    )
    return visits.order_by().values("patient").annotate(many=db.Count("pk")).values("many")


def _treated():
    return db.Exists(
        booking.Visit.objects.filter(
            patient=db.OuterRef("patient"),
            state=booking.Visit.State.COMPLETED,
            starts_at__gte=db.OuterRef("started_at"),
        )
    )


def months_to_ask(now: dt.datetime, limit: int = 200) -> list[tuple[plans.Course, Kind]]:
    """Return plans that ended three, six or twelve months ago, and which of these is due. Costs 3 queries.

    Somebody whom a new plan treats is asked at its visits instead.
    """
    underway = plans.Course.objects.filter(patient=db.OuterRef("patient"), state=plans.Course.State.ACTIVE)
    found = []
    for kind, days in asking.MONTHS.items():
        asked = models.CheckIn.objects.filter(course=db.OuterRef("pk"), kind=kind)
        courses = plans.Course.objects.filter(
            _treated(),
            ended_at__lte=now - days * DAY,
            ended_at__gt=now - (days + asking.MONTHS_LATE_DAYS) * DAY,
        ).exclude(db.Exists(underway) | db.Exists(asked))
        rows = courses.select_related("patient", "clinic").order_by("ended_at")[:limit]
        found += [(course, kind) for course in rows]
    return found


def lately_asked(patient_ids: Iterable[int], now: dt.datetime) -> dict[int, list[tuple[Kind, dt.datetime]]]:
    """Return (kind, when due) of each person's check-ins of about today for which a message goes out. Costs 1 query."""
    found = collections.defaultdict(list)
    rows = models.CheckIn.objects.filter(
        patient_id__in=list(patient_ids), is_quiet=False, due_at__gt=now - asking.SPACING
    ).exclude(kind__in=[Kind.BASELINE, Kind.AT_VISIT])
    for patient_id, kind, due_at in rows.values_list("patient_id", "kind", "due_at"):
        found[patient_id].append((Kind(kind), due_at))
    return found


def to_remind(now: dt.datetime, limit: int = 200) -> list[models.CheckIn]:
    """Return check-ins of which somebody is to be reminded, once. Costs 1 query."""
    rows = models.CheckIn.objects.filter(
        answered_at=None,
        is_quiet=False,
        reminded_at=None,
        kind__in=asking.REMINDED,
        due_at__lte=now - asking.REMIND_AFTER,
        due_at__gt=now - trends.OPEN_DAYS * DAY,
        patient__may_contact=True,
    ).exclude(patient__email="")
    # What stands for a visit that is over or will not be is past reminding.
    rows = rows.filter(
        db.Q(visit=None) | db.Q(visit__state=booking.Visit.State.BOOKED, visit__starts_at__gt=now)
    ).exclude(patient__check_in_pauses__in=models.Pause.objects.filter(ended_at=None))
    return list(rows.select_related("patient", "clinic", "visit").order_by("due_at")[:limit])


# --- Left in peace --------------------------------------------------------------------------------------------------------


def pause_of(patient_id: int) -> models.Pause | None:
    """Return the pause somebody is in, or None. Costs 1 query."""
    return models.Pause.objects.filter(patient_id=patient_id, ended_at=None).first()


def is_silent(patient_id: int, now: dt.datetime) -> bool:
    """Say whether somebody left the latest messages unanswered, so that no more should come. Costs 2 queries."""
    pauses = models.Pause.objects.filter(patient_id=patient_id, ended_at__isnull=False)
    since = pauses.order_by("-ended_at").values_list("ended_at", flat=True).first()
    # Enough to find three in a row also while a few of the newest are still young.
    rows = models.CheckIn.objects.filter(patient_id=patient_id, is_quiet=False, due_at__lte=now).exclude(
        kind__in=[Kind.BASELINE, Kind.AT_VISIT]
    )
    asked = [
        asking.Asked(due_at, answered_at is not None)
        for due_at, answered_at in rows.order_by("-due_at").values_list("due_at", "answered_at")[:10]
    ]
    return asking.is_silent(asked, since=since, now=now)


# --- Pages ----------------------------------------------------------------------------------------------------------------


def check_in_of_link(link: people.PageLink) -> models.CheckIn | None:
    """Return the check-in that a link of a mail is for, or None. Costs 1 query."""
    rows = models.CheckIn.objects.filter(code=link.target, patient_id=link.patient_id)
    return rows.select_related("patient__clinic", "visit__practitioner", "course").first()


def kept_of(check_in: models.CheckIn) -> list[models.Score]:
    """Return what was answered to a check-in, in the order it was kept. Costs 1 query."""
    rows = models.Score.objects.filter(check_in=check_in, taken_back_at=None)
    return list(rows.select_related("activity").order_by("pk"))


def history_of(viewer: people_rules.Viewer, patient: people.Patient) -> list[models.CheckIn]:
    """Return what somebody was asked lately, newest first, with how many answers each has. Costs 1 query."""
    rows = access.check_ins_open_to(viewer).filter(patient=patient)
    rows = rows.annotate(answers=db.Count("scores", filter=db.Q(scores__taken_back_at=None)))
    return list(rows.select_related("visit").order_by("-due_at", "-pk")[:HISTORY])
