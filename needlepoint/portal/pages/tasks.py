"""What a patient does at home: to read, and to tick day by day. Missed days are never counted against anybody."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from needlepoint.knowledge.home import tasks
from needlepoint.plans import models as plans
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.rules import home as rules
from needlepoint.plans.wording import home as wording

TODAY, YESTERDAY = _lazy("Today"), _lazy("Yesterday")


@dataclasses.dataclass(frozen=True)
class Row:
    """One task on one day."""

    task: wording.Task
    is_done: bool
    is_hurt: bool
    week: tuple[tuple[str, str], ...]  # (day, how it went) for the days before, latest first
    can_tick: bool  # False for a day before it was set


@dataclasses.dataclass(frozen=True)
class Ticking:
    """The page of one day."""

    day: str
    on: str
    is_today: bool
    days: tuple[tuple[str, str, bool], ...]  # tabs
    rows: tuple[Row, ...]
    plan_url: str
    phone: str


def rows_of(course: plans.Course, programme: Sequence[home_queries.Task], *, on: dt.date, today: dt.date):
    return tuple(
        Row(
            task=shown(course, task),
            is_done=on in task.ticks,
            is_hurt=task.ticks.get(on, False),
            week=tuple(
                (wording.day_words(day), str(wording.DIDS[said(task, day)]))
                for day in rules.days_open(today, task.set_on)
                if day != on and day in task.ticks
            ),
            can_tick=rules.may_tick(on, today, task.set_on),
        )
        for task in programme
        if tasks.is_task(task.key)
    )


def shown(course: plans.Course, task: home_queries.Task) -> wording.Task:
    """Word one task as it was set for this patient."""
    return wording.task(
        task.key,
        own_dose=task.row.dose,
        times_a_week=task.row.times_a_week,
        cautions=course.patient.cautions,
    )


def said(task: home_queries.Task, on: dt.date) -> rules.Did:
    if on not in task.ticks:
        return rules.Did.NOTHING
    return rules.Did.HURT if task.ticks[on] else rules.Did.DONE


def ticking(
    course: plans.Course, programme: Sequence[home_queries.Task], *, on: dt.date, today: dt.date
) -> Ticking:
    begun = min((task.set_on for task in programme), default=today)
    return Ticking(
        day=day_name(on, today),
        on=on.isoformat(),
        is_today=on == today,
        days=tuple(
            (_tab(day, today), _address(day, today), day == on) for day in rules.days_open(today, begun)
        ),
        rows=rows_of(course, programme, on=on, today=today),
        plan_url=reverse("portal:plan", args=[course.code]),
        phone=course.patient.clinic.phone,
    )


def day_name(on: dt.date, today: dt.date) -> str:
    near = {0: TODAY, 1: YESTERDAY}.get((today - on).days)
    return str(near) if near else wording.day_words(on)


def _tab(on: dt.date, today: dt.date) -> str:
    """A weekday says enough within a week."""
    near = {0: TODAY, 1: YESTERDAY}.get((today - on).days)
    return str(near) if near else formats.date_format(on, "l")


def _address(day: dt.date, today: dt.date) -> str:
    page = reverse("portal:tasks")
    return page if day == today else f"{page}?day={day.isoformat()}"


def thanks(did: rules.Did, phone: str) -> str:
    """Say what becomes of a tick, or nothing when the page says it already."""
    if did is not rules.Did.HURT:
        return ""
    if phone:
        return _(
            "Thank you for telling us. Leave it out for now. We look at it before your next visit. If it stays bad, call us: %(phone)s."
        ) % {"phone": phone}
    return _("Thank you for telling us. Leave it out for now. We look at it before your next visit.")
