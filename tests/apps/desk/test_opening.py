"""A clinic opened from the command line takes bookings as soon as somebody treats there."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from needlepoint.booking import models as booking
from needlepoint.booking import queries as booking_queries
from needlepoint.desk.story import telling
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import models as house
from needlepoint.people import models
from tests import cast

pytestmark = pytest.mark.django_db


def open_clinic(**changes):
    call_command("open-clinic", **{"name": "Elm Yard", "owner_email": "olu@elm.example", **changes})
    return models.Clinic.objects.get()


def test_a_new_clinic_has_rooms_and_two_visits_at_their_prices(capsys):
    clinic = open_clinic(
        rooms=3,
        minutes_at_start=20,
        minutes_at_end=5,
        price=6250,
        first_price=8000,
        currency="GBP",
        country="GB",
    )

    first, follow_up = frontdoor.Service.objects.filter(clinic=clinic)
    assert [room.name for room in clinic.rooms.all()] == ["Room 1", "Room 2", "Room 3"]
    assert (first.kind, first.price_cents, first.segments[0]) == ("FIRST", 8000, ["TOGETHER", 40])
    assert (follow_up.kind, follow_up.price_cents) == ("FOLLOW_UP", 6250)
    assert follow_up.segments == [["TOGETHER", 20], ["REST", 25], ["TOGETHER", 5], ["TURNOVER", 5]]
    said = capsys.readouterr().out
    assert "62.50 GBP" in said
    assert "No phone number" in said


def test_a_new_practitioner_can_be_booked_in_a_new_clinic(capsys):
    clinic = open_clinic()
    for _ in range(2):
        call_command("add-person", role="practitioner", email="noor@elm.example", name="Noor Aziz")

    assert booking.Hours.objects.count() == 10
    assert capsys.readouterr().out.count("Monday to Friday") == 1
    found = booking_queries.starts_from(
        clinic, service=clinic.services.get(kind="FIRST"), now=cast.NOW, from_date=None
    )
    assert found.starts
    assert {"clinic_opened", "clinic_set_up", "service_offered", "hours_given"} <= set(
        house.AuditEntry.objects.values_list("what", flat=True)
    )


def test_hours_that_somebody_has_are_left_alone(world):
    before = list(world.mei.hours.values_list("pk", flat=True))

    call_command(
        "add-person",
        role="practitioner",
        email="mei@willow.example",
        name="Dr Mei Tanaka",
        clinic="Willow Street Acupuncture",
    )

    assert list(world.mei.hours.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(("country", "number"), [("US", "911"), ("GB", "999"), ("de", "112"), ("NZ", "111")])
def test_people_are_told_the_emergency_number_of_their_own_country(country, number):
    assert open_clinic(country=country).emergency_number == number


def test_a_country_we_do_not_know_is_asked_about_not_guessed():
    with pytest.raises(CommandError, match="--emergency-number"):
        open_clinic(country="BR")
    assert open_clinic(country="BR", emergency_number="192").emergency_number == "192"


def test_numbers_that_make_no_clinic_are_all_named_and_nothing_is_made():
    with pytest.raises(CommandError) as said:
        open_clinic(rooms=0, minutes_at_start=7, price=-1)

    assert "from 1 to 40 rooms" in str(said.value)
    assert "multiple of 5" in str(said.value)
    assert "less than nothing" in str(said.value)
    assert not models.Clinic.objects.exists()


@pytest.mark.parametrize("price", ["a lot", "Infinity", "1.005"])
def test_a_price_that_is_none_is_refused(price):
    with pytest.raises(CommandError, match="not a price"):
        call_command("open-clinic", "--name", "Elm Yard", "--owner-email", "o@elm.example", "--price", price)


def test_no_clinic_is_opened_where_the_demo_is_told_anew(capsys):
    house.AuditEntry.objects.create(
        what=telling.MARK, at=cast.NOW, details={"day": "2026-11-23", "zone": "UTC", "times": 1}
    )

    with pytest.raises(CommandError, match="holds the demo"):
        open_clinic()

    assert not models.Clinic.objects.exists()
