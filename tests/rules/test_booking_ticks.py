"""Days cut into ticks, against a twin that walks through real time minute by minute."""

import datetime as dt
import functools
import itertools
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.booking.rules import ticks

# Two changes each of three zones, and places whose clocks change at midnight or by half an hour.
CHANGES = [
    ("America/New_York", dt.date(2027, 3, 14), 276),
    ("America/New_York", dt.date(2026, 11, 1), 300),
    ("Europe/London", dt.date(2027, 3, 28), 276),
    ("Europe/London", dt.date(2026, 10, 25), 300),
    ("Australia/Sydney", dt.date(2026, 10, 4), 276),
    ("Australia/Sydney", dt.date(2027, 4, 4), 300),
    ("Australia/Lord_Howe", dt.date(2026, 10, 4), 282),
    ("Australia/Lord_Howe", dt.date(2027, 4, 4), 294),
    ("Africa/Cairo", dt.date(2027, 4, 30), 276),
    ("America/New_York", dt.date(2026, 11, 23), 288),
]
zones = st.sampled_from([zone for zone, *_ in CHANGES])


@functools.cache
def slow_day(date, zone):
    """Every five-minute moment that the zone itself counts to the day, found by walking."""
    place = zoneinfo.ZoneInfo(zone)
    moment = dt.datetime.combine(date, dt.time(), dt.UTC) - dt.timedelta(hours=15)
    found = []
    while moment < dt.datetime.combine(date, dt.time(), dt.UTC) + dt.timedelta(hours=40):
        local = moment.astimezone(place)
        if local.date() == date:
            found.append((moment, local.hour * 60 + local.minute))
        moment += dt.timedelta(minutes=5)
    return found


@pytest.mark.parametrize(("zone", "date", "count"), CHANGES)
def test_a_day_has_the_ticks_that_really_pass(zone, date, count):
    day = ticks.day(date, zone)

    assert day.ticks == count
    assert [(day.moment(t), day.wall_minute(t)) for t in range(day.ticks)] == slow_day(date, zone)


@pytest.mark.parametrize(("zone", "date", "count"), CHANGES)
def test_days_follow_each_other_without_gap_or_overlap(zone, date, count):
    assert ticks.day(date, zone).ends == ticks.day(date + dt.timedelta(days=1), zone).begins


@given(
    st.sampled_from(CHANGES),
    st.lists(st.tuples(st.integers(0, 287), st.integers(1, 288)).filter(lambda h: h[0] < h[1]), max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_hours_are_the_ticks_at_which_the_wall_clock_stands_within_them(change, spans):
    zone, date, _ = change
    hours = [(start * 5, end * 5) for start, end in spans]

    mask = ticks.day(date, zone).of_hours(hours)

    expected = {
        t for t, (_, minute) in enumerate(slow_day(date, zone)) if any(a <= minute < b for a, b in hours)
    }
    assert set(ticks.listed(mask)) == expected


def test_an_hour_that_the_clock_skips_has_no_ticks_and_one_it_repeats_has_them_twice():
    spring = ticks.day(dt.date(2027, 3, 14), "America/New_York")
    autumn = ticks.day(dt.date(2026, 11, 1), "America/New_York")

    assert spring.of_hours([(120, 180)]) == 0
    assert autumn.of_hours([(60, 120)]).bit_count() == 24


def test_hours_that_begin_within_a_tick_begin_with_the_next_one():
    day = ticks.day(dt.date(2026, 11, 23), "America/New_York")

    assert ticks.listed(day.of_hours([(541, 559)])) == [109, 110]


@given(
    zones, st.dates(dt.date(2026, 9, 1), dt.date(2027, 5, 1)), st.integers(-400, 400), st.integers(1, 2000)
)
@settings(max_examples=200, deadline=None)
def test_a_span_takes_every_tick_it_touches(zone, date, offset, minutes):
    day = ticks.day(date, zone)
    start = day.begins + dt.timedelta(minutes=offset)
    end = start + dt.timedelta(minutes=minutes)

    touched = [t for t in range(day.ticks) if day.moment(t) < end and day.moment(t + 1) > start]

    assert ticks.listed(day.of_span(start, end)) == touched


@given(st.sets(st.integers(0, 299)))
def test_words_keep_a_day_and_give_it_back(taken):
    mask = sum(1 << tick for tick in taken)

    kept = ticks.words(mask)

    assert len(kept) == 5
    assert all(0 <= word < 2**60 for word in kept)
    assert ticks.mask(kept) == mask
    assert ticks.listed(mask) == sorted(taken)
    assert [tick for first, end in ticks.runs(mask) for tick in range(first, end)] == sorted(taken)
    assert all(end < first for (_, end), (first, _) in itertools.pairwise(ticks.runs(mask)))


@given(
    st.sampled_from(CHANGES),
    st.integers(-300, 300),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 40)), min_size=1, max_size=3),
)
@settings(max_examples=200, deadline=None)
def test_what_a_visit_holds_is_split_at_midnight_and_nothing_is_lost(change, start, runs):
    zone, date, _ = change
    starts_at = ticks.day(date, zone).begins + start * ticks.TICK

    held = ticks.held(starts_at, runs, zone)

    moments = {ticks.day(day, zone).moment(t) for day, mask in held.items() for t in ticks.listed(mask)}
    assert moments == {starts_at + t * ticks.TICK for a, n in runs for t in range(a, a + n)}


def test_the_grid_stands_on_the_quarter_hours_of_the_wall_clock():
    mask = ticks.grid(dt.date(2026, 10, 4), "Australia/Lord_Howe", 15)  # half an hour is skipped that day

    day = ticks.day(dt.date(2026, 10, 4), "Australia/Lord_Howe")
    assert {day.wall_minute(t) % 15 for t in ticks.listed(mask)} == {0}
    assert mask.bit_count() == 94


def test_only_the_beginning_of_a_tick_is_on_a_tick():
    nine = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)

    assert ticks.is_on_tick(nine, "America/New_York")
    assert not ticks.is_on_tick(nine + dt.timedelta(seconds=1), "America/New_York")
    assert not ticks.is_on_tick(nine + dt.timedelta(minutes=3), "America/New_York")
