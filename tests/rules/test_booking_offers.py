"""The order in which starts are offered, against slow twins: every filling of a small day, and every start one by one."""

import datetime as dt
import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.booking.rules import offers, starts, ticks
from needlepoint.frontdoor import rules as patterns


def shape(*minutes):
    kinds = ["TOGETHER", "REST", "TOGETHER", "TURNOVER"]
    return starts.shape(patterns.pattern(list(zip(kinds, minutes, strict=False))))


FOLLOW_UP = shape(15, 30, 15, 5)
FIRST_VISIT = shape(25, 30, 20, 5)
SHORT = shape(10, 15, 5, 5)  # 7 ticks: small enough to try everything
LONG = shape(15, 20, 10, 5)
PLAIN = shape(20)
ONE = offers.mix_of([(FOLLOW_UP, 1)])
TWO = offers.mix_of([(FOLLOW_UP, 7), (FIRST_VISIT, 3)])
EIGHT_HOURS = ticks.bits(108, 204)  # 9:00 to 17:00

stretches = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 8)), max_size=5)


def masked(parts):
    return sum(1 << t for t in {t for start, length in parts for t in range(start, start + length)})


def day(*, taken=0, rooms=2, working=EIGHT_HOURS, room_taken=()):
    frees = [ticks.bits(0, 288)] * rooms
    for place, held in enumerate(room_taken[:rooms]):
        frees[place] &= ~held
    return offers.day_of(working=working, free=working & ~taken, rooms=frees)


def mask(runs, tick):
    return sum(ticks.bits(tick + offset, tick + offset + length) for offset, length in runs)


# --- Nothing is ever left out ---------------------------------------------------------------------------------------


@given(
    stretches, st.lists(stretches, min_size=1, max_size=3), st.none() | st.integers(0, 95), st.integers(1, 4)
)
@settings(max_examples=10, deadline=None)
def test_every_free_start_is_offered_once_and_nothing_else(taken, room_taken, wanted, count):
    held = [masked(parts) << 108 for parts in room_taken]
    here = day(taken=masked(taken) << 108, rooms=len(held), room_taken=held)
    wanted = None if wanted is None else wanted + 108

    found = offers.ranked(here, FOLLOW_UP, ONE, wanted=wanted, count=count)

    free = starts.free_starts(
        working=EIGHT_HOURS,
        practitioner_free=EIGHT_HOURS & ~(masked(taken) << 108),
        room_frees=[ticks.bits(0, 288) & ~one for one in held],
        patient_free=ticks.bits(0, 288),
        visit=FOLLOW_UP,
        grid=ticks.bits(0, 288),
    )
    assert sorted(one.tick for one in found) == ticks.listed(free)
    recommended = [one.is_recommended for one in found]
    assert recommended == sorted(recommended, reverse=True)  # they stand first
    near = [one for one in found if wanted is None or abs(one.tick - wanted) <= offers.REACH]
    assert any(recommended) == bool(near)
    assert all(one.cost >= 0 for one in found)
    if wanted is not None:
        assert sum(recommended) <= count
        assert all(one in near for one in found if one.is_recommended)


def test_only_what_suits_this_person_is_ranked_but_the_plan_is_everybodys():
    everything = {one.tick: one.cost for one in offers.ranked(day(), FOLLOW_UP, ONE)}

    found = offers.ranked(day(), FOLLOW_UP, ONE, among=ticks.bits(120, 125))

    assert {one.tick: one.cost for one in found} == {tick: everything[tick] for tick in range(120, 125)}
    assert any(one.is_recommended for one in found)
    assert offers.ranked(day(), FOLLOW_UP, ONE, among=0) == []


def test_the_same_question_has_the_same_answer():
    first = offers.ranked(day(), FOLLOW_UP, ONE, wanted=150)
    offers._plan.cache_clear()
    offers._first_wave.cache_clear()
    offers._filled.cache_clear()

    assert offers.ranked(day(), FOLLOW_UP, ONE, wanted=150) == first


def test_a_day_at_another_hour_is_planned_as_the_same_day():
    early = offers.ranked(day(working=EIGHT_HOURS >> 12), FOLLOW_UP, ONE)
    late = offers.ranked(day(), FOLLOW_UP, ONE)

    assert [(one.tick + 12, one.cost) for one in early] == [(one.tick, one.cost) for one in late]


# --- What a start costs ---------------------------------------------------------------------------------------------


def most_worth(here, mix):
    """The obvious way: try every visit and every pause at every tick, in every room, and keep what is worth most."""
    worth, pause = offers._worth(mix), mix[0].shape.hands[0][1]
    noon, end = offers._middle(here.working), here.working.bit_length()

    @functools.cache
    def best(tick, free, rooms, paused):
        if tick >= end:
            return 0
        most = best(tick + 1, free, rooms, paused)
        for part, value in zip(mix, worth, strict=True):
            hands, stay = mask(part.shape.hands, tick), mask(part.shape.stay, tick)
            if free & hands == hands and here.working & stay == stay:
                need = mask(part.shape.room, tick)
                for place, room in enumerate(rooms):
                    if room & need == need:
                        left = (*rooms[:place], room & ~need, *rooms[place + 1 :])
                        most = max(most, value + best(tick + 1, free & ~hands, left, paused))
        half, rest = tick >= noon, ticks.bits(tick, tick + pause)
        if free & rest == rest and not paused >> half & 1 and (half or tick + pause <= noon):
            most = max(most, offers.PAUSE_WORTH + best(tick + 1, free & ~rest, rooms, paused | 1 << half))
        return most

    return best(0, here.free, here.rooms, 0)


def taking(here, visit, tick, room):
    rooms = list(here.rooms)
    rooms[room] &= ~mask(visit.room, tick)
    return here._replace(free=here.free & ~mask(visit.hands, tick), rooms=tuple(rooms))


small = st.builds(
    lambda length, taken, room_taken: offers.day_of(
        working=ticks.bits(0, length),
        free=ticks.bits(0, length) & ~masked(taken),
        rooms=[ticks.bits(0, length + 12) & ~masked(parts) for parts in room_taken],
    ),
    st.integers(9, 15),
    st.lists(st.tuples(st.integers(0, 18), st.integers(1, 3)), max_size=2),
    st.lists(st.lists(st.tuples(st.integers(0, 18), st.integers(1, 4)), max_size=1), min_size=1, max_size=2),
)


@given(small, st.sampled_from([[(SHORT, 1)], [(SHORT, 2), (LONG, 1)]]))
@settings(max_examples=8, deadline=None)
def test_a_start_costs_what_the_best_filling_of_a_small_day_loses_by_it(exact_plans, here, weighted):
    mix = offers.mix_of(weighted)
    whole = most_worth(here, mix)
    losses = offers._plan(here, mix).losses

    for place, part in enumerate(mix):
        for tick in offers.free_starts(here, part.shape):
            left = max(
                most_worth(taking(here, part.shape, tick, room), mix)
                for room, free in enumerate(here.rooms)
                if free & mask(part.shape.room, tick) == mask(part.shape.room, tick)
            )
            assert losses[place][tick] == whole - left - offers._worth(mix)[place]


@pytest.fixture(scope="module")
def exact_plans():
    """Plans without the small preference for the first wave, and without giving up any half-made plan early."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offers, "KEEP_WAVE", 0)
        patch.setattr(offers, "NARROW", 10_000)
        offers._plan.cache_clear()
        yield
    offers._plan.cache_clear()


# --- The wave -------------------------------------------------------------------------------------------------------


@given(
    stretches,
    st.lists(stretches, min_size=2, max_size=2),
    st.sampled_from([ONE, TWO]),
)
@settings(max_examples=6, deadline=None)
def test_a_wave_can_be_worked_as_planned(taken, room_taken, mix):
    here = day(
        taken=masked(taken) << 108,
        rooms=len(room_taken),
        room_taken=[masked(one) << 108 for one in room_taken],
    )

    plan = offers.plan(here, mix)

    free, rooms = here.free, list(here.rooms)
    for planned in plan.wave:
        visit = mix[planned.part].shape
        hands, stay = mask(visit.hands, planned.tick), mask(visit.stay, planned.tick)
        need = mask(visit.room, planned.tick)
        assert free & hands == hands
        assert here.working & stay == stay
        assert rooms[planned.room] & need == need
        free &= ~hands
        rooms[planned.room] &= ~need
    for tick in plan.pauses:
        rest = ticks.bits(tick, tick + mix[0].shape.hands[0][1])
        assert free & rest == rest
        free &= ~rest


@pytest.mark.parametrize(("rooms", "visits"), [(1, 7), (2, 12), (3, 15), (4, 15)])
def test_an_empty_day_holds_as_many_visits_as_were_proved_and_a_pause_in_each_half(rooms, visits):
    plan = offers.plan(day(rooms=rooms), ONE)

    assert len(plan.wave) == visits
    assert len(plan.pauses) == 2
    assert plan.pauses[0] < 48 <= plan.pauses[1]


def test_pauses_stay_when_everybody_takes_what_is_recommended():
    working, free, rooms = EIGHT_HOURS, EIGHT_HOURS, [ticks.bits(0, 288)] * 3
    for wanted in (150, 120, 180, 110, 195, 140, 165, 130, 175, 155, 115, 190):
        here = offers.day_of(working=working, free=free, rooms=rooms)
        best = next(iter(offers.ranked(here, FOLLOW_UP, ONE, wanted=wanted)), None)
        if best is None or not best.is_recommended:
            continue
        room = offers.choose_room(here, FOLLOW_UP, best.tick, ONE)
        free &= ~mask(FOLLOW_UP.hands, best.tick)
        rooms[room] &= ~mask(FOLLOW_UP.room, best.tick)

    assert starts.run_starts(free & ticks.bits(108, 156), 3)
    assert starts.run_starts(free & ticks.bits(156, 204), 3)


def test_what_the_clinic_seldom_does_is_ranked_too():
    found = offers.ranked(day(), PLAIN, ONE, wanted=150)

    assert [one.tick for one in found if one.is_recommended]
    assert {one.tick for one in found} == set(range(108, 201))


@pytest.mark.parametrize("rooms", [2, 3])
def test_a_first_visit_is_recommended_on_an_empty_day_whatever_it_costs_the_wave(rooms):
    for wanted in (None, 108, 156, 190):
        found = offers.ranked(day(rooms=rooms), FIRST_VISIT, TWO, wanted=wanted)

        assert any(one.is_recommended for one in found)


def test_a_long_visit_is_ranked_among_short_ones_that_begin_until_later():
    long = shape(60, 60, 20)
    mix = offers.mix_of([(PLAIN, 3), (long, 1)])

    found = offers.ranked(day(working=ticks.bits(108, 156)), long, mix, wanted=112)

    assert {one.tick for one in found} == set(range(108, 129))


def test_a_closed_day_offers_nothing():
    assert offers.ranked(day(working=0), FOLLOW_UP, ONE) == []


def test_a_mix_of_nothing_is_refused():
    with pytest.raises(ValueError, match="weight above 0"):
        offers.mix_of([(FOLLOW_UP, 0)])


# --- Rooms ----------------------------------------------------------------------------------------------------------


def test_rooms_that_take_turns_keep_their_turns():
    # Say 12:15 is booked in one room: 10:45 must go to the other, or 11:00 and 12:00 cannot both follow.
    wave = offers.plan(day(), ONE).wave
    chosen = {planned.tick: offers.choose_room(day(), FOLLOW_UP, planned.tick + 108, ONE) for planned in wave}

    assert chosen == {planned.tick: planned.room for planned in wave}


def test_a_room_is_chosen_only_where_one_is_free():
    full = day(room_taken=[ticks.bits(0, 288)] * 2)
    half = day(room_taken=[ticks.bits(0, 288)])

    assert offers.choose_room(full, FOLLOW_UP, 120, ONE) is None
    assert offers.choose_room(half, FOLLOW_UP, 120, ONE) == 1


# --- Three of several days ------------------------------------------------------------------------------------------


def on(date, hour, minute=0):
    return dt.datetime(2026, 11, date, hour, minute, tzinfo=dt.UTC)


def test_three_are_the_soonest_another_part_of_a_day_and_another_day_all_recommended_where_possible():
    found = [on(23, 9), on(23, 9, 15), on(23, 10), on(23, 13), on(23, 14), on(24, 9), on(24, 15)]
    local = {moment: moment for moment in found}

    shown = offers.three(found, local, {on(23, 9, 15), on(23, 14), on(24, 15)})

    assert shown == [on(23, 9, 15), on(23, 14), on(24, 15)]


def test_three_are_filled_up_with_what_is_free():
    found = [on(23, 9), on(23, 9, 15), on(23, 9, 30)]

    assert offers.three(found, {moment: moment for moment in found}, set()) == found
    assert offers.three([], {}, set()) == []
