"""A form on paper, and typed in from there."""

import pytest
from django.urls import reverse

from needlepoint.intake import models
from needlepoint.intake.pages import printing as pages
from needlepoint.knowledge.questions import definition, reading
from tests import cast, make
from tests.apps.intake import telling

pytestmark = pytest.mark.django_db
FORM = reading.form("first_visit")


@pytest.fixture
def visit(world):
    return make.a_visit(world, service=world.first, starts_at="15:00")


def sheet(intake, language="en", form=FORM):
    return pages.sheet(intake, form, language)


def items_of(data):
    return [item for screen in data["screens"] for item in screen["items"]]


def test_every_question_is_on_it_once_with_its_number(world, visit):
    data = sheet(telling.begun(world, visit))

    assert [item["number"] for item in items_of(data)] == [str(n) for n in range(1, len(FORM.items) + 1)]
    assert [item["question"] for item in items_of(data)] == [item.question for item in FORM.items]
    for item, shown in zip(FORM.items, items_of(data), strict=True):
        if item.choices:
            assert shown["choices"] == [choice.label for choice in item.choices]


def test_what_is_asked_of_some_says_of_whom(world, visit):
    data = sheet(telling.begun(world, visit))

    conditional = [screen for screen in FORM.screens if screen.when]
    told = {screen["title"]: screen["only_if"] for screen in data["screens"]}
    for screen in conditional:
        assert len(told[screen.title]) == len(screen.when)
        assert all(words.startswith("Only if") and words.endswith(".") for words in told[screen.title])
    for item, shown in zip(FORM.items, items_of(data), strict=True):
        assert len(shown["only_if"]) == len(item.when)


def test_a_condition_on_a_number_names_it():
    scale = definition.Item("a", definition.Kind.SCALE, "How much?")
    form = definition.Form("x", "1", "X", (definition.Screen("s", "S", (scale,)),))

    assert (
        pages.condition(definition.When("a", at_least=7), form, {"a": 3})
        == "Only if your number at question 3 is 7 or more."
    )


def test_none_of_the_answers_is_printed(world, visit):
    intake = telling.sent(world, visit)

    assert "Climb stairs" not in str(sheet(intake))
    assert "Some pill" not in str(sheet(intake))


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_it_prints_in_each_language(world, visit, language):
    answer = cast.client_of(world.ruth).get(reverse("intake:paper_pdf", args=[visit.code, language]))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert not models.Intake.objects.exists()  # looking and printing begin nothing


def test_a_language_we_do_not_have_is_not_found(world, visit):
    assert (
        cast.client_of(world.ruth).get(reverse("intake:paper_pdf", args=[visit.code, "xx"])).status_code
        == 404
    )


def test_the_desk_prints_it_and_types_it_in(world, visit):
    client = cast.client_of(world.ruth)
    page = client.get(reverse("intake:paper", args=[visit.code])).content.decode()
    assert "Ada Moreno" in page
    assert f'href="/intake/{visit.code}/"' in page
    client.post(f"/intake/{visit.code}/agreement/", {})

    client.post(f"/intake/{visit.code}/since/", {"began": "FALL", "began-seen": "0"})

    answer = models.Answer.objects.get(item="began")
    assert (answer.source, answer.by) == ("STAFF", f"user:{world.ruth.pk}")


def test_the_code_on_the_paper_leads_to_the_form(world, visit):
    intake = telling.begun(world, visit)
    client = cast.client_of(world.ruth)

    answer = client.get("/forms/", {"code": f" {intake.code.upper()} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/intake/{intake.code}/")
    unknown = client.get("/forms/", {"code": "nonsense"})
    assert unknown.status_code == 422
    assert "No form here has that code" in unknown.content.decode()
    assert cast.client_of(world.eve).get("/forms/", {"code": intake.code}).status_code == 422


@pytest.mark.parametrize("name, args", [("intake:paper", []), ("intake:paper_pdf", ["en"])])
def test_paper_is_for_staff_of_this_clinic(world, visit, name, args):
    path = reverse(name, args=[visit.code, *args])

    assert [
        cast.client_of(getattr(world, who)).get(path).status_code for who in ("mei", "ada", "ivo", "eve")
    ] == [
        200,
        403,
        403,
        404,
    ]
    assert cast.client_of(world.ruth).post(path).status_code == 405
