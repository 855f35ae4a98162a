"""How a visit stands right now."""

import datetime as dt

import pytest

from needlepoint.desk import rules

NOW = dt.datetime(2026, 11, 23, 14, 30, tzinfo=dt.UTC)


def minutes(n):
    return dt.timedelta(minutes=n)


def standing(state="ARRIVED", starts=-20, **needles):
    times = {
        key: NOW + minutes(value) if isinstance(value, int) and key.endswith("at") else value
        for key, value in needles.items()
    }
    return rules.standing(
        state=state, starts_at=NOW + minutes(starts), needles=rules.Needles(**times), now=NOW
    ).value


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"state": "BOOKED", "starts": 20}, "coming"),
        ({"state": "BOOKED", "starts": -9}, "coming"),
        ({"state": "BOOKED", "starts": -10}, "late"),
        ({"state": "ARRIVED"}, "here"),
        ({"in_at": -10, "due_at": 10}, "resting"),
        ({"in_at": -10, "due_at": 3}, "soon"),
        ({"in_at": -10, "due_at": 1}, "soon"),
        ({"in_at": -10, "due_at": 0}, "over"),
        ({"in_at": -10, "due_at": -4}, "over"),
        ({"in_at": -10, "due_at": None}, "resting"),
        ({"in_at": -30, "due_at": -5, "out_at": -4}, "unsigned"),
        ({"state": "COMPLETED", "in_at": -30, "due_at": -5, "out_at": -4, "is_signed": True}, "done"),
        ({"in_at": -30, "due_at": -5, "out_at": -4, "needs_a_count": True}, "count"),
        ({"state": "MISSED"}, "missed"),
        ({"state": "CANCELLED"}, "cancelled"),
    ],
)
def test_a_visit_stands(told, expected):
    assert standing(**told) == expected


@pytest.mark.parametrize("state", ["COMPLETED", "CANCELLED", "MISSED", "BOOKED"])
def test_needles_in_outrank_whatever_the_desk_wrote(state):
    assert standing(state=state, in_at=-30, due_at=-1) == "over"


def test_only_needles_that_are_due_call_for_someone():
    assert [one.value for one in rules.Standing if one.needs_someone] == ["soon", "over", "count"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(151, "2:31"), (0, "0:00"), (-66, "+1:06"), (-5, "+0:05"), (3600, "60:00")]
)
def test_time_left_reads_as_a_clock(seconds, words):
    assert rules.minutes_words(dt.timedelta(seconds=seconds)) == words
