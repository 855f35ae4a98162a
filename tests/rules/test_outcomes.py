"""Rules of the scores: the trend against a slow and plain reading of it, and when people are asked."""

import datetime as dt
import zoneinfo
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from needlepoint.knowledge.instruments import scores
from needlepoint.outcomes import rules

MORNING = dt.datetime(2026, 11, 1, 15, tzinfo=dt.UTC)
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
Kind = rules.Kind


def occasion(day, kind=Kind.AFTER_VISIT, *, pain=None, activities=None, overall=None, is_answered=True):
    return rules.Occasion(
        MORNING + dt.timedelta(days=day), kind, is_answered, rules.Answers(pain, activities or {}, overall)
    )


number = some.one_of(some.none(), some.integers(0, 10))
occasions = some.lists(
    some.tuples(some.sampled_from(list(Kind)), some.booleans(), number, number, number),
    max_size=12,
).map(
    lambda rows: [
        occasion(
            n,
            kind,
            pain=pain if answered else None,
            activities={k: v for k, v in ((1, one), (2, two)) if v is not None and answered},
            is_answered=answered,
        )
        for n, (kind, answered, pain, one, two) in enumerate(rows)
    ]
)


def slow_series(given_occasions, pick):
    """The values since the latest answered baseline, found by walking and starting over."""
    values = []
    for one in given_occasions:
        if one.kind is Kind.BASELINE and one.is_answered:
            values = []
        silent = one.answers.pain is None and not one.answers.activities and one.answers.global_change is None
        if one.kind is Kind.DAY_3 and silent:
            continue  # that day asks about soreness: no gap
        values.append(pick(one))
    return values


def slow_pain_verdict(before, now):
    """The important change in pain, in plain numbers: two points, or three tenths of the start."""
    better = before - now
    if better >= 2 or (before > 0 and better * 10 >= 3 * before):
        return "BETTER_IMPORTANT"
    return "BETTER_SMALL" if better > 0 else "NO_CHANGE" if better == 0 else "WORSE"


@given(occasions)
def test_the_trend_equals_its_slow_twin(given_occasions):
    trend = rules.trend(given_occasions, [(1, "Walking"), (2, "Socks")])

    pains = slow_series(given_occasions, lambda one: one.answers.pain)
    assert list(trend.pain.values) == pains
    answered = [value for value in pains if value is not None]
    assert trend.pain.start == (answered[0] if answered else None)
    assert trend.pain.latest == (answered[-1] if len(answered) > 1 else None)
    if len(answered) > 1:
        assert trend.pain.change.raw == answered[0] - answered[-1]
        assert trend.pain.change.verdict.value == slow_pain_verdict(answered[0], answered[-1])
    else:
        assert trend.pain.change.verdict is scores.Verdict.UNKNOWN
    ends = []
    for line, key in zip(trend.activities, (1, 2), strict=True):
        own = slow_series(given_occasions, lambda one, key=key: one.answers.activities.get(key))
        assert list(line.values) == own
        own = [value for value in own if value is not None]
        if len(own) > 1:
            ends.append((own[0], own[-1]))
    expected = Fraction(sum(after - before for before, after in ends), len(ends)) if ends else None
    assert trend.activities_change.raw == expected
    assert trend.is_empty == (not answered and not any(line.answered for line in trend.activities))


@pytest.mark.parametrize("start", range(11))
def test_the_goal_is_the_highest_pain_that_the_verdict_calls_important(start):
    important = [now for now in range(11) if slow_pain_verdict(start, now) == "BETTER_IMPORTANT"]
    assert rules.important_from(start) == (max(important) if important else None)


def test_nobody_without_a_start_has_a_goal():
    assert rules.important_from(None) is None
    assert rules.trend([], []).goal is None


def test_a_question_left_open_is_a_gap_and_a_check_in_not_answered_is_one_too():
    trend = rules.trend(
        [
            occasion(0, Kind.BASELINE, pain=7),
            occasion(7, is_answered=False),
            occasion(9, activities={1: 4}),
            occasion(14, pain=4),
        ],
        [(1, "Walking")],
    )
    assert trend.pain.values == (7, None, None, 4)
    assert trend.activities[0].values == (None, None, 4, None)


def test_one_activity_alone_needs_three_points_to_matter():
    trend = rules.trend([occasion(0, activities={1: 3}), occasion(7, activities={1: 5})], [(1, "Walking")])
    assert trend.activities[0].change.verdict is scores.Verdict.BETTER_SMALL
    assert trend.activities_change.verdict is scores.Verdict.BETTER_SMALL


def test_the_latest_overall_answer_counts():
    trend = rules.trend([occasion(0, overall=2), occasion(7, overall=6), occasion(8)], [])
    assert trend.global_change == 6


@given(some.lists(some.tuples(some.sampled_from([*Kind, None]), some.integers(0, 10)), max_size=8))
def test_the_latest_of_a_list_agrees_with_the_trend_of_a_page(rows):
    given_pain = [(kind, value, MORNING + dt.timedelta(days=n)) for n, (kind, value) in enumerate(rows)]
    trend = rules.trend(
        [occasion(n, kind or Kind.AT_VISIT, pain=value) for n, (kind, value) in enumerate(rows)], []
    )
    latest = rules.latest(given_pain)
    if not rows:
        assert latest is None
    else:
        assert (latest.start, latest.pain, latest.change) == (
            trend.pain.start,
            trend.pain.latest,
            trend.pain.change,
        )
        assert latest.asked_at == given_pain[-1][2]


# --- answers ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [
        rules.Answers(pain=11),
        rules.Answers(pain=-1),
        rules.Answers(global_change=0),
        rules.Answers(global_change=8),
        rules.Answers(activities={1: 11}),
        rules.Answers(activities={99: 5}),
    ],
)
def test_numbers_off_their_scale_and_foreign_activities_are_refused(answers):
    with pytest.raises(scores.UnableToScore):
        rules.checked(answers, own=[1, 2])


def test_every_number_on_its_scale_is_taken():
    for value in range(11):
        answers = rules.Answers(pain=value, activities={1: value}, global_change=value % 7 + 1)
        assert rules.checked(answers, own=[1]) is answers
    assert rules.Answers().is_empty
    assert not rules.Answers(pain=0).is_empty


# --- when to ask -------------------------------------------------------------------------------------------------------------


def wall(day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("ended", "now", "asked"),
    [
        (wall(23, 11), wall(23, 11, 5), wall(24, 10)),  # the morning after
        (wall(23, 19), wall(25, 15), wall(25, 15)),  # the loop slept: at once
        (wall(23, 19), wall(25, 3), wall(25, 10)),  # but not at night
        (wall(23, 19), wall(25, 21), wall(26, 10)),
        (
            dt.datetime(2026, 10, 31, 11, tzinfo=NEW_YORK),
            dt.datetime(2026, 10, 31, 12, tzinfo=NEW_YORK),
            wall(1, 10),
        ),
    ],
)
def test_people_are_asked_the_morning_after_and_never_at_night(ended, now, asked):
    assert rules.ask_at(ended, now) == asked


def test_the_morning_after_is_ten_on_the_wall_also_when_the_clocks_go_back():
    asked = rules.ask_at(
        dt.datetime(2026, 10, 31, 11, tzinfo=NEW_YORK), dt.datetime(2026, 10, 31, 12, tzinfo=NEW_YORK)
    )
    assert asked.astimezone(dt.UTC) == dt.datetime(2026, 11, 1, 15, tzinfo=dt.UTC)


@given(some.integers(0, 400 * 24 * 60), some.integers(0, 200))
def test_nobody_is_ever_asked_in_quiet_hours_or_before_now(minutes, hours):
    ended = dt.datetime(2026, 1, 1, tzinfo=NEW_YORK) + dt.timedelta(minutes=minutes)
    now = ended + dt.timedelta(hours=hours)
    asked = rules.ask_at(ended, now)
    assert asked >= now
    assert rules.QUIET_UNTIL <= asked.hour < rules.QUIET_FROM


def test_a_check_in_is_open_for_two_weeks_and_not_a_moment_longer():
    due = MORNING
    end = due + dt.timedelta(days=rules.OPEN_DAYS)
    assert rules.is_open(due, due - dt.timedelta(days=1))
    assert rules.is_open(due, end - dt.timedelta(microseconds=1))
    assert not rules.is_open(due, end)
