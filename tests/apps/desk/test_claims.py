"""The owner sees which claims have left the public pages and why, and nobody else does."""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.desk.pages import claims as pages
from needlepoint.knowledge.evidence import claims
from tests import cast

DAY = dt.timedelta(days=1)
ONE = claims.claim("maintenance")
EXPIRY = ONE.review_by


def reasons(on=cast.TODAY, **changed):
    return pages.page(on, [dataclasses.replace(ONE, **changed)])


@pytest.mark.django_db
def test_the_owner_sees_the_list_and_finds_it_from_the_page_clinic(world):
    page = cast.client_of(world.ivo).get(reverse("desk:claims")).content.decode()

    assert "Do I need to keep coming?" in page
    assert "claims.toml, maintenance" in page
    assert reverse("desk:claims") in cast.client_of(world.ivo).get("/clinic/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mei", "ruth", "ada"])
def test_others_do_not_see_it(world, name):
    assert cast.client_of(getattr(world, name)).get(reverse("desk:claims")).status_code in (302, 403, 404)


@pytest.mark.django_db
def test_it_is_only_read(world):
    assert cast.client_of(world.ivo).post(reverse("desk:claims")).status_code == 405


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sources_against": ()}, "It names no source."),
        ({"comparators": ()}, "It does not say what it was compared with."),
        ({"review_by": None}, "It has no day by which it must be looked at again."),
        ({"wording": ()}, "It says nothing."),
        (
            {"sources_for": ONE.sources, "sources_against": ()},
            "It names what speaks for it and not what speaks against it.",
        ),
        ({"status": claims.Status.WITHDRAWN}, "It was taken back."),
        ({"reviewed_on": cast.TODAY + DAY}, "It begins on"),
        ({"review_by": cast.TODAY}, "Its day was"),
    ],
)
def test_a_claim_off_the_pages_says_why(changed, words):
    page = reasons(**changed)

    assert [row[0] for row in page.gone] == [ONE.title]
    assert words in page.gone[0][1]
    assert not page.soon
    assert not page.waiting


def test_a_claim_about_to_leave_says_when_and_one_that_nobody_read_says_so():
    page = reasons(
        EXPIRY - DAY, sources_against=tuple(dataclasses.replace(one, seen=False) for one in ONE.sources)
    )

    assert "Leaves on" in page.soon[0][1]
    assert "unconfirmed" in page.waiting[0][1]


def test_a_clinician_reads_here_what_waits_for_them():
    page = reasons()

    assert [row[1] for row in page.waiting] == [" ".join(ONE.wording)]
    assert page.waiting_title == "Read 1 claim"


def test_what_bodies_advise_is_on_the_list_once_its_day_has_come():
    assert "What health bodies advise" in [row[0] for row in pages.page(EXPIRY).gone]
    assert not pages.page(cast.TODAY).gone


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "field"), [("clinic_facts", "directions"), ("practitioner", "about"), ("new_service", "about")]
)
def test_a_promise_in_what_the_clinic_writes_is_named_the_words_stay_and_nothing_is_kept(world, page, field):
    words = "Ring twice. We cure sciatica."
    address = reverse(f"desk:{page}", args=[world.mei.code] if page == "practitioner" else [])
    typed = {"name": "Willow", "emergency_number": "911", field: words}
    response = cast.client_of(world.ivo).post(address, typed)
    shown = response.content.decode()

    assert response.status_code == 422
    assert "Please leave out “cure”. Nobody can promise that." in shown
    assert words in shown
    world.clinic.refresh_from_db()
    world.mei.refresh_from_db()
    assert words not in (world.clinic.directions, world.mei.about)
