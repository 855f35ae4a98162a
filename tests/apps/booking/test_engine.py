"""Places, shared rooms, visits that need none, rests that slip, attended visits, holds, and booking over on purpose."""

import datetime as dt

import pytest

from needlepoint.booking import actions, models, queries
from needlepoint.booking.queries import planned
from needlepoint.booking.rules import ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.people import models as people
from tests import cast
from tests.apps.booking import agreement

pytestmark = pytest.mark.django_db
TOMORROW = cast.TODAY + dt.timedelta(days=1)


def book(w, when="Tue 10:00", *, patient=None, practitioner="mei", by=None, **more):
    return actions.book_visit(
        clinic=w.clinic,
        patient=patient or w.ada,
        service=more.pop("service", w.follow_up),
        starts_at=cast.at(when),
        practitioner_id=getattr(w, practitioner).pk,
        by=cast.viewer(by or w.ruth),
        now=w.now,
        form_key=None,
        **more,
    )


def found(w, **more):
    asked = {"service": w.follow_up, "now": w.now, "from_date": TOMORROW, "days_wanted": 1, **more}
    return queries.starts_from(w.clinic, **asked)


def times(found):
    return [f"{start.starts_at.astimezone(cast.NEW_YORK):%-H:%M}" for start in found.starts]


def hours_of_mei(w, *hours, location=None, weekday=1):
    """Dr Mei alone, on Tuesdays, at these hours."""
    people.Practitioner.objects.filter(pk=w.omar.pk).update(is_bookable=False)
    models.Hours.objects.filter(practitioner=w.mei).delete()
    for start, end in hours:
        models.Hours.objects.create(
            practitioner=w.mei,
            location=location,
            weekday=weekday,
            starts_minute=start * 60,
            ends_minute=end * 60,
        )


def hold(w, when="Tue 10:00", *, minutes=10, **more):
    return actions.hold_start(
        clinic=w.clinic,
        service=w.follow_up,
        starts_at=cast.at(when),
        practitioner_id=w.mei.pk,
        patient=more.pop("patient", w.ada),
        form_key=more.pop("form_key", None),
        by=cast.viewer(more.pop("by", w.ada)),
        now=w.now,
        expires_at=w.now + dt.timedelta(minutes=minutes),
        **more,
    )


# --- Places ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def harbour(world):
    """A second place an hour behind, with one room, where Dr Mei works on Tuesday afternoons."""
    place = models.Location.objects.create(clinic=world.clinic, name="Lakeside", time_zone="America/Chicago")
    models.Room.objects.create(clinic=world.clinic, location=place, name="Lake room")
    hours_of_mei(world, (8, 12))
    models.Hours.objects.create(
        practitioner=world.mei, location=place, weekday=1, starts_minute=11 * 60, ends_minute=14 * 60
    )
    return place


def test_each_place_offers_its_own_hours_on_its_own_clock(world, harbour):
    assert times(found(world))[0] == "8:00"
    assert times(found(world))[-1] == "11:00"
    at_the_lake = found(world, location=harbour)
    # 11:00 in Chicago is noon in New York, when her morning ends; half an hour goes into the way.
    assert times(at_the_lake)[0] == "12:30"
    assert times(at_the_lake)[-1] == "14:00"


def test_a_visit_elsewhere_takes_that_places_room(world, harbour):
    visit = book(world, "Tue 13:00", location=harbour)

    assert (visit.location, visit.room.name) == (harbour, "Lake room")
    assert "13:00" not in times(found(world, location=harbour))
    agreement.check()


def test_nothing_is_offered_in_a_place_without_a_room(world, harbour):
    models.Room.objects.filter(location=harbour).update(is_open=False)

    assert found(world, location=harbour).days == ()
    with pytest.raises(actions.TimeIsTaken):
        book(world, "Tue 13:00", location=harbour)


def test_opening_hours_bound_what_is_offered_in_that_place_only(world, harbour):
    models.OpeningHours.objects.create(
        clinic=world.clinic, location=harbour, weekday=1, starts_minute=12 * 60, ends_minute=13 * 60
    )

    assert times(found(world, location=harbour)) == ["13:00"]
    assert times(found(world))[0] == "8:00"


def test_a_special_day_and_a_closure_of_a_place_are_respected(world, harbour):
    models.SpecialDay.objects.create(
        practitioner=world.mei, date=TOMORROW, starts_minute=9 * 60, ends_minute=10 * 60
    )

    assert times(found(world)) == ["9:00"]
    assert found(world, location=harbour).days[0].day.date == TOMORROW + dt.timedelta(days=7)
    models.Closure.objects.create(
        clinic=world.clinic,
        location=harbour,
        starts_at=world.now,
        ends_at=world.now + dt.timedelta(days=400),
    )
    assert found(world, location=harbour).days == ()
    assert times(found(world)) == ["9:00"]


def test_hours_of_a_season_count_between_their_dates(world):
    hours_of_mei(world, (8, 12))
    models.Hours.objects.update(until_date=TOMORROW - dt.timedelta(days=1))
    models.Hours.objects.create(
        practitioner=world.mei,
        weekday=1,
        starts_minute=14 * 60,
        ends_minute=15 * 60,
        from_date=TOMORROW,
    )

    assert times(found(world)) == ["14:00"]


# --- Rooms -------------------------------------------------------------------------------------------------------------


def test_a_shared_room_holds_as_many_as_it_has_places(world):
    models.Room.objects.filter(clinic=world.clinic).update(is_open=False)
    shared = models.Room.objects.create(clinic=world.clinic, name="Big room", capacity=2)

    first = book(world, "Tue 10:00")
    second = book(world, "Tue 10:00", patient=world.bo, practitioner="omar")

    assert {first.room, second.room} == {shared}
    assert {first.room_place, second.room_place} == {0, 1}
    with pytest.raises(actions.TimeIsTaken):
        book(world, "Tue 10:15", patient=world.dan)
    agreement.check()
    actions.cancel_visit(visit=first, by=cast.viewer(world.ruth), now=world.now)
    assert book(world, "Tue 10:15", patient=world.dan).room_place == first.room_place


def test_an_ordinary_visit_is_not_put_into_a_shared_room_while_there_are_rooms_for_one(world):
    shared = models.Room.objects.create(clinic=world.clinic, name="Big room", capacity=3, kind="shared")

    visits = [
        book(world, "Tue 10:00"),
        book(world, "Tue 10:15", patient=world.bo),
        book(world, "Tue 10:00", patient=world.dan, practitioner="omar"),
    ]

    assert shared not in {visit.room for visit in visits}
    with pytest.raises(actions.TimeIsTaken):
        book(world, "Tue 10:15", patient=world.cleo, practitioner="omar")


def test_a_service_takes_only_the_kind_of_room_it_needs(world):
    models.Room.objects.filter(pk=world.rooms[2].pk).update(kind="warm")
    frontdoor.Service.objects.filter(pk=world.follow_up.pk).update(room_kind="warm")
    world.follow_up.refresh_from_db()

    assert book(world).room == world.rooms[2]
    with pytest.raises(actions.TimeIsTaken):
        book(world, patient=world.bo, practitioner="omar")


def test_a_room_out_of_use_is_not_given(world):
    for room in world.rooms[:2]:
        models.Closure.objects.create(
            clinic=world.clinic,
            kind="ROOM",
            room=room,
            starts_at=cast.at("Tue 8:00"),
            ends_at=cast.at("Tue 18:00"),
        )

    assert book(world).room == world.rooms[2]
    assert "10:00" not in times(found(world, practitioner_id=world.omar.pk))


def test_a_call_needs_no_room(world):
    models.Room.objects.update(is_open=False)
    call = frontdoor.Service.objects.create(
        clinic=world.clinic,
        kind="FOLLOW_UP",
        name="Call",
        price_cents=0,
        segments=[["TOGETHER", 15]],
        needs_room=False,
    )

    assert times(found(world, service=call))[0] == "8:00"
    visit = book(world, service=call)
    assert visit.room is None
    agreement.check()
    actions.move_visit(visit=visit, starts_at=cast.at("Tue 11:00"), by=cast.viewer(world.ruth), now=world.now)
    agreement.check()


# --- Patterns ----------------------------------------------------------------------------------------------------------


def test_a_rest_lasts_a_little_longer_when_that_makes_a_start_fit(world):
    """Dr Mei is with Bo from 10:45 to 11:00, just when Ada's needles should come out."""
    hours_of_mei(world, (8, 12))
    book(world, "Tue 10:45", patient=world.bo)  # hands 10:45–11:00 and 11:25–11:35
    assert "10:00" not in times(found(world))

    world.follow_up.segments = [["TOGETHER", 15], ["REST", 25, 20], ["TOGETHER", 10], ["TURNOVER", 5]]
    world.follow_up.save()

    assert "10:00" in times(found(world))
    visit = book(world, "Tue 10:00")
    assert visit.segments == [["TOGETHER", 15], ["REST", 45], ["TOGETHER", 10], ["TURNOVER", 5]]
    assert visit.ends_at == cast.at("Tue 11:10")
    agreement.check()


@pytest.mark.parametrize(("caution", "kind"), [("epilepsy", "ATTENDED"), ("blood_thinners", "REST")])
def test_a_caution_that_asks_for_it_keeps_the_practitioner_in_the_room(world, caution, kind):
    people.Patient.objects.filter(pk=world.bo.pk).update(cautions=[caution])
    world.bo.refresh_from_db()

    visit = book(world, "Tue 10:00", patient=world.bo)

    assert visit.segments[1][0] == kind


def test_somebody_who_faints_is_never_alone_where_the_clinic_says_so(world):
    hours_of_mei(world, (8, 12))
    frontdoor.Service.objects.filter(pk=world.follow_up.pk).update(attended_for=["fainting"])
    world.follow_up.refresh_from_db()
    people.Patient.objects.filter(pk=world.bo.pk).update(cautions=["fainting"])
    world.bo.refresh_from_db()

    visit = book(world, "Tue 10:00", patient=world.bo)

    assert visit.segments[1] == ["ATTENDED", 25]
    # Anybody else could have come at 10:15 while he rests.
    assert "10:15" not in times(found(world))
    assert "10:15" not in times(found(world, cautions=["fainting"], patient_id=world.bo.pk, is_staff=True))
    agreement.check()


def test_a_visit_may_last_over_midnight(world):
    hours_of_mei(world)
    for weekday, start, end in ((1, 22 * 60, 24 * 60), (2, 0, 60)):
        models.Hours.objects.create(
            practitioner=world.mei, weekday=weekday, starts_minute=start, ends_minute=end
        )

    night = times(found(world))
    assert night[-1] == "23:45"
    visit = book(world, "Tue 23:45")
    agreement.check()
    assert visit.ends_at == cast.at("Wed 0:35")
    assert "23:00" not in times(found(world))


# --- Holds -------------------------------------------------------------------------------------------------------------


def test_a_held_start_is_nobody_elses(world):
    hold(world)

    assert "10:00" not in times(found(world, practitioner_id=world.mei.pk))
    with pytest.raises(actions.TimeIsTaken):
        book(world, patient=world.bo)
    agreement.check()


def test_whoever_holds_a_start_books_it(world):
    kept = hold(world)

    visit = book(world, hold=kept)

    assert not models.Hold.objects.exists()
    assert visit.room_id == kept.room_id
    agreement.check()


def test_a_hold_of_another_clinic_or_start_is_of_no_use(world):
    kept = hold(world)

    with pytest.raises(actions.TimeIsTaken):
        book(world, "Tue 10:05", hold=kept, patient=world.bo)
    assert models.Hold.objects.count() == 1
    agreement.check()


def test_the_same_form_holds_one_start_and_another_choice_ends_the_first(world):
    first = hold(world, form_key="a form of one page")
    again = hold(world, form_key="a form of one page")
    other = hold(world, "Tue 11:00", form_key="a form of one page")

    assert again.pk == first.pk
    assert other.pk != first.pk
    assert models.Hold.objects.count() == 1
    agreement.check()


def test_an_expired_hold_gives_its_time_to_whoever_asks_even_before_the_clockwork_comes(world):
    hold(world, minutes=5)

    later = world.now + dt.timedelta(minutes=6)
    visit = actions.book_visit(
        clinic=world.clinic,
        patient=world.bo,
        service=world.follow_up,
        starts_at=cast.at("Tue 10:00"),
        practitioner_id=world.mei.pk,
        by=cast.viewer(world.bo),
        now=later,
        form_key=None,
    )

    assert visit.patient == world.bo
    assert not models.Hold.objects.exists()
    agreement.check()


def test_the_clockwork_releases_what_has_expired_and_nothing_else(world):
    hold(world, minutes=5)
    hold(world, "Tue 11:00", minutes=30, patient=world.bo, by=world.bo)

    assert actions.release_expired(world.now + dt.timedelta(minutes=5)) == 1
    assert actions.release_expired(world.now + dt.timedelta(minutes=5)) == 0
    assert models.Hold.objects.get().patient == world.bo
    agreement.check()


def test_a_hold_that_ended_meanwhile_does_not_stop_its_owner_while_the_start_is_free(world):
    kept = hold(world)
    actions.release_hold(hold=models.Hold.objects.get(), by=cast.viewer(world.ada), now=world.now)

    assert book(world, hold=kept).starts_at == cast.at("Tue 10:00")
    agreement.check()


def test_a_visit_moves_onto_the_start_that_was_held_for_it(world):
    visit = book(world, "Tue 15:00")
    kept = hold(world)

    actions.move_visit(
        visit=visit, starts_at=cast.at("Tue 10:00"), by=cast.viewer(world.ada), now=world.now, hold=kept
    )

    assert not models.Hold.objects.exists()
    agreement.check()


# --- Over one another on purpose -----------------------------------------------------------------------------------------


def test_staff_book_over_with_a_reason_and_the_time_stays_taken_until_both_are_gone(world):
    first = book(world)
    second = book(world, patient=world.bo, override_reason="He is in great pain.")

    assert second.override.reason == "He is in great pain."
    agreement.check(booked_over=True)
    actions.cancel_visit(visit=first, by=cast.viewer(world.ruth), now=world.now)
    assert "10:00" not in times(found(world, practitioner_id=world.mei.pk))
    agreement.check()
    actions.cancel_visit(visit=second, by=cast.viewer(world.ruth), now=world.now)
    assert "10:00" in times(found(world, practitioner_id=world.mei.pk))
    assert agreement.in_claims() == {}


def test_a_patient_never_books_over_anything(world):
    book(world)

    with pytest.raises(actions.TimeIsTaken):
        book(world, patient=world.bo, by=world.bo, override_reason="Please, please.")
    assert not models.Override.objects.exists()


def test_nobody_is_booked_over_themselves(world):
    book(world)

    with pytest.raises(actions.TimeIsTaken):
        book(world, practitioner="omar", override_reason="Twice is better.")


def test_a_visit_is_moved_over_another_with_a_reason(world):
    book(world)
    visit = book(world, "Tue 15:00", patient=world.bo)

    with pytest.raises(actions.NewTimeIsTaken):
        actions.move_visit(
            visit=visit, starts_at=cast.at("Tue 10:00"), by=cast.viewer(world.ruth), now=world.now
        )
    actions.move_visit(
        visit=visit,
        starts_at=cast.at("Tue 10:00"),
        by=cast.viewer(world.ruth),
        now=world.now,
        override_reason="Only time he can come.",
    )

    agreement.check(booked_over=True)
    assert visit.facts.filter(kind="MOVED").count() == 1


# --- What is in the way ------------------------------------------------------------------------------------------------


def clashes(w, when, **more):
    asked = {"practitioner_id": w.mei.pk, "patient_id": w.bo.pk, **more}
    return queries.clashes_of(w.clinic, service=w.follow_up, starts_at=cast.at(when), now=w.now, **asked)


def test_a_free_start_has_nothing_in_the_way(world):
    assert clashes(world, "Tue 10:00") == []


def test_every_clash_is_named_at_once(world):
    visit = book(world)
    book(world, patient=world.bo, practitioner="omar")

    named = {str(clash.kind): clash for clash in clashes(world, "Tue 10:00", room_id=visit.room_id)}

    assert set(named) == {"PRACTITIONER_TAKEN", "ROOM_TAKEN", "PATIENT_TAKEN"}
    assert named["PRACTITIONER_TAKEN"].visit_code == visit.code
    assert named["PRACTITIONER_TAKEN"].words == ("Dr Mei Tanaka is with Ada Moreno, 10:00 am to 10:50 am.")
    assert not named["PATIENT_TAKEN"].may_be_booked_over


def test_hours_closures_and_the_past_are_named(world):
    models.Closure.objects.create(
        clinic=world.clinic,
        practitioner=world.mei,
        starts_at=cast.at("Wed 8:00"),
        ends_at=cast.at("Wed 12:00"),
        reason="Course",
    )

    assert [str(c.kind) for c in clashes(world, "Tue 11:30")] == ["OUTSIDE_HOURS"]
    assert [c.words for c in clashes(world, "Wed 9:00")] == ["It is closed then: Course."]
    assert [str(c.kind) for c in clashes(world, "8:30")] == ["IN_THE_PAST"]


def test_a_visit_is_not_in_its_own_way(world):
    visit = book(world, patient=world.bo)

    assert clashes(world, "Tue 10:15", moving=visit) == []


def test_a_hold_is_in_the_way_without_a_name(world):
    hold(world)

    assert [c.words for c in clashes(world, "Tue 10:00")] == ["Kept for somebody else, 10:00 am to 10:50 am."]


# --- All starts --------------------------------------------------------------------------------------------------------


def test_all_starts_are_those_that_each_practitioner_has(world):
    book(world, "Tue 10:00")
    book(world, "Wed 14:00", practitioner="omar")

    told = queries.all_starts(world.clinic, service=world.follow_up, date=TOMORROW, count=3)

    for practitioner in (world.mei, world.omar):
        alone = found(world, practitioner_id=practitioner.pk, days_wanted=3)
        assert told[practitioner.pk] == [f"{start.starts_at:%Y-%m-%dT%H:%M:%SZ}" for start in alone.starts]


def test_all_starts_cost_the_same_for_any_number(world, django_assert_num_queries):
    queries.all_starts(world.clinic, service=world.follow_up, date=TOMORROW, count=1)
    with django_assert_num_queries(2):
        queries.all_starts(world.clinic, service=world.follow_up, date=TOMORROW, count=30)


# --- What a process has read -----------------------------------------------------------------------------------------------


def close_all(w):
    models.Closure.objects.create(clinic=w.clinic, starts_at=w.now, ends_at=w.now + dt.timedelta(days=400))


CHANGES = {
    "hours are changed": lambda w: models.Hours.objects.filter(practitioner__clinic=w.clinic).update(
        starts_minute=600
    ),
    "hours are deleted": lambda w: models.Hours.objects.filter(practitioner__clinic=w.clinic).delete(),
    "one hour is deleted": lambda w: models.Hours.objects.filter(practitioner__clinic=w.clinic)[0].delete(),
    "hours are added at once": lambda w: models.Hours.objects.bulk_create(
        [models.Hours(practitioner=w.mei, weekday=6, starts_minute=600, ends_minute=700)]
    ),
    "a day differs": lambda w: models.SpecialDay.objects.create(practitioner=w.mei, date=TOMORROW),
    "a room is shut": lambda w: models.Room.objects.filter(clinic=w.clinic).update(is_open=False),
    "a room is saved": lambda w: w.rooms[0].save(),
    "the clinic is shut": close_all,
    "it opens at ten": lambda w: models.OpeningHours.objects.create(
        clinic=w.clinic, weekday=1, starts_minute=600, ends_minute=700
    ),
    "somebody no longer treats": lambda w: people.Practitioner.objects.filter(pk=w.mei.pk).update(
        is_bookable=False
    ),
    "a place is added": lambda w: models.Location.objects.create(
        clinic=w.clinic, name="Lakeside", time_zone="America/Chicago"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_read_of_the_diary_is_read_again_when(world, change):
    before = people.Clinic.objects.get(pk=world.clinic.pk).diary_stamp

    CHANGES[change](world)

    assert people.Clinic.objects.get(pk=world.clinic.pk).diary_stamp != before


def test_a_search_sees_hours_that_changed_since_the_last_one(world):
    assert times(found(world))[0] == "8:00"

    models.Hours.objects.filter(practitioner__clinic=world.clinic, starts_minute=480).update(
        starts_minute=600
    )

    assert times(found(world))[0] == "10:00"


def test_a_start_on_a_day_of_300_ticks_is_kept_in_its_words(world):
    """On 1 November 2026 New York has 25 hours; the last word of the row holds its last hour."""
    models.Hours.objects.filter(practitioner=world.mei).update(weekday=6, starts_minute=0, ends_minute=1440)
    now = ticks.day(dt.date(2026, 10, 31), "America/New_York").begins
    last = ticks.day(dt.date(2026, 11, 1), "America/New_York").ends - 12 * ticks.TICK

    actions.book_visit(
        clinic=world.clinic,
        patient=world.ada,
        service=world.follow_up,
        starts_at=last,
        practitioner_id=world.mei.pk,
        by=cast.viewer(world.ruth),
        now=now,
        form_key=None,
    )

    assert models.Occupancy.objects.get(resource=queries.patient(world.ada.pk)).w4
    agreement.check()


# --- Which starts come first, and in which room -------------------------------------------------------------------------


def test_starts_that_keep_the_day_full_are_recommended_and_none_is_left_out(world):
    hours_of_mei(world, (8, 12))

    starts = found(world)

    assert set(starts.recommended) < set(starts.starts)
    # A wave of two rooms or three: the second person is welcomed while the first one rests.
    assert "8:15" in {f"{start.starts_at.astimezone(cast.NEW_YORK):%-H:%M}" for start in starts.recommended}


def test_what_is_over_today_is_not_planned_for(world):
    soonest = queries.starts_from(world.clinic, service=world.follow_up, now=world.now, days_wanted=1)

    assert soonest.recommended
    assert min(soonest.recommended) >= soonest.starts[0]


def test_a_call_recommends_nothing_because_it_takes_nobodys_room(world):
    world.follow_up.needs_room = False
    world.follow_up.save()

    assert found(world).recommended == frozenset()


def test_practitioners_prefer_rooms_of_their_own(world):
    mine = book(world, "Tue 10:00")
    theirs = book(world, "Tue 15:00", patient=world.bo, practitioner="omar")

    parts = {
        who.pk: planned._part(queries.Diary(world.clinic).board(TOMORROW), who.pk)
        for who in (world.mei, world.omar)
    }
    assert mine.room_id in {one.room_id for one in parts[world.mei.pk]}
    assert theirs.room_id in {one.room_id for one in parts[world.omar.pk]}
    assert {one.room_id for part in parts.values() for one in part} == {room.pk for room in world.rooms}


def test_nobody_is_offered_a_second_visit_on_a_day_unless_staff_look(world):
    book(world, "Tue 10:00")

    days = {start.starts_at.date() for start in found(world, patient_id=world.ada.pk, days_wanted=3).starts}
    assert TOMORROW not in days
    assert times(found(world, patient_id=world.ada.pk, is_staff=True))[0] == "8:00"


def test_a_visit_may_move_within_its_own_day(world):
    visit = book(world, "Tue 10:00")

    moving = found(world, patient_id=world.ada.pk, moving=visit)

    assert moving.days[0].day.date == TOMORROW
    assert "15:00" in times(moving)
