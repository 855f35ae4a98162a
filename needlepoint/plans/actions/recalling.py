"""Ask people back, and write down what came of it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.house import audit, clock
from needlepoint.people import models as people
from needlepoint.plans import models, rules


class UnableToRecall(Exception):
    """Nobody is asked back this way; the message says why."""


def open_recall(
    *, course: models.Course, due_on: dt.date, reason: str, by, now: dt.datetime
) -> models.Recall:
    """Put a patient on the list of those to ask back. A patient has one open recall: a second one moves its day.

    reason   MAINTENANCE, REVIEW_OVERDUE or NO_NEXT_VISIT
    raises   UnableToRecall for a patient who was referred on
    """
    if course.state == models.Course.State.REFERRED:
        raise UnableToRecall(_("This patient was referred on, so nobody asks them back."))
    with transaction.atomic():
        people.Patient.objects.select_for_update().get(pk=course.patient_id)
        recall = open_or_move_recall(course, due_on, rules.RecallReason(reason), now)
        audit.record(
            "recall_opened",
            by=by,
            now=now,
            patient=course.patient_id,
            thing=f"recall:{recall.code}",
            details={"due_on": due_on.isoformat(), "reason": recall.reason},
        )
    return recall


def note_recall_attempt(*, recall: models.Recall, outcome: str, by, now: dt.datetime) -> models.Recall:
    """Write down that somebody was asked back and what came of it; the next day to ask follows from it.

    outcome   NO_ANSWER, LEFT_MESSAGE, WILL_CALL_BACK, NOT_NOW or DO_NOT_CONTACT, which closes the recall
    raises    UnableToRecall when the recall is closed already; ValueError for an unknown outcome
    """
    outcome = rules.Attempt(outcome)
    with transaction.atomic():
        recall = _open_one(recall)
        today = clock.local(now, recall.patient.clinic.time_zone).date()
        again = rules.ASK_AGAIN_DAYS[outcome]
        recall.attempts = [*recall.attempts, {"at": now.isoformat(), "by": by.who, "outcome": str(outcome)}]
        if again is None:
            recall.state = models.Recall.State.CLOSED
        else:
            recall.due_on = today + dt.timedelta(days=again)
        recall.save(update_fields=["attempts", "due_on", "state"])
        audit.record(
            "recall_attempted",
            by=by,
            now=now,
            patient=recall.patient_id,
            thing=f"recall:{recall.code}",
            details={"outcome": str(outcome)},
        )
    return recall


def close_recall(*, recall: models.Recall, by, now: dt.datetime, is_booked: bool = False) -> models.Recall:
    """Take a patient off the list: they booked, or nobody needs to ask any more.

    raises   UnableToRecall when the recall is closed already
    """
    with transaction.atomic():
        recall = _open_one(recall)
        recall.state = models.Recall.State.BOOKED if is_booked else models.Recall.State.CLOSED
        recall.save(update_fields=["state"])
        audit.record(
            "recall_closed",
            by=by,
            now=now,
            patient=recall.patient_id,
            thing=f"recall:{recall.code}",
            details={"state": recall.state},
        )
    return recall


def _open_one(recall: models.Recall) -> models.Recall:
    held = (
        models.Recall.objects.select_for_update(of=("self",))
        .select_related("patient__clinic")
        .get(pk=recall.pk)
    )
    if held.state != models.Recall.State.OPEN:
        raise UnableToRecall(_("Somebody has already taken this person off the list."))
    return held


def open_or_move_recall(
    course, due_on: dt.date, reason: rules.RecallReason, now: dt.datetime
) -> models.Recall:
    recall, _is_new = models.Recall.objects.update_or_create(
        patient_id=course.patient_id,
        state=models.Recall.State.OPEN,
        defaults={"due_on": due_on, "reason": str(reason), "course": course},
        create_defaults={
            "clinic_id": course.clinic_id,
            "course": course,
            "due_on": due_on,
            "reason": str(reason),
            "made_at": now,
        },
    )
    return recall


def close_open_recalls(patient: people.Patient, state: str) -> None:
    models.Recall.objects.filter(patient=patient, state=models.Recall.State.OPEN).update(state=state)
