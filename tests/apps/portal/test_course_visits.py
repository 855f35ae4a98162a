"""The page that books a whole course, for the patient and for the desk."""

import datetime as dt
import re

import pytest

from needlepoint.booking import actions, models
from tests import cast, make


@pytest.fixture
def course(world):
    """Ada's weekly plan of eight: two visits are done, six remain, the review is after the sixth."""
    agreed = make.a_course(world, started_at=cast.at("9:00", cast.TODAY.replace(day=2)))
    for day in (9, 16):
        at = cast.at("10:00", cast.TODAY.replace(day=day))
        make.a_visit(world, starts_at=at, state="COMPLETED")
    return agreed


def address(course, of="me/plan"):
    return f"/{of}/{course.code}/visits/"


def form_of(page):
    """What pressing the button of a page sends, as it stands."""
    text = page.content.decode()
    chosen = dict(re.findall(r'<input type="radio" name="(visit-\d+)" value="([^"]*)" checked>', text))
    key = re.search(r'name="form_key" value="([^"]+)"', text)[1]
    return {"form_key": key, "no_new_signs": "on", **chosen}


def take(w, value):
    moment, code = value.split()
    actions.book_visit(
        clinic=w.clinic,
        patient=w.bo,
        service=w.follow_up,
        starts_at=dt.datetime.fromisoformat(moment),
        practitioner_id={w.mei.code: w.mei.pk, w.omar.code: w.omar.pk}[code],
        by=cast.viewer(w.ruth),
        now=w.now,
        form_key=None,
    )


def test_the_patient_reads_every_visit_and_books_all_with_one_button(world, course):
    client = cast.client_of(world.ada)
    page = client.get(address(course))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Book all 6 visits" in text
    assert "6 visits at $75 each: $450 in all." in text
    assert "24 hours before" in text
    assert text.count("Another time") == 6
    sent = form_of(page)
    answer = client.post(address(course), sent)
    assert answer.status_code == 302
    booked = models.Visit.objects.filter(patient=world.ada, state="BOOKED").order_by("starts_at")
    assert [visit.is_review for visit in booked] == [False, False, False, True, False, False]
    again = client.post(address(course), sent)
    assert again.status_code == 302
    assert booked.count() == 6
    assert "Every visit of this plan has its time" in client.get(address(course)).content.decode()


def test_nothing_is_booked_before_the_warning_signs_are_looked_at(world, course):
    client = cast.client_of(world.ada)
    sent = form_of(client.get(address(course)))
    del sent["no_new_signs"]
    answer = client.post(address(course), sent)
    assert answer.status_code == 422
    assert form_of(answer).items() >= sent.items()
    assert not models.Series.objects.exists()


def test_a_start_taken_meanwhile_is_said_and_nothing_is_lost(world, course):
    client = cast.client_of(world.ada)
    sent = form_of(client.get(address(course)))
    take(world, sent["visit-4"])
    answer = client.post(address(course), sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "taken a moment ago" in text
    kept = form_of(answer)
    assert kept["visit-4"] != sent["visit-4"]  # the nearest free time is chosen instead
    assert {key: kept[key] for key in sent if key != "visit-4"} == {
        key: value for key, value in sent.items() if key != "visit-4"
    }
    assert client.post(address(course), kept).status_code == 302
    assert models.Visit.objects.filter(patient=world.ada, state="BOOKED").count() == 6


def test_the_rest_comes_back_when_only_what_is_free_is_booked(world, course):
    client = cast.client_of(world.ada)
    sent = form_of(client.get(address(course)))
    take(world, sent["visit-4"])
    answer = client.post(address(course), {**sent, "free": "1"}, follow=True)
    text = answer.content.decode()
    assert "One visit still needs a time" in text
    assert "Visit 8 of 8" in text
    assert text.count("Another time") == 1


def test_the_desk_books_the_same_for_a_patient(world, course):
    client = cast.client_of(world.ruth)
    page = client.get(address(course, "plans"))
    assert "Ada Moreno" in page.content.decode()
    answer = client.post(address(course, "plans"), form_of(page))
    assert answer.status_code == 302
    assert models.Visit.objects.filter(patient=world.ada, state="BOOKED").count() == 6


def test_a_course_goes_on_in_the_place_where_it_is(world, course):
    north = models.Location.objects.create(clinic=world.clinic, name="North", time_zone="America/Chicago")
    room = models.Room.objects.create(clinic=world.clinic, location=north, name="North room")
    models.Hours.objects.filter(practitioner=world.mei).update(location=north)
    models.Visit.objects.update(location=north, room=room)
    client = cast.client_of(world.ada)
    answer = client.post(address(course), form_of(client.get(address(course))))
    assert answer.status_code == 302
    booked = models.Visit.objects.filter(state="BOOKED")
    assert booked.count() == 6
    assert {(visit.location_id, visit.practitioner_id) for visit in booked} == {(north.pk, world.mei.pk)}


def test_days_and_times_that_suit_are_kept_to(world, course):
    page = cast.client_of(world.ada).get(
        address(course), {"day": ["2", "4"], "hours": "AFTERNOON", "count": "4"}
    )
    starts = [value for name, value in form_of(page).items() if name.startswith("visit-")]
    assert len(starts) == 4
    for value in starts:
        local = dt.datetime.fromisoformat(value.split()[0]).astimezone(cast.NEW_YORK)
        assert local.weekday() in {2, 4}
        assert 12 <= local.hour < 17


@pytest.mark.parametrize(
    "query",
    [
        {"day": "x", "hours": "NIGHT", "count": "-3", "with": "x"},
        {"day": "9" * 50, "count": "9" * 5000, "hours": "☂"},
    ],
)
def test_nonsense_in_the_address_counts_as_not_said(world, course, query):
    assert cast.client_of(world.ada).get(address(course), query).status_code == 200


@pytest.mark.parametrize("choice", ["later", "", "2026-11-30", "2020-01-01T10:00Z nobody", "\0"])
def test_a_form_without_any_visit_books_nothing(world, course, choice):
    answer = cast.client_of(world.ada).post(
        address(course), {"form_key": "k" * 30, "visit-3": choice, "visit-x": "1", "visit-²": "1"}
    )
    assert answer.status_code == 422
    assert not models.Series.objects.exists()


def test_visits_beyond_the_plan_are_not_booked(world, course):
    client = cast.client_of(world.ada)
    sent = form_of(client.get(address(course)))
    answer = client.post(address(course), {**sent, "visit-9": sent["visit-3"]})
    assert answer.status_code == 302
    assert models.Visit.objects.filter(patient=world.ada, state="BOOKED").count() == 6


def test_a_plan_that_has_ended_books_nothing_more(world, course):
    type(course).objects.update(state="STOPPED")
    client = cast.client_of(world.ada)
    assert "has ended" in client.get(address(course)).content.decode()
    assert client.post(address(course), {"form_key": "k" * 30}).status_code == 422


def test_the_page_costs_the_same_for_one_visit_and_for_twelve(world, course, django_assert_max_num_queries):
    client = cast.client_of(world.ruth)
    client.get(address(course, "plans"))
    with django_assert_max_num_queries(25) as few:
        client.get(address(course, "plans"), {"count": "1"})
    type(course).objects.update(visits_planned=14)
    with django_assert_max_num_queries(25) as many:
        client.get(address(course, "plans"))
    assert len(few) == len(many)
