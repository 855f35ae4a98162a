"""What a late change costs is kept with the visit; what is said beforehand is what it costs."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import actions
from needlepoint.booking.messages import wording
from tests import cast, make
from tests.apps.booking import test_views as pages

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


# --- In view before it matters ---------------------------------------------------------------------------------------------


def test_what_a_change_costs_stands_before_the_button(strict):
    client = pages.visitor()
    listed = client.get(pages.STARTS)
    assert "in the first 15 minutes after booking. Later it costs $40." in pages.text(listed)

    shown = pages.text(client.get(pages.DETAILS, pages.start_of(strict, "Thu 9:00", strict.mei)))

    policy, button = (
        shown.index("Free to move or cancel until Wednesday 25 November, 9:00 am."),
        shown.index("Book this time</button>"),
    )
    assert policy < shown.index("After that, moving or cancelling costs $40.") < button
    assert policy < shown.index("If you do not come and do not tell us, it costs $75.") < button


def test_a_clinic_without_fees_names_none(world):
    shown = pages.text(pages.visitor().get(pages.DETAILS, pages.start_of(world, "Thu 9:00", world.mei)))

    assert "Free to move or cancel until" in shown
    assert "costs" not in shown


@pytest.mark.parametrize("name", ["booking:cancellation", "booking:new_time"])
def test_the_page_of_a_change_names_the_exact_sum_now(strict, name):
    ada = cast.client_of(strict.ada)
    late, early = make.a_visit(strict, starts_at="14:00"), make.a_visit(strict, starts_at="Thu 9:00")

    assert (
        "It was free to change until Sunday 22 November, 2:00 pm. Changing it now costs $40."
        in pages.text(ada.get(reverse(name, args=[late.code])))
    )
    assert "Changing it costs nothing now." in pages.text(ada.get(reverse(name, args=[early.code])))


def test_what_is_owed_is_said_afterwards_and_never_asked_for_twice(strict):
    ada = cast.client_of(strict.ada)
    visit = make.a_visit(strict, starts_at="14:00", fee_cents=4000)

    page = pages.text(ada.get(reverse("booking:cancellation", args=[visit.code])))
    assert "You owe $40 for an earlier late change. Changing it again costs nothing more." in page
    ada.post(reverse("booking:cancellation", args=[visit.code]))

    shown = pages.text(ada.get(reverse("booking:booked", args=[visit.code])))
    assert "The clinic asks for $40 because the change came late." in shown
    assert "Nothing more to do" not in shown


def test_a_booked_visit_never_names_a_free_time_that_has_passed(strict):
    ada, late = cast.client_of(strict.ada), make.a_visit(strict, starts_at="14:00")
    moved = make.a_visit(strict, starts_at="16:00", fee_cents=4000)
    later = make.a_visit(strict, starts_at="Thu 9:00", fee_cents=4000)

    shown = [pages.text(ada.get(reverse("booking:booked", args=[one.code]))) for one in (late, moved, later)]

    assert "Free to move or cancel until" not in shown[0] + shown[1]
    assert "To move or cancel it now costs $40." in shown[0]
    assert "Changing it again costs nothing more." in shown[1]
    assert "If you do not come and do not tell us, it costs $75." in shown[1]
    assert "Free to move or cancel until Wednesday 25 November, 9:00 am." in shown[2]
    assert "costs $40" not in shown[2]


def test_a_message_about_a_late_cancellation_says_what_is_owed(strict):
    owed = make.a_visit(strict, starts_at="14:00", fee_cents=4000)
    free = make.a_visit(strict, starts_at="Thu 9:00")

    assert wording.cancelled_words(owed) == (
        "This visit is cancelled. The clinic asks for $40 because the change came late."
    )
    assert wording.cancelled_words(free) == "This visit is cancelled. Nothing more to do."
    assert wording.free_words(owed, "America/New_York", strict.now) == (
        "You owe $40 for an earlier late change. Changing it again costs nothing more."
    )


def test_the_grace_of_the_clinic_is_the_one_that_counts(strict):
    strict.clinic.grace_minutes = 60
    strict.clinic.save(update_fields=["grace_minutes"])
    visit = make.a_visit(strict, starts_at="14:00", booked_at=strict.now - dt.timedelta(minutes=50))

    page = pages.text(cast.client_of(strict.ada).get(reverse("booking:cancellation", args=[visit.code])))

    assert "Free to move or cancel until Monday 23 November, 9:40 am." in page
