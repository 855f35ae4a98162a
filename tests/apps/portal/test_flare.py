"""My back is worse again: from the first page to a kept start, each step with a plain form."""

import datetime as dt
import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.outcomes import models
from needlepoint.outcomes.actions import flares
from needlepoint.outcomes.rules import flares as rules
from needlepoint.portal.wording import flare as wording
from needlepoint.screening import rules as screening_rules
from tests import cast, checks, make
from tests.apps.screening import test_views as public
from tests.knowledge import reading

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
URL = "/me/flare/"


def text(response, status=200):
    assert response.status_code == status, response.status_code
    return response.content.decode()


def told(world, **changes):
    said = {"pain": 8, "words": "", "since": None, **changes}
    return flares.report_flare(patient=world.ada, by=cast.viewer(world.ada), now=world.now, **said)


def test_somebody_says_it_answers_and_sees_a_start_that_is_kept_for_them(
    world, django_capture_on_commit_callbacks
):
    ada = cast.client_of(world.ada)
    assert "My back is worse again" in text(ada.get("/me/"))
    assert "My back is worse again" in text(ada.get(URL))

    first = ada.post(URL, {"pain": "8", "since": "DAYS", "words": "Lifted a box"})
    assert first.url.startswith("/check/q/")
    flare = models.Flare.objects.get()
    assert (flare.pain, flare.words, flare.since) == (8, "Lifted a box", world.today - dt.timedelta(days=3))
    assert "A few safety questions come first" in text(ada.get("/me/"))
    assert "so we ask again" in text(ada.get(URL)).lower()

    with django_capture_on_commit_callbacks(execute=True):
        answered = public.give(ada, checks.all_no())
    assert reverse("portal:flare_next") in text(ada.get(answered))
    assert ada.get(reverse("portal:flare_next")).url == URL
    page = text(ada.get(URL))
    hold = booking.Hold.objects.get()
    assert hold.patient == world.ada
    assert "We keep this time for you until" in page
    assert page.count('class="start"') == 3

    kept = page.split('class="start" href="')[1].split('"')[0].replace("&amp;", "&")
    details = text(ada.get(kept))
    assert "We keep this time for you until" in details  # the booking page knows it for theirs
    assert "no longer free" not in details
    assert "See the soonest times" in text(ada.get("/me/"))


@pytest.mark.slow
def test_the_kept_start_is_booked_and_then_nothing_waits(world, django_capture_on_commit_callbacks):
    ada = cast.client_of(world.ada)
    ada.post(URL, {"pain": "8"})
    with django_capture_on_commit_callbacks(execute=True):
        public.give(ada, checks.all_no())
    page = text(ada.get(URL))
    kept = page.split('class="start" href="')[1].split('"')[0].replace("&amp;", "&")
    key = text(ada.get(kept)).split('name="form_key" value="')[1].split('"')[0]

    asked = dict(parse_qsl(urlsplit(kept).query))

    response = ada.post(urlsplit(kept).path, {**asked, "form_key": key, "no_new_signs": "on"})

    assert "/book/booked/" in response.url
    assert models.Flare.objects.values_list("state", "visit__state").get() == ("BOOKED", "BOOKED")
    assert not booking.Hold.objects.exists()
    assert "How bad is the pain now?" in text(ada.get(URL))


def test_nothing_must_be_answered_and_what_is_wrong_keeps_the_words_and_stores_nothing(world):
    ada = cast.client_of(world.ada)

    page = text(ada.post(URL, {"pain": "11", "words": "Since the garden"}), 422)

    assert "Since the garden" in page
    assert not models.Flare.objects.exists()
    assert ada.post(URL, {}).status_code == 302
    assert models.Flare.objects.values_list("pain", "since", "words").get() == (None, None, "")


@pytest.mark.parametrize(
    ("route", "says", "may_call"),
    [
        (checks.Route.DOCTOR_FIRST, "Call us before you book", False),
        (checks.Route.SAME_DAY, "See a doctor today", False),
        (checks.Route.EMERGENCY_NOW, "Get emergency help now", True),
    ],
)
def test_whoever_needs_help_or_a_doctor_first_reads_that_and_no_start_and_no_comfort(
    world, route, says, may_call
):
    told(world)
    checks.kept(world.ada, route, at=world.now, reason="FLARE")
    ada = cast.client_of(world.ada)

    for page in (text(ada.get(URL)), text(ada.get("/me/"))):
        main = page.split("<main")[1].split("</main>")[0]
        assert says in main
        assert ('href="tel:911"' in main) is may_call
        assert 'class="start"' not in main
        assert "Short walks are fine" not in main
        assert "My back is worse again" not in main


def test_what_eases_a_back_is_said_once_the_answers_are_in(world):
    told(world)
    ada = cast.client_of(world.ada)
    assert "Short walks are fine" not in text(ada.get(URL))

    checks.kept(world.ada, checks.Route.SUITABLE, at=world.now, reason="FLARE")

    assert "Short walks are fine" in text(ada.get(URL))


def test_telling_it_all_day_long_fills_no_list_and_asks_them_to_call(world, monkeypatch):
    monkeypatch.setattr(rules, "TOLD_MOST_A_DAY", 2)
    ada = cast.client_of(world.ada)
    for _ in range(rules.TOLD_MOST_A_DAY):
        flares.close_flare(flare=told(world), why="BETTER", by=cast.viewer(world.ada), now=world.now)

    page = text(ada.post(URL, {"pain": "8", "words": "Again"}), 422)

    assert "Please call us" in page
    assert "Again" in page
    assert models.Flare.objects.count() == rules.TOLD_MOST_A_DAY
    assert ada.post(URL, {"words": "I want to kill myself"}).url == URL  # this is never too much
    assert models.Flare.objects.count() == rules.TOLD_MOST_A_DAY + 1


def test_a_flare_is_no_way_around_how_often_the_safety_questions_are_asked_in_a_day(world, monkeypatch):
    monkeypatch.setattr(screening_rules, "KEPT_MOST_A_DAY", 2)
    for ago in range(2):
        checks.kept(world.ada, checks.Route.DOCTOR_FIRST, at=world.now - ago * MINUTE)

    response = cast.client_of(world.ada).post(URL, {"pain": "8"})

    assert response.url == reverse("screening:latest", args=[world.ada.code])


def test_words_of_self_harm_are_met_with_help_before_any_question(world):
    ada = cast.client_of(world.ada)

    assert ada.post(URL, {"words": "I want to kill myself"}).url == URL
    assert "You are not alone" in text(ada.get(URL))


def test_a_visit_that_stands_stays_and_may_be_soon_enough(world):
    ada = cast.client_of(world.ada)
    make.a_visit(world, starts_at="Fri 10:00")
    told(world)

    page = text(ada.get(URL))
    assert "Your next visit stays as it is: Friday 27 November, 10:00" in page
    assert "HAS_VISIT" in page
    assert ada.post(reverse("portal:flare_end"), {"why": "HAS_VISIT"}).url == "/me/"
    assert models.Flare.objects.values_list("state", "closed_why").get() == ("CLOSED", "HAS_VISIT")
    assert ada.post(reverse("portal:flare_end"), {"why": "HAS_VISIT"}).status_code == 302  # again: nothing


def test_a_visit_before_every_free_start_is_said_first_and_not_offered_a_sooner_one(
    world, django_capture_on_commit_callbacks
):
    ada = cast.client_of(world.ada)
    make.a_visit(world, starts_at=world.now + dt.timedelta(minutes=20))
    ada.post(URL, {"pain": "8"})
    home = text(ada.get("/me/"))
    assert "A few safety questions come first" in home
    assert "quick questions" not in home  # the same questions are offered once
    with django_capture_on_commit_callbacks(execute=True):
        public.give(ada, checks.all_no())

    page = text(ada.get(URL))

    assert page.index("You have a sooner visit already") < page.index('class="start"')
    assert page.count("Your next visit stays as it is") == 1
    assert "Move it to a sooner time" not in page


def test_a_reason_that_is_none_ends_nothing(world):
    told(world)

    assert (
        cast.client_of(world.ada).post(reverse("portal:flare_end"), {"why": "SENT_TO_DOCTOR"}).status_code
        == 404
    )
    assert models.Flare.objects.get().state == "ASKING"


def test_without_a_flare_the_answers_lead_to_the_calendar(world):
    assert cast.client_of(world.ada).get(reverse("portal:flare_next")).url == reverse("booking:starts")


def test_it_reads_at_an_age_of_eleven(world):
    told(world)
    checks.kept(world.ada, checks.Route.SUITABLE, at=world.now, reason="FLARE")
    shown = text(cast.client_of(world.ada).get(URL)).split("<main", 1)[1].split("</main>")[0]
    words = [*map(str, (*wording.SINCE.values(), *wording.END_WORDS.values(), wording.SETTLED))]
    words += [unescape(one).strip() for one in re.findall(r"<(?:li|p|h1|h2)[^>]*>([^<>]{12,})<", shown)]

    assert {one: reading.grade(one) for one in words if reading.grade(one) > 6} == {}
    assert set(wording.END_WORDS) == set(wording.ENDS)
    assert set(wording.SINCE) == set(rules.Since)
