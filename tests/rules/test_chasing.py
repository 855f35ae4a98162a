"""Asking for the rest of a form, against a twin that walks minute by minute."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.booking.rules import messages
from needlepoint.intake.rules import chasing
from tests.rules.test_booking_messages import NIGHT, local, quiets
from tests.rules.test_booking_messages import moments as some_moments

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
VISIT = local("10:00", dt.date(2026, 11, 27))  # a Friday
BOOKED = VISIT - 10 * 24 * HOUR
cadences = st.lists(st.integers(2, 120), max_size=4).map(chasing.cadence)


def due(now, **changes):
    asked = {
        "starts_at": VISIT,
        "asked_at": BOOKED,
        "chased_at": None,
        "chased_count": 0,
        "hours": chasing.HOURS,
        "quiet": NIGHT,
    }
    return chasing.is_due(**(asked | changes), now=now)


def sent(now_to_next, *, starts_at, asked_at, hours, quiet, until=None):
    """When a loop that looks every so often asks, until the visit begins."""
    now, chased = asked_at, []
    while now < (until or starts_at):
        if due(
            now,
            starts_at=starts_at,
            asked_at=asked_at,
            hours=hours,
            quiet=quiet,
            chased_at=chased[-1] if chased else None,
            chased_count=len(chased),
        ):
            chased.append(now)
        now += now_to_next
    return chased


def test_the_usual_visit_is_asked_about_three_days_and_a_day_before():
    asked = sent(MINUTE * 5, starts_at=VISIT, asked_at=BOOKED, hours=chasing.HOURS, quiet=NIGHT)

    assert asked == [VISIT - 72 * HOUR, VISIT - 24 * HOUR]


def test_what_falls_into_the_night_waits_for_the_morning():
    early = local("07:00", dt.date(2026, 11, 27))

    assert not due(early - 24 * HOUR, starts_at=early, hours=(24,))
    assert due(early - 23 * HOUR, starts_at=early, hours=(24,))


def test_somebody_who_booked_a_moment_ago_is_left_alone():
    booked = VISIT - 24 * HOUR - MINUTE

    assert not due(VISIT - 24 * HOUR, asked_at=booked)
    assert due(booked + chasing.PEACE, asked_at=booked)


def test_a_form_asked_for_later_than_the_last_moment_is_not_asked_for_again():
    assert not due(VISIT - 20 * HOUR, asked_at=VISIT - 23 * HOUR)


def test_after_days_without_a_server_one_message_is_enough():
    late = VISIT - 20 * HOUR

    assert due(late)
    assert not due(late + 5 * HOUR, chased_at=late, chased_count=1)


@pytest.mark.parametrize("now", [VISIT - 59 * MINUTE, VISIT, VISIT + 24 * HOUR])
def test_just_before_the_visit_and_after_it_nobody_is_asked(now):
    assert not due(now)


@settings(max_examples=40, deadline=None)
@given(some_moments, quiets, cadences, st.integers(1, 200), st.integers(10, 180))
def test_never_at_night_never_too_often_never_too_late_and_never_twice_for_one_moment(
    starts_at, quiet, hours, ahead, step
):
    asked_at = starts_at - ahead * HOUR
    asked = sent(MINUTE * step * 2, starts_at=starts_at, asked_at=asked_at, hours=hours, quiet=quiet)

    assert len(asked) <= len(hours)
    for earlier, later in zip([asked_at, *asked], asked, strict=False):
        assert later - earlier >= chasing.PEACE
        assert not quiet.holds(later)
        assert later <= starts_at - messages.NOTICE
        assert any(earlier < at <= later for at in slow_moments(starts_at, hours, quiet))


def slow_moments(starts_at, hours, quiet):
    """Each hour's moment, walked to the first minute that is not quiet, else back to half an hour before the quiet."""
    found, latest = set(), starts_at - messages.NOTICE
    for each in hours:
        at = wanted = starts_at - each * HOUR
        while quiet.holds(at) and at <= latest:
            at += MINUTE
        if at > latest and quiet.holds(wanted):
            at = wanted
            while quiet.holds(at - MINUTE):
                at -= MINUTE
            at -= messages.EARLIER
        if at <= latest and not quiet.holds(at):
            found.add(at)
    return sorted(found)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 100).map(lambda days: VISIT + days * 24 * HOUR),  # a winter: no clock is put back
    st.builds(messages.Quiet, st.integers(0, 1439), st.integers(0, 1439), st.just("America/New_York")),
    cadences,
)
def test_the_moments_are_those_that_walking_finds(starts_at, quiet, hours):
    assert chasing.moments(starts_at, hours, quiet) == slow_moments(starts_at, hours, quiet)


@given(some_moments, cadences, st.integers(0, 6), st.integers(0, 300), st.booleans())
def test_a_visit_moved_to_and_fro_is_never_asked_about_more_often_than_there_are_hours(
    starts_at, hours, count, ago, has_been
):
    now = starts_at - ago * HOUR
    chased_at = now - 5 * HOUR if has_been else None
    is_due = due(
        now, starts_at=starts_at, asked_at=BOOKED, hours=hours, chased_count=count, chased_at=chased_at
    )

    assert not (is_due and count >= len(hours))


@pytest.mark.parametrize(
    "text, hours",
    [
        ("72, 24", [72, 24]),
        ("24 72", [72, 24]),
        ("48;48", [48]),
        ("2", [2]),
        ("0", [0]),
        ("336,168,72,24", [336, 168, 72, 24]),
    ],
)
def test_hours_are_read_as_people_write_them(text, hours):
    assert chasing.read_hours(text) == hours


@pytest.mark.parametrize(
    "text", ["", " , ", "x", "-5", "1", "337", "1.5", "٣", "9999999999999", "96,72,48,24,12"]
)
def test_hours_nobody_can_mean_are_refused_with_a_sentence(text):
    with pytest.raises(chasing.UnableToReadHours) as refused:
        chasing.read_hours(text)

    assert (str(refused.value) % refused.value.values).endswith(".")


@given(st.text(max_size=12))
def test_whatever_is_typed_is_read_or_refused(text):
    try:
        hours = chasing.read_hours(text)
    except chasing.UnableToReadHours:
        return
    assert chasing.cadence(hours) == (() if hours == [0] else tuple(hours))


def test_a_clinic_that_set_nothing_gets_the_usual_and_an_odd_row_stops_nothing():
    assert chasing.cadence([]) == chasing.cadence(None) == chasing.cadence([0, 99999]) == chasing.HOURS
    assert chasing.cadence(chasing.NEVER) == ()
    assert not due(VISIT - 72 * HOUR, hours=())
    assert chasing.cadence([24, 72, 24]) == (72, 24)
