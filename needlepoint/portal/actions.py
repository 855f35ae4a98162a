"""Deeds of a patient's own pages: each composes the deeds of earlier steps in one transaction."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from needlepoint.house import audit
from needlepoint.intake import actions as intake_actions
from needlepoint.intake import models as intake_models
from needlepoint.intake import rules as intake_rules
from needlepoint.outcomes import actions as outcomes_actions
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people_models
from needlepoint.people import rules as people_rules


def send_intake(*, intake: intake_models.Intake, by: people_rules.Viewer, now: dt.datetime) -> bool:
    """Send the intake: close it, write down where the patient starts from, keep what was agreed. All or nothing.

    returns  True when this call sent it, False when it was sent before (a second tap)
    raises   intake.actions.UnableToFinishIntake naming the page still open
    """
    with transaction.atomic():
        if not intake_actions.finish(intake=intake, by=by, now=now):
            return False
        intake.refresh_from_db()
        start = intake_rules.baseline(intake.answers)
        outcomes_actions.record_baseline(
            patient=intake.patient,
            visit=intake.visit,
            pain=start.pain,
            activities=start.activities,
            by=by,
            now=now,
        )
        decided = intake_rules.decisions(intake.answers)
        for kind, is_given in decided:
            people_actions.decide_consent(
                patient=intake.patient,
                kind=kind,
                wording_version=intake.wording_version,
                is_given=is_given,
                by=by,
                now=now,
            )
        audit.record(
            "intake_sent",
            by=by,
            now=now,
            patient=intake.patient_id,
            thing=f"visit:{intake.visit.code}",
            details={"decided": [kind for kind, _is_given in decided]},
        )
    return True


def change_consents(
    *,
    patient: people_models.Patient,
    decided: Iterable[tuple[str, bool]],
    by: people_rules.Viewer,
    now: dt.datetime,
) -> int:
    """Keep what the patient now says to each technique. Returns how many were changed.

    decided  (kind, is given)
    """
    decided = list(decided)
    with transaction.atomic():
        for kind, is_given in decided:
            people_actions.decide_consent(
                patient=patient,
                kind=kind,
                wording_version=intake_rules.CONSENT_WORDING,
                is_given=is_given,
                by=by,
                now=now,
            )
        if decided:
            audit.record(
                "consents_changed",
                by=by,
                now=now,
                patient=patient.pk,
                thing=f"patient:{patient.code}",
                details={"decided": [kind for kind, _is_given in decided]},
            )
    return len(decided)
