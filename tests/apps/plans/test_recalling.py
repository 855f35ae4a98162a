"""Recalls follow visits and plans: a booking ends one, its cancellation opens it again, the plan names the day."""

import datetime as dt

import pytest
from django.core.cache import cache

from needlepoint.booking import actions as booking_actions
from needlepoint.house import models as house
from needlepoint.plans import models, tasks
from needlepoint.plans.actions import recalling
from needlepoint.plans.queries import recalling as queries
from tests import cast, make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def a_recall(w, **changes):
    patient = changes.pop("patient", w.ada)
    course = changes.pop("course", None) or make.a_course(
        w, patient=patient, state="FINISHED", ended_at=w.now
    )
    usual = {
        "clinic": w.clinic,
        "patient": patient,
        "course": course,
        "due_on": w.today - 3 * DAY,
        "reason": "MAINTENANCE",
        "made_at": w.now - 9 * DAY,
    }
    return models.Recall.objects.create(**{**usual, **changes})


def book(w, hour="Tue 10:00", patient=None):
    return booking_actions.book_visit(
        clinic=w.clinic,
        patient=patient or w.ada,
        service=w.follow_up,
        starts_at=cast.at(hour),
        practitioner_id=None,
        by=cast.viewer(w.ruth),
        now=w.now,
        form_key=None,
    )


def cancel(w, visit):
    return booking_actions.cancel_visit(visit=visit, by=cast.viewer(w.ruth), now=w.now)


def row(recall):
    recall.refresh_from_db()
    return recall.state, recall.visit_id


def audited():
    told = house.AuditEntry.objects.filter(what__startswith="recall_").order_by("pk")
    return list(told.values_list("what", flat=True))


# --- Visits --------------------------------------------------------------------------------------------------------------


def test_a_booking_ends_the_recall_and_its_cancellation_opens_it_again(world):
    recall = a_recall(world)
    visit = book(world)
    assert row(recall) == ("BOOKED", visit.pk)
    assert recall.closed_at == world.now

    cancel(world, visit)

    assert row(recall) == ("OPEN", None)
    assert recall.closed_at is None
    assert audited() == ["recall_closed", "recall_reopened"]


def test_while_another_visit_stands_it_takes_the_lost_ones_place(world):
    recall = a_recall(world)
    first, second = book(world), book(world, "Thu 10:00")

    cancel(world, first)
    assert row(recall) == ("BOOKED", second.pk)
    cancel(world, second)
    assert row(recall) == ("OPEN", None)


def test_somebody_who_did_not_come_is_on_the_list_again(world):
    recall = a_recall(world)
    visit = book(world, "10:00")

    booking_actions.miss_visit(visit=visit, by=cast.viewer(world.ruth), now=cast.at("10:30"))

    assert row(recall) == ("OPEN", None)


def test_a_visit_long_before_the_day_leaves_the_recall_waiting_behind_it(world):
    recall = a_recall(world, due_on=world.today + 60 * DAY)

    book(world)

    assert row(recall) == ("OPEN", None)


def test_whoever_asked_to_be_left_alone_meanwhile_is_not_put_back(world):
    recall = a_recall(world)
    visit = book(world)
    type(world.ada).objects.filter(pk=world.ada.pk).update(may_contact=False)

    cancel(world, visit)

    assert row(recall)[0] == "CLOSED"


def test_whoever_is_on_the_list_for_something_else_by_now_is_on_it_once(world):
    recall = a_recall(world)
    visit = book(world)
    other = a_recall(world, course=recall.course, reason="NO_NEXT_VISIT")

    cancel(world, visit)

    assert (row(recall)[0], row(other)[0]) == ("CLOSED", "OPEN")


def test_the_clockwork_finds_visits_that_nobody_told_it_of(world):
    booked, lost = a_recall(world), a_recall(world, patient=world.bo)
    visit = make.a_visit(world, starts_at="Tue 10:00")
    gone = make.a_visit(world, patient=world.bo, starts_at="Wed 10:00", state="CANCELLED")
    models.Recall.objects.filter(pk=lost.pk).update(state="BOOKED", visit=gone)

    assert recalling.settle(world.now) == 2
    assert recalling.settle(world.now) == 0

    assert row(booked) == ("BOOKED", visit.pk)
    assert row(lost) == ("OPEN", None)


def test_a_second_press_or_a_colleagues_at_the_same_time_is_one_try(world):
    recall, ruth = a_recall(world), cast.viewer(world.ruth)
    note = recalling.note_recall_attempt
    note(recall=recall, outcome="NO_ANSWER", by=ruth, now=world.now, seen=0)

    with pytest.raises(recalling.UnableToRecall, match="a moment ago"):
        note(recall=recall, outcome="NO_ANSWER", by=ruth, now=world.now, seen=0)

    note(recall=recall, outcome="WHEN_WORSE", by=ruth, now=world.now, seen=1)
    recall.refresh_from_db()
    assert (recall.state, recall.closed_at, len(recall.attempts)) == ("CLOSED", world.now, 2)


def test_somebody_taken_off_by_mistake_is_put_back_for_today(world):
    recall, ruth = a_recall(world), cast.viewer(world.ruth)
    recalling.close_recall(recall=recall, by=ruth, now=world.now)

    recalling.reopen_recall(recall=recall, by=ruth, now=world.now)

    recall.refresh_from_db()
    assert (recall.state, recall.due_on) == ("OPEN", world.today)
    with pytest.raises(recalling.UnableToRecall, match="already"):
        recalling.reopen_recall(recall=recall, by=ruth, now=world.now)
    recalling.close_recall(recall=recall, by=ruth, now=world.now)
    models.Course.objects.update(state="REFERRED")
    with pytest.raises(recalling.UnableToRecall, match="referred"):
        recalling.reopen_recall(recall=recall, by=ruth, now=world.now)
    type(world.ada).objects.filter(pk=world.ada.pk).update(may_contact=False)
    with pytest.raises(recalling.UnableToRecall, match="asked not to be asked"):
        recalling.reopen_recall(recall=recall, by=ruth, now=world.now)


# --- Plans ---------------------------------------------------------------------------------------------------------------


def a_silent_course(w, *, days=10, patient=None, done=1, **changes):
    patient = patient or w.ada
    course = make.a_course(w, patient=patient, started_at=w.now - (days + 7 * done) * DAY, **changes)
    for n in range(done):
        make.a_visit(w, patient=patient, starts_at=w.now - (days + 7 * n) * DAY, state="COMPLETED")
    return course


@pytest.mark.parametrize(
    ("days", "changes", "reason", "due"),
    [
        (10, {}, "NO_NEXT_VISIT", -3),
        (10, {"phase": "", "days_between": 28}, "MAINTENANCE", 11),
        (10, {"phase": "", "days_between": 91}, "MAINTENANCE", 74),
        (10, {"done": 6}, "REVIEW_OVERDUE", -7),
        (200, {}, "LAPSED", 0),
    ],
)
def test_a_course_with_nothing_booked_puts_its_patient_on_the_list_on_its_own_day(
    world, days, changes, reason, due
):
    course = a_silent_course(world, days=days, **changes)

    assert recalling.open_due(world.now) == 1
    assert recalling.open_due(world.now) == 0

    recall = models.Recall.objects.get()
    assert (recall.course, recall.reason) == (course, reason)
    assert recall.due_on == world.today + due * DAY
    assert house.AuditEntry.objects.get(what="recall_opened").details["reason"] == reason


def left_alone(w, _course):
    type(w.ada).objects.filter(pk=w.ada.pk).update(may_contact=False)


@pytest.mark.parametrize(
    "but",
    [
        lambda w, _course: make.a_visit(w, starts_at="Tue 10:00"),
        lambda w, course: a_recall(w, course=course),
        lambda w, course: a_recall(w, course=course, state="CLOSED", made_at=w.now - DAY),
        left_alone,
        lambda w, course: models.Course.objects.update(state="FINISHED"),
    ],
    ids=[
        "who comes",
        "who is on it",
        "who was asked since",
        "who wants to be left alone",
        "whose plan ended",
    ],
)
def test_nobody_is_put_on_the_list_who(world, but):
    course = a_silent_course(world)
    but(world, course)
    before = models.Recall.objects.count()

    assert recalling.open_due(world.now) == 0
    assert models.Recall.objects.count() == before


def test_who_was_asked_before_their_latest_visit_is_asked_anew(world):
    course = a_silent_course(world)
    a_recall(world, course=course, state="BOOKED", made_at=world.now - 30 * DAY)

    assert recalling.open_due(world.now) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_them_costs_the_same_at_any_length(world, django_assert_num_queries, count):
    for patient in [world.ada, world.bo, world.cleo][:count]:
        a_silent_course(world, patient=patient)

    with django_assert_num_queries(2):
        assert len(queries.unasked(world.now, 50)) == count


def test_the_clockwork_looks_twice_an_hour(world):
    cache.delete(tasks.DONE)
    a_silent_course(world)
    assert tasks.recalls_due(world.now) == 1
    a_silent_course(world, patient=world.bo)

    assert tasks.recalls_due(world.now) == 0
    cache.delete(tasks.DONE)
    assert tasks.recalls_due(world.now) == 1
    cache.delete(tasks.DONE)
