"""Starts that cannot be: each is refused with a sentence, and nothing is stored."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import models
from needlepoint.house import clock
from tests import cast, make
from tests.apps.booking import test_views as pages

pytestmark = pytest.mark.django_db

TOO_SOON, TOO_FAR, NOT_THEN = "too soon, or already over", "that far ahead", "taken a moment ago"
BAD = {
    "a minute ago": ("2026-11-23T14:25Z", TOO_SOON),
    "last year": ("2025-11-24T14:00Z", TOO_SOON),
    "sooner than anybody can come": ("2026-11-23T15:00Z", TOO_SOON),
    "after the horizon": ("2027-03-30T14:00Z", TOO_FAR),
    "between two ticks": ("2026-11-24T14:02Z", "not a time that visits begin at"),
    "at night": ("2026-11-24T07:00Z", NOT_THEN),
    "over lunch": ("2026-11-24T16:45Z", NOT_THEN),
    "on the closed Sunday": ("2026-11-29T15:00Z", NOT_THEN),
}


@pytest.mark.parametrize("start", BAD.values(), ids=BAD)
def test_a_start_that_cannot_be_is_refused_kindly_and_the_words_are_kept(world, start):
    moment, words = start

    answer = pages.visitor().post(
        pages.DETAILS, {**pages.GRETA, "start": f"{moment} {world.mei.code}", "form_key": "k" * 20}
    )

    shown = pages.text(answer)
    assert answer.status_code == 409
    assert words in shown
    assert 'value="Greta Maria Holm"' in shown
    assert not models.Visit.objects.exists()


@pytest.mark.parametrize("start", BAD.values(), ids=BAD)
def test_looking_at_such_a_start_shows_the_nearest_ones(world, start):
    page = pages.visitor().get(pages.DETAILS, {"start": start[0]})

    assert page.status_code == 409
    assert "no longer free" in pages.text(page)
    assert len(pages.links(page, "start=")) in {0, 3}  # none so far ahead


@pytest.mark.parametrize("start", BAD.values(), ids=BAD)
def test_a_visit_cannot_be_moved_there_either(world, start):
    visit = make.a_visit(world, starts_at="Thu 9:00")

    answer = cast.client_of(world.ada).post(
        reverse("booking:new_time", args=[visit.code]), {"start": start[0]}
    )

    assert answer.status_code == 409
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("Thu 9:00")


def test_the_hour_that_the_clocks_skip_is_no_start(world, monkeypatch):
    """In New York the clocks jump from 2:00 to 3:00 on Sunday 14 March 2027."""
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2027, 3, 13, 15, 0, tzinfo=dt.UTC))
    models.Hours.objects.create(practitioner=world.mei, weekday=6, starts_minute=0, ends_minute=360)
    client = pages.visitor()

    page = client.get(pages.STARTS, {"practitioner": world.mei.code, "from": "2027-03-14"})
    sunday = pages.text(page).partition("Monday 15 March")[0]
    assert "<b>3:00 am</b>" in sunday
    assert "<b>2:" not in sunday
    # 2:30 does not exist; an address that says so with an offset means 3:30, and is that.
    there = client.get(pages.DETAILS, {"start": "2027-03-14T02:30-05:00", "practitioner": world.mei.code})
    assert "Sunday 14 March, 3:30 am" in pages.text(there)
    assert client.get(pages.DETAILS, {"start": "2027-03-14T02:30"}).url == pages.STARTS


def test_a_start_with_a_practitioner_of_another_clinic_is_one_with_anybody_here(world):
    page = pages.visitor().get(pages.DETAILS, pages.start_of(world, "Tue 9:00", world.eve_practitioner))

    assert "Eve Stone" not in pages.text(page)
    assert world.eve_practitioner.code not in page.content.decode()


def test_a_service_of_another_clinic_is_not_booked_here(world):
    theirs = world.other_clinic.services.get(kind="FIRST")
    client = pages.visitor()
    page = client.get(pages.DETAILS, {**pages.start_of(world, "Tue 9:00"), "service": theirs.code})

    client.post(pages.DETAILS, {**pages.hidden(page), **pages.GRETA, "service": theirs.code})

    assert models.Visit.objects.get().service == world.first


def test_a_clock_that_was_set_back_a_day_shows_that_day_and_books(world, monkeypatch):
    """The person booked on Monday; then the server's clock says Sunday again."""
    client = pages.visitor()
    page = client.get(pages.links(client.get(pages.STARTS), "start=")[0])
    form = {**pages.hidden(page), **pages.GRETA}
    first = client.post(pages.DETAILS, form)
    monkeypatch.setattr(clock, "now", lambda: world.now - dt.timedelta(days=1))

    assert client.post(pages.DETAILS, form).url == first.url  # the same form is still the same booking
    page = pages.text(client.get(first.url))
    assert "You are booked" in page
    assert "Free to move or cancel until" in page
    code = models.Visit.objects.get().code
    assert client.post(reverse("booking:cancellation", args=[code])).status_code == 302
    assert models.Visit.objects.get().fee_cents == 0


def test_a_form_that_is_sent_ten_times_books_once(world):
    client = pages.visitor()
    page = client.get(pages.links(client.get(pages.STARTS), "start=")[0])
    form = {**pages.hidden(page), **pages.GRETA}

    answers = {client.post(pages.DETAILS, form).url for _ in range(10)}

    assert len(answers) == 1
    assert models.Visit.objects.count() == 1
