"""Find us and the team: what visitors read of hours, ways, the map and licences; and what the owner says about it."""

import datetime as dt
import html
import re
import zoneinfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.booking import models as booking
from needlepoint.desk.forms import whereabouts as forms
from needlepoint.frontdoor import models, whereabouts
from needlepoint.frontdoor.actions import whereabouts as actions
from needlepoint.frontdoor.pages import contact
from needlepoint.frontdoor.queries import places
from needlepoint.house import models as house
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from tests import cast

HERE = (40.72831, -73.99420)
TYPED = {
    "coordinates": "40.72831, -73.99420", "access_words": "One low step.", "languages": "English, Spanish",
    "areas_served": "Old Market", "kind_1": "TRANSIT", "name_1": "Green Street station", "mark_1": "40.73010, -73.99420",
    "kind_3": "STREET", "name_3": "Willow Street", "mark_3": "40.72905, -73.99672 to 40.72764, -73.99190",
}  # fmt: skip


def page(name="frontdoor:contact", **headers):
    answer = cast.client_of(None).get(reverse(name), **headers)
    assert answer.status_code == 200
    return html.unescape(re.sub(r"<script.*?</script>", "", answer.content.decode(), flags=re.DOTALL))


def keep(client, status=302, **typed):
    answer = client.post(reverse("desk:finding"), {**TYPED, **typed})
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def hours(world, **more):
    week = booking.OpeningHours(clinic=world.clinic, weekday=0, starts_minute=540, ends_minute=1020, **more)
    week.save()


@pytest.mark.django_db
def test_todays_hours_come_first_and_a_holiday_closes_the_day(world):
    for day in range(5):
        booking.OpeningHours.objects.create(
            clinic=world.clinic, weekday=day, starts_minute=540, ends_minute=1020
        )
    thursday = dt.date(2026, 11, 26)
    booking.Closure.objects.create(
        clinic=world.clinic, kind="HOLIDAY", reason="Thanksgiving Day",
        starts_at=cast.at("0:00", thursday), ends_at=cast.at("0:00", thursday + dt.timedelta(days=1)),
    )  # fmt: skip
    booking.Closure.objects.create(  # at home with a cold: nobody's business, and the clinic is open
        clinic=world.clinic, kind="LEAVE", practitioner=world.mei, reason="ill",
        starts_at=cast.at("Tue 0:00"), ends_at=cast.at("Wed 0:00"),
    )  # fmt: skip
    found = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page())
    assert found[:2] == [
        ("Today, Monday", "9:00 am to 5:00 pm"), ("Tuesday", "9:00 am to 5:00 pm"),
    ]  # fmt: skip
    assert ("Thursday", "closed: Thanksgiving Day") in found
    assert ("Saturday", "closed") in found
    assert len(found) == 7


@pytest.mark.django_db
def test_a_closed_afternoon_shortens_the_day_and_a_private_reason_stays_private(world):
    hours(world)
    booking.Closure.objects.create(
        clinic=world.clinic,
        kind="BLOCK",
        reason="Ruth's wedding",
        starts_at=cast.at("13:00"),
        ends_at=cast.at("18:00"),
    )
    shown = page()
    assert "9:00 am to 1:00 pm" in shown
    assert "wedding" not in shown


@pytest.mark.django_db
def test_every_place_is_named_with_a_number_to_tap_and_a_way_that_tells_nobody_where_you_came_from(world):
    booking.Location.objects.create(
        clinic=world.clinic,
        name="Harbour Side",
        address="3 Pier Road",
        time_zone="America/New_York",
        phone="(212) 555-0155",
    )
    booking.Location.objects.create(
        clinic=world.clinic, name="Shut", time_zone="America/New_York", is_open=False
    )
    shown = page()
    assert 'href="tel:2125550155"' in shown
    assert 'href="tel:5550100199"' in shown
    assert "3 Pier Road" in shown
    assert ">Shut<" not in shown
    outside = re.findall(r'<a href="(?:https|geo):[^"]*"[^>]*>', shown)
    assert len(outside) == 8
    assert all("noreferrer" in link for link in outside)
    assert "Monday to Saturday, 8:00 to 18:00" in shown  # without hours in rows, the words
    assert "<svg" not in shown.partition("<h1>")[2].partition("</main>")[0]


@pytest.mark.django_db
def test_the_owner_puts_the_clinic_on_its_own_map(world):
    ivo = cast.client_of(world.ivo)
    keep(ivo)
    clinic = people.Clinic.objects.get(pk=world.clinic.pk)
    assert (float(clinic.latitude), float(clinic.longitude)) == HERE
    assert clinic.looks_stamp != world.clinic.looks_stamp
    assert list(clinic.landmarks.values_list("kind", "name")) == [
        ("TRANSIT", "Green Street station"), ("STREET", "Willow Street"),
    ]  # fmt: skip
    shown = page()
    for words in (
        "It is about 650 feet north of us.", "That is about 4 minutes on foot.", "Willow Street", "500 feet",
        "One low step.", "English, Spanish", "Old Market", "geo:40.72831,-73.99420",
    ):  # fmt: skip
        assert words in shown, words
    form = ivo.get(reverse("desk:finding")).content.decode()
    assert 'value="40.72905, -73.99672 to 40.72764, -73.99190"' in form
    keep(ivo)  # the same again changes nothing
    assert [one.what for one in house.AuditEntry.objects.filter(what="whereabouts_set")] == [
        "whereabouts_set"
    ]
    with pytest.raises(people_actions.UnableToSet, match="Say where the clinic is first"):
        actions.set_whereabouts(
            clinic=clinic, here=None, marks=[whereabouts.Mark("PLACE", "A hall", ())], by=cast.viewer(world.ivo), now=cast.NOW
        )  # fmt: skip
    keep(ivo, **dict.fromkeys(TYPED, ""))
    assert not models.Landmark.objects.exists()
    assert people.Clinic.objects.get(pk=world.clinic.pk).latitude is None


def test_everything_that_is_wrong_is_named_beside_its_field():
    wrong = [
        ({"coordinates": "by the river"}, "Write two numbers"),
        ({"coordinates": "140.1, 20"}, "Write two numbers"),
        ({"coordinates": ""}, "Say where the clinic is first"),
        ({"name_1": ""}, "Give it a name."),
        ({"mark_1": "behind the church"}, "Write one place"),
        ({"mark_1": "41.9, -73.99"}, "more than 20 km away"),
        ({"mark_3": "40.72905, -73.99672"}, "where it begins and where it ends"),
        ({"access_words": "We cure everybody who gets in."}, "Please leave out"),
        ({"languages": "x" * 121}, "120"),
        ({"languages": "English. We cure backs."}, "Please leave out"),
    ]
    for typed, said in wrong:
        form = forms.Whereabouts({**TYPED, **typed})
        assert not form.is_valid()
        assert said in str(form.errors), said


@pytest.mark.django_db
def test_what_is_wrong_stays_on_the_form_and_nothing_is_kept(world):
    shown = keep(cast.client_of(world.ivo), 422, mark_1="behind the church")
    assert "Write one place" in shown
    assert 'value="behind the church"' in shown
    assert not models.Landmark.objects.exists()


@pytest.mark.django_db
def test_only_the_owner_sets_it_and_another_clinic_keeps_its_own(world):
    for who in (None, world.ada, world.mei, world.ruth):
        assert cast.client_of(who).post(reverse("desk:finding"), TYPED).status_code in {302, 403, 404}
    assert not models.Landmark.objects.exists()
    keep(cast.client_of(world.eve))
    assert {one.clinic for one in models.Landmark.objects.all()} == {world.other_clinic}
    assert "Green Street station" not in page()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_pages_cost_the_same_for_one_and_for_thirty_and_read_no_patient(world):
    def asked(name):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(name)
        assert not [one for one in captured if "_patient" in one["sql"] or "_visit" in one["sql"]]
        return len(captured)

    page()
    before = {name: asked(name) for name in ("frontdoor:contact", "frontdoor:team")}
    for n in range(30):
        people.Practitioner.objects.create(clinic=world.clinic, name=f"Colleague {n}")
        booking.Location.objects.create(clinic=world.clinic, name=f"Place {n}", time_zone="UTC")
    assert {name: asked(name) for name in before} == before


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda one: one[0] < one[1]), max_size=2
    ),
    st.lists(st.tuples(st.integers(-2000, 3000), st.integers(1, 2000)), max_size=3),
)
def test_what_is_shut_is_taken_from_the_day_minute_by_minute(usual, shut):
    date, zone = dt.date(2026, 11, 24), "America/New_York"
    midnight = dt.datetime(2026, 11, 24, tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)
    minute = dt.timedelta(minutes=1)
    closed = [
        places.Shut(None, midnight + start * minute, midnight + (start + length) * minute, "")
        for start, length in shut
    ]
    left = contact.open_on(date, usual, closed, zone)
    for at in range(0, 1440, 45):
        is_open = any(start <= at < end for start, end in usual)
        is_shut = any(start <= at < start + length for start, length in shut)
        assert any(start <= at < end for start, end in left) is (is_open and not is_shut)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("40.7, -73.9", [(40.7, -73.9)]), ("40.7 -73.9", [(40.7, -73.9)]), ("40.7°, -73.9°", [(40.7, -73.9)]),
     ("40.7,-73.9 to 40.8,-73.8", [(40.7, -73.9), (40.8, -73.8)]), ("40.7", []), ("95, 3", []), ("", []),
     ("40.7, -73.9, 12", [])],
)  # fmt: skip
def test_coordinates_are_read_as_maps_write_them(typed, read):
    assert list(whereabouts.read(typed)) == read


def test_more_than_the_map_holds_and_a_name_too_long_are_refused():
    mark = whereabouts.Mark("PLACE", "x" * 61, (whereabouts.Coordinates(*HERE),))
    found = whereabouts.faults({}, whereabouts.Coordinates(*HERE), [mark] * 9)
    assert [fault.field for fault in found] == ["coordinates", *(f"mark_{n}" for n in range(1, 10))]
    assert found[1].values == {"most": 60}
