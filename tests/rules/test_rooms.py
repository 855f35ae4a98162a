"""The board of rooms: who is in which room and which room is looked at first."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.desk import rules
from needlepoint.desk.rules import rooms
from tests import cast

State, Standing = rooms.State, rules.Standing
NOW = cast.NOW


def held(visit, room, state, minute=0):
    at = NOW + dt.timedelta(minutes=minute)
    return rooms.Held(visit, room, State(state), at, at)


def shown(*cards):
    return [(one.room, one.held and one.held.visit, one.after and one.after.visit) for one in cards]


def test_rooms_stand_by_needle_time_then_who_waits_then_who_comes_then_nobody():
    cards = rooms.cards(
        [1, 2, 3, 4, 5, 6],
        [
            held(10, 1, "next", 5),
            held(20, 2, "waiting", -10),
            held(30, 3, "resting", 18),
            held(40, 4, "over", -1),
            held(50, 5, "differs", -3),
        ],
    )

    assert [one.room for one in cards] == [5, 4, 3, 2, 1, 6]
    assert cards[-1].state is State.EMPTY


def test_whoever_waits_for_a_room_stands_behind_the_one_with_needles_in():
    [card] = rooms.cards([1], [held(2, 1, "waiting", -5), held(3, 1, "next", 40), held(1, 1, "resting", 9)])

    assert shown(card) == [(1, 1, 2)]


def test_whoever_is_done_and_only_lacks_a_signature_does_not_come_next():
    here = [held(1, 1, "waiting", -5), held(2, 1, "out", -40)]
    in_needles = [held(3, 2, "resting", 9), held(4, 2, "out", -40), held(5, 2, "next", 30)]

    cards = rooms.cards([1, 2], [*here, *in_needles])

    assert shown(*cards) == [(2, 3, 5), (1, 1, None)]


def test_two_who_rest_in_one_room_have_a_card_each():
    cards = rooms.cards([1], [held(1, 1, "resting", 9), held(2, 1, "over", -2), held(3, 1, "next", 30)])

    assert shown(*cards) == [(1, 2, 3), (1, 1, None)]


@pytest.mark.parametrize("room", [None, 7], ids=["no room", "a closed room"])
def test_needles_are_in_sight_wherever_they_are(room):
    cards = rooms.cards([1], [held(1, room, "over", -1), held(2, room, "next", 5)])

    assert (room, 1) in [(one.room, one.held and one.held.visit) for one in cards]
    assert 2 not in [one.held.visit for one in cards if one.held]


visits = st.lists(
    st.tuples(
        st.sampled_from([None, 1, 2, 3, 9]),
        st.sampled_from([one for one in State if one is not State.EMPTY]),
        st.integers(-60, 60),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(visits)
def test_each_open_room_has_a_card_and_everybody_with_needles_exactly_one(told):
    here = [held(n, room, state, minute) for n, (room, state, minute) in enumerate(told)]

    cards = rooms.cards([1, 2, 3], here)

    assert {1, 2, 3} <= {one.room for one in cards}
    needled = sorted(one.held.visit for one in cards if one.held and rooms.RANK[one.state] == 0)
    assert needled == sorted(one.visit for one in here if rooms.RANK[one.state] == 0)
    moments = [one.held.moment for one in cards if one.held and rooms.RANK[one.state] == 0]
    assert moments == sorted(moments)


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (Standing.HERE, State.WAITING),
        (Standing.LATE, State.NEXT),
        (Standing.UNSIGNED, State.OUT),
        (Standing.DONE, None),
        (Standing.MISSED, None),
    ],
)
def test_a_room_stands_as_its_visit_does(standing, state):
    assert rooms.state_of(standing, is_differing=False) is state


def test_needles_in_a_hurry_are_to_be_counted_and_counts_that_differ_say_so():
    assert rooms.state_of(Standing.COUNT, is_differing=False) is State.UNCOUNTED
    assert rooms.state_of(Standing.COUNT, is_differing=True) is State.DIFFERS


def test_needles_stay_in_sight_at_any_hour_and_a_visit_that_is_over_does_not():
    long_ago = NOW - dt.timedelta(hours=20)

    assert rooms.is_in_sight(State.OVER, ends_at=long_ago, now=NOW)
    assert not rooms.is_in_sight(State.WAITING, ends_at=long_ago, now=NOW)
    assert rooms.is_in_sight(State.OUT, ends_at=NOW - dt.timedelta(minutes=19), now=NOW)


@pytest.mark.parametrize(("over", "escalates"), [(299, False), (300, True)])
def test_every_screen_says_so_from_the_fifth_minute(over, escalates):
    assert rooms.is_escalated(NOW - dt.timedelta(seconds=over), NOW) is escalates
