"""The owner's settings: seen by the owner alone, kept when sound, and told every fault when not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import models as house
from needlepoint.people import models as people
from tests import cast, make

pytestmark = pytest.mark.django_db

SERVICE = {
    "name": "Long visit", "about": "", "price_cents": "82.50", "is_offered": "on", "is_public": "on",
    "for_new": "on", "lead_minutes": "120", "horizon_days": "30", "grid_minutes": "15", "remind_hours": "48, 3",
    "position": "4", "kind": "FOLLOW_UP", "needs_room": "on", "attended_for": ["fainting"],
    "p1_kind": "TOGETHER", "p1_minutes": "20", "p2_kind": "REST", "p2_minutes": "30", "p2_slip": "10",
    "p3_kind": "TOGETHER", "p3_minutes": "10",
}  # fmt: skip
PAGES = (
    "owner", "setup", "services", "new_service", "rooms", "new_room", "places", "new_place", "policies",
    "clinic_facts", "practitioners",
)  # fmt: skip


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def ivo(world):
    return cast.client_of(world.ivo)


def post(client, page, /, *args, status=302, **typed):
    return text(client.post(reverse(f"desk:{page}", args=args), typed), status)


def deeds():
    return list(
        house.AuditEntry.objects.exclude(what="signed_in").order_by("pk").values_list("what", flat=True)
    )


def test_everything_is_found_from_the_owners_first_page_and_every_page_opens(world, ivo):
    first = text(ivo.get(reverse("desk:owner")))
    for name in PAGES:
        page = text(ivo.get(reverse(f"desk:{name}")))
        assert "<h1" in page
        if not name.startswith("new_"):
            assert reverse(f"desk:{name}") in first


# --- The three numbers ---------------------------------------------------------------------------------------------------


def test_the_three_numbers_say_what_they_mean_before_they_are_kept(world, ivo):
    typed = {"rooms": "2", "minutes_at_start": "10", "minutes_at_end": "5"}
    page = post(ivo, "setup", status=200, look="yes", **typed)
    assert "With 2 rooms one practitioner can see up to 16 people in 8 hours." in page
    assert "Visits begin every 15 minutes here. If they could begin every 5 minutes, up to 20 people" in page
    assert "Not kept yet" in page
    assert deeds() == []
    frontdoor.Service.objects.update(grid_minutes=5)
    page = post(ivo, "setup", status=200, look="yes", **typed)
    assert "With 2 rooms one practitioner can see up to 20 people in 8 hours." in page
    assert "Visits begin every" not in page
    frontdoor.Service.objects.update(grid_minutes=15)

    post(ivo, "setup", **typed)
    page = text(ivo.get(reverse("desk:setup")))
    assert 'value="10"' in page
    assert "With 2 rooms" in page
    assert deeds() == ["room_closed", "service_changed", "service_changed"]


def test_numbers_that_cannot_be_are_all_named_and_stay_as_typed(world, ivo):
    page = post(ivo, "setup", status=422, rooms="0", minutes_at_start="12", minutes_at_end="x")
    for words in ("from 1 to 40", "minutes in fives", "Write a whole number", 'value="12"', 'value="x"'):
        assert words in page
    assert deeds() == []


def test_a_booked_room_is_not_closed_and_its_visits_are_listed(world, ivo):
    make.a_visit(world, room=world.rooms[2], starts_at="Tue 14:00")
    page = post(ivo, "setup", status=422, rooms="1", minutes_at_start="15", minutes_at_end="10")
    assert "One visit is booked in Room 3" in page
    assert "Ada Moreno" in page
    code = world.rooms[2].code
    page = post(ivo, "room", code, status=422, name="Room 3", capacity="1", position="3")
    assert "Ada Moreno" in page
    assert deeds() == []

    answer = ivo.post(
        reverse("desk:room", args=[code]), {"name": "Room 3", "capacity": 1, "position": 3, "anyway": "yes"}
    )
    assert answer["Location"] == reverse("desk:diary_visits")
    assert "Ada Moreno" in text(ivo.get(answer["Location"]))
    assert deeds() == ["room_closed"]


def test_a_clinic_whose_follow_up_has_parts_of_its_own_is_asked_for_rooms_only(world, ivo):
    frontdoor.Service.objects.filter(pk=world.follow_up.pk).update(segments=[["TOGETHER", 60]])
    assert "minutes_at_start" not in text(ivo.get(reverse("desk:setup")))
    post(ivo, "setup", rooms="4")
    frontdoor.Service.objects.filter(clinic=world.clinic).update(is_offered=False)
    assert "<h1" in text(ivo.get(reverse("desk:setup")))


# --- Services ------------------------------------------------------------------------------------------------------------


def test_a_service_is_added_and_changed_with_all_that_was_typed(world, ivo):
    post(ivo, "new_service", **SERVICE)
    made = frontdoor.Service.objects.get(name="Long visit")
    assert (made.price_cents, made.lead_minutes, made.remind_hours) == (8250, 120, [48, 3])
    assert (made.needs_room, made.attended_for) == (True, ["fainting"])
    assert made.segments == [["TOGETHER", 20], ["REST", 30, 10], ["TOGETHER", 10]]
    assert (made.for_new, made.for_active, made.needs_check, made.clinic_id) == (
        True,
        False,
        False,
        world.clinic.pk,
    )

    post(ivo, "service", made.code, **{**SERVICE, "price_cents": "80", "p3_minutes": "15"})
    made.refresh_from_db()
    assert (made.price_cents, made.segments[2]) == (8000, ["TOGETHER", 15])
    assert deeds() == ["service_offered", "service_changed"]
    assert "$80" in text(ivo.get(reverse("desk:services")))


def test_the_list_says_who_can_really_book_a_service(world, ivo):
    page = text(ivo.get(reverse("desk:services")))
    assert "for new people, people treated long ago" in page
    assert "for people in treatment" in page
    assert "for everybody" not in page

    frontdoor.Service.objects.filter(pk=world.follow_up.pk).update(for_active=False)
    assert "for nobody" in text(ivo.get(reverse("desk:services")))
    assert "nobody can book this visit online" in text(
        ivo.get(reverse("desk:service", args=[world.follow_up.code]))
    )


def test_a_service_told_wrongly_names_every_fault_and_keeps_the_words(world, ivo):
    wrong = {"name": "", "price_cents": "much", "p2_minutes": "7", "p3_kind": "", "grid_minutes": "7"}
    page = post(ivo, "service", world.first.code, status=422, **{**SERVICE, **wrong, "about": "My own words"})
    for words in (
        "Please fill this in.", "Write an amount", "Part 2: minutes: Write the minutes in fives", "Part 3: what happens: Choose what happens in it.",
        "a multiple of 5", "My own words", 'value="much"',
    ):  # fmt: skip
        assert words in page
    assert deeds() == []


def test_visits_already_booked_are_told_of_beside_their_service(world, ivo):
    make.a_visit(world, starts_at="Tue 14:00")
    page = text(ivo.get(reverse("desk:service", args=[world.follow_up.code])))
    assert "One visit of this kind is booked. It keeps its time and its length" in page


# --- Rooms, places, hours -------------------------------------------------------------------------------------------------


def test_a_room_is_added_to_a_place_and_closed(world, ivo):
    post(ivo, "new_place", name="North", time_zone="America/Chicago", position="2")
    place = booking.Location.objects.get()
    post(ivo, "new_room", name="Garden", capacity="4", position="9", location=place.code)
    room = booking.Room.objects.get(name="Garden")
    assert (room.location, room.capacity, room.is_open) == (place, 4, True)

    post(ivo, "room", room.code, name="Garden", capacity="4", position="9", location=place.code)
    room.refresh_from_db()
    assert not room.is_open
    post(ivo, "new_room", status=422, name="", capacity="0", position="9", location="nowhere")


def test_a_place_is_changed_and_travel_time_is_set_beside_it(world, ivo):
    place = booking.Location.objects.create(clinic=world.clinic, name="North", time_zone="America/New_York")
    post(ivo, "place", place.code, name="South", time_zone="Europe/London", position="1", is_open="on")
    post(ivo, "places", travel_minutes="45")
    place.refresh_from_db()
    world.clinic.refresh_from_db()
    assert (place.name, place.time_zone, world.clinic.travel_minutes) == ("South", "Europe/London", 45)
    post(ivo, "place", place.code, status=422, name="", time_zone="Moon/Base", position="1")
    post(ivo, "places", status=422, travel_minutes="9999")


def test_the_time_zone_is_shown_and_stands_once_visits_are_booked(world, ivo):
    post(ivo, "place", "first", time_zone="Europe/London")
    make.a_visit(world)
    page = text(ivo.get(reverse("desk:place", args=["first"])))
    assert "Europe/London" in page
    assert "cannot change any more" in page
    assert "cannot change any more" in text(ivo.get(reverse("desk:clinic_facts")))
    post(ivo, "place", "first", status=422, time_zone="UTC")


def test_a_week_of_opening_hours_is_kept_and_read_back_in_words(world, ivo):
    week = {f"d{day}_0_from": "09:00" for day in range(5)} | {f"d{day}_0_until": "17:00" for day in range(5)}
    post(ivo, "place_hours", "first", **week, d6_0_from="20:00", d6_0_until="00:00")
    assert booking.OpeningHours.objects.filter(location=None, weekday=6, ends_minute=1440).exists()
    page = text(ivo.get(reverse("desk:places")))
    assert "Monday–Friday 9:00 am–5:00 pm; Sunday 8:00 pm–12:00 midnight" in page
    assert 'value="09:00"' in text(ivo.get(reverse("desk:place_hours", args=["first"])))


def test_new_opening_hours_lead_to_the_visits_that_stand_outside_them(world, ivo):
    make.a_visit(world, starts_at="Tue 14:00")
    answer = ivo.post(
        reverse("desk:place_hours", args=["first"]), {"d1_0_from": "9:00", "d1_0_until": "12:00"}
    )
    assert answer["Location"] == reverse("desk:diary_visits")
    assert "Ada Moreno" in text(ivo.get(answer["Location"]))


def test_mondays_hours_are_copied_until_friday_and_kept_only_when_asked(world, ivo):
    page = post(ivo, "place_hours", "first", status=200, copy="yes", d0_0_from="10:15", d0_0_until="16:00")
    assert page.count('value="10:15"') == 5
    assert not booking.OpeningHours.objects.exists()


def test_hours_told_wrongly_are_named_day_by_day(world, ivo):
    page = post(
        ivo, "place_hours", "first", status=422,
        d0_0_from="17:00", d0_0_until="09:00", d1_0_from="9:00", d2_0_from="late", d2_0_until="10:00",
        d3_0_from="9:00", d3_0_until="12:00", d3_1_from="11:00", d3_1_until="14:00",
    )  # fmt: skip
    for words in ("closes after it opens", "Fill in both times", "Write a time", "These hours overlap"):
        assert words in page
    assert not booking.OpeningHours.objects.exists()


# --- Policies, facts, practitioners ---------------------------------------------------------------------------------------

POLICIES = {
    "free_to_cancel_hours": "48", "grace_minutes": "20", "late_cancel_cents": "30", "missed_cents": "60.50",
    "hold_minutes": "10", "offer_minutes": "60", "check_good_days": "90", "quiet_from_minute": "21:30", "quiet_until_minute": "07:30",
}  # fmt: skip


def test_policies_show_what_patients_will_read_before_and_after_they_are_kept(world, ivo):
    page = post(ivo, "policies", status=200, look="yes", **POLICIES)
    for words in (
        "Free to move or cancel until 48 hours before, and in the first 20 minutes after booking", "costs $30.",
        "costs $60.50.",
        "No text message is sent from 9:30 pm until 7:30 am.", "Not kept yet",
    ):  # fmt: skip
        assert words in page
    assert deeds() == []
    post(ivo, "policies", **POLICIES)
    world.clinic.refresh_from_db()
    assert (world.clinic.missed_cents, world.clinic.quiet_from_minute) == (6050, 21 * 60 + 30)
    for name in ("home", "prices"):
        assert "it costs $60.50." in text(cast.client_of(None).get(reverse(f"frontdoor:{name}")))
    free = {**POLICIES, "free_to_cancel_hours": "0", "missed_cents": "0", "quiet_until_minute": "21:30"}
    page = post(ivo, "policies", status=200, look="yes", **free)
    assert "until the visit begins" in page
    assert "at any time of the day" in page
    page = post(ivo, "policies", status=422, **{**POLICIES, "hold_minutes": "0", "missed_cents": "x"})
    assert "from 2 to 60" in page


def test_what_patients_read_about_the_clinic_and_its_people_is_changed(world, ivo):
    facts = {"name": "Willow Acupuncture", "emergency_number": "112", "email": ""}
    post(ivo, "clinic_facts", **facts)
    world.clinic.refresh_from_db()
    assert (world.clinic.name, world.clinic.emergency_number) == ("Willow Acupuncture", "112")
    page = post(ivo, "clinic_facts", status=422, name="", emergency_number="x", email="nowhere")
    assert "such as 911" in page

    post(ivo, "practitioner", world.mei.code, name="Dr Mei Tanaka", languages="English")
    assert people.Practitioner.objects.get(pk=world.mei.pk).is_bookable is False
    assert "Cannot be booked" in text(ivo.get(reverse("desk:practitioners")))
    post(ivo, "practitioner", world.mei.code, status=422, name="")


# --- Whose it is -----------------------------------------------------------------------------------------------------------


def things(world):
    place = booking.Location.objects.create(clinic=world.clinic, name="North", time_zone="UTC")
    return (
        ("service", world.first.code), ("room", world.rooms[0].code), ("place", place.code),
        ("place_hours", place.code), ("practitioner", world.mei.code),
    )  # fmt: skip


def test_another_clinics_owner_finds_nothing_and_changes_nothing(world):
    eve = cast.client_of(world.eve)
    for name, code in things(world):
        path = reverse(f"desk:{name}", args=[code])
        assert eve.get(path).status_code == eve.post(path, {"name": "Eve's"}).status_code == 404
    for name in ("services", "rooms", "places", "practitioners"):
        assert "Room 1" not in (page := text(eve.get(reverse(f"desk:{name}"))))
        assert "Tanaka" not in page
    foreign = booking.Location.objects.get()
    assert deeds() == []
    post(eve, "new_room", name="Mine", capacity="1", position="1", location=foreign.code)
    assert booking.Room.objects.get(name="Mine").location is None


def test_lists_cost_the_same_at_one_row_and_at_thirty(world, ivo):
    counts = []
    for size in (1, 30):
        for n in range(size):
            booking.Room.objects.create(clinic=world.clinic, name=f"R{n}")
            booking.Location.objects.create(clinic=world.clinic, name=f"P{n}", time_zone="UTC")
            frontdoor.Service.objects.create(
                clinic=world.clinic, kind="FIRST", name=f"S{n}", price_cents=1, segments=[["TOGETHER", 30]]
            )
            people.Practitioner.objects.create(clinic=world.clinic, name=f"Dr {n}")
        for name in ("services", "rooms", "places", "practitioners"):
            with CaptureQueriesContext(connection) as asked:
                ivo.get(reverse(f"desk:{name}"))
            counts.append(len(asked))
    assert counts[:4] == counts[4:]
