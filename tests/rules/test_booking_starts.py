"""Free starts, against a slow twin that asks every minute of every visit; rooms; the order in which starts are shown."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.booking.rules import starts, ticks
from needlepoint.frontdoor import rules as patterns
from tests.rules.test_booking_ticks import CHANGES

FOLLOW_UP = patterns.pattern([["TOGETHER", 15], ["REST", 25], ["TOGETHER", 10], ["TURNOVER", 5]])
segments = st.lists(
    st.tuples(st.sampled_from(["TOGETHER", "REST", "TURNOVER"]), st.integers(1, 8).map(lambda n: n * 5)),
    min_size=1,
    max_size=5,
).filter(lambda pairs: any(kind == "TOGETHER" for kind, _ in pairs))
# (start, length) in ticks: what is taken, a few stretches a resource
stretches = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40)), max_size=5)
hours = st.lists(
    st.tuples(st.integers(0, 280), st.integers(1, 120)).map(
        lambda h: (h[0] * 5, min(1440, (h[0] + h[1]) * 5))
    ),
    min_size=1,
    max_size=3,
)


def taken(parts):
    return {t for start, length in parts for t in range(start, start + length)}


def masked(parts):
    return sum(1 << t for t in taken(parts))


def slow_starts(day, pattern, *, working_hours, practitioner, rooms, patient):
    """The obvious way: at each tick lay out the whole visit, tick by tick, and look whether somebody is in the way."""
    walls = [day.wall_minute(t) for t in range(day.ticks)]

    def works(t):
        return 0 <= t < day.ticks and any(a <= walls[t] and walls[t] + 5 <= b for a, b in working_hours)

    found = []
    for start in range(day.ticks):
        at, together, stay, room = start, [], [], []
        for segment in pattern.segments:
            length = segment.minutes // 5
            here = list(range(at, at + length))
            room += here
            if segment.kind is patterns.Kind.TOGETHER:
                together += here
            if segment.kind is not patterns.Kind.TURNOVER:
                stay += here
            at += length
        if (
            all(works(t) for t in stay)
            and not practitioner.intersection(together)
            and not patient.intersection(stay)
            and any(not one.intersection(room) for one in rooms)
            and room[-1] < day.ticks
        ):
            found.append(start)
    return found


@given(
    st.sampled_from(CHANGES),
    segments,
    hours,
    stretches,
    st.tuples(st.lists(stretches, min_size=1, max_size=4), stretches),
)
@settings(max_examples=200, deadline=None)
def test_free_starts_are_those_that_the_slow_twin_finds(
    change, pairs, working, practitioner, rooms_and_patient
):
    rooms, patient = rooms_and_patient
    zone, date, _ = change
    day, pattern = ticks.day(date, zone), patterns.pattern(pairs)
    at_work = day.of_hours(working)

    found = starts.free_starts(
        working=at_work,
        practitioner_free=at_work & ~masked(practitioner),
        room_frees=[day.whole & ~masked(room) for room in rooms],
        patient_free=day.whole & ~masked(patient),
        visit=starts.shape(pattern),
        grid=day.whole,
    )

    assert ticks.listed(found) == slow_starts(
        day,
        pattern,
        working_hours=working,
        practitioner=taken(practitioner),
        rooms=[taken(room) for room in rooms],
        patient=taken(patient),
    )


def day_starts(working, practitioner_taken=0, rooms=1):
    day = ticks.day(dt.date(2026, 11, 23), "America/New_York")
    at_work = day.of_hours(working)
    found = starts.free_starts(
        working=at_work,
        practitioner_free=at_work & ~practitioner_taken,
        room_frees=[day.whole] * rooms,
        patient_free=day.whole,
        visit=starts.shape(FOLLOW_UP),
        grid=ticks.grid(day.date, day.zone, 15),
    )
    return [f"{day.wall_minute(t) // 60}:{day.wall_minute(t) % 60:02d}" for t in ticks.listed(found)]


def test_needles_are_never_in_over_lunch_or_closing():
    # 50 minutes must end by noon and by 14:00, although the rest alone would need no practitioner.
    assert day_starts([(11 * 60, 12 * 60), (13 * 60, 14 * 60)]) == ["11:00", "13:00"]


def test_somebody_else_is_treated_while_one_rests():
    nine = ticks.bits(9 * 12, 9 * 12 + 3) | ticks.bits(9 * 12 + 8, 9 * 12 + 10)  # hands of a visit at 9:00

    assert day_starts([(9 * 60, 10 * 60 + 30)], nine) == ["9:15"]


def test_the_room_may_be_made_ready_after_closing():
    assert day_starts([(9 * 60, 9 * 60 + 50)]) == ["9:00"]


@given(st.integers(0, 2**300 - 1), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_doubling_finds_the_runs_that_counting_finds(free, length):
    expected = [t for t in range(300) if all(free >> (t + n) & 1 for n in range(length))]

    assert ticks.listed(starts.run_starts(free, length)) == expected


# --- Rooms -----------------------------------------------------------------------------------------------------------


def test_the_room_that_stood_empty_for_the_shortest_time_is_chosen():
    visit = starts.shape(FOLLOW_UP)
    whole = (1 << 288) - 1
    rooms = {7: whole, 8: whole & ~ticks.bits(96, 107), 9: whole & ~ticks.bits(90, 100)}

    assert starts.choose_room(rooms, 108, visit) == 8
    assert starts.choose_room(rooms, 80, visit) == 7  # all empty until then: the first
    assert starts.choose_room({7: whole & ~ticks.bits(118, 120)}, 108, visit) is None


# --- Which to show first -------------------------------------------------------------------------------------------------


def shown(*words):
    """Starts by words such as 'Mon 9:00', in their order, with their local times."""
    local = {}
    for word in words:
        day, clock = word.split()
        hour, minute = map(int, clock.split(":"))
        date = 23 + ["Mon", "Tue", "Wed", "Thu"].index(day)
        moment = dt.datetime(2026, 11, date, hour, minute, tzinfo=dt.UTC)
        local[starts.Start(moment, 1)] = moment
    return local


def first_three(*words):
    local = shown(*words)
    return [f"{local[s]:%a %-H:%M}" for s in starts.next_three(list(local), local)]


def test_the_first_three_are_three_different_choices():
    assert first_three(
        "Mon 10:00", "Mon 10:15", "Mon 10:30", "Mon 14:00", "Mon 14:15", "Tue 9:00", "Tue 9:15"
    ) == [
        "Mon 10:00",
        "Mon 14:00",
        "Tue 9:00",
    ]


def test_another_part_of_the_day_may_be_on_another_day():
    assert first_three("Mon 17:00", "Mon 17:15", "Tue 9:00", "Tue 9:15", "Wed 9:00") == [
        "Mon 17:00",
        "Tue 9:00",
        "Wed 9:00",
    ]


def test_when_there_is_little_choice_the_soonest_fill_up():
    assert first_three("Mon 10:00", "Mon 10:15", "Mon 10:30", "Mon 10:45") == [
        "Mon 10:00",
        "Mon 10:15",
        "Mon 10:30",
    ]
    assert first_three("Mon 10:00") == ["Mon 10:00"]
    assert first_three() == []


def test_the_nearest_starts_come_closest_first_and_the_later_of_two_equals():
    local = shown("Mon 9:00", "Mon 9:45", "Mon 10:15", "Mon 11:00", "Tue 10:00")
    wanted = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)

    assert [f"{local[s]:%a %-H:%M}" for s in starts.nearest(local, wanted)] == [
        "Mon 10:15",
        "Mon 9:45",
        "Mon 11:00",
    ]
