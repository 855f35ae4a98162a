"""What a course came to, against a slow and plain reading of the same scores."""

import datetime as dt
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from needlepoint.knowledge.instruments.scores import Verdict
from needlepoint.outcomes.rules import results

BEGAN = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
NOW = BEGAN + dt.timedelta(days=365)


def day(n):
    return BEGAN + dt.timedelta(days=n)


def told(*pairs, kind="AFTER_VISIT"):
    return [results.Told(day(n), Fraction(value), kind) for n, value in pairs]


def care(first=0, last=None):
    return results.Care(day(first), None if last is None else day(last))


EVERYTHING = results.Span(None, None)


def result(scores, *, asked=(), visits=(), now=NOW, course=None, span=EVERYTHING):
    return results.result(course or care(), span, told=scores, asked=asked, visits=visits, now=now)


# --- one course ------------------------------------------------------------------------------------------------------------


def test_nobody_who_gave_no_score_is_better_or_unchanged():
    found = result([])

    assert (found.scores, found.start, found.latest, found.responder) == (0, None, None, None)
    assert found.verdict is Verdict.UNKNOWN
    assert found.sums == results.Sums()


def test_one_score_is_a_start_and_says_nothing_of_change():
    found = result(told((0, 7)))

    assert (found.scores, found.start, found.latest, found.responder) == (1, 7, None, None)
    assert found.verdict is Verdict.UNKNOWN


def test_thirty_percent_exactly_is_enough_and_a_little_less_is_not():
    assert result(told((0, 10), (7, 7))).responder is True
    assert result(told((0, 7), (7, 5))).responder is False


def test_a_start_of_no_pain_leaves_nothing_to_say_about_a_share():
    found = result(told((0, 0), (7, 0)))

    assert found.responder is None
    assert found.verdict is Verdict.NO_CHANGE


def test_equal_scores_are_no_change_and_not_unknown():
    found = result(told((0, 5), (7, 5), (14, 5)))

    assert found.verdict is Verdict.NO_CHANGE
    assert found.responder is False
    assert found.benefit_days is None


def test_the_first_benefit_counts_even_when_it_was_lost_again():
    found = result(told((0, 8), (10, 5), (20, 8)))

    assert found.benefit_days == 10
    assert found.responder is False


def test_months_later_is_another_question():
    found = result([*told((0, 8), (10, 4)), *told((100, 8), kind="MONTH_3")])

    assert found.latest == 4
    assert found.responder is True


def test_visits_count_from_the_start_to_the_end_of_the_course():
    found = result([], visits=[day(-1), day(0), day(7), day(15)], course=care(0, 14))

    assert found.visits_done == 2


def test_a_check_in_that_is_still_open_is_neither_answered_nor_missed():
    asked = [
        results.Asked("AFTER_VISIT", day(0), day(1)),
        results.Asked("AFTER_VISIT", day(7), None),
        results.Asked("AFTER_VISIT", day(20), None),
    ]

    found = result([], asked=asked, now=day(21))

    assert (found.asked, found.answered) == (1 + 1, 1)


def test_a_check_in_closes_on_the_fourteenth_day_and_not_before():
    asked = [results.Asked("AFTER_VISIT", day(7), None)]

    assert result([], asked=asked, now=day(21) - dt.timedelta(seconds=1)).asked == 0
    assert result([], asked=asked, now=day(21)).asked == 1


def test_a_second_course_of_the_same_stretch_counts_its_own_check_ins_only():
    asked = [results.Asked("AFTER_VISIT", day(5), day(6)), results.Asked("AFTER_VISIT", day(65), day(66))]

    found = result([], asked=asked, course=care(61), span=results.Span(day(-3), None))

    assert (found.asked, found.answered) == (1, 1)


@pytest.mark.parametrize("kind", ["BASELINE", "AT_VISIT", "MONTH_3"])
def test_what_was_never_sent_or_came_months_later_says_nothing_of_how_many_answer(kind):
    assert result([], asked=[results.Asked(kind, day(2), day(2))]).asked == 0


# --- which scores belong to which course -------------------------------------------------------------------------------------


def test_a_second_course_of_the_same_stretch_shares_its_start():
    first, second = results.spans([care(0, 60), care(61)], [day(-3)])

    assert (first.since, first.until) == (day(-3), day(61))
    assert (second.since, second.until) == (day(-3), None)


def test_who_comes_back_begins_anew_and_leaves_the_old_course_as_it_was():
    first, second = results.spans([care(0, 400), care(400)], [day(-3), day(399)])

    assert (first.since, first.until) == (day(-3), day(399))
    assert second.since == day(399)


def test_a_start_written_down_after_the_plan_was_agreed_belongs_to_that_plan():
    first, second = results.spans([care(0, 60), care(80)], [day(0) + dt.timedelta(minutes=5)])

    assert first.since == second.since == day(0) + dt.timedelta(minutes=5)
    assert first.until == day(80)


def test_a_course_under_way_takes_the_latest_start_as_its_line_does():
    assert results.spans([care(0)], [day(-3), day(40)]) == (results.Span(day(40), None),)


def test_what_is_answered_soon_after_the_end_still_counts_and_what_comes_later_does_not():
    (span,) = results.spans([care(0, 60)], [day(0)])

    assert span.holds(day(60 + results.AFTER_END_DAYS) - dt.timedelta(seconds=1))
    assert not span.holds(day(60 + results.AFTER_END_DAYS))


def test_a_start_soon_after_the_end_is_not_the_result_of_the_old_course():
    (span,) = results.spans([care(0, 60)], [day(0), day(70)])

    assert (span.since, span.until) == (day(0), day(70))


# --- the slow twin -----------------------------------------------------------------------------------------------------------

number = some.integers(0, 10)
occasions = some.lists(
    some.tuples(some.integers(0, 90), number, some.sampled_from(["AFTER_VISIT", "AT_VISIT", "MONTH_3"])),
    max_size=8,
)


@settings(max_examples=25)
@given(occasions, some.integers(0, 30), some.integers(31, 90))
def test_it_says_what_a_plain_reading_says(rows, since, until):
    rows = sorted(rows, key=lambda row: row[0])
    span = results.Span(day(since), day(until))

    found = result([results.Told(day(n), Fraction(value), kind) for n, value, kind in rows], span=span)

    mine = [(n, value) for n, value, kind in rows if since <= n < until and kind != "MONTH_3"]
    weeks = [(n - mine[0][0]) / 7 for n, _value in mine]
    curve = [1 - math.exp(-week / 4) for week in weeks]
    plain = [value for _n, value in mine]
    better = [n - mine[0][0] for n, value in mine[1:] if plain[0] and (plain[0] - value) * 10 >= 3 * plain[0]]
    assert found.scores == len(mine)
    assert found.start == (plain[0] if mine else None)
    assert found.latest == (plain[-1] if len(mine) > 1 else None)
    assert found.benefit_days == (better[0] if better else None)
    if len(mine) < 2 or not plain[0]:
        assert found.responder is None
    else:
        assert found.responder is ((plain[0] - plain[-1]) * 10 >= 3 * plain[0])
    wanted = (
        len(mine),
        sum(curve),
        sum(f * f for f in curve),
        sum(plain),
        sum(y * f for y, f in zip(plain, curve, strict=True)),
        sum(y * y for y in plain),
    )
    sums = found.sums
    assert (sums.n, sums.f, sums.ff, sums.y, sums.yf, sums.yy) == pytest.approx(wanted, abs=1e-9)
