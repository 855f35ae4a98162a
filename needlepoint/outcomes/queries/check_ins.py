"""Questions about scores and check-ins."""

import collections
import datetime as dt
from collections.abc import Iterable

from django.db import models as db
from django.http import Http404

from needlepoint.booking import models as booking
from needlepoint.house import prepared
from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes import access, models, rules
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules


def check_in_for(viewer: people_rules.Viewer, code: str) -> models.CheckIn:
    """Return a check-in the viewer may open. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    check_in = (
        access.check_ins_open_to(viewer)
        .select_related("patient__clinic", "visit__practitioner", "course")
        .filter(code=code)
        .first()
    )
    if check_in is None:
        raise Http404
    return check_in


def activities_of(patient: people.Patient) -> list[models.Activity]:
    """Return the patient's current activities in their order. Costs 1 query."""
    return list(models.Activity.objects.filter(patient=patient, retired_at=None))


def waiting_for(patient: people.Patient, now: dt.datetime) -> list[models.CheckIn]:
    """Return check-ins that can be answered now, oldest first. Costs 1 query."""
    open_since = now - dt.timedelta(days=rules.OPEN_DAYS)
    waiting = models.CheckIn.objects.filter(patient=patient, answered_at=None, due_at__gt=open_since)
    return list(waiting.select_related("visit", "course").order_by("due_at"))


def visit_for(viewer: people_rules.Viewer, code: str) -> booking.Visit:
    """Return a visit at which the viewer may write down pain. Costs 1 query. Raises Http404 for unknown and unseen."""
    visit = access.visits_open_to(viewer).select_related("patient__clinic").filter(code=code).first()
    if visit is None:
        raise Http404
    return visit


def pain_at(visit: booking.Visit) -> int | None:
    """Return the pain written down at this visit, or None. Costs 1 query."""
    value = (
        models.Score.objects.filter(
            check_in__visit=visit, check_in__kind=models.CheckIn.Kind.AT_VISIT, instrument=catalogue.PAIN.key
        )
        .values_list("value", flat=True)
        .first()
    )
    return None if value is None else int(value)


def trend_of(patient: people.Patient, now: dt.datetime | None = None) -> rules.Trend:
    """Return how the patient does since the start. Costs 3 queries. `now` as in trends_of."""
    return trends_of([patient.pk], now)[patient.pk]


def trends_of(patient_ids: Iterable[int], now: dt.datetime | None = None) -> dict[int, rules.Trend]:
    """Return a trend for each patient, empty ones included. Costs 3 queries for every 40 of them.

    now   leaves out check-ins that can still be answered: nobody has been silent yet. None keeps them, as gaps
    """
    wanted = list(patient_ids)
    activities, occasions = collections.defaultdict(list), collections.defaultdict(list)
    for patient_id, key, words in _activities(wanted):
        activities[patient_id].append((key, words))
    given, alone = _scores(wanted)
    for pk, patient_id, kind, due_at, answered_at in _check_ins(wanted):
        answered = answered_at is not None
        if not answered and now is not None and rules.is_open(due_at, now):
            continue
        occasions[patient_id].append(
            rules.Occasion(
                answered_at if answered else due_at, rules.Kind(kind), answered, _answers(given.get(pk, ()))
            )
        )
    for (patient_id, asked_at), rows in alone.items():
        occasions[patient_id].append(rules.Occasion(asked_at, rules.Kind.AT_VISIT, True, _answers(rows)))
    return {
        patient_id: rules.trend(sorted(occasions[patient_id], key=lambda one: one.at), activities[patient_id])
        for patient_id in wanted
    }


_activities = prepared.QuestionOfMany(
    lambda ids: (
        models.Activity.objects.filter(patient_id__in=ids, retired_at=None)
        .order_by("position", "pk")
        .values_list("patient_id", "pk", "words")
    )
)
_check_ins = prepared.QuestionOfMany(
    # The third day asks about soreness and relief, which are no part of the line.
    lambda ids: (
        models.CheckIn.objects.filter(patient_id__in=ids)
        .exclude(kind=rules.Kind.DAY_3.value)
        .values_list("pk", "patient_id", "kind", "due_at", "answered_at")
    )
)
_drawn = prepared.QuestionOfMany(
    lambda ids: models.Score.objects.filter(
        patient_id__in=ids, instrument__in=rules.IN_A_TREND, taken_back_at=None
    ).values_list("patient_id", "check_in_id", "asked_at", "instrument", "activity_id", "value")
)


def _scores(patient_ids):
    """Return (check-in id → rows, (patient id, moment) → rows that came without a check-in). Costs 1 query.

    Only what a trend draws, which is whole numbers all; other measures have a list of their own, `standings_of`.
    """
    with_check_in, alone = collections.defaultdict(list), collections.defaultdict(list)
    for patient_id, check_in_id, asked_at, instrument, activity_id, value in _drawn(patient_ids):
        row = (instrument, activity_id, int(value))
        if check_in_id is None:
            alone[patient_id, asked_at].append(row)
        else:
            with_check_in[check_in_id].append(row)
    return with_check_in, alone


def _answers(rows) -> rules.Answers:
    single = {instrument: value for instrument, activity, value in rows if activity is None}
    return rules.Answers(
        pain=single.get(catalogue.PAIN.key),
        activities={activity: value for _, activity, value in rows if activity is not None},
        global_change=single.get(catalogue.GLOBAL_CHANGE.key),
    )


def latest_scores(patient_ids: Iterable[int]) -> dict[int, rules.Latest]:
    """Return pain at the start and now for each patient who ever gave one. Costs 1 query however many there are."""
    given = collections.defaultdict(list)
    for patient_id, kind, value, asked_at in (
        models.Score.objects.filter(
            patient_id__in=list(patient_ids), instrument=catalogue.PAIN.key, taken_back_at=None
        )
        .order_by("asked_at", "pk")
        .values_list("patient_id", "check_in__kind", "value", "asked_at")
    ):
        given[patient_id].append((rules.Kind(kind) if kind else None, int(value), asked_at))
    return {
        patient_id: latest for patient_id, rows in given.items() if (latest := rules.latest(rows)) is not None
    }


# --- For the clockwork --------------------------------------------------------------------------------------------------


def visits_to_ask_about(now: dt.datetime, limit: int = 200) -> list[booking.Visit]:
    """Return visits that ended in the last days and about which nobody was asked. Costs 1 query.

    A past visit that came in from another system is not asked about: it was never completed here.
    """
    completed_here = booking.Fact.objects.filter(visit=db.OuterRef("pk"), kind=booking.Fact.Kind.COMPLETED)
    since = now - dt.timedelta(days=rules.ASK_BACK_DAYS)
    visits = booking.Visit.objects.filter(
        db.Q(source_key=None) | db.Exists(completed_here),
        state=booking.Visit.State.COMPLETED,
        starts_at__gt=since - dt.timedelta(days=1),
        ends_at__gt=since,
        ends_at__lte=now + dt.timedelta(days=1),  # a visit may be signed before its time is over
    )
    return _unasked(visits, rules.Kind.AFTER_VISIT)[:limit]


def reviews_to_ask_about(now: dt.datetime, limit: int = 200) -> list[booking.Visit]:
    """Return review visits of the coming days before which nobody was asked. Costs 1 query."""
    visits = booking.Visit.objects.filter(
        state=booking.Visit.State.BOOKED,
        is_review=True,
        starts_at__gt=now,
        starts_at__lte=now + dt.timedelta(days=rules.REVIEW_AHEAD_DAYS),
    )
    return _unasked(visits, rules.Kind.REVIEW)[:limit]


def _unasked(visits, kind):
    asked = models.CheckIn.objects.filter(visit=db.OuterRef("pk"), kind=kind)
    return visits.exclude(db.Exists(asked)).select_related("patient", "clinic").order_by("starts_at")
