"""The clinic's tablet in a patient's hands: it opens the forms of one visit, and afterwards nothing of them."""

import functools

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import UUIDConverter

from needlepoint.house import clock
from needlepoint.people import queries, rules, sessions
from tests import cast

TABLET = "/tablet/"
UUID = "00000000-0000-4000-8000-000000000001"


def on_tablet(w, *, patient=None, who="ruth", visit="v1", home="/intake/v1/", ways=("/intake/v1/",)):
    """A browser in which staff were signed in and then handed it to a patient."""
    client = cast.client_of(getattr(w, who))
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    class Request:
        META = {}
        user = getattr(w, who)
        session = client.session

    request = Request()
    sessions.begin_kiosk(
        request, patient_id=(patient or w.ada).pk, visit_code=visit, home=home, ways=list(ways)
    )
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def addresses():
    """Every address of the clinic's pages and of allauth's, each with words in its open places."""

    def walk(resolver, prefix, outer):
        for pattern in resolver.url_patterns:
            kinds = getattr(pattern.pattern, "converters", {})
            fits = {
                name: UUID if type(kinds.get(name)) is UUIDConverter else "1"
                for name in pattern.pattern.regex.groupindex
            }
            open_places = {**outer, **fits}
            if isinstance(pattern, URLResolver):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern, inner, open_places)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield f"{prefix}{pattern.name}", open_places

    yield from walk(get_resolver(), "", {})


@functools.cache
def every():
    """Every address but those of the tablet itself, and what its pages are drawn with."""
    out = {"people:tablet", "people:tablet_back", "account_confirm_email"}
    out |= {"frontdoor:look", "frontdoor:look_icon", "frontdoor:picture"}
    return [(name, names) for name, names in addresses() if name not in out]


@pytest.mark.parametrize("ways", [[], ["/"], ["x/"], ["/x"], [""]])
def test_a_way_that_would_open_more_than_one_folder_opens_nothing(ways):
    assert not rules.is_within("/x/y/", ways)


def test_a_way_opens_what_lies_under_it_and_nothing_that_merely_begins_alike():
    assert rules.is_within("/intake/abc/pain/", ["/intake/abc/"])
    assert not rules.is_within("/intake/abcd/", ["/intake/abc/"])
    assert not rules.is_within("/intake/", ["/intake/abc/"])


def test_the_staff_session_ends_with_its_key_and_the_row_behind_it(world):
    client = cast.client_of(world.ruth)
    was = client.session.session_key
    tablet = on_tablet(world)

    assert tablet.session.session_key != was
    assert tablet.session[queries.KIOSK_SESSION_KEY]["patient"] == world.ada.pk
    assert "_auth_user_id" not in tablet.session


def test_on_the_tablet_every_address_of_the_clinic_leads_back_to_the_form(world):
    client = on_tablet(world, home="/intake/nothing-of-these/", ways=())
    led = {}
    for name, names in every():
        path = reverse(name, kwargs=names)
        for method in ("get", "post"):
            answer = getattr(client, method)(path)
            led[f"{method} {name}"] = (answer.status_code, answer.get("Location"))

    wrong = {name: what for name, what in led.items() if what != (302, TABLET)}
    assert len(led) > 200
    assert wrong == {}


def test_the_tablet_is_drawn_in_the_clinics_colour_too(world):
    sheet = on_tablet(world).get("/look/1d5c7a-1.css")

    assert (sheet.status_code, sheet["Content-Type"]) == (200, "text/css; charset=utf-8")


def test_the_patient_who_has_it_is_only_themselves(world, rf):
    request = rf.get("/")
    request.session = on_tablet(world).session
    request.user = world.ruth  # even if somebody were signed in here

    viewer, clinic = queries.viewer_and_clinic(request)

    assert (viewer.patient_id, viewer.kiosk, viewer.user_id) == (world.ada.pk, "v1", None)
    assert viewer.roles == {rules.Role.PATIENT}
    assert clinic == world.clinic


def test_the_tablet_says_what_it_is_open_for_and_names_nobody(world):
    answer = on_tablet(world).get(TABLET)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="/intake/v1/"' in page
    assert "Moreno" not in page
    assert answer["Cache-Control"] == "no-store"


def test_giving_it_back_leaves_nothing(world):
    client = on_tablet(world)
    key = client.session.session_key

    answer = client.post("/tablet/back/")

    assert (answer.status_code, answer["Location"]) == (302, TABLET)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Cache-Control"] == "no-store"
    assert not client.session.exists(key)
    thanks = client.get(TABLET)
    assert "Please give the tablet back to the desk." in thanks.content.decode()
    assert thanks["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/intake/v1/")["Location"] == TABLET  # as the Back button asks
    client.force_login(world.ruth, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/day/").status_code == 200


def test_the_old_cookie_opens_nothing_once_the_tablet_is_back(world):
    client = on_tablet(world)
    old = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/tablet/back/")
    copy = Client()
    copy.cookies[settings.SESSION_COOKIE_NAME] = old

    assert copy.get("/me/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "minutes, is_over", [(9, False), (settings.KIOSK_IDLE_MINUTES, True), (61, True)], ids=str
)
def test_a_quiet_tablet_closes_by_itself(world, monkeypatch, minutes, is_over):
    client, then = on_tablet(world), clock.ticking()
    monkeypatch.setattr(clock, "ticking", lambda: then + minutes * 60)

    answer = client.get("/me/")

    assert answer["Location"] == TABLET
    assert (answer.get("Clear-Site-Data") is not None) == is_over
    assert (queries.KIOSK_SESSION_KEY in client.session) != is_over


def test_after_an_hour_it_closes_however_busy_somebody_is(world, monkeypatch):
    client, then = on_tablet(world), clock.ticking()
    for minute in range(0, 60, 5):
        monkeypatch.setattr(clock, "ticking", lambda minute=minute: then + minute * 60)
        assert "Clear-Site-Data" not in client.get("/me/")
    monkeypatch.setattr(clock, "ticking", lambda: then + 3600)

    assert "Clear-Site-Data" in client.get("/me/")


@pytest.mark.parametrize("who", ["ruth", "ada"])
def test_pressing_give_back_where_no_form_is_open_signs_nobody_out(world, who):
    client = cast.client_of(getattr(world, who))

    client.post("/tablet/back/")

    assert "_auth_user_id" in client.session
    assert client.get("/tablet/back/").status_code == 405
    assert client.post("/tablet/").status_code == 405


def test_another_patients_page_is_never_under_a_way_of_ours(world):
    """What the way lets through still asks whose it is."""
    client = on_tablet(world, home="/patients/", ways=["/patients/", "/me/"])

    assert client.get(f"/patients/{world.bo.code}/").status_code == 403
