"""Deeds of the intake. Each is one transaction with one audit entry."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from needlepoint.booking import models as booking
from needlepoint.house import audit
from needlepoint.intake import models, rules
from needlepoint.people import rules as people_rules


class UnableToKeepStep(Exception):
    """The answers cannot be kept any more; the message is for the patient."""


class UnableToFinishIntake(Exception):
    """Something is still open; the message says what. `step` is the page to go to."""

    def __init__(self, sentence: str, step: rules.Step):
        super().__init__(sentence)
        self.step = step


def open_intake(
    *, visit: booking.Visit, now: dt.datetime, by: people_rules.Viewer | None = None
) -> models.Intake:
    """Begin the intake of a visit, or return the one that is there."""
    by = by or people_rules.System(visit.clinic_id)
    with transaction.atomic():
        intake, is_new = models.Intake.objects.get_or_create(
            visit=visit,
            defaults={
                "patient": visit.patient,
                "wording_version": rules.CONSENT_WORDING,
                "answers": {},
                "started_at": now,
            },
        )
        if is_new:
            audit.record(
                "intake_opened", by=by, now=now, patient=visit.patient_id, thing=f"visit:{visit.code}"
            )
    return intake


def keep_step(
    *, intake: models.Intake, step: str, answers: Mapping[str, Any], by: people_rules.Viewer, now: dt.datetime
) -> models.Intake:
    """Keep the answers of one page; the first page kept begins the intake.

    answers  JSON values; a question left open has no key. Replaces what this page held before.
    raises   UnableToKeepStep once the intake is finished; rules.UnknownStep
    """
    key = rules.step(step).key
    with transaction.atomic():
        opened = intake if intake.pk else open_intake(visit=intake.visit, by=by, now=now)
        # Two tabs may save two pages at once: read the row again, under lock, before writing it.
        row = models.Intake.objects.select_for_update().get(pk=opened.pk)
        if row.state != models.Intake.State.OPEN:
            raise UnableToKeepStep(
                "These answers were already sent. Tell your practitioner at the visit what has changed."
            )
        row.answers = {**row.answers, key: dict(answers)}
        if key == "consent":  # the words that were on the page just now
            row.wording_version = rules.CONSENT_WORDING
        row.save(update_fields=["answers", "wording_version"])
        audit.record(
            "intake_step_kept",
            by=by,
            now=now,
            patient=row.patient_id,
            thing=f"visit:{intake.visit.code}",
            details={"step": key, "on_behalf": by.is_staff},
        )
    return row


def finish(*, intake: models.Intake, by: people_rules.Viewer, now: dt.datetime) -> bool:
    """Close the intake: from now on it is read, not written.

    returns  True when this call closed it, False when it was closed before (a second tap on the button)
    raises   UnableToFinishIntake naming the first page that was never saved
    effects  where the patient asked us not to keep the answers, all but their decisions are erased
    """
    with transaction.atomic():
        row = models.Intake.objects.select_for_update().get(pk=intake.pk) if intake.pk else intake
        if row.state == models.Intake.State.FINISHED:
            return False
        open_step = rules.first_open(row.answers)
        if open_step is not None:
            raise UnableToFinishIntake(
                "One page is still open. You may leave its questions empty, but please look at it.", open_step
            )
        closed = models.Intake.objects.filter(pk=row.pk, state=models.Intake.State.OPEN).update(
            state=models.Intake.State.FINISHED, finished_at=now, answers=rules.kept(row.answers)
        )
        if closed != 1:
            return False
        audit.record(
            "intake_finished",
            by=by,
            now=now,
            patient=row.patient_id,
            thing=f"visit:{intake.visit.code}",
            details={
                "wording": row.wording_version,
                "on_behalf": by.is_staff,
                "kept": rules.keeps_answers(row.answers),
            },
        )
    return True
