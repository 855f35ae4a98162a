"""A visit that begins late, with what it does to the others; and what was pressed by mistake."""

import pytest

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.actions import arrivals, refusals
from needlepoint.booking.actions import diary as diary_actions
from needlepoint.booking.actions import lateness as actions
from needlepoint.booking.queries import planned
from needlepoint.booking.rules import starts
from needlepoint.desk.actions import diary as desk_actions
from needlepoint.house import models as house
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return cast.world()


@pytest.fixture
def ruth(w):
    return cast.client_of(w.ruth)


def words(answer):
    return " ".join(answer.content.decode().split())


def late(visit):
    return f"/visits/{visit.code}/late/"


def by_ruth(w):
    return {"by": cast.viewer(w.ruth), "now": w.now}


def seen_for(answer, key):
    options = {option.key: option for option in answer.context["page"].options}
    return options[key].seen


# --- Late ----------------------------------------------------------------------------------------------------------------


def test_the_ripple_is_shown_before_anything_is_stored(w, ruth):
    ada = make.a_visit(w, starts_at="9:30")
    make.a_visit(w, starts_at="10:30", patient=w.bo)

    answer = ruth.get(late(ada) + "?minutes=20")

    page = words(answer)
    assert "begins at 10:45 am, 15 minutes later" in page
    assert "1 person waits" in page
    assert "Rest 15 minutes instead of 25" in page
    assert not booking.Fact.objects.exists()


def test_what_was_shown_is_stored_when_it_is_accepted(w, ruth):
    ada = make.a_visit(w, starts_at="9:30")
    bo = make.a_visit(w, starts_at="10:30", patient=w.bo)
    seen = seen_for(ruth.get(late(ada) + "?minutes=20"), "full")

    answer = ruth.post(late(ada), {"minutes": "20", "option": "full", "seen": seen})

    assert answer["Location"] == "/day/?on=2026-11-23"
    ada.refresh_from_db()
    bo.refresh_from_db()
    assert (ada.late_minutes, bo.late_minutes) == (20, 15)
    assert ada.starts_at == cast.at("9:30")
    assert [fact.kind for fact in booking.Fact.objects.all()] == ["LATE", "LATE"]
    [entry] = house.AuditEntry.objects.filter(what="visit_late")
    assert entry.details == {"minutes": 20, "visits": 2}
    ruth.post(late(ada), {"minutes": "20", "option": "full", "seen": seen})
    assert booking.Fact.objects.count() == 2


def test_a_shorter_rest_keeps_others_from_waiting_as_long(w, ruth):
    ada = make.a_visit(w, starts_at="9:30")
    bo = make.a_visit(w, starts_at="10:30", patient=w.bo)
    seen = seen_for(ruth.get(late(ada) + "?minutes=20"), "shorter")
    ruth.post(late(ada), {"minutes": "20", "option": "shorter", "seen": seen})
    bo.refresh_from_db()
    assert bo.late_minutes == 5
    assert booking.Fact.objects.get(visit=ada).reason == "20 min, rest 15 min"


def test_a_ripple_that_changed_since_it_was_shown_is_shown_again(w, ruth):
    ada = make.a_visit(w, starts_at="9:30")
    seen = seen_for(ruth.get(late(ada) + "?minutes=20"), "full")
    make.a_visit(w, starts_at="10:30", patient=w.bo)
    answer = ruth.post(late(ada), {"minutes": "20", "option": "full", "seen": seen})
    assert answer.status_code == 409
    assert "The day has changed since you looked" in words(answer)
    assert not booking.Fact.objects.exists()


def test_a_wait_over_lunch_is_not_called_good(w, ruth):
    ada = make.a_visit(w, starts_at="10:00")
    make.a_visit(w, starts_at="11:00", patient=w.bo)
    answer = ruth.get(late(ada) + "?minutes=20")
    full = answer.context["page"].options[0]
    assert (full.tone, full.verdict) == ("soon", "Somebody waits 120 minutes")
    assert "begins at 1:00 pm, 120 minutes later" in words(answer)


def test_what_does_not_work_out_is_said_and_cannot_be_accepted(w, ruth):
    last = make.a_visit(w, starts_at="17:10")
    page = words(ruth.get(late(last) + "?minutes=15"))
    assert "This does not work out" in page
    assert "no time is left before closing" in page
    answer = ruth.post(late(last), {"minutes": "15", "option": "full", "seen": ""})
    assert answer.status_code == 409
    last.refresh_from_db()
    assert last.late_minutes == 0


def test_needles_of_others_come_out_in_time(w, ruth):
    resting = make.a_visit(w, starts_at="9:00", patient=w.bo, room=w.rooms[1], state="ARRIVED")
    make.a_note(w, visit=resting, needles_in_at=cast.at("9:15"), retention_minutes=25)
    ada = make.a_visit(w, starts_at="9:30")
    page = words(ruth.get(late(ada) + "?minutes=0"))
    # Ada's welcome would last until 9:45, and Bo's needles may stay until 9:50.
    assert "needles out at 9:45 am" in page
    ada_late = words(ruth.get(late(ada) + "?minutes=10"))
    assert "1 other person is on time" in ada_late
    assert "begins at 9:50 am, 20 minutes later" in ada_late


def test_needles_that_are_in_too_long_are_said_and_do_not_refuse_a_later_visit(w, ruth):
    resting = make.a_visit(w, starts_at="8:30", patient=w.bo, room=w.rooms[1], state="ARRIVED")
    make.a_note(w, visit=resting, needles_in_at=cast.at("8:45"), retention_minutes=25)
    ada = make.a_visit(w, starts_at="10:30")
    answer = ruth.get(late(ada) + "?minutes=10")
    assert "Needles first" in words(answer)
    assert "already so, whatever you choose here" in words(answer)
    answer = ruth.post(late(ada), {"minutes": "10", "option": "full", "seen": seen_for(answer, "full")})
    assert answer.status_code == 302
    ada.refresh_from_db()
    assert ada.late_minutes == 10


def test_the_visit_may_move_to_later_today_instead(w, ruth):
    ada = booking_actions.book_visit(
        clinic=w.clinic, patient=w.ada, service=w.follow_up, starts_at=cast.at("10:00"), practitioner_id=w.mei.pk,
        form_key=None, check="RECENT", **by_ruth(w),
    )  # fmt: skip
    options = {one.key: one for one in ruth.get(late(ada) + "?minutes=45").context["page"].options}
    answer = ruth.post(late(ada), {"minutes": "45", "option": "move", "at": options["move"].at})
    assert answer.status_code == 302
    ada.refresh_from_db()
    assert ada.starts_at == cast.at("10:45")
    for at in ("", "2026-11-23T10:45:00"):
        assert ruth.post(late(ada), {"minutes": "45", "option": "move", "at": at}).status_code == 409


def test_a_visit_of_another_day_or_one_that_has_begun_cannot_be_late(w, ruth):
    for visit in (
        make.a_visit(w, starts_at="Tue 10:00"),
        make.a_visit(w, starts_at="9:00", state="COMPLETED", patient=w.bo),
        make.a_visit(w, starts_at="9:00", service=None, patient=w.cleo),
    ):
        answer = ruth.get(late(visit))
        assert answer.status_code == 409
        assert "cannot be marked as late" in words(answer)


@pytest.mark.parametrize("minutes", ["", "many", "-5", "999"])
def test_minutes_that_cannot_be_read_are_refused(w, ruth, minutes):
    visit = make.a_visit(w)
    assert ruth.post(late(visit), {"minutes": minutes, "option": "full"}).status_code == 422
    assert ruth.get(late(visit) + f"?minutes={minutes}").status_code == 422
    assert not booking.Fact.objects.exists()


def test_a_way_that_is_not_offered_changes_nothing(w, ruth):
    visit = make.a_visit(w)
    answer = ruth.post(late(visit), {"minutes": "10", "option": "dance"})
    assert answer.status_code == 409
    assert "Choose one of the ways" in words(answer)


def test_only_standing_visits_of_that_day_are_noted_as_late_and_nobody_for_hours(w):
    ada, gone = make.a_visit(w), make.a_visit(w, patient=w.bo, state="CANCELLED")
    tomorrow = make.a_visit(w, patient=w.cleo, starts_at="Tue 10:00")
    minutes = {ada.pk: 10, gone.pk: 10, tomorrow.pk: 10}
    assert actions.accept_lateness(visit=ada, minutes=minutes, **by_ruth(w)) == 1
    with pytest.raises(actions.UnableToRunLate):
        actions.accept_lateness(visit=ada, minutes={ada.pk: 500}, **by_ruth(w))


def test_the_ripple_costs_the_same_for_one_and_for_many(w, ruth, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(60) as seen:
            ruth.get(late(ada) + "?minutes=10")
        return len(seen)

    ada = make.a_visit(w, starts_at="10:00")
    make.a_visit(w, starts_at="11:00", patient=w.bo)
    cost()
    before = cost()
    for hour in (13, 14, 15, 16):
        make.a_visit(w, starts_at=f"{hour}:00", patient=w.cleo)
    assert cost() == before


# --- Pressed by mistake --------------------------------------------------------------------------------------------------


def booked(w):
    return booking_actions.book_visit(
        clinic=w.clinic, patient=w.ada, service=w.follow_up, starts_at=cast.at("9:30"), practitioner_id=w.mei.pk,
        form_key=None, check="RECENT", **by_ruth(w),
    )  # fmt: skip


def test_arrived_is_taken_back_once(w):
    visit = booked(w)
    booking_actions.receive_visit(visit=visit, **by_ruth(w))
    for _ in range(2):
        desk_actions.take_back(visit=visit, **by_ruth(w))
    assert visit.state == "BOOKED"
    assert visit.facts.filter(kind="UNDONE").count() == 1


def test_missed_is_taken_back_with_its_time_and_owes_nothing(w):
    w.clinic.missed_cents = 4000
    w.clinic.save()
    visit = booked(w)
    held = set(visit.claims.values_list("resource", "tick"))
    booking_actions.miss_visit(visit=visit, **by_ruth(w))
    assert visit.fee_cents == 4000
    assert not visit.claims.exists()
    desk_actions.take_back(visit=visit, **by_ruth(w))
    assert (visit.state, visit.fee_cents) == ("BOOKED", 0)
    assert set(visit.claims.values_list("resource", "tick")) == held


@pytest.mark.parametrize(("owed", "missed"), [(4000, 4000), (1500, 4000), (4000, 1500)])
def test_missed_is_taken_back_to_what_was_owed_before(w, owed, missed):
    w.clinic.missed_cents = missed
    w.clinic.save()
    visit = booked(w)
    booking.Visit.objects.filter(pk=visit.pk).update(fee_cents=owed)
    visit.refresh_from_db()
    booking_actions.miss_visit(visit=visit, **by_ruth(w))
    desk_actions.take_back(visit=visit, **by_ruth(w))
    assert visit.fee_cents == owed
    booking_actions.miss_visit(visit=visit, **by_ruth(w))
    arrivals.waive_fee(visit=visit, **by_ruth(w))
    desk_actions.take_back(visit=visit, **by_ruth(w))
    assert visit.fee_cents == 0


def test_what_is_owed_is_waived_by_a_button_that_has_its_form(w, ruth):
    visit = make.a_visit(w, starts_at="9:00", state="MISSED")
    booking.Visit.objects.filter(pk=visit.pk).update(fee_cents=4000)
    page = ruth.get(f"/patients/{w.ada.code}/").content.decode()
    assert f'formaction="/visits/{visit.code}/waiver/"' in page
    assert 'form="deeds"' in page
    assert page.count('id="deeds"') == 1


def test_arrived_can_be_taken_back_on_the_page_long_before_the_visit(w, ruth):
    early, late = (
        make.a_visit(w, starts_at="17:00", state="ARRIVED"),
        make.a_visit(w, starts_at="9:00", patient=w.bo),
    )
    page = ruth.get("/day/").content.decode()
    assert f"/visits/{early.code}/mistake/" in page
    assert f"/visits/{late.code}/mistake/" not in page


def test_missed_stays_in_sight_while_it_can_be_taken_back(w, ruth):
    seen = make.a_visit(w, starts_at="9:00", state="MISSED")
    page = ruth.get("/day/").context["page"]
    assert [row.code for row in page.rows] == [seen.code]
    assert not page.earlier


def test_missed_in_a_shared_room_is_taken_back_to_a_place_that_is_free(w, monkeypatch):
    def first_free(board, who, visit, tick, *, rooms, service):
        return starts.choose_room(rooms, tick, visit)

    monkeypatch.setattr(planned, "room_for", first_free)
    booking.Room.objects.filter(clinic=w.clinic).exclude(pk=w.rooms[0].pk).update(is_open=False)
    booking.Room.objects.filter(pk=w.rooms[0].pk).update(capacity=2)
    visit = booked(w)
    booking_actions.miss_visit(visit=visit, **by_ruth(w))
    booking_actions.book_visit(
        clinic=w.clinic, patient=w.bo, service=w.follow_up, starts_at=cast.at("9:30"), practitioner_id=w.omar.pk,
        form_key=None, check="RECENT", **by_ruth(w),
    )  # fmt: skip
    visit = booking.Visit.objects.get(pk=visit.pk)
    desk_actions.take_back(visit=visit, **by_ruth(w))
    visit.refresh_from_db()
    assert (visit.state, visit.room_place) == ("BOOKED", 1)


def test_missed_stays_when_its_time_was_given_to_somebody_else(w, ruth):
    visit = booked(w)
    booking_actions.miss_visit(visit=visit, **by_ruth(w))
    booking_actions.book_visit(
        clinic=w.clinic, patient=w.bo, service=w.follow_up, starts_at=cast.at("9:30"), practitioner_id=w.mei.pk,
        form_key=None, check="RECENT", **by_ruth(w),
    )  # fmt: skip
    answer = ruth.post(f"/visits/{visit.code}/mistake/", follow=True)
    assert "given to somebody else" in words(answer)
    visit.refresh_from_db()
    assert visit.state == "MISSED"
    assert not visit.claims.exists()


def test_nothing_is_taken_back_once_needles_were_in_on_another_day_or_when_done(w):
    visit = booked(w)
    booking_actions.receive_visit(visit=visit, **by_ruth(w))
    make.a_note(w, visit=visit, needles_in_at=w.now, retention_minutes=25)
    with pytest.raises(refusals.UnableToUndo, match="Needles have been in"):
        desk_actions.take_back(visit=visit, **by_ruth(w))
    for starts_at, state in (("Tue 10:00", "ARRIVED"), ("10:00", "COMPLETED"), ("10:00", "CANCELLED")):
        other = make.a_visit(w, starts_at=starts_at, state=state, patient=w.bo)
        with pytest.raises(refusals.UnableToUndo):
            desk_actions.take_back(visit=other, **by_ruth(w))
    with pytest.raises(refusals.UnableToUndo):
        arrivals.undo_absence(visit=make.a_visit(w, state="ARRIVED", patient=w.cleo), **by_ruth(w))


def test_a_visit_that_came_from_elsewhere_is_taken_back_without_ticks(w):
    visit = make.a_visit(w, service=None, state="MISSED")
    arrivals.undo_absence(visit=visit, **by_ruth(w))
    assert visit.state == "BOOKED"


def test_the_day_list_says_who_comes_later_and_offers_to_take_back(w, ruth):
    make.a_visit(w, starts_at="9:45", late_minutes=20)
    make.a_visit(w, starts_at="9:15", patient=w.bo, state="ARRIVED")
    page = words(ruth.get("/day/?with=everyone"))
    assert "about 20 min later" in page
    assert page.count("Take back") == 1
    assert "/late/" in page


def test_whoever_was_asked_to_choose_another_time_owes_nothing_for_it(w):
    w.clinic.late_cancel_cents = 3000
    w.clinic.save()
    visit = booked(w)
    closure = booking.Closure.objects.create(
        clinic=w.clinic, practitioner=w.mei, starts_at=cast.at("0:00"), ends_at=cast.at("23:00")
    )
    by_ada = {"by_staff": False, "now": w.now}
    visit.booked_at = cast.at("9:00") - (cast.at("Tue 9:00") - cast.at("9:00"))
    assert booking_queries.fee_now(visit, **by_ada) == 3000
    diary_actions.ask_to_choose(closure=closure, visit=visit, **by_ruth(w))
    assert booking_queries.fee_now(visit, **by_ada) == 0


def test_what_is_owed_is_waived_by_the_desk_once(w, ruth):
    visit = make.a_visit(w, state="MISSED", fee_cents=4000)
    for _ in range(2):
        assert ruth.post(f"/visits/{visit.code}/waiver/").status_code == 302
    visit.refresh_from_db()
    assert visit.fee_cents == 0
    assert house.AuditEntry.objects.filter(what="fee_waived").count() == 1
    assert cast.client_of(w.mei_user).post(f"/visits/{visit.code}/waiver/").status_code == 403
