"""Keep a check, once its owner agreed by booking."""

import datetime as dt

from django.db import transaction

from needlepoint.house import audit, clock
from needlepoint.people import actions as people_actions
from needlepoint.screening import models, queries, rules


def keep_check(
    *, session, patient, by: audit.Actor, now: dt.datetime, is_proven: bool = True
) -> models.Check | None:
    """Store the answers in this session with the patient's record, once.

    is_proven  False when somebody typed the details of a patient we know without showing that it is they: their
               answers may then add cautions and take none away
    returns    the Check, or None when the session holds no finished one
    effects    a Check row; the patient's cautions; an audit entry
    """
    outcome = queries.outcome_in(session)
    if outcome is None or not outcome.complete:
        return None
    with transaction.atomic():
        kept = models.Check.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            answers=rules.written(queries.answers_in(session)),
            rule_version=outcome.rule_version,
            wording_version=outcome.wording_version,
            route=outcome.route.value,
            cautions=[caution.key for caution in outcome.cautions],
            finished_at=now,
        )
        people_actions.carry_cautions(
            patient=patient,
            cautions=kept.cautions,
            on=clock.local(now, patient.clinic.time_zone).date(),
            by=by,
            now=now,
            may_remove=is_proven,
        )
        audit.record(
            "check_kept",
            by=by,
            now=now,
            clinic=patient.clinic_id,
            patient=patient.pk,
            thing=f"check:{kept.code}",
            details={"route": kept.route, "rules": kept.rule_version},
        )
    return kept
