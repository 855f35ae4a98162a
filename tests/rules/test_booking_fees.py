"""What a change of a visit costs, and from when."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import fees

START = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
TERMS = fees.Terms(free_hours=24, grace_minutes=15, late_cents=4000, missed_cents=7500)


def owed(now, *, booked_at=START - 72 * HOUR, **more):
    return fees.fee_now(**{"starts_at": START, "booked_at": booked_at, "now": now, "terms": TERMS, **more})


@pytest.mark.parametrize(
    ("before", "cents"),
    [(72 * HOUR, 0), (24 * HOUR, 0), (24 * HOUR - MINUTE, 4000), (MINUTE, 4000), (-HOUR, 4000)],
)
def test_a_change_is_free_until_a_day_before_and_costs_the_late_fee_afterwards(before, cents):
    assert owed(START - before) == cents


@pytest.mark.parametrize(("after", "cents"), [(0, 0), (15, 0), (16, 4000)])
def test_a_visit_booked_for_today_may_be_undone_for_some_minutes(after, cents):
    booked_at = START - 3 * HOUR
    assert owed(booked_at + after * MINUTE, booked_at=booked_at) == cents


def test_a_clock_that_was_set_back_makes_nothing_dearer():
    booked_at = START - 3 * HOUR
    assert owed(booked_at - 2 * HOUR, booked_at=booked_at) == 0


def test_the_grace_never_reaches_past_the_start():
    assert TERMS.free_until(starts_at=START, booked_at=START - MINUTE) == START


def test_what_the_clinic_changes_costs_the_patient_nothing_more():
    assert owed(START - HOUR, by_staff=True) == 0
    assert owed(START - HOUR, by_staff=True, owed_cents=4000) == 4000


def test_a_clinic_without_a_fee_asks_for_none():
    free = fees.Terms(free_hours=24, grace_minutes=15, late_cents=0, missed_cents=0)
    assert owed(START - HOUR, terms=free) == 0
    assert not free.has_fees
    assert TERMS.has_fees


@given(
    st.integers(0, 96),
    st.integers(0, 6000),
    st.integers(-200, 6000),
    st.integers(0, 120),
    st.integers(0, 9000),
)
def test_a_visit_owes_once_and_never_less_for_coming_later(free_hours, booked, now, grace, already):
    terms = fees.Terms(free_hours=free_hours, grace_minutes=grace, late_cents=4000, missed_cents=0)
    booked_at, moment = START - booked * MINUTE, START - now * MINUTE

    def ask(at):
        return owed(at, booked_at=booked_at, terms=terms, owed_cents=already)

    # The slow twin: walk through the reasons by which it may be free.
    is_early = moment + free_hours * HOUR <= START
    is_fresh = moment <= booked_at + grace * MINUTE and moment <= START
    assert ask(moment) == (already if is_early or is_fresh else max(already, 4000))
    assert ask(moment) <= ask(moment + HOUR)
