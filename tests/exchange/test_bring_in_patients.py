"""Patients of another system come in: taken, refused with every reason, known, changed; never by halves."""

import csv
import datetime as dt
import importlib
import io
import json
import re
import stat
from pathlib import Path

import pytest
from django.core.management.base import CommandError, OutputWrapper

from needlepoint.exchange import actions, judging
from needlepoint.exchange import models as exchange
from needlepoint.exchange.rules import columns
from needlepoint.house import models as house
from needlepoint.people import models as people
from tests import cast
from tests.exchange.bringing import DATA, a_file

JANE_LIKE = DATA / "jane-like-patients.csv"


def brought_in(w):
    return people.Patient.objects.filter(clinic=w.clinic).exclude(source_key=None).order_by("pk")


def refused_rows(data, stem):
    with (data / f"{stem}-refused.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_rehearsal_says_all_and_writes_nothing(world, bring_in):
    before = people.Patient.objects.count()

    said = bring_in(JANE_LIKE)

    assert "patients, 3 in all" in said
    assert "3  would be taken" in said
    assert "First Name → given name" in said
    assert "Not used, only kept with their rows: Address, Notes." in said
    assert "1  phone numbers kept as they stood" in said
    assert "nothing was written. Run it again with --yes" in said
    assert people.Patient.objects.count() == before
    assert not exchange.Batch.objects.exists()


def test_patients_come_in_as_their_rows_say(world, bring_in):
    bring_in(JANE_LIKE, yes=True)

    fields = (
        "given_name",
        "family_name",
        "birth_date",
        "email",
        "phone",
        "language",
        "source_key",
        "user_id",
    )
    assert list(brought_in(world).values_list(*fields)) == [
        (
            "Greta",
            "Olsen",
            dt.date(1960, 2, 29),
            "greta.olsen@mail.example",
            "+12125550111",
            "en",
            ":g-1",
            None,
        ),
        ("Hugo", "Ibarra", dt.date(1985, 12, 25), "", "+12125550112", "es", ":g-2", None),
        ("Iris", "", None, "iris@mail.example", "ask her mother", "en", ":g-3", None),
    ]


def test_every_row_is_kept_as_it_stood_with_what_it_became(world, bring_in):
    bring_in(JANE_LIKE, yes=True)

    [batch] = exchange.Batch.objects.all()
    greta = brought_in(world).first()
    first = batch.rows.order_by("line").first()
    assert batch.headings[:2] == ["Patient Guid", "First Name"]
    assert (batch.rows_taken, batch.rows_refused, batch.finished_at) == (3, 0, world.now)
    assert json.loads(first.content)[7:] == ["English", "1 Elm St\nApt 2", 'Said "ow"']
    assert first.became == f"patient:{greta.pk}"
    assert [row.line for row in batch.rows.order_by("line")] == [2, 4, 5]


def test_a_run_leaves_one_audit_entry_without_names(world, bring_in):
    bring_in(JANE_LIKE, yes=True)

    [entry] = house.AuditEntry.objects.filter(what="file_brought_in")
    assert (entry.clinic_id, entry.who) == (world.clinic.pk, "system")
    assert entry.details == {
        "kind": "PATIENTS", "practitioners_made": 0, "taken": 3, "joined": 0, "known": 0, "changed": 0, "refused": 0,
    }  # fmt: skip


def test_a_second_run_takes_nothing_and_says_so(world, bring_in):
    bring_in(JANE_LIKE, yes=True)

    said = bring_in(JANE_LIKE, yes=True)

    assert "0  taken" in said
    assert "3  came in before and say the same" in said
    assert "There is nothing new in it, so nothing was written." in said
    assert brought_in(world).count() == 3
    assert exchange.Batch.objects.count() == 1
    assert exchange.SourceRow.objects.count() == 3


def test_a_row_that_changed_is_told_and_not_overwritten(world, bring_in, tmp_path):
    bring_in(JANE_LIKE, yes=True)
    changed = a_file(
        tmp_path, "later.csv", JANE_LIKE.read_text(encoding="utf-8").replace("Ibarra", "Ibarra-Soto")
    )

    said = bring_in(changed, yes=True)

    assert "1  came in before and say something else now" in said
    assert "Changed: line 4." in said
    assert brought_in(world).get(source_key=":g-2").family_name == "Ibarra"
    assert exchange.SourceRow.objects.filter(source_key=":g-2").count() == 2


def test_what_the_clinic_corrected_since_does_not_count_as_changed(world, bring_in):
    bring_in(JANE_LIKE, yes=True)
    brought_in(world).filter(source_key=":g-1").update(phone="+12125559999")

    assert "3  came in before and say the same" in bring_in(JANE_LIKE, yes=True)


def test_every_reason_against_a_row_is_said_at_once(world, bring_in, data, tmp_path):
    file = a_file(
        tmp_path,
        "bad.csv",
        """
        Name,Birth Date
        Ada Lovelace,12/31/1995
        ,12/10/2030
        Bea Two,13/13/1980
        ,,loose,cells
        """,
    )

    said = bring_in(file, yes=True)

    assert "line 3: There is no name in this row. The birth date “12/10/2030” is in the future." in " ".join(
        said.split()
    )
    rows = refused_rows(data, "bad")
    assert [row["Line"] for row in rows] == ["3", "4", "5"]
    assert rows[2]["Why not taken"] == (
        "There are 4 cells under 2 headings; a comma or a quotation mark may be loose. There is no name in this row."
    )
    assert "2  no name" in said
    assert brought_in(world).count() == 1
    assert exchange.SourceRow.objects.filter(became="").count() == 3


def test_only_twenty_refused_rows_are_told_and_all_are_in_the_file(world, bring_in, data, tmp_path):
    rows = "\n".join(["Name,Birth Date", *(f"Person {n},2/30/1980" for n in range(30))])
    file = a_file(tmp_path, "many.csv", rows)

    said = bring_in(file)

    assert said.count("not a day that the calendar has") == 20
    assert "and 10 more." in said
    assert len(refused_rows(data, "many")) == 30
    assert stat.S_IMODE((data / "many-refused.csv").stat().st_mode) == 0o600


def test_the_list_of_refused_rows_comes_in_again_once_corrected(world, bring_in, data, tmp_path):
    file = a_file(tmp_path, "p.csv", "ID,Name,Birth Date,Mobile\n7,Kim Lee,2/30/1980,+1 212 555 0101\n")
    bring_in(file, yes=True)
    corrected = a_file(
        tmp_path,
        "again.csv",
        (data / "p-refused.csv").read_text(encoding="utf-8-sig").replace("2/30", "2/28"),
    )

    said = bring_in(corrected, yes=True)

    assert "1  taken" in said
    kim = brought_in(world).get()
    assert (kim.name, kim.phone, kim.source_key) == ("Kim Lee", "+12125550101", ":7")


def test_no_list_of_refused_rows_stays_when_none_is_refused(world, bring_in, data, tmp_path):
    file = a_file(tmp_path, "p.csv", "Name,Birth Date\nKim Lee,2/30/1980\n")
    bring_in(file)
    a_file(tmp_path, "p.csv", "Name,Birth Date\nKim Lee,2/28/1980\n")

    bring_in(file)

    assert list(data.iterdir()) == []


def test_cells_like_formulas_are_never_calculated(world, bring_in, data):
    bring_in(DATA / "formulas.csv", yes=True)

    ann = brought_in(world).get()
    assert (ann.name, ann.source_key) == ("Ann Otto", ":00123")
    [row] = refused_rows(data, "formulas")
    assert (row["ID"], row["Last Name"]) == ("'-2+3", '\'=HYPERLINK("http://x")')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_letters_and_separators_are_found_out(world, bring_in, tmp_path, encoding, separator):
    text = "First Name,Last Name,Date of Birth\nZoë,Müller–Weiß,1980-01-31\n".replace(",", separator)
    file = a_file(tmp_path, "p.csv", text, encoding=encoding)

    bring_in(file, yes=True)

    assert brought_in(world).get().name == "Zoë Müller–Weiß"


def test_titles_empty_rows_nuls_and_short_rows_are_no_matter(world, bring_in, tmp_path):
    file = a_file(
        tmp_path,
        "p.csv",
        "Patients of Willow Street\r\n\r\nFIRST_NAME,lastName,D.O.B.,e-mail\r\nKi\x00m,Lee,1/31/1980,kim@mail.example\r\n,,,\r\nLou\r\n",
    )

    said = bring_in(file, yes=True)

    assert [patient.name for patient in brought_in(world)] == ["Kim Lee", "Lou"]
    assert "1  rows with fewer cells than headings" in said


def test_whole_names_are_split(world, bring_in, tmp_path):
    file = a_file(
        tmp_path,
        "p.csv",
        'Patient Name,DOB\n"Moreno Ruiz, Ada",1980-01-31\nAda Maria Moreno,1980-02-01\nCher,1980-02-02\n',
    )

    bring_in(file, yes=True)

    names = list(brought_in(world).values_list("given_name", "family_name"))
    assert names == [("Ada", "Moreno Ruiz"), ("Ada Maria", "Moreno"), ("Cher", "")]


def test_repeated_rows_come_in_once_and_say_of_what_they_are_repeats(world, bring_in, tmp_path):
    file = a_file(
        tmp_path,
        "p.csv",
        """
        First Name,Last Name,Birth Date,Phone
        Kim,Lee,1/31/1980,212 555 0101
        KIM,lee,1980-01-31,212 555 0101
        Kim,Lee,1/31/1980,212 555 0101
        """,
    )

    said = bring_in(file, yes=True)

    assert brought_in(world).count() == 1
    assert (
        "line 3: This row repeats line 2 of p.csv, which is about the same but says something else." in said
    )
    assert "line 4: This row repeats line 2 of p.csv." in said


def test_somebody_who_is_here_already_is_joined_and_not_changed(world, bring_in, tmp_path):
    file = a_file(
        tmp_path,
        "p.csv",
        "ID,Name,DOB,Email,Phone\n5,Ada Maria Moreno,1961-04-02,ADA@mail.example,212 555 0999\n",
    )
    before = people.Patient.objects.count()

    said = bring_in(file, yes=True)

    world.ada.refresh_from_db()
    assert "1  about patients who are here already" in said
    assert people.Patient.objects.count() == before
    assert (world.ada.source_key, world.ada.given_name, world.ada.phone) == (":5", "Ada", "+12125550101")
    assert exchange.SourceRow.objects.get().became == f"patient:{world.ada.pk}"
    assert "came in before and say the same" in bring_in(file, yes=True)


def test_somebody_who_may_be_here_already_gets_a_record_and_is_pointed_out(world, bring_in, tmp_path):
    file = a_file(
        tmp_path,
        "p.csv",
        "ID,Name,DOB,Email\n5,Ada Moreno,1961-04-02,another@mail.example\n6,Kim Lee,1980-01-31,\n7,Kim Lee,1980-01-31,\n",
    )

    said = bring_in(file, yes=True)

    assert "Perhaps here already: line 2, 4." in said
    assert brought_in(world).count() == 3


def test_somebody_of_another_clinic_is_never_joined(world, bring_in, tmp_path):
    file = a_file(tmp_path, "p.csv", "ID,Name,DOB,Email\n5,Hal Quist,1970-05-05,hal@mail.example\n")

    bring_in(file, yes=True)

    world.eves_patient.refresh_from_db()
    assert world.eves_patient.source_key is None
    assert brought_in(world).get().clinic_id == world.clinic.pk


def test_the_same_numbers_from_two_systems_are_told_apart_by_name(world, bring_in, tmp_path):
    mapping = a_file(tmp_path, "m.toml", 'source = "old-one"\n')
    file = a_file(tmp_path, "p.csv", "ID,Name,DOB\n5,Kim Lee,1980-01-31\n")
    other = a_file(tmp_path, "q.csv", "ID,Name,DOB\n5,Lou Reed,1980-01-31\n")

    bring_in(file, yes=True)
    bring_in(other, mapping=mapping, yes=True)

    assert [patient.source_key for patient in brought_in(world)] == [":5", "old-one:5"]


def test_a_mapping_file_overrules_the_table(world, bring_in, tmp_path):
    mapping = a_file(
        tmp_path,
        "m.toml",
        """
        [patients]
        "Rufname" = "given_name"
        "Nachname" = "family_name"
        "Geb." = "birth_date"
        "Phone" = ""
        """,
    )
    file = a_file(
        tmp_path,
        "p.csv",
        "Rufname;Nachname;Geb.;Phone\nUwe;Groß;31.01.1980;212 555 0101\n",
        encoding="cp1252",
    )

    said = bring_in(file, mapping=mapping, yes=True)

    uwe = brought_in(world).get()
    assert (uwe.name, uwe.birth_date, uwe.phone) == ("Uwe Groß", dt.date(1980, 1, 31), "")
    assert "Not used, only kept with their rows: Phone." in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[patients]\nA = 'nonsense'\n", "the fields are birth_date"),
        ("[states]\nA = 'maybe'\n", "the states are BOOKED"),
        ("colour = 'blue'\n", "“colour”"),
        ("source = 'Our Old System'\n", "a short name"),
        ("[patients", "m.toml"),
        ("patients = 3\n", "holds lines such as"),
    ],
)
def test_a_mapping_file_that_is_not_understood_says_why(world, bring_in, tmp_path, text, words):
    with pytest.raises(CommandError, match=words):
        bring_in(JANE_LIKE, mapping=a_file(tmp_path, "m.toml", text))


def test_dates_that_could_be_either_stop_the_run_and_name_the_way_out(world, bring_in, tmp_path):
    file = a_file(tmp_path, "p.csv", "Name,DOB\nKim Lee,3/4/1980\nLou Reed,5/5/1980\n")

    with pytest.raises(CommandError, match=r"line 2.*--dates us") as refused:
        bring_in(JANE_LIKE, file, yes=True)

    assert "Nothing was written." in str(refused.value)
    assert not brought_in(world).exists()
    bring_in(file, dates="day-first", yes=True)
    assert brought_in(world).first().birth_date == dt.date(1980, 4, 3)


def test_every_file_that_cannot_be_read_is_named_at_once(world, bring_in, tmp_path):
    empty = a_file(tmp_path, "empty.csv", "")
    odd = a_file(tmp_path, "odd.csv", "Colour,Size\nblue,3\n")
    open_quote = a_file(tmp_path, "open.csv", 'Name,DOB\n"Kim Lee,1980-01-31\nLou,1980-01-31\n')
    missing = tmp_path / "missing.csv"

    with pytest.raises(CommandError) as refused:
        bring_in(empty, odd, open_quote, missing)

    said = str(refused.value)
    assert "empty.csv: there is nothing in it" in said
    assert "odd.csv: its headings (“Colour”, “Size”) do not say" in said
    assert "--kind patients" in said
    assert "row that begins on line 2 is never closed" in said
    assert "missing.csv: No such file" in said


def test_columns_that_are_needed_and_missing_are_named(world, bring_in, tmp_path):
    file = a_file(tmp_path, "v.csv", "Provider,Status\nMei,Arrived\n")

    with pytest.raises(
        CommandError, match=r"no column says when a visit starts.*no column says whose visit it is"
    ):
        bring_in(file, kind="appointments")


def test_a_failure_in_the_middle_leaves_nothing(world, bring_in, tmp_path, monkeypatch):
    rows = "\n".join(["Name,Birth Date", *(f"Person {n},2/28/1980" for n in range(50))])
    file = a_file(tmp_path, "many.csv", rows)
    monkeypatch.setattr(judging, "CHUNK", 20)
    keep, calls = actions._Writing.keep, []

    def fail_at_the_third(self, outcomes):
        calls.append(len(outcomes))
        if len(calls) == 3:
            raise RuntimeError("the disk is full")
        return keep(self, outcomes)

    monkeypatch.setattr(actions._Writing, "keep", fail_at_the_third)

    with pytest.raises(RuntimeError):
        bring_in(file, yes=True)

    assert calls == [20, 20, 10]
    assert not brought_in(world).exists()
    assert not exchange.Batch.objects.exists()
    assert not house.AuditEntry.objects.filter(what="file_brought_in").exists()


def test_which_clinic_must_be_said_when_there_are_two(world, data):
    from tests.exchange import bringing

    with pytest.raises(CommandError, match=f"--clinic.*{world.clinic.code}"):
        bringing.bring_in(JANE_LIKE)


def test_who_asks_not_to_be_contacted_is_not(world, bring_in, tmp_path):
    file = a_file(
        tmp_path, "p.csv", "Name,DOB,Do Not Contact\nKim Lee,1980-01-31,Yes\nLou Reed,1980-01-31,No\n"
    )

    bring_in(file, yes=True)

    assert list(brought_in(world).values_list("may_contact", flat=True)) == [False, True]


def test_the_told_time_is_when_they_came_in(world, bring_in):
    bring_in(JANE_LIKE, yes=True)

    assert set(brought_in(world).values_list("made_at", flat=True)) == {cast.NOW}


def test_the_page_for_clinics_names_every_field():
    page = (Path(__file__).parents[2] / "docs" / "bring-in.md").read_text(encoding="utf-8")

    for kind in columns.Kind:
        [told] = re.findall(rf"Fields of {kind.lower()}: `([^`]+)`", page)
        assert sorted(told.split()) == sorted(columns.SPELLINGS[kind])


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_bar_grows_for_somebody_who_watches_and_is_silent_otherwise():
    command = importlib.import_module("needlepoint.exchange.management.commands.bring-in")
    screen, log = Terminal(), io.StringIO()

    for out in (screen, log):
        bar = command.Bar(OutputWrapper(out))
        bar(1000, 2000)
        bar(2000, 2000)

    assert log.getvalue() == ""
    assert screen.getvalue().startswith("\r███████████████░░░░░░░░░░░░░░░  50%  1,000 of 2,000 rows")
    assert screen.getvalue().endswith("a second\n")


def test_a_patient_joined_elsewhere_in_the_same_moment_undoes_the_run(world, bring_in, tmp_path, monkeypatch):
    file = a_file(tmp_path, "p.csv", "ID,Name,DOB,Email\n5,Ada Moreno,1961-04-02,ada@mail.example\n")
    patients = actions._Writing._patients

    def somebody_else_first(self, taken):
        people.Patient.objects.filter(pk=world.ada.pk).update(source_key=":77")
        return patients(self, taken)

    monkeypatch.setattr(actions._Writing, "_patients", somebody_else_first)

    with pytest.raises(CommandError, match="nothing was taken"):
        bring_in(file, yes=True)

    assert not exchange.Batch.objects.exists()


def test_a_file_that_fills_its_last_chunk_ends_there(world, bring_in, tmp_path, monkeypatch):
    monkeypatch.setattr(judging, "CHUNK", 2)
    file = a_file(tmp_path, "p.csv", "Name,DOB\nKim Lee,1980-01-31\nLou Reed,1980-01-31\n")

    assert "2  taken" in bring_in(file, yes=True)
