"""Somebody who has booked and presses the back button."""

import datetime as dt

import pytest

from tests import cast, make
from tests.apps.booking import test_views

pytestmark = pytest.mark.django_db


def test_going_back_to_the_time_just_booked_shows_the_booking(world):
    client = test_views.visitor()
    address = test_views.links(client.get(test_views.STARTS), "start=")[0]
    booked = client.post(test_views.DETAILS, {**test_views.hidden(client.get(address)), **test_views.GRETA})

    back = client.get(address)

    assert (back.status_code, back.url) == (302, booked.url)


def test_after_cancelling_the_same_time_can_be_looked_at_again(world):
    test_views.seen(world)
    client = cast.client_of(world.ada)
    address = test_views.links(client.get(test_views.STARTS), "start=")[0]
    assert client.get(address).status_code == 200
    starts_at = dt.datetime.fromisoformat(test_views.parse_qs(address)["start"][0])
    make.a_visit(world, patient=world.ada, starts_at=starts_at, state="CANCELLED")

    assert client.get(address).status_code == 200


def test_a_time_that_somebody_else_took_is_said_to_be_gone(world):
    address = test_views.links(test_views.visitor().get(test_views.STARTS), "start=")[0]
    first = test_views.visitor()
    first.post(test_views.DETAILS, {**test_views.hidden(first.get(address)), **test_views.GRETA})

    answer = test_views.visitor().get(address)

    assert answer.status_code == 409
    assert "no longer free" in test_views.text(answer)
