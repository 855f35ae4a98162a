"""What is asked when, and when asking stops by itself."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes.rules import asking, trends

Kind = asking.Kind
NOW = dt.datetime(2026, 11, 23, 15, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FEW = settings(max_examples=25, deadline=None)


# --- what --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_every_question_has_words_of_ours_and_none_is_asked_twice(kind):
    keys = asking.battery(kind, visit_number=1).keys

    assert keys
    assert len(set(keys)) == len(keys)
    assert all(catalogue.instrument(key).is_in_the_box for key in keys)


@pytest.mark.parametrize(
    ("kind", "number", "keys"),
    [
        (Kind.AFTER_VISIT, 1, ("PAIN", "SORENESS")),
        (Kind.AFTER_VISIT, 2, ("PAIN", "SORENESS")),
        (Kind.AFTER_VISIT, 3, ("PAIN",)),
        (Kind.AFTER_VISIT, None, ("PAIN",)),
        (Kind.DAY_3, 1, ("SORENESS", "RELIEF")),
        (Kind.AT_VISIT, None, ("PAIN",)),
    ],
)
def test_the_short_one_is_at_most_two_questions_so_three_taps(kind, number, keys):
    battery = asking.battery(kind, visit_number=number)

    assert battery.keys == keys
    assert not battery.is_long


@pytest.mark.parametrize("kind", sorted(asking.REMINDED))
def test_the_long_one_asks_the_same_before_a_review_at_the_end_and_months_on(kind):
    battery = asking.battery(kind)

    assert battery == asking.battery(Kind.REVIEW)
    assert battery.activities
    assert {"PAIN", "SLEEP", "MOOD", "MEDICINE_USE", "GLOBAL_CHANGE"} <= set(battery.keys)


def test_before_anything_happened_nobody_is_asked_whether_it_changed():
    assert "GLOBAL_CHANGE" not in asking.battery(Kind.BASELINE).keys


def test_answers_go_where_trends_look_for_them():
    answers = asking.gathered({"PAIN": 4, "GLOBAL_CHANGE": 6, "SLEEP": 0}, {7: 3})

    assert answers == trends.Answers(4, {7: 3}, 6, {"SLEEP": 0})
    assert not answers.is_empty
    assert asking.gathered({}, {}).is_empty
    assert not asking.gathered({"SLEEP": 0}, {}).is_empty


# --- when --------------------------------------------------------------------------------------------------------------------


def test_relief_is_asked_on_the_third_morning_also_across_a_change_of_the_clock():
    zone = zoneinfo.ZoneInfo("America/New_York")
    ended = dt.datetime(2026, 10, 30, 17, tzinfo=zone)  # the clock goes back on 1 November

    assert asking.third_day(ended, ended) == dt.datetime(2026, 11, 2, 10, tzinfo=zone)
    late = dt.datetime(2026, 11, 2, 21, tzinfo=zone)
    assert asking.third_day(ended, late) == dt.datetime(2026, 11, 3, 10, tzinfo=zone)


def test_two_kinds_of_questions_do_not_come_on_one_day():
    others = [(Kind.AFTER_VISIT, NOW + 2 * dt.timedelta(hours=1))]

    assert not asking.may_follow(Kind.REVIEW, others, NOW)
    assert asking.may_follow(Kind.REVIEW, others, NOW + 2 * DAY)
    assert asking.may_follow(Kind.AFTER_VISIT, others, NOW)
    assert asking.may_follow(Kind.REVIEW, [], NOW)


@pytest.mark.parametrize(
    ("changes", "is_due"),
    [
        ({}, True),
        ({"kind": Kind.AFTER_VISIT}, False),
        ({"kind": Kind.DAY_3}, False),
        ({"due_at": NOW - dt.timedelta(hours=47)}, False),
        ({"due_at": NOW - 14 * DAY}, False),
        ({"reminded_at": NOW - DAY}, False),
        ({"until": NOW}, False),
        ({"until": NOW + DAY}, True),
    ],
)
def test_a_reminder_comes_once_and_only_while_it_makes_sense(changes, is_due):
    stands = {"kind": Kind.REVIEW, "due_at": NOW - 2 * DAY, "reminded_at": None, "until": None, **changes}

    assert asking.is_reminder_due(stands.pop("kind"), **stands, now=NOW) is is_due


# --- quiet -------------------------------------------------------------------------------------------------------------------


def asked(*answers):
    """Weekly, the latest first, all old enough to be known."""
    return [
        asking.Asked(NOW - (3 + 7 * place) * DAY, is_answered) for place, is_answered in enumerate(answers)
    ]


@pytest.mark.parametrize(
    ("answers", "is_silent"),
    [
        ((), False),
        ((False, False), False),
        ((False, False, False), True),
        ((False, False, False, True), True),
        ((False, False, True, False), False),
        ((True, False, False, False), False),
    ],
)
def test_three_in_a_row_unanswered_are_enough(answers, is_silent):
    assert asking.is_silent(asked(*answers), since=None, now=NOW) is is_silent


def test_nobody_is_silent_before_they_had_time_to_answer():
    rows = asked(False, False, False)

    assert not asking.is_silent(rows, since=None, now=NOW - 2 * DAY)


def test_what_came_before_the_last_pause_does_not_count():
    rows = asked(False, False, False)

    assert not asking.is_silent(rows, since=NOW - 11 * DAY, now=NOW)


@FEW
@given(
    st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=12, unique_by=lambda one: one[0]),
    st.none() | st.integers(0, 60),
)
def test_silence_is_what_somebody_counts_by_hand(rows, since_days):
    since = None if since_days is None else NOW - since_days * DAY
    told = [asking.Asked(NOW - days * DAY, is_answered) for days, is_answered in rows]

    missed = 0
    for days, is_answered in sorted(rows, reverse=True):  # the oldest first
        if since_days is not None and days > since_days:
            continue
        if is_answered:
            missed = 0
        elif days >= 2:
            missed += 1

    assert asking.is_silent(told, since=since, now=NOW) is (missed >= 3)
