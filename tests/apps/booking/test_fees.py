"""What a late change costs is kept with the visit; what is said beforehand is what it costs."""

import datetime as dt

import pytest

from needlepoint.booking import actions
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(world):
    world.clinic.late_cancel_cents, world.clinic.missed_cents = 4000, 7500
    world.clinic.save(update_fields=["late_cancel_cents", "missed_cents"])
    return world


def booked(w, when="14:00"):
    return actions.book_visit(
        clinic=w.clinic,
        patient=w.ada,
        service=w.follow_up,
        starts_at=cast.at(when),
        practitioner_id=w.mei.pk,
        by=cast.viewer(w.ruth),
        now=w.now - dt.timedelta(days=2),
        form_key=None,
    )


def test_a_late_cancellation_is_owed_and_an_early_one_is_not(strict):
    late, early = booked(strict), booked(strict, "Thu 9:00")

    for visit in (late, early):
        actions.cancel_visit(visit=visit, by=cast.viewer(strict.ada), now=strict.now)
        visit.refresh_from_db()

    assert (late.fee_cents, early.fee_cents) == (4000, 0)


def test_when_the_clinic_cancels_nobody_owes_anything(strict):
    visit = booked(strict)

    actions.cancel_visit(visit=visit, by=cast.viewer(strict.ruth), now=strict.now)

    visit.refresh_from_db()
    assert visit.fee_cents == 0


def test_a_late_move_is_owed_once_even_when_the_visit_is_cancelled_later(strict):
    visit = booked(strict)
    ada = cast.viewer(strict.ada)

    visit = actions.move_visit(visit=visit, starts_at=cast.at("Thu 9:00"), by=ada, now=strict.now)
    assert visit.fee_cents == 4000
    actions.cancel_visit(visit=visit, by=ada, now=strict.now)

    visit.refresh_from_db()
    assert visit.fee_cents == 4000


def test_not_coming_is_owed(strict):
    visit = make.a_visit(strict, starts_at="9:00")

    actions.miss_visit(visit=visit, by=cast.viewer(strict.ruth), now=strict.now)

    visit.refresh_from_db()
    assert visit.fee_cents == 7500
