"""Free times inside another site: the same for everybody, without a cookie, and nothing but times."""

import pytest
from django.test import Client
from django.urls import reverse

from needlepoint.people import models as people
from tests import cast, make

pytestmark = pytest.mark.django_db
EMBED, SCRIPT = "/embed/", "/embed/book.js"


def words(answer):
    return answer.content.decode()


def test_it_shows_free_times_that_lead_to_the_page_that_books(world):
    page = words(Client().get(EMBED))

    assert "Free times" in page
    assert f"{reverse('booking:details')}?service={world.first.code}&amp;start=" in page
    assert 'target="_top"' in page


def test_it_says_nothing_of_anybody(world):
    make.a_visit(world)
    page = words(Client().get(EMBED))

    for name in (world.ada.given_name, world.ada.family_name, world.mei.name, world.mei.code):
        assert name not in page


def test_whoever_looks_sees_the_same_and_is_left_nothing(world):
    pages = [cast.client_of(who).get(EMBED) for who in (None, world.ada, world.ivo)]

    assert len({words(page) for page in pages}) == 1
    assert not any(page.cookies for page in pages)


def test_only_it_may_stand_in_a_frame_and_caches_keep_it_a_minute(world):
    page = Client().get(EMBED)

    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert page["Cache-Control"] == "public, max-age=60"
    for other in ("/", reverse("booking:starts"), SCRIPT):
        assert "frame-ancestors 'none'" in Client().get(other)["Content-Security-Policy"]


def test_a_language_in_the_address_goes_along_and_is_not_remembered(world):
    page = Client().get(f"{EMBED}?language=es")

    assert page["Content-Language"] == "es"
    assert not page.cookies
    assert "language=es&amp;start=" in words(page)


def test_a_clinic_that_is_not_open_shows_no_times(world):
    people.Clinic.objects.filter(pk=world.clinic.pk).update(opened_on=None)
    page = words(Client().get(EMBED))

    assert "start=" not in page
    assert "No times can be booked here just now." in page


def test_a_clinic_without_a_first_visit_shows_no_times(world):
    world.first.delete()

    assert "No times can be booked here just now." in words(Client().get(EMBED))


@pytest.mark.parametrize("place", ["", "nonsense", "%00"])
def test_an_unknown_place_is_the_first_one(world, place):
    assert Client().get(f"{EMBED}?place={place}").status_code in {200, 404}


def test_it_costs_the_same_at_any_number_of_visits(world, django_assert_num_queries):
    with django_assert_num_queries(6):
        Client().get(EMBED)
    for hour in range(9, 12):
        make.a_visit(world, starts_at=f"Tue {hour}:00")
    with django_assert_num_queries(6):
        Client().get(EMBED)


def test_the_script_is_for_other_sites_and_is_kept_an_hour(world):
    answer = Client().get(SCRIPT)

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert not answer.cookies
    for forbidden in ("cookie", "fetch(", "localStorage", "innerHTML"):
        assert forbidden not in words(answer)


@pytest.mark.parametrize("path", [EMBED, SCRIPT])
def test_nothing_is_sent_there(world, path):
    assert Client().post(path).status_code == 405
