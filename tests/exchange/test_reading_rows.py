"""Corners of reading rows: lengths, names, headings and practitioners that other systems write in their own way."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.exchange import files
from needlepoint.exchange.rules import (
    cells,
    columns,
    dates,
    findings,
    known,
    moments,
    persons,
    reading,
    settling,
    visits,
)
from needlepoint.frontdoor import rules as patterns
from tests import cast

Kind, Why, Note = columns.Kind, findings.Why, findings.Note
PLAIN = columns.Told()


def how(headings, kind=Kind.APPOINTMENTS, **changes):
    return reading.Reading(
        **{
            "layout": columns.recognise(headings.split(","), kind, PLAIN),
            "told": PLAIN,
            "order": dates.Order.US,
            "zone": "America/New_York",
            "country": "US",
            "now": cast.NOW,
            "today": cast.TODAY,
            **changes,
        }
    )


def a_clinic(**changes):
    pattern = patterns.pattern([["TOGETHER", 15], ["REST", 25], ["TOGETHER", 10], ["TURNOVER", 5]])
    return settling.Clinic(
        **{
            "zone": "America/New_York",
            "patients": known.Patients(),
            "staff": known.Staff([(1, "Dr Mei Tanaka"), (2, "Dr Omar Haddad")], {}),
            "offers": [settling.Offer(1, "FOLLOW_UP", "Follow-up visit", pattern)],
            "rooms": {},
            "calendar": known.Calendar(),
            "files": ["v.csv"],
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("60", 60),
        ("45 min", 45),
        ("1 h 15", 75),
        ("1hr", 60),
        ("1:15", 75),
        ("01:15:00", 75),
        ("60.00", 60),
        ("", None),
    ],
)
def test_a_length_is_read(cell, minutes):
    remarks = reading.Remarks()

    assert visits.length(cell, remarks) == minutes
    assert remarks.reasons == []


@pytest.mark.parametrize("cell", ["long", "h", "-5"])
def test_a_length_that_cannot_be_read_is_refused(cell):
    remarks = reading.Remarks()

    assert visits.length(cell, remarks) is None
    assert [reason.why for reason in remarks.reasons] == [Why.BAD_LENGTH]


def test_a_length_stands_for_the_end():
    row = visits.read(["11/24/2026 10:00", "45 min"], how("Start,Duration"), reading.Remarks())

    assert row.ends_at - row.starts_at == dt.timedelta(minutes=45)


def test_a_visit_without_an_end_has_the_usual_length():
    for offers, minutes in ((a_clinic().offers, 50), ([], 60)):
        clinic, remarks = a_clinic(offers=offers), reading.Remarks()
        clinic.patients.add(7, key=":9", plain_name="", birth_date=None, email="")
        what = how("Start,Patient ID,Provider")
        row = visits.read(["11/24/2026 10:00", "9", "Mei Tanaka"], what, remarks)

        settled = settling.settle(row, clinic, what, remarks)

        assert settled.ends_at - settled.starts_at == dt.timedelta(minutes=minutes)
        assert remarks.notes == [Note.LENGTH_ASSUMED]


def test_a_row_without_a_person_says_so():
    remarks = reading.Remarks()
    what = how("Start,Patient ID")

    settling.settle(visits.read(["11/24/2026 10:00", ""], what, remarks), a_clinic(), what, remarks)

    assert [reason.why for reason in remarks.reasons] == [Why.NO_PATIENT, Why.NO_PRACTITIONER]


def test_a_visit_that_began_before_the_clocks_went_back_may_end_after():
    row = visits.read(["11/01/2026 1:30", "11/01/2026 1:20"], how("Start,End"), reading.Remarks())

    assert row.ends_at - row.starts_at == dt.timedelta(minutes=50)


@pytest.mark.parametrize("cell", ["soon", "11/24/2026", "1/1/1900"])
def test_when_it_was_booked_is_left_open_rather_than_refused(cell):
    remarks = reading.Remarks()
    row = visits.read(["11/24/2026 10:00", cell], how("Start,Created At", today=dt.date(2025, 1, 1)), remarks)

    assert row.booked_at is None
    assert [reason.why for reason in remarks.reasons] == [Why.NO_PATIENT]


def test_an_unknown_zone_is_refused():
    with pytest.raises(findings.UnableToRead, match="not a time zone"):
        moments.moment(cast.TODAY, dt.time(10), "America/New_York", "+99:00")


def test_universal_time_is_believed():
    at, _is_repeated = moments.moment(cast.TODAY, dt.time(10), "America/New_York", "Z")

    assert at == dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def a_person(headings, *row):
    remarks = reading.Remarks()
    return persons.read(list(row), how(headings, Kind.PATIENTS), remarks), remarks


def test_a_name_too_long_to_keep_is_refused():
    _person, remarks = a_person("First Name,Last Name", "A" * 81, "B")

    assert [reason.why for reason in remarks.reasons] == [Why.LONG_NAME]


def test_one_name_is_a_given_name():
    person, _remarks = a_person("First Name,Last Name", "", "Cher")

    assert (person.given_name, person.family_name) == ("Cher", "")


def test_placeholders_and_impossible_addresses_are_left_out_with_a_note():
    person, remarks = a_person("Name,DOB,Email", "Kim Lee", "1/1/1900", "kim at mail")

    assert (person.birth_date, person.email) == (None, "")
    assert remarks.notes == [Note.NAME_SPLIT, Note.BIRTH_DATE_UNKNOWN, Note.EMAIL_LEFT_OUT]


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("ADA@Mail.Example", "ada@mail.example"),
        ("Ada <ada@mail.example>", "ada@mail.example"),
        ("a@x.example; b@y.example", "a@x.example"),
        ("a..b@x.example", ""),
        ("a@x", ""),
    ],
)
def test_the_first_address_of_a_cell_counts(cell, address):
    assert persons.email(cell, reading.Remarks()) == address


def test_a_number_too_long_for_its_column_becomes_a_hash_that_stays():
    assert reading.key("", "9" * 100) == reading.key("", "9" * 100)
    assert len(reading.key("a" * 20, "9" * 100)) <= reading.KEY_LONGEST


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Mei Tanaka", 1),
        ("DR. MEI TANAKA", 1),
        ("Tanaka, Mei, L.Ac.", 1),
        ("Tanaka, Dr. Mei", 1),
        ("Mei Tanaka LAc", 1),
        ("Om", 3),
        ("L.Ac.", None),
        ("Mei", None),
        ("Sam Lee", known.SEVERAL),
    ],
)
def test_practitioners_are_found_with_their_titles_and_without(name, number):
    staff = known.Staff([(1, "Dr Mei Tanaka"), (3, "Om"), (4, "Sam Lee"), (5, "Dr Sam Lee")], {})

    assert staff.named(name) == number


def test_a_practitioners_name_that_two_have_is_refused():
    clinic, remarks = a_clinic(staff=known.Staff([(1, "Sam Lee"), (2, "Sam Lee")], {})), reading.Remarks()
    what = how("Start,Patient ID,Provider")

    settling.settle(visits.read(["11/24/2026 10:00", "9", "Sam Lee"], what, remarks), clinic, what, remarks)

    assert "more than one practitioner's" in remarks.reasons[-1].words


def test_of_two_people_at_one_address_the_right_one_is_claimed_once():
    born = dt.date(1990, 5, 5)
    unclaimed = known.Unclaimed(
        [(1, "Tim", "Roe", born, "a@x.example"), (2, "Tom", "Roe", born, "a@x.example")]
    )

    assert unclaimed.claim("Tom", "Roe", born, "a@x.example") == 2
    assert unclaimed.claim("Tom", "Roe", born, "a@x.example") is None
    assert unclaimed.claim("Tim", "Roe", None, "a@x.example") is None
    assert known.Unclaimed([(3, "Al", "Roe", None, "")]).claim("Al", "Roe", born, "") is None


def test_a_visit_of_an_unknown_kind_past_and_without_practitioner_comes_in_with_a_note():
    clinic, remarks = a_clinic(), reading.Remarks()
    clinic.patients.add(7, key=":9", plain_name="", birth_date=None, email="")
    what = how("Start,Patient ID,Type,Duration")
    row = visits.read(["11/02/2026 10:00", "9", "Cupping", "30"], what, remarks)

    settled = settling.settle(row, clinic, what, remarks)

    assert (settled.service, settled.practitioner, settled.is_coming) == (None, None, False)
    assert Note.NO_PRACTITIONER in remarks.notes


def test_a_visit_across_midnight_holds_both_days():
    clinic, remarks = a_clinic(), reading.Remarks()
    clinic.patients.add(7, key=":9", plain_name="", birth_date=None, email="")
    what = how("Start,Patient ID,Provider,Duration")
    row = visits.read(["11/24/2026 23:30", "9", "Mei Tanaka", "60"], what, remarks)

    placed = settling.place(
        settling.settle(row, clinic, what, remarks), row, clinic, known.place(0, 2), remarks
    )

    assert {day: mask.bit_count() for day, mask in placed.holds["practitioner:1"].items()} == {
        dt.date(2026, 11, 24): 6,
        dt.date(2026, 11, 25): 6,
    }
    assert placed.room is None


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("First Name,Last Name,DOB,Status,Date Created", Kind.PATIENTS),
        ("Start,End,Client,Staff", Kind.APPOINTMENTS),
        ("Appointment Date,Patient ID,Status", Kind.APPOINTMENTS),
        ("Name,DOB,Date,Status", None),
        ("Colour,Size", None),
    ],
)
def test_headings_say_what_a_file_holds_or_do_not(headings, kind):
    assert columns.tell_kind(headings.split(","), PLAIN) is kind


def test_a_list_of_patients_without_names_lacks_them():
    assert columns.lacking(columns.recognise(["DOB"], Kind.PATIENTS, PLAIN)) == [
        "no column holds a name (such as First Name and Last Name, or Name)"
    ]


@pytest.mark.parametrize("table", [*columns.SPELLINGS.values(), visits._STATE_WORDS])
def test_no_spelling_means_two_things(table):
    meanings = {}
    for meaning, spellings in table.items():
        for spelling in spellings.split(","):
            meanings.setdefault(columns.plain(spelling), set()).add(meaning)

    assert {spelling: both for spelling, both in meanings.items() if len(both) > 1} == {}


@given(st.text(max_size=40))
def test_a_neutral_cell_is_never_calculated_and_reads_as_it_was(text):
    neutral = cells.neutral(text)

    assert neutral[:1] not in set(cells.SIGNS)
    if text[:1] and text[0] in "=+-@" and not text.startswith('="'):
        assert cells.clean(neutral) == cells.clean(text)


def test_a_proof_remembers_only_so_many_days(monkeypatch):
    monkeypatch.setattr(dates, "REMEMBERED", 1)
    proof = dates.Proof()

    for line, cell in enumerate(["1/2/2026", "3/4/2026", "1/31/2026"], start=2):
        proof.see(cell, line)

    assert (proof.either, proof.month_first) == (2, 4)


def test_a_quotation_mark_that_swallows_the_file_is_named(tmp_path):
    file = tmp_path / "p.csv"
    file.write_text('Name,DOB\n"Kim Lee,1980-01-31\n' + "Lou,1980-01-31\n" * 20_000, encoding="utf-8")

    with pytest.raises(files.UnableToReadFile, match="row that begins on line 2 is never closed"):
        files.look_through(file, told=PLAIN)


def test_letters_that_break_off_late_in_a_long_file_are_still_found_out(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "PIECE", 64)
    file = tmp_path / "p.csv"
    file.write_bytes(
        b"Name,DOB\n" + b"Kim Lee,1980-01-31\n" * 20 + "Zoë Weiß,1980-01-31\n".encode("cp1252") * 20
    )

    source = files.look_through(file, told=PLAIN)

    assert source.encoding == "cp1252"
    assert [row[0] for _line, row in files.rows(source)][-1] == "Zoë Weiß"
