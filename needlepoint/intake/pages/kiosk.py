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
from needlepoint.people import models as people


@dataclasses.dataclass(frozen=True)
class Begin:
    """The page on which staff hand the tablet over. `can_begin`: something is open, or is opened by beginning."""

    name: str
    when: str
    forms: tuple
    can_begin: bool
    back_url: str
    idle_minutes: int


@dataclasses.dataclass(frozen=True)
class Waiting:
    """Something that is open on the tablet."""

    title: str
    url: str


def begin(visit: booking.Visit, intakes: Iterable[models.Intake], *, asks_check: bool) -> Begin:
    """`intakes`: all that were put before the patient for this visit."""
    waiting = [one for one in intakes if one.state == models.Intake.State.OPEN]
    names = [_(queries.definition_of(one).title) for one in waiting]
    if is_first(visit) and not any(one.form == "first_visit" for one in intakes):
        first = models.Intake(clinic=visit.clinic, patient=visit.patient, visit=visit)
        names.insert(0, _(queries.definition_of(first).title))
    if asks_check:
        names.insert(0, _("Safety questions"))
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


def forms(
    intakes: Iterable[models.Intake], patient: people.Patient, *, asks_check: bool
) -> tuple[Waiting, ...]:
    """What is open on the tablet, the safety questions first."""
    check = Waiting(_("Safety questions"), reverse("screening:again", args=[patient.code]))
    return (
        *([check] if asks_check else []),
        *(
            Waiting(_(queries.definition_of(one).title), reverse("intake:resume", args=[one.code]))
            for one in intakes
        ),
    )


def ways(visit: booking.Visit, intakes: Iterable[models.Intake]) -> list[str]:
    """Where the addresses begin that the tablet opens: the forms of this visit, and the safety questions."""
    return ["/check/", *_under(visit.code), *ways_of(intakes)]


def ways_of(intakes: Iterable[models.Intake]) -> list[str]:
    return [way for one in intakes for way in _under(one.code)]


def _under(code: str) -> list[str]:
    return [f"/intake/{code}/", f"/me/intake/{code}/"]
