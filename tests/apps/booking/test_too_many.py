"""Nobody fills the diary from one browser; the desk may book as much as it likes."""

import datetime as dt

import pytest

from needlepoint.booking import actions, models, queries
from needlepoint.booking.rules import policy
from tests import cast

pytestmark = pytest.mark.django_db


def ahead(w, patient, count):
    """Visits that are booked on later days; where and with whom does not matter here."""
    models.Visit.objects.bulk_create(
        models.Visit(
            clinic=w.clinic,
            patient=patient,
            service=w.follow_up,
            starts_at=w.now + dt.timedelta(days=3 + n),
            ends_at=w.now + dt.timedelta(days=3 + n, hours=1),
            booked_at=w.now,
        )
        for n in range(count)
    )


def book(w, by):
    return actions.book_visit(
        clinic=w.clinic,
        patient=w.ada,
        service=w.follow_up,
        starts_at=cast.at("Tue 10:00"),
        practitioner_id=w.mei.pk,
        by=cast.viewer(by),
        now=w.now,
        form_key=None,
    )


def test_a_patient_books_a_course_and_more_but_not_without_end(world):
    ahead(world, world.ada, policy.AHEAD_MOST - 1)
    assert book(world, world.ada).state == "BOOKED"

    with pytest.raises(actions.UnableToBook, match="Please call us"):
        book(world, world.ada)
    assert models.Visit.objects.count() == policy.AHEAD_MOST


def test_the_desk_books_more(world):
    ahead(world, world.ada, policy.AHEAD_MOST)

    assert book(world, world.ruth).state == "BOOKED"


@pytest.mark.parametrize(
    ("email", "phone", "is_refused"),
    [
        ("ada@mail.example", "+12125559999", True),
        ("ADA@mail.example ", "+12125559999", True),
        ("other@mail.example", "+12125550101", True),
        ("other@mail.example", "+12125559999", False),
    ],
)
def test_people_never_seen_book_a_familys_worth_with_one_address_or_number(world, email, phone, is_refused):
    ahead(world, world.ada, policy.UNSEEN_MOST)

    def newcomer():
        return actions.book_for_newcomer(
            clinic=world.clinic,
            newcomer=actions.Newcomer("Mallory", "Vale", dt.date(1990, 1, 1), phone, email),
            service=world.first,
            starts_at=cast.at("Tue 10:00"),
            practitioner_id=None,
            by=cast.people_rules.Viewer(world.clinic.pk),
            now=world.now,
            form_key="a form of somebody new",
            session={},
        )

    if is_refused:
        with pytest.raises(actions.UnableToBook, match="Please call us"):
            newcomer()
    else:
        assert newcomer()[0].patient.given_name == "Mallory"


def test_somebody_who_was_here_before_is_not_counted_among_the_unseen(world):
    ahead(world, world.ada, policy.UNSEEN_MOST)
    models.Visit.objects.filter(pk=models.Visit.objects.first().pk).update(
        state="COMPLETED",
        starts_at=world.now - dt.timedelta(days=9),
        ends_at=world.now - dt.timedelta(days=8),
    )

    found = queries.unseen_ahead(world.clinic, email=world.ada.email, phone="", now=world.now)
    assert found == 0
