"""What the owner does to rooms, places, hours, services and policies: kept, audited, and refused while it would hurt."""

import datetime as dt

import pytest

from needlepoint.booking import models
from needlepoint.booking.actions import places
from needlepoint.booking.queries import settings as queries
from needlepoint.booking.rules import places as rules
from needlepoint.frontdoor import actions as frontdoor_actions
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import models as house
from needlepoint.people import actions as people_actions
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(world):
    return {"by": cast.viewer(world.ivo), "now": world.now}


def audited():
    return list(house.AuditEntry.objects.order_by("pk").values_list("what", flat=True))


def test_a_room_is_added_changed_and_closed_and_each_is_written_down(world, by):
    room = places.add_room(clinic=world.clinic, name="Garden room", kind="quiet", capacity=3, **by)
    places.change_room(room=room, name="Sun room", **by)
    places.change_room(room=room, is_open=False, **by)
    places.change_room(room=room, is_open=False, **by)

    assert audited() == ["room_added", "room_changed", "room_closed"]
    room.refresh_from_db()
    assert (room.name, room.kind, room.capacity, room.is_open) == ("Sun room", "quiet", 3, False)


def test_a_faulty_room_is_not_stored_and_every_fault_is_said(world, by):
    with pytest.raises(places.UnableToSet) as refused:
        places.add_room(clinic=world.clinic, name=" ", capacity=0, **by)

    assert [field for field, _ in refused.value.faults] == ["name", "capacity"]
    assert audited() == []


@pytest.mark.parametrize("change", [{"is_open": False}, {"location": "elsewhere"}])
def test_a_room_that_is_booked_stays_where_it_is_and_open(world, by, change):
    if "location" in change:
        change = {"location": places.add_place(clinic=world.clinic, name="North", time_zone="UTC", **by)}
    visit = make.a_visit(world)
    with pytest.raises(places.UnableToClose, match="One visit is booked in Room 1"):
        places.change_room(room=world.rooms[0], **change, **by)

    visit.state = "CANCELLED"
    visit.save()
    places.change_room(room=world.rooms[0], **change, **by)


def test_a_room_kept_for_somebody_who_is_booking_stays_open_until_then(world, by):
    hold = models.Hold.objects.create(
        clinic=world.clinic,
        practitioner=world.mei,
        room=world.rooms[0],
        service=world.follow_up,
        starts_at=cast.at("Tue 10:00"),
        made_at=world.now,
        expires_at=world.now + dt.timedelta(minutes=10),
    )
    with pytest.raises(places.UnableToClose, match="Somebody is booking"):
        places.change_room(room=world.rooms[0], is_open=False, **by)
    places.change_room(room=world.rooms[0], is_open=False, by=by["by"], now=hold.expires_at)


def test_a_place_closes_with_its_rooms_unless_visits_are_booked_there(world, by):
    place = places.add_place(clinic=world.clinic, name="North", time_zone="America/Chicago", **by)
    room = places.add_room(clinic=world.clinic, name="North 1", location=place, **by)
    visit = make.a_visit(world, location=place, room=room)
    with pytest.raises(places.UnableToClose):
        places.change_place(place=place, is_open=False, **by)
    with pytest.raises(places.UnableToChangeZone):
        places.change_place(place=place, time_zone="UTC", **by)

    visit.delete()
    places.change_place(place=place, time_zone="UTC", **by)
    places.change_place(place=place, is_open=False, **by)
    room.refresh_from_db()
    assert not room.is_open
    assert audited()[-2:] == ["place_changed", "place_closed"]


def test_the_clinics_zone_can_be_set_until_the_first_visit(world, by):
    places.set_time_zone(clinic=world.clinic, time_zone="Europe/London", **by)
    places.set_time_zone(clinic=world.clinic, time_zone="Europe/London", **by)
    assert audited() == ["time_zone_set"]
    make.a_visit(world, state="CANCELLED")
    with pytest.raises(places.UnableToChangeZone):
        places.set_time_zone(clinic=world.clinic, time_zone="UTC", **by)
    with pytest.raises(places.UnableToSet):
        places.set_time_zone(clinic=world.clinic, time_zone="Mars/Olympus", **by)


def test_opening_hours_are_replaced_as_a_whole_and_the_same_again_changes_nothing(world, by):
    week = [(0, 540, 720), (0, 780, 1020), (2, 540, 1440)]
    for _again in range(2):
        places.set_opening_hours(clinic=world.clinic, location=None, rows=week, **by)
    with pytest.raises(places.UnableToSet):
        places.set_opening_hours(clinic=world.clinic, location=None, rows=[(0, 600, 500)], **by)

    [rows] = queries.opening_of(world.clinic.pk).values()
    assert [(row.weekday, row.starts_minute, row.ends_minute) for row in rows] == week
    assert audited() == ["opening_hours_set"]


# --- The three numbers ---------------------------------------------------------------------------------------------------


def open_names(world):
    return [room.name for room in queries.open_rooms(world.clinic)]


def test_three_numbers_make_rooms_and_retime_both_kinds_of_visit(world, by):
    places.set_three_numbers(clinic=world.clinic, rooms=5, minutes=rules.Minutes(20, 5), **by)

    assert open_names(world) == ["Room 1", "Room 2", "Room 3", "Room 4", "Room 5"]
    later, first = (
        frontdoor.Service.objects.get(pk=one.pk).segments for one in (world.follow_up, world.first)
    )
    assert later == [["TOGETHER", 20], ["REST", 25], ["TOGETHER", 5], ["TURNOVER", 5]]
    assert first == [["TOGETHER", 40], ["REST", 25], ["TOGETHER", 10], ["TURNOVER", 5]]


def test_fewer_rooms_close_the_last_ones_and_more_open_them_again(world, by):
    usual = rules.Minutes(15, 10)
    places.set_three_numbers(clinic=world.clinic, rooms=1, minutes=usual, **by)
    assert open_names(world) == ["Room 1"]
    places.set_three_numbers(clinic=world.clinic, rooms=4, minutes=None, **by)
    assert open_names(world) == ["Room 1", "Room 2", "Room 3", "Room 4"]
    assert "service_changed" not in audited()


def test_a_booked_room_keeps_all_three_numbers_as_they_were(world, by):
    make.a_visit(world, room=world.rooms[2])
    with pytest.raises(places.UnableToClose, match="Room 3"):
        places.set_three_numbers(clinic=world.clinic, rooms=1, minutes=rules.Minutes(30, 5), **by)

    world.follow_up.refresh_from_db()
    assert len(open_names(world)) == 3
    assert world.follow_up.segments[0] == ["TOGETHER", 15]
    with pytest.raises(places.UnableToSet):
        places.set_three_numbers(clinic=world.clinic, rooms=0, minutes=None, **by)


# --- Services, policies, practitioners -----------------------------------------------------------------------------------


def test_a_changed_pattern_leaves_booked_visits_as_they_were_booked(world, by):
    old = list(world.follow_up.segments)
    visit = make.a_visit(world)
    places.change_service(service=world.follow_up, segments=[["TOGETHER", 30]], price_cents=8000, **by)

    visit.refresh_from_db()
    assert visit.segments == old
    assert frontdoor.Service.objects.get(pk=world.follow_up.pk).segments == [["TOGETHER", 30]]
    assert house.AuditEntry.objects.get().details == {"changed": ["price_cents", "segments"]}


def test_a_service_is_offered_with_all_its_terms_or_not_at_all(world, by):
    wanted = {"clinic": world.clinic, "kind": "FOLLOW_UP", "name": "Long", "price_cents": 1, "position": 3}
    made = frontdoor_actions.offer_service(
        segments=[["TOGETHER", 30]], lead_minutes=0, is_public=False, **wanted, **by
    )
    assert (made.lead_minutes, made.is_public) == (0, False)
    with pytest.raises(people_actions.UnableToSet):
        frontdoor_actions.offer_service(segments=[["TOGETHER", 30]], grid_minutes=7, **wanted, **by)
    with pytest.raises(people_actions.UnableToSet):
        places.change_service(service=made, name="", **by)


def test_policies_and_facts_are_set_with_the_names_of_what_changed(world, by):
    people_actions.set_policies(clinic=world.clinic, grace_minutes=30, missed_cents=0, **by)
    people_actions.set_clinic_facts(clinic=world.clinic, name="Willow", **by)
    people_actions.set_clinic_facts(clinic=world.clinic, name="Willow", **by)
    people_actions.change_practitioner(practitioner=world.mei, is_bookable=False, **by)
    for deed, values in (
        (people_actions.set_policies, {"grace_minutes": -1}),
        (people_actions.set_clinic_facts, {"emergency_number": ""}),
    ):
        with pytest.raises(people_actions.UnableToSet):
            deed(clinic=world.clinic, **values, **by)
    with pytest.raises(people_actions.UnableToSet):
        people_actions.change_practitioner(practitioner=world.mei, name="", **by)

    details = list(house.AuditEntry.objects.order_by("pk").values_list("what", "details"))
    assert details == [
        ("policies_set", {"changed": ["grace_minutes"]}),
        ("clinic_facts_set", {"changed": ["name"]}),
        ("practitioner_changed", {"changed": ["is_bookable"]}),
    ]
