"""Set a home programme, and tick what was done."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit, clock
from needlepoint.knowledge.home import tasks
from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models
from needlepoint.plans.rules import home as rules
from needlepoint.plans.wording import home as wording


class UnableToSet(Exception):
    """The programme cannot be set like this."""


class UnableToTick(Exception):
    """This day cannot be ticked. Carries a sentence for the patient."""


def keep_in_step(course: models.Course, keys: Iterable[str], *, now: dt.datetime) -> None:
    """Set the tasks of a course to these keys: those already set keep their dose, others stop. A step of a deed.

    Call it inside the deed's transaction.
    """
    held = {row.key: row for row in course.home_tasks.filter(stopped_at__isnull=True)}
    wishes = [
        rules.Wish(key, held[key].dose, held[key].times_a_week)
        if key in held
        else rules.Wish(key, "", tasks.task(key).days)
        for key in keys
        if tasks.is_task(key)
    ]
    _write(course, rules.clean(wishes), now)


def set_programme(
    *, course: models.Course, wishes: Iterable[rules.Wish], by: people_rules.Viewer, now: dt.datetime
) -> None:
    """Set which tasks a patient has, in this order, each with its dose.

    raises   UnableToSet for who may not, for a course that is over, and for a task that a health note rules out
    effects  a task left out stops, and its ticks stay; the course's list of keys is kept in step
    """
    if not access.may_plan(by):
        raise UnableToSet(_("Only a practitioner can set what to do at home."))
    wishes = rules.clean(one for one in wishes if tasks.is_task(one.key))
    with transaction.atomic():
        course = (
            models.Course.objects.select_for_update(of=("self",)).select_related("patient").get(pk=course.pk)
        )
        if course.state != models.Course.State.ACTIVE:
            raise UnableToSet(_("This plan has ended. Agree a new one first."))
        if refused := wording.refused((one.key for one in wishes), course.patient.cautions):
            raise UnableToSet(" ".join(refused))
        _write(course, wishes, now)
        course.home = [one.key for one in wishes]
        course.save(update_fields=["home"])
        audit.record(
            "home_programme_set",
            by=by,
            now=now,
            patient=course.patient_id,
            thing=f"course:{course.code}",
            details={"tasks": course.home},
        )


def _write(course: models.Course, wishes: Iterable[rules.Wish], now: dt.datetime) -> None:
    rows = {row.key: row for row in course.home_tasks.filter(stopped_at__isnull=True)}
    for place, wish in enumerate(wishes, start=1):
        row = rows.pop(wish.key, None) or models.HomeTask(course=course, key=wish.key, set_at=now)
        row.dose, row.times_a_week, row.position = wish.dose, wish.times_a_week, place
        row.save()
    models.HomeTask.objects.filter(pk__in=[row.pk for row in rows.values()]).update(stopped_at=now)


def tick(
    *, course: models.Course, key: str, on: dt.date, did: rules.Did, by: people_rules.Viewer, now: dt.datetime
) -> None:
    """Keep what the patient says of one task on one day; the last word counts.

    raises   UnableToTick for somebody else's plan, a task that is not set, and a day that is too long ago or to come
    effects  said twice is said once
    """
    if not by.is_patient or by.patient_id != course.patient_id:
        raise UnableToTick(_("Only you can tick what you did."))
    with transaction.atomic():
        row = (
            models.HomeTask.objects.select_for_update(of=("self",))
            .filter(course=course, key=key, stopped_at__isnull=True)
            .first()
        )
        if row is None:
            raise UnableToTick(_("This is no longer part of your plan."))
        zone = course.patient.clinic.time_zone
        if not rules.may_tick(on, clock.local(now, zone).date(), clock.local(row.set_at, zone).date()):
            raise UnableToTick(_("You can tick today and the six days before it."))
        if did is rules.Did.NOTHING:
            models.HomeTick.objects.filter(task=row, on=on).delete()
        else:
            told = {"hurt": did is rules.Did.HURT, "at": now}
            models.HomeTick.objects.update_or_create(task=row, on=on, defaults=told)
        audit.record(
            "home_task_ticked",
            by=by,
            now=now,
            patient=course.patient_id,
            thing=f"course:{course.code}",
            details={"task": key, "on": on.isoformat(), "did": str(did)},
        )
