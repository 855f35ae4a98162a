"""Deeds of a patient's own pages: each composes the deeds of earlier steps in one transaction."""

import datetime as dt

from django.db import transaction

from needlepoint.house import audit
from needlepoint.intake import actions as intake_actions
from needlepoint.intake import models as intake_models
from needlepoint.intake import queries as intake_queries
from needlepoint.intake import rules as intake_rules
from needlepoint.outcomes import actions as outcomes_actions
from needlepoint.people import rules as people_rules


def send_intake(*, intake: intake_models.Intake, by: people_rules.Viewer, now: dt.datetime) -> bool:
    """Send a form: close it, write down where the patient starts from and every number it gives. All or nothing.

    returns  True when this call sent it, False when it was sent before (a second tap)
    raises   intake.actions.UnableToFinishIntake naming the page still open
    effects  a score for every number asked; a notice for the practitioner where they tell of great strain
    """
    with transaction.atomic():
        if not intake_actions.finish(intake=intake, by=by, now=now):
            return False
        intake.refresh_from_db()
        if intake.form == intake_rules.FIRST_VISIT:
            _record_start(intake, by=by, now=now)
        outcomes_actions.score_intake(intake=intake, by=by, now=now)
        audit.record(
            "intake_sent",
            by=by,
            now=now,
            patient=intake.patient_id,
            thing=intake_actions.told_in(intake),
            clinic=intake.clinic_id,
        )
    return True


def _record_start(intake, *, by, now):
    start = intake_rules.baseline(intake_queries.answers_of(intake))
    outcomes_actions.record_baseline(
        patient=intake.patient,
        visit=intake.visit,
        pain=start.pain,
        activities=start.activities,
        by=by,
        now=now,
    )
