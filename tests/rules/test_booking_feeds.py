"""How often a calendar may ask."""

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import feeds


def test_asking_every_second_is_answered_ten_times_and_then_rarely():
    patience = feeds.Patience()

    welcome = [second for second in range(120) if patience.wait("a", float(second)) == 0]

    assert welcome[:10] == list(range(10))
    assert len(welcome) == 10 + 120 // feeds.SECONDS_EACH - 1


def test_asking_every_quarter_of_an_hour_is_always_welcome():
    patience = feeds.Patience()

    assert [patience.wait("a", 900.0 * n) for n in range(50)] == [0] * 50


@given(st.lists(st.floats(-100, 100), max_size=60))
def test_whoever_waits_as_told_is_welcome(steps):
    patience, at = feeds.Patience(burst=2), 0.0
    for step in steps:
        at += step
        wait = patience.wait("a", at)
        assert 0 <= wait <= feeds.SECONDS_EACH
    assert patience.wait("a", max(at, 0.0) + 10_000) == 0


def test_one_address_is_not_held_against_another_and_old_ones_are_forgotten():
    patience = feeds.Patience(burst=1, kept=2)

    assert [patience.wait(key, 0.0) for key in ("a", "b", "a")] == [0, 0, 15]
    assert [patience.wait(key, 0.0) for key in ("c", "d", "a")] == [0, 0, 0]
