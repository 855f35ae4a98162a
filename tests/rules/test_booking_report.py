"""Weeks, months, shares and tallies of the report, against counting on fingers."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import report as rules
from needlepoint.booking.rules import ticks

By, Outcome = rules.By, rules.Outcome
days = st.dates(dt.date(1980, 1, 1), dt.date(2300, 1, 1))


@given(days, st.sampled_from(By))
def test_periods_follow_each_other_without_a_gap_and_end_with_the_day_asked_for(until, by):
    found = rules.periods(by, until)
    assert len(found) == {By.WEEK: rules.WEEKS, By.MONTH: rules.MONTHS}[by]
    assert all(earlier.end == later.first for earlier, later in itertools.pairwise(found))
    asked = min(max(until, dt.date(1990, 1, 1)), dt.date(2200, 1, 1))
    assert found[-1].first <= asked < found[-1].end
    for period in found:
        if by is By.WEEK:
            assert (period.first.weekday(), (period.end - period.first).days) == (0, 7)
        else:
            assert (period.first.day, period.end.day) == (1, 1)
            assert 28 <= (period.end - period.first).days <= 31


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_is_rounded_to_the_nearest_percent_and_says_when_it_is_small(part, whole):
    share = rules.Share(part, whole)
    if whole:
        assert abs(share.percent - 100 * part / whole) <= 0.5
    else:
        assert share.percent is None
    assert share.is_small == (whole < 5)


def test_a_tally_counts_minutes_only_where_they_were_held():
    tally = rules.Tally()
    for outcome in Outcome:
        tally.add(outcome, 2, hands=25, room=55)
    assert tally.total == 12
    assert (tally.hands_booked, tally.hands_done, tally.room_held) == (200, 50, 330)
    assert (tally.missed, tally.lost_late) == (rules.Share(2, 4), rules.Share(4, 6))


def test_minutes_of_a_pattern_count_hands_and_room_and_an_odd_one_counts_nothing():
    assert rules.minutes_of([["TOGETHER", 15], ["REST", 25, 5], ["TOGETHER", 10], ["TURNOVER", 5]]) == (
        25,
        55,
    )
    assert rules.minutes_of([["ATTENDED", 25], ["TOGETHER", 10]]) == (35, 35)
    assert rules.minutes_of(None) == rules.minutes_of([["NAP", 5]]) == (0, 0)


def test_lead_times_fall_into_the_group_that_begins_at_or_before_them():
    assert [rules.lead_of(n) for n in (-3, 0, 1, 2, 3, 7, 8, 21, 22, 400)] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


@given(st.integers(0, (1 << 16) - 1), days.filter(lambda day: 2000 < day.year < 2100))
def test_minutes_in_periods_add_up_to_the_whole_line(spots, until):
    wanted = rules.periods(By.WEEK, until)
    over = ticks.stretch(wanted[0].first, rules.WEEKS * 7, "America/New_York")
    line = sum(1 << (n * 997) % over.ticks for n in range(16) if spots >> n & 1)
    found = rules.in_periods(line, over, wanted)
    assert sum(found) == line.bit_count() * ticks.MINUTES
    twin = [0] * len(wanted)
    for tick in ticks.listed(line):
        local = ticks.day_of(over.begins + tick * ticks.TICK, "America/New_York").date
        [place] = [n for n, period in enumerate(wanted) if period.first <= local < period.end]
        twin[place] += ticks.MINUTES
    assert found == twin
