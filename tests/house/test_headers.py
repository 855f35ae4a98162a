"""What every answer carries, whatever kind of answer it is."""

import io

import pytest
from django import http
from django.test import Client, override_settings
from django.urls import include, path

from needlepoint.house import doors, middleware
from needlepoint.intake.rules import packs
from tests import cast


def _break(request):
    raise RuntimeError("a fault of ours")


def _refuse(request):
    raise http.Http404


urlpatterns = [
    path("broken/", doors.open_to_everyone(_break)),
    path("missing/", doors.open_to_everyone(_refuse)),
    path("", include("needlepoint.config.urls")),
]
handler400 = "needlepoint.house.views.bad_request"
handler403 = "needlepoint.house.views.not_allowed"
handler404 = "needlepoint.house.views.not_found"
handler500 = "needlepoint.house.views.broken"

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.house.test_headers")]


@pytest.fixture
def answers(world):
    """One answer of each kind: page, form page, redirect, refusal, not found, broken, wrong method, file."""
    visitor, ruth = Client(raise_request_exception=False), cast.client_of(world.ruth)
    file = visitor.get("/static/design/needlepoint.css")
    for close in file._resource_closers:  # closing the answer itself would close the test's database too
        close()
    return {
        "page": visitor.get("/up"),
        "form": visitor.get("/account/login/"),
        "own page": ruth.get("/account/"),
        "redirect": visitor.get("/account/"),
        "refused": ruth.get("/clinic/"),
        "no such page": visitor.get("/no-such-page/"),
        "not found": visitor.get("/missing/"),
        "broken": visitor.get("/broken/"),
        "wrong method": visitor.delete("/up"),
        "form expired": Client(enforce_csrf_checks=True).post("/account/login/"),
        "wrong host": visitor.get("/up", headers={"host": "evil.example"}),
        "file": file,
    }


STATUS = {
    "page": 200,
    "form": 200,
    "own page": 200,
    "redirect": 302,
    "refused": 403,
    "no such page": 404,
    "not found": 404,
    "broken": 500,
    "wrong method": 405,
    "form expired": 403,
    "wrong host": 400,
    "file": 200,
}


def test_each_kind_of_answer_is_of_that_kind(answers):
    assert {kind: answer.status_code for kind, answer in answers.items()} == STATUS


def test_every_answer_forbids_foreign_and_inline_code(answers):
    for kind, answer in answers.items():
        policy = answer["Content-Security-Policy"]
        parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        assert "unsafe" not in policy, kind
        assert "*" not in policy, kind
        assert "http:" not in policy, kind
        assert parts["default-src"] == "'self'", kind
        assert parts["object-src"] == "'none'", kind
        assert parts["frame-ancestors"] == "'none'", kind
        assert parts["form-action"] == "'self'", kind
        assert parts["base-uri"] == "'self'", kind
        assert parts["style-src"] == "'self'", kind


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        (
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
        ),
    ],
)
def test_every_answer_carries(answers, name, value):
    assert {kind: answer.get(name) for kind, answer in answers.items()} == dict.fromkeys(answers, value)


def test_no_page_is_kept_by_a_cache(answers):
    for kind, answer in answers.items():
        if kind != "file":
            assert "no-store" in answer["Cache-Control"], kind


def test_every_answer_names_its_request(answers):
    marks = [answer["X-Request-ID"] for answer in answers.values()]

    assert len(set(marks)) == len(marks)
    assert all(len(mark) == 16 for mark in marks)


def test_a_request_cannot_name_itself(client):
    assert client.get("/up", headers={"X-Request-ID": "0000"})["X-Request-ID"] != "0000"


def test_a_broken_page_says_nothing_about_why(answers):
    page = answers["broken"].content.decode()

    assert "RuntimeError" not in page
    assert "a fault of ours" not in page
    assert "Traceback" not in page


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world):
    client = Client()
    client.get("/account/login/")
    client.post("/account/login/", {"login": "ruth@willow.example", "password": cast.PASSWORD})

    assert set(client.cookies) == {"np", "npf"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] in {"Lax", "Strict"}
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""


def test_with_an_https_address_cookies_are_bound_to_it_and_browsers_remember_it(tmp_path):
    """The settings are read afresh in another process, as a server off this machine reads them."""
    import json
    import os
    import subprocess
    import sys

    script = (
        "import json; from needlepoint.config import settings as s; print(json.dumps({n: getattr(s, n) for n in ("
        "'SESSION_COOKIE_NAME','SESSION_COOKIE_SECURE','SESSION_COOKIE_HTTPONLY','SESSION_COOKIE_SAMESITE',"
        "'CSRF_COOKIE_NAME','CSRF_COOKIE_SECURE','CSRF_COOKIE_HTTPONLY','SECURE_HSTS_SECONDS','SECURE_SSL_REDIRECT',"
        "'SECOND_FACTOR_FOR_STAFF','MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN','DEBUG','PASSWORD_HASHERS','ALLOWED_HOSTS')}))"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "NEEDLEPOINT_DATA": str(tmp_path),
        "NEEDLEPOINT_ADDRESS": "0.0.0.0",  # noqa: S104 what a server behind a proxy says
        "NEEDLEPOINT_ORIGIN": "https://clinic.example",
        "NEEDLEPOINT_SECRET_KEY": "a long and secret key for this test only, 0123456789",
        "NEEDLEPOINT_EMAIL_URL": "smtp://user:password@mail.example:587",
        "NEEDLEPOINT_PROXIES": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)

    assert found == {
        "SESSION_COOKIE_NAME": "__Host-np",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": "__Host-npf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_HSTS_SECONDS": 63072000,
        "SECURE_SSL_REDIRECT": True,
        "SECOND_FACTOR_FOR_STAFF": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
        "DEBUG": False,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "ALLOWED_HOSTS": ["clinic.example"],
    }


def test_over_https_browsers_are_told_to_stay_there(world):
    with override_settings(SECURE_HSTS_SECONDS=63072000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True):
        answer = Client().get("/up", secure=True)

    assert answer["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize("length", [str(middleware.LARGEST_BODY + 1), "9" * 6000])
def test_what_is_larger_than_anything_we_take_in_is_refused_unread(length):
    body = io.BytesIO(b"x" * 10)
    answer = Client().post("/account/login/", **{"wsgi.input": body, "CONTENT_LENGTH": length})

    assert answer.status_code == 413
    assert body.tell() == 0
    assert answer["Cache-Control"] == "no-store"


def test_the_files_of_a_questionnaire_are_not_too_large():
    both_pasted_and_as_files = 4 * packs.FILE_BYTES_MAX

    assert both_pasted_and_as_files < middleware.LARGEST_BODY
