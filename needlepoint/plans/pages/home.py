"""What staff see of a home programme: what is set, and how it went. The patient's own page is in the portal."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.knowledge.home import tasks
from needlepoint.plans import models
from needlepoint.plans.wording import home as wording


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
