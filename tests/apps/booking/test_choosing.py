"""Narrowing the list of starts down, and reading it from another time zone."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from needlepoint.booking import models
from needlepoint.people import models as people
from tests import cast, make
from tests.apps.booking import test_views as pages

pytestmark = pytest.mark.django_db
STARTS = pages.STARTS
BERLIN = "Europe/Berlin"


def offered(response):
    """The minutes of the local day and the practitioners of every start on the page."""
    found = set()
    for link in pages.links(response, "start="):
        query = parse_qs(urlsplit(link).query)
        local = dt.datetime.fromisoformat(query["start"][0]).astimezone(cast.NEW_YORK)
        found.add((local.hour, query["practitioner"][0]))
    return found


@pytest.mark.parametrize(
    ("part", "hours"), [("MORNING", range(12)), ("AFTERNOON", range(12, 17)), ("EVENING", range(17, 24))]
)
def test_a_part_of_the_day_can_be_asked_for(world, part, hours):
    models.Hours.objects.update(ends_minute=1200)  # into the evening, so that each part has starts

    page = pages.visitor().get(STARTS, {"part": part})

    assert offered(page)
    assert {hour for hour, _who in offered(page)} <= set(hours)
    assert "Soonest" in pages.text(page)


def test_a_language_leads_to_those_who_speak_it(world):
    page = pages.visitor().get(STARTS, {"speaks": "Arabic"})

    assert {who for _hour, who in offered(page)} == {world.omar.code}
    assert '<option value="Arabic" selected>Arabic</option>' in pages.text(page)
    assert '<option value="Japanese">Japanese</option>' in pages.text(page)


def test_where_everybody_speaks_one_language_there_is_no_list(world):
    people.Practitioner.objects.update(languages="English")

    assert 'name="speaks"' not in pages.text(pages.visitor().get(STARTS))


def test_wishes_go_along_through_each_address(world):
    page = pages.visitor().get(STARTS, {"part": "MORNING", "speaks": "Arabic"})

    [later] = pages.links(page, "from=")
    assert "part=MORNING" in later
    assert "speaks=Arabic" in later
    details = pages.visitor().get(pages.links(page, "start=")[0])
    assert pages.hidden(details)["speaks"] == "Arabic"
    [back] = [link for link in pages.links(details, "part=MORNING") if link.startswith(STARTS)]
    assert "speaks=Arabic" in back


def test_when_nothing_suits_the_page_says_what_to_loosen(world):
    page = pages.visitor().get(
        STARTS, {"part": "EVENING", "speaks": "Arabic", "practitioner": world.mei.code}
    )

    shown = pages.text(page)
    assert not pages.links(page, "start=")
    assert "Nothing like that is free" in shown
    for words in ("Any time of the day", "Anyone who treats", "Any language", "All times"):
        assert f">{words}</a></li>" in shown
    assert "call us on" in shown


@pytest.mark.parametrize(
    "query", [{"part": "NIGHT"}, {"speaks": "<script>"}, {"place": "nowhere"}, {"zone": "Mars/Base"}]
)
def test_what_we_do_not_know_is_left_out(world, query):
    page = pages.visitor().get(STARTS, query)

    assert page.status_code == 200
    assert pages.links(page, "start=")
    assert "<script>" not in page.content.decode().replace("<script defer", "")


@pytest.fixture
def harbour(world):
    """A second place on another clock, where Dr Omar works on Tuesdays."""
    place = models.Location.objects.create(
        clinic=world.clinic, name="Harbour House", address="1 Quay", time_zone="America/Chicago"
    )
    models.Room.objects.create(clinic=world.clinic, location=place, name="Quay room")
    models.Hours.objects.filter(practitioner=world.omar, weekday=1).delete()
    models.Hours.objects.create(
        practitioner=world.omar, location=place, weekday=1, starts_minute=600, ends_minute=840
    )
    return place


def test_each_place_has_its_own_starts_on_its_own_clock(world, harbour):
    client = pages.visitor()
    assert "Harbour House" in pages.text(client.get(STARTS))

    page = client.get(STARTS, {"place": harbour.code})

    shown = pages.text(page)
    assert {who for _hour, who in offered(page)} == {world.omar.code}
    assert "<b>Tomorrow, 1" in shown  # 10:00 to 14:00 there; on this clinic's own clock 11:00 to 15:00
    assert "in Chicago (CST)" in shown


def test_a_visit_at_the_second_place_is_booked_there(world, harbour):
    client = pages.visitor()
    page = client.get(pages.links(client.get(STARTS, {"place": harbour.code}), "start=")[0])
    assert "Harbour House, 1 Quay" in pages.text(page)

    answer = client.post(pages.DETAILS, {**pages.hidden(page), **pages.GRETA})

    visit = models.Visit.objects.get()
    assert visit.location == harbour
    assert "Harbour House, 1 Quay" in pages.text(client.get(answer.url))


def test_a_place_that_is_closed_or_of_another_clinic_is_not_offered(world, harbour):
    models.Location.objects.update(is_open=False)
    closed = pages.visitor().get(STARTS, {"place": harbour.code})
    assert "Harbour House" not in pages.text(closed)

    models.Location.objects.update(is_open=True, clinic=world.other_clinic)
    theirs = pages.visitor().get(STARTS, {"place": harbour.code})
    assert "Harbour House" not in pages.text(theirs)


# --- The reader's own zone ----------------------------------------------------------------------------------------------


def test_somebody_in_another_zone_sees_both_times(world):
    client = pages.visitor()
    client.cookies["np_zone"] = BERLIN
    page = client.get(STARTS)

    shown = pages.text(page)
    assert (
        "<b>Today, 10:30 am</b> <span>Monday 23 November · Dr Mei Tanaka</span><span>4:30 pm your time</span>"
        in shown
    )
    assert "clinic time, New York (EST). Small: your time, as in Berlin." in shown
    details = pages.text(client.get(pages.links(page, "start=")[0]))
    assert '10:30 am</b><br><span class="quiet">4:30 pm in Berlin</span>' in details
    assert "New York (EST)" in details


def test_in_the_clinics_own_zone_there_is_one_time_whatever_the_zone_is_called(world):
    client = pages.visitor()
    client.cookies["np_zone"] = "America/Toronto"

    assert "your time" not in pages.text(client.get(STARTS))


def test_a_zone_chosen_from_the_list_is_kept(world):
    client = pages.visitor()
    chosen = client.get(STARTS, {"zone": BERLIN})
    assert '<option value="Europe/Berlin" selected>' in pages.text(chosen)
    assert chosen.cookies["np_zone"]["samesite"] == "Lax"

    assert "your time" in pages.text(client.get(STARTS))


@pytest.mark.parametrize("name", ["../../etc/passwd", '"><script>alert(1)</script>', "x" * 3000, "America"])
def test_a_zone_that_is_none_is_ignored(world, name):
    client = pages.visitor()
    client.cookies["np_zone"] = name.replace(";", "")

    page = client.get(STARTS, {"zone": name})

    assert page.status_code == 200
    assert "your time" not in pages.text(page)
    assert "np_zone" not in page.cookies
    assert "alert(1)" not in page.content.decode()


def test_a_booked_visit_is_written_on_both_clocks_with_the_day_when_it_differs(world):
    visit = make.a_visit(world, starts_at="Tue 17:00")
    ada = cast.client_of(world.ada)
    ada.cookies["np_zone"] = "Asia/Tokyo"

    for name in ("booking:booked", "booking:cancellation", "booking:new_time"):
        page = pages.text(ada.get(reverse(name, args=[visit.code])))
        assert "Tuesday 24 November, 5:00 pm" in page
        assert "Wednesday, 7:00 am in Tokyo" in page
        assert "New York (EST)" in page


def test_the_page_costs_the_same_with_one_practitioner_and_thirty(world, django_assert_max_num_queries):
    client = pages.visitor()
    client.get(STARTS)
    with django_assert_max_num_queries(11) as few:
        client.get(STARTS)
    for n in range(28):
        one = people.Practitioner.objects.create(clinic=world.clinic, name=f"Colleague {n}")
        models.Hours.objects.create(practitioner=one, weekday=1, starts_minute=480, ends_minute=720)
    client.get(STARTS)
    with django_assert_max_num_queries(11) as many:
        client.get(STARTS)
    assert len(few) == len(many)


# --- Who may book what ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ({"is_public": False}, "We book this visit together with you."),
        ({"for_new": False}, "This visit is for people we have treated before."),
        ({"is_offered": False}, "We do not offer this visit at the moment."),
    ],
)
def test_who_may_not_book_by_themselves_reads_why_and_what_to_do(world, closed, words):
    world.clinic.services.update(**closed)

    for page in (
        pages.visitor().get(STARTS),
        pages.visitor().get(pages.DETAILS, pages.start_of(world, "Tue 9:00")),
    ):
        assert page.status_code == 404
        assert "Please call us to book" in pages.text(page)
        assert words in pages.text(page)
        assert "tel:(555)010-0199" in pages.text(page)


def test_of_several_visits_of_their_kind_people_choose_one(world):
    longer = world.clinic.services.create(
        kind="FIRST", name="First visit, with time to talk", price_cents=12000, segments=world.first.segments
    )

    page = pages.text(pages.visitor().get(STARTS, {"service": longer.code}))

    assert "First visit, with time to talk, 75 minutes, $120" in page
    assert f"service={world.first.code}" in page
