"""A course placed at once, held against every way there is of placing it."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import series

MONDAY = dt.date(2026, 11, 23)
MEI, OMAR = 1, 2


def on(date: dt.date, minute: int, practitioner_id: int = MEI) -> series.Open:
    at = dt.datetime.combine(date, dt.time(), dt.UTC) + dt.timedelta(minutes=minute)
    return series.Open(at, practitioner_id, date, minute)


def a_day(away: int) -> dt.date:
    return MONDAY + dt.timedelta(days=away)


def free_all_week(weeks: int, *, without=(), minutes=(600, 660, 840)) -> dict:
    days = {}
    for away in range(7 * weeks):
        date = a_day(away)
        if date.weekday() < 5 and date not in without:
            days[date] = [on(date, minute, who) for minute in minutes for who in (MEI, OMAR)]
    return days


def propose(days, *, count=4, gap=7, reasons=None, taste=None, after=None, reviews=(), first_number=1):
    return series.proposal(
        first_number=first_number,
        gaps=series.gaps([(count, gap)]),
        reviews=reviews,
        after=after,
        not_before=MONDAY,
        last=a_day(90),
        days=days,
        reasons=reasons or {},
        taste=taste or series.Taste(practitioner_id=MEI),
    )


def test_visits_of_an_open_diary_are_a_week_apart_at_one_time_with_one_person():
    planned = propose(free_all_week(5))
    assert [one.start.date for one in planned] == [a_day(0), a_day(7), a_day(14), a_day(21)]
    assert {(one.start.minute, one.start.practitioner_id) for one in planned} == {(600, MEI)}
    assert all(not one.clashes and len(one.others) == 3 for one in planned)


def test_twice_a_week_and_then_weekly_stays_on_its_weekdays():
    gaps = series.gaps([(6, 3), (2, 7)])
    dates = series.wanted_dates(MONDAY, gaps)
    assert [(date - MONDAY).days for date in dates] == [0, 4, 7, 11, 14, 18, 25, 32]
    assert series.gaps([(3, 2)]) == (2, 2, 3)


def test_a_holiday_moves_one_visit_and_leaves_the_others_on_their_weekday():
    shut = a_day(7)
    planned = propose(
        free_all_week(5, without=[shut]), reasons={shut: series.Day(series.Why.HOLIDAY, "Founders' Day")}
    )
    assert [one.start.date for one in planned] == [a_day(0), a_day(8), a_day(14), a_day(21)]
    assert planned[1].clashes == (series.Clash(series.Why.HOLIDAY, shut, "Founders' Day"),)
    assert not planned[2].clashes


def test_the_same_practitioner_another_hour_is_better_than_somebody_else():
    days = free_all_week(3)
    days[a_day(7)] = [on(a_day(7), 600, OMAR), on(a_day(7), 705, MEI)]
    planned = propose(days, count=3, taste=series.Taste(practitioner_id=MEI, minute=600))
    assert planned[1].start == on(a_day(7), 705, MEI)
    assert [clash.why for clash in planned[1].clashes] == [series.Why.OTHER_TIME]


def test_when_only_somebody_else_is_there_it_is_said():
    days = {
        date: [one for one in free if one.practitioner_id == OMAR] for date, free in free_all_week(3).items()
    }
    days[MONDAY] = [on(MONDAY, 600)]
    planned = propose(days, count=2)
    assert planned[1].start.practitioner_id == OMAR
    assert [clash.why for clash in planned[1].clashes] == [series.Why.OTHER_PRACTITIONER]


def test_reviews_are_where_the_plan_says():
    planned = propose(free_all_week(6), count=5, first_number=4, reviews=(6,))
    assert [one.number for one in planned if one.is_review] == [6]


def test_what_lies_beyond_the_open_diary_is_left_for_later():
    planned = series.proposal(
        first_number=1,
        gaps=series.gaps([(3, 7)]),
        reviews=(),
        after=None,
        not_before=MONDAY,
        last=a_day(10),
        days={date: free for date, free in free_all_week(2).items() if date <= a_day(10)},
        reasons={},
        taste=series.Taste(),
    )
    assert [one.start is not None for one in planned] == [True, True, False]
    assert planned[2].clashes[0].why is series.Why.TOO_FAR


def test_a_course_goes_on_a_gap_after_the_visit_before():
    planned = propose(free_all_week(4), count=2, after=a_day(-4))
    assert planned[0].start.date == a_day(3)


def test_nothing_to_place_is_nothing():
    assert propose({}, count=0) == ()


def test_a_full_diary_says_so():
    planned = propose({}, count=2)
    assert [clash.why for one in planned for clash in one.clashes] == [series.Why.NOTHING_FREE] * 2


# --- Held against every way there is -------------------------------------------------------------------------------------

starts_of_a_day = st.lists(
    st.tuples(st.sampled_from([540, 600, 660, 900]), st.sampled_from([MEI, OMAR])), max_size=3, unique=True
)
diaries = st.dictionaries(st.integers(0, 15), starts_of_a_day, max_size=8).map(
    lambda days: {a_day(away): [on(a_day(away), *one) for one in free] for away, free in days.items()}
)
tastes = st.builds(
    series.Taste,
    weekdays=st.frozensets(st.integers(0, 6), max_size=3),
    hours=st.sampled_from([None, (480, 720), (720, 1020)]),
    practitioner_id=st.sampled_from([None, MEI]),
    minute=st.sampled_from([None, 600, 900]),
)


@st.composite
def wishes(draw):
    gaps = series.gaps([(draw(st.integers(1, 3)), draw(st.sampled_from([2, 3, 7])))])
    begin = a_day(draw(st.integers(0, 4)))
    after = draw(st.sampled_from([None, begin - dt.timedelta(days=2)]))
    return series.Wanted(series.wanted_dates(begin, gaps), gaps, after)


def every_way(wanted, days):
    """Every choice of a start, or of none, for each visit, that keeps the visits apart."""
    free = [start for starts in days.values() for start in starts]
    for way in itertools.product([None, *free], repeat=len(wanted.dates)):
        before, is_allowed = wanted.after, True
        for index, start in enumerate(way):
            if start is None:
                continue
            far = abs((start.date - wanted.dates[index]).days) > wanted.reach(index)
            near = before is not None and (start.date - before).days < -(-wanted.gaps[index] // 2)
            if far or near:
                is_allowed = False
                break
            before = start.date
        if is_allowed:
            yield way


def points(way, wanted, taste):
    total, before = 0, None
    for index, start in enumerate(way):
        if start is None:
            total += series.LEFT_OUT
            continue
        total += taste.cost(start) + series.DAY * abs((start.date - wanted.dates[index]).days)
        if before is not None:
            gap = (start.date - way[before].date).days
            total += (gap - (wanted.dates[index] - wanted.dates[before]).days) ** 2
        before = index
    return total


def order(way):
    return [(start is None, start or ()) for start in way]


@given(wishes(), diaries, tastes)
def test_no_way_of_placing_is_cheaper_and_of_equals_the_earliest_is_taken(wanted, days, taste):
    chosen = series.place(wanted, days, taste)
    best = min(every_way(wanted, days), key=lambda way: (points(way, wanted, taste), order(way)))
    assert points(chosen, wanted, taste) == points(best, wanted, taste)
    assert chosen == best


@given(wishes(), diaries, tastes)
def test_other_starts_are_free_distinct_and_leave_the_neighbours_apart(wanted, days, taste):
    chosen = series.place(wanted, days, taste)
    for index in range(len(chosen)):
        found = series.others(index, chosen, wanted, days, taste)
        assert len(found) == len(set(found)) <= series.OTHERS
        for start in found:
            assert start in days[start.date]
            assert start != chosen[index]
            if chosen[index] is None:
                continue
            way = (*chosen[:index], start, *chosen[index + 1 :])
            assert way in set(every_way(wanted, days))


@given(diaries, tastes, st.integers(0, 4), st.sampled_from([2, 3, 7]))
def test_the_proposal_gives_every_visit_a_start_or_a_reason(days, taste, count, gap):
    planned = propose(days, count=count, gap=gap, taste=taste)
    assert [one.number for one in planned] == list(range(1, count + 1))
    for one in planned:
        assert one.start is not None or one.clashes
        assert one.start is None or one.start.date == one.wanted_on or one.clashes
    assert planned == propose(days, count=count, gap=gap, taste=taste)
