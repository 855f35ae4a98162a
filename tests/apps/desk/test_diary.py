"""The pages on which hours, leave and holidays are kept, and the visits that these hit find another time."""

import datetime as dt

import pytest

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.booking.actions import diary as actions
from needlepoint.booking.queries import diary as queries
from needlepoint.desk.pages import diary as pages
from needlepoint.house import models as house
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return cast.world()


@pytest.fixture
def ruth(w):
    return cast.client_of(w.ruth)


def booked(w, when="Tue 10:00", patient=None):
    return booking_actions.book_visit(
        clinic=w.clinic, patient=patient or w.ada, service=w.follow_up, starts_at=cast.at(when),
        practitioner_id=w.mei.pk, form_key=None, by=cast.viewer(w.ruth), now=w.now, check="RECENT",
    )  # fmt: skip


def on_leave(w):
    return actions.shut(
        clinic=w.clinic, kind="LEAVE", practitioner=w.mei, reason="", starts_at=cast.at("Tue 0:00"),
        ends_at=cast.at("Thu 0:00"), by=cast.viewer(w.ruth), now=w.now,
    )  # fmt: skip


def words(answer):
    return " ".join(answer.content.decode().split())


def hours(w, code=None):
    return f"/diary/{code or w.mei.code}/hours/"


MORNINGS = {f"d{day}_0_{end}": at for day in range(5) for end, at in (("from", "09:00"), ("until", "12:00"))}


# --- Who works when ------------------------------------------------------------------------------------------------------


def test_a_week_shows_who_works_when_and_who_is_away(w, ruth):
    on_leave(w)
    page = words(ruth.get("/diary/"))
    assert "Week of 23 November 2026" in page
    assert "8:00 am–12:00 noon, 1:00 pm–6:00 pm" in page
    assert "Leave" in page
    assert "Not at work" in page  # on Sunday
    assert "Week of 30 November 2026" in words(ruth.get("/diary/?week=2026-12-02"))
    assert ruth.get("/diary/?week=nonsense").status_code == 404
    assert ruth.get("/diary/?week=2999-12-02").status_code == 404


def test_the_week_costs_the_same_for_one_and_for_many(w, ruth, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(40) as seen:
            ruth.get("/diary/")
        return len(seen)

    make.a_visit(w, starts_at="Tue 20:00")
    on_leave(w)
    cost()
    before = cost()
    for number in range(12):
        make.a_visit(w, starts_at=cast.at("Tue 19:00") + dt.timedelta(days=number), patient=w.bo)
        booking.SpecialDay.objects.create(practitioner=w.omar, date=w.today + dt.timedelta(days=number))
    assert cost() == before


def test_a_practitioner_changes_their_own_hours_only(w):
    mei = cast.client_of(w.mei_user)
    assert mei.get(hours(w)).status_code == 200
    for path in (hours(w, w.omar.code), f"/diary/{w.omar.code}/day/2026-11-24/"):
        assert mei.get(path).status_code == 404
        assert mei.post(path, {}).status_code == 404
    assert f"/diary/{w.omar.code}/" not in words(mei.get("/diary/"))
    assert mei.get("/diary/holidays/").status_code == 403
    # Nobody else is offered to be away, nor taken when somebody types it.
    assert w.omar.code not in words(mei.get("/diary/leave/"))
    typed = {"what": f"p:{w.omar.code}", "first_date": "2026-12-01", "last_date": "2026-12-02"}
    assert mei.post("/diary/leave/", typed).status_code == 422
    assert not booking.Closure.objects.exists()


# --- Hours ---------------------------------------------------------------------------------------------------------------


def test_new_hours_are_stored_from_their_day_on(w, ruth):
    answer = ruth.post(hours(w), {"from_date": "2026-11-30", **MORNINGS})
    assert answer.status_code == 302
    work = queries.work_of(w.mei)
    assert work.on(dt.date(2026, 11, 30)) == [(540, 720, None)]
    assert len(work.on(w.today)) == 2
    assert "09:00" in words(ruth.get(hours(w) + "?from=2026-12-01"))
    assert "Monday 30 November 2026" in words(ruth.get(hours(w)))  # stored ahead


def test_a_week_is_typed_once_when_its_days_are_alike(w, ruth):
    typed = {"from_date": "2026-11-30", "d0_0_from": "10:00", "d0_0_until": "15:00", "like_monday": "on"}
    assert ruth.post(hours(w), {**typed, "d1_0_from": "08:00", "d1_0_until": "09:00"}).status_code == 302
    work = queries.work_of(w.mei)
    days = [work.on(dt.date(2026, 11, 30) + dt.timedelta(days=ahead)) for ahead in range(7)]
    assert days == [[(600, 900, None)]] * 5 + [[]] * 2


def test_what_is_wrong_with_hours_is_said_all_at_once_and_what_was_typed_stays(w, ruth):
    typed = {
        "from_date": "2026-11-30", "d0_0_from": "09:00", "d0_0_until": "12:00", "d0_1_from": "11:00",
        "d0_1_until": "13:00", "d1_0_from": "22:00", "d1_0_until": "02:00", "d2_0_from": "09:01", "d2_0_until": "10:00",
    }  # fmt: skip
    answer = ruth.post(hours(w), typed)
    page = words(answer)
    assert answer.status_code == 422
    for said in ("These hours overlap with", "Hours end at midnight", "Choose times on five minutes"):
        assert said in page
    assert 'value="09:01"' in page
    assert queries.work_of(w.mei).on(dt.date(2026, 11, 30))[0] == (480, 720, None)


def test_faults_are_said_before_the_visits_that_the_hours_would_hit(w, ruth):
    booked(w, "Tue 14:00")
    page = words(
        ruth.post(
            hours(w), {"from_date": "2026-11-23", **MORNINGS, "d0_0_until": "08:00", "like_monday": "on"}
        )
    )
    assert page.count("end before they begin") == 2  # in the summary and beside the box
    assert "Some people are booked then" not in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"from_date": "2026-11-01"}, "This day is over"),
        ({"from_date": "2036-11-01"}, "more than three years"),
        ({"from_date": "soon"}, "This is not a date"),
        ({"d6_0_from": "09:00"}, "Fill in both times"),
        ({"d6_0_from": "nine", "d6_0_until": "10:00"}, "Write a time"),
    ],
)
def test_hours_that_cannot_be_read_are_refused(w, ruth, changed, said):
    answer = ruth.post(hours(w), {"from_date": "2026-11-30", **MORNINGS, **changed})
    assert answer.status_code == 422
    assert said in words(answer)
    assert booking.Hours.objects.filter(practitioner=w.mei).count() == 12


def test_hours_that_hit_visits_name_them_before_they_are_stored(w, ruth):
    booked(w, "Tue 14:00")
    typed = {"from_date": "2026-11-23", **MORNINGS}

    asked = ruth.post(hours(w), typed)
    assert asked.status_code == 422
    assert "Tue 24 Nov, 2:00 pm" in words(asked)
    assert booking.Hours.objects.filter(practitioner=w.mei).count() == 12

    answer = ruth.post(hours(w), {**typed, "confirmed": "yes"})
    assert answer["Location"] == "/diary/visits/"
    assert booking.Visit.objects.get().state == "BOOKED"
    assert "outside working hours" in words(ruth.get("/diary/visits/"))


def test_a_day_that_differs_is_stored_and_cleared(w, ruth):
    path = f"/diary/{w.mei.code}/day/2026-11-27/"
    assert "Friday 27 November 2026" in words(ruth.get(path))
    friday = dt.date(2026, 11, 27)
    ruth.post(path, {"how": "OWN", "s_0_from": "10:00", "s_0_until": "11:00"})
    assert queries.work_of(w.mei).on(friday) == [(600, 660, None)]
    ruth.post(path, {"how": "OFF"})
    assert queries.work_of(w.mei).on(friday) == []
    ruth.post(path, {"how": "USUAL"})
    assert len(queries.work_of(w.mei).on(friday)) == 2


def test_hours_written_below_an_untouched_choice_are_not_lost(w, ruth):
    path, friday = f"/diary/{w.mei.code}/day/2026-11-27/", dt.date(2026, 11, 27)
    usual = queries.work_of(w.mei).on(friday)
    shown = {"how": "USUAL"}
    for n, one in enumerate(usual):
        for name, minute in (("from", one.starts_minute), ("until", one.ends_minute)):
            shown[f"s_{n}_{name}"] = f"{minute // 60:02d}:{minute % 60:02d}"
    ruth.post(path, shown)
    assert not booking.SpecialDay.objects.exists()
    answer = ruth.post(path, shown | {"s_0_from": "10:00", "s_0_until": "11:00"})
    assert queries.work_of(w.mei).on(friday)[0] == (600, 660, None)
    assert answer["Location"] == "/diary/?week=2026-11-27"
    ruth.post(path, shown)
    assert not booking.SpecialDay.objects.exists(), "whoever chooses the usual hours gets them"
    again = ruth.post(path, shown | {"s_0_from": "13:00", "s_0_until": "10:00"})
    assert again.context["form"]["how"].value() == "OWN"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose one."),
        ({"how": "OWN"}, "Write the hours"),
        ({"how": "OWN", "s_0_from": "11:00", "s_0_until": "10:00"}, "end before they begin"),
    ],
)
def test_a_day_that_cannot_be_read_is_refused(w, ruth, typed, said):
    answer = ruth.post(f"/diary/{w.mei.code}/day/2026-11-27/", typed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not booking.SpecialDay.objects.exists()


def test_a_day_that_is_over_or_no_day_is_left_alone(w, ruth):
    answer = ruth.post(f"/diary/{w.mei.code}/day/2026-11-20/", {"how": "OFF"})
    assert "This day is over" in words(answer)
    assert ruth.get(f"/diary/{w.mei.code}/day/2026-11-31/").status_code == 404
    assert not booking.SpecialDay.objects.exists()


def test_a_day_off_that_hits_visits_names_them_first(w, ruth):
    booked(w)
    path = f"/diary/{w.mei.code}/day/2026-11-24/"
    assert "Ada Moreno" in words(ruth.post(path, {"how": "OFF"}))
    assert not booking.SpecialDay.objects.exists()
    assert ruth.post(path, {"how": "OFF", "confirmed": "yes"})["Location"] == "/diary/visits/"


# --- Leave ---------------------------------------------------------------------------------------------------------------


def leave_of(w, **changed):
    return {"what": f"p:{w.mei.code}", "first_date": "2026-11-24", "last_date": "2026-11-25", **changed}


def test_leave_names_the_visits_it_hits_before_it_is_stored_and_leads_to_them(w, ruth):
    booked(w)
    asked = ruth.post("/diary/leave/", leave_of(w))
    assert asked.status_code == 422
    assert "Ada Moreno" in words(asked)
    assert not booking.Closure.objects.exists()

    answer = ruth.post("/diary/leave/", leave_of(w, confirmed="yes"))
    closure = booking.Closure.objects.get()
    assert answer["Location"] == f"/diary/leave/{closure.code}/visits/"
    assert (closure.kind, closure.starts_at, closure.ends_at) == (
        "LEAVE",
        cast.at("Tue 0:00"),
        cast.at("Thu 0:00"),
    )


def test_time_is_blocked_from_hour_to_hour_a_room_a_place_and_everyone(w, ruth):
    times = {"first_minute": "14:00", "last_date": "2026-11-24", "last_minute": "15:30"}
    place = booking.Location.objects.create(clinic=w.clinic, name="East", time_zone="America/Los_Angeles")
    for what in (f"p:{w.mei.code}", f"r:{w.rooms[0].code}", f"l:{place.code}", "everyone"):
        assert (
            ruth.post("/diary/leave/", leave_of(w, what=what, **times))["Location"]
            == "/diary/?week=2026-11-24"
        )
    mei, room, east, everyone = booking.Closure.objects.order_by("pk")
    assert (mei.kind, mei.practitioner, mei.starts_at) == ("BLOCK", w.mei, cast.at("Tue 14:00"))
    assert (room.kind, room.room, room.ends_at) == ("ROOM", w.rooms[0], cast.at("Tue 15:30"))
    assert (east.location, east.starts_at) == (place, cast.at("Tue 17:00"))  # 14:00 there
    assert (everyone.kind, everyone.practitioner, everyone.room, everyone.location) == (
        "BLOCK",
        None,
        None,
        None,
    )
    assert "The whole clinic" in words(ruth.get("/diary/"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"what": ""}, "Choose who or what is away"),
        ({"what": "p:nobody"}, "Choose one from the list"),
        ({"last_date": "2026-11-23"}, "The last day is before the first"),
        ({"first_date": "2026-11-01", "last_date": "2026-11-02"}, "This is over already"),
        ({"last_date": "2029-11-24"}, "longer than a year"),
        (
            {"first_minute": "9:00", "last_minute": "8:00", "last_date": "2026-11-24"},
            "not after the beginning",
        ),
        ({"first_date": ""}, "Choose a day"),
    ],
)
def test_leave_that_cannot_be_is_refused_in_words(w, ruth, changed, said):
    answer = ruth.post("/diary/leave/", leave_of(w, **changed))
    assert answer.status_code == 422
    assert said in words(answer)
    assert not booking.Closure.objects.exists()


def test_an_hour_that_the_clock_skips_or_shows_twice_is_still_a_moment():
    def from_until(date, first, last):
        values = {"first_date": date, "last_date": date, "first_minute": first, "last_minute": last}
        return [moment.strftime("%H:%M") for moment in pages.span(values, "America/New_York")]

    spring, autumn = dt.date(2027, 3, 14), dt.date(2026, 11, 1)
    assert from_until(spring, 150, 240) == ["07:00", "08:00"]  # 2:30 is not shown; 3:00 follows 1:59
    assert from_until(autumn, 60, 180) == ["05:00", "08:00"]
    assert from_until(autumn, None, None) == ["04:00", "05:00"]  # 25 hours


def test_a_closure_is_looked_at_and_opened_again(w, ruth):
    booked(w)
    closure = on_leave(w)
    page = words(ruth.get(f"/diary/closures/{closure.code}/"))
    assert "Tue 24 Nov to Wed 25 Nov 2026" in page
    assert "1 visit still stands" in page
    assert cast.client_of(w.omar_user).get(f"/diary/closures/{closure.code}/").status_code == 404
    assert cast.client_of(w.mei_user).get(f"/diary/closures/{closure.code}/").status_code == 200
    assert ruth.post(f"/diary/closures/{closure.code}/ending/")["Location"] == "/diary/"
    assert not booking.Closure.objects.exists()


# --- Another time for those who are hit ----------------------------------------------------------------------------------


def settle(client, closure, visit, **data):
    return client.post(f"/diary/leave/{closure.code}/visits/{visit.code}/settlement/", data, follow=True)


def test_people_are_settled_one_after_the_other_until_nobody_is_left(w, ruth):
    one, two, three, four = (
        booked(w), booked(w, "Tue 11:00", w.bo), booked(w, "Wed 9:00", w.cleo), booked(w, "Wed 14:00", w.dan)
    )  # fmt: skip
    closure = on_leave(w)
    page = words(ruth.get(f"/diary/leave/{closure.code}/visits/"))
    assert "0 of 4 settled" in page
    for said in ("With the same practitioner", "Same time, somebody else", "The nearest free time"):
        assert said in page

    moved = settle(
        ruth, closure, one, deed="move", at=cast.at("Thu 10:00").isoformat(), **{"with": w.mei.code}
    )
    assert "1 of 4 settled" in words(moved)
    assert "Ada Moreno has a new time" in words(moved)
    other = settle(ruth, closure, two, deed="move", at=two.starts_at.isoformat(), **{"with": w.omar.code})
    assert "2 of 4 settled" in words(other)
    assert "3 of 4 settled" in words(settle(ruth, closure, three, deed="cancel"))
    asked = settle(ruth, closure, four, deed="ask")
    assert "3 of 4 settled" in words(asked)
    assert "wait for their answer" in words(asked)
    assert house.OutboxMessage.objects.filter(key__contains=":closure:").count() == 1
    last = settle(ruth, closure, four, deed="keep")
    assert "4 of 4 settled" in words(last)
    assert "Everybody is settled" in words(last)
    two.refresh_from_db()
    assert (two.practitioner, two.starts_at) == (w.omar, cast.at("Tue 11:00"))


def test_nothing_is_lost_when_a_start_is_taken_in_the_meantime(w, ruth):
    visit = booked(w)
    closure = on_leave(w)
    booking_actions.book_visit(
        clinic=w.clinic, patient=w.bo, service=w.follow_up, starts_at=cast.at("Thu 10:00"), by=cast.viewer(w.ruth),
        practitioner_id=w.mei.pk, form_key=None, now=w.now, check="RECENT",
    )  # fmt: skip
    answer = settle(
        ruth, closure, visit, deed="move", at=cast.at("Thu 10:00").isoformat(), **{"with": w.mei.code}
    )
    page = words(answer)
    assert "taken a moment ago" in page
    assert "0 of 1 settled" in page
    visit.refresh_from_db()
    assert visit.starts_at == cast.at("Tue 10:00")


def test_a_second_press_on_somebody_settled_says_so(w, ruth):
    visit = booked(w)
    closure = on_leave(w)
    settle(ruth, closure, visit, deed="cancel")
    assert "settled a moment ago" in words(settle(ruth, closure, visit, deed="cancel"))


@pytest.mark.parametrize(
    "data", [{}, {"deed": "dance"}, {"deed": "move"}, {"deed": "move", "at": "2026-11-26T10:00:00"}]
)
def test_a_deed_that_cannot_be_read_changes_nothing(w, ruth, data):
    visit = booked(w)
    closure = on_leave(w)
    assert "Nothing was changed" in words(settle(ruth, closure, visit, **data))
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("BOOKED", cast.at("Tue 10:00"))


def test_a_visit_in_a_room_out_of_use_moves_to_another_room_at_its_time(w, ruth):
    visit = booked(w)
    booking.Room.objects.filter(pk=visit.room_id).update(is_open=False)
    page = words(ruth.get("/diary/visits/"))
    assert "its room is out of use" in page
    assert "Same time, another room" in page
    ruth.post(
        f"/diary/visits/{visit.code}/settlement/",
        {"deed": "move", "at": visit.starts_at.isoformat(), "with": w.mei.code},
    )
    moved = booking.Visit.objects.get()
    assert moved.starts_at == visit.starts_at
    assert moved.room_id not in {None, visit.room_id}
    assert "Everybody is settled" in words(ruth.get("/diary/visits/"))


def test_the_guide_costs_the_same_for_one_and_for_many(w, ruth, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(60) as seen:
            assert ruth.get(f"/diary/leave/{closure.code}/visits/").status_code == 200
        return len(seen)

    booked(w)
    closure = on_leave(w)
    cost()
    before = cost()
    for number in range(8):
        make.a_visit(w, starts_at=cast.at("Tue 13:00") + dt.timedelta(minutes=30 * number), patient=w.bo)
    assert cost() == before


# --- Holidays ------------------------------------------------------------------------------------------------------------


def test_holidays_are_ticked_and_close_the_clinic(w, ruth):
    assert "Thanksgiving Day" in words(ruth.get("/diary/holidays/"))
    assert ruth.post("/diary/holidays/", {"dates": ["2026-12-25"]})["Location"] == "/diary/"
    assert booking.Closure.objects.get().reason == "Christmas Day"
    assert 'value="2026-12-25" checked' in words(ruth.get("/diary/holidays/")) or "checked" in words(
        ruth.get("/diary/holidays/")
    )
    ruth.post("/diary/holidays/", {"dates": []})
    assert not booking.Closure.objects.exists()


def test_a_holiday_on_which_people_are_booked_names_them_first(w, ruth):
    booked(w, "Thu 10:00")
    asked = ruth.post("/diary/holidays/", {"dates": ["2026-11-26"]})
    assert asked.status_code == 422
    assert "Ada Moreno" in words(asked)
    assert not booking.Closure.objects.exists()
    answer = ruth.post("/diary/holidays/", {"dates": ["2026-11-26"], "confirmed": "yes"})
    assert answer["Location"] == "/diary/visits/"
    assert "away or closed then" in words(ruth.get("/diary/visits/"))


def test_a_day_that_is_no_holiday_and_a_country_without_data_are_said(w, ruth):
    assert ruth.post("/diary/holidays/", {"dates": ["2026-12-24"]}).status_code == 422
    w.clinic.country = "ZZ"
    w.clinic.save()
    assert "We do not know the holidays here" in words(ruth.get("/diary/holidays/"))
