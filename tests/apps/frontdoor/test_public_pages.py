"""What visitors get of the public pages: kept, small, without a cookie, and never an old price."""

import datetime as dt
import gzip
import socket

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from needlepoint.config import web
from needlepoint.frontdoor import middleware, models
from needlepoint.people import models as people
from tests import cast
from tests.house import access_table

pytestmark = pytest.mark.django_db
PRICES = "/prices/"


@pytest.fixture(autouse=True)
def kept(settings):
    settings.PUBLIC_PAGES_KEPT = 500
    middleware.shelf.clear()
    yield middleware.shelf
    middleware.shelf.clear()


def get(path=PRICES, **headers):
    return Client(headers=headers).get(path)


def every_address(world):
    """Every page of the front door that answers here with a page."""
    rows = {name: row for name, row in access_table.ACCESS.items() if name.startswith("frontdoor:")}
    addresses = [reverse(name, kwargs=row.names(world) if row.names else {}) for name, row in rows.items()]
    return [path for path in addresses if get(path).status_code == 200]


def words(answer):
    return answer.content.decode()


def test_a_page_is_worked_out_once_and_then_costs_the_question_for_the_clinic(
    world, django_assert_num_queries
):
    first = get()
    with django_assert_num_queries(1):
        second = get()

    assert second.content == first.content
    assert {name for name, _value in first.items()} == {name for name, _value in second.items()}
    assert second["Content-Language"] == "en"
    assert second["Cache-Control"] == "public, no-cache"
    assert "default-src 'self'" in second["Content-Security-Policy"]


def test_a_new_price_a_new_name_and_a_new_practitioner_are_there_at_once(world):
    before = words(get())
    world.first.price_cents = 12_345
    world.first.save()
    people.Clinic.objects.filter(pk=world.clinic.pk).update(name="Alder Row")

    after = words(get())

    assert "123.45" not in before
    assert "123.45" in after
    assert "Alder Row" in after


@pytest.mark.parametrize("model", [models.Picture, models.Article, models.Service, people.Practitioner])
def test_whatever_public_pages_show_stamps_them_however_it_is_written(world, model):
    def stamps():
        return people.Clinic.objects.values_list("looks_stamp", "diary_stamp").get(pk=world.clinic.pk)

    seen = [stamps()]
    for change in (
        lambda: model.objects.filter(pk=0).update(clinic=world.clinic),
        lambda: model.objects.bulk_create([]),
        lambda: model.objects.filter(pk=0).delete(),
    ):
        change()
        seen.append(stamps())

    assert len(set(seen)) == len(seen)


def test_an_article_saved_or_deleted_stamps_the_pages(world):
    before = people.Clinic.objects.get(pk=world.clinic.pk).looks_stamp
    article = models.Article(
        clinic=world.clinic,
        slug="a",
        title="A",
        summary="A",
        words="A",
        written_by="Mei",
        changed_at=world.now,
    )
    article.save()
    saved = people.Clinic.objects.get(pk=world.clinic.pk).looks_stamp
    article.delete()

    assert len({before, saved, people.Clinic.objects.get(pk=world.clinic.pk).looks_stamp}) == 3


def test_at_midnight_of_the_clinic_pages_are_worked_out_anew(world, monkeypatch, kept):
    get()
    (before,) = kept._answers.values()
    monkeypatch.setattr(middleware.clock, "today", lambda _zone: before.held[0] + dt.timedelta(days=1))
    get()
    (after,) = kept._answers.values()

    assert after is not before
    assert after.held[1:] == before.held[1:]


def test_after_a_minute_a_page_is_worked_out_anew_in_any_case(world, monkeypatch, kept):
    get()
    (answer,) = kept._answers.values()
    assert kept.get(next(iter(kept._answers)), answer.held) is answer
    monkeypatch.setattr(middleware.clock, "ticking", lambda: answer.until)

    assert kept.get(next(iter(kept._answers)), answer.held) is None


def test_each_language_is_kept_apart_and_a_choice_is_still_remembered(world):
    english, spanish = get(), get(PRICES, **{"Accept-Language": "es"})
    chosen = [get(f"{PRICES}?language=zh-CN") for _twice in range(2)]

    assert (english["Content-Language"], spanish["Content-Language"]) == ("en", "es")
    assert [one["Content-Language"] for one in chosen] == ["zh-hans"] * 2
    assert [one.cookies["np_language"].value for one in chosen] == ["zh-hans"] * 2
    assert {"Cookie", "Accept-Language"} <= {one.strip() for one in get()["Vary"].split(",")}


def test_a_browser_that_has_the_page_is_told_so(world):
    answer = get()
    again = get(**{"If-None-Match": answer["ETag"]})
    world.first.price_cents += 100
    world.first.save()

    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == answer["Cache-Control"]
    assert get(**{"If-None-Match": answer["ETag"]}).status_code == 200


def test_a_page_is_compressed_for_whoever_reads_that(world):
    plain = get()
    packed = get(**{"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in packed["Vary"]
    assert "Accept-Encoding" in plain["Vary"]
    assert "Content-Encoding" not in get(**{"Accept-Encoding": "gzip;q=0, br"})


def test_whoever_is_signed_in_gets_their_own_page_uncompressed_and_unkept(world, kept):
    for who in (world.ivo, world.ada):
        answer = cast.client_of(who).get(PRICES, headers={"Accept-Encoding": "gzip"})

        assert answer["Cache-Control"] == "no-store"
        assert "Content-Encoding" not in answer
        assert "ETag" not in answer
        assert "Sign out" in words(answer)
    assert not kept._answers
    assert "Sign out" not in words(get())


def test_only_public_pages_are_kept_and_only_addresses_that_others_ask_for_too(world, kept):
    for path in (
        "/account/login/",
        "/check/",
        "/no-such-page/",
        "/up",
        f"{PRICES}?x=1",
        f"{PRICES}?language=es-9",
    ):
        get(path, **{"Accept-Encoding": "gzip"})
    assert not kept._answers

    assert get("/account/login/", **{"Accept-Encoding": "gzip"}).get("Content-Encoding") is None


def test_a_page_that_asks_another_table_or_holds_a_form_is_not_kept(world, kept, monkeypatch, rf):
    asked = next(one for one in apps.get_models() if one is people.Patient)._meta.db_table
    assert asked not in middleware.tables_that_stamp()
    with middleware.watched_tables() as tables:
        people.Patient.objects.filter(clinic__name="x").exists()
    assert tables == {asked, "people_clinic"}

    monkeypatch.setattr(middleware, "tables_that_stamp", frozenset)
    get()
    assert not kept._answers


def test_two_clinics_on_two_addresses_do_not_see_each_others_pages(world, settings):
    settings.ALLOWED_HOSTS = ["willow.example", "oak.example"]
    people.Clinic.objects.filter(pk=world.clinic.pk).update(host="willow.example")
    people.Clinic.objects.create(name="Oak", host="oak.example", opened_on=world.today)
    seen = [words(get(Host=f"{name}.example")) for name in ("willow", "oak", "willow", "oak")]

    assert "Oak" in seen[1]
    assert "Oak" not in seen[0]
    assert seen[:2] == seen[2:]


def test_the_shelf_lets_go_of_what_nobody_asked_for_longest(world, kept, settings):
    settings.PUBLIC_PAGES_KEPT = 2
    for path in (PRICES, "/your-visit/", PRICES, "/find-us/"):
        get(path)

    assert [key[2] for key in kept._answers] == [PRICES, "/find-us/"]


@pytest.mark.slow
def test_every_public_page_is_kept_touches_no_patient_and_sets_no_cookie(world, kept):
    addresses = every_address(world)
    kept.clear()
    for path in addresses:
        before = len(kept._answers)
        with middleware.watched_tables() as tables:
            answer = get(path)

        assert answer.status_code == 200, path
        assert not answer.cookies, path
        assert tables <= middleware.tables_that_stamp(), path
        assert len(kept._answers) > before, path


def test_the_pages_most_people_read_touch_no_patient_and_set_no_cookie(world):
    for name in ("home", "prices", "contact"):
        with middleware.watched_tables() as tables:
            answer = get(reverse(f"frontdoor:{name}"))

        assert not answer.cookies
        assert tables <= middleware.tables_that_stamp()


def test_a_caller_who_moves_where_the_site_begins_changes_no_page_of_anybody_else(world):
    moved = Client().get("/", SCRIPT_NAME="/prices", PATH_INFO="/")

    assert moved.wsgi_request.get_full_path() == PRICES
    assert get().content != moved.content
    assert "/prices/prices/" not in words(get())


def test_the_server_takes_nobodys_word_for_where_the_site_begins():
    with socket.socket() as listener:
        cfg = web.Web(listener).cfg

    assert cfg.forwarder_headers == []
    assert cfg.header_map == "drop"


def test_an_address_that_asks_too_much_is_refused_in_words(world):
    answer = get("/?" + "a&" * 1000)

    assert answer.status_code == 400
    assert "We could not read that" in words(answer)


def test_sheets_of_colours_that_are_not_the_clinics_are_not_kept(world, kept):
    own, other = get("/look/ours-1.css"), get("/look/1d5c7a-1.css")

    assert own["Cache-Control"].endswith("immutable")
    assert other["Cache-Control"] == "no-store"
    assert [key[2] for key in kept._answers] == ["/look/ours-1.css"]
