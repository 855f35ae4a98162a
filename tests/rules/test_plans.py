"""Phases, terms, the table of legal moves, what each decision does, and where a red flag leads."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.knowledge import dose
from needlepoint.knowledge.safety import check
from needlepoint.plans import rules
from needlepoint.plans.rules import CourseState, Decision, Move

ON = dt.date(2026, 11, 23)
TERMS = rules.Terms(visits_planned=8, days_between=7, review_after=6)


def decide(decision, *, done=6, terms=TERMS, state=CourseState.ACTIVE, next_review=None):
    return rules.decide(decision, terms, state=state, done=done, on=ON, next_review=next_review)


# --- Moves ---------------------------------------------------------------------------------------------------------------


def test_only_a_course_under_way_moves_and_only_as_the_table_says():
    assert rules.MOVES == {
        (CourseState.ACTIVE, Move.GO_ON): CourseState.ACTIVE,
        (CourseState.ACTIVE, Move.SPACE_OUT): CourseState.ACTIVE,
        (CourseState.ACTIVE, Move.FINISH): CourseState.FINISHED,
        (CourseState.ACTIVE, Move.STOP): CourseState.STOPPED,
        (CourseState.ACTIVE, Move.REFER): CourseState.REFERRED,
    }


@pytest.mark.parametrize("state", [CourseState.FINISHED, CourseState.STOPPED, CourseState.REFERRED])
@pytest.mark.parametrize("decision", list(Decision))
def test_a_course_that_ended_takes_no_decision(state, decision):
    with pytest.raises(rules.UnableToDecide) as refused:
        decide(decision, state=state, next_review=8)

    assert refused.value.why is state


@pytest.mark.parametrize(
    ("decision", "done", "next_review", "left"),
    [
        (Decision.CONTINUE, 6, 8, ("ACTIVE", (8, 7, 8), None)),
        (Decision.CONTINUE, 6, 10, ("ACTIVE", (10, 7, 10), None)),
        (Decision.CHANGE, 6, 8, ("ACTIVE", (8, 7, 8), None)),
        (Decision.SPACE_OUT, 6, None, ("ACTIVE", (8, 14, 8), dt.date(2026, 12, 7))),
        (Decision.SPACE_OUT, 8, None, ("ACTIVE", (11, 14, 11), dt.date(2026, 12, 7))),
        (Decision.SPACE_OUT, 6, 7, ("ACTIVE", (8, 14, 7), dt.date(2026, 12, 7))),
        (Decision.STOP, 6, None, ("STOPPED", (8, 7, 6), dt.date(2027, 2, 22))),
        (Decision.STOP, 8, None, ("FINISHED", (8, 7, 6), dt.date(2026, 12, 21))),
        (Decision.REFER, 6, None, ("REFERRED", (8, 7, 6), None)),
    ],
)
def test_each_decision_leaves_its_own_effect(decision, done, next_review, left):
    state, terms, recall_on = left

    effect = decide(decision, done=done, next_review=next_review)

    assert effect == rules.Effect(CourseState(state), rules.Terms(*terms), recall_on)


@pytest.mark.parametrize("decision", [Decision.CONTINUE, Decision.CHANGE])
@pytest.mark.parametrize(
    ("next_review", "why"),
    [
        (None, rules.NextReview.MISSING),
        (6, rules.NextReview.NOT_AHEAD),
        (1, rules.NextReview.NOT_AHEAD),
        (19, rules.NextReview.TOO_FAR),
    ],
)
def test_going_on_needs_a_next_review_that_lies_ahead_and_near(decision, next_review, why):
    with pytest.raises(rules.UnableToDecide) as refused:
        decide(decision, next_review=next_review)

    assert refused.value.why is why


def test_spacing_out_again_and_again_stops_at_a_season():
    effect = decide(Decision.SPACE_OUT, terms=rules.Terms(8, 60, 6))

    assert effect.terms.days_between == rules.DAYS_BETWEEN_MAX


@given(
    st.sampled_from(list(Decision)),
    st.tuples(st.integers(1, 40), st.integers(1, 91), st.integers(1, 40)),
    st.integers(0, 60),
    st.none() | st.integers(-5, 80),
)
def test_a_course_that_goes_on_always_has_a_review_ahead_within_it(decision, numbers, done, next_review):
    planned, days, review = numbers
    terms = rules.Terms(planned, days, min(review, planned))
    try:
        effect = decide(decision, done=done, terms=terms, next_review=next_review)
    except rules.UnableToDecide:
        return

    if effect.state is CourseState.ACTIVE:
        assert done < effect.terms.review_after <= effect.terms.visits_planned
        assert 1 <= effect.terms.days_between <= rules.DAYS_BETWEEN_MAX
    else:
        assert effect.terms == terms


# --- Where a course stands -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "state", "is_due"),
    [
        (5, "ACTIVE", False),
        (6, "ACTIVE", True),
        (7, "ACTIVE", True),
        (6, "STOPPED", False),
        (6, "FINISHED", False),
    ],
)
def test_a_review_is_due_once_its_visit_is_over_and_the_course_goes_on(done, state, is_due):
    assert rules.is_review_due(done=done, review_after=6, state=CourseState(state)) is is_due


@pytest.mark.parametrize(
    ("done", "now", "is_today"), [(0, 1, False), (4, 5, False), (5, 6, True), (6, 7, True)]
)
def test_the_review_is_today_when_the_visit_under_way_reaches_it(done, now, is_today):
    position = rules.Position(done, 8, 6, is_review_due=False, words="")

    assert (position.now, position.is_review_today) == (now, is_today)


# --- Numbers of a plan ---------------------------------------------------------------------------------------------------


def test_a_chronic_plan_starts_from_eight_weekly_visits_with_a_review_after_six():
    assert rules.usual_terms(dose.CHRONIC) == rules.Terms(8, 7, 6)


def test_an_acute_plan_starts_from_four_weekly_visits_with_a_review_after_three():
    assert rules.usual_terms(dose.ACUTE) == rules.Terms(4, 7, 3)


@pytest.mark.parametrize(
    ("terms", "outside"),
    [
        ((8, 7, 6), ()),
        ((6, 3, 6), ()),
        ((12, 7, 6), ()),
        ((8, 7, 2), ()),
        ((13, 7, 6), (rules.Outside.VISITS,)),
        ((5, 7, 5), (rules.Outside.VISITS,)),
        ((8, 14, 6), (rules.Outside.PACE,)),
        ((8, 2, 6), (rules.Outside.PACE,)),
        ((8, 7, 7), (rules.Outside.REVIEW,)),
        ((20, 1, 20), (rules.Outside.VISITS, rules.Outside.PACE, rules.Outside.REVIEW)),
    ],
)
def test_numbers_outside_the_chronic_preset_are_named_and_an_earlier_review_never_is(terms, outside):
    assert rules.outside_preset(rules.Terms(*terms), dose.CHRONIC) == outside


@pytest.mark.parametrize("phase", list(dose.Phase))
def test_the_usual_terms_of_every_phase_lie_inside_its_own_preset(phase):
    assert rules.outside_preset(rules.usual_terms(dose.preset_for(phase)), dose.preset_for(phase)) == ()


# --- Red flags -------------------------------------------------------------------------------------------------------------


def no_to_all():
    questions = {key: check.Answer.NO for page in rules.red_flag_questions() for key in page.answer_keys}
    signs = {item.key: check.Answer.NO for item in rules.red_flag_signs().items}
    return questions, signs


def test_no_to_everything_lets_the_plan_be_made():
    outcome = rules.red_flag_outcome(*no_to_all(), frozenset())

    assert outcome.complete
    assert rules.may_go_on(outcome.route)


def test_the_cautions_we_hold_answer_the_questions_about_health():
    outcome = rules.red_flag_outcome(*no_to_all(), frozenset({"blood_thinners"}))

    assert [one.key for one in outcome.cautions] == ["blood_thinners"]


@pytest.mark.parametrize("page", rules.red_flag_questions(), ids=lambda page: page.key)
def test_a_yes_to_any_question_about_danger_holds_the_plan_back(page):
    questions, signs = no_to_all()

    outcome = rules.red_flag_outcome({**questions, page.answer_keys[0]: check.Answer.YES}, signs, frozenset())

    assert not rules.may_go_on(outcome.route)


@pytest.mark.parametrize(
    ("route", "without", "with_word"),
    [
        (check.Route.EMERGENCY_NOW, False, False),
        (check.Route.SAME_DAY, False, False),
        (check.Route.DOCTOR_WITHIN_TWO_WEEKS, False, True),
        (check.Route.DOCTOR_FIRST, False, True),
        (check.Route.SUITABLE_WITH_CARE, True, True),
        (check.Route.SUITABLE, True, True),
    ],
)
def test_a_doctors_word_opens_what_waits_for_a_doctor_and_never_an_emergency(route, without, with_word):
    assert rules.may_go_on(route) is without
    assert rules.may_go_on(route, doctors_word="Dr Lee, 3 November: clear") is with_word
    assert rules.may_go_on(route, doctors_word="   ") is without


@pytest.mark.parametrize(
    ("findings", "held"),
    [
        ({}, None),
        ({"red_flags": {}}, None),
        ({"red_flags": {"route": "SUITABLE"}}, None),
        ({"red_flags": {"route": "SAME_DAY", "doctors_word": "seen"}}, check.Route.SAME_DAY),
        ({"red_flags": {"route": "DOCTOR_FIRST"}}, check.Route.DOCTOR_FIRST),
        ({"red_flags": {"route": "DOCTOR_FIRST", "doctors_word": "Dr Lee: clear"}}, None),
    ],
)
def test_findings_say_whether_a_warning_sign_still_holds(findings, held):
    assert rules.held_route(findings) is held


# --- Recall ----------------------------------------------------------------------------------------------------------------


def test_every_outcome_of_an_attempt_says_when_to_ask_again_or_never():
    assert set(rules.ASK_AGAIN_DAYS) == set(rules.Attempt)
    assert rules.ASK_AGAIN_DAYS[rules.Attempt.DO_NOT_CONTACT] is None
