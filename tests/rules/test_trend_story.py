"""One person's numbers with what happened meanwhile, against slow and plain readings of them."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.instruments import catalogue, scores
from needlepoint.outcomes import rules
from needlepoint.outcomes.rules import trend_story, trends

What, Kind = trend_story.What, trends.Kind
START = dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC)


def on(day):
    return START + dt.timedelta(days=day)


def occasion(day, pain=None, kind=Kind.AFTER_VISIT, *, activities=None, is_answered=True):
    return rules.Occasion(on(day), kind, is_answered, rules.Answers(pain, activities or {}))


def story(occasions=(), rows=(), **more):
    trend = rules.trend(list(occasions), [(1, "Walking")])
    return trend_story.story(trend, rules.standings(rows), **more)


def row(key, day, value, why_not=""):
    return key, "", rules.Moment(on(day), None if value is None else Fraction(value), why_not)


def told(happenings):
    return [(one.what, (one.at - START).days) for one in happenings]


def test_nothing_asked_is_an_empty_story():
    nothing = story(visits=[trend_story.Visit(on(0))], flares=[(on(3), 7)])

    assert nothing.is_empty
    assert (nothing.asked, nothing.answered) == (0, 0)
    assert nothing.happenings == ()
    assert nothing.first_pain_at is None
    assert not nothing.starts_late
    assert not nothing.ends_open


def test_what_was_asked_and_what_was_answered_are_counted():
    one = story([occasion(0, 7), occasion(7, is_answered=False), occasion(14), occasion(21, 4)])

    assert (one.asked, one.answered) == (4, 2)
    assert one.first_pain_at == on(0)
    assert one.last_pain_at == on(21)


@pytest.mark.parametrize(
    ("pains", "starts_late", "ends_open"),
    [
        ([7, 5], False, False),
        ([None, 7, 5], True, False),
        ([7, None], False, True),
        ([None], False, False),
        ([], False, False),
    ],
)
def test_a_missing_first_or_last_number_is_known_as_missing(pains, starts_late, ends_open):
    one = story([occasion(7 * n, pain) for n, pain in enumerate(pains)])

    assert (one.starts_late, one.ends_open) == (starts_late, ends_open)


def test_the_third_day_asks_about_other_things_and_is_no_gap():
    one = story([occasion(0, 7), occasion(3, kind=Kind.DAY_3), occasion(7, 6)])

    assert one.trend.pain.values == (7, 6)
    assert one.asked == 2


def test_an_activity_has_no_gap_before_it_was_named_nor_where_only_pain_is_asked():
    one = story(
        [
            occasion(0, 7),
            occasion(7, 7, activities={1: 3}),
            occasion(14, 6, Kind.AT_VISIT),
            occasion(15, is_answered=False),
            occasion(21, 5, activities={1: 6}),
        ]
    )

    assert one.points_of(one.trend.activities[0]) == ((on(7), 3), (on(15), None), (on(21), 6))


def test_visits_are_counted_from_the_start_and_missed_ones_are_not():
    visits = [trend_story.Visit(on(day), is_missed=day == 14) for day in (21, -30, -1, 7, 14)]

    one = story([occasion(0, 7)], visits=visits)

    assert [(happening.what, happening.number) for happening in one.happenings] == [
        (What.VISIT, 1),
        (What.VISIT, 2),
        (What.MISSED, None),
        (What.VISIT, 3),
    ]


def test_what_was_decided_at_a_review_stands_in_the_place_of_its_visit():
    visits = [trend_story.Visit(on(7)), trend_story.Visit(on(14), is_review=True)]

    undecided = story([occasion(0, 7)], visits=visits)
    decided = story([occasion(0, 7)], visits=visits, reviews=[(on(14.1), "CONTINUE")])

    assert told(undecided.happenings) == [(What.VISIT, 7), (What.REVIEW, 14)]
    assert told(decided.happenings) == [(What.VISIT, 7), (What.REVIEW, 14)]
    assert decided.happenings[-1].decision == "CONTINUE"


def test_a_change_of_technique_names_what_came_and_what_went():
    visits = [
        trend_story.Visit(on(14), techniques=("CUPPING",)),
        trend_story.Visit(on(0), techniques=("HEAT",)),
        trend_story.Visit(on(7), techniques=None),  # nothing charted: no change
        trend_story.Visit(on(21), techniques=("CUPPING",)),
        trend_story.Visit(on(28), techniques=()),
    ]

    changes = list(trend_story.changes_of_technique(visits))

    assert [(one.at, one.added, one.ended) for one in changes] == [
        (on(14), ("CUPPING",), ("HEAT",)),
        (on(28), (), ("CUPPING",)),
    ]


def test_flares_stand_where_they_were_told_and_those_before_the_start_are_left_out():
    one = story([occasion(0, 7)], flares=[(on(5), 8), (on(-40), 9), (on(9), None)])

    assert [(happening.at, happening.pain) for happening in one.happenings] == [(on(5), 8), (on(9), None)]


def test_function_comes_before_sleep_mood_and_medicines_and_what_is_no_outcome_is_left_out():
    rows = [row(key, 0, 3) for key in ("MEDICINE_USE", "EXPECTATION", "MOOD", "SLEEP", "RMDQ24", "SORENESS")]

    one = story([], rows)

    assert [each.instrument.key for each in one.measures] == ["RMDQ24", "SLEEP", "MOOD", "MEDICINE_USE"]
    assert not one.is_empty


def test_a_measure_that_took_the_place_of_another_is_named_and_never_joined_to_it():
    one = story([], [row("RMDQ24", 0, 14), row("RMDQ24", 30, 10), row("ODI", 60, 30), row("ODI", 90, 20)])

    (change,) = one.replaced
    assert (change.was.key, change.now.key, change.since) == ("RMDQ24", "ODI", on(60))
    assert [each.start.value for each in one.measures] == [14, 30]


def test_measures_asked_side_by_side_replace_nothing():
    one = story([], [row("RMDQ24", 0, 14), row("ODI", 0, 30), row("RMDQ24", 30, 10), row("ODI", 30, 20)])

    assert one.replaced == ()


def test_another_question_about_pain_before_ours_is_named():
    one = story([occasion(30, 6), occasion(40, 5)], [row("PAIN_NOW", 0, 8)])

    (change,) = one.replaced
    assert (change.was.key, change.now.key) == ("PAIN_NOW", "PAIN")
    assert one.trend.pain.start == 6


@given(st.integers(0, 10))
@settings(max_examples=11)
def test_the_line_for_pain_agrees_with_the_verdict_at_every_number(start):
    goal = trend_story.important_from(catalogue.PAIN, start)
    before = scores.score("PAIN", start)
    important = {
        value
        for value in range(11)
        if scores.change(before, scores.score("PAIN", value)).verdict is scores.Verdict.BETTER_IMPORTANT
    }

    assert important == ({value for value in range(11) if value <= goal} if goal is not None else set())
    assert trends.important_from(start) == (max(important) if important else None)


@given(st.integers(0, 10))
@settings(max_examples=11)
def test_the_line_of_one_activity_agrees_with_its_verdict(start):
    goal = trend_story.important_from(catalogue.ACTIVITY, start, alone=True)
    before = scores.score("ACTIVITY", start)
    important = {
        value
        for value in range(11)
        if scores.change(before, scores.score("ACTIVITY", value), items=1).verdict
        is scores.Verdict.BETTER_IMPORTANT
    }

    assert important == ({value for value in range(11) if value >= goal} if goal is not None else set())


def test_no_line_is_drawn_where_nobody_settled_what_matters_or_no_start_is_known():
    assert trend_story.important_from(catalogue.instrument("SLEEP"), 8) is None
    assert trend_story.important_from(catalogue.PAIN, None) is None
    assert trend_story.important_from(catalogue.PAIN, 0) is None
