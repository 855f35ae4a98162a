"""Why backs hurt, each problem, and what people can do: claims with their sources, and when to worry."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from needlepoint.knowledge.evidence import claims, problems
from tests import cast
from tests.house import claims_on_pages
from tests.knowledge import reading

pytestmark = pytest.mark.django_db
LISTS = [reverse("frontdoor:causes"), reverse("frontdoor:what_helps")]
EVERY = [reverse("frontdoor:problem", kwargs={"slug": one.slug}) for one in problems.all_problems()]


def page_of(address, language="en"):
    response = cast.client_of(None).get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_leads_to_every_problem(world):
    page = page_of(LISTS[0])

    assert all(f'href="{address}"' in page for address in EVERY)
    assert "aged 20" in page.lower()


def test_a_problem_says_both_sides_what_else_helps_and_when_to_worry(world):
    page = page_of(reverse("frontdoor:problem", kwargs={"slug": "sciatica"}))

    for words in ("55 of 100 people", "NICE", "Surgery for sciatica", "A foot that drags or slaps the floor"):
        assert words in page
    assert f'href="tel:{world.clinic.emergency_number}"' in page
    assert reverse("screening:begin") in page


def test_dark_thoughts_are_answered_with_a_line_to_call(world):
    page = page_of(reverse("frontdoor:problem", kwargs={"slug": "stress-and-sleep"}))

    assert "Call 988 to talk to somebody who will listen." in page


def test_a_problem_there_is_not_and_writing_are_refused(world):
    client = cast.client_of(None)

    assert client.get(reverse("frontdoor:problem", kwargs={"slug": "gout"})).status_code == 404
    assert {client.post(address).status_code for address in (*LISTS, EVERY[0])} == {405}


def test_past_the_last_day_the_pages_still_say_what_it_is_and_when_to_worry(world, monkeypatch):
    latest = max(one.review_by for one in claims.all_claims())
    monkeypatch.setattr("needlepoint.house.clock.today", lambda zone: latest)

    for address in (LISTS[1], EVERY[0]):
        page = page_of(address)
        assert "data-claim" not in page
        assert "When to worry" in page
        assert claims_on_pages.faults(page, latest) == []


def test_home_tasks_are_reached_by_their_links(world):
    page = page_of(LISTS[1])

    for one in problems.all_problems():
        for key in one.tasks:
            assert f'id="{key.lower().replace("_", "-")}"' in page


def test_no_table_but_the_clinic_is_asked(world):
    for address in (LISTS[0], EVERY[0]):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page_of(address)
        assert not [one["sql"] for one in asked if "people_person" in one["sql"] or "patient" in one["sql"]]


@pytest.mark.slow
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_page_says_something_about_care_outside_a_claim(world, language):
    found = {}
    for address in (*LISTS, *EVERY):
        page = page_of(address, language)
        with translation.override(language):
            found[address] = claims_on_pages.faults(page, cast.TODAY)

    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.slow
def test_every_page_reads_at_grade_six_or_below(world):
    grades = {address: reading.grade(claims_on_pages.told(page_of(address))) for address in (*LISTS, *EVERY)}

    assert {address: grade for address, grade in grades.items() if grade > 6} == {}
