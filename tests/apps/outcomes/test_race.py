"""Answers with many at once: each is kept once, and nothing of it is half. Two engines, each in its own way."""

import datetime as dt

import pytest

from needlepoint.desk.actions import reviewing
from needlepoint.house import models as house
from needlepoint.outcomes import actions, models, queries, rules
from needlepoint.outcomes.actions import flares
from needlepoint.people import actions as people_actions
from needlepoint.plans import models as plans
from needlepoint.plans.actions.reviewing import UnableToDecide
from tests import cast, make
from tests.apps.booking.test_race import at_once
from tests.apps.outcomes.test_check_in_pages import a_check_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DAY = dt.timedelta(days=1)


@pytest.fixture
def w(transactional_db):
    return cast.world()


def refused(outcomes, *kinds):
    """What was raised; anything that is not one of these kinds fails the test."""
    raised = [one for one in outcomes if isinstance(one, Exception)]
    assert [one for one in raised if not isinstance(one, kinds)] == []
    return raised


def audited(what):
    return house.AuditEntry.objects.filter(what=what).count()


def test_two_mails_about_one_check_in_and_five_hands_keep_one_answer(w):
    asked = a_check_in(w)
    first, reminder = (
        people_actions.make_link(patient=w.ada, purpose="CHECK_IN", now=w.now, target=asked.code)
        for _ in range(2)
    )

    def press(token, pain):
        fresh = models.CheckIn.objects.select_related("patient").get(pk=asked.pk)
        return lambda: actions.answer_by_link(
            token=token, check_in=fresh, answers=rules.Answers(pain=pain), now=w.now
        )

    outcomes = at_once(
        *[press(first, pain) for pain in (1, 2, 3)], *[press(reminder, pain) for pain in (4, 5)]
    )

    refused(outcomes, people_actions.UnableToUseLink, actions.UnableToAnswer)
    assert models.Score.objects.count() == audited("check_in_answered") == 1


def test_a_change_sent_four_times_at_once_leaves_the_answers_of_one(w):
    asked, ada = a_check_in(w), cast.viewer(w.ada)
    actions.answer_check_in(check_in=asked, answers=rules.Answers(pain=9), by=ada, now=w.now)

    def change(pain):
        told = rules.Answers(pain=pain, measures={"SORENESS": pain})
        return lambda: actions.correct(check_in=asked, answers=told, by=ada, now=w.now)

    assert refused(at_once(*[change(pain) for pain in range(4)])) == []

    kept = dict(models.Score.objects.values_list("instrument", "value"))
    assert kept["PAIN"] == kept["SORENESS"] < 4


def test_one_sheet_of_paper_and_one_number_at_a_visit_are_kept_once_each(w):
    visit, ruth = make.a_visit(w), cast.viewer(w.ruth)
    make.a_course(w)

    def sheet():
        return actions.type_in(
            patient=w.ada,
            kind=rules.Kind.AT_VISIT,
            code="abcdabcdabcd",
            answers=rules.Answers(pain=5),
            told_at=w.now,
            by=ruth,
            now=w.now,
        )

    def number(pain):
        return lambda: actions.record_pain(
            patient=w.ada, visit=visit, value=pain, by=cast.viewer(w.ada), now=w.now
        )

    assert refused(at_once(sheet, sheet, sheet, number(1), number(2), number(3))) == []

    assert models.Score.objects.count() == models.CheckIn.objects.count() == 2
    assert models.CourseResult.objects.count() == 1


def test_stopping_and_beginning_again_at_once_leave_one_pause_at_most(w):
    ada = cast.viewer(w.ada)

    def stop():
        return actions.stop(patient=w.ada, by=ada, now=w.now)

    def begin():
        return actions.begin_again(patient=w.ada, by=ada, now=w.now)

    assert refused(at_once(stop, stop, begin, stop, begin, stop)) == []

    assert models.Pause.objects.filter(ended_at=None).count() <= 1
    assert models.Pause.objects.count() == audited("check_ins_paused")


def test_what_is_told_while_the_desk_ends_what_was_told_before_is_never_in_one_that_is_over(w):
    ada, ruth = cast.viewer(w.ada), cast.viewer(w.ruth)

    def tell(words):
        said = {"pain": 8, "words": words, "since": None}
        return lambda: flares.report_flare(patient=w.ada, by=ada, now=w.now, **said)

    first = tell("before")()

    def end():
        flare = models.Flare.objects.select_related("patient").get(pk=first.pk)
        return flares.close_flare(flare=flare, why="NOT_REACHED", by=ruth, now=w.now)

    outcomes = at_once(end, tell("now"), end)

    assert len(refused(outcomes, flares.UnableToClose)) == 1
    # Either it was told a moment before the end, or it waits in one of its own.
    kept = models.Flare.objects.get(words="now")
    assert kept.pk == first.pk or kept.state == "ASKING"


def test_of_five_decisions_at_once_one_is_taken_with_one_letter(w):
    course = make.a_course(w, started_at=w.now - 60 * DAY)
    for week in range(6):
        make.a_visit(w, starts_at=w.now - (60 - 7 * week) * DAY, state="COMPLETED")
    trend = queries.trend_of(w.ada, w.now)

    def decide(decision, who):
        fresh = plans.Course.objects.select_related("patient__clinic", "episode").get(pk=course.pk)
        said = {"decision": decision, "reason": f"We agreed on {decision}", "words": ""}
        return lambda: reviewing.decide(course=fresh, trend=trend, by=cast.viewer(who), now=w.now, **said)

    outcomes = at_once(
        decide("STOP", w.mei),
        decide("STOP", w.mei),
        decide("STOP", w.omar),
        decide("REFER", w.mei),
        decide("SPACE_OUT", w.omar),
    )

    refused(outcomes, UnableToDecide)
    review = plans.Review.objects.get()
    assert audited("review_decided") == 1
    ends = review.decision in {"STOP", "REFER"}
    assert plans.Letter.objects.count() == int(ends)
    assert (plans.Course.objects.get().state in {"STOPPED", "REFERRED"}) == ends
