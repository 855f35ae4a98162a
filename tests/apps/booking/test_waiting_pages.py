"""Pages of the waiting list: joining, the offer and its link, the desk's line."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from needlepoint.booking import actions, models
from needlepoint.booking.actions import waiting as deeds
from needlepoint.house import clock, logs
from needlepoint.house import models as house
from tests import cast, make

HOUR = dt.timedelta(hours=1)
TOMORROW = cast.TODAY + dt.timedelta(days=1)
WAIT, LINE = "/book/wait/", "/waiting/"


def typed(**changes):
    until = cast.TODAY + dt.timedelta(days=5)
    return {
        "windows": ["1-MORNING"],
        "from_date": cast.TODAY.isoformat(),
        "until_date": until.isoformat(),
        "practitioner": "",
        "no_new_signs": "on",
        **changes,
    }


@pytest.fixture
def seen(world):
    """Ada was here two weeks ago."""
    make.a_visit(world, starts_at=world.now - dt.timedelta(days=14), state="COMPLETED")
    return world


@pytest.fixture
def offered(seen):
    seen.entry = make.a_waiting_entry(seen, practitioner=seen.mei)
    deeds.offer_due(seen.now)
    seen.offer = models.StartOffer.objects.get()
    message = house.OutboxMessage.objects.get(key=f"offer:{seen.offer.code}")
    seen.link = re.search(r"(/offers/\S+)", message.body)[1]
    return seen


# --- Joining -----------------------------------------------------------------------------------------------------------------


def test_a_visitor_is_asked_to_sign_in_or_call(world):
    page = cast.client_of(None).get(WAIT)
    assert "Sign in" in page.content.decode()
    assert not models.WaitingEntry.objects.exists()


def test_a_patient_joins_sees_it_on_their_page_and_leaves(seen):
    client = cast.client_of(seen.ada)
    page = client.post(WAIT, typed(practitioner=seen.mei.code), follow=True).content.decode()
    assert "Tuesday: morning" in page
    assert "Free just now" in page
    entry = models.WaitingEntry.objects.get()
    assert (entry.windows, entry.practitioner) == ([[1, 0, 720]], seen.mei)
    assert "Tuesday: morning" in client.get("/me/").content.decode()
    client.post(reverse("booking:wait_end", args=[entry.code]))
    assert "Tuesday: morning" not in client.get("/me/").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"windows": ["9-NOON"]},
        {"until_date": "2026-11-01"},
        {"from_date": ""},
        {"practitioner": "nobody"},
        {"no_new_signs": ""},
        {"until_date": "2029-01-01"},
    ],
)
def test_bad_input_keeps_what_was_ticked_and_stores_nothing(seen, changes):
    answer = cast.client_of(seen.ada).post(WAIT, typed(is_flare="on", **changes))
    assert answer.status_code == 422
    assert re.search(r'name="is_flare"[^>]* checked', answer.content.decode())
    assert not models.WaitingEntry.objects.exists()


def test_an_earlier_start_can_be_waited_for_instead_of_a_visit(seen):
    held = make.a_visit(seen, starts_at="Fri 10:00")
    others = make.a_visit(seen, patient=seen.bo, starts_at="Fri 12:00")
    client = cast.client_of(seen.ada)
    assert client.post(WAIT, typed(instead_of=others.code)).status_code == 422
    client.post(WAIT, typed(instead_of=held.code))
    assert models.WaitingEntry.objects.get().instead_of == held


def test_the_desk_puts_somebody_on_the_list(world):
    client = cast.client_of(world.ruth)
    assert "Ada Moreno" in client.get(WAIT, {"for": world.ada.code}).content.decode()
    client.post(WAIT, typed(**{"for": world.ada.code}))
    assert models.WaitingEntry.objects.get().patient == world.ada
    assert cast.client_of(world.eve).post(WAIT, typed(**{"for": world.ada.code})).status_code == 404


def test_without_the_check_nobody_joins_by_themselves(world):
    assert cast.client_of(world.ada).post(WAIT, typed()).status_code == 302
    assert not models.WaitingEntry.objects.exists()


# --- The offer ---------------------------------------------------------------------------------------------------------------


def test_one_tap_on_the_link_takes_the_time(offered):
    client = cast.client_of(None)
    page = client.get(offered.link).content.decode()
    assert "Take it" in page
    assert "Not this one" in page
    offered.offer.refresh_from_db()
    assert offered.offer.state == "OPEN"
    answer = client.post(offered.link, {"answer": "yes"})
    visit = models.Visit.objects.get(state="BOOKED")
    assert answer.url == reverse("booking:booked", args=[visit.code])
    assert client.get(answer.url).status_code == 200
    assert client.post(offered.link, {"answer": "yes"}).url == answer.url
    assert models.Visit.objects.filter(state="BOOKED").count() == 1
    assert cast.client_of(None).get(offered.link).status_code == 404


def test_the_link_stays_out_of_the_log(offered):
    said = logs.blanked(f"GET {offered.link} 200")
    assert offered.offer.code in said
    assert offered.link.split("/")[3] not in said


def test_letting_it_go_thanks_and_keeps_the_place(offered):
    page = cast.client_of(offered.ada).post(
        reverse("booking:offer", args=[offered.offer.code]), {"answer": "no"}, follow=True
    )
    assert "You keep your place" in page.content.decode()
    assert models.WaitingEntry.objects.get().state == "WAITING"


def test_an_answer_that_comes_too_late_is_met_kindly_with_other_times(offered, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: offered.now + HOUR)
    client = cast.client_of(None)
    page = client.get(offered.link).content.decode()
    assert "This offer is over" in page
    answer = client.post(offered.link, {"answer": "yes"})
    assert answer.status_code == 409
    assert "keep your place" in answer.content.decode()
    other = re.search(r'name="other" value="([^"]+)"', answer.content.decode())[1]
    answer = client.post(offered.link, {"other": other})
    assert answer.url.startswith("/book/details/?start=")
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize("token", ["x", "☂", "a" * 300])
def test_a_wrong_link_opens_nothing(offered, token):
    address = f"/offers/{offered.offer.code}/{token}/"
    assert cast.client_of(None).get(address).status_code == 404
    assert cast.client_of(None).post(address, {"answer": "yes"}).status_code == 404
    offered.offer.refresh_from_db()
    assert offered.offer.state == "OPEN"


def test_the_desk_answers_for_somebody_on_the_telephone(offered):
    address = reverse("booking:offer", args=[offered.offer.code])
    assert "Ada Moreno" in cast.client_of(offered.ruth).get(address).content.decode()
    assert cast.client_of(offered.ruth).post(address, {"answer": "yes"}).url == LINE
    assert models.Visit.objects.get(state="BOOKED").patient == offered.ada


# --- The line ----------------------------------------------------------------------------------------------------------------


def test_the_line_is_in_order_with_what_would_do(world):
    make.a_waiting_entry(world, patient=world.bo, made_at=world.now - dt.timedelta(days=3))
    make.a_waiting_entry(world, patient=world.dan, is_flare=True)
    page = cast.client_of(world.ruth).get(LINE).content.decode()
    assert page.index("Dan Okafor") < page.index("Bo Lindqvist")
    assert page.count('name="start"') == 6


def test_the_desk_offers_a_start_by_hand(world):
    entry = make.a_waiting_entry(world)
    client = cast.client_of(world.ruth)
    start = re.search(r'name="start" value="([^"]+)"', client.get(LINE).content.decode())[1]
    page = client.post(reverse("booking:waiting_offer", args=[entry.code]), {"start": start}, follow=True)
    assert "Ada Moreno has been asked" in page.content.decode()
    assert "Offered, no answer yet" in page.content.decode()
    again = client.post(reverse("booking:waiting_offer", args=[entry.code]), {"start": start}, follow=True)
    assert "has an offer" in again.content.decode()
    assert models.StartOffer.objects.count() == 1
    assert client.post(reverse("booking:waiting_offer", args=[entry.code]), {"start": "x"}).status_code == 404


def test_who_would_come_at_a_freed_start_is_shown(world):
    make.a_waiting_entry(world, windows=[[1, 0, 720]])
    make.a_waiting_entry(world, patient=world.bo, windows=[[1, 720, 1020]])
    page = cast.client_of(world.ruth).get(LINE, {"start": f"2026-11-24T15:00Z {world.mei.code}"})
    text = page.content.decode()
    assert "Ada Moreno" in text
    assert "Bo Lindqvist" not in text
    assert "Tuesday 24 November" in text
    assert cast.client_of(world.ruth).get(LINE, {"start": "yesterday"}).status_code == 200


def test_who_asked_not_to_be_contacted_is_marked_and_gets_no_offer(world):
    type(world.ada).objects.filter(pk=world.ada.pk).update(may_contact=False)
    make.a_waiting_entry(world)
    text = cast.client_of(world.ruth).get(LINE).content.decode()
    assert "Do not contact" in text
    assert 'name="start"' not in text


def test_the_line_costs_the_same_for_one_and_for_many(world, django_assert_max_num_queries):
    client = cast.client_of(world.ruth)
    make.a_waiting_entry(world)
    client.get(LINE)
    with django_assert_max_num_queries(20) as few:
        client.get(LINE)
    for patient in (world.bo, world.cleo, world.dan):
        make.a_waiting_entry(world, patient=patient)
    with django_assert_max_num_queries(20) as many:
        client.get(LINE)
    assert len(few) == len(many)


def test_cancelling_at_the_desk_leads_to_who_would_come(world):
    visit = actions.book_visit(
        clinic=world.clinic,
        patient=world.bo,
        service=world.follow_up,
        starts_at=cast.at("10:00", TOMORROW),
        practitioner_id=world.mei.pk,
        by=cast.viewer(world.ruth),
        now=world.now,
        form_key=None,
    )
    make.a_waiting_entry(world)
    address = reverse("booking:cancellation", args=[visit.code])
    client = cast.client_of(world.ruth)
    assert "offer" in client.get(address).content.decode()
    page = client.post(address, {"reason": "", "then": "offer"}, follow=True)
    assert "Ada Moreno" in page.content.decode()
    assert "Tuesday 24 November, 10:00" in page.content.decode()
