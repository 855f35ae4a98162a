"""What is wrong with hours, against a slow twin that walks every minute of every date; and which hours hold when."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.booking.rules import diary

Wrong = diary.Wrong
MONDAY = dt.date(2026, 11, 23)
dates = st.none() | st.integers(0, 20).map(lambda n: MONDAY + dt.timedelta(days=n))
rows = st.builds(
    diary.Row,
    st.integers(0, 2),
    st.integers(0, 20).map(lambda n: n * 5),
    st.integers(1, 24).map(lambda n: n * 5),
    st.sampled_from([None, 7]),
    dates,
    dates,
)


def slow_clashes(week, travel):
    """The obvious way: for every pair, look at every date of some weeks and every minute of it."""
    found = set()
    for later, other in enumerate(week):
        for earlier, one in enumerate(week[:later]):
            for ahead in range(-14, 50):
                date = MONDAY + dt.timedelta(days=ahead)
                if not (diary.is_valid_on(one, date) and diary.is_valid_on(other, date)):
                    continue
                mine = set(range(one.starts_minute, one.ends_minute))
                theirs = set(range(other.starts_minute, other.ends_minute))
                if mine & theirs:
                    found.add((later, earlier))
                elif one.place != other.place:
                    near = {minute + step for minute in mine for step in range(-travel, travel + 1)}
                    if near & theirs:
                        found.add((later, earlier))
    return found


@settings(max_examples=60)
@given(st.lists(rows, max_size=4), st.sampled_from([0, 10, 30]))
def test_hours_that_clash_are_all_found_and_no_others(week, travel):
    found = diary.faults(week, travel_minutes=travel)

    broken = {fault.row for fault in found if fault.other is None}
    clashes = {(fault.row, fault.other) for fault in found if fault.other is not None}
    slow = {pair for pair in slow_clashes(week, travel) if not broken & set(pair)}
    assert clashes == slow


def test_every_fault_of_a_week_is_named_at_once():
    week = [
        diary.Row(0, 9 * 60, 12 * 60),
        diary.Row(0, 11 * 60, 13 * 60),  # overlaps
        diary.Row(1, 13 * 60, 12 * 60),  # ends before it begins
        diary.Row(2, 9 * 60 + 2, 12 * 60),  # not on five minutes
        diary.Row(3, 22 * 60, 2 * 60),  # over midnight
        diary.Row(4, 9 * 60, 10 * 60, None, MONDAY, MONDAY - dt.timedelta(days=1)),
        diary.Row(5, 9 * 60, 12 * 60),
        diary.Row(5, 11 * 60, 13 * 60, 7),  # at two places at once
        diary.Row(6, 9 * 60, 12 * 60),
        diary.Row(6, 12 * 60 + 10, 13 * 60, 7),  # ten minutes for the way
        diary.Row(9, 25 * 60, 26 * 60),
    ]

    found = diary.faults(week, travel_minutes=30)

    assert [(fault.wrong, fault.row, fault.other, fault.minutes) for fault in found] == [
        (Wrong.OVERLAP, 1, 0, 0),
        (Wrong.ORDER, 2, None, 0),
        (Wrong.STEP, 3, None, 0),
        (Wrong.MIDNIGHT, 4, None, 0),
        (Wrong.DATES, 5, None, 0),
        (Wrong.TWO_PLACES, 7, 6, 0),
        (Wrong.TRAVEL, 9, 8, 10),
        (Wrong.WEEKDAY, 10, None, 0),
        (Wrong.TIME, 10, None, 0),
    ]


def test_a_day_may_end_at_midnight_and_not_after_it():
    assert diary.faults([diary.Row(0, 18 * 60, 24 * 60)]) == []
    [fault] = diary.faults([diary.Row(0, 18 * 60, 24 * 60 + 5)])
    assert fault.wrong is Wrong.MIDNIGHT


def test_hours_that_follow_one_another_in_time_do_not_clash():
    until = MONDAY + dt.timedelta(days=6)
    week = [
        diary.Row(0, 540, 720, None, None, until),
        diary.Row(0, 600, 780, None, until + dt.timedelta(days=1)),
    ]
    assert diary.faults(week) == []


@given(st.lists(rows, max_size=4), st.lists(rows, max_size=3), st.integers(0, 20))
def test_new_hours_from_a_date_leave_the_days_before_as_they_were(old, fresh, ahead):
    fresh = [row._replace(from_date=None, until_date=None) for row in fresh]
    from_date = MONDAY + dt.timedelta(days=ahead)

    now = diary.replaced(old, fresh, from_date)

    for step in range(-8, 30):
        date = MONDAY + dt.timedelta(days=step)
        then = fresh if date >= from_date else old
        assert diary.stretches_on(date, now) == diary.stretches_on(date, then)
    assert diary.replaced(old, fresh, None) == fresh


def test_a_day_that_differs_replaces_the_weekly_hours():
    weekly = [diary.Row(0, 540, 720), diary.Row(0, 780, 1080)]
    assert diary.stretches_on(MONDAY, weekly) == [(540, 720, None), (780, 1080, None)]
    assert diary.stretches_on(MONDAY, weekly, [diary.Stretch(600, 660)]) == [(600, 660, None)]
    assert diary.stretches_on(MONDAY, weekly, []) == []
    assert diary.stretches_on(MONDAY + dt.timedelta(days=1), weekly) == []


def test_work_without_a_break_covers_a_visit_and_lunch_does_not():
    day = [diary.Stretch(540, 720), diary.Stretch(720, 780), diary.Stretch(840, 1080)]
    assert diary.covers(day, 700, 770, None)
    assert not diary.covers(day, 770, 850, None)
    assert not diary.covers(day, 530, 560, None)
    assert not diary.covers(day, 600, 660, 7)
    assert not diary.covers([], 600, 660, None)


def test_the_holidays_of_a_country_and_of_its_region_are_told():
    first, last = dt.date(2026, 11, 22), dt.date(2027, 1, 1)
    names = dict(diary.holidays_of("US", "NY", first, last))
    assert names[dt.date(2026, 11, 26)] == "Thanksgiving Day"
    assert dt.date(2027, 1, 1) in names
    assert min(names) >= first
    assert diary.holidays_of("US", "no such part", first, last)
    assert diary.holidays_of("ZZ", "", first, last) is None
