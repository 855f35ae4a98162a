"""What staff see of a home programme: what is set, and how it went. The patient's own page is in the portal."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.house import languages
from needlepoint.knowledge.home import tasks
from needlepoint.plans import models
from needlepoint.plans.queries import home as queries
from needlepoint.plans.wording import home as wording


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


def home(course: models.Course, programme: Sequence[queries.Task], *, today: dt.date, may_set: bool) -> Home:
    """Word a programme with what the patient ticked in the last two weeks."""
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


def _row(task: queries.Task, cautions: Sequence[str], today: dt.date) -> Row:
    shown = wording.task(
        task.key, own_dose=task.row.dose, times_a_week=task.row.times_a_week, cautions=cautions
    )
    kept = task.kept(today)
    return Row(
        name=shown.name,
        meant=_("%(dose)s, %(days)s") % {"dose": shown.dose, "days": shown.days},
        kept=wording.kept_words(kept),
        hurt=wording.hurt_words(kept),
        mind=shown.mind,
    )


@dataclasses.dataclass(frozen=True)
class Offered:
    """One task of the page on which the programme is set; its fields are in the form."""

    task: wording.Task
    field: object
    dose: object
    times: object
    is_first: bool


@dataclasses.dataclass(frozen=True)
class Setting:
    """The page on which the programme is set."""

    name: str
    back_url: str
    groups: tuple[tuple[str, tuple[Offered, ...]], ...]  # (what they are about, tasks)
    refused: tuple[str, ...]


def setting(course: models.Course, form) -> Setting:
    cautions = course.patient.cautions
    groups: dict[str, list[Offered]] = {}
    for one in tasks.all_tasks():
        if one.key in form.keys:
            groups.setdefault(_(one.kind.label), []).append(
                Offered(
                    task=wording.task(one.key, cautions=cautions),
                    field=form[f"on_{one.key}"],
                    dose=form[f"dose_{one.key}"],
                    times=form[f"times_{one.key}"],
                    is_first=wording.is_offered_first(one.key, course.phase),
                )
            )
    return Setting(
        name=course.patient.name,
        back_url=reverse("plans:show", args=[course.code]),
        groups=tuple((label, tuple(rows)) for label, rows in groups.items()),
        refused=wording.refused(tasks.keys(), cautions),
    )
