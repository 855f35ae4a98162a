"""What the story's people do between visits: their tasks at home, ticked or not, and a letter to a doctor of theirs."""

import datetime as dt
import random
from collections.abc import Callable, Collection, Iterable, Iterator

from needlepoint.desk.story import bulk
from needlepoint.house import clock
from needlepoint.knowledge.home import tasks
from needlepoint.plans import models as plans
from needlepoint.plans.rules import home as home_rules

DAY = dt.timedelta(days=1)
# What this clinic mostly gives; three of them each.
GIVEN = (
    "KEEP_GOING",
    "WALK",
    "KNEE_ROLLS",
    "KNEES_TO_CHEST",
    "CHANGE_POSITION",
    "WARMTH",
    "SLEEP",
    "BREATHE",
)
EVENING = 19 * 60  # minutes


def chosen(rng: random.Random, cautions: Collection[str]) -> list[str]:
    """Choose somebody's tasks: never one that their health notes rule out."""
    picked = sorted(rng.sample(GIVEN, 3))
    return [key for key in picked if not tasks.suits(tasks.task(key), cautions).is_refused]


def write(
    courses: Iterable[plans.Course],
    *,
    moment: Callable[[dt.date, int], dt.datetime],
    zone: str,
    now: dt.datetime,
    seed: str,
    named: Collection[int] = (),
) -> None:
    """Write the tasks of every course under way, and what was ticked of them in the last two weeks.

    named   ids of patients of whom the story tells more: their doctor has had a letter
    """
    courses = list(courses)
    _letters([course for course in courses if course.patient_id in named], zone=zone, seed=seed)
    rows = [row for course in courses if course.state == plans.Course.State.ACTIVE for row in _tasks(course)]
    made = plans.HomeTask.objects.bulk_create(rows, batch_size=bulk.BATCH)
    rng = random.Random(f"{seed} at home")
    today = clock.local(now, zone).date()
    bulk.in_batches(
        plans.HomeTick, (tick for row in made for tick in _ticks(row, rng, moment, zone=zone, today=today))
    )


def _tasks(course: plans.Course) -> Iterator[plans.HomeTask]:
    for place, key in enumerate(course.home, start=1):
        yield plans.HomeTask(
            course=course,
            key=key,
            times_a_week=tasks.task(key).days,
            position=place,
            set_at=course.started_at,
        )


def _ticks(row, rng, moment, *, zone, today) -> Iterator[plans.HomeTick]:
    """Some do it nearly every day, some now and then; today is still open. Now and then it hurts."""
    often = rng.choice((0.2, 0.5, 0.8))
    first = max(clock.local(row.set_at, zone).date(), today - (home_rules.RECENT_DAYS - 1) * DAY)
    for back in range((today - first).days):
        on = first + back * DAY
        if rng.random() < often:
            yield plans.HomeTick(task=row, on=on, hurt=rng.random() < 0.04, at=moment(on, EVENING))


def _letters(courses: Iterable[plans.Course], *, zone: str, seed: str) -> None:
    """Their family doctor, to whom we may write, and the letter that care has begun."""
    for course in courses:
        patient, signed_at = course.patient, course.started_at + dt.timedelta(hours=2)
        carer = plans.Carer.objects.create(
            code=bulk.code_for(seed, "carer", patient.code), clinic_id=course.clinic_id, patient=patient, kind="DOCTOR",
            name="Dr June Pell", organisation="Elm Road Practice", address="4 Elm Road", phone="(212) 555-0142",
            may_write=True, made_at=course.started_at,
        )  # fmt: skip
        began = clock.local(course.started_at, zone)
        plans.Letter.objects.create(
            code=bulk.code_for(seed, "letter", patient.code), clinic_id=course.clinic_id, patient=patient, course=course,
            carer=carer, kind="START",
            facts=[
                ["First seen here", f"{began.day} {began:%B %Y}"],
                ["Plan", _plan(course)],
                ["Better would mean", course.better_means],
            ],
            words="No warning signs were found. I will write again after the review.",
            written_at=signed_at, written_by=", ".join(filter(None, (course.practitioner.name, course.practitioner.credential))),
            sent_at=signed_at + dt.timedelta(hours=1), sent_how="POST",
        )  # fmt: skip


def _plan(course: plans.Course) -> str:
    return (
        f"{course.visits_planned} acupuncture visits, {course.days_between} days apart, "
        f"review after visit {course.review_after}"
    )
