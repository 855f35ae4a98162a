"""Everything a patient told us in forms and checks, with what they said before they put it right."""

import dataclasses

from django.db.models import Prefetch
from django.http import Http404

from needlepoint.intake import models
from needlepoint.intake.queries import filling
from needlepoint.knowledge.questions import definition
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries
from needlepoint.people import rules as people_rules
from needlepoint.screening import models as screening


@dataclasses.dataclass(frozen=True, slots=True)
class ToldForm:
    """One form: what it asks as far as we still know it, and every answer ever given to each item, the latest first."""

    intake: models.Intake
    form: definition.Form | None
    history: dict[str, list[models.Answer]]


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What one patient told, the latest first."""

    patient: people.Patient
    forms: list[ToldForm]
    checks: list[screening.Check]


def patient_for(viewer: people_rules.Viewer, code: str = "") -> people.Patient:
    """Return whose words these are: the viewer's own, or those of a patient of a practitioner's clinic.

    The desk helps to fill forms in and does not read them afterwards. Raises Http404 alike for unknown and unseen.
    """
    if viewer.is_patient and not code:
        patient = people_queries.patient_of(viewer)
        if patient is not None:
            return patient
    if viewer.is_practitioner and code:
        return people_queries.patient_seen_by(viewer, code)
    raise Http404


def told_by(patient: people.Patient) -> Told:
    """Return all of it. Costs 5 queries at any length, and 2 more for each form a clinic loaded."""
    intakes = models.Intake.objects.filter(patient=patient, agreed_at__isnull=False)
    intakes = list(intakes.select_related("visit", "clinic", "patient").order_by("-started_at", "-pk"))
    values = Prefetch("values", models.AnswerValue.objects.order_by("place", "pk"))
    history: dict[int, dict[str, list[models.Answer]]] = {}
    rows = models.Answer.objects.filter(intake__in=intakes).order_by("item", "-revision")
    for row in rows.prefetch_related(values) if intakes else ():
        history.setdefault(row.intake_id, {}).setdefault(row.item, []).append(row)
    checks = screening.Check.objects.filter(patient=patient).order_by("-finished_at", "-pk")
    return Told(
        patient,
        [ToldForm(intake, _definition(intake), history.get(intake.pk, {})) for intake in intakes],
        list(checks.prefetch_related("answers")),
    )


def _definition(intake: models.Intake) -> definition.Form | None:
    """A questionnaire whose wording is gone still has its answers."""
    try:
        return filling.definition_of(intake)
    except Http404:
        return None


def to_correct(viewer: people_rules.Viewer, code: str, item: str) -> tuple[ToldForm, definition.Item]:
    """Return a finished form of the viewer's own, and the item of it that they may put right.

    costs   3 queries
    raises  Http404 for an unknown form or item, for somebody else's, and for one that is still open
    """
    intake = filling.intake_for(viewer, code) if viewer.is_patient else None
    if intake is None or not intake.pk or not filling.is_finished(intake):
        raise Http404
    form, history = filling.definition_of(intake), filling.history_of(intake)
    asked = next((one for one in form.items if one.key == item), None)
    if asked is None or item not in history:
        raise Http404
    return ToldForm(intake, form, history), asked
