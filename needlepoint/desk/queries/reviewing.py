"""What a review needs beside the plan and the scores: who came, what it cost so far."""

import dataclasses
import datetime as dt

from django.db.models import Count, Max, Min, Q, Sum

from needlepoint.booking import models as booking
from needlepoint.charting import models as charting
from needlepoint.plans import models as plans

State = booking.Visit.State


@dataclasses.dataclass(frozen=True, slots=True)
class Attendance:
    """The visits of a course so far. Money in the clinic's smallest coin, at the prices of today.

    unpriced   completed visits whose service is not known any more
    fees       owed for visits missed or cancelled late
    """

    done: int
    missed: int
    cancelled: int
    ahead: int
    cents: int
    unpriced: int
    fees: int
    first_at: dt.datetime | None
    latest_at: dt.datetime | None


def attendance_of(course: plans.Course, now: dt.datetime) -> Attendance:
    """Count the visits since a course began, until it ended. Costs 1 query."""
    within = Q(starts_at__gte=course.started_at)
    if course.ended_at is not None:
        within &= Q(starts_at__lte=course.ended_at)
    came = Q(state=State.COMPLETED)
    found = booking.Visit.objects.filter(within, patient_id=course.patient_id).aggregate(
        done=Count("pk", filter=came),
        missed=Count("pk", filter=Q(state=State.MISSED)),
        cancelled=Count("pk", filter=Q(state=State.CANCELLED)),
        ahead=Count("pk", filter=Q(state__in=[State.BOOKED, State.ARRIVED], ends_at__gt=now)),
        cents=Sum("service__price_cents", filter=came, default=0),
        unpriced=Count("pk", filter=came & Q(service=None)),
        fees=Sum("fee_cents", default=0),
        first_at=Min("starts_at", filter=came),
        latest_at=Max("starts_at", filter=came),
    )
    return Attendance(**found)


def effects_of(course: plans.Course) -> list[charting.Reaction]:
    """Return the unwanted effects since a course began, the first 20. Costs 1 query."""
    told = charting.Reaction.objects.filter(patient_id=course.patient_id, at__gte=course.started_at)
    if course.ended_at is not None:
        told = told.filter(at__lte=course.ended_at)
    return list(told.order_by("at", "pk")[:20])


def still_booked(course: plans.Course, now: dt.datetime) -> list[booking.Visit]:
    """Return the visits that are booked although care ended, soonest first; none once a new plan is under way.

    Costs 2 queries, 1 with a new plan, none while the course goes on.
    """
    active = plans.Course.State.ACTIVE
    if course.state == active:
        return []
    if plans.Course.objects.filter(patient_id=course.patient_id, state=active).exists():
        return []
    ahead = booking.Visit.objects.filter(patient_id=course.patient_id, state=State.BOOKED, starts_at__gt=now)
    return list(ahead.order_by("starts_at"))
