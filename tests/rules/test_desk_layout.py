"""Where visits stand in a column of the calendar, and where they would fit."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import starts, ticks
from needlepoint.desk.rules import layout
from needlepoint.frontdoor import rules as patterns

NEW_YORK = "America/New_York"
ORDINARY, SPRING, AUTUMN = dt.date(2026, 11, 23), dt.date(2026, 3, 8), dt.date(2026, 11, 1)
DAYS = st.sampled_from([ticks.day(date, NEW_YORK) for date in (ORDINARY, SPRING, AUTUMN)])
SPANS = st.lists(
    st.builds(lambda at, length: layout.Span(at, at + length), st.integers(0, 280), st.integers(1, 20)),
    max_size=40,
)
PATTERNS = st.lists(
    st.tuples(st.sampled_from(["TOGETHER", "REST", "TURNOVER"]), st.integers(1, 9).map(lambda n: n * 5)),
    min_size=1,
    max_size=5,
).map(lambda pairs: [("TOGETHER", 5), *pairs])


@given(SPANS, st.integers(1, 4))
def test_no_two_visits_of_one_lane_overlap(spans, at_least):
    lanes = layout.lanes(spans, at_least=at_least)
    for a, (one, lane) in enumerate(zip(spans, lanes, strict=True)):
        assert 1 <= lane.number <= lane.of
        assert lane.of >= at_least
        for other, beside in list(zip(spans, lanes, strict=True))[a + 1 :]:
            if one.start < other.end and other.start < one.end:
                assert lane.number != beside.number
                assert lane.of == beside.of


@given(SPANS)
def test_there_are_no_more_lanes_than_visits_at_once(spans):
    most = max((sum(s.start <= tick < s.end for s in spans) for tick in range(301)), default=0)
    assert all(lane.of <= max(most, 1) for lane in layout.lanes(spans))


def test_a_visit_in_the_rest_of_another_stands_beside_it_and_a_later_one_has_the_whole_width():
    ada, bo, cleo = layout.Span(120, 130), layout.Span(123, 133), layout.Span(133, 143)
    assert layout.lanes([ada, bo, cleo]) == [layout.Lane(1, 2), layout.Lane(2, 2), layout.Lane(1, 1)]


@given(st.integers(0, (1 << 300) - 1))
def test_the_runs_of_a_set_are_its_ticks(mask):
    found = layout.runs(mask)
    assert sum(((1 << run.length) - 1) << run.start for run in found) == mask
    assert all(a.end < b.start for a, b in itertools.pairwise(found))


@given(DAYS, PATTERNS, st.integers(-30, 299))
def test_every_segment_is_drawn_at_its_true_minutes(day, pattern, start):
    drawn = layout.segments(pattern, start, layout.Span(0, day.ticks))
    minute = day.moment(start)
    expected = []
    for kind, minutes in pattern:
        until = minute + dt.timedelta(minutes=minutes)
        if until > day.begins and minute < day.ends:
            expected.append((kind, max(minute, day.begins), min(until, day.ends)))
        minute = until
    assert [(kind, day.moment(at.start), day.moment(at.end)) for kind, at in drawn] == expected


@given(DAYS, SPANS)
def test_the_window_holds_everything_and_begins_on_a_whole_hour(day, spans):
    shown = layout.window(day, [day.of_hours([(540, 1020)])], spans)
    assert day.wall_minute(shown.start) % 60 == 0
    assert shown.end == day.ticks or day.wall_minute(shown.end) % 60 == 0
    for span in (span for span in spans if span.start < day.ticks):
        assert shown.start <= span.start
        assert min(span.end, day.ticks) <= shown.end


@pytest.mark.parametrize(("date", "hours"), [(ORDINARY, 9), (SPRING, 8), (AUTUMN, 10)])
def test_a_day_on_which_the_clocks_change_is_drawn_as_long_as_it_is(date, hours):
    day = ticks.day(date, NEW_YORK)
    shown = layout.window(day, [day.of_hours([(0, 9 * 60)])], [])
    assert shown.length == hours * 12


@given(DAYS, st.integers(0, (1 << 276) - 1))
def test_free_half_hours_are_free_and_end_at_half_hours(day, free):
    for span in layout.half_hours(free, day):
        assert 3 <= span.length <= 6
        assert all(free >> tick & 1 for tick in range(span.start, span.end))


@given(
    DAYS,
    PATTERNS.filter(lambda p: p[0][0] == "TOGETHER"),
    st.lists(st.integers(0, (1 << 300) - 1), min_size=5, max_size=5),
)
def test_where_a_visit_fits_agrees_with_trying_every_tick(day, pattern, masks):
    working, hands, first_room, second_room, patient = (mask & day.whole for mask in masks)
    rooms = {1: first_room, 2: second_room}
    read = patterns.pattern(pattern)
    visit = starts.shape(read)
    found = layout.fits(
        visit=visit,
        working=working,
        practitioner_free=hands,
        rooms=rooms,
        patient_free=patient,
        whole=day.whole,
    )

    def held(mask, runs, tick):
        return all(
            mask >> at & 1
            for offset, length in runs
            for at in range(tick + offset // 5, tick + (offset + length) // 5)
        )

    for tick in range(0, day.ticks, 7):
        at_work = held(working, read.patient_runs, tick)
        able = held(hands, read.practitioner_runs, tick)
        roomy = any(held(mask, read.room_runs, tick) for mask in rooms.values())
        there = held(patient, read.patient_runs, tick)
        assert bool(found.allowed >> tick & 1) == (at_work and able and roomy and there)
        assert bool(found.outside >> tick & 1) != at_work
        assert bool(found.with_other >> tick & 1) != able
        assert bool(found.no_room >> tick & 1) != roomy
        assert bool(found.elsewhere >> tick & 1) != there
