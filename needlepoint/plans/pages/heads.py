"""Who a page is about, and why there may be no plan yet."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import ngettext

from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import wording


@dataclasses.dataclass(frozen=True)
class Head:
    """Who this is about; what the person component takes."""

    name: str
    detail: str
    url: str
    chips: tuple[str, ...]
    cautions: tuple[wording.CautionShown, ...]


@dataclasses.dataclass(frozen=True)
class Held:
    """Why there is no plan yet, and what to do now."""

    is_urgent: bool
    heading: str
    summary: str
    reasons: tuple[str, ...]
    what_to_do: tuple[str, ...]
    takes_a_doctors_word: bool


def head(patient: people.Patient, on: dt.date) -> Head:
    age = people_rules.age_on(patient.birth_date, on)
    shown = wording.cautions_shown(patient.cautions)
    return Head(
        name=patient.name,
        detail="" if age is None else ngettext("%(age)s year", "%(age)s years", age) % {"age": age},
        url=reverse("desk:patient", args=[patient.code]),
        chips=tuple(one.chip for one in shown),
        cautions=shown,
    )
