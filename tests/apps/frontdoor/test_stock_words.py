"""A clinic's words that all clinics share, read in another language."""

import pytest
from django.utils import translation

from needlepoint.frontdoor.wording import stock
from needlepoint.people import models as people
from tests import cast


def test_a_visit_keeps_the_name_the_clinic_gave_it():
    with translation.override("es"):
        assert stock.visit("Back check with Rosa") == "Back check with Rosa"
        assert stock.visit("Home") == "Home"  # a word of ours elsewhere, and still theirs here


def test_languages_are_named_in_the_language_that_is_read():
    with translation.override("es"):
        assert stock.languages("English, Spanish") == "Inglés, Español"
        assert stock.languages(" , Klingon") == "Klingon"
        assert stock.languages("") == ""


@pytest.mark.django_db
def test_who_reads_spanish_learns_in_spanish_who_speaks_it(world):
    people.Practitioner.objects.update(languages="English, Spanish")
    people.Clinic.objects.filter(pk=world.clinic.pk).update(languages="English, Spanish")

    for address in ("/team/", "/find-us/"):
        assert "Inglés, Español" in cast.client_of(None).get(f"{address}?language=es").content.decode()


@pytest.mark.django_db
def test_who_fears_needles_is_answered_where_needles_are_told_of(world):
    page = cast.client_of(None).get("/your-visit/").content.decode()

    assert "I am afraid of needles. What can I do?" in page
    assert "You can stop at any time." in page


@pytest.mark.django_db
def test_who_fears_the_price_is_told_whom_to_ask(world):
    page = cast.client_of(None).get("/prices/").content.decode()

    assert "what you would pay" in page
    assert world.clinic.phone in page[page.index("what you would pay") :]
