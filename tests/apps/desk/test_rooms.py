"""The board of rooms: what it shows to whom, its short answer, and presses from the script and from a plain form."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import needling
from needlepoint.house import clock
from needlepoint.people import models as people
from tests import cast, make
from tests.apps.charting import room

pytestmark = pytest.mark.django_db
BOARD, NOW_JSON, TAPS = "/rooms/", "/rooms/now.json", "/rooms/taps/"


@pytest.fixture
def resting(world):
    """Ada rests in Room 1, on her front; her needles went in 18 minutes ago, for 20."""
    visit = room.a_visit_ready(world, starts_at="9:00")
    note = room.opened(world, visit)
    models.Note.objects.filter(pk=note.pk).update(position="PRONE")
    needling.needles_in(note=note, by=cast.viewer(world.mei), now=world.now - dt.timedelta(minutes=18))
    return visit


def board(who, address=BOARD):
    return cast.client_of(who).get(address).content.decode()


def later(monkeypatch, w, **by):
    monkeypatch.setattr(clock, "now", lambda: w.now + dt.timedelta(**by))


def a_press(visit, deed, **more):
    return {
        "key": str(uuid.uuid4()),
        "visit": visit.code,
        "deed": deed,
        "pressed_at": cast.NOW.isoformat(),
        **more,
    }


def post(client, *presses):
    return client.post(TAPS, json.dumps(presses), content_type="application/json")


def states(page):
    return re.findall(r'<article class="room" data-state="(\w+)" [^>]*data-room="([^"]+)"', page)


def test_the_board_shows_each_room_by_its_needles_whoever_waits_and_who_comes(world, resting):
    make.a_visit(world, patient=world.bo, room=world.rooms[1], starts_at="9:20", state="ARRIVED")
    make.a_visit(world, patient=world.cleo, room=world.rooms[0], starts_at="10:30")

    page = board(world.mei)

    assert states(page) == [("soon", "Room 1"), ("waiting", "Room 2"), ("empty", "Room 3")]
    assert "2:00" in page and "Ada Moreno" in page and "Visit 1 of 8, review at 6" in page
    assert "4 needles · 20 min · on the front" in page
    assert "I looked: count 4 out" in page and "All out now, count after" in page
    assert "Next, 10:30 am:" in page and "Cleo Park" in page
    assert "Blood thinner" in page


def test_five_minutes_after_the_end_it_is_over_and_the_board_says_so_first(world, resting, monkeypatch):
    later(monkeypatch, world, minutes=8)

    page = board(world.mei)

    assert states(page)[0] == ("over", "Room 1")
    assert "+6:00" in page and "1 room needs you" in page


@pytest.mark.parametrize(
    ("out", "state", "shown"), [(3, "differs", "−1"), (5, "differs", "+1"), (4, "out", "")]
)
def test_counts_that_differ_keep_the_room_in_sight(world, resting, out, state, shown):
    note = queries.note_of(resting)
    needling.needles_out(note=note, needles=out, by=cast.viewer(world.mei), now=world.now)

    page = board(world.mei)

    assert states(page)[0] == (state, "Room 1")
    assert f'<p class="clock" aria-live="off">{shown}</p>' in page


@pytest.mark.parametrize("who", ["ruth", "ivo"])
def test_desk_and_owner_see_the_rooms_and_press_nothing(world, resting, who):
    page = board(getattr(world, who))

    assert states(page)[0] == ("soon", "Room 1")
    assert "Ada Moreno" in page
    assert "· on the front" not in page and "count 4 out" not in page and 'name="press"' not in page
    assert post(cast.client_of(getattr(world, who)), a_press(resting, "EARLY")).status_code == 403


def test_eve_sees_nothing_of_it_and_changes_nothing(world, resting):
    eve = cast.client_of(world.eve)

    assert "Ada" not in eve.get(BOARD).content.decode() + eve.get(NOW_JSON).content.decode()
    assert eve.get(f"{NOW_JSON}?only=due").json()["due"] == []
    answer = post(eve, a_press(resting, "EARLY")).json()["taps"]
    assert [one["outcome"] for one in answer] == ["REFUSED"]
    assert room.stage(queries.note_of(resting)) is rules.Stage.IN


def test_where_needles_hide_is_said_to_whoever_counts_and_to_nobody_else(world, resting):
    charting_note = queries.note_of(resting)
    models.Needling.objects.create(note=charting_note, point_code="GV20", side="MIDDLE", needles_in=1)

    assert "Look here before you count: In the hair" in board(world.mei)
    assert "I looked: count" in board(world.mei)
    assert "In the hair" not in board(world.ruth)


def test_needles_of_yesterday_that_nobody_counted_are_in_sight(world, resting, monkeypatch):
    later(monkeypatch, world, hours=20)

    page = board(world.mei)

    assert states(page)[0] == ("over", "Room 1")
    assert "Ada Moreno" in page


def test_on_a_wall_a_person_is_a_given_name_and_a_letter(world, resting):
    page = board(world.mei, f"{BOARD}?wall=1")
    answer = board(world.mei, f"{NOW_JSON}?wall=1")

    for shown in (page, answer):
        assert "Ada M." in shown and "Moreno" not in shown


def test_the_short_answer_is_empty_until_something_is_done(world, resting):
    mei = cast.client_of(world.mei)
    told = mei.get(NOW_JSON).json()

    assert mei.get(NOW_JSON, {"since": told["stamp"]}).status_code == 204
    post(mei, a_press(resting, "LONGER", minutes=25))
    fresh = mei.get(NOW_JSON, {"since": told["stamp"]}).json()

    assert fresh["stamp"] != told["stamp"]
    assert "25 min" in fresh["board"] and "Ada Moreno" in fresh["board"]


def test_what_another_clinic_does_is_nothing_new_here(world, resting):
    mei = cast.client_of(world.mei)
    stamp = mei.get(NOW_JSON).json()["stamp"]
    cast.client_of(world.eve).post(reverse("booking:arrival", args=[make.a_visit(
        world, clinic=world.other_clinic, patient=world.eves_patient, practitioner=world.eve_practitioner, room=world.other_room
    ).code]))  # fmt: skip

    assert mei.get(NOW_JSON, {"since": stamp}).status_code == 204


def test_any_screen_of_the_staff_may_know_when_needles_are_due_and_reads_no_name(world, resting):
    told = cast.client_of(world.ruth).get(f"{NOW_JSON}?only=due").json()

    assert told["due"] == [["Room 1", (world.now + dt.timedelta(minutes=2)).isoformat(timespec="seconds")]]
    assert "Ada" not in json.dumps(told)
    assert 'id="rooms-strip"' in board(world.ruth, "/patients/")


def test_asking_each_second_is_no_deed_and_costs_one_question_beside_who_asks(
    world, resting, django_assert_num_queries
):
    mei = cast.client_of(world.mei)
    stamp = mei.get(NOW_JSON).json()["stamp"]

    with django_assert_num_queries(4):
        mei.get(NOW_JSON, {"since": stamp}, headers={"hx-request": "true"})


def test_the_board_costs_the_same_at_one_room_and_at_many(world, resting, django_assert_max_num_queries):
    mei = cast.client_of(world.mei)
    with django_assert_max_num_queries(18) as one:
        mei.get(BOARD)
    for n in range(4, 14):
        more = type(world.rooms[0]).objects.create(clinic=world.clinic, name=f"Room {n}", position=n)
        patient = people.Patient.objects.create(
            clinic=world.clinic, given_name="Pat", family_name=str(n), made_at=world.now
        )
        make.a_visit(world, patient=patient, room=more, starts_at="9:20", state="ARRIVED")
    with django_assert_max_num_queries(len(one.captured_queries)):
        page = mei.get(BOARD).content.decode()
    assert len(states(page)) == 13


def test_a_list_from_the_script_is_answered_key_by_key_and_nonsense_is_left_out(world, resting):
    mei = cast.client_of(world.mei)
    good = a_press(resting, "OUT", needles=4)

    answer = post(mei, good, {"key": "nonsense"}, 7)

    assert answer.json()["taps"] == [{"key": good["key"], "outcome": "DONE", "words": ""}]
    assert room.stage(queries.note_of(resting)) is rules.Stage.COUNTED


def test_what_a_colleague_pressed_on_this_tablet_is_not_written_down_as_mine(world, resting):
    answer = post(cast.client_of(world.omar), a_press(resting, "EARLY", who=cast.viewer(world.mei).who))

    assert answer.json()["taps"] == []
    assert not models.Tap.objects.exists()


@pytest.mark.parametrize("visit", ["\ud800", "a\0b", "x" * 41])
def test_a_press_that_cannot_be_read_is_answered_and_holds_up_nothing_sent_with_it(world, resting, visit):
    odd = {**a_press(resting, "OUT", needles=4), "visit": visit}
    good = a_press(resting, "OUT", needles=4)

    answer = post(cast.client_of(world.mei), odd, good).json()["taps"]

    assert [(one["key"], one["outcome"]) for one in answer] == [
        (good["key"], "DONE"),
        (odd["key"], "REFUSED"),
    ]
    assert models.Tap.objects.count() == 1


@pytest.mark.parametrize("body", [" ", "{}", "null", "[" * 100_000, "[" + "1," * 300 + "1]"])
def test_what_is_no_list_of_presses_is_refused_and_stores_nothing(world, resting, body):
    answer = cast.client_of(world.mei).post(TAPS, body, content_type="application/json")

    assert answer.status_code == 400
    assert not models.Tap.objects.exists()


def test_without_a_script_a_button_is_a_form_and_pressing_it_twice_is_once(world, resting):
    mei = cast.client_of(world.mei)
    page = mei.get(BOARD).content.decode()
    value = re.search(r'value="([^"]+)" data-deed="LONGER"', page)[1].replace("&quot;", '"')

    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    answers = [mei.post(TAPS, {"press": value, "key": key}) for _twice in range(2)]

    assert [one.url for one in answers] == [BOARD, BOARD]
    assert queries.note_of(resting).retention_minutes == 25
    assert '<meta http-equiv="refresh"' in page


def test_without_a_script_a_refusal_is_said_once(world, resting):
    mei = cast.client_of(world.mei)
    press = a_press(resting, "LONGER", minutes=90)
    mei.post(TAPS, {"press": json.dumps(press), "key": press["key"]})

    assert "Needles stay in for at most 60 minutes" in mei.get(BOARD).content.decode()
    assert "Needles stay in" not in mei.get(BOARD).content.decode()
    assert mei.post(TAPS, {"press": "nonsense"}).url == BOARD


def test_two_different_counts_stand_on_the_board_until_a_practitioner_looked(world, resting):
    mei = cast.client_of(world.mei)
    post(mei, a_press(resting, "OUT", needles=4))
    post(mei, a_press(resting, "OUT", needles=3))
    page = mei.get(BOARD).content.decode()
    assert "3 needles out was pressed. The note says 4 came out." in page
    assert "needles out was pressed" not in board(world.ruth)

    [tap] = models.Tap.objects.filter(outcome="ASK")
    answer = reverse("desk:board_answer", args=[tap.key])
    assert cast.client_of(world.eve).post(answer).status_code == 404
    assert mei.post(answer).url == BOARD

    assert "needles out was pressed" not in mei.get(BOARD).content.decode()


def test_presses_need_the_secret_of_the_page(world, resting):
    mei = Client(enforce_csrf_checks=True)
    mei.force_login(world.mei.user, "allauth.account.auth_backends.AuthenticationBackend")

    assert post(mei, a_press(resting, "EARLY")).status_code == 403
    token = mei.get(NOW_JSON).json()["token"]
    sent = mei.post(
        TAPS, json.dumps([a_press(resting, "EARLY")]), "application/json", headers={"x-csrftoken": token}
    )
    assert sent.json()["taps"][0]["outcome"] == "DONE"


def test_what_a_tablet_keeps_of_the_page_holds_nobody(world, resting):
    shell = board(world.mei, "/rooms/shell/")

    assert "Ada" not in shell and "Room 1" not in shell and resting.code not in shell
    worker = Client().get("/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "Ada" not in worker.content.decode()


def test_a_further_place_has_a_board_of_its_own(world, resting):
    from needlepoint.booking import models as booking

    north = booking.Location.objects.create(
        clinic=world.clinic, name="North", time_zone="America/Los_Angeles"
    )
    booking.Room.objects.create(clinic=world.clinic, name="North 1", location=north)
    mei = cast.client_of(world.mei)

    page = mei.get(BOARD, {"place": north.code}).content.decode()

    assert states(page) == [("empty", "North 1")]
    assert "6:30 am" in page
    assert mei.get(BOARD, {"place": "nowhere"}).status_code == 404
