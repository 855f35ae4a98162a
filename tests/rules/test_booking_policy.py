"""The states of a visit, and what the clinic allows."""

import datetime as dt

import pytest

from needlepoint.booking import models
from needlepoint.booking.rules import policy, states

State = states.State
VISIT = dt.datetime(2026, 11, 26, 15, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TERMS = {"zone": "America/New_York", "lead_minutes": 60, "horizon_days": 90, "is_same_day": True}


# --- States --------------------------------------------------------------------------------------------------------------


def test_the_states_of_the_rules_are_those_of_the_rows():
    assert set(states.State) == set(models.Visit.State.values) == set(states.MOVES)


def test_the_diagram_shows_every_move_and_no_other():
    assert states.diagram() == (
        "stateDiagram-v2\n"
        "    [*] --> BOOKED\n"
        "    BOOKED --> ARRIVED\n"
        "    BOOKED --> CANCELLED\n"
        "    BOOKED --> MISSED\n"
        "    ARRIVED --> BOOKED\n"
        "    ARRIVED --> COMPLETED\n"
        "    MISSED --> BOOKED\n"
        "    CANCELLED --> [*]\n"
        "    COMPLETED --> [*]\n"
    )


def test_before_and_may_become_read_the_one_dictionary():
    assert states.before(State.ARRIVED) == {State.BOOKED}
    assert states.before(State.COMPLETED) == {State.ARRIVED}
    assert states.before(State.BOOKED) == {State.ARRIVED, State.MISSED}  # pressed by mistake
    assert states.may_become("BOOKED", State.MISSED)
    assert not states.may_become("CANCELLED", State.ARRIVED)


# --- Cancelling ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("booked_before", "free_before"),
    [
        (10 * 24 * HOUR, 24 * HOUR),  # booked long ago: free until a day before
        (24 * HOUR, 24 * HOUR - policy.GRACE),  # booked a day before: the 15 minutes count
        (3 * HOUR, 3 * HOUR - policy.GRACE),
        (HOUR / 6, dt.timedelta()),  # booked 10 minutes before: until it begins, never past that
    ],
)
def test_a_change_is_free_until_a_day_before_and_always_for_fifteen_minutes(booked_before, free_before):
    until = policy.free_until(starts_at=VISIT, booked_at=VISIT - booked_before, free_hours=24)

    assert until == VISIT - free_before


# --- Who may book ------------------------------------------------------------------------------------------------------------

Gate = policy.Gate


@pytest.mark.parametrize(
    ("is_staff", "check_allows", "seen_days_ago", "gate"),
    [
        (False, None, None, Gate.CHECK),
        (False, True, None, Gate.OPEN),
        (False, False, None, Gate.STOPPED),
        (False, False, 3, Gate.STOPPED),  # a red flag today outweighs last week's visit
        (False, True, 3, Gate.OPEN),
        (False, None, 90, Gate.CONFIRM),
        (False, None, 91, Gate.CHECK),
        (True, None, None, Gate.OPEN),
        (True, False, None, Gate.OPEN),
    ],
)
def test_the_gate_stands_where_it_should(is_staff, check_allows, seen_days_ago, gate):
    assert policy.gate(is_staff=is_staff, check_allows=check_allows, seen_days_ago=seen_days_ago) is gate


@pytest.mark.parametrize(("days", "is_first"), [(None, True), (0, False), (183, False), (184, True)])
def test_a_visit_after_half_a_year_is_a_first_one_again(days, is_first):
    assert policy.needs_first_visit(days) is is_first


def test_patients_book_an_hour_ahead_and_staff_enter_who_walks_in():
    at_home = policy.bounds(VISIT, is_staff=False, **TERMS)
    at_the_desk = policy.bounds(VISIT, is_staff=True, **TERMS)

    assert at_home.allow(VISIT + HOUR)
    assert not at_home.allow(VISIT + HOUR - policy.ticks.TICK)
    assert at_the_desk.allow(VISIT - HOUR / 4)
    assert not at_the_desk.allow(VISIT - HOUR / 4 - policy.ticks.TICK)


def test_the_days_ahead_end_at_midnight_where_the_clinic_is():
    last = policy.ticks.day(dt.date(2026, 11, 29), "America/New_York")
    bounds = policy.bounds(VISIT, is_staff=False, **{**TERMS, "horizon_days": 3})

    assert bounds.allow(last.ends - policy.ticks.TICK)
    assert not bounds.allow(last.ends)


def test_a_visit_that_is_never_for_today_begins_tomorrow():
    today = policy.ticks.day(dt.date(2026, 11, 26), "America/New_York")
    bounds = policy.bounds(VISIT, is_staff=False, **{**TERMS, "is_same_day": False})

    assert not bounds.allow(today.ends - policy.ticks.TICK)
    assert bounds.allow(today.ends)


@pytest.mark.parametrize("date", [dt.date(2026, 3, 8), dt.date(2026, 11, 1), dt.date(2026, 11, 26)])
def test_the_line_of_the_bounds_is_every_tick_that_they_allow(date):
    over = policy.ticks.stretch(date, 3, "America/New_York")
    bounds = policy.bounds(over.begins + HOUR / 7, is_staff=False, **{**TERMS, "horizon_days": 1})

    allowed = [t for t in range(over.ticks) if bounds.allow(over.begins + t * policy.ticks.TICK)]

    assert policy.ticks.listed(bounds.line(over)) == allowed
