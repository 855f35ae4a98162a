"""When a plan asks somebody back, and which visit is the answer."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.outcomes.rules import flares
from needlepoint.plans.rules import recalling as rules

DAY = dt.timedelta(days=1)
LAST = dt.date(2026, 6, 1)
Reason = rules.RecallReason


def stands(**changes):
    usual = {"last_on": LAST, "days_between": 7, "is_kept_up": False, "is_review_due": False}
    return rules.Stands(**{**usual, **changes})


@pytest.mark.parametrize(
    ("changes", "silent", "found"),
    [
        ({}, 2, None),
        ({}, 3, (7, Reason.NO_NEXT_VISIT)),
        ({"days_between": 3}, 3, (3, Reason.NO_NEXT_VISIT)),
        ({"days_between": 28}, 3, (7, Reason.NO_NEXT_VISIT)),
        ({"is_review_due": True}, 10, (3, Reason.REVIEW_OVERDUE)),
        ({"is_kept_up": True, "days_between": 28}, 3, (21, Reason.MAINTENANCE)),  # month by month
        ({"is_kept_up": True, "days_between": 91}, 3, (84, Reason.MAINTENANCE)),  # with the seasons
        ({}, 183, (7, Reason.NO_NEXT_VISIT)),
        ({"is_kept_up": True, "days_between": 91}, 184, (184, Reason.LAPSED)),
    ],
)
def test_the_day_and_the_reason_come_from_the_plan(changes, silent, found):
    due = rules.due(stands(**changes), today=LAST + silent * DAY, lapsed_after_days=183)

    assert due == (found and rules.Due(LAST + found[0] * DAY, found[1]))


@settings(max_examples=15)
@given(
    silent=st.integers(0, 400),
    between=st.integers(1, 91),
    kept_up=st.booleans(),
    review=st.booleans(),
)
def test_nobody_is_asked_while_their_last_visit_is_fresh_and_never_later_than_their_pace_or_a_week(
    silent, between, kept_up, review
):
    one = stands(days_between=between, is_kept_up=kept_up, is_review_due=review)
    due = rules.due(one, today=LAST + silent * DAY, lapsed_after_days=183)

    assert (due is None) == (silent < rules.QUIET_DAYS)
    if due is not None and due.reason is not Reason.LAPSED:
        away = (due.on - LAST).days
        assert away <= max(between, rules.QUIET_DAYS)
        assert kept_up or review or rules.QUIET_DAYS <= away <= rules.ASK_AHEAD_DAYS


@pytest.mark.parametrize(
    ("days_before", "was_asked", "is_the_answer"),
    [(0, False, True), (-30, False, True), (7, False, True), (8, False, False), (60, True, True)],
)
def test_a_visit_long_before_the_day_is_another_matter_unless_they_were_asked(
    days_before, was_asked, is_the_answer
):
    assert rules.closes(LAST - days_before * DAY, LAST, was_asked=was_asked) is is_the_answer


@pytest.mark.parametrize(
    ("tries", "count"),
    [
        ([], 0),
        (["NO_ANSWER", "LEFT_MESSAGE"], 2),
        (["NO_ANSWER", "NOT_NOW", "NO_ANSWER"], 1),
        (["NOT_NOW"], 0),
    ],
)
def test_tries_that_reached_nobody_are_counted_since_somebody_was_spoken_to(tries, count):
    assert rules.unreached(tries) == count


def test_every_outcome_says_when_to_ask_again_or_that_it_is_over():
    assert set(rules.ASK_AGAIN_DAYS) == set(rules.Attempt)
    over = {outcome for outcome, days in rules.ASK_AGAIN_DAYS.items() if days is None}
    assert over == {rules.Attempt.WHEN_WORSE, rules.Attempt.DO_NOT_CONTACT}


# --- Flares ------------------------------------------------------------------------------------------------------------


def test_a_flare_ends_once_and_comes_back_only_when_its_visit_is_lost():
    ends = {state for (_state, _move), state in flares.MOVES.items()} - {
        state for state, _move in flares.MOVES
    }
    assert ends == {flares.State.CLOSED}
    assert flares.before(flares.Move.LOSE) == {flares.State.BOOKED}
    assert flares.before(flares.Move.ANSWER) == {flares.State.ASKING}
    assert flares.before(flares.Move.BOOK) == flares.WAITING


@pytest.mark.parametrize(("said", "days"), [(None, None), ("TODAY", 0), ("DAYS", 3), ("WEEK", 7)])
def test_since_when_is_counted_from_the_day_it_was_told(said, days):
    found = flares.since(said and flares.Since(said), LAST)

    assert found == (None if days is None else LAST - days * DAY)


def test_a_start_is_kept_for_half_an_hour_and_never_past_itself():
    now = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)

    assert flares.kept_until(now, now + 2 * DAY) == now + dt.timedelta(minutes=30)
    assert flares.kept_until(now, now + dt.timedelta(minutes=10)) == now + dt.timedelta(minutes=10)


def test_starts_to_choose_from_are_the_soonest_and_hours_apart():
    nine = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
    starts = [nine + dt.timedelta(minutes=minutes) for minutes in (0, 15, 105, 120, 180, 240, 600)]

    assert flares.spread(starts, 3) == [0, 3, 5]
    assert flares.spread(starts, 9) == [0, 3, 5, 6]
    assert flares.spread([], 3) == flares.spread(starts, 0) == []


def test_whom_the_answers_stop_comes_first_then_bad_pain_then_who_waits_longest():
    now = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
    told = [
        ("mild and long", {"is_stopped": False, "pain": 3, "reported_at": now - 5 * DAY}),
        ("unknown", {"is_stopped": False, "pain": None, "reported_at": now - 4 * DAY}),
        ("bad", {"is_stopped": False, "pain": 8, "reported_at": now}),
        ("stopped", {"is_stopped": True, "pain": 2, "reported_at": now}),
    ]

    in_order = sorted(told, key=lambda one: flares.urgency(**one[1]))

    assert [name for name, _told in in_order] == ["stopped", "bad", "mild and long", "unknown"]
