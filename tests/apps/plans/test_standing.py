"""Where somebody stands in their course is said wherever their name is."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.house import beside, clock
from needlepoint.plans import models
from needlepoint.plans.queries import standing
from tests import cast, make

WORDS = "3 of 8 visits done, review at 6"
LABEL = "3 of 8 visits so far, review at 6"  # beside the drawing
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


@pytest.fixture
def visit(world):
    """Ada's visit of today: the fourth of eight."""
    make.a_course(world, started_at=cast.NOW - 30 * DAY)
    for n in range(1, 4):
        make.a_visit(world, starts_at=cast.NOW - 7 * n * DAY, state="COMPLETED")
    return make.a_visit(world, starts_at="11:00")


def text(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_staff_see_it_on_every_list_and_page_that_names_a_patient(world, visit):
    w, code = world, world.ada.code
    models.Recall.objects.create(
        clinic=w.clinic, patient=w.ada, course=models.Course.objects.get(), due_on=w.today + DAY,
        reason="NO_NEXT_VISIT", made_at=w.now,
    )  # fmt: skip
    booking.WaitingEntry.objects.create(
        clinic=w.clinic, patient=w.ada, service=w.follow_up, from_date=w.today, until_date=w.today + 9 * DAY,
        made_at=w.now,
    )  # fmt: skip
    mei = cast.client_of(w.mei)
    for url in (
        "/patients/?q=ada",
        "/forms/",
        "/calendar/walk-in/?q=ada&at=2026-11-23T16:00:00-05:00",
    ):
        assert LABEL in text(mei, url), url
    for url in (
        f"/patients/{code}/",
        f"/patients/{code}/consents/",
        f"/patients/{code}/measures/",
        f"/patients/{code}/trend/",
        reverse("booking:booked", args=[visit.code]),
        reverse("booking:cancellation", args=[visit.code]),
        reverse("desk:late", args=[visit.code]),
        reverse("booking:waiting"),
    ):
        assert WORDS in text(mei, url), url
    assert "Visit 4 of 8, review at 6" in text(mei, "/day/")
    assert "3 of 8 done" in text(mei, "/calendar/")


def test_it_is_said_where_a_form_is_printed_or_handed_over_and_beside_an_unwanted_effect(world, visit):
    mei, intake = cast.client_of(world.mei), make.an_intake(visit)
    for url in (
        reverse("intake:paper", args=[intake.code]),
        reverse("intake:kiosk_begin", args=[visit.code]),
        reverse("charting:effect", args=[make.an_effect(world).code]),
        reverse("charting:effects_of", args=[world.ada.code]),
        reverse("charting:reaction", args=[visit.code]),
    ):
        assert WORDS in text(mei, url), url


def test_it_is_said_of_everybody_who_is_held_up(world, visit):
    before = make.a_visit(world, patient=world.bo, starts_at="10:00")

    page = text(cast.client_of(world.mei), reverse("desk:late", args=[before.code]) + "?minutes=45")

    assert page.count(WORDS) >= 1


def test_patients_see_their_own_and_nobody_elses(world, visit):
    ada, bo = cast.client_of(world.ada), cast.client_of(world.bo)

    for url in (
        "/me/",
        *(reverse(f"booking:{name}", args=[visit.code]) for name in ("booked", "cancellation")),
    ):
        assert WORDS in text(ada, url), url
    assert bo.get(reverse("booking:booked", args=[visit.code])).status_code == 404


def test_it_is_asked_at_once_for_everybody(world, visit, django_assert_num_queries):
    everybody = [one.pk for one in (world.ada, world.bo, world.cleo, world.dan)]

    with django_assert_num_queries(2):
        assert beside.words(everybody) == {world.ada.pk: WORDS}
    with django_assert_num_queries(0):
        assert beside.words([]) == {}
        assert not beside.one(None)
    with django_assert_num_queries(1):
        assert standing.standing_of([world.bo.pk]) == {}


def test_a_course_that_is_over_is_not_said(world, visit):
    models.Course.objects.update(state="FINISHED", ended_at=cast.NOW)

    assert not beside.one(world.ada.pk)
