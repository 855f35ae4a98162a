"""When a forecast may be said, for which day, and what is held against it; many at once against one at a time."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from needlepoint.knowledge.instruments import catalogue, scores
from needlepoint.knowledge.stats import growth
from needlepoint.outcomes.rules import forecasting as rules
from needlepoint.outcomes.rules import foretelling

DAY = dt.date(2026, 11, 23)
WhyNot = rules.WhyNot
ABLE = {"is_under_way": True, "done": 3, "planned": 8, "known": 3, "start": Fraction(7), "is_shown": True}


def days(*ahead):
    return [DAY + dt.timedelta(days=one) for one in ahead]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"is_under_way": False}, WhyNot.OVER),
        ({"done": 8}, WhyNot.DONE),
        ({"done": 9}, WhyNot.DONE),
        ({"known": 2}, WhyNot.FEW),
        ({"known": 0, "start": None}, WhyNot.FEW),
        ({"start": Fraction(1)}, WhyNot.NO_ROOM),
        ({"start": Fraction(2)}, None),
        ({"is_shown": False}, WhyNot.OFF),
        ({"is_shown": False, "known": 1}, WhyNot.OFF),
        ({"is_shown": False, "is_under_way": False}, WhyNot.OVER),
    ],
)
def test_a_forecast_is_said_from_the_third_score_on_or_there_is_one_reason_why_not(changes, reason):
    assert rules.why_not(**{**ABLE, **changes}) is reason


def test_there_is_room_exactly_where_an_important_change_could_show():
    for start in range(11):
        before, best = (scores.Score(catalogue.PAIN.key, Fraction(value)) for value in (start, 0))
        assert rules.has_room(Fraction(start)) is not scores.change(before, best).little_room


@pytest.mark.parametrize(
    ("done", "ahead", "expected"),
    [
        (3, [], 35),  # five more, a week apart, from today
        (3, [2, 9], 30),  # two are booked: three more after the second
        (3, [2, 9, 16, 23, 30], 30),
        (3, [2, 9, 16, 23, 31, 40], 31),  # the fifth to come, whatever is booked behind it
        (7, [1], 1),
        (7, [], 7),
    ],
)
def test_a_visit_is_expected_when_it_is_booked_or_as_many_intervals_after_the_last_one(done, ahead, expected):
    found = rules.expected_day(done=done, for_visit=8, days_between=7, ahead=days(*ahead), today=DAY)

    assert found == DAY + dt.timedelta(days=expected)


@given(
    some.lists(some.integers(-40, 40), max_size=6).map(sorted),
)
def test_the_nearest_score_is_what_a_walk_over_all_of_them_finds(offsets):
    given_scores = [(day, name) for name, day in enumerate(days(*offsets))]
    best = None
    for name, offset in enumerate(offsets):
        if abs(offset) <= rules.NEAR_DAYS and (best is None or abs(offset) < abs(offsets[best])):
            best = name

    assert rules.nearest(DAY, given_scores) == best


def test_a_forecast_is_settled_when_no_score_to_come_can_be_nearer():
    last = DAY + dt.timedelta(days=rules.NEAR_DAYS)
    assert not rules.settled_before(last) > DAY
    assert rules.settled_before(last + dt.timedelta(days=1)) > DAY


def test_it_came_true_from_three_tenths_on_exactly():
    for start in range(11):
        for came in range(11):
            assert rules.came_true(Fraction(start), Fraction(came)) is (start > 0 and 10 * came <= 7 * start)


def test_a_chance_is_said_in_tenths_with_halves_upward():
    assert [rules.tenths(one) for one in (0, 0.04, 0.05, 0.449, 0.45, 0.95, 1)] == [0, 0, 1, 4, 5, 10, 10]


def test_weeks_are_counted_from_the_first_score_and_a_month_by_its_first_day():
    assert rules.weeks_from(DAY, DAY + dt.timedelta(days=10)) == pytest.approx(10 / 7)
    assert rules.weeks_from(DAY, DAY - dt.timedelta(days=10)) == 0
    assert rules.month_of(DAY) == dt.date(2026, 11, 1)


def known(pains, *, ahead=35):
    weeks = list(range(len(pains)))
    return foretelling.Known(
        sums=tuple(growth.sums_of(weeks, pains).tolist()),
        start=pains[0],
        start_on=DAY - dt.timedelta(weeks=len(pains) - 1),
        for_visit=8,
        for_day=DAY + dt.timedelta(days=ahead),
    )


def test_many_are_foretold_as_each_alone():
    them = [known(pains) for pains in ([7, 6, 5], [3, 9, 9, 10], [8, 1, 1, 0, 0], [5, 5, 5])]

    together = foretelling.outlooks(them, growth.PRIOR.theta)

    assert together == [foretelling.outlooks([one], growth.PRIOR.theta)[0] for one in them]
    assert [one.known for one in together] == [3, 4, 5, 3]
    assert foretelling.outlooks([], growth.PRIOR.theta) == []


def test_who_gets_better_is_foretold_more_than_who_does_not_and_everything_stays_on_the_scale():
    better, same, worse = foretelling.outlooks(
        [known([8, 5, 2, 0, 0]), known([6, 6, 6, 6, 6]), known([4, 8, 10, 10, 10])], growth.PRIOR.theta
    )

    assert better.chance > 0.9
    assert 0.5 > same.chance > worse.chance
    for one in (better, same, worse):
        assert 0 <= one.low <= one.high <= 10
        assert 0 <= one.mean <= 10
        assert one.tenths == rules.tenths(one.chance)
