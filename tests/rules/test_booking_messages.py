"""Quiet hours, cadence and ways, against a twin that looks at every minute."""

import datetime as dt
import itertools
import zoneinfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from needlepoint.booking.rules import messages

ZONES = ("America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago")
MINUTE = dt.timedelta(minutes=1)
NIGHT = messages.Quiet(21 * 60, 8 * 60, "America/New_York")
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
Kind, Channel = messages.Kind, messages.Channel

FIRST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
moments = st.integers(0, 2 * 365 * 1440).map(lambda minutes: FIRST + minutes * MINUTE)
# Around the nights on which clocks change, more often than by chance.
nights = st.builds(
    lambda at, minutes: dt.datetime.fromisoformat(f"{at}:00+00:00") + minutes * MINUTE,
    st.sampled_from(["2026-03-08T04", "2026-11-01T04", "2026-10-25T00", "2027-04-03T14"]),
    st.integers(-600, 900),
)
quiets = st.builds(messages.Quiet, st.integers(0, 1439), st.integers(0, 1439), st.sampled_from(ZONES))


def local(words, day=dt.date(2026, 11, 24)):
    hour, minute = map(int, words.split(":"))
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=NEW_YORK).astimezone(dt.UTC)


@given(moments | nights, quiets)
def test_the_quiet_ends_at_the_first_minute_that_is_not_quiet(moment, quiet):
    assume(quiet.holds(moment))
    slow = moment
    while quiet.holds(slow):
        slow += MINUTE

    assert quiet.end(moment) == slow


@given(moments | nights, quiets, st.integers(0, 3000))
def test_what_goes_outside_the_quiet_is_outside_it_and_in_time(at, quiet, minutes):
    by = at + minutes * MINUTE

    moved = messages.outside(at, quiet=quiet, by=by)

    if moved is not None:
        assert not quiet.holds(moved)
        assert moved <= max(by, at)
        assert (moved == at) is not quiet.holds(at)


@given(moments | nights, quiets, st.lists(st.integers(0, 200), max_size=4), st.integers(1, 10_000))
def test_reminders_come_after_now_before_the_visit_and_never_two_together(starts_at, quiet, hours, ahead):
    now = starts_at - ahead * MINUTE

    times = messages.reminder_times(starts_at=starts_at, now=now, hours=hours, quiet=quiet)

    assert all(now < at <= starts_at and not quiet.holds(at) for at in times.values())
    ordered = sorted(times.values())
    assert all(later - earlier >= messages.APART for earlier, later in itertools.pairwise(ordered))


@pytest.mark.parametrize(
    ("starts", "hours", "expected"),
    [
        ("14:00", [], {24: "Mon 14:00"}),
        ("14:00", [48, 3], {48: "Sun 14:00", 3: "Tue 11:00"}),
        ("9:30", [3], {3: "Tue 8:00"}),  # 6:30 waits for the morning
        ("8:30", [3], {3: "Mon 20:30"}),  # the morning would be too late, so it goes the evening before
        ("14:00", [24, 23], {24: "Mon 14:00"}),  # an hour apart is once
    ],
)
def test_reminders_of_the_night_wait_or_go_earlier(starts, hours, expected):
    days = {"Sun": 22, "Mon": 23, "Tue": 24}
    times = messages.reminder_times(
        starts_at=local(starts), now=local("9:00", dt.date(2026, 11, 20)), hours=hours, quiet=NIGHT
    )

    assert times == {
        before: local(words.split()[1], dt.date(2026, 11, days[words.split()[0]]))
        for before, words in expected.items()
    }


def test_a_visit_just_booked_for_soon_is_not_reminded_of():
    assert (
        messages.reminder_times(starts_at=local("14:00"), now=local("11:30"), hours=[24, 3], quiet=NIGHT)
        == {}
    )


def test_a_quiet_that_begins_where_it_ends_is_never():
    assert not messages.Quiet(480, 480, "America/New_York").holds(local("8:00"))


@pytest.mark.parametrize(
    ("kind", "mail", "text", "hours", "way"),
    [
        (Kind.REMINDER, True, True, 24, Channel.SMS),
        (Kind.REMINDER, True, False, 24, Channel.EMAIL),
        (Kind.CONFIRMATION, True, True, 2, Channel.EMAIL),
        (Kind.CONFIRMATION, False, True, 2, Channel.SMS),
        (Kind.MOVED, True, True, 72, Channel.EMAIL),
        (Kind.MOVED, True, True, 5, Channel.SMS),
        (Kind.CANCELLED, True, True, 5, Channel.SMS),
        (Kind.REMINDER, False, False, 24, None),
    ],
)
def test_each_message_takes_the_way_that_suits_it(kind, mail, text, hours, way):
    reach = messages.Reach(by_mail=mail, by_text=text)

    assert messages.channel(kind, reach=reach, until_visit=dt.timedelta(hours=hours)) is way


@pytest.mark.parametrize(
    ("kind", "now", "starts", "when"),
    [
        (Kind.REMINDER, "12:00", "14:00", "NOW"),
        (Kind.REMINDER, "2:00", "14:00", "LATER"),
        (Kind.REMINDER, "2:00", "8:30", "NEVER"),
        (Kind.CONFIRMATION, "2:00", "8:30", "NEVER"),
        (Kind.MOVED, "2:00", "8:30", "NOW"),
        (Kind.CANCELLED, "2:00", "8:30", "NOW"),
        (Kind.CANCELLED, "2:00", "1:00", "LATER"),
    ],
)
def test_a_text_of_the_night_waits_unless_somebody_would_come_in_vain(kind, now, starts, when):
    said = messages.when_quiet(kind, now=local(now), starts_at=local(starts), quiet=NIGHT)

    assert said is messages.When[when]


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("STOP", "STOP"),
        (" stop. ", "STOP"),
        ("Start", "START"),
        ("C", "COMING"),
        ("yes!", "COMING"),
        ("I will be late", "OTHER"),
        ("", "OTHER"),
    ],
)
def test_one_word_answers_a_text(text, reply):
    assert messages.read_reply(text) is messages.Reply[reply]


def test_a_clock_put_back_over_the_beginning_of_the_quiet_ends_it_for_a_while():
    quiet = messages.Quiet(61, 0, "America/New_York")
    moment = dt.datetime(2026, 11, 1, 5, 1, tzinfo=dt.UTC)  # 1:01; an hour later it is 1:00 again

    assert quiet.end(moment) == dt.datetime(2026, 11, 1, 6, 0, tzinfo=dt.UTC)


def test_where_it_is_not_quiet_nothing_has_to_end():
    quiet = messages.Quiet(21 * 60, 8 * 60, "America/New_York")

    assert quiet.end(local("12:00")) == local("12:00")
