"""The pain maps of a person over time."""

from django.db.models import prefetch_related_objects

from needlepoint.house import prepared
from needlepoint.intake import access, models, rules
from needlepoint.intake.queries import filling
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

FORMS = (rules.FIRST_VISIT, rules.WHERE_NOW)
PAIN_NOW = "pain_now"


def pair_of(viewer: people_rules.Viewer, patient: people.Patient) -> rules.Pair | None:
    """Return the first and the latest map of this stretch of care, or None: nothing to compare, or not for this viewer.

    The maps of forms that were sent, as they stand now; for the patient and for who treats. The desk does not read them.

    costs   2 queries, 1 where nothing was sent, 0 for who may not read
    """
    if not _may_read(viewer, patient):
        return None
    rows = _told(patient_id=patient.pk)
    prefetch_related_objects(rows, "values")
    told: dict[int, dict] = {}
    sent: dict[int, models.Intake] = {}
    for row in rows:
        told.setdefault(row.intake_id, {})[row.item] = filling.given_of(row)
        sent[row.intake_id] = row.intake
    found = (
        rules.as_map(intake.form, intake.finished_at, told[pk].get(rules.WHERE), told[pk].get(PAIN_NOW))
        for pk, intake in sent.items()
    )
    return rules.pair(one for one in found if one is not None)


_told = prepared.Question(
    lambda patient_id: models.Answer.objects.filter(
        intake__patient_id=patient_id,
        intake__state=models.Intake.State.FINISHED,
        intake__form__in=FORMS,
        item__in=(rules.WHERE, PAIN_NOW),
        is_current=True,
    ).select_related("intake"),
    patient_id=int,
)


def _may_read(viewer: people_rules.Viewer, patient: people.Patient) -> bool:
    if viewer.clinic_id != patient.clinic_id or not access.may_read_answers(viewer, is_finished=True):
        return False
    return viewer.is_practitioner or viewer.patient_id == patient.pk
