"""Ask people back, and write down what came of it. A booking ends a recall; its cancellation opens it again."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from needlepoint.booking import models as booking
from needlepoint.booking.rules import policy
from needlepoint.house import audit, clock
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models, rules
from needlepoint.plans.queries import recalling as queries
from needlepoint.plans.rules import recalling

State = models.Recall.State
LIMIT = 200  # recalls that one round of the clockwork looks at

GAINED = frozenset({"visit_booked", "visit_moved", "absence_undone"})
LOST = frozenset({"visit_cancelled", "visit_missed"})


class UnableToRecall(Exception):
    """Nobody is asked back this way; the message says why."""


def open_recall(
    *, course: models.Course, due_on: dt.date, reason: str, by, now: dt.datetime
) -> models.Recall:
    """Put a patient on the list of those to ask back. A patient has one open recall: a second one moves its day.

    reason   of rules.RecallReason
    raises   UnableToRecall for a patient who was referred on
    """
    if course.state == models.Course.State.REFERRED:
        raise UnableToRecall(_("This patient was referred on, so nobody asks them back."))
    with transaction.atomic():
        _hold(course.patient_id)
        recall = open_or_move_recall(course, due_on, rules.RecallReason(reason), now)
        _record("recall_opened", recall, by=by, now=now, due_on=due_on.isoformat(), reason=recall.reason)
    return recall


def note_recall_attempt(
    *, recall: models.Recall, outcome: str, by, now: dt.datetime, seen: int | None = None
) -> models.Recall:
    """Write down that somebody was asked back and what came of it; the next day to ask follows from it.

    outcome   of rules.Attempt; WHEN_WORSE and DO_NOT_CONTACT end the recall
    seen      how many tries the page showed: a second press, or a colleague's at the same time, is one try
    raises    UnableToRecall when the recall is closed already or somebody noted a try meanwhile; ValueError for an
              unknown outcome
    """
    outcome = rules.Attempt(outcome)
    with transaction.atomic():
        recall = _open_one(recall)
        if seen is not None and seen != len(recall.attempts):
            raise UnableToRecall(_("A try was noted a moment ago. Look at it before you note another."))
        today = clock.local(now, recall.patient.clinic.time_zone).date()
        again = rules.ASK_AGAIN_DAYS[outcome]
        recall.attempts = [*recall.attempts, {"at": now.isoformat(), "by": by.who, "outcome": str(outcome)}]
        if again is None:
            recall.state, recall.closed_at = State.CLOSED, now
        else:
            recall.due_on = today + dt.timedelta(days=again)
        recall.save(update_fields=["attempts", "due_on", "state", "closed_at"])
        _record("recall_attempted", recall, by=by, now=now, outcome=str(outcome))
    return recall


def close_recall(*, recall: models.Recall, by, now: dt.datetime, is_booked: bool = False) -> models.Recall:
    """Take a patient off the list: they booked, or nobody needs to ask any more.

    raises   UnableToRecall when the recall is closed already
    """
    with transaction.atomic():
        recall = _open_one(recall)
        recall.state, recall.closed_at = State.BOOKED if is_booked else State.CLOSED, now
        recall.save(update_fields=["state", "closed_at"])
        _record("recall_closed", recall, by=by, now=now, state=str(recall.state))
    return recall


def reopen_recall(*, recall: models.Recall, by, now: dt.datetime) -> models.Recall:
    """Put somebody on the list again, for today, who was taken off it by mistake.

    raises   UnableToRecall for somebody who asked to be left alone, was referred on, or is on the list already
    """
    with transaction.atomic():
        patient = _hold(recall.patient_id)
        recall = models.Recall.objects.select_related("patient__clinic", "course").get(pk=recall.pk)
        if not patient.may_contact:
            raise UnableToRecall(_("They asked not to be asked. Change that first, below."))
        if recall.course.state == models.Course.State.REFERRED:
            raise UnableToRecall(_("This patient was referred on, so nobody asks them back."))
        if recall.state != State.CLOSED or queries.open_recall_of(recall.patient_id):
            raise UnableToRecall(_("This person is on the list already, or has booked."))
        today = clock.local(now, recall.patient.clinic.time_zone).date()
        recall.state, recall.closed_at, recall.due_on = State.OPEN, None, today
        recall.save(update_fields=["state", "closed_at", "due_on"])
        _record("recall_reopened", recall, by=by, now=now)
    return recall


def _open_one(recall: models.Recall) -> models.Recall:
    _hold(recall.patient_id)
    held = (
        models.Recall.objects.select_for_update(of=("self",))
        .select_related("patient__clinic")
        .get(pk=recall.pk)
    )
    if held.state != State.OPEN:
        raise UnableToRecall(_("Somebody has already taken this person off the list."))
    return held


def _hold(patient_id: int) -> people.Patient:
    """Lock the patient's row: it comes before the recall's everywhere, so that no two deeds wait for each other."""
    return people.Patient.objects.select_for_update().get(pk=patient_id)


def open_or_move_recall(
    course, due_on: dt.date, reason: rules.RecallReason, now: dt.datetime
) -> models.Recall:
    recall, _is_new = models.Recall.objects.update_or_create(
        patient_id=course.patient_id,
        state=State.OPEN,
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


def close_open_recalls(patient: people.Patient, state: str, now: dt.datetime | None = None) -> None:
    models.Recall.objects.filter(patient=patient, state=State.OPEN).update(state=state, closed_at=now)


# --- What a booking means for it ---------------------------------------------------------------------------------------


def follow_visit(visit: booking.Visit, *, what: str, by: audit.Actor, now: dt.datetime) -> None:
    """End a recall with the visit that was booked, or open it again when that visit is lost. Told by house.afterwards.

    Costs 1 query for who is on no list. What it misses, such as visits that came in from elsewhere, `settle` finds.
    """
    if what in GAINED:
        recall = queries.open_recall_of(visit.patient_id)
        if recall is not None:
            _end_with(recall, visit, by=by, now=now)
    elif what in LOST:
        recall = queries.closed_by(visit)
        if recall is not None:
            _open_again(recall, by=by, now=now)


def _end_with(recall: models.Recall, visit: booking.Visit, *, by: audit.Actor, now: dt.datetime) -> bool:
    """End it by compare-and-set when this is the visit it asks for. Returns whether it did."""
    visit_on = clock.local(visit.starts_at, recall.patient.clinic.time_zone).date()
    if not recalling.closes(visit_on, recall.due_on, was_asked=bool(recall.attempts)):
        return False
    with transaction.atomic():
        still_open = models.Recall.objects.filter(pk=recall.pk, state=State.OPEN)
        if not still_open.update(state=State.BOOKED, visit_id=visit.pk, closed_at=now):
            return False
        _record("recall_closed", recall, by=by, now=now, state=str(State.BOOKED))
    return True


def _open_again(recall: models.Recall, *, by: audit.Actor, now: dt.datetime) -> bool:
    """Put somebody on the list again whose visit was lost, unless another visit takes its place. Returns whether it did."""
    with transaction.atomic():
        ended = models.Recall.objects.filter(pk=recall.pk, state=State.BOOKED, visit_id=recall.visit_id)
        if not recall.patient.may_contact:
            return bool(ended.update(state=State.CLOSED))
        others = queries.next_visits(recall.patient_id, now)
        if others:
            return bool(ended.update(visit_id=others[0].pk))
        try:
            with transaction.atomic():
                changed = ended.update(state=State.OPEN, visit=None, closed_at=None)
        except IntegrityError:  # they are on the list for something else already: once is enough
            return bool(ended.update(state=State.CLOSED))
        if changed:
            _record("recall_reopened", recall, by=by, now=now)
    return bool(changed)


def settle(now: dt.datetime) -> int:
    """Let the list follow visits that nobody told it of. Returns how many recalls changed."""
    changed = 0
    for recall in queries.answered_unseen(now, LIMIT):
        visits = queries.next_visits(recall.patient_id, now)
        by = people_rules.System(recall.clinic_id)
        changed += any(_end_with(recall, visit, by=by, now=now) for visit in visits)
    for recall in queries.lost_unseen(LIMIT):
        changed += _open_again(recall, by=people_rules.System(recall.clinic_id), now=now)
    return changed


# --- From the plan -------------------------------------------------------------------------------------------------------


def open_due(now: dt.datetime) -> int:
    """Put those on the list whose plan says so and who have nothing booked. Returns how many."""
    return sum(_open_from_plan(one, now) for one in queries.unasked(now, LIMIT))


def _open_from_plan(one: queries.Unasked, now: dt.datetime) -> bool:
    due = recalling.due(one.stands, today=one.today, lapsed_after_days=policy.FOLLOW_UP_WITHIN_DAYS)
    if due is None:
        return False
    course = one.course
    with transaction.atomic():
        _hold(course.patient_id)
        # Asked again under the lock: they may have booked, or somebody may have put them on the list, since.
        if queries.next_visits(course.patient_id, now) or queries.open_recall_of(course.patient_id):
            return False
        recall = open_or_move_recall(course, due.on, due.reason, now)
        details = {"due_on": due.on.isoformat(), "reason": str(due.reason)}
        _record("recall_opened", recall, by=people_rules.System(course.clinic_id), now=now, **details)
    return True


def _record(
    what: str, recall: models.Recall, *, by: audit.Actor, now: dt.datetime, **details: object
) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        clinic=recall.clinic_id,
        patient=recall.patient_id,
        thing=f"recall:{recall.code}",
        details=details,
    )
