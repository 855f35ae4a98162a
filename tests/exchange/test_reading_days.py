"""Days and times as other systems write them: each spelling read one way, or refused in words."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.exchange.rules import dates, findings, moments

US, DAY_FIRST, ISO = dates.Order.US, dates.Order.DAY_FIRST, dates.Order.ISO
TODAY = dt.date(2026, 11, 23)
NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("cell", "written", "day"),
    [
        ("11/23/2026", US, (2026, 11, 23)),
        ("3/4/26", US, (2026, 3, 4)),
        ("03-04-2026", US, (2026, 3, 4)),
        ("03/04/2026", DAY_FIRST, (2026, 4, 3)),
        ("23.11.2026", DAY_FIRST, (2026, 11, 23)),
        ("5/5/2026", ISO, (2026, 5, 5)),
        ("2026-11-23", US, (2026, 11, 23)),
        ("2026/11/23", DAY_FIRST, (2026, 11, 23)),
        ("20261123", ISO, (2026, 11, 23)),
        ("Mon, Nov 23, 2026", US, (2026, 11, 23)),
        ("Monday 23rd November 2026", US, (2026, 11, 23)),
        ("23-Nov-26", US, (2026, 11, 23)),
        ("Sept. 3, 2026", DAY_FIRST, (2026, 9, 3)),
    ],
)
def test_a_day_is_read(cell, written, day):
    assert dates.day(cell, written)[0] == dt.date(*day)


@pytest.mark.parametrize(
    ("cell", "written", "words"),
    [
        ("23/11/2026", US, "not a day that the calendar has"),
        ("02/30/2026", US, "not a day that the calendar has"),
        ("03/04/2026", ISO, "does not begin with the year"),
        ("46349", US, "the number a spreadsheet keeps for a date"),
        ("soon", US, "not a date we can read"),
        ("3 Foo 2026", US, "not a date we can read"),
        ("2026-11", US, "not a date we can read"),
    ],
)
def test_a_day_that_cannot_be_read_says_why(cell, written, words):
    with pytest.raises(findings.UnableToRead, match=words):
        dates.day(cell, written)


@given(st.dates(dt.date(1906, 1, 2), TODAY), st.sampled_from("/-."))
def test_every_birth_date_comes_back_from_every_spelling(day, sign):
    spellings = {
        f"{day.month}{sign}{day.day}{sign}{day.year}": US,
        f"{day.month:02}{sign}{day.day:02}{sign}{day.year} 0:00": US,
        f"{day.day:02}{sign}{day.month:02}{sign}{day.year}": DAY_FIRST,
        day.isoformat(): US,
        f"{day.isoformat()}T00:00:00Z": ISO,
        f"{day:%A}, {day:%B} {day.day}, {day.year}": ISO,
        f"{day.day} {day:%b} {day.year}": ISO,
    }

    for cell, written in spellings.items():
        if day not in dates.PLACEHOLDERS:
            assert dates.birth_date(cell, written, TODAY) == (day, False), cell


@given(st.text(max_size=30))
def test_no_text_makes_the_readers_fall_over(cell):
    for written in dates.Order:
        for read in (
            lambda c, w: dates.birth_date(c, w, TODAY),
            moments.when,
            lambda c, _w: dates.Proof().see(c, 1),
        ):
            try:
                read(cell, written)
            except findings.UnableToRead as unable:
                assert unable.reason.words


@pytest.mark.parametrize(
    ("cell", "born"),
    [("4/2/61", 1961), ("4/2/10", 2010), ("11/24/26", 1926), ("2/29/00", 2000)],
)
def test_two_figures_of_a_birth_year_mean_the_only_century_they_can(cell, born):
    assert dates.birth_date(cell, US, TODAY)[0].year == born


def test_two_figures_that_could_be_a_child_or_a_centenarian_are_refused():
    with pytest.raises(findings.UnableToRead, match="could be 1920 or 2020"):
        dates.birth_date("4/2/20", US, TODAY)


@pytest.mark.parametrize("cell", ["1/1/1900", "00/00/0000", "0000-00-00", "1899-12-30", "0001-01-01"])
def test_a_placeholder_is_no_birth_date(cell):
    assert dates.birth_date(cell, US, TODAY) == (None, True)


@pytest.mark.parametrize("cell", ["11/24/2026", "1/1/1905"])
def test_a_birth_date_that_cannot_be_right_is_refused(cell):
    with pytest.raises(findings.UnableToRead) as unable:
        dates.birth_date(cell, US, TODAY)

    assert unable.value.reason.why is findings.Why.WRONG_BIRTH_DATE


def proof_of(*cells):
    proof = dates.Proof()
    for line, cell in enumerate(cells, start=2):
        proof.see(cell, line)
    return proof


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "11/23/2026 2:30 PM"], US),
        (["03/04/2026", "23/11/2026"], DAY_FIRST),
        (["2026-11-23", "5/5/2026"], ISO),
        ([""], ISO),
    ],
)
def test_the_file_proves_its_order(cells, order):
    assert dates.order(proof_of(*cells), None) is order


def test_a_file_that_proves_nothing_is_refused_with_the_way_out():
    with pytest.raises(dates.UnableToTell, match=r"line 3.*--dates us.*--dates day-first"):
        dates.order(proof_of("2026-01-01", "03/04/2026"), None)


def test_a_file_that_contradicts_itself_is_refused_with_both_lines():
    with pytest.raises(dates.UnableToTell, match=r"Line 2 .*month first and line 3 the day first.*--dates"):
        dates.order(proof_of("11/23/2026", "23/11/2026"), None)


def test_what_the_person_says_wins_over_the_file():
    assert dates.order(proof_of("03/04/2026"), DAY_FIRST) is DAY_FIRST


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2:30 PM", (14, 30)),
        ("2:30pm", (14, 30)),
        ("2 p.m.", (14, 0)),
        ("12:00 AM", (0, 0)),
        ("12:15 pm", (12, 15)),
        ("14:30:00", (14, 30)),
        ("0930", (9, 30)),
        ("9.30am", (9, 30)),
        ("14h30", (14, 30)),
        ("noon", (12, 0)),
        ("13:30 PM", (13, 30)),
    ],
)
def test_a_time_is_read(cell, at):
    assert moments.when(cell, US).time == dt.time(*at)


@pytest.mark.parametrize("cell", ["25:00", "9:75", "13:30 AM", "0:30 pm"])
def test_a_time_that_no_clock_shows_is_refused(cell):
    with pytest.raises(findings.UnableToRead, match="not a time the clock shows"):
        moments.when(cell, US)


@pytest.mark.parametrize(
    ("cell", "at", "to"),
    [
        ("9:00 AM - 10:00 AM", 9, 10),
        ("9:00-10:00", 9, 10),
        ("9 - 10:00 am", 9, 10),
        ("11 – 1:00 pm", 11, 13),
        ("1:00 to 2:00 PM", 13, 14),
        ("2026-11-23 09:00-10:00", 9, 10),
    ],
)
def test_both_ends_of_a_stretch_are_read(cell, at, to):
    read = moments.when(cell, US)

    assert (read.time, read.to) == (dt.time(at), dt.time(to))


@pytest.mark.parametrize(
    ("cell", "zone"),
    [
        ("2026-11-23T14:30:00-05:00", "-05:00"),
        ("2026-11-23 14:30-05:00", "-05:00"),
        ("2026-11-23T14:30:00.123Z", "Z"),
        ("11/23/2026 14:30 EST", "EST"),
        ("11/23/2026 2:30 PM", ""),
    ],
)
def test_a_day_with_a_time_keeps_the_zone_it_names(cell, zone):
    read = moments.when(cell, US)

    assert (read.day, read.time, read.to, read.zone) == (TODAY, dt.time(14, 30), None, zone)


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_a_wall_clock_time_is_the_clinics():
    assert moments.moment(TODAY, dt.time(14, 30), NEW_YORK) == (utc(2026, 11, 23, 19, 30), False)


def test_a_written_offset_is_believed():
    assert moments.moment(TODAY, dt.time(14, 30), NEW_YORK, "+01:00")[0] == utc(2026, 11, 23, 13, 30)


def test_a_time_that_the_clocks_skip_is_refused():
    with pytest.raises(findings.UnableToRead, match="02:30 on 2026-03-08 did not exist"):
        moments.moment(dt.date(2026, 3, 8), dt.time(2, 30), NEW_YORK)


def test_an_hour_that_the_clocks_repeat_is_the_first_one_and_noted():
    assert moments.moment(dt.date(2026, 11, 1), dt.time(1, 30), NEW_YORK) == (utc(2026, 11, 1, 5, 30), True)


def test_a_zone_name_tells_the_repeated_hours_apart():
    assert moments.moment(dt.date(2026, 11, 1), dt.time(1, 30), NEW_YORK, "EST") == (
        utc(2026, 11, 1, 6, 30),
        False,
    )


def test_a_zone_name_that_is_not_the_clinics_is_refused():
    with pytest.raises(findings.UnableToRead, match="PST"):
        moments.moment(TODAY, dt.time(14, 30), NEW_YORK, "PST")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2039, 12, 31)), st.times())
def test_a_moment_shows_the_time_it_was_read_from(day, time):
    local = dt.datetime.combine(day, time.replace(second=0, microsecond=0))
    cell = f"{local:%m/%d/%Y} {local:%I:%M %p}"
    read = moments.when(cell, US)
    try:
        moment, _is_repeated = moments.moment(read.day, read.time, NEW_YORK)
    except findings.UnableToRead:
        return  # skipped by the clocks
    assert moment.astimezone(zoneinfo.ZoneInfo(NEW_YORK)).replace(tzinfo=None) == local
