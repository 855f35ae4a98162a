"""When somebody is at work in a place, against a slow twin that asks the wall clock of every place at every tick."""

import datetime as dt
import zoneinfo

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.booking.rules import ticks, working

ZONES = {0: "America/New_York", 1: "America/Chicago", 2: "Europe/London"}
MINUTES = st.integers(0, 24 * 12).map(lambda n: n * 5)
spans = st.tuples(MINUTES, MINUTES).filter(lambda span: span[0] < span[1])
dates = st.sampled_from(
    [dt.date(2026, 3, 6), dt.date(2026, 3, 27), dt.date(2026, 10, 31), dt.date(2026, 11, 23)]
)
bounds = st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
weekly = st.lists(
    st.builds(
        lambda day, place, span, first, last: working.Weekly(day, place, *span, first, last),
        st.integers(0, 6),
        st.sampled_from(list(ZONES)),
        spans,
        bounds,
        bounds,
    ),
    max_size=8,
)


def special(first):
    return st.lists(
        st.builds(
            lambda ahead, place, span: working.Special(first + dt.timedelta(days=ahead), place, *span),
            st.integers(0, 3),
            st.sampled_from(list(ZONES)),
            spans | st.just((None, None)),
        ),
        max_size=4,
    )


def is_at_work(schedule, place, moment):
    """Whether the five minutes from a moment lie within the hours of a place, asked of its wall clock."""
    wall = moment.astimezone(zoneinfo.ZoneInfo(ZONES[place]))
    minute = wall.hour * 60 + wall.minute
    special = [row for row in schedule.special if row.date == wall.date()]
    rows = special or [
        row
        for row in schedule.weekly
        if row.weekday == wall.weekday()
        and (row.from_date or wall.date()) <= wall.date() <= (row.until_date or wall.date())
    ]
    return any(
        row.place == place
        and row.starts_minute is not None
        and row.starts_minute <= minute
        and minute + 5 <= row.ends_minute
        for row in rows
    )


@given(st.data(), dates, weekly, st.sampled_from(list(ZONES)), st.sampled_from([0, 15, 45]))
@settings(max_examples=60, deadline=None)
def test_work_in_a_place_is_what_the_slow_twin_finds(data, date, rows, place, travel):
    schedule = working.Schedule(tuple(rows), tuple(data.draw(special(date))))
    over = ticks.stretch(date, 3, ZONES[0])
    zones = tuple(ZONES.items())

    found = working.line(date, 3, ZONES[0], schedule, place, zones, travel)

    expected = []
    for tick in range(over.ticks):
        moment = over.begins + tick * ticks.TICK
        back = [moment - n * ticks.TICK for n in range(travel // 5 + 1) if n <= tick]
        elsewhere = any(is_at_work(schedule, other, at) for other in ZONES if other != place for at in back)
        if is_at_work(schedule, place, moment) and not elsewhere:
            expected.append(tick)
    assert ticks.listed(found) == expected


def test_a_special_day_replaces_the_weekly_hours_of_every_place():
    schedule = working.Schedule(
        (working.Weekly(0, 0, 540, 720), working.Weekly(0, 1, 780, 900)),
        (working.Special(dt.date(2026, 11, 23), 1, 600, 660),),
    )

    assert schedule.hours_on(dt.date(2026, 11, 23), 0) == ()
    assert schedule.hours_on(dt.date(2026, 11, 23), 1) == ((600, 660),)
    assert schedule.hours_on(dt.date(2026, 11, 30), 0) == ((540, 720),)


@given(st.integers(0, 2**80), st.integers(0, 40))
def test_smearing_is_shifting_again_and_again(mask, reach):
    slow = 0
    for n in range(reach + 1):
        slow |= mask << n
    assert ticks.smeared(mask, reach) == slow


@given(dates, st.integers(1, 5), st.data())
@settings(deadline=None)
def test_a_line_falls_into_its_days(date, count, data):
    over = ticks.stretch(date, count, "America/New_York")
    line = data.draw(st.integers(0, over.whole))

    parts = [day.moment(tick) for day, part in over.parts(line) for tick in ticks.listed(part)]

    assert parts == [over.begins + tick * ticks.TICK for tick in ticks.listed(line)]
    assert over.ends == over.begins + over.ticks * ticks.TICK


def test_a_start_is_written_as_an_answer_holds_it():
    assert ticks.written(dt.date(2026, 11, 1), "America/New_York")[12 * 2] == "2026-11-01T06:00:00Z"
    assert len(ticks.written(dt.date(2026, 11, 1), "America/New_York")) == 300


def test_hours_end_with_the_last_day_of_a_licence():
    last = dt.date(2026, 11, 25)
    row = (0, None, 540, 720, None, None)
    assert working.weekly_until(row, None) == row
    assert working.weekly_until(row, last) == (0, None, 540, 720, None, last)
    sooner = (*row[:5], dt.date(2026, 11, 1))
    assert working.weekly_until(sooner, last) == sooner
    assert working.weekly_until((*row[:4], dt.date(2026, 12, 1), None), last) is None
    on = (last, None, 540, 720)
    assert working.special_until(on, None) == working.special_until(on, last) == on
    assert working.special_until((last + dt.timedelta(days=1), None, 540, 720), last) is None
