"""Hours, days that differ, closures and holidays as deeds; and the visits that each of them hits."""

import datetime as dt

import pytest
from django.http import Http404

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models
from needlepoint.booking.actions import diary as actions
from needlepoint.booking.queries import diary as queries
from needlepoint.booking.rules import diary as rules
from needlepoint.house import models as house
from tests import cast, make

pytestmark = pytest.mark.django_db
MORNINGS = [rules.Row(day, 9 * 60, 12 * 60) for day in range(5)]
Kind = models.Closure.Kind


@pytest.fixture
def w():
    return cast.world()


def by_ruth(w):
    return {"by": cast.viewer(w.ruth), "now": w.now}


def shut_mei(w, starts="Tue 8:00", ends="Thu 18:00", **changes):
    fields = {
        "clinic": w.clinic, "kind": Kind.LEAVE, "practitioner": w.mei, "reason": "A course",
        "starts_at": cast.at(starts), "ends_at": cast.at(ends), **changes,
    }  # fmt: skip
    return actions.shut(**fields, **by_ruth(w))


def booked(w, when="Tue 10:00", patient=None):
    return booking_actions.book_visit(
        clinic=w.clinic, patient=patient or w.ada, service=w.follow_up, starts_at=cast.at(when),
        practitioner_id=w.mei.pk, form_key=None, check="RECENT", **by_ruth(w),
    )  # fmt: skip


def entries(what):
    return house.AuditEntry.objects.filter(what=what)


# --- Hours ---------------------------------------------------------------------------------------------------------------


def test_new_hours_hold_from_their_date_and_the_old_ones_until_then(w):
    monday = w.today + dt.timedelta(days=7)
    actions.set_week(practitioner=w.mei, rows=MORNINGS, from_date=monday, **by_ruth(w))

    work = queries.work_of(w.mei)
    assert work.on(w.today) == [(480, 720, None), (780, 1080, None)]
    assert work.on(monday) == [(540, 720, None)]
    [entry] = entries("hours_set")
    assert entry.thing == f"practitioner:{w.mei.code}"
    assert entry.details == {"rows": 5, "since": monday.isoformat()}


def test_hours_with_faults_are_refused_with_every_one_of_them_and_stay_as_they_were(w):
    before = list(models.Hours.objects.filter(practitioner=w.mei).values_list("pk"))
    rows = [
        rules.Row(0, 540, 720),
        rules.Row(0, 700, 800),
        rules.Row(1, 1320, 120),
        rules.Row(2, 541, 600, 99),
    ]

    with pytest.raises(actions.UnableToKeepHours) as refused:
        actions.set_week(practitioner=w.mei, rows=rows, **by_ruth(w))

    assert [number for number, _ in refused.value.faults] == [1, 2, 3, 3]
    assert "9:00 am–12:00 noon" in refused.value.faults[0][1]
    assert list(models.Hours.objects.filter(practitioner=w.mei).values_list("pk")) == before


def test_the_way_between_two_places_is_kept_free(w):
    place = models.Location.objects.create(clinic=w.clinic, name="East", time_zone="America/New_York")
    rows = [rules.Row(0, 540, 720), rules.Row(0, 735, 900, place.pk)]
    with pytest.raises(actions.UnableToKeepHours, match="15 minutes to get to the other place"):
        actions.set_week(practitioner=w.mei, rows=rows, **by_ruth(w))
    with pytest.raises(actions.UnableToKeepHours, match="go on"):
        actions.set_week(practitioner=w.mei, rows=[rows[0], rules.Row(0, 600, 660, place.pk)], **by_ruth(w))
    actions.set_week(practitioner=w.mei, rows=[rows[0], rules.Row(0, 750, 900, place.pk)], **by_ruth(w))


def test_a_date_may_differ_be_free_and_be_like_any_other_again(w):
    actions.set_day(practitioner=w.mei, date=w.today, rows=[rules.Stretch(600, 660)], **by_ruth(w))
    assert queries.work_of(w.mei).on(w.today) == [(600, 660, None)]
    actions.set_day(practitioner=w.mei, date=w.today, rows=[], **by_ruth(w))
    assert queries.work_of(w.mei).on(w.today) == []
    assert actions.clear_day(practitioner=w.mei, date=w.today, **by_ruth(w))
    assert not actions.clear_day(practitioner=w.mei, date=w.today, **by_ruth(w))
    assert len(queries.work_of(w.mei).on(w.today)) == 2
    with pytest.raises(actions.UnableToKeepHours):
        actions.set_day(practitioner=w.mei, date=w.today, rows=[rules.Stretch(660, 600)], **by_ruth(w))


# --- What is hit ---------------------------------------------------------------------------------------------------------


def test_a_change_names_the_visits_that_it_would_leave_standing_and_changes_none(w):
    afternoon = make.a_visit(w, starts_at="Tue 14:00", patient=w.bo)
    make.a_visit(w, starts_at="Tue 10:00")
    make.a_visit(w, starts_at="Tue 15:00", practitioner=w.omar)
    make.a_visit(w, starts_at="Tue 16:00", state="CANCELLED")
    make.a_visit(w, starts_at="Tue 19:00", patient=w.dan)  # was outside already

    assert queries.visits_hit_by_week(w.mei, MORNINGS, None, w.now) == [afternoon]
    assert queries.visits_hit_by_week(w.mei, MORNINGS, w.today + dt.timedelta(days=2), w.now) == []
    tuesday = w.today + dt.timedelta(days=1)
    assert queries.visits_hit_by_day(w.mei, tuesday, [rules.Stretch(480, 720)], w.now) == [afternoon]
    assert len(queries.visits_hit_by_day(w.mei, tuesday, [], w.now)) == 2
    assert queries.visits_hit_by_day(w.mei, tuesday, None, w.now) == []
    afternoon.refresh_from_db()
    assert afternoon.state == "BOOKED"


def test_a_visit_that_crosses_midnight_needs_somebody_on_both_days(w):
    late = make.a_visit(w, starts_at="Tue 23:30")
    work = queries.Work((rules.Row(1, 1200, 1440), rules.Row(2, 0, 60)))
    assert queries.is_covered(late, work)
    assert not queries.is_covered(late, queries.Work((rules.Row(1, 1200, 1440),)))


def test_a_closure_hits_those_of_its_person_its_room_or_everyone(w):
    own = make.a_visit(w, starts_at="Tue 10:00")
    other = make.a_visit(w, starts_at="Tue 11:00", practitioner=w.omar, room=w.rooms[1])
    span = {"starts_at": cast.at("Tue 8:00"), "ends_at": cast.at("Tue 18:00"), "now": w.now}
    assert queries.visits_hit(w.clinic, practitioner=w.mei, **span) == [own]
    assert queries.visits_hit(w.clinic, room=w.rooms[1], **span) == [other]
    assert queries.visits_hit(w.clinic, **span) == [own, other]
    assert queries.visits_hit(w.other_clinic, **span) == []
    assert queries.visits_in_room(w.rooms[1], w.now) == [other]


# --- Shut and open again -------------------------------------------------------------------------------------------------


def test_leave_is_stored_with_whom_it_hits_and_no_visit_is_changed(w):
    visit = booked(w)
    closure = shut_mei(w)

    assert shut_mei(w) == closure  # the same form twice
    state = queries.settling(closure, w.now)
    assert (state.total, state.settled, [one.pk for one in state.left]) == (1, 0, [visit.pk])
    visit.refresh_from_db()
    assert visit.state == "BOOKED"
    [entry] = entries("closure_made")
    assert entry.details == {"kind": "LEAVE", "hit": 1}


def test_a_visit_that_is_moved_or_cancelled_is_settled(w):
    one, other = booked(w), booked(w, "Wed 10:00", w.bo)
    closure = shut_mei(w)
    booking_actions.move_visit(visit=one, starts_at=cast.at("Fri 10:00"), **by_ruth(w))
    assert queries.settling(closure, w.now).settled == 1
    booking_actions.cancel_visit(visit=other, **by_ruth(w))
    state = queries.settling(closure, w.now)
    assert (state.settled, state.total, state.left) == (2, 2, [])


def test_a_visit_that_takes_place_all_the_same_is_settled_and_owed_nothing(w):
    visit = booked(w)
    closure = shut_mei(w)
    assert [one.why for one in queries.visits_outside(cast.viewer(w.ruth), w.now)] == ["SHUT"]
    for _ in range(2):
        actions.keep_visit(closure=closure, visit=visit, **by_ruth(w))
    state = queries.settling(closure, w.now)
    assert (state.settled, state.kept) == (1, 1)
    assert queries.visits_outside(cast.viewer(w.ruth), w.now) == []
    assert entries("visit_kept").count() == 1


def test_a_patient_is_asked_once_to_choose_another_time(w):
    visit = booked(w)
    closure = shut_mei(w)
    assert actions.ask_to_choose(closure=closure, visit=visit, **by_ruth(w))
    assert not actions.ask_to_choose(closure=closure, visit=visit, **by_ruth(w))
    [mail] = house.OutboxMessage.objects.filter(key__contains=":closure:")
    assert mail.to == "ada@mail.example"
    assert "Tuesday 24 November" in mail.subject
    assert "A course" not in mail.body
    assert queries.settling(closure, w.now).asked == {visit.pk}


def test_nobody_is_asked_without_an_address_or_about_a_visit_that_is_gone(w):
    closure = shut_mei(w)
    w.ada.email = ""
    w.ada.save()
    with pytest.raises(actions.UnableToAsk, match="call them"):
        actions.ask_to_choose(closure=closure, visit=make.a_visit(w, starts_at="Tue 10:00"), **by_ruth(w))
    gone = make.a_visit(w, starts_at="Tue 11:00", state="CANCELLED", patient=w.bo)
    with pytest.raises(actions.UnableToAsk, match="no longer booked"):
        actions.ask_to_choose(closure=closure, visit=gone, **by_ruth(w))


def test_a_closure_is_taken_back_once(w):
    closure = shut_mei(w)
    assert actions.open_again(closure=closure, **by_ruth(w))
    assert not actions.open_again(closure=closure, **by_ruth(w))
    assert entries("closure_ended").count() == 1


@pytest.mark.parametrize(
    ("starts", "ends", "why"),
    [("Tue 10:00", "Tue 10:00", "not after"), ("Tue 10:00", "Tue 9:00", "not after")],
)
def test_a_closure_that_ends_before_it_begins_is_refused(w, starts, ends, why):
    with pytest.raises(actions.UnableToShut, match=why):
        shut_mei(w, starts, ends)
    assert not models.Closure.objects.exists()


def test_a_closure_in_the_past_for_years_or_of_another_clinic_is_refused(w):
    day = dt.timedelta(days=1)
    with pytest.raises(actions.UnableToShut, match="over already"):
        shut_mei(w, starts_at=w.now - 2 * day, ends_at=w.now - day)
    with pytest.raises(actions.UnableToShut, match="longer than a year"):
        shut_mei(w, starts_at=w.now, ends_at=w.now + 400 * day)
    with pytest.raises(actions.UnableToShut, match="another clinic"):
        shut_mei(w, room=w.other_room, practitioner=None)


def test_holidays_shut_the_clinic_once_and_open_again_when_they_are_not_ticked(w):
    thanks, first = dt.date(2026, 11, 26), dt.date(2027, 1, 1)
    booked(w, "Thu 10:00")
    asked = {"clinic": w.clinic, "among": [thanks, first], **by_ruth(w)}

    for _ in range(2):
        actions.keep_holidays(dates={thanks: "Thanksgiving Day"}, **asked)

    [closure] = models.Closure.objects.all()
    assert (closure.kind, closure.source_key) == (Kind.HOLIDAY, "holiday:US:2026-11-26")
    assert closure.starts_at == cast.at("0:00", thanks)
    assert closure.ends_at == cast.at("0:00", dt.date(2026, 11, 27))
    assert closure.hits.count() == 1
    assert actions.keep_holidays(dates={first: "New Year's Day"}, **asked)[1] == 1
    assert models.Closure.objects.get().source_key == "holiday:US:2027-01-01"


def test_what_stands_outside_is_found_for_hours_closures_and_rooms(w):
    evening = make.a_visit(w, starts_at="Tue 19:00")
    in_room = make.a_visit(w, starts_at="Tue 10:00", patient=w.bo, room=w.rooms[2])
    make.a_visit(w, starts_at="Tue 11:00", patient=w.cleo)
    models.Room.objects.filter(pk=w.rooms[2].pk).update(is_open=False)
    shut_mei(w, "Wed 0:00", "Thu 0:00")
    away = make.a_visit(w, starts_at="Wed 10:00", patient=w.dan)
    found = queries.visits_outside(cast.viewer(w.ruth), w.now)
    assert [(one.visit.pk, one.why) for one in found] == [
        (in_room.pk, "ROOM"),
        (evening.pk, "HOURS"),
        (away.pk, "SHUT"),
    ]
    assert queries.visits_outside(cast.viewer(w.omar), w.now) == []
    assert queries.visits_outside(cast.viewer(w.eve), w.now) == []


def test_a_place_that_is_closed_by_then_leaves_its_visits_standing_outside(w):
    visit = make.a_visit(w, starts_at="Tue 10:00")
    place = models.Location.objects.create(
        clinic=w.clinic, name="East", time_zone="America/New_York", is_open=False
    )
    there = make.a_visit(w, starts_at="Tue 11:00", location=place, patient=w.bo)
    models.OpeningHours.objects.create(clinic=w.clinic, weekday=1, starts_minute=720, ends_minute=1080)
    found = queries.visits_outside(cast.viewer(w.ruth), w.now)
    assert [(one.visit.pk, one.why) for one in found] == [(visit.pk, "HOURS"), (there.pk, "ROOM")]


def test_a_visit_booked_while_leave_was_being_stored_is_settled_like_the_others(w):
    closure = shut_mei(w)
    late_comer = make.a_visit(w, starts_at="Tue 10:00")
    state = queries.settling(closure, w.now)
    assert (state.total, state.left) == (1, [late_comer])
    actions.keep_visit(closure=closure, visit=late_comer, **by_ruth(w))
    assert queries.settling(closure, w.now).settled == 1


# --- Another time --------------------------------------------------------------------------------------------------------


def test_three_kinds_of_other_times_are_proposed(w):
    visit = booked(w)
    closure = shut_mei(w)
    found = queries.proposals(visit, now=w.now, after=closure.ends_at)
    assert [(one.kind, one.start.starts_at, one.start.practitioner_id) for one in found] == [
        ("SAME", cast.at("Fri 10:00"), w.mei.pk),
        ("OTHER", cast.at("Tue 10:00"), w.omar.pk),
        ("NEAR", cast.at("Tue 10:15"), w.omar.pk),
    ]


def test_a_visit_in_a_shut_room_is_proposed_another_room_at_its_time(w):
    visit = booked(w)
    shut_mei(w, practitioner=None, room=visit.room, kind=Kind.ROOM)
    found = queries.proposals(visit, now=w.now)
    assert found[0].kind == "ROOM"
    assert found[0].start == (visit.starts_at, w.mei.pk)


def test_a_visit_that_came_from_elsewhere_has_no_proposals(w):
    assert queries.proposals(make.a_visit(w, service=None), now=w.now) == []


# --- Who may -------------------------------------------------------------------------------------------------------------


def test_a_practitioner_keeps_their_own_hours_and_leave_and_the_desk_everybodys(w):
    closure = shut_mei(w)
    for who in (w.mei_user, w.ruth, w.ivo):
        assert queries.practitioner_kept_by(cast.viewer(who), w.mei.code) == w.mei
        assert queries.closure_kept_by(cast.viewer(who), closure.code) == closure
    for who in (w.omar_user, w.eve):
        with pytest.raises(Http404):
            queries.practitioner_kept_by(cast.viewer(who), w.mei.code)
        with pytest.raises(Http404):
            queries.closure_kept_by(cast.viewer(who), closure.code)
