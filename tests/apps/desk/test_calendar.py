"""The desk's calendar: who sees it, what it says, what moves, and how many queries it costs."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.desk import rows
from needlepoint.desk.pages import columns, pieces
from tests import cast, make

pytestmark = pytest.mark.django_db
TUESDAY = "2026-11-24"


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def get(user, name="calendar", **query):
    return cast.client_of(user).get(reverse(f"desk:{name}"), query)


def book(w, *, patient=None, at="Tue 10:00", who=None, **more):
    who = who or w.mei
    return booking_actions.book_visit(
        clinic=w.clinic, patient=patient or w.ada, service=w.follow_up, starts_at=cast.at(at),
        practitioner_id=who.pk, by=cast.viewer(w.ruth), now=w.now, form_key=None, **more,
    )  # fmt: skip


def iso(words):
    return columns.iso(cast.at(words))


def column(page, whose):
    """The part of a page between one column's heading and the next."""
    return page.split(f'data-key="{TUESDAY}.{whose.code}"')[1].split("<section")[0]


# --- Looking ---------------------------------------------------------------------------------------------------------


def test_each_practitioner_has_a_column_and_a_visit_shows_hands_on_and_rest(world):
    book(world)
    page = text(get(world.ruth, on=TUESDAY))
    mei = column(page, world.mei)
    assert "Ada Moreno" in mei
    assert "Ada Moreno" not in column(page, world.omar)
    # 15 minutes together, 25 of rest, 10 together; the room's five are not the practitioner's
    assert '<i class="together d3"></i><i class="rest d5"></i><i class="together d2"></i>' in mei
    assert "rest with needles in until 10:40 am" in mei
    assert "turnover" not in mei
    assert "Booked" in mei


def test_by_room_the_room_is_held_until_it_is_ready(world):
    room = book(world).room
    page = text(get(world.ruth, on=TUESDAY, by="room"))
    assert '<i class="together d2"></i><i class="turnover d1"></i>' in column(page, room)
    assert "Dr Mei Tanaka" in column(page, room)


def test_two_visits_that_overlap_stand_side_by_side_and_a_rest_says_that_another_fits(world):
    book(world)
    mei = column(text(get(world.ruth, on=TUESDAY)), world.mei)
    assert "a1of1" in mei
    assert "Room for another patient from 10:15 am, while Ada rests" in mei
    book(world, patient=world.bo, at="Tue 10:15")
    mei = column(text(get(world.ruth, on=TUESDAY)), world.mei)
    assert "a1of2" in mei
    assert "a2of2" in mei
    assert "while Ada rests" not in mei


def test_a_shared_room_has_a_lane_for_each_place_in_it(world):
    booking.Room.objects.exclude(pk=world.rooms[0].pk).update(is_open=False)
    booking.Room.objects.filter(pk=world.rooms[0].pk).update(capacity=3)
    book(world)
    book(world, patient=world.bo, at="Tue 10:00", who=world.omar)
    room = column(text(get(world.ruth, on=TUESDAY, by="room")), world.rooms[0])
    assert "3 places" in room
    assert "a1of3" in room
    assert "a2of3" in room


def test_another_place_is_drawn_by_its_own_clock(world):
    place = booking.Location.objects.create(clinic=world.clinic, name="Lakeside", time_zone="America/Chicago")
    room = booking.Room.objects.create(clinic=world.clinic, location=place, name="Lake room")
    booking.Hours.objects.create(
        practitioner=world.omar, location=place, weekday=6, starts_minute=9 * 60, ends_minute=17 * 60
    )
    sunday = dt.date(2026, 11, 29)
    make.a_visit(
        world, practitioner=world.omar, room=room, location=place, starts_at=cast.at("11:00", sunday)
    )  # 10:00 in Chicago
    answer = get(world.ruth, on=sunday.isoformat(), place=place.code)
    [shown] = answer.context["page"].columns
    [visit] = [item for item in shown.items if isinstance(item, pieces.Visit)]
    assert (visit.when, visit.place.split()[0]) == ("10:00 am", "t13")  # an hour after work begins at 9
    assert answer.context["page"].hours[0][1] == "9 am"
    assert "Moreno" not in text(get(world.ruth, on=sunday.isoformat()))


def test_states_are_words(world):
    make.a_visit(world, starts_at="8:00", state="ARRIVED")
    make.a_visit(world, starts_at="9:00", patient=world.bo)
    make.a_visit(world, starts_at="11:00", patient=world.cleo, confirmed_at=world.now)
    make.a_visit(world, starts_at="14:00", patient=world.dan, state="CANCELLED")
    page = text(get(world.ruth))
    assert "Here" in page
    assert "Late" in page
    assert "Confirmed" in page
    assert "Okafor" not in page


def test_a_kept_start_and_a_closure_say_until_when(world):
    booking.Hold.objects.create(
        clinic=world.clinic, patient=world.dan, practitioner=world.mei, room=world.rooms[1], service=world.follow_up,
        starts_at=cast.at("14:00"), made_at=world.now, expires_at=world.now + dt.timedelta(minutes=10),
    )  # fmt: skip
    booking.Closure.objects.create(
        clinic=world.clinic, practitioner=world.omar, starts_at=cast.at("15:00"), ends_at=cast.at("16:00"), reason="Supervision"
    )  # fmt: skip
    page = text(get(world.ruth))
    assert "Kept for Dan Okafor until 9:40 am" in page
    assert "Supervision" in page
    assert "until 4:00 pm" in page


def test_the_week_shows_everybody_as_a_table_and_one_practitioner_as_days(world):
    book(world)
    assert "1 visit" in text(get(world.ruth, on=TUESDAY, span="week"))
    page = text(get(world.ruth, on=TUESDAY, span="week", who=world.mei.code))
    assert "Tue 24 Nov" in page
    assert "Ada Moreno" in page


def test_a_visit_without_a_practitioner_or_a_room_is_not_forgotten(world):
    make.a_visit(world, starts_at="11:00", practitioner=None, room=None)
    for by in ("practitioner", "room"):
        assert "11:00 am Ada Moreno" in text(get(world.ruth, by=by)).split("In no column")[1]


def test_a_page_that_shows_it_already_is_told_that_nothing_changed(world):
    book(world)
    ruth = cast.client_of(world.ruth)
    seen = ruth.get(reverse("desk:calendar"), {"on": TUESDAY}).context["page"].poll_url
    assert ruth.get(seen).status_code == 204
    book(world, patient=world.bo, at="Tue 14:00")
    answer = text(ruth.get(seen))
    assert "Bo Lindqvist" in answer
    assert "<html" not in answer


def test_sixty_visits_cost_as_many_queries_as_one(world):
    ruth = cast.client_of(world.ruth)
    make.a_visit(world, starts_at="8:00", state="ARRIVED")
    url = reverse("desk:calendar")
    ruth.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        ruth.get(url)
    for n in range(59):
        make.a_visit(world, starts_at=cast.at("8:00") + dt.timedelta(minutes=10 * n), room=world.rooms[n % 3])
    with CaptureQueriesContext(connection) as sixty:
        ruth.get(url)
    assert len(sixty) == len(one)


@pytest.mark.parametrize("on", ["2026-03-08", "2026-11-01"])
def test_a_visit_stands_at_its_true_minutes_when_the_clocks_change(world, on):
    day = dt.date.fromisoformat(on)
    booking.Hours.objects.create(practitioner=world.mei, weekday=6, starts_minute=60, ends_minute=12 * 60)
    make.a_visit(world, starts_at=cast.at("10:00", day))
    page = get(world.ruth, on=on).context["page"]
    [visit] = [item for item in page.columns[0].items if isinstance(item, pieces.Visit)]
    hours = 8 if on == "2026-03-08" else 10  # really elapsed since 1:00
    assert visit.place.split()[0] == f"t{hours * 12 + 1}"
    assert visit.when == "10:00 am"


def test_eve_sees_nothing_of_it_and_patients_do_not_get_in(world):
    visit = book(world)
    assert "Moreno" not in text(get(world.eve, on=TUESDAY))
    assert get(world.eve, on=TUESDAY, moving=visit.code).status_code == 404
    assert get(world.eve, "calendar_fits", on=TUESDAY, visit=visit.code).status_code == 404
    assert get(world.eve, "calendar_move", visit=visit.code, start=iso("Tue 11:00")).status_code == 404
    assert get(world.ada, on=TUESDAY).status_code in {302, 403, 404}


@pytest.mark.parametrize("query", [{"on": "soon"}, {"on": "0001-01-01"}])
def test_days_that_are_none_are_not_found(world, query):
    assert get(world.ruth, **query).status_code == 404


def test_the_sheet_of_rows_is_what_the_writer_of_rows_writes():
    assert rows.SHEET.read_text(encoding="utf-8") == rows.sheet()


# --- Seeing before dropping ------------------------------------------------------------------------------------------


def test_while_a_visit_is_moved_the_times_that_fit_are_links_and_the_others_say_why_not(world):
    book(world, patient=world.bo, at="Tue 14:00")
    booking.Closure.objects.create(
        clinic=world.clinic, practitioner=world.mei, starts_at=cast.at("Tue 16:00"), ends_at=cast.at("Tue 16:30"), reason="Supervision"
    )  # fmt: skip
    visit = book(world)
    page = text(get(world.ruth, on=TUESDAY, moving=visit.code))
    ten, two = (f"start={iso(words)}" for words in ("Tue 10:15", "Tue 14:00"))
    assert f"visit={visit.code}&amp;{ten}" in column(page, world.mei)
    assert two not in column(page, world.mei)
    assert two in column(page, world.omar)
    answer = json.loads(text(get(world.ruth, "calendar_fits", on=TUESDAY, visit=visit.code)))
    mei = answer["columns"][f"{TUESDAY}.{world.mei.code}"]
    row = (14 - 8) * 12
    assert not any(start <= row < end for start, end in mei["ok"])
    [words] = [words for start, end, words in mei["why"] if start <= row < end]
    assert words == "Dr Mei Tanaka is with Bo Lindqvist until 2:50 pm."
    lunch = [words for start, end, words in mei["why"] if start <= (12 - 8) * 12 < end]
    assert lunch == ["Dr Mei Tanaka is not at work for the whole visit."]
    shut = [words for start, end, words in mei["why"] if start <= (16 - 8) * 12 < end]
    assert shut == ["Supervision, until 4:30 pm."]
    assert answer["ticks"] == 10


def move(w, visit, *, post=False, who=None, **data):
    client = cast.client_of(who or w.ruth)
    data = {"visit": visit.code, **data}
    return (client.post if post else client.get)(reverse("desk:calendar_move"), data)


def test_a_drop_is_looked_at_and_then_moves_the_visit(world):
    visit = book(world)
    start = {"start": iso("Tue 11:00"), "practitioner": world.omar.code}
    page = text(move(world, visit, **start))
    assert "Move Ada Moreno to 11:00 am?" in page
    assert "Nothing is in the way." in page
    assert "Dr Omar Haddad" in page
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("Tue 10:00")
    assert move(world, visit, post=True, **start).status_code == 302
    visit.refresh_from_db()
    assert (visit.starts_at, visit.practitioner) == (cast.at("Tue 11:00"), world.omar)


def test_over_a_clash_it_moves_only_with_a_reason_which_is_kept(world):
    book(world, patient=world.bo, at="Tue 14:00")
    visit = book(world)
    start = {"start": iso("Tue 14:00"), "practitioner": world.mei.code}
    page = text(move(world, visit, **start))
    assert "is with Bo Lindqvist" in page
    assert "Move anyway" in page
    assert text(move(world, visit, post=True, **start), 409)
    assert "Write why" in text(move(world, visit, post=True, anyway="yes", reason=" ", **start), 422)
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("Tue 10:00")
    assert (
        move(world, visit, post=True, anyway="yes", reason="Twins come together", **start).status_code == 302
    )
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("Tue 14:00")
    assert visit.override.reason == "Twins come together"
    assert "“Twins come together”" in column(text(get(world.ruth, on=TUESDAY)), world.mei)


def test_a_time_may_be_typed_and_a_wrong_one_is_kept_and_explained(world):
    visit = book(world)
    typed = {"date": TUESDAY, "time": "15:30", "practitioner": world.omar.code, "room": world.rooms[2].code}
    answer = move(world, visit, **typed)
    assert answer.status_code == 302
    assert iso("Tue 15:30").replace(":", "%3A") in answer["Location"]
    wrong = text(move(world, visit, **{**typed, "time": "15:32"}), 422)
    assert "Visits begin on five minutes" in wrong
    assert "15:32" in wrong


def test_a_visit_that_is_over_is_not_moved(world):
    visit = make.a_visit(world, starts_at="8:00", state="COMPLETED")
    assert move(world, visit, start=iso("Tue 11:00")).status_code == 302
    assert move(world, visit, post=True, start=iso("Tue 11:00")).status_code == 302
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("8:00")


@pytest.mark.parametrize("data", [{"practitioner": "nobody"}, {"room": "nowhere"}, {"practitioner": "a\0b"}])
def test_a_drop_on_what_is_not_there_is_not_found(world, data):
    visit = book(world)
    assert move(world, visit, start=iso("Tue 11:00"), **data).status_code == 404


# --- Walk-ins and blocked time ---------------------------------------------------------------------------------------


def walk_in(w, *, post=False, **data):
    client = cast.client_of(w.ruth)
    return (client.post if post else client.get)(reverse("desk:calendar_walk_in"), data)


def test_a_walk_in_is_booked_in_three_steps(world):
    at = {"at": iso("9:30"), "practitioner": world.mei.code}
    page = text(walk_in(world, q="Mor", **at))
    assert "Ada Moreno" in page
    assert f"for={world.ada.code}" in page
    page = text(walk_in(world, **{"for": world.ada.code}, **at))
    assert "Book Ada Moreno at 9:30 am?" in page
    sent = {"for": world.ada.code, "start": at["at"], "practitioner": world.mei.code, "form_key": "k" * 24}
    sent["service"] = world.follow_up.code
    assert walk_in(world, post=True, **sent).status_code == 302
    assert walk_in(world, post=True, **sent).status_code == 302  # the button twice is one visit
    visit = booking.Visit.objects.get(patient=world.ada)
    assert (visit.starts_at, visit.practitioner) == (cast.at("9:30"), world.mei)


def test_before_somebody_who_was_not_checked_lately_is_booked_the_warning_signs_are_asked(world):
    page = text(walk_in(world, **{"for": world.ada.code, "at": iso("14:00")}))
    assert "Read the warning signs aloud" in page
    make.a_visit(world, starts_at=cast.at("10:00", world.today - dt.timedelta(days=7)), state="COMPLETED")
    page = text(walk_in(world, **{"for": world.ada.code, "at": iso("14:00")}))
    assert "Read the warning signs aloud" not in page


def test_nobody_is_booked_for_a_time_that_cannot_be_read(world):
    sent = {"for": world.ada.code, "start": "soon", "practitioner": world.mei.code, "form_key": "k" * 24}
    assert walk_in(world, post=True, **sent).status_code == 302
    assert not booking.Visit.objects.exists()


def test_a_walk_in_over_a_visit_needs_a_reason(world):
    book(world, patient=world.bo, at="14:00")
    sent = {
        "for": world.ada.code,
        "start": iso("14:00"),
        "practitioner": world.mei.code,
        "service": "FOLLOW_UP",
    }
    sent["form_key"] = "k" * 24
    assert "is with Bo Lindqvist" in text(walk_in(world, **sent))
    assert walk_in(world, post=True, **sent).status_code == 409
    assert walk_in(world, post=True, anyway="yes", reason="", **sent).status_code == 422
    assert not booking.Visit.objects.filter(patient=world.ada).exists()
    assert walk_in(world, post=True, anyway="yes", reason="In pain", **sent).status_code == 302
    assert booking.Visit.objects.get(patient=world.ada).override.reason == "In pain"


def test_a_walk_in_of_somebody_elses_patient_is_not_found(world):
    assert walk_in(world, **{"for": world.eves_patient.code}).status_code == 404


def test_somebody_new_is_entered_and_then_booked_where_the_calendar_was_pressed(world):
    entered = cast.client_of(world.ruth).post(
        f"{reverse('desk:new_patient')}?at={iso('9:30')}&practitioner={world.mei.code}",
        {
            "given_name": "Nia", "family_name": "Bell", "birth_date_d": "3", "birth_date_m": "4",
            "birth_date_y": "1980", "phone": "(212) 555-0177", "email": "",
        },
    )  # fmt: skip
    assert entered.status_code == 302
    page = text(cast.client_of(world.ruth).get(entered["Location"]))
    assert "Book Nia Bell at 9:30 am?" in page
    assert "First visit" in page


def test_when_nobody_is_free_the_next_times_are_offered(world):
    page = text(walk_in(world, **{"for": world.ada.code, "at": iso("12:10"), "service": "FOLLOW_UP"}))
    assert "Nobody is free then" in page
    assert "1:00 pm" in page
    assert f"practitioner={world.omar.code}" in page  # where what is in the way is said, and a reason asked


def test_somebody_who_is_here_already_is_not_booked_twice_whatever_the_reason(world):
    book(world, at="14:00")
    page = text(walk_in(world, **{"for": world.ada.code, "at": iso("14:00"), "service": "FOLLOW_UP"}))
    assert "Ada Moreno has another visit" in page
    assert "Book anyway" not in page


def block(w, *, post=False, user=None, **data):
    client = cast.client_of(user or w.ruth)
    return (client.post if post else client.get)(reverse("desk:calendar_block"), data)


def test_a_practitioner_blocks_only_their_own_time(world):
    typed = {"date": TUESDAY, "time": "15:00", "minutes": "45", "reason": "Dentist"}
    for whom in (f"practitioner {world.omar.code}", f"room {world.rooms[0].code}", "everyone"):
        assert block(world, post=True, user=world.mei, whom=whom, **typed).status_code == 422
    own = f"practitioner {world.mei.code}"
    assert block(world, post=True, user=world.mei, whom=own, **typed).status_code == 302


def test_who_blocks_over_a_visit_is_led_to_it(world):
    book(world)
    typed = {"date": TUESDAY, "time": "10:00", "minutes": "60", "whom": "everyone", "reason": "Power cut"}
    answer = block(world, post=True, **typed)
    shut = booking.Closure.objects.get()
    assert answer["Location"] == reverse("desk:closure_visits", args=[shut.code])


def test_time_is_blocked_for_one_practitioner_with_a_reason(world):
    page = text(block(world, at=iso("Tue 15:00"), practitioner=world.mei.code, minutes="45"))
    assert 'value="15:00"' in page
    typed = {"date": TUESDAY, "time": "15:00", "minutes": "45", "whom": f"practitioner {world.mei.code}"}
    assert "Write what it is for" in text(block(world, post=True, **typed), 422)
    assert not booking.Closure.objects.exists()
    assert block(world, post=True, reason="Team meeting", **typed).status_code == 302
    shut = booking.Closure.objects.get()
    assert (shut.practitioner, shut.starts_at, shut.ends_at) == (
        world.mei,
        cast.at("Tue 15:00"),
        cast.at("Tue 15:45"),
    )
    assert "Team meeting" in text(get(world.ruth, on=TUESDAY))


def test_what_is_over_is_not_blocked(world):
    typed = {"date": "2026-11-20", "time": "15:00", "minutes": "45", "whom": "everyone", "reason": "Storm"}
    assert "Storm" in text(block(world, post=True, **typed), 409)
    assert not booking.Closure.objects.exists()
