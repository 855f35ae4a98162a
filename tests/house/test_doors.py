"""Every address, tried as everybody: whoever a page is not for gets no page and no name.

Each try is undone afterwards, its session with it, so that no try (signing out, cancelling) hides what a later one
would have found.
"""

import contextlib
import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from needlepoint.house import doors
from needlepoint.house import models as house
from needlepoint.people import middleware, rules
from tests import cast
from tests.house import access_table
from tests.house.access_table import ACCESS, EVERYONE

pytestmark = [pytest.mark.django_db, pytest.mark.long_list]

LOGIN = "/account/login/"
IS_SECOND_ENGINE = settings.DATABASES["default"]["ENGINE"].endswith(
    "postgresql"
)  # there is more time in make prove
WHO = ("visitor", "ada", "bo", "ruth", "mei", "ivo", "eve")
# Words that only Willow's people may read, each on their own pages.
PATIENTS_WORDS = ("Moreno", "Lindqvist", "Okafor", "ada@mail.example", "bo@mail.example")
BOS_WORDS = ("Lindqvist", "bo@mail.example")


def all_views(resolver=None, namespace=""):
    """Every named view of the URLconf, as (name, view)."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_views(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


VIEWS = {name: view for name, view in all_views() if not view.__module__.startswith("allauth.")}
ALLAUTH = {name: view for name, view in all_views() if view.__module__.startswith("allauth.")}
KNOWN = sorted(set(VIEWS) & set(ACCESS))
WITH_THINGS = [name for name in KNOWN if ACCESS[name].changed]
# The door of a view opens or stays shut whatever the method: `make test` tries GET, `make prove` POST as well.
METHODS = ("GET", "POST") if IS_SECOND_ENGINE else ("GET",)


@contextlib.contextmanager
def undone():
    """Try something and take it back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):
    """The cast, put in place once: what each test does to them is taken back."""
    with django_db_blocker.unblock(), undone():
        w = cast.world()
        w.cookies = {who: cast.client_of(getattr(w, who)).cookies for who in WHO[1:]}
        yield w


@pytest.fixture
def world(everybody, db):
    return everybody


# --- The list --------------------------------------------------------------------------------------------------------------


def test_every_address_has_a_row_in_the_reviewed_table():
    new = sorted(set(VIEWS) - set(ACCESS))

    assert new == [], (
        f"{', '.join(new)}: say in tests/house/access_table.py who may open it, with which methods, and, "
        "if its address holds a code, how to reach Ada's (names=…, changed=unknown_code)."
    )


def test_no_row_outlives_its_address():
    gone = sorted(set(ACCESS) - set(VIEWS))

    assert gone == [], f"{', '.join(gone)}: no such address any more; take the row out of access_table.py."


@pytest.mark.parametrize("name", KNOWN)
def test_each_view_has_the_door_that_was_reviewed(name):
    assert doors.door_of(VIEWS[name]) == ACCESS[name].door


def test_a_view_without_a_door_answers_nobody(world, settings):
    settings.ROOT_URLCONF = "tests.house.doorless"

    for who in WHO:
        assert client_of(world, who).get("/doorless/").status_code == 404


def test_every_page_of_allauth_is_used_or_shut_on_purpose():
    assert access_table.ALLAUTH_IN_USE == middleware.SIGN_IN_PAGES
    assert set(ALLAUTH) == access_table.ALLAUTH_IN_USE | access_table.ALLAUTH_SHUT


@pytest.mark.parametrize("name", sorted(access_table.ALLAUTH_SHUT))
def test_shut_pages_of_allauth_do_not_exist(world, name):
    path = reverse(name, kwargs={"key": "x"} if name == "account_confirm_email" else {})

    for who in ("visitor", "ada", "ruth"):
        assert client_of(world, who).get(path).status_code == 404
        assert client_of(world, who).post(path).status_code == 404


# --- Everybody at every door ------------------------------------------------------------------------------------------------


def client_of(w, who):
    client = Client()
    if who != "visitor":
        client.cookies = w.cookies[who].copy()
    return client


def roles_of(w, who):
    return frozenset() if who == "visitor" else cast.viewer(getattr(w, who)).roles


def tried(w, who, method, path):
    with undone():
        return client_of(w, who).generic(method, path, content_type="application/x-www-form-urlencoded")


def everything_in(answer):
    """What the answer tells: its body, its headers and its cookies."""
    body = answer.content.decode(errors="replace")
    return "\n".join([body, *(f"{name}: {value}" for name, value in answer.items()), str(answer.cookies)])


def words_not_for(w, who):
    """What `who` must never read, wherever they look."""
    return {
        "visitor": PATIENTS_WORDS,
        "ada": BOS_WORDS,
        "bo": tuple(word for word in PATIENTS_WORDS if word not in BOS_WORDS),
        "eve": (*PATIENTS_WORDS, "Ruth Abara", "Willow Street Acupuncture"),
    }.get(who, ("Quist", "hal@mail.example", "Harbour"))


def address(w, name):
    row = ACCESS[name]
    return reverse(name, kwargs=row.names(w) if row.names else {})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", KNOWN)
def test_whoever_a_page_is_for_gets_it_and_nobody_else_gets_a_page_or_a_name(world, name, method):
    row, path = ACCESS[name], address(world, name)
    for who in WHO:
        answer = tried(world, who, method, path)

        told = everything_in(answer).replace(path, "")
        for word in () if row.is_invented else words_not_for(world, who):
            assert word not in told, f"{who} reads {word!r} at {method} {path}"
        assert answer.status_code < 500
        if row.door == EVERYONE or roles_of(world, who) & row.door:
            assert answer.status_code != 403, f"{who} is refused at {path}, which is meant for them"
            sent_away = LOGIN in answer.get("Location", "")
            assert not sent_away or row.door == EVERYONE, f"{who} is sent to sign in at {path}"
            if method == "GET" and who not in {"eve", "bo"}:
                assert is_what_it_is_for(row, who, answer), f"{who} gets {answer.status_code} at {path}"
        elif who == "visitor":
            assert answer.status_code == 302, f"a visitor gets {answer.status_code} at {method} {path}"
            assert answer["Location"].startswith(LOGIN)
        else:
            assert answer.status_code == 403, f"{who} gets {answer.status_code} at {method} {path}"


def is_what_it_is_for(row, who, answer):
    """Say whether somebody of the clinic for whom a page is got it, asking with GET."""
    if row.is_shut or (who == "visitor" and row.changed):  # a visitor owns nothing
        return answer.status_code == 404
    return answer.status_code in ({200, 302} if "GET" in row.methods else {405})


@pytest.mark.parametrize("name", WITH_THINGS)
def test_somebody_elses_thing_and_no_thing_at_all_look_alike(world, name):
    row = ACCESS[name]
    ours = row.names(world)
    path, nowhere = reverse(name, kwargs=ours), reverse(name, kwargs=row.changed(ours))
    for who in ("eve", "bo", "visitor"):
        if not (row.door == EVERYONE or roles_of(world, who) & row.door):
            continue
        every = sorted(row.methods | {"HEAD"} if "GET" in row.methods else row.methods)
        for method in every if IS_SECOND_ENGINE else every[:1]:
            theirs, missing = tried(world, who, method, path), tried(world, who, method, nowhere)

            assert theirs.status_code == 404, f"{who} gets {theirs.status_code} at {method} {path}"
            assert missing.status_code == 404
            assert alike(theirs, path) == alike(missing, nowhere)


def alike(answer, path):
    """The answer without its address and without what differs on every request."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode().replace(path, ""))


@pytest.mark.parametrize("name", WITH_THINGS if IS_SECOND_ENGINE else WITH_THINGS[::4])
def test_a_code_nobody_has_is_not_found_by_staff_either(world, name):
    row = ACCESS[name]
    nowhere = reverse(name, kwargs=row.changed(row.names(world)))
    for who in ("ada", "ruth", "mei", "ivo"):
        if row.door == EVERYONE or roles_of(world, who) & row.door:
            for method in sorted(row.methods):
                assert tried(world, who, method, nowhere).status_code == 404


@pytest.mark.slow  # a fuzz of every address
@pytest.mark.parametrize("name", KNOWN)
def test_what_no_keyboard_types_is_not_found_and_breaks_nothing(world, name):
    """PostgreSQL refuses to be asked for a NUL, so the question must not reach it."""
    names = ACCESS[name].names(world) if ACCESS[name].names else {}
    path = reverse(name, kwargs=names)
    for who in ("visitor", "ada", "ruth", "mei"):
        for odd in [
            f"{path}?for=a%00b&form_key=a%00b",
            *(path.replace(str(v), "a%00b") for v in names.values()),
        ]:
            for method in ("GET", "POST"):
                answer = tried(world, who, method, odd)
                # allauth leads on from an /account/ that is not found
                expected = 302 if name == "people:account" else 404
                assert answer.status_code == expected, f"{who}: {method} {odd}"


def test_a_booking_form_with_such_a_key_is_not_found(world):
    for field in ("form_key", "for"):
        start = f"{field}=a%00b&start=2026-11-24T14:15Z"
        for who in ("visitor", "ada", "ruth"):
            with undone():
                answer = client_of(world, who).generic(
                    "POST",
                    reverse("booking:details"),
                    start if who != "ruth" else f"{start}&for=%00",
                    content_type="application/x-www-form-urlencoded",
                )
            assert answer.status_code == 404


@pytest.mark.parametrize("name", KNOWN)
def test_wrong_methods_are_refused(world, name):
    row, path = ACCESS[name], address(world, name)
    for who in WHO[1:-1]:
        if row.door != EVERYONE and not roles_of(world, who) & row.door:
            continue
        for method in {"GET", "POST"} - row.methods:
            expected = {404, 405} if row.is_shut else {405}
            assert tried(world, who, method, path).status_code in expected, f"{who}: {method} {path}"
        if not IS_SECOND_ENGINE:
            break  # the method is looked at before the person
    odd = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND") if IS_SECOND_ENGINE else ("DELETE",)
    for method in odd:
        assert tried(world, "mei", method, path).status_code == 405, f"{method} {path}"


@pytest.mark.slow  # every page once more, as HEAD
@pytest.mark.parametrize("name", [name for name in KNOWN if "GET" in ACCESS[name].methods])
def test_a_robot_that_only_looks_sees_as_much_and_sends_nothing(world, name):
    """A mail scanner asks with HEAD: the same answer without its body, and no message goes out."""
    path = address(world, name)
    for who in ("visitor", "ada", "mei"):
        with undone():
            client, before = client_of(world, who), house.OutboxMessage.objects.count()
            looked = client.head(path)
            assert house.OutboxMessage.objects.count() == before
        assert looked.status_code == tried(world, who, "GET", path).status_code
        assert looked.content == b""


# --- The test of the test ------------------------------------------------------------------------------------------------------


def test_a_planted_leak_would_be_found(world, settings):
    """A page that forgot whose clinic it is in shows Ada to Eve; the search for words must see it."""
    settings.ROOT_URLCONF = "tests.house.doorless"

    answer = tried(world, "eve", "GET", f"/leaky/{world.ada.code}/")

    assert answer.status_code == 200
    assert any(word in everything_in(answer) for word in words_not_for(world, "eve"))


def test_the_cast_covers_every_role(world):
    seen = frozenset().union(*(roles_of(world, who) for who in WHO if who != "eve"))

    assert seen == frozenset(rules.Role)
    assert isinstance(client_of(world, "visitor"), Client)
