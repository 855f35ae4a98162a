"""What a course came to is kept beside it, follows every score, and is found again when something else changed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needlepoint.booking import models as booking
from needlepoint.outcomes import actions, models, rules, tasks
from needlepoint.outcomes.actions import results
from needlepoint.outcomes.queries import results as queries
from needlepoint.plans import models as plans
from tests import cast, make

DAY = dt.timedelta(days=1)


@pytest.fixture
def course(world):
    return make.a_course(world, started_at=world.now - 40 * DAY)


def a_score(course, days, value, **changes):
    """A pain score so many days after the course began."""
    fields = {
        "patient": course.patient,
        "instrument": "PAIN",
        "value": value,
        "asked_at": course.started_at + days * DAY,
        "by": "Ada",
    }
    return models.Score.objects.create(**{**fields, **changes})


def a_check_in(course, days, **changes):
    due = course.started_at + days * DAY
    fields = {
        "clinic": course.clinic,
        "patient": course.patient,
        "kind": "AFTER_VISIT",
        "due_at": due,
        "made_at": due,
    }
    return models.CheckIn.objects.create(**{**fields, **changes})


def kept(course):
    return models.CourseResult.objects.get(course=course)


def test_it_keeps_what_the_scores_say(world, course):
    for days, value in ((0, 7), (7, 6), (14, 4)):
        a_score(course, days, value)
    a_check_in(course, 7, answered_at=course.started_at + 8 * DAY)
    a_check_in(course, 14)

    assert results.work_out(course_ids=[course.pk], now=world.now) == 1

    row = kept(course)
    assert (row.start, row.latest, row.scores, row.responder) == (7, 4, 3, True)
    assert (row.verdict, row.benefit_days) == ("BETTER_IMPORTANT", 14)
    assert (row.asked, row.answered) == (2, 1)
    assert (row.clinic_id, row.patient_id, row.practitioner_id) == (
        world.clinic.pk,
        world.ada.pk,
        world.mei.pk,
    )
    assert (row.phase, row.state, row.began_at) == ("CHRONIC", "ACTIVE", course.started_at)
    assert row.sum_n == 3
    assert row.sum_yy == 49 + 36 + 16
    assert queries.result_of(course) == row


def test_working_it_out_again_replaces_it(world, course):
    results.work_out(course_ids=[course.pk], now=world.now)
    a_score(course, 0, 7)

    results.work_out(course_ids=[course.pk, course.pk], now=world.now + DAY)

    assert (kept(course).start, kept(course).worked_out_at) == (7, world.now + DAY)


@pytest.mark.parametrize(
    "changes",
    [{"scale": "WORST"}, {"instrument": "MOOD"}, {"taken_back_at": cast.NOW}],
    ids=["another scale", "another measure", "taken back"],
)
def test_what_is_no_pain_score_in_force_is_left_out(world, course, changes):
    a_score(course, 0, 7)
    a_score(course, 7, 2, **changes)

    results.work_out(course_ids=[course.pk], now=world.now)

    assert kept(course).scores == 1


def test_thirty_cost_no_more_questions_than_one(world, course):
    with CaptureQueriesContext(
        connection,
    ) as one:
        results.work_out(course_ids=[course.pk], now=world.now)
    many = [make.a_course(world, patient=world.ada, state="FINISHED", ended_at=world.now) for _ in range(29)]

    with CaptureQueriesContext(connection) as thirty:
        results.work_out(course_ids=[one.pk for one in (course, *many)], now=world.now)

    assert len(thirty) == len(one)


# --- following -----------------------------------------------------------------------------------------------------------------


def test_an_answer_from_the_phone_changes_it_at_once(world, course):
    a_score(course, 0, 8)
    check_in = a_check_in(course, 39)

    actions.answer_check_in(
        check_in=check_in, answers=rules.Answers(pain=4), by=cast.viewer(world.ada), now=world.now
    )

    assert (kept(course).latest, kept(course).responder, kept(course).answered) == (4, True, 1)


def test_pain_named_at_the_visit_changes_it_at_once(world, course):
    a_score(course, 0, 8)

    actions.record_pain(
        patient=world.ada, visit=make.a_visit(world), value=9, by=cast.viewer(world.mei), now=world.now
    )

    assert kept(course).verdict == "WORSE"


def test_a_start_that_is_written_down_begins_it_anew(world, course):
    a_score(course, 0, 8)

    actions.record_baseline(
        patient=world.ada, visit=None, pain=5, activities=[], by=cast.viewer(world.ada), now=world.now
    )

    assert (kept(course).start, kept(course).scores) == (Decimal(5), 1)


def test_paper_taken_back_is_taken_out(world, course):
    a_score(course, 0, 8)
    a_score(course, 7, 2, told_in="paper:KEY")
    results.work_out(course_ids=[course.pk], now=world.now)

    actions.take_back(patient=world.ada, told_in="paper:KEY", by=cast.viewer(world.mei), now=world.now)

    assert (kept(course).scores, kept(course).responder) == (1, None)


# --- what the loop finds ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def settled(world, course):
    """A course whose result is as it should be, an hour ago."""
    results.work_out(course_ids=[course.pk], now=world.now - dt.timedelta(hours=1))
    assert tasks.results_due(world.now) == 0
    return course


def test_a_course_that_was_agreed_is_found(world, course):
    assert tasks.results_due(world.now) == 1
    assert kept(course).scores == 0
    assert tasks.results_due(world.now) == 0


@pytest.mark.parametrize("field", ["state", "phase"])
def test_a_course_that_ended_or_changed_is_found(world, settled, field):
    plans.Course.objects.filter(pk=settled.pk).update(
        **{field: {"state": "STOPPED", "phase": "ACUTE"}[field]}
    )

    assert tasks.results_due(world.now) == 1
    assert getattr(kept(settled), field) == {"state": "STOPPED", "phase": "ACUTE"}[field]


def test_a_score_that_came_in_by_another_way_is_found(world, settled):
    a_score(settled, 0, 7, asked_at=world.now)

    assert tasks.results_due(world.now) == 1


def test_a_visit_that_was_done_is_found(world, settled):
    visit = make.a_visit(world, starts_at=world.now - dt.timedelta(hours=1), state="COMPLETED")
    booking.Fact.objects.create(visit=visit, kind="COMPLETED", at=world.now, by="Mei")

    assert tasks.results_due(world.now + dt.timedelta(seconds=1)) == 1
    assert kept(settled).visits_done == 1
    assert tasks.results_due(world.now + dt.timedelta(seconds=2)) == 0


def test_a_check_in_that_closed_unanswered_is_found(world, settled):
    a_check_in(settled, 26)  # closes forty days after the course began: now

    assert tasks.results_due(world.now - dt.timedelta(minutes=1)) == 0
    assert tasks.results_due(world.now) == 1
    assert (kept(settled).asked, kept(settled).answered) == (1, 0)


def test_whatever_was_not_looked_at_for_a_week_is_looked_at(world, settled):
    assert tasks.results_due(world.now + 8 * DAY) == 1
    assert tasks.results_due(world.now + 8 * DAY) == 0
