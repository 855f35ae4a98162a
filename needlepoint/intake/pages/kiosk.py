"""What staff read before they hand the tablet over, and what lies open on it."""

import dataclasses
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.frontdoor import models as frontdoor
from needlepoint.intake import models, queries
from needlepoint.intake.pages import printing


@dataclasses.dataclass(frozen=True)
class Begin:
    """The page on which staff hand the tablet over. `can_begin`: something is open, or is opened by beginning."""

    name: str
    when: str
    forms: tuple
    can_begin: bool
    back_url: str
    idle_minutes: int


def begin(visit: booking.Visit, intakes: Iterable[models.Intake]) -> Begin:
    """`intakes`: all that were put before the patient for this visit."""
    waiting = [one for one in intakes if one.state == models.Intake.State.OPEN]
    names = [_(queries.definition_of(one).title) for one in waiting]
    if is_first(visit) and not any(one.form == "first_visit" for one in intakes):
        first = models.Intake(clinic=visit.clinic, patient=visit.patient, visit=visit)
        names.insert(0, _(queries.definition_of(first).title))
    return Begin(
        name=visit.patient.name,
        when=printing.when_words(models.Intake(clinic=visit.clinic, patient=visit.patient, visit=visit)),
        forms=tuple(names),
        can_begin=bool(names),
        back_url=reverse("desk:patient", args=[visit.patient.code]),
        idle_minutes=settings.KIOSK_IDLE_MINUTES,
    )


def is_first(visit: booking.Visit) -> bool:
    return bool(visit.service_id) and visit.service.kind == frontdoor.Service.Kind.FIRST


def forms(intakes: Iterable[models.Intake]) -> tuple:
    """(title, address) of each form that is open on the tablet."""
    return tuple(
        (_(queries.definition_of(one).title), reverse("intake:resume", args=[one.code])) for one in intakes
    )


def ways(visit: booking.Visit, intakes: Iterable[models.Intake]) -> list[str]:
    """Where the addresses begin that the tablet opens: the forms of this visit, under its code or their own."""
    codes = [visit.code, *(one.code for one in intakes)]
    return [f"{start}{code}/" for code in codes for start in ("/intake/", "/me/intake/")]
