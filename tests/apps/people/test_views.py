"""Coming in, choosing who one is, going out, and being somebody in the demo."""

import time

import pytest
from django.test import Client

from needlepoint.house import clock
from needlepoint.people import models, pages, queries
from tests import cast

pytestmark = pytest.mark.django_db


# --- Arriving ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "name"),
    [("ruth", "desk:day"), ("mei", "desk:day"), ("ivo", "desk:owner"), ("ada", "portal:home")],
)
def test_everyone_arrives_where_their_day_begins(world, who, name):
    answer = cast.client_of(getattr(world, who)).get("/arrive/")

    assert (answer.status_code, answer["Location"]) == (302, pages.address(name))


def test_a_visitor_who_arrives_is_asked_to_sign_in(world, client):
    assert client.get("/arrive/")["Location"] == "/account/login/"


def test_someone_no_clinic_lists_is_told_so_and_can_leave(world):
    stranger = models.User.objects.create_user("nan@mail.example", name="Nan")
    client = cast.client_of(stranger)

    answer = client.get("/arrive/")

    assert answer.status_code == 403
    assert b"no clinic lists this e-mail address" in answer.content
    assert client.get("/account/").status_code == 403  # and not a circle of redirects


def test_the_page_about_the_second_factor_is_for_those_who_lack_it(world, client):
    assert client.get("/account/second-factor/")["Location"] == "/account/login/"
    assert cast.client_of(world.ruth).get("/account/second-factor/")["Location"] == "/arrive/"


def test_a_visitor_who_posts_to_a_closed_page_is_asked_to_sign_in(world, client):
    assert client.post("/account/who/", {"hat": "clinic:1"})["Location"] == "/account/login/"


def test_a_pages_address_falls_back_to_the_account_page(db):
    assert pages.address("nobody:built_this") == "/account/"


# --- Several hats ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ruth_the_patient(world):
    return models.Patient.objects.create(
        clinic=world.clinic, user=world.ruth, given_name="Ruth", family_name="Abara", made_at=world.now
    )


def test_staff_who_are_patients_choose_and_do_only_what_that_hat_allows(world, ruth_the_patient):
    client = cast.client_of(world.ruth)
    assert client.get("/arrive/")["Location"] == "/account/who/"
    page = client.get("/account/who/").content.decode()
    assert "Work at Willow Street Acupuncture" in page
    assert "Ruth Abara, patient of Willow Street Acupuncture" in page

    client.post("/account/who/", {"hat": f"patient:{ruth_the_patient.pk}"})
    viewer = client.get("/account/").wsgi_request.viewer
    assert (viewer.roles, viewer.patient_id) == ({"PATIENT"}, ruth_the_patient.pk)

    client.post("/account/who/", {"hat": f"clinic:{world.clinic.pk}"})
    viewer = client.get("/account/").wsgi_request.viewer
    assert (viewer.roles, viewer.patient_id) == ({"DESK"}, None)


def test_nobody_chooses_somebody_elses_hat(world, ruth_the_patient):
    client = cast.client_of(world.ruth)

    for hat in (f"patient:{world.ada.pk}", f"clinic:{world.other_clinic.pk}", "", "patient:x"):
        assert client.post("/account/who/", {"hat": hat}).status_code == 404
    session = client.session
    session[queries.HAT_SESSION_KEY] = f"patient:{world.ada.pk}"
    session.save()

    assert client.get("/account/").wsgi_request.viewer.patient_id == ruth_the_patient.pk


def test_one_address_for_a_family_shows_one_person_at_a_time(world):
    child = models.Patient.objects.create(
        clinic=world.clinic, user=world.ada.user, given_name="Lia", family_name="Moreno", made_at=world.now
    )
    client = cast.client_of(world.ada)

    client.post("/account/who/", {"hat": f"patient:{child.pk}"})

    assert client.get("/account/").wsgi_request.viewer.patient_id == child.pk


def test_someone_with_one_hat_is_not_asked(world):
    assert "Change who you are here" not in cast.client_of(world.ruth).get("/account/").content.decode()


# --- What the tables say counts at once -----------------------------------------------------------------------------------


def test_a_role_taken_away_is_gone_at_the_next_request(world):
    client = cast.client_of(world.ruth)
    assert client.get("/account/").status_code == 200

    models.Membership.objects.filter(user=world.ruth).delete()

    assert client.get("/account/").status_code == 403


def test_a_closed_account_is_out_at_the_next_request(world):
    client = cast.client_of(world.ruth)
    models.User.objects.filter(pk=world.ruth.pk).update(is_active=False)

    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(("who", "queries_count"), [(None, 1), ("ruth", 3), ("mei", 3), ("ada", 4)])
def test_finding_out_who_asks_costs_few_queries(world, django_assert_num_queries, who, queries_count):
    client = cast.client_of(getattr(world, who) if who else None)

    with django_assert_num_queries(queries_count):
        client.get("/account/logout/")


# --- Sessions that end -----------------------------------------------------------------------------------------------------


def later(monkeypatch, minutes):
    real = time.time()
    monkeypatch.setattr(clock, "ticking", lambda: real + minutes * 60)


@pytest.mark.parametrize(("who", "minutes"), [("ruth", 30), ("ada", 60)])
def test_a_quiet_session_ends(world, monkeypatch, who, minutes):
    quiet, busy = (cast.client_of(getattr(world, who)) for _ in range(2))
    later(monkeypatch, minutes - 1)
    assert busy.get("/account/").status_code == 200
    later(monkeypatch, minutes)

    assert quiet.get("/account/")["Location"] == "/account/login/?next=%2Faccount%2F"
    assert "_auth_user_id" not in quiet.session
    assert busy.get("/account/").status_code == 200


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(world, monkeypatch):
    client = cast.client_of(world.ruth)
    for minutes in (10, 20, 29):
        later(monkeypatch, minutes)
        assert client.get("/account/", headers={"HX-Request": "true"}).status_code == 200
    later(monkeypatch, 30)

    assert client.get("/account/").status_code == 302


def test_no_session_outlives_twelve_hours(world, monkeypatch):
    client = cast.client_of(world.ruth)
    for minutes in range(20, 12 * 60, 20):
        later(monkeypatch, minutes)
        assert client.get("/account/").status_code == 200
    later(monkeypatch, 12 * 60)

    assert client.get("/account/").status_code == 302


def test_reading_pages_seldom_writes(world, django_assert_num_queries):
    client = cast.client_of(world.ruth)

    with django_assert_num_queries(3) as seen:
        client.get("/account/logout/")

    assert not any("UPDATE" in query["sql"] for query in seen)


# --- Going out -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [None, "ruth", "ada"])
def test_signing_out_leaves_nothing(world, who):
    client = cast.client_of(getattr(world, who) if who else None)

    answer = client.post("/account/logout/")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert dict(client.session) == {}


def test_signing_out_keeps_what_was_pressed_on_this_tablet_and_is_not_sent_yet(world):
    client = cast.client_of(world.ruth)
    client.cookies["np_presses_wait"] = "1"

    assert client.post("/account/logout/")["Clear-Site-Data"] == '"cache"'


def test_an_old_cookie_is_dead_after_signing_out(world):
    client = cast.client_of(world.ruth)
    kept = client.cookies["np"].value
    client.post("/account/logout/")

    thief = Client()
    thief.cookies["np"] = kept

    assert thief.get("/account/").status_code == 302


def test_signing_out_asks_first_when_it_is_only_looked_at(world):
    client = cast.client_of(world.ruth)

    assert client.get("/account/logout/").status_code == 200
    assert client.get("/account/").status_code == 200


def test_signing_out_goes_only_to_our_own_pages(world, client):
    assert client.post("/account/logout/", {"next": "/account/login/"})["Location"] == "/account/login/"
    assert client.post("/account/logout/", {"next": "//evil.example/"})["Location"] == "/"
    assert client.post("/account/logout/", {"next": "no such name"})["Location"] == "/"


def test_signing_in_gives_the_session_a_new_key(world, client):
    client.get("/account/login/code/")
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["np"] = session.session_key

    client.post("/account/login/", {"login": "ruth@willow.example", "password": cast.PASSWORD})

    assert client.session.session_key != session.session_key


# --- The demo --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "ruth", "mei", "omar", "ivo"])
def test_the_demo_lets_anyone_be_anyone_with_one_press(world, settings, who):
    settings.IS_DEMO = True
    client = cast.client_of(world.eve)

    assert client.post(f"/demo/enter/{who}/")["Location"] == "/arrive/"

    assert client.get("/account/").wsgi_request.viewer.clinic_id == world.clinic.pk
    assert client.get("/account/").wsgi_request.user.email.startswith(f"{who}@")


def test_the_demo_knows_no_one_else(world, settings):
    settings.IS_DEMO = True

    assert Client().post("/demo/enter/eve/").status_code == 404
    assert Client().get("/demo/enter/ruth/").status_code == 405


def test_the_demo_lets_nobody_in_from_another_site(world, settings):
    settings.IS_DEMO = True
    client = Client(enforce_csrf_checks=True)

    assert client.post("/demo/enter/ruth/", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/demo/enter/ruth/", headers={"origin": "http://testserver"}).status_code == 302


@pytest.mark.parametrize("who", ["ada", "ruth", "mei", "omar", "ivo"])
def test_outside_the_demo_there_is_no_such_door(world, client, who):
    assert client.post(f"/demo/enter/{who}/").status_code == 404
    assert client.get(f"/demo/enter/{who}/").status_code == 404
    assert "_auth_user_id" not in client.session
