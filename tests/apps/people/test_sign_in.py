"""Signing in for real, through the pages, as a browser would."""

import base64
import re
import time

import pytest
from allauth.mfa import models as second_factor
from allauth.mfa.totp.internal import auth as totp
from django.core import cache, mail
from django.test import Client

from needlepoint.house import clock, outbox
from needlepoint.house import models as house
from needlepoint.people import actions, models
from tests import cast
from tests.apps.people import passkey

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"
ASK = "/account/login/code/"
TYPE = "/account/login/code/confirm/"
SECOND = "/account/2fa/authenticate/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.cache.clear()


def code_mailed_to(email):
    """What the due-work loop sends, and the code in it."""
    outbox.send_due(clock.now())
    letters = [letter for letter in mail.outbox if letter.to == [email]]
    return re.search(r"^\d{6}$", letters[-1].body, re.MULTILINE).group() if letters else None


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def who_is_in(client):
    return client.session.get("_auth_user_id")


def with_app(user):
    """Give a user an authenticator app; return the seed on their phone."""
    seed = totp.generate_totp_secret()
    totp.TOTP.activate(user, seed)
    return seed


def digits_shown(seed, step=0):
    return totp.format_hotp_value(totp.hotp_value(seed, int(time.time()) // 30 + step))


# --- By code -------------------------------------------------------------------------------------------------------


def test_a_patient_signs_in_by_the_code_that_is_mailed_to_her(world, client):
    asked = client.post(ASK, {"email": "ada@mail.example"})
    code = code_mailed_to("ada@mail.example")
    assert (asked.status_code, asked["Location"]) == (302, TYPE)
    assert who_is_in(client) is None

    typed = client.post(TYPE, {"code": code})

    assert (typed.status_code, typed["Location"]) == (302, "/arrive/")
    assert who_is_in(client) == str(world.ada.user_id)


def test_the_case_and_spaces_of_an_address_do_not_matter(world, client):
    client.post(ASK, {"email": " Ada@MAIL.example "})
    client.post(TYPE, {"code": code_mailed_to("ada@mail.example") or code_mailed_to("Ada@MAIL.example")})

    assert who_is_in(client) == str(world.ada.user_id)


def test_a_wrong_code_lets_nobody_in_and_says_so(world, client):
    client.post(ASK, {"email": "ada@mail.example"})
    code = code_mailed_to("ada@mail.example")

    answer = client.post(TYPE, {"code": wrong(code)})

    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert who_is_in(client) is None
    assert client.post(TYPE, {"code": code}).status_code == 302


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(world, client):
    client.post(ASK, {"email": "ada@mail.example"})
    code = code_mailed_to("ada@mail.example")
    for _ in range(5):
        client.post(TYPE, {"code": wrong(code)})

    client.post(TYPE, {"code": code})

    assert who_is_in(client) is None


def test_a_code_works_in_the_browser_that_asked_for_it_and_nowhere_else(world, client):
    client.post(ASK, {"email": "ada@mail.example"})
    other = Client()

    answer = other.post(TYPE, {"code": code_mailed_to("ada@mail.example")})

    assert answer.status_code == 302
    assert who_is_in(other) is None


def test_a_code_works_once(world, client):
    client.post(ASK, {"email": "ada@mail.example"})
    code = code_mailed_to("ada@mail.example")
    client.post(TYPE, {"code": code})
    client.post("/account/logout/")

    client.post(TYPE, {"code": code})

    assert who_is_in(client) is None


def test_an_unknown_address_gets_the_same_answer_and_no_mail(world):
    known, unknown = Client(), Client()

    answers = [
        (client.post(ASK, {"email": email}), client.get(TYPE), client.post(TYPE, {"code": "000000"}))
        for client, email in ((known, "ada@mail.example"), (unknown, "nan@mail.example"))
    ]

    for seen, other in zip(*answers, strict=True):
        assert (seen.status_code, seen.get("Location")) == (other.status_code, other.get("Location"))
        assert plain(seen).replace("ada@", "nan@") == plain(other)
    assert code_mailed_to("ada@mail.example")
    assert code_mailed_to("nan@mail.example") is None


def plain(answer):
    """The page without what differs on every request."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())


def test_codes_for_one_address_are_limited(world, client):
    answers = [Client().post(ASK, {"email": "ada@mail.example"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert house.OutboxMessage.objects.count() == 3


def test_the_mail_says_which_clinic_it_is_from_and_keeps_the_code_out_of_its_subject(world, client):
    client.post(ASK, {"email": "ada@mail.example"})
    code = code_mailed_to("ada@mail.example")
    [letter] = mail.outbox

    assert letter.subject == "Your sign-in code for Willow Street Acupuncture"
    assert code not in letter.subject
    assert "Willow Street Acupuncture" in letter.body
    assert "Ada" not in letter.body


def test_a_patient_whom_the_clinic_entered_gets_an_account_when_she_asks_for_a_code(world, client):
    patient = models.Patient.objects.create(
        clinic=world.clinic, given_name="Flo", family_name="Yu", email="Flo@mail.example", made_at=world.now
    )

    client.post(ASK, {"email": "flo@mail.example"})
    client.post(TYPE, {"code": code_mailed_to("flo@mail.example")})

    patient.refresh_from_db()
    assert who_is_in(client) == str(patient.user_id)


def test_an_account_that_was_closed_gets_no_code(world, client):
    models.User.objects.filter(pk=world.ada.user_id).update(is_active=False)

    client.post(ASK, {"email": "ada@mail.example"})

    assert code_mailed_to("ada@mail.example") is None


# --- By password -----------------------------------------------------------------------------------------------------


def test_staff_sign_in_by_password(world, client):
    answer = client.post(LOGIN, {"login": "RUTH@willow.example", "password": cast.PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/arrive/")
    assert who_is_in(client) == str(world.ruth.pk)


def test_signing_in_is_written_down(world, client):
    client.post(LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD})

    entry = house.AuditEntry.objects.get(what="signed_in")
    assert (entry.who, entry.clinic_id) == (f"user:{world.ruth.pk}", world.clinic.pk)


@pytest.mark.parametrize(
    ("email", "password"),
    [("ruth@willow.example", "wrong password"), ("nobody@willow.example", cast.PASSWORD)],
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(world, client, email, password):
    answer = client.post(LOGIN, {"login": email, "password": password})

    assert answer.status_code == 200
    assert "The email address and/or password you specified are not correct." in answer.content.decode()
    assert who_is_in(client) is None


def test_five_wrong_passwords_close_the_password_door_for_that_address_but_not_the_code(world):
    for _ in range(5):
        Client().post(LOGIN, {"login": "ruth@willow.example", "password": "wrong password"})
    late, by_code = Client(), Client()

    late.post(LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD})
    by_code.post(ASK, {"email": "ruth@willow.example"})
    by_code.post(TYPE, {"code": code_mailed_to("ruth@willow.example")})

    assert who_is_in(late) is None
    assert who_is_in(by_code) == str(world.ruth.pk)


def test_passwords_are_kept_as_argon2_outside_the_tests(world, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

    world.ruth.set_password(cast.PASSWORD)

    assert world.ruth.password.startswith("argon2$argon2id$")
    assert world.ruth.check_password(cast.PASSWORD)


def test_nobody_signs_up(world, client):
    client.get("/account/signup/")
    answer = client.post("/account/signup/", {"email": "new@mail.example", "password1": cast.PASSWORD})

    assert answer.status_code == 404
    assert not models.User.objects.filter(email="new@mail.example").exists()


def test_nobody_changes_the_address_they_sign_in_with(world):
    answer = cast.client_of(world.ada).post(
        "/account/email/", {"action_add": "", "email": "other@mail.example"}
    )

    assert answer.status_code == 404


def test_a_forgotten_password_is_set_anew_by_a_mailed_code(world, client):
    client.post("/account/password/reset/", {"email": "ruth@willow.example"})
    confirmed = client.post(
        "/account/password/reset/confirm/", {"code": code_mailed_to("ruth@willow.example")}
    )
    new = {"password1": "a quite different staple", "password2": "a quite different staple"}
    client.post(confirmed["Location"], new)

    assert who_is_in(client) is None
    client.post(LOGIN, {"login": "ruth@willow.example", "password": new["password1"]})
    assert who_is_in(client) == str(world.ruth.pk)


def test_a_changed_password_ends_the_other_sessions(world):
    elsewhere = cast.client_of(world.ruth)
    assert elsewhere.get("/account/").status_code == 200

    world.ruth.set_password("a quite different staple")
    world.ruth.save()

    assert elsewhere.get("/account/").status_code == 302


def test_signing_in_follows_next_only_inside_this_clinic(world, client):
    good = client.post(
        LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD, "next": "/account/"}
    )
    bad = Client().post(
        LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD, "next": "https://evil.example/"}
    )

    assert good["Location"] == "/account/"
    assert bad["Location"] == "/arrive/"


# --- The second factor -------------------------------------------------------------------------------------------------


@pytest.fixture
def strict(settings):
    settings.SECOND_FACTOR_FOR_STAFF = True


def test_a_password_alone_does_not_sign_in_someone_with_an_app(world, client):
    with_app(world.ivo)

    answer = client.post(LOGIN, {"login": "ivo@willow.example", "password": cast.PASSWORD})

    assert answer["Location"] == SECOND
    assert who_is_in(client) is None


def test_a_mailed_code_alone_does_not_either(world, client):
    seed = with_app(world.ivo)

    client.post(ASK, {"email": "ivo@willow.example"})
    answer = client.post(TYPE, {"code": code_mailed_to("ivo@willow.example")})
    assert answer["Location"] == SECOND
    assert who_is_in(client) is None

    client.post(SECOND, {"code": digits_shown(seed)})
    assert who_is_in(client) == str(world.ivo.pk)


@pytest.mark.ignore_template_errors
def test_a_wrong_second_code_lets_nobody_in(world, client):
    seed = with_app(world.ivo)
    client.post(LOGIN, {"login": "ivo@willow.example", "password": cast.PASSWORD})

    answer = client.post(SECOND, {"code": wrong(digits_shown(seed, step=5))})

    assert answer.status_code == 200
    assert who_is_in(client) is None


@pytest.mark.ignore_template_errors
def test_the_digits_of_the_app_count_once(world):
    seed = with_app(world.ivo)
    digits = digits_shown(seed)
    first, second = Client(), Client()
    for client in (first, second):
        client.post(LOGIN, {"login": "ivo@willow.example", "password": cast.PASSWORD})
        client.post(SECOND, {"code": digits})

    assert (who_is_in(first), who_is_in(second)) == (str(world.ivo.pk), None)


@pytest.mark.ignore_template_errors
def test_a_recovery_code_counts_once(world, rf):
    from allauth.mfa.recovery_codes.internal import auth as recovery

    with_app(world.ivo)
    code = recovery.RecoveryCodes.activate(world.ivo).get_unused_codes()[0]
    first, second = Client(), Client()
    for client in (first, second):
        client.post(LOGIN, {"login": "ivo@willow.example", "password": cast.PASSWORD})
        client.post(SECOND, {"code": code})

    assert (who_is_in(first), who_is_in(second)) == (str(world.ivo.pk), None)


def test_seeds_are_not_stored_in_clear(world):
    seed = with_app(world.ivo)

    kept = second_factor.Authenticator.objects.get(user=world.ivo)

    assert seed not in str(kept.data)
    assert base64.b32decode(seed).hex() not in str(kept.data)
    assert kept.wrap().validate_code(digits_shown(seed))


def test_staff_without_a_second_factor_reach_only_the_page_that_sets_it_up(world, strict):
    client = cast.client_of(world.ruth)

    assert client.get("/account/")["Location"] == "/account/second-factor/"
    assert client.get("/arrive/")["Location"] == "/account/second-factor/"
    assert client.get("/account/password/change/")["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200
    assert client.post("/account/logout/").status_code == 302


def test_patients_need_no_second_factor(world, strict):
    assert cast.client_of(world.ada).get("/account/").status_code == 200


@pytest.mark.ignore_template_errors
@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_the_clinic(world, strict, client):
    client.post(LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD})
    asked = client.get("/account/2fa/totp/activate/")
    client.post(asked["Location"], {"password": cast.PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    assert b"data:image/svg+xml" in page.content
    seed = client.session["mfa.totp.secret"]

    client.post("/account/2fa/totp/activate/", {"code": digits_shown(seed)})

    assert client.get("/account/").status_code == 200
    assert (
        second_factor.Authenticator.objects.filter(user=world.ruth).count() == 2
    )  # the app, and recovery codes
    codes = client.get("/account/2fa/recovery-codes/").content.decode()
    assert "10 codes are left" in codes
    assert 'href="/arrive/"' in codes


def test_a_session_that_has_not_shown_the_second_factor_is_asked_for_it(world, strict):
    client = cast.client_of(world.ruth)
    seed = with_app(world.ruth)

    asked = client.get("/account/")
    assert asked["Location"] == "/account/2fa/reauthenticate/?next=%2Faccount%2F"
    assert client.get("/account/2fa/totp/deactivate/")["Location"].startswith("/account/2fa/reauthenticate/")

    shown = client.post(asked["Location"], {"code": digits_shown(seed), "next": "/account/"})
    assert shown["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


def test_half_signed_in_staff_are_visitors_on_public_pages(world, strict):
    page = cast.client_of(world.ruth).get("/account/second-factor/")

    assert not page.context["viewer"].is_staff
    assert b"Ruth" not in page.content


@pytest.mark.ignore_template_errors
def test_staff_cannot_put_their_last_second_factor_away(world, strict, client):
    seed = with_app(world.ruth)
    client.post(LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD})
    client.post(SECOND, {"code": digits_shown(seed)})
    client.post("/account/reauthenticate/", {"password": cast.PASSWORD})

    client.post("/account/2fa/totp/deactivate/")

    assert second_factor.Authenticator.objects.filter(user=world.ruth, type="totp").exists()


def test_a_lost_phone_is_forgotten_and_a_new_second_factor_asked_for(world, strict, client):
    with_app(world.ruth)

    actions.forget_second_factor(user=world.ruth, by=cast.viewer(world.ivo), now=world.now)
    client.post(LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD})

    assert client.get("/arrive/")["Location"] == "/account/second-factor/"


@pytest.fixture
def ruths_passkey(world):
    """Ruth adds a passkey, as her browser would."""
    client, key = Client(), passkey.Passkey()
    client.post(LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD})
    client.post("/account/reauthenticate/", {"password": cast.PASSWORD})
    page = client.get("/account/2fa/webauthn/add/")
    client.post(
        "/account/2fa/webauthn/add/",
        {"name": "Front desk", "passwordless": "on", "credential": key.introduce(passkey.question_on(page))},
    )
    assert second_factor.Authenticator.objects.filter(user=world.ruth, type="webauthn").count() == 1
    client.key = key
    return client


@pytest.mark.ignore_template_errors
def test_a_passkey_signs_in_without_a_password_and_counts_as_both_factors(
    world, strict, ruths_passkey, client
):
    asked = client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"}).json()

    client.post("/account/2fa/webauthn/login/", {"credential": ruths_passkey.key.sign(asked)})

    assert who_is_in(client) == str(world.ruth.pk)
    assert client.get("/account/").status_code == 200


@pytest.mark.ignore_template_errors
def test_somebody_elses_passkey_opens_nothing(world, ruths_passkey, client):
    asked = client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
    forged = passkey.Passkey()
    forged.id, forged.owner = ruths_passkey.key.id, ruths_passkey.key.owner

    client.post("/account/2fa/webauthn/login/", {"credential": forged.sign(asked)})

    assert who_is_in(client) is None


@pytest.mark.ignore_template_errors
def test_a_passkey_serves_as_the_second_step_after_a_password(world, ruths_passkey, client):
    client.post(LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD})
    page = client.get(SECOND)

    client.post(SECOND, {"credential": ruths_passkey.key.sign(passkey.question_on(page))})

    assert who_is_in(client) == str(world.ruth.pk)


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize(
    "path", [LOGIN, SECOND, "/account/2fa/webauthn/add/", "/account/2fa/webauthn/reauthenticate/"]
)
def test_passkey_pages_obey_our_content_policy(world, ruths_passkey, client, path):
    if path == SECOND:
        client.post(LOGIN, {"login": "ruth@willow.example", "password": cast.PASSWORD})
    elif path != LOGIN:
        client = ruths_passkey

    page = client.get(path)

    html = page.content.decode()
    assert page.status_code == 200
    assert "webauthn.js" in html
    assert 'data-allauth-onload="allauth.webauthn.forms' in html
    for tag in re.findall(r"<script[^>]*>", html):
        assert " src=" in tag or 'type="application/json"' in tag, tag
    assert not re.search(r"<[^>]+ (style|on[a-z]+)=", html)
    assert "unsafe" not in page["Content-Security-Policy"]


def test_a_changed_second_factor_is_told_to_its_owner(world, ruths_passkey):
    outbox.send_due(clock.now())

    [letter] = [letter for letter in mail.outbox if letter.to == ["ruth@willow.example"]]
    assert "call the clinic today" in letter.body
    assert "Willow Street Acupuncture" in letter.body
