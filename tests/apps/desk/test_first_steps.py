"""A new clinic is asked one thing at a time, can be left and gone on with, and is open at the end."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.desk.forms import first_steps as forms
from needlepoint.desk.rules import first_steps as rules
from needlepoint.house import models as house
from needlepoint.people import models as people
from tests import cast

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": {"name": "Elm Yard Acupuncture"},
    "contact": {"address": "4 Elm Yard", "phone": "020 7946 0100"},
    "country": {"country": "GB"},
    "hours": {
        "days": ["1", "3", "5"],
        "opens": "10:00",
        "closes": "18:00",
        "break_from": "13:00",
        "break_until": "14:00",
    },
    "rooms": {"rooms": "3"},
    "visit": {"minutes_at_start": "20", "minutes_at_end": "10"},
    "prices": {"currency": "gbp", "first_cents": "90", "follow_up_cents": "62.50"},
    "people": {"name": "Olu Adeyemi", "email": "olu@elm.example", "credential": "MBAcC"},
    "colour": {"colour": "#1d5c7a"},
    "welcome": {"welcome": "Come in, there is tea."},
}


@pytest.fixture
def elm():
    call_command("open-clinic", owner_email="olu@elm.example")
    return people.Clinic.objects.get()


@pytest.fixture
def olu(elm):
    return cast.client_of(people.User.objects.get())


def url(step):
    return reverse("desk:first_step", args=[step])


def send(client, step, status=302, **data):
    answer = client.post(url(step), data)
    assert answer.status_code == status, answer.content.decode()[:800]
    return answer["Location"] if status == 302 else answer.content.decode()


def deeds():
    return list(house.AuditEntry.objects.order_by("pk").values_list("what", flat=True))


def answered(client):
    for step, typed in ANSWERS.items():
        to = send(client, step, **typed)
        if step == "people":
            assert to == url("people")
            to = send(client, "people", skip="yes")
        assert client.get(to).status_code == 200
    return to


def test_the_questions_end_with_an_open_clinic(elm, olu):
    visitor = cast.client_of(None)
    assert "opens soon" in visitor.get("/").content.decode()

    assert olu.get(reverse("desk:first_steps"))["Location"] == url("name")
    assert answered(olu) == url("review")
    page = olu.get(url("review")).content.decode()
    for said in ("Elm Yard Acupuncture", "999", "Tuesday 10:00–13:00, 14:00–18:00", "3 rooms", "£62.50", "Olu Adeyemi, MBAcC", "the first time"):  # fmt: skip
        assert said in page
    assert "Step 11 of 11" in page
    assert "Time zone" not in page

    assert olu.post(reverse("desk:opening"))["Location"] == reverse("desk:opened")
    assert "is open" in olu.get(reverse("desk:opened")).content.decode()
    elm.refresh_from_db()
    assert elm.opened_on is not None
    assert (elm.time_zone, elm.currency, elm.emergency_number, elm.crisis_line) == (
        "Europe/London", "GBP", "999", "116 123",
    )  # fmt: skip
    assert set(booking.Hours.objects.values_list("weekday", "starts_minute", "ends_minute")) == {
        (day, start, end) for day in (1, 3, 5) for start, end in ((600, 780), (840, 1080))
    }
    front = visitor.get("/").content.decode()
    assert "Come in, there is tea." in front
    assert "/look/1d5c7a-1.css" in front
    assert visitor.get(reverse("booking:starts"))["Location"] == reverse("screening:begin")
    assert deeds()[-1] == "clinic_opened_to_public"
    assert olu.get(url("name"))["Location"] == reverse("desk:opened")


def test_the_set_up_goes_on_where_it_was_left_and_back_is_not_backwards(elm, olu):
    send(olu, "name", **ANSWERS["name"])
    send(olu, "contact", skip="yes")
    assert olu.get(reverse("desk:first_steps"))["Location"] == url("country")

    send(olu, "name", name="Elm")
    assert olu.get(reverse("desk:first_steps"))["Location"] == url("country")
    assert reverse("desk:first_steps") in olu.get(reverse("desk:owner")).content.decode()
    assert olu.get(reverse("people:arrive"))["Location"] == reverse("desk:first_steps")


def test_a_country_with_several_zones_asks_which(elm, olu):
    assert send(olu, "country", country="US") == url("zone")
    page = olu.get(url("zone")).content.decode()
    assert "Los Angeles (Pacific)" in page
    send(olu, "zone", time_zone="America/Los_Angeles")
    elm.refresh_from_db()
    assert elm.time_zone == "America/Los_Angeles"
    assert "Choose one" in send(olu, "zone", status=422, time_zone="Europe/London")
    send(olu, "country", country="US")
    elm.refresh_from_db()
    assert elm.time_zone == "America/Los_Angeles"


def test_a_country_whose_emergency_number_nobody_knows_asks_for_it(elm, olu):
    assert "Please write it" in send(olu, "country", status=422, country="BR")
    send(olu, "country", country="BR", emergency_number="192")
    elm.refresh_from_db()
    assert (elm.country, elm.emergency_number, elm.crisis_line) == ("BR", "192", "")


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("name", {"name": "…"}, "letters in it"),
        ("contact", {"address": "4 Elm Yard"}, "Please fill this in"),
        ("hours", {"days": ["0"], "opens": "18:00", "closes": "10:00"}, "cannot close before you open"),
        ("hours", {"opens": "9:00", "closes": "17:00"}, "at least one day"),
        ("hours", {"days": ["0"], "opens": "9:00", "closes": "17:00", "break_from": "12:00"}, "both times"),
        ("hours", {"days": ["0"], "opens": "9:00", "closes": "17:00", "break_from": "8:00", "break_until": "9:00"}, "lies between"),
        ("rooms", {"rooms": "0"}, "from 1 to 40"),
        ("visit", {"minutes_at_start": "12", "minutes_at_end": "10"}, "in fives"),
        ("prices", {"currency": "dollars", "first_cents": "x", "follow_up_cents": "75"}, "such as"),
        ("prices", {"currency": "12€", "first_cents": "90", "follow_up_cents": "75"}, "three letters"),
        ("people", {"name": "Noor", "email": "noor"}, "@"),
        ("colour", {"colour": "#ffd54f"}, "nearest colour"),
        ("welcome", {"welcome": "We cure you."}, "leave out"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_stays_as_typed(elm, olu, step, typed, said):
    before = deeds()
    page = send(olu, step, status=422, **typed)

    assert said in page
    words = [value for value in typed.values() if isinstance(value, str)]
    assert all(word in page for word in words)
    assert deeds() == before
    elm.refresh_from_db()
    assert elm.setup_step == ""


def test_a_clinic_that_lacks_something_stays_closed_and_says_what(elm, olu):
    for step in rules.QUESTIONS:
        send(olu, step, skip="yes")
    page = olu.get(url("review")).content.decode()
    assert "A phone number" in page
    assert "Somebody who treats" in page
    assert url("people") in page

    assert olu.post(reverse("desk:opening")).status_code == 422
    elm.refresh_from_db()
    assert elm.opened_on is None
    assert "clinic_opened_to_public" not in deeds()


@pytest.mark.slow
def test_a_clinic_in_which_every_licence_is_over_stays_closed_and_says_so(elm, olu):
    people.Practitioner.objects.create(clinic=elm, name="Mara Past", licence_expires_on=dt.date(2020, 1, 1))
    for step in rules.QUESTIONS:
        send(olu, step, skip="yes")

    assert "Somebody whose licence holds" in olu.get(url("review")).content.decode()
    assert olu.post(reverse("desk:opening")).status_code == 422


def test_hours_in_which_nobody_works_do_not_open_a_clinic(elm, olu):
    for step in ("contact", "people"):
        send(olu, step, **ANSWERS[step])
    assert "first time that somebody new" in olu.get(url("review")).content.decode()
    booking.Hours.objects.all().delete()
    assert "nobody could book" in olu.get(url("review")).content.decode()


def test_new_hours_are_worked_by_whoever_worked_the_old_ones(elm, olu):
    for step in ("hours", "people"):
        send(olu, step, **ANSWERS[step])
    assert "treats here already" in send(olu, "people", status=422, **ANSWERS["people"])
    send(olu, "hours", days=["0"], opens="9:00", closes="12:00")
    assert [(row.weekday, row.starts_minute) for row in booking.Hours.objects.all()] == [(0, 540)]
    elm.refresh_from_db()
    assert elm.hours_words == "Monday 9:00 am–12:00 noon"

    booking.Hours.objects.update(starts_minute=600)
    people.Clinic.objects.update(hours_words="Mondays, by day")
    send(olu, "hours", days=["1"], opens="9:00", closes="12:00")
    assert [(row.weekday, row.starts_minute) for row in booking.Hours.objects.all()] == [(0, 600)]
    elm.refresh_from_db()
    assert elm.hours_words == "Mondays, by day"


def test_until_it_opens_visitors_find_the_first_page_and_the_way_in(elm, olu):
    visitor = cast.client_of(None)
    for name in (
        "frontdoor:prices",
        "frontdoor:contact",
        "screening:begin",
        "booking:starts",
        "booking:wait",
    ):
        assert visitor.get(reverse(name))["Location"] == "/"
    assert olu.get(reverse("frontdoor:contact")).status_code == 200
    page = visitor.get("/")
    assert page.status_code == 200
    assert "noindex" in page.content.decode()
    assert reverse("account_login") in page.content.decode()
    assert visitor.get(reverse("house:up")).status_code == 200
    assert "Not open yet" in olu.get("/").content.decode()


def test_a_clinic_can_be_opened_at_once_from_the_command_line():
    call_command("open-clinic", owner_email="olu@elm.example", open=True)
    assert people.Clinic.objects.get().opened_on is not None
    assert cast.client_of(None).get(reverse("frontdoor:prices")).status_code == 200


def test_a_step_that_is_none_is_not_found(elm, olu):
    assert olu.get(url("nonsense")).status_code == 404


def test_the_first_zone_of_a_country_is_where_most_people_live():
    assert forms.zones_of("US")[0][0] == "America/New_York"
    assert len(forms.zones_of("US")) == 8
    assert forms.zones_of("GB") == (("Europe/London", "London"),)
    assert ("GB", "Britain (UK)") in forms.countries()


# --- The rules -----------------------------------------------------------------------------------------------------------


def test_steps_follow_one_another_and_know_the_way_back():
    assert rules.after("country") == "zone"
    assert rules.after("country", leave_out={"zone"}) == "hours"
    assert rules.before("hours", leave_out={"zone"}) == "country"
    assert (rules.before("name"), rules.after(rules.REVIEW)) == ("", rules.REVIEW)
    assert rules.further("name", "rooms") == "rooms"
    assert rules.further("name", "") == "name"


@pytest.mark.parametrize(
    "week", [rules.Week((0, 2), 540, 1020), rules.Week((5,), 540, 1020, 720, 780), rules.Week(tuple(range(7)), 0, 1440)]
)  # fmt: skip
def test_a_plain_week_is_read_back_as_it_was_said(week):
    assert rules.week(week.rows) == week


def test_a_week_whose_days_differ_is_not_one_sentence():
    assert rules.week([]) is None
    assert rules.week([(0, 540, 720), (1, 540, 780)]) is None
    assert rules.week([(0, 540, 600), (0, 660, 720), (0, 780, 840)]) is None
