"""What a patient carries: the latest assessment, consents, what they told, the visit of today."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from needlepoint.booking import models as booking
from needlepoint.house import clock, prepared
from needlepoint.intake import queries as intake_queries
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition
from needlepoint.people import models as people
from needlepoint.plans import models

_latest_episode = prepared.Question(
    lambda *, patient_id: models.Episode.objects.filter(patient_id=patient_id).order_by(
        "-assessed_at", "-pk"
    )[:1],
    patient_id=int,
)
_consents = prepared.Question(
    lambda *, patient_id: people.Consent.objects.filter(patient_id=patient_id).order_by(
        "kind", "decided_at", "pk"
    ),
    patient_id=int,
)


def latest_episode(patient: people.Patient) -> models.Episode | None:
    """Return the latest assessment. Costs 1 query."""
    return _latest_episode.first(patient_id=patient.pk)


def consents_of(patient: people.Patient) -> dict[str, people.Consent]:
    """Return the latest decision of each kind, given or not. Costs 1 query."""
    return {consent.kind: consent for consent in _consents(patient_id=patient.pk)}


def consents_in_force(patient: people.Patient) -> frozenset[str]:
    """Return the kinds a patient agreed to and has not taken back. Costs 1 query."""
    return in_force(consents_of(patient))


def in_force(decided: Mapping[str, people.Consent]) -> frozenset[str]:
    """Return the kinds of which the latest decision is a yes that was not taken back. Costs nothing."""
    return frozenset(kind for kind, one in decided.items() if one.is_given and one.withdrawn_at is None)


@dataclasses.dataclass(frozen=True)
class Told:
    """What a patient told before the first visit, as it stands. `answers` is empty before anything was kept."""

    form: definition.Form
    answers: said.Answers
    is_sent: bool


NOTHING_TOLD = Told(definition.Form("", "", "", ()), {}, is_sent=False)


def told_by(patient: people.Patient) -> Told:
    """Return what the patient's latest intake says, finished or not. Costs 3 queries; 1 where there is none."""
    latest = intake_queries.latest_intake(patient)
    if latest is None:
        return NOTHING_TOLD
    return Told(
        intake_queries.definition_of(latest),
        intake_queries.answers_of(latest),
        intake_queries.is_finished(latest),
    )


def visit_of_today(patient: people.Patient, now: dt.datetime) -> booking.Visit | None:
    """Return the patient's first visit of this local day that is not over, or None. Costs 1 query."""
    midnight = clock.local(now, patient.clinic.time_zone).replace(hour=0, minute=0, second=0, microsecond=0)
    states = [booking.Visit.State.BOOKED, booking.Visit.State.ARRIVED]
    visits = booking.Visit.objects.filter(patient=patient, state__in=states, starts_at__gte=midnight)
    return visits.filter(starts_at__lt=midnight + dt.timedelta(days=1)).order_by("starts_at").first()
