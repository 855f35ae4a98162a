"""The owner finds what to copy into another website, in each language; nobody else does."""

import html

import pytest
from django.urls import reverse

from needlepoint.desk.pages import website as pages
from needlepoint.people import models as people
from tests import cast

HERE = "https://clinic.example"


def snippets(language="en"):
    return {one.key: one.words for one in pages.page(HERE, language, is_open=True).snippets}


def test_each_snippet_is_a_link_that_works_without_scripts():
    assert snippets()["link"] == '<a href="https://clinic.example/book/">Book a visit</a>'
    for key, address in (("times", "/embed/"), ("button", "/book/")):
        assert f'data-needlepoint="{key}" href="{HERE}{address}"' in snippets()[key]
        assert snippets()[key].endswith('<script async src="https://clinic.example/embed/book.js"></script>')


def test_snippets_for_readers_of_another_language_ask_for_it():
    assert "/embed/?language=zh-hans" in snippets("zh-hans")["times"]
    assert snippets("klingon") == snippets("en")


@pytest.mark.django_db
def test_the_owner_sees_them_and_finds_them_from_the_page_clinic(world):
    people.Clinic.objects.filter(pk=world.clinic.pk).update(host="willow.example")
    page = html.unescape(cast.client_of(world.ivo).get(reverse("desk:website")).content.decode())

    assert 'href="http://willow.example/embed/"' in page
    assert '<iframe class="preview" src="/embed/"' in page
    assert "from this machine only" in page
    assert reverse("desk:website") in cast.client_of(world.ivo).get("/clinic/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mei", "ruth", "ada"])
def test_others_do_not_see_them(world, name):
    assert cast.client_of(getattr(world, name)).get(reverse("desk:website")).status_code in {302, 403, 404}


@pytest.mark.django_db
def test_they_are_only_read(world):
    assert cast.client_of(world.ivo).post(reverse("desk:website")).status_code == 405
