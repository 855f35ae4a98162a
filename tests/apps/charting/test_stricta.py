"""The pages and files of the report of what was done."""

import csv
import datetime as dt
import io

from django.urls import reverse

from needlepoint.charting import models
from tests import cast, make
from tests.apps.charting import room


def signed(w, *, patient=None, **changes):
    patient = patient or w.ada
    if not models.Note.objects.filter(patient=patient).exists():
        room.consent(w, "NEEDLING", patient=patient)
        make.a_course(
            w, patient=patient, points=room.PLAN, started_at=w.now - dt.timedelta(days=30), style="TCM",
            rationale="=cmd()", setting="A quiet room", home=["WALK"],
        )  # fmt: skip
    note = room.a_past_note(w)
    models.Note.objects.filter(pk=note.pk).update(**changes)
    return note


def read(client, name="stricta_file", *arguments, **query):
    answer = client.get(reverse(f"charting:{name}", args=arguments), query)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_page_shows_a_signed_visit_with_what_is_there_and_what_is_absent(world):
    signed(world, hands_on_minutes=14)
    client = cast.client_of(world.mei)
    text = client.get(reverse("charting:stricta")).content.decode()
    assert "visits with needles" in text
    assert "Table for a spreadsheet" in text
    assert "1 of 1" in text


def test_the_table_keeps_resting_and_hands_on_apart_and_says_what_is_absent(world):
    signed(world, hands_on_minutes=14)
    client = cast.client_of(world.mei)
    (row,) = read(client, "stricta_file", "table")
    assert (row["minutes needles stayed in"], row["minutes hands on"]) == ("25", "14")
    assert row["2c Depth"] == "absent"
    assert row["1b Why this treatment"] == "'=cmd()"
    assert row["6a state"] == "only in trials"
    assert world.ada.family_name not in str(row)


def test_the_table_says_its_alphabet_to_a_spreadsheet_and_the_text_does_not(world):
    signed(world)
    client = cast.client_of(world.mei)
    table, text = (
        client.get(reverse("charting:stricta_file", args=[kind])).content for kind in ("table", "text")
    )
    assert table.startswith(b"\xef\xbb\xbfvisit,")
    assert not text.startswith(b"\xef\xbb\xbf")


def test_a_visit_outside_the_days_or_of_somebody_else_is_not_counted(world):
    signed(world)
    client = cast.client_of(world.mei)
    today = world.now.date()
    assert read(client, "stricta_file", "table", since=today.isoformat()) == []
    assert read(client, "stricta_file", "table", who=world.omar.code) == []
    assert len(read(client, "stricta_file", "table", who=world.mei.code)) == 1


def test_a_faulty_question_keeps_its_words_and_finds_nothing(world):
    signed(world)
    client = cast.client_of(world.mei)
    answer = client.get(reverse("charting:stricta"), {"since": "2026-12-31", "until": "2026-01-01"})
    assert answer.status_code == 422
    assert "The last day lies before the first." in answer.content.decode()
    assert 'value="2026-12-31"' in answer.content.decode()
    assert client.get(reverse("charting:stricta"), {"who": "nobody"}).status_code == 422


def test_days_at_the_end_of_the_calendar_find_nothing_and_break_nothing(world):
    client = cast.client_of(world.mei)
    last = {"since": "9999-12-31", "until": "9999-12-31"}
    assert client.get(reverse("charting:stricta"), last).status_code == 422
    assert len(read(client, "stricta_file", "table", until="9999-12-31")) == len(
        read(client, "stricta_file", "table")
    )


def test_the_owner_reads_what_was_done_without_the_words_about_a_patient(world):
    note = signed(world)
    client = cast.client_of(world.ivo)
    (row,) = read(client, "stricta_file", "table")
    assert row["1b Why this treatment"] == "written in the plan"
    answer = client.get(reverse("charting:stricta_visit", args=[note.visit.code]))
    assert "=cmd()" not in answer.content.decode()
    assert reverse("charting:note", args=[note.visit.code]) not in answer.content.decode()


def test_one_visit_is_shown_item_by_item_and_as_text(world):
    note = signed(world)
    client = cast.client_of(world.mei)
    page = client.get(reverse("charting:stricta_visit", args=[note.visit.code])).content.decode()
    assert "2f · Minutes the needles stayed in" in page
    assert "Only in trials" in page
    text = client.get(reverse("charting:stricta_visit_file", args=[note.visit.code, "text"])).content.decode()
    assert "2c Depth: absent" in text
    assert "4b Setting, and what patients are told: A quiet room" in text
    text = client.get(reverse("charting:stricta_file", args=["text"])).content.decode()
    assert "Visits with needles: 1" in text


def test_a_file_of_another_kind_is_not_found(world):
    note = signed(world)
    client = cast.client_of(world.mei)
    assert client.get(reverse("charting:stricta_file", args=["pdf"])).status_code == 404
    assert (
        client.get(reverse("charting:stricta_visit_file", args=[note.visit.code, "pdf"])).status_code == 404
    )


def test_eve_finds_nothing_of_ours(world):
    note = signed(world)
    client = cast.client_of(world.eve)
    assert client.get(reverse("charting:stricta_visit", args=[note.visit.code])).status_code == 404
    assert read(client, "stricta_file", "table") == []


def test_more_visits_ask_no_more(world, django_assert_max_num_queries):
    client = cast.client_of(world.mei)
    signed(world)
    with django_assert_max_num_queries(25) as one:
        client.get(reverse("charting:stricta"))
    for _again in range(4):
        signed(world)
    with django_assert_max_num_queries(25) as five:
        client.get(reverse("charting:stricta"))
    assert len(one) == len(five)
