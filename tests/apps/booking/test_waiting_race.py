"""The waiting list with many at once: one offer, one visit, nothing held twice."""

import datetime as dt

import pytest

from needlepoint.booking import models
from needlepoint.booking.actions import series as series_actions
from needlepoint.booking.actions import waiting as deeds
from needlepoint.booking.queries import series as series_queries
from needlepoint.booking.queries import waiting as questions
from tests import cast, make
from tests.apps.booking import agreement
from tests.apps.booking.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return cast.world()


def test_two_loops_at_once_make_one_offer_to_each(world):
    make.a_waiting_entry(world)
    make.a_waiting_entry(world, patient=world.bo)
    at_once(*[lambda: deeds.offer_due(world.now)] * 3)
    offers = models.StartOffer.objects.filter(state="OPEN")
    assert sorted(offer.entry.patient_id for offer in offers) == sorted([world.ada.pk, world.bo.pk])
    assert models.Hold.objects.count() == 2
    agreement.check()


def test_two_taps_at_once_take_an_offer_once(world):
    make.a_waiting_entry(world)
    deeds.offer_due(world.now)
    code = models.StartOffer.objects.get().code
    by = cast.viewer(world.ada)

    def tap():
        return deeds.take(offer=questions.offer_for(by, code), by=by, now=world.now)

    taps = at_once(tap, tap, tap)
    [visit] = models.Visit.objects.all()
    assert taps == [visit] * 3
    agreement.check()


def test_two_halves_of_a_double_click_book_a_course_once(world):
    wishes = [
        series_queries.Wish(
            cast.at("10:00", cast.TODAY + dt.timedelta(days=1 + 7 * n)), world.mei.pk, is_review=False
        )
        for n in range(3)
    ]

    def press():
        return series_actions.book_series(
            clinic=world.clinic,
            patient=world.ada,
            wishes=wishes,
            service=world.follow_up,
            course_code="",
            by=cast.viewer(world.ada),
            now=world.now,
            form_key="one form that is sent twice",
        )

    first, second = at_once(press, press)
    assert [visit.pk for visit in first.visits] == [visit.pk for visit in second.visits]
    assert models.Visit.objects.count() == 3
    assert models.Series.objects.count() == 1
    agreement.check()
