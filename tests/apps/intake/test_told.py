"""What a patient told us: read, put right with its history, and taken along."""

import datetime as dt
import json
import pathlib
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from needlepoint.intake import actions, models
from needlepoint.intake.pages import told as pages
from needlepoint.intake.queries import told as queries
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading
from needlepoint.screening import models as screening
from tests import cast, make
from tests.apps.intake import telling

pytestmark = pytest.mark.django_db
FORM = reading.form("first_visit")
ITEM = next(item for item in FORM.items if item.key == "began")


@pytest.fixture
def intake(world):
    return telling.sent(world, make.a_visit(world, service=world.first), now=world.now - dt.timedelta(days=1))


def a_check(w, patient=None):
    patient = patient or w.ada
    made = screening.Check.objects.create(
        clinic=patient.clinic,
        patient=patient,
        rule_version="r1",
        wording_version="w1",
        route="BOOK",
        finished_at=w.now,
    )
    screening.CheckAnswer.objects.create(check_made=made, place=0, key="injury", value="NO", asked="Asked so")
    return made


def correct_url(intake, item="began"):
    return reverse("intake:told_correct", args=[intake.code, item])


def put_right(w, intake, n=1, *, now=None, by=None):
    return actions.correct_answers(
        intake=intake,
        given={ITEM.key: telling.given(ITEM, n)},
        seen={ITEM.key: 1},
        by=by or cast.viewer(intake.patient),
        now=now or w.now + dt.timedelta(days=3),
        source="PHONE",
        language="en",
    )


def row_of(w, item="began", *, is_own=True):
    page = pages.page(queries.told_by(w.ada), is_own=is_own)
    asked = FORM.item(item).question
    return next(
        row for form in page.forms for _title, rows in form.parts for row in rows if row.question == asked
    )


def test_every_answer_is_there_in_the_words_that_were_read(world, intake):
    answer = cast.client_of(world.ada).get("/me/told/")

    words = answer.content.decode()
    assert answer.status_code == 200
    for item in FORM.items:
        assert any(part in words for part in (item.question, item.question.replace("'", "&#x27;"))), item.key
    assert ITEM.choices[0].label in words
    assert "Some pill · 20 mg" in words
    assert "Climb stairs: 4 of 10" in words
    assert "bm-shown" in words


def test_what_was_put_right_shows_what_was_said_before_and_when(world, intake):
    put_right(world, intake)

    row = row_of(world)
    assert row.lines == (ITEM.choices[1].label,)
    assert row.before == (f"On 22 November 2026 you said: {ITEM.choices[0].label}",)
    assert row_of(world, is_own=False).is_corrected
    staff = cast.client_of(world.mei).get(reverse("intake:told_of_patient", args=[world.ada.code]))
    assert "On 22 November 2026 they said" in staff.content.decode()
    assert "Put right since" in staff.content.decode()


def test_a_slip_before_it_was_sent_is_no_correction(world):
    intake = telling.begun(world, make.a_visit(world, service=world.first))
    telling.say(world, intake, {"began": telling.given(ITEM)})
    telling.say(world, intake, {"began": telling.given(ITEM, 1)}, seen={"began": 1})

    row = row_of(world)
    assert (row.before, row.is_corrected, row.correct_url) == ((), False, "")
    assert b"Go on with it" in cast.client_of(world.ada).get("/me/told/").content


def test_a_slip_before_it_was_sent_is_not_told_after_a_correction_either(world):
    intake = telling.begun(world, make.a_visit(world, service=world.first))
    for revision in range(3):
        telling.say(world, intake, {"began": telling.given(ITEM, revision)}, seen={"began": revision})
    rest = {item.key: telling.given(item) for item in FORM.items if item.key != "began"}
    telling.say(world, intake, rest)
    actions.finish(intake=intake, by=cast.viewer(world.ada), now=world.now)
    intake.refresh_from_db()

    actions.correct_answers(
        intake=intake,
        given={"began": telling.given(ITEM, 3)},
        seen={"began": 3},
        by=cast.viewer(world.ada),
        now=world.now + dt.timedelta(days=3),
        source="PHONE",
        language="en",
    )

    assert row_of(world).before == (f"On 23 November 2026 you said: {ITEM.choices[2].label}",)
    assert cast.client_of(world.ada).get(correct_url(intake)).content.decode().count("you said:") == 2


def test_an_answer_is_put_right_on_a_page_of_its_own(world, intake):
    client = cast.client_of(world.ada)
    page = client.get(correct_url(intake))
    assert page.status_code == 200
    assert f"you said: {ITEM.choices[0].label}" in page.content.decode()

    answer = client.post(correct_url(intake), {"began": ITEM.choices[2].code, "began-seen": "1"})

    assert (answer.status_code, answer["Location"]) == (302, "/me/told/")
    rows = models.Answer.objects.filter(intake=intake, item="began").order_by("revision")
    assert [(row.revision, row.is_current, row.state) for row in rows] == [
        (1, False, said.State.ANSWERED),
        (2, True, said.State.ANSWERED),
    ]


def test_every_kind_of_question_can_be_put_right(world, intake):
    client, kinds = cast.client_of(world.ada), {item.kind: item.key for item in FORM.items}

    for key in kinds.values():
        assert client.get(correct_url(intake, key)).status_code == 200, key


def test_an_answer_put_right_in_two_windows_is_never_lost(world, intake):
    client = cast.client_of(world.ada)
    client.post(correct_url(intake), {"began": ITEM.choices[2].code, "began-seen": "1"})

    other = client.post(correct_url(intake), {"began": ITEM.choices[3].code, "began-seen": "1"})

    assert other.status_code == 409
    assert "in another window too" in other.content.decode()
    assert ITEM.choices[2].label in other.content.decode()
    assert models.Answer.objects.filter(intake=intake, item="began").count() == 2
    again = client.post(correct_url(intake), {"began": ITEM.choices[3].code, "began-seen": "2"})
    assert again.status_code == 302


def test_what_cannot_be_read_is_said_and_changes_nothing(world, intake):
    answer = cast.client_of(world.ada).post(correct_url(intake), {"began": "NONSENSE", "began-seen": "1"})

    assert answer.status_code == 422
    assert models.Answer.objects.filter(intake=intake, item="began").count() == 1


def test_only_a_form_that_was_sent_is_put_right_here(world):
    intake = telling.begun(world, make.a_visit(world, service=world.first))
    telling.say(world, intake, {"began": telling.given(ITEM)})

    assert cast.client_of(world.ada).get(correct_url(intake)).status_code == 404


@pytest.mark.parametrize(
    "who, status", [("bo", 404), ("ruth", 403), ("mei", 403), ("ivo", 403), ("eve", 403)]
)
def test_nobody_else_puts_it_right(world, intake, who, status):
    client = cast.client_of(getattr(world, who))

    assert client.get(correct_url(intake)).status_code == status
    assert client.post(correct_url(intake), {"began": "FALL", "began-seen": "1"}).status_code == status
    assert models.Answer.objects.filter(intake=intake, item="began").count() == 1


@pytest.mark.parametrize("item", ["nothing", "began-x"])
def test_a_question_nobody_asks_is_not_found(world, intake, item):
    assert cast.client_of(world.ada).get(correct_url(intake, item)).status_code == 404


@pytest.mark.parametrize("who, status", [("ruth", 403), ("ivo", 403), ("bo", 403), ("eve", 404)])
def test_the_desk_and_strangers_do_not_read_it(world, intake, who, status):
    url = reverse("intake:told_of_patient", args=[world.ada.code])

    assert cast.client_of(getattr(world, who)).get(url).status_code == status


@pytest.mark.parametrize("path", ["/me/told/", "/me/told.pdf", "/me/told.json"])
def test_another_patient_gets_their_own_and_nothing_of_ours(world, intake, path):
    answer = cast.client_of(world.bo).get(path)

    assert answer.status_code == 200
    assert b"Some pill" not in answer.content
    assert cast.client_of(world.ruth).get(path).status_code == 403
    assert cast.client_of(world.ada).post(path).status_code == 405


def test_as_data_it_holds_every_revision_in_codes_and_words(world, intake):
    put_right(world, intake)
    a_check(world)

    answer = cast.client_of(world.ada).get("/me/told.json")

    told = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert (told["format"], told["patient"]["name"]) == ("needlepoint-told/1", "Ada Moreno")
    began = [row for row in told["forms"][0]["answers"] if row["item"] == "began"]
    assert [(row["revision"], row["is_current"], row["values"][0]["code"]) for row in began] == [
        (1, False, ITEM.choices[0].code),
        (2, True, ITEM.choices[1].code),
    ]
    assert began[0]["words"] == [ITEM.choices[0].label]
    assert told["checks"][0]["answers"] == [{"key": "injury", "asked": "Asked so", "value": "NO"}]
    assert {row["item"] for row in told["forms"][0]["answers"]} == {item.key for item in FORM.items}


def test_as_a_pdf_it_reads_like_the_page(world, intake):
    a_check(world)

    answer = cast.client_of(world.ada).get("/me/told.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_on_paper_one_yes_is_not_lost_among_fifty_noes(world, intake):
    check = a_check(world)
    for place, (box, value) in enumerate(
        [("First box", "NO"), ("Second box", "YES"), ("Third box", "NO")], 1
    ):
        asked = f"Any of these?\n{box}"
        screening.CheckAnswer.objects.create(
            check_made=check, place=place, key=f"box{place}", value=value, asked=asked
        )

    [sheet] = pages.sheet(queries.told_by(world.ada), now=world.now)["checks"]

    assert [row["question"] for row in sheet["rows"]] == ["Asked so", "Any of these?"]
    assert sheet["rows"][0]["lines"] == ["No"]
    assert sheet["rows"][1]["lines"] == ["Yes: Second box", "No: First box; Third box"]


def test_a_question_that_is_asked_no_more_still_shows_its_answer(world, intake):
    models.Answer.objects.filter(intake=intake, item="began").update(item="asked_long_ago")

    words = cast.client_of(world.ada).get("/me/told/").content.decode()

    assert "asked_long_ago" in words
    assert ITEM.choices[0].code in words


def test_ten_forms_cost_as_many_questions_as_one(world, intake, django_assert_num_queries):
    a_check(world)
    with django_assert_num_queries(5):
        queries.told_by(world.ada)
    for n in range(4):
        visit = make.a_visit(world, service=world.first, starts_at=world.now + dt.timedelta(days=n + 1))
        telling.sent(world, visit)
        a_check(world)

    with django_assert_num_queries(5):
        pages.page(queries.told_by(world.ada), is_own=True)


def test_every_kind_of_answer_has_words():
    assert {item.kind for item in FORM.items} >= set(definition.Kind) - {definition.Kind.NUMBER}


def test_an_answer_is_taken_back_and_still_stands_in_the_history(world, intake):
    client = cast.client_of(world.ada)

    assert client.post(correct_url(intake), {"clear": "began", "began-seen": "1"}).status_code == 302

    assert row_of(world).lines == ("Left open",)
    assert ITEM.choices[0].label in row_of(world).before[0]


def test_another_language_keeps_what_is_chosen_and_not_sent(world, intake):
    code = ITEM.choices[2].code

    answer = cast.client_of(world.ada).post(
        correct_url(intake), {"began": code, "began-seen": "1", "language": "es"}
    )

    assert (answer.status_code, answer["Content-Language"]) == (200, "es")
    chosen = re.search(r'<input[^>]*value="([A-Z]+)"[^>]*checked', answer.content.decode())
    assert chosen[1] == code
    assert gettext_in("es", ITEM.question) in answer.content.decode()
    assert models.Answer.objects.filter(intake=intake, item="began").count() == 1


def gettext_in(language, sentence):
    with translation.override(language):
        return translation.gettext(sentence)


def test_the_document_names_every_key_of_the_file(world, intake):
    a_check(world)
    told = json.loads(cast.client_of(world.ada).get("/me/told.json").content)
    document = (pathlib.Path(settings.ROOT) / "docs" / "told.md").read_text(encoding="utf-8")
    form, check = told["forms"][0], told["checks"][0]
    answer = form["answers"][0]

    for part in (
        told,
        told["clinic"],
        told["patient"],
        form,
        answer,
        answer["values"][0],
        check,
        check["answers"][0],
    ):
        for key in part:
            assert f"`{key}`" in document, key
    assert told["format"] in document
