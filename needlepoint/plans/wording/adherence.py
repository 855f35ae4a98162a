"""How a home programme went, as those who treat see it: in the plan, and before a review."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.house import languages
from needlepoint.knowledge.home import tasks
from needlepoint.plans import models
from needlepoint.plans.wording import home


@dataclasses.dataclass(frozen=True)
class Row:
    """One task that is set."""

    name: str
    meant: str
    kept: str
    hurt: str
    mind: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Home:
    """The programme of one patient, as staff see it."""

    rows: tuple[Row, ...]
    has_hurt: bool
    set_url: str  # "" for who may not set it, and for a plan that is over
    papers: tuple[tuple[str, str], ...]  # (language, the plan on paper in it)


def adherence(course: models.Course, programme: Sequence, *, today: dt.date, may_set: bool) -> Home:
    """Word a programme with what the patient ticked in the last two weeks.

    programme   plans.queries.home.Task of everything that is set
    """
    rows = tuple(_row(task, course.patient.cautions, today) for task in programme if tasks.is_task(task.key))
    return Home(
        rows=rows,
        has_hurt=any(row.hurt for row in rows),
        set_url=reverse("plans:home", args=[course.code])
        if may_set and course.state == models.Course.State.ACTIVE
        else "",
        papers=_papers(course) if may_set else (),
    )


def _papers(course: models.Course) -> tuple[tuple[str, str], ...]:
    """The patient's own language first."""
    address, own = reverse("portal:plan_paper", args=[course.code]), course.patient.language
    return tuple(
        (name, f"{address}?{languages.FIELD}={code}")
        for code, name in sorted(languages.offered(), key=lambda one: one[0] != own)
    )


def _row(task, cautions: Sequence[str], today: dt.date) -> Row:
    shown = home.task(task.key, own_dose=task.row.dose, times_a_week=task.row.times_a_week, cautions=cautions)
    kept = task.kept(today)
    return Row(
        name=shown.name,
        meant=_("%(dose)s, %(days)s") % {"dose": shown.dose, "days": shown.days},
        kept=home.kept_words(kept),
        hurt=home.hurt_words(kept),
        mind=shown.mind,
    )
