import datetime as dt
import itertools
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.knowledge import spans

DAWN = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")


def at(minutes: int) -> dt.datetime:
    return DAWN + dt.timedelta(minutes=minutes)


def a_span(start: int, end: int) -> spans.Span:
    return spans.Span(at(start), at(end))


some_span = st.tuples(st.integers(0, 40), st.integers(1, 15)).map(
    lambda pair: a_span(pair[0], pair[0] + pair[1])
)
some_spans = st.lists(some_span, max_size=8)


def minutes_in(given_spans) -> set[int]:
    """Slow twin: every minute by itself."""
    return {
        minute
        for minute in range(-5, 80)
        for span in given_spans
        if span.starts_at <= at(minute) < span.ends_at
    }


def test_a_span_knows_its_length_and_moves():
    span = a_span(0, 45)

    assert span.length == dt.timedelta(minutes=45)
    assert span.moved(dt.timedelta(hours=-1)) == a_span(-60, -15)


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (at(10), at(10)),
        (at(10), at(9)),
        (at(0).replace(tzinfo=None), at(9)),
        (at(0), at(9).replace(tzinfo=None)),
    ],
)
def test_an_empty_backward_or_zoneless_span_is_refused(starts_at, ends_at):
    with pytest.raises(spans.NotASpan):
        spans.Span(starts_at, ends_at)


def test_the_hour_the_clocks_go_back_counts_twice():
    before = dt.datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=0)
    after = dt.datetime(2026, 11, 1, 1, 15, tzinfo=NEW_YORK, fold=1)

    assert spans.Span(before, after).length == dt.timedelta(minutes=45)


def test_the_same_moments_written_in_two_zones_are_one_span():
    here = spans.Span(at(0).astimezone(NEW_YORK), at(30).astimezone(NEW_YORK))

    assert here == a_span(0, 30)
    assert here.starts_at.tzinfo is dt.UTC


def test_a_span_holds_its_start_and_not_its_end():
    span = a_span(0, 30)

    assert span.contains_moment(at(0))
    assert span.contains_moment(at(29))
    assert not span.contains_moment(at(30))
    assert not span.contains_moment(at(-1))


def test_touching_spans_do_not_overlap_but_merge_into_one():
    first, second = a_span(0, 30), a_span(30, 60)

    assert not first.overlaps(second)
    assert first.shared_with(second) is None
    assert spans.merge([second, first]) == (a_span(0, 60),)


def test_a_taken_middle_leaves_two_ends_and_may_reach_into_the_next_span():
    free = [a_span(0, 30), a_span(40, 60)]

    assert spans.subtract(free, [a_span(10, 20)]) == (a_span(0, 10), a_span(20, 30), a_span(40, 60))
    assert spans.subtract(free, [a_span(25, 45)]) == (a_span(0, 25), a_span(45, 60))
    assert spans.subtract(free, []) == tuple(free)
    assert spans.subtract([], free) == ()


@given(some_span, some_span)
def test_overlap_containment_and_the_shared_part_agree_with_minutes(one, other):
    shared = one.shared_with(other)

    assert one.overlaps(other) is bool(minutes_in([one]) & minutes_in([other]))
    assert one.contains(other) is (minutes_in([other]) <= minutes_in([one]))
    assert minutes_in([shared] if shared else []) == minutes_in([one]) & minutes_in([other])


@given(some_spans)
def test_merging_keeps_every_minute_and_leaves_gaps(given_spans):
    merged = spans.merge(given_spans)

    assert minutes_in(merged) == minutes_in(given_spans)
    assert all(left.ends_at < right.starts_at for left, right in itertools.pairwise(merged))


@given(some_spans, some_spans)
def test_subtracting_keeps_exactly_the_free_minutes(free, taken):
    left = spans.subtract(free, taken)

    assert minutes_in(left) == minutes_in(free) - minutes_in(taken)
    assert all(one.ends_at < other.starts_at for one, other in itertools.pairwise(left))
