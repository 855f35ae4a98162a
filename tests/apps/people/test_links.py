"""Single-use links: from the mail to the patient's own page, once, and nowhere else."""

import datetime as dt
import logging

import pytest
from django.test import Client
from django.urls import reverse

from needlepoint.house import clock, logs
from needlepoint.house import models as house
from needlepoint.people import actions, models, pages, queries
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(world):
    return actions.make_link(patient=world.ada, purpose="PORTAL", now=clock.now())


def address(token):
    return reverse("people:link", args=[token])


def patient_in(client):
    return client.session.get(queries.LINK_SESSION_KEY)


def home(w):
    return pages.home_of(cast.viewer(w.ada))


def test_only_the_hash_of_a_token_is_stored(token):
    kept = str(list(models.PageLink.objects.values())) + str(list(house.AuditEntry.objects.values()))

    assert token not in kept
    assert len(token) >= 43  # 256 bits
    assert models.PageLink.objects.get().token_hash != token


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_link_changes_nothing(world, token, client, method):
    for _ in range(3):
        answer = getattr(client, method)(address(token))

    assert answer.status_code == 200
    assert models.PageLink.objects.get().used_at is None
    assert patient_in(client) is None


def test_the_page_says_whose_clinic_it_is_and_not_whose_link(world, token, client):
    page = client.get(address(token)).content.decode()

    assert "Willow Street Acupuncture" in page
    assert "Ada" not in page
    assert "Moreno" not in page


def test_the_button_opens_the_patients_own_page(world, token, client):
    answer = client.post(address(token))

    assert (answer.status_code, answer["Location"]) == (302, home(world))
    assert patient_in(client) == world.ada.pk
    page = client.get("/account/")
    viewer = page.wsgi_request.viewer
    assert (viewer.patient_id, viewer.user_id, viewer.roles) == (world.ada.pk, None, {"PATIENT"})
    assert "_auth_user_id" not in client.session


def test_using_a_link_is_written_down_with_its_request(world, token, client):
    answer = client.post(address(token))

    entry = house.AuditEntry.objects.get(what="link_used")
    assert (entry.patient_id, entry.who, entry.request_id) == (
        world.ada.pk,
        f"patient:{world.ada.pk}",
        answer["X-Request-ID"],
    )


def test_a_link_opens_once(world, token, client):
    client.post(address(token))

    again = Client().post(address(token))

    assert again.status_code == 404
    assert house.AuditEntry.objects.filter(what="link_used").count() == 1


def test_a_double_tap_in_one_browser_is_one_use(world, token):
    """Both taps leave before the first answer arrives, so the second carries no session, only the form's cookie."""
    first, second = Client(), Client()
    first.get(address(token))
    second.cookies = first.cookies.copy()

    first.post(address(token))
    answer = second.post(address(token))

    assert (answer.status_code, answer["Location"]) == (302, home(world))
    assert patient_in(second) == world.ada.pk


def test_a_minute_later_the_same_browser_needs_a_new_link(world, token):
    browser = "the form cookie"
    now = clock.now()
    actions.use_link(token=token, now=now, used_from=browser)
    actions.use_link(token=token, now=now + dt.timedelta(seconds=59), used_from=browser)

    with pytest.raises(actions.UnableToUseLink):
        actions.use_link(token=token, now=now + dt.timedelta(seconds=60), used_from=browser)
    with pytest.raises(actions.UnableToUseLink):
        actions.use_link(token=token, now=now, used_from="")


def test_tapping_the_link_again_while_signed_in_goes_straight_to_the_page(world, token, client):
    client.post(address(token))

    assert client.get(address(token))["Location"] == home(world)
    assert client.post(address(token))["Location"] == home(world)
    assert cast.client_of(world.ada).get(address(token))["Location"] == home(world)


def test_unknown_used_and_expired_links_answer_alike(world, token, client):
    used = actions.make_link(patient=world.ada, purpose="PORTAL", now=clock.now())
    actions.use_link(token=used, now=clock.now())
    old = actions.make_link(patient=world.ada, purpose="PORTAL", now=clock.now() - dt.timedelta(days=15))

    answers = [Client().get(address(each)) for each in ("no-such-token-at-all", used, old)]
    answers += [Client().post(address(each)) for each in ("no-such-token-at-all", used, old)]

    assert {answer.status_code for answer in answers} == {404}
    # A page that answers a form leaves out the switch of languages, for these tokens as for those.
    assert [len({cut(answer) for answer in alike}) for alike in (answers[:3], answers[3:])] == [1, 1]
    for answer in answers:  # a new code can be asked for there, with the token such a form needs
        form = answer.content.decode().split('action="/account/login/code/"')[1].split("</form>")[0]
        assert "csrfmiddlewaretoken" in form


def cut(answer):
    import re

    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())


@pytest.mark.parametrize("odd", ["x", "%00", "a" * 5000, "%F0%9F%92%89", "..%2f..", "%ED%A0%80"])
def test_odd_tokens_are_unknown_links(world, client, odd):
    assert client.get(f"/link/{odd}/").status_code == 404
    assert client.post(f"/link/{odd}/").status_code == 404


@pytest.mark.parametrize(
    ("purpose", "name", "target"),
    [("CHECK_IN", "outcomes:check_in", "k7m2"), ("INTAKE", "intake:resume", "k7m2")],
)
def test_a_link_opens_what_it_was_made_for(world, client, purpose, name, target):
    token = actions.make_link(patient=world.ada, purpose=purpose, target=target, now=clock.now())

    answer = client.post(address(token))

    assert answer["Location"] == reverse(name, args=[target])


def test_a_link_session_starts_with_a_new_key(world, token, client):
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["np"] = session.session_key

    client.post(address(token))

    assert client.session.session_key != session.session_key
    assert "planted" not in client.session


def test_staff_are_asked_first_and_signed_out_by_a_patients_link(world, token):
    client = cast.client_of(world.ruth)

    page = client.get(address(token))
    assert "Somebody is signed in on this device" in page.content.decode()
    assert client.session["_auth_user_id"] == str(world.ruth.pk)

    client.post(address(token))
    assert "_auth_user_id" not in client.session
    viewer = client.get("/account/").wsgi_request.viewer
    assert (viewer.patient_id, viewer.is_staff) == (world.ada.pk, False)


def test_a_patients_link_gives_no_staff_rights_to_staff_who_are_patients(world, client):
    models.Patient.objects.filter(pk=world.ada.pk).update(user=world.ivo)
    token = actions.make_link(patient=world.ada, purpose="PORTAL", now=clock.now())

    client.post(address(token))

    viewer = client.get("/account/").wsgi_request.viewer
    assert viewer.roles == {"PATIENT"}
    assert viewer.user_id is None


def test_signing_in_leaves_the_link_behind(world, token, client):
    client.post(address(token))

    client.post("/account/login/", {"login": "ruth@willow.example", "password": cast.PASSWORD})

    assert patient_in(client) is None
    assert client.get("/account/").wsgi_request.viewer.is_desk


def test_a_link_from_another_clinic_opens_that_clinic(world, client):
    token = actions.make_link(patient=world.eves_patient, purpose="PORTAL", now=clock.now())

    assert "Harbour Needles" in client.get(address(token)).content.decode()
    client.post(address(token))
    assert client.get("/account/").wsgi_request.clinic == world.other_clinic


def test_the_address_of_a_link_is_kept_from_other_pages(world, token, client):
    assert client.get(address(token))["Referrer-Policy"] == "strict-origin"
    assert client.post(address(token))["Referrer-Policy"] == "strict-origin"
    assert Client().post(address(token))["Referrer-Policy"] == "strict-origin"


def test_no_log_line_holds_a_token(token):
    line = logging.LogRecord("any", logging.ERROR, "", 0, "Broken: %s", (f"/link/{token}/?x=1",), None)
    try:
        raise ValueError(f"https://clinic.example/link/{token}/")  # noqa: TRY301 the traceback holds it
    except ValueError as fault:
        line.exc_info = (ValueError, fault, fault.__traceback__)

    logs.NoSecrets().filter(line)
    written = logs.WithoutSecrets("%(message)s").format(line)

    assert token not in line.getMessage()
    assert token not in written
    assert "/link/…/?x=1" in written
    assert "ValueError" in written


def test_the_log_is_set_up_to_hide_tokens(settings):
    console = settings.LOGGING["handlers"]["console"]

    assert console["filters"] == ["no_secrets"]
    assert (
        settings.LOGGING["formatters"][console["formatter"]]["()"] == "needlepoint.house.logs.WithoutSecrets"
    )


def test_the_button_needs_its_form(world, token):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(address(token)).status_code == 403
    assert models.PageLink.objects.get().used_at is None
