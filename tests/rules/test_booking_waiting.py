"""Whose turn it is, whether a start would do, and until when an offer stands."""

import datetime as dt
import itertools
import zoneinfo

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import waiting

NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
NOW = dt.datetime(2026, 11, 23, 14, 30, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 23)
PARTS = [name for name, _begin, _end in waiting.PARTS]
chosen = st.sets(st.tuples(st.integers(0, 6), st.sampled_from(PARTS)))


def local(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK)


def wish(**changes) -> waiting.Wish:
    return waiting.Wish(
        **{"windows": (), "from_date": MONDAY, "until_date": MONDAY + dt.timedelta(days=7), **changes}
    )


def meets(one: waiting.Wish, at: dt.datetime, practitioner_id: int = 1) -> bool:
    return one.is_met_by(at.astimezone(dt.UTC), at, practitioner_id)


def test_a_window_includes_its_first_minute_and_not_its_last():
    one = wish(windows=((1, 540, 720),))
    tuesday = local(11, 24, 0)
    hours = (dt.timedelta(minutes=minute) for minute in (539, 540, 719, 720))
    assert [meets(one, tuesday + after) for after in hours] == [False, True, True, False]


def test_the_last_day_counts_and_the_one_after_does_not():
    assert meets(wish(), local(11, 30, 17))
    assert not meets(wish(), local(12, 1, 9))


def test_an_earlier_start_is_earlier_than_the_visit_it_replaces():
    before = local(11, 25, 10).astimezone(dt.UTC)
    assert meets(wish(before=before), local(11, 25, 9, 55))
    assert not meets(wish(before=before), local(11, 25, 10))


def test_who_waits_for_one_practitioner_gets_no_other():
    assert not meets(wish(practitioner_id=2), local(11, 25, 9))


@given(chosen)
def test_parts_of_a_day_come_back_from_the_windows_they_became(parts):
    windows = waiting.windows_of(parts)
    assert set(waiting.parts_of(windows)) == parts
    assert waiting.read_windows([list(window) for window in windows]) == windows


@given(chosen, st.integers(0, 6), st.integers(0, 1439))
def test_a_minute_is_in_the_windows_when_it_is_in_a_chosen_part(parts, weekday, minute):
    day = local(11, 23, 0) + dt.timedelta(days=weekday, minutes=minute)
    named = next(name for name, begin, end in waiting.PARTS if begin <= minute < end)
    assert meets(wish(windows=waiting.windows_of(parts)), day) is (not parts or (weekday, named) in parts)


def test_what_is_no_window_is_left_out():
    assert waiting.read_windows([[0, 10], [7, 0, 60], [1, 60, 60], [2, 0, 60]]) == ((2, 0, 60),)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=6))
def test_the_line_is_those_in_a_flare_and_then_by_how_long_they_wait(rows):
    places = [
        waiting.Place(pk, is_flare, NOW + dt.timedelta(days=away)) for pk, (is_flare, away) in enumerate(rows)
    ]
    line = waiting.in_line(reversed(places))
    assert sorted(place.pk for place in line) == list(range(len(rows)))
    for first, second in itertools.pairwise(line):
        assert first.is_flare >= second.is_flare
        if first.is_flare == second.is_flare:
            assert (first.since, first.pk) < (second.since, second.pk)


@given(st.integers(-60, 600), st.integers(1, 300))
def test_an_offer_ends_two_hours_before_its_start_at_the_latest(away, minutes):
    starts_at = NOW + dt.timedelta(minutes=away)
    until = waiting.answer_by(starts_at=starts_at, now=NOW, minutes=minutes)
    if until is None:
        assert away - 120 < min(10, minutes)
    else:
        assert NOW < until <= min(NOW + dt.timedelta(minutes=minutes), starts_at - dt.timedelta(hours=2))
