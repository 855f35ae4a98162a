"""A start is kept while its form is filled in: one for each browser, for some minutes, told kindly when it is over."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import actions, models
from needlepoint.house import clock
from tests import cast
from tests.apps.booking import agreement
from tests.apps.booking import test_views as pages

pytestmark = pytest.mark.django_db
HOLD = "/book/hold/"


@pytest.fixture
def later(world, monkeypatch):
    """Let some minutes pass, also back."""

    def turn(**by):
        moment = world.now + dt.timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return turn


def opened(client, w, when="Tue 9:00", practitioner=None):
    """Open the page of a start and let its script ask to keep it. Returns (page, the answer to the script)."""
    page = client.get(pages.DETAILS, pages.start_of(w, when, practitioner or w.mei))
    return page, client.post(HOLD, pages.hidden(page))


def test_the_page_asks_to_keep_the_start_and_says_until_when(world):
    client = pages.visitor()
    page, answer = opened(client, world)

    assert f'data-keep="{HOLD}"' in page.content.decode()
    assert pages.text(answer) == '<p class="small">We keep this time for you until 9:40 am.</p> '
    hold = models.Hold.objects.get()
    assert (hold.starts_at, hold.practitioner, hold.form_key) == (
        cast.at("Tue 9:00"),
        world.mei,
        pages.hidden(page)["form_key"],
    )
    agreement.check()


def test_nobody_else_is_offered_what_is_kept_and_its_own_page_goes_on_with_it(world):
    client = pages.visitor()
    page, _answer = opened(client, world)

    other = pages.visitor().get(pages.DETAILS, pages.start_of(world, "Tue 9:00", world.mei))
    assert other.status_code == 409

    again = client.get(pages.DETAILS, pages.start_of(world, "Tue 9:00", world.mei))
    assert again.status_code == 200
    assert pages.hidden(again)["form_key"] == pages.hidden(page)["form_key"]
    assert "We keep this time for you until 9:40 am." in pages.text(again)
    listed = client.get(pages.STARTS)
    assert "We keep Tuesday 24 November, 9:00 am for you until 9:40 am." in pages.text(listed)
    assert any("2026-11-24T14:00Z" in link for link in pages.links(listed, "start="))


def test_booking_uses_the_hold_up(world):
    client = pages.visitor()
    page, _answer = opened(client, world)

    answer = client.post(pages.DETAILS, {**pages.hidden(page), **pages.GRETA})

    visit = models.Visit.objects.get()
    assert answer.url == reverse("booking:booked", args=[visit.code])
    assert visit.starts_at == cast.at("Tue 9:00")
    assert not models.Hold.objects.exists()
    agreement.check()


def test_quick_fingers_are_not_refused_what_their_own_page_has_just_kept(world):
    """The question to keep the start is answered between reading the session and booking."""
    client = pages.visitor()
    page = client.get(pages.DETAILS, pages.start_of(world, "Tue 9:00", world.mei))
    other_half = cast.client_of(None)
    other_half.cookies = client.cookies.copy()
    other_half.post(HOLD, pages.hidden(page))
    session = client.session  # as the booking read it
    del session["np_hold"]
    session.save()

    answer = client.post(pages.DETAILS, {**pages.hidden(page), **pages.GRETA})

    assert answer.status_code == 302
    assert not models.Hold.objects.exists()
    agreement.check()


def test_a_form_that_has_booked_keeps_nothing_more(world):
    ada = pages.checked(cast.client_of(world.ada))
    page = ada.get(pages.DETAILS, pages.start_of(world, "Tue 9:00"))
    ada.post(pages.DETAILS, pages.hidden(page))

    assert ada.post(HOLD, pages.hidden(page)).status_code == 204
    assert not models.Hold.objects.exists()


def test_another_choice_gives_the_first_one_back(world):
    client = pages.visitor()
    opened(client, world)

    opened(client, world, "Wed 9:00")

    assert models.Hold.objects.get().starts_at == cast.at("Wed 9:00")
    agreement.check()


def test_a_start_that_overlaps_ones_own_hold_can_be_chosen(world):
    client = pages.visitor()
    opened(client, world)

    page, answer = opened(client, world, "Tue 9:15")

    assert (page.status_code, answer.status_code) == (200, 200)
    assert models.Hold.objects.get().starts_at == cast.at("Tue 9:15")


def test_what_is_kept_never_stands_in_the_way_of_another_choice(world):
    ada = pages.checked(cast.client_of(world.ada))
    page, _answer = opened(ada, world)
    assert models.Hold.objects.get().patient == world.ada

    chosen = pages.start_of(world, "Tue 9:15", world.omar)
    answer = ada.post(pages.DETAILS, {**pages.hidden(page), **chosen})

    assert answer.status_code == 302
    assert models.Visit.objects.get(state="BOOKED").starts_at == cast.at("Tue 9:15")
    assert not models.Hold.objects.exists()
    agreement.check()


def test_asking_twice_keeps_one_start_and_no_longer(world, later):
    client = pages.visitor()
    page, _answer = opened(client, world)
    later(minutes=5)

    answer = client.post(HOLD, pages.hidden(page))

    assert "until 9:40 am" in pages.text(answer)
    assert models.Hold.objects.count() == 1


def test_a_start_that_was_taken_while_the_page_opened_is_told_with_the_nearest(world):
    client = pages.visitor()
    page = client.get(pages.DETAILS, pages.start_of(world, "Tue 9:00", world.mei))
    pages.take(world, "Tue 9:00", world.mei)

    answer = client.post(HOLD, pages.hidden(page))

    assert answer.status_code == 409
    assert "taken a moment ago" in pages.text(answer)
    assert len(pages.links(answer, "start=")) == 3


def test_an_expired_hold_is_told_kindly_and_everything_typed_is_kept(world, later):
    client = pages.visitor()
    page, _answer = opened(client, world)
    now = later(minutes=12)
    actions.release_expired(now)
    pages.take(world, "Tue 9:00", world.mei)

    answer = client.post(pages.DETAILS, {**pages.hidden(page), **pages.GRETA})

    shown = pages.text(answer)
    assert answer.status_code == 409
    assert "We kept this time for you until 9:40 am. After that somebody else took it." in shown
    assert 'value="Greta Maria Holm"' in shown
    assert shown.count('<button class="start" name="start"') == 3


def test_an_expired_hold_that_nobody_wanted_is_booked_all_the_same(world, later):
    client = pages.visitor()
    page, _answer = opened(client, world)
    later(minutes=30)

    answer = client.post(pages.DETAILS, {**pages.hidden(page), **pages.GRETA})

    assert answer.status_code == 302
    assert models.Visit.objects.get().starts_at == cast.at("Tue 9:00")
    agreement.check()


def test_a_clock_that_was_set_back_keeps_what_is_kept(world, later):
    client = pages.visitor()
    page, _answer = opened(client, world)
    later(hours=-2)

    assert client.post(HOLD, pages.hidden(page)).status_code == 200
    answer = client.post(pages.DETAILS, {**pages.hidden(page), **pages.GRETA})

    assert answer.status_code == 302
    agreement.check()


def test_strangers_keep_only_so_many_starts_at_once(world, monkeypatch):
    monkeypatch.setattr("needlepoint.booking.queries.holds.STRANGERS_MAX", 1)
    opened(pages.visitor(), world)

    page, answer = opened(pages.visitor(), world, "Wed 9:00")

    assert answer.status_code == 204
    assert page.status_code == 200
    assert models.Hold.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"form_key": ""},
        {"form_key": "short"},
        {"form_key": "x" * 65},
        {"form_key": "é" * 20},
        {"start": "soon"},
        {"start": "1999-01-01T00:00Z"},
    ],
)
def test_nothing_is_kept_for_a_form_that_is_none_of_ours(world, changed):
    client = pages.visitor()
    page = client.get(pages.DETAILS, pages.start_of(world, "Tue 9:00", world.mei))

    answer = client.post(HOLD, {**pages.hidden(page), **changed})

    assert answer.status_code in {204, 302, 409}
    assert not models.Hold.objects.exists()


def test_nothing_is_kept_without_the_check_and_not_for_staff(world):
    asked = {**pages.start_of(world, "Tue 9:00", world.mei), "form_key": "k" * 20}

    assert cast.client_of(None).post(HOLD, asked).status_code == 204
    assert cast.client_of(world.ruth).post(HOLD, {**asked, "for": world.ada.code}).status_code == 204
    assert cast.client_of(None).get(HOLD).status_code == 405
    assert not models.Hold.objects.exists()


def test_a_clinic_that_keeps_nothing_says_nothing(world):
    world.clinic.hold_minutes = 0
    world.clinic.save(update_fields=["hold_minutes"])

    page, answer = opened(pages.visitor(), world)

    assert "data-keep" not in page.content.decode()
    assert answer.status_code == 204
