"""Questions about visits and free time, and what they cost."""

import datetime as dt

import pytest
from django.http import Http404

from needlepoint.booking import actions, models, queries
from needlepoint.booking.rules import policy, ticks
from needlepoint.people import models as people
from needlepoint.screening import models as screening
from tests import cast, make

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(minutes=60)


def clocks(found, day=0):
    return [f"{start.starts_at.astimezone(cast.NEW_YORK):%-H:%M}" for start in found.days[day].starts]


def search(w, **changes):
    return queries.starts_from(w.clinic, **{"service": w.follow_up, "now": w.now, **changes})


def book(w, when, patient=None, practitioner=None):
    return actions.book_visit(
        clinic=w.clinic,
        patient=patient or w.ada,
        service=w.follow_up,
        starts_at=cast.at(when),
        practitioner_id=(practitioner or w.mei).pk,
        by=cast.viewer(w.ruth),
        now=w.now,
        form_key=None,
    )


# --- Visits ----------------------------------------------------------------------------------------------------------------


def test_a_visit_is_found_by_those_whose_it_is(world):
    visit = make.a_visit(world)

    for who in (world.ada, world.ruth, world.mei, world.ivo):
        assert queries.visit_for(cast.viewer(who), visit.code) == visit
    for stranger in (world.bo, world.eve):
        with pytest.raises(Http404):
            queries.visit_for(cast.viewer(stranger), visit.code)
    with pytest.raises(Http404):
        queries.visit_for(cast.people_rules.Viewer(world.clinic.pk), visit.code)


def test_a_visitor_looks_at_what_this_browser_booked(world):
    visit, visitor = make.a_visit(world), cast.people_rules.Viewer(world.clinic.pk)

    assert queries.visit_shown_to(visitor, {"np_booked": [visit.code]}, visit.code) == visit
    with pytest.raises(Http404):
        queries.visit_shown_to(visitor, {"np_booked": ["another"]}, visit.code)
    with pytest.raises(Http404):  # Bo once booked for Ada before he signed in; now he is Bo
        queries.visit_shown_to(cast.viewer(world.bo), {"np_booked": [visit.code]}, visit.code)


def test_a_day_is_the_clinics_own_day(world):
    make.a_visit(world, starts_at=cast.at("0:00") - dt.timedelta(minutes=5))
    early = make.a_visit(world, starts_at="0:00")
    late = make.a_visit(world, starts_at="23:55")
    make.a_visit(world, starts_at=cast.at("Tue 0:00"))
    noon = make.a_visit(world, starts_at="12:00", state="CANCELLED")

    assert queries.visits_on(cast.viewer(world.ruth), world.today) == [early, noon, late]
    assert queries.visits_on(cast.viewer(world.eve), world.today) == []


def test_a_day_costs_the_same_at_one_and_at_thirty_visits(world, django_assert_num_queries):
    def read():
        for visit in queries.visits_on(cast.viewer(world.ruth), world.today):
            _ = (
                visit.patient.name,
                visit.practitioner.name,
                visit.room.name,
                visit.service.name,
                visit.clinic.name,
            )

    viewer_queries = 2  # the viewer of the cast is looked up by the test itself
    make.a_visit(world)
    with django_assert_num_queries(2 + viewer_queries):
        read()
    for n in range(29):
        make.a_visit(world, starts_at=cast.at("9:00") + n * dt.timedelta(minutes=15))
    with django_assert_num_queries(2 + viewer_queries):
        read()
    viewer = cast.viewer(world.ruth)
    with django_assert_num_queries(1):
        assert len(queries.visits_on(viewer, world.today, zone="America/New_York")) == 30


def test_a_patients_visits_come_newest_first_at_constant_cost(world, django_assert_num_queries):
    old = make.a_visit(world, starts_at=cast.at("10:00") - dt.timedelta(days=7))
    new = make.a_visit(world)
    make.a_visit(world, patient=world.bo)
    ruth, eve = cast.viewer(world.ruth), cast.viewer(world.eve)

    with django_assert_num_queries(1):
        assert queries.visits_of(ruth, world.ada) == [new, old]
    assert queries.visits_of(eve, world.ada) == []


# --- Free time -----------------------------------------------------------------------------------------------------------------


def test_the_next_days_that_have_starts_are_found_in_two_queries(world, django_assert_num_queries):
    search(world)  # hours and rooms are read once, until they change
    with django_assert_num_queries(2):
        found = search(world)

    assert [str(day.day.date) for day in found.days] == [
        "2026-11-23",
        "2026-11-24",
        "2026-11-25",
        "2026-11-26",
    ]
    assert clocks(found)[:3] == ["10:30", "10:45", "11:00"]  # an hour from now at the earliest
    assert clocks(found)[-1] == "17:00"
    assert clocks(found, 1)[0] == "8:00"
    assert found.until == dt.date(2026, 11, 27)


def test_the_cost_does_not_grow_with_the_visits(world, django_assert_num_queries):
    for hour in (8, 10):
        for practitioner, patient in ((world.mei, world.ada), (world.omar, world.bo)):
            book(world, f"Tue {hour}:00", patient, practitioner)

    search(world)  # hours and rooms are read once, until they change
    with django_assert_num_queries(2):
        found = search(world)
    assert "8:00" not in clocks(found, 1)
    assert "8:15" in clocks(found, 1)


def test_staff_see_starts_from_a_moment_ago(world):
    assert clocks(search(world, is_staff=True))[0] == "9:15"


def test_only_one_practitioner_is_asked_when_one_is_wished(world):
    book(world, "Tue 9:00")

    mei = search(world, practitioner_id=world.mei.pk)
    omar = search(world, practitioner_id=world.omar.pk)

    assert "9:00" not in clocks(mei, 1)
    assert "9:00" in clocks(omar, 1)
    assert {start.practitioner_id for start in mei.starts} == {world.mei.pk}


def test_the_least_busy_of_those_free_is_offered(world):
    book(world, "Tue 9:00")

    offered = {start.practitioner_id for start in search(world).days[1].starts}

    assert offered == {world.omar.pk}


def test_a_patient_is_not_offered_times_at_which_they_are_here_already(world):
    book(world, "Tue 9:00", practitioner=world.omar)

    assert "9:30" not in clocks(search(world, patient_id=world.ada.pk, is_staff=True), 1)
    assert "9:30" in clocks(search(world, patient_id=world.bo.pk), 1)


def test_the_time_of_a_visit_being_moved_counts_as_free(world):
    visit = book(world, "Tue 9:00")

    found = search(world, moving=visit, practitioner_id=world.mei.pk, patient_id=world.ada.pk)

    assert {"9:00", "9:15"} <= set(clocks(found, 1))


def test_closures_and_free_days_are_skipped_and_the_search_goes_on(world):
    models.Closure.objects.create(
        clinic=world.clinic, starts_at=cast.at("0:00"), ends_at=cast.at("0:00") + dt.timedelta(days=10)
    )

    found = search(world)

    assert [str(day.day.date) for day in found.days][:2] == ["2026-12-03", "2026-12-04"]


def test_a_clinic_that_is_closed_for_good_is_searched_only_as_far_as_it_books(
    world, django_assert_max_num_queries
):
    models.Hours.objects.filter(practitioner__clinic=world.clinic).delete()

    with django_assert_max_num_queries(12):
        found = search(world)
    assert found.days == ()
    assert found.until == dt.date(2027, 2, 22)  # ninety days from now, and that day still counted


def test_a_later_day_may_be_asked_for_and_an_earlier_one_means_today(world):
    assert search(world, from_date=dt.date(2026, 12, 1)).days[0].day.date == dt.date(2026, 12, 1)
    assert search(world, from_date=dt.date(2020, 1, 1)).days[0].day.date == world.today
    assert search(world, from_date=dt.date(2030, 1, 1)).days == ()


def test_what_is_not_bookable_or_open_is_not_offered(world):
    people.Practitioner.objects.filter(pk=world.mei.pk).update(is_bookable=False)

    assert {start.practitioner_id for start in search(world).starts} == {world.omar.pk}
    models.Room.objects.update(is_open=False)
    assert search(world).days == ()


def test_every_start_that_is_offered_can_be_booked(world):
    for when in ("Tue 8:30", "Tue 10:15", "Tue 13:00", "Tue 14:00"):
        book(world, when)
    offered = search(world, practitioner_id=world.mei.pk, patient_id=world.bo.pk).days[1].starts

    for start in offered:
        place = queries.place_for(
            world.clinic,
            service=world.follow_up,
            starts_at=start.starts_at,
            practitioner_id=world.mei.pk,
            patient_id=world.bo.pk,
            own={},
        )
        assert place is not None
        assert queries.is_free(
            world.clinic,
            service=world.follow_up,
            starts_at=start.starts_at,
            practitioner_id=world.mei.pk,
            patient_id=world.bo.pk,
            now=world.now,
        )


@pytest.mark.parametrize(("date", "first"), [("2027-03-14", "12:00"), ("2026-11-01", "13:00")])
def test_on_the_days_the_clocks_change_hours_stay_on_the_wall(world, date, first):
    """Eight in the morning is 12:00 UTC in summer time and 13:00 in winter time; the day itself decides."""
    day = dt.date.fromisoformat(date)
    models.Hours.objects.filter(practitioner=world.mei).update(weekday=6)
    now = ticks.day(day, "America/New_York").begins - dt.timedelta(days=1)

    found = search(world, now=now, from_date=day, practitioner_id=world.mei.pk)

    assert found.days[0].day.date == day
    assert f"{found.starts[0].starts_at:%H:%M}" == first
    assert clocks(found)[0] == "8:00"
    assert clocks(found)[-1] == "17:00"


# --- Who books --------------------------------------------------------------------------------------------------------------------


def booker(w, who, for_code="", session=None):
    viewer = cast.viewer(who) if who else cast.people_rules.Viewer(w.clinic.pk)
    return queries.booker_of(viewer, session or {}, for_code, w.now)


def seen(w, days_ago):
    make.a_visit(w, starts_at=w.now - dt.timedelta(days=days_ago), state="COMPLETED")


def checked(w, days_ago, route="SUITABLE"):
    at = w.now - dt.timedelta(days=days_ago)
    screening.Check.objects.create(clinic=w.clinic, patient=w.ada, route=route, finished_at=at)


def test_a_stranger_goes_through_the_check_first(world):
    assert booker(world, None).gate is policy.Gate.CHECK


def test_a_patient_seen_lately_confirms_that_nothing_is_new(world):
    seen(world, 30)

    ada = booker(world, world.ada)

    assert (ada.patient, ada.gate, ada.needs_first, ada.check) == (
        world.ada,
        policy.Gate.CONFIRM,
        False,
        "CONFIRMED",
    )


def test_a_patient_seen_long_ago_is_checked_again(world):
    seen(world, 120)

    ada = booker(world, world.ada)

    assert (ada.gate, ada.needs_first) == (policy.Gate.CHECK, False)


def test_a_kept_check_counts_until_the_first_visit_and_only_if_it_allowed(world):
    checked(world, 3)
    assert (booker(world, world.ada).gate, booker(world, world.ada).needs_first) == (
        policy.Gate.CONFIRM,
        True,
    )

    checked(world, 2, route="DOCTOR_FIRST")
    assert booker(world, world.ada).gate is policy.Gate.STOPPED


def test_a_check_that_no_longer_holds_is_asked_again_however_lately_they_were_seen(world):
    seen(world, 5)
    checked(world, 91)

    assert booker(world, world.ada).gate is policy.Gate.CHECK
    assert booker(world, world.ruth, world.ada.code).check == "OVERRIDDEN"
    checked(world, 90)
    assert booker(world, world.ada).gate is policy.Gate.CONFIRM


def test_staff_book_for_their_patient_and_what_stands_behind_it_is_known(world):
    assert booker(world, world.ruth, world.ada.code).check == "OVERRIDDEN"
    seen(world, 10)
    ada = booker(world, world.ruth, world.ada.code)
    assert (ada.patient, ada.by_staff, ada.gate, ada.check) == (world.ada, True, policy.Gate.OPEN, "RECENT")
    with pytest.raises(Http404):
        booker(world, world.eve, world.ada.code)
    with pytest.raises(Http404):
        booker(world, world.ruth, "")
