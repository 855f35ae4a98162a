import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.plans.rules import home as rules
from needlepoint.plans.rules import letters

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


def test_today_and_the_six_days_before_can_be_ticked():
    days = rules.days_open(TODAY, TODAY - 30 * DAY)

    assert days == tuple(TODAY - back * DAY for back in range(7))
    assert not rules.may_tick(TODAY + DAY, TODAY, TODAY - 30 * DAY)
    assert not rules.may_tick(TODAY - 7 * DAY, TODAY, TODAY - 30 * DAY)


def test_a_day_before_a_task_was_set_cannot_be_ticked():
    assert rules.days_open(TODAY, TODAY - DAY) == (TODAY, TODAY - DAY)
    assert rules.days_open(TODAY, TODAY + DAY) == (TODAY,)


def test_what_hurt_counts_as_done_and_is_named():
    kept = rules.kept({TODAY: False, TODAY - DAY: True}, times_a_week=7, set_on=TODAY - 30 * DAY, today=TODAY)

    assert (kept.done, kept.meant, kept.hurt, kept.has_hurt) == (2, 14, (TODAY - DAY,), True)


@settings(max_examples=25)
@given(
    ticks=st.dictionaries(st.integers(-5, 40), st.booleans(), max_size=20),
    times=st.integers(1, 7),
    since=st.integers(-2, 60),
)
def test_days_are_counted_as_by_hand(ticks, times, since):
    told = {TODAY - back * DAY: hurt for back, hurt in ticks.items()}

    kept = rules.kept(told, times_a_week=times, set_on=TODAY - since * DAY, today=TODAY)

    counted = [back for back in ticks if 0 <= back < 14 and back <= since]
    days = max(min(since + 1, 14), 0)
    assert kept.done == len(counted)
    assert kept.hurt == tuple(sorted(TODAY - back * DAY for back in counted if ticks[back]))
    assert kept.meant * 7 >= days * times > (kept.meant - 1) * 7


def test_wishes_are_kept_once_each_and_within_bounds():
    wishes = [rules.Wish("WALK", " slowly ", 9), rules.Wish("SLEEP", "", 0), rules.Wish("WALK", "more", 3)]

    assert rules.clean(wishes) == (rules.Wish("WALK", "more", 3), rules.Wish("SLEEP", "", 1))


@pytest.mark.parametrize(
    ("changes", "bar"),
    [
        ({}, None),
        ({"is_ended": True}, letters.Bar.CARER_ENDED),
        ({"may_write": False}, letters.Bar.NO_PERMISSION),
        ({"facts": 0, "words": " "}, letters.Bar.NOTHING_SAID),
        ({"facts": 0}, None),
        ({"about": letters.About.REFERRAL, "words": ""}, letters.Bar.NO_REQUEST),
    ],
)
def test_a_letter_is_signed_only_with_permission_and_something_to_say(changes, bar):
    given = {"about": letters.About.START, "may_write": True, "is_ended": False, "facts": 3, "words": "x"}

    assert letters.bar_to_writing(**(given | changes)) is bar


@pytest.mark.parametrize(
    ("changes", "bar"),
    [
        ({}, None),
        ({"is_sent": True}, letters.Bar.ALREADY_SENT),
        ({"is_ended": True}, letters.Bar.CARER_ENDED),
        ({"may_write": False}, letters.Bar.NO_PERMISSION),
    ],
)
def test_a_letter_goes_out_only_while_the_permission_stands(changes, bar):
    assert (
        letters.bar_to_sending(**({"may_write": True, "is_ended": False, "is_sent": False} | changes)) is bar
    )
