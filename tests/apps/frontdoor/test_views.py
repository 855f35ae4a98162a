"""The public pages say what the clinic does, what it costs, who treats, and the honest answer."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.frontdoor import rules
from needlepoint.knowledge.evidence import claims
from tests import cast

pytestmark = pytest.mark.django_db
PUBLIC = ["home", "visit", "evidence", "prices", "contact"]


def text_of(name):
    response = cast.client_of(None).get(reverse(f"frontdoor:{name}"))
    assert response.status_code == 200
    return response.content.decode()


def test_the_front_page_says_who_treats_and_what_it_costs(world):
    page = text_of("home")

    assert "Dr Mei Tanaka" in page
    assert "$95" in page
    assert world.clinic.phone in page


def test_the_front_page_shows_both_sides_of_the_evidence(world):
    page = text_of("home")

    for word in ("World Health Organization", "NICE", "pretend"):
        assert word in page


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_answers_without_an_account_and_only_to_reading(world, name):
    assert text_of(name)
    assert cast.client_of(None).post(reverse(f"frontdoor:{name}")).status_code == 405


@pytest.mark.parametrize("name", PUBLIC)
def test_before_any_clinic_opens_every_public_page_says_how_to_open_one(db, name):
    page = cast.client_of(None).get(reverse(f"frontdoor:{name}"), follow=True)

    assert page.status_code == 200
    assert "open-clinic" in page.content.decode()


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_names_no_patient(world, name):
    page = text_of(name)

    for person in (world.ada, world.bo, world.eves_patient):
        assert person.family_name not in page


def test_a_claim_past_its_date_leaves_the_page(world, monkeypatch):
    latest = max(claim.review_by for claim in claims.current_claims(cast.TODAY))
    monkeypatch.setattr("needlepoint.house.clock.today", lambda zone: latest + dt.timedelta(days=1))

    page = text_of("evidence")

    assert 'class="claim' not in page


def test_prices_read_as_people_write_them():
    assert rules.price(9500, "USD") == "$95"
    assert rules.price(9550, "GBP") == "£95.50"
    assert rules.price(100000, "SEK") == "SEK 1000"
