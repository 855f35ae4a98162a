"""Which few starts of a day are shown first."""

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import parts

H = 60


def shown(*minutes):
    return [minutes[place] for place in parts.few(minutes)]


def test_the_first_of_each_part_of_the_day_is_shown():
    day = [9 * H, 9 * H + 15, 13 * H, 13 * H + 15, 17 * H, 17 * H + 45]
    assert shown(*day) == [9 * H, 13 * H, 17 * H]


def test_a_morning_alone_shows_starts_that_lie_apart():
    assert shown(8 * H, 8 * H + 15, 8 * H + 30, 9 * H, 9 * H + 45, 10 * H) == [8 * H, 9 * H, 10 * H]


def test_those_that_keep_the_day_full_come_before_others_of_their_part():
    minutes = [9 * H, 9 * H + 15, 9 * H + 45, 13 * H, 13 * H + 30]
    assert parts.few(minutes, best={2, 4}, count=2) == [2, 4]
    assert parts.few(minutes, best={2}, count=2) == [2, 3]


def test_a_quarter_of_an_hour_is_not_a_choice():
    assert shown(8 * H, 8 * H + 15) == [8 * H]
    assert shown() == []


@given(st.lists(st.integers(0, 1439), max_size=40))
def test_at_most_a_few_are_shown_each_once_and_in_order(minutes):
    places = parts.few(minutes)
    assert places == sorted(set(places))
    assert len(places) <= parts.FEW
    assert bool(places) is bool(minutes)


@given(st.lists(st.integers(0, 1439), min_size=1, max_size=40).map(sorted))
def test_every_part_of_the_day_that_has_a_start_is_among_them(minutes):
    of = {parts.part_at(minute) for minute in minutes}
    assert {parts.part_at(minutes[place]) for place in parts.few(minutes)} == of
