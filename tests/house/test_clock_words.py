"""How a time of day is written where."""

import datetime as dt
import zoneinfo

import pytest

from needlepoint.house import clock

NEW_YORK = zoneinfo.ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("minute", "twelve", "twenty_four"),
    [
        (0, "12:00 midnight", "0:00"),
        (5, "12:05 am", "0:05"),
        (9 * 60 + 10, "9:10 am", "9:10"),
        (12 * 60, "12:00 noon", "12:00"),
        (12 * 60 + 30, "12:30 pm", "12:30"),
        (14 * 60 + 30, "2:30 pm", "14:30"),
        (24 * 60, "12:00 midnight", "24:00"),
    ],
)
def test_the_country_decides_how_the_hours_are_counted(minute, twelve, twenty_four):
    assert clock.minute_words(minute, "US") == twelve
    assert clock.minute_words(minute, "GB") == twenty_four


def test_an_hour_that_the_clock_shows_twice_says_which_of_the_two():
    first = dt.datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    assert clock.time_words(first, "US") == "1:30 am EDT"
    assert clock.time_words(first.replace(fold=1), "DE") == "1:30 EST"
    assert clock.time_words(first.replace(day=2), "US") == "1:30 am"
