"""Deeds about visits, one at a time; test_race.py has many at once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from needlepoint.booking import actions, models, queries, tasks
from needlepoint.booking.rules import ticks
from needlepoint.house import models as house
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people
from needlepoint.screening import models as screening
from needlepoint.screening import queries as screening_queries
from tests import cast, make
from tests.apps.booking import agreement

pytestmark = pytest.mark.django_db
State = models.Visit.State
GRETA = actions.Newcomer("Greta", "Holm", dt.date(1972, 3, 9), "+12125550177", "greta@mail.example")


def book(w, when="Tue 9:00", **changes):
    fields = {
        "clinic": w.clinic,
        "patient": w.ada,
        "service": w.follow_up,
        "starts_at": cast.at(when),
        "practitioner_id": w.mei.pk,
        "by": cast.viewer(w.ada),
        "now": w.now,
        "form_key": None,
        **changes,
    }
    return actions.book_visit(**fields)


def book_newcomer(w, when="Tue 9:00", **changes):
    fields = {
        "clinic": w.clinic,
        "newcomer": GRETA,
        "service": w.first,
        "starts_at": cast.at(when),
        "practitioner_id": None,
        "by": cast.people_rules.Viewer(w.clinic.pk, request_id="test"),
        "now": w.now,
        "form_key": "a key that was born with the form",
        "session": {},
        **changes,
    }
    return actions.book_for_newcomer(**fields)


def audited():
    return list(house.AuditEntry.objects.order_by("pk").values_list("what", flat=True))


def worded(visit, kind, now):
    """The message of a kind as the due-work loop words it."""
    tasks.word_due(now)
    return mails(visit, kind).get()


def mails(visit, kind=""):
    return house.OutboxMessage.objects.filter(key__startswith=f"visit:{visit.code}:{kind}").order_by("pk")


def waiting(visit, kind=""):
    return list(mails(visit, kind).filter(withdrawn_at=None).values_list("key", "send_at"))


def clocks(resource):
    """The wall-clock times of every tick that a resource is held."""
    claims = models.Claim.objects.filter(resource=resource).order_by("local_date", "tick")
    return [f"{tick // 12}:{tick % 12 * 5:02d}" for tick in claims.values_list("tick", flat=True)]


# --- Booking ---------------------------------------------------------------------------------------------------------


def test_a_booking_holds_each_for_the_part_it_is_needed(world):
    visit = book(world)

    assert (visit.starts_at, visit.ends_at) == (cast.at("Tue 9:00"), cast.at("Tue 9:50"))
    assert (visit.state, visit.practitioner, visit.booked_at) == (State.BOOKED, world.mei, world.now)
    assert visit.room in world.rooms
    assert clocks(f"practitioner:{world.mei.pk}") == ["9:00", "9:05", "9:10", "9:40", "9:45"]
    assert clocks(f"room:{visit.room_id}") == [f"9:{m:02d}" for m in range(0, 55, 5)]
    assert clocks(f"patient:{world.ada.pk}") == [f"9:{m:02d}" for m in range(0, 50, 5)]
    agreement.check()


def test_a_booking_leaves_a_fact_and_an_audit_entry_without_names(world):
    visit = book(world, check="CONFIRMED")

    [fact] = visit.facts.all()
    assert (fact.kind, fact.at, fact.by) == ("BOOKED", world.now, f"user:{world.ada.user_id}")
    entry = house.AuditEntry.objects.get(what="visit_booked")
    assert (entry.patient_id, entry.thing, entry.clinic_id) == (
        world.ada.pk,
        f"visit:{visit.code}",
        world.clinic.pk,
    )
    assert entry.details == {"service": "FOLLOW_UP", "by_staff": False, "check": "CONFIRMED"}


def test_the_confirmation_says_when_and_where_and_never_why(world):
    visit = book(world)

    message = worded(visit, "confirmation", world.now)
    assert (message.to, message.send_at) == ("ada@mail.example", world.now)
    assert message.subject == "Your visit on Tuesday 24 November"
    for words in (
        "Tuesday 24 November at 9:00 am (EST)",
        "12 Willow Street",
        "Dr Mei Tanaka",
        "/link/",
        "(555) 010-0199",
    ):
        assert words in message.body
    assert "Free to move or cancel until Monday 23 November, 9:45 am." in message.body
    for secret in ("back", "pain", "acupuncture for", "Moreno"):
        assert secret not in message.body.lower().replace("willow street acupuncture", "")


def test_the_reminder_goes_out_a_day_before_with_a_link_that_still_works_then(world):
    visit = book(world, "9:00", starts_at=cast.at("9:00", dt.date(2026, 12, 21)))

    assert waiting(visit, "reminder") == [
        (f"visit:{visit.code}:reminder:0:24", cast.at("9:00", dt.date(2026, 12, 20)))
    ]
    assert "/m/" in worded(visit, "reminder", cast.at("9:00", dt.date(2026, 12, 20))).body
    assert all(link.expires_at > visit.starts_at for link in world.ada.links.all())


def test_a_visit_within_a_day_is_confirmed_and_not_reminded_of(world):
    assert waiting(book(world, "14:00"), "reminder") == []


def test_a_patient_without_an_address_or_a_number_is_written_nothing(world):
    people.Patient.objects.filter(pk=world.ada.pk).update(email="", phone="")
    world.ada.refresh_from_db()

    visit = book(world)

    assert not mails(visit).exists()
    assert audited() == ["visit_booked"]


def test_whoever_is_least_busy_treats_when_the_patient_does_not_mind(world):
    book(world, "Tue 10:00", practitioner_id=world.mei.pk)

    visit = book(world, "Tue 14:00", patient=world.bo, practitioner_id=None)

    assert visit.practitioner == world.omar


def test_a_second_person_is_treated_while_the_first_one_rests(world):
    first = book(world, "Tue 9:00")

    second = book(world, "Tue 9:15", patient=world.bo)

    assert second.practitioner == world.mei
    assert second.room != first.room
    agreement.check()


@pytest.mark.parametrize("when", ["Tue 9:05", "Tue 9:00", "Tue 8:20", "Tue 9:30"])
def test_a_practitioners_hands_are_at_one_patient(world, when):
    book(world, "Tue 9:00")

    with pytest.raises(actions.TimeIsTaken, match="That time was taken a moment ago"):
        book(world, when, patient=world.bo)
    assert models.Visit.objects.count() == 1
    agreement.check()


def test_when_all_rooms_are_taken_the_start_is_not_free(world):
    models.Room.objects.exclude(pk=world.rooms[0].pk).update(is_open=False)
    book(world, "Tue 9:00")

    with pytest.raises(actions.TimeIsTaken):
        book(world, "Tue 9:00", patient=world.bo, practitioner_id=world.omar.pk)


def test_nobody_has_two_visits_at_once(world):
    book(world, "Tue 9:00")

    with pytest.raises(actions.TimeIsTaken, match="There is already a visit booked for you at that time"):
        book(world, "Tue 9:30", practitioner_id=world.omar.pk)


@pytest.mark.parametrize(
    "when", ["Tue 11:15", "Tue 12:00", "Tue 12:30", "Tue 17:15", "Tue 7:45", "Sun 10:00"]
)
def test_no_visit_runs_over_lunch_or_closing(world, when):
    with pytest.raises(actions.TimeIsTaken):
        book(world, when)


def test_a_closure_is_not_booked_into(world):
    models.Closure.objects.create(
        clinic=world.clinic,
        practitioner=world.mei,
        starts_at=cast.at("Tue 10:00"),
        ends_at=cast.at("Tue 11:00"),
    )

    with pytest.raises(actions.TimeIsTaken):
        book(world, "Tue 9:15")  # needles would be in when she leaves
    assert book(world, "Tue 9:15", practitioner_id=world.omar.pk)
    assert book(world, "Tue 11:00", patient=world.bo)


def test_a_start_that_no_page_offers_is_refused_in_words(world):
    for starts_at, words in (
        (cast.at("10:15"), "too soon"),
        (cast.at("8:00"), "already over"),
        (cast.at("Tue 9:00") + dt.timedelta(minutes=1), "not a time that visits begin at"),
        (cast.at("9:00") + dt.timedelta(days=120), "that far ahead"),
    ):
        with pytest.raises(actions.UnableToBook, match=words):
            book(world, starts_at=starts_at)
    with pytest.raises(actions.UnableToBook, match="do not offer"):
        book(world, service=world.other_clinic.services.first())
    assert not models.Visit.objects.exists()
    assert not models.Occupancy.objects.exclude(w0=0, w1=0, w2=0, w3=0, w4=0).exists()


def test_the_other_clinics_practitioner_is_not_booked(world):
    with pytest.raises(actions.TimeIsTaken):
        book(world, practitioner_id=world.eve_practitioner.pk)


def test_staff_may_enter_somebody_who_walked_in(world):
    visit = book(world, "9:30", by=cast.viewer(world.ruth))

    assert visit.starts_at == world.now
    assert house.AuditEntry.objects.get(what="visit_booked").details["by_staff"] is True


# --- The same form again ---------------------------------------------------------------------------------------------


def test_pressing_twice_books_once(world):
    first = book(world, form_key="one form")

    again = book(world, form_key="one form")

    assert again == first
    assert models.Visit.objects.count() == 1
    assert mails(first, "confirmation").count() == 1


def test_pressing_twice_while_anyone_may_treat_books_once(world):
    first = book(world, form_key="one form", practitioner_id=None)

    assert book(world, form_key="one form", practitioner_id=None) == first


@pytest.mark.parametrize("other", ["starts_at", "patient", "service", "practitioner_id", "is_review"])
def test_a_form_that_comes_again_with_something_else_books_nothing(world, other):
    book(world, form_key="one form")
    changed = {
        "starts_at": cast.at("Wed 9:00"),
        "patient": world.bo,
        "service": world.first,
        "practitioner_id": world.omar.pk,
        "is_review": True,
    }

    with pytest.raises(actions.UnableToBook, match="already booked a visit"):
        book(world, form_key="one form", **{other: changed[other]})
    assert models.Visit.objects.count() == 1


# --- Newcomers ----------------------------------------------------------------------------------------------------------


def test_a_newcomer_becomes_a_patient_with_the_booking(world):
    visit, is_new = book_newcomer(world)

    assert is_new
    assert (visit.patient.name, visit.patient.email, visit.patient.made_at) == (
        "Greta Holm",
        "greta@mail.example",
        world.now,
    )
    assert audited()[:2] == ["patient_registered", "visit_booked"]
    agreement.check()


def test_a_newcomer_who_presses_twice_is_one_patient_with_one_visit(world):
    first, _ = book_newcomer(world)

    again, is_new = book_newcomer(world)

    assert (again, is_new) == (first, True)
    assert people.Patient.objects.filter(family_name="Holm").count() == 1


def test_somebody_elses_details_in_a_used_form_book_nothing(world):
    book_newcomer(world)

    with pytest.raises(actions.UnableToBook, match="already booked a visit"):
        book_newcomer(
            world, newcomer=actions.Newcomer("Eva", "Holm", dt.date(1972, 3, 9), "", "greta@mail.example")
        )


def test_nothing_is_kept_of_a_newcomer_whose_time_was_taken(world):
    for practitioner in (world.mei, world.omar):
        book(
            world,
            "Tue 9:00",
            practitioner_id=practitioner.pk,
            patient=world.bo if practitioner == world.mei else world.dan,
        )
    before = people.Patient.objects.count(), people.User.objects.count()

    with pytest.raises(actions.TimeIsTaken, match="Your details are kept"):
        book_newcomer(world)

    assert (people.Patient.objects.count(), people.User.objects.count()) == before


def test_typing_adas_details_books_for_ada_and_says_so_to_nobody(world):
    ada = actions.Newcomer("Ada", "Moreno", world.ada.birth_date, "+19995550000", "ada@mail.example")

    visit, is_new = book_newcomer(world, newcomer=ada)

    assert (visit.patient, is_new) == (world.ada, False)
    with pytest.raises(actions.TimeIsTaken) as refused:
        book_newcomer(world, newcomer=ada, form_key="another form entirely", practitioner_id=world.omar.pk)
    assert "already a visit" not in str(refused.value)  # her diary is not told to whoever types her name


def test_a_form_sent_again_later_opens_no_page(world):
    """Whoever presses Back on a shared machine holds the form of whoever sat there before."""
    first, _ = book_newcomer(world)

    again, is_new = book_newcomer(world, now=world.now + dt.timedelta(minutes=2))

    assert (again, is_new) == (first, False)


def test_typing_bos_details_takes_none_of_his_cautions_away(world):
    bo = actions.Newcomer("Bo", "Lindqvist", world.bo.birth_date, "+19995550000", "bo@mail.example")

    visit, _ = book_newcomer(world, newcomer=bo, session=checked("implanted_device"))

    assert visit.patient == world.bo
    held = people.Patient.objects.get(pk=world.bo.pk)
    assert held.cautions == ["blood_thinners", "implanted_device"]
    assert held.phone == world.bo.phone


def checked(*ticked):
    """A session with a finished check in which only these were ticked."""
    answers = {}
    for page in check.pages():
        if page.is_choice:
            answers |= check.answers_from_choice(page, check.Answer.NO)
        else:
            answers |= check.answers_from_ticks(page, set(ticked) & {item.key for item in page.items})
    return {
        screening_queries.SESSION_KEY: {"answers": {key: answer.value for key, answer in answers.items()}}
    }


def test_the_check_behind_a_booking_is_kept_with_the_patient(world):
    visit, _ = book_newcomer(world, session=checked("blood_thinners"))

    kept = screening.Check.objects.get(patient=visit.patient)
    assert (kept.route, kept.cautions) == ("SUITABLE_WITH_CARE", ["blood_thinners"])
    assert people.Patient.objects.get(pk=visit.patient_id).cautions == ["blood_thinners"]


# --- Moving -------------------------------------------------------------------------------------------------------------


def move(w, visit, when, **changes):
    return actions.move_visit(
        visit=visit, starts_at=cast.at(when), **{"by": cast.viewer(w.ada), "now": w.now, **changes}
    )


def test_a_moved_visit_gives_its_old_time_back(world):
    visit = book(world, "Tue 9:00")

    moved = move(world, visit, "Wed 14:00")

    assert (moved.pk, moved.starts_at, moved.ends_at) == (
        visit.pk,
        cast.at("Wed 14:00"),
        cast.at("Wed 14:50"),
    )
    assert book(world, "Tue 9:00", patient=world.bo)
    agreement.check()


def test_a_visit_may_move_into_part_of_its_own_time(world):
    models.Room.objects.exclude(pk=world.rooms[0].pk).update(is_open=False)
    visit = book(world, "Tue 9:00")

    assert move(world, visit, "Tue 9:15").starts_at == cast.at("Tue 9:15")
    agreement.check()


def test_moving_leaves_a_fact_with_the_old_time_and_new_mails(world):
    visit = book(world, "Wed 9:00")

    moved = move(world, visit, "Thu 9:00")

    fact = visit.facts.get(kind="MOVED")
    assert (fact.was_at, fact.at) == (cast.at("Wed 9:00"), world.now)
    assert waiting(moved, "reminder") == [(f"visit:{visit.code}:reminder:1:24", cast.at("Wed 9:00"))]
    assert "Thursday 26 November at 9:00 am (EST)" in worded(moved, "moved", world.now).body
    assert "visit_moved" in audited()


def test_a_visit_that_moves_back_is_still_reminded_of(world):
    visit = move(world, move(world, book(world, "Wed 9:00"), "Thu 9:00"), "Wed 9:00")

    assert waiting(visit, "reminder") == [(f"visit:{visit.code}:reminder:2:24", cast.at("Tue 9:00"))]


def test_when_the_new_time_is_taken_the_old_one_stays(world):
    visit = book(world, "Tue 9:00")
    book(world, "Wed 9:00", patient=world.bo)

    with pytest.raises(actions.NewTimeIsTaken, match="Your old time is still yours"):
        move(world, visit, "Wed 9:00")

    assert models.Visit.objects.get(pk=visit.pk).starts_at == cast.at("Tue 9:00")
    agreement.check()


def test_moving_to_where_it_is_changes_nothing(world):
    visit = book(world, "Tue 9:00")

    assert move(world, visit, "Tue 9:00") == visit
    assert not visit.facts.filter(kind="MOVED").exists()


def test_what_is_over_or_unknown_is_not_moved(world):
    visit = book(world, "Tue 9:00")
    actions.cancel_visit(visit=visit, by=cast.viewer(world.ada), now=world.now)
    brought_in = make.a_visit(world, patient=world.bo, service=None, starts_at="Wed 9:00")
    begun = make.a_visit(world, patient=world.dan, starts_at="9:00")

    with pytest.raises(actions.UnableToMove, match="can no longer be moved"):
        move(world, visit, "Thu 9:00")
    with pytest.raises(actions.UnableToMove, match="came from another system"):
        move(world, brought_in, "Thu 9:00")
    with pytest.raises(actions.UnableToMove, match="already begun"):
        move(world, begun, "Thu 9:00")
    with pytest.raises(actions.UnableToMove, match="too soon"):
        move(world, book(world, "Wed 9:00"), "8:00")


def test_of_two_who_move_one_visit_the_later_one_is_told(world):
    visit = book(world, "Tue 9:00")
    stale = models.Visit.objects.select_related("clinic", "service").get(pk=visit.pk)
    move(world, visit, "Wed 9:00")

    with pytest.raises(actions.UnableToMove, match="changed a moment ago"):
        move(world, stale, "Thu 9:00")
    agreement.check()


# --- Cancelling -----------------------------------------------------------------------------------------------------------


def test_a_cancelled_visit_gives_its_time_back_and_is_not_reminded_of(world):
    visit = book(world, "Wed 9:00")

    actions.cancel_visit(visit=visit, by=cast.viewer(world.ada), now=world.now)

    assert models.Visit.objects.get(pk=visit.pk).state == State.CANCELLED
    assert waiting(visit, "reminder") == []
    assert "is cancelled" in worded(visit, "cancelled", world.now).body
    assert visit.facts.filter(kind="CANCELLED").count() == 1
    assert book(world, "Wed 9:00", patient=world.bo)
    agreement.check()


def test_cancelling_twice_cancels_once(world):
    visit = book(world, "Wed 9:00")
    for _ in range(2):
        actions.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now, reason="Moved away")

    assert [fact.reason for fact in visit.facts.filter(kind="CANCELLED")] == ["Moved away"]
    assert audited().count("visit_cancelled") == 1
    assert "Moved away" not in str(list(house.AuditEntry.objects.values_list("details", flat=True)))


def test_what_has_begun_is_cancelled_by_the_desk_only(world):
    visit = make.a_visit(world, starts_at="9:00")

    with pytest.raises(actions.UnableToCancel, match="already begun"):
        actions.cancel_visit(visit=visit, by=cast.viewer(world.ada), now=world.now)
    actions.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now)
    assert visit.state == State.CANCELLED


def test_a_visit_that_was_held_is_not_cancelled(world):
    visit = make.a_visit(world, state=State.COMPLETED)

    with pytest.raises(actions.UnableToCancel, match="no longer"):
        actions.cancel_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now)


# --- At the door --------------------------------------------------------------------------------------------------------------


def test_somebody_who_is_here_is_received_once(world):
    visit = make.a_visit(world)
    for _ in range(2):
        actions.receive_visit(visit=visit, by=cast.viewer(world.ruth), now=world.now)

    assert visit.state == State.ARRIVED
    assert [fact.kind for fact in visit.facts.all()] == ["ARRIVED"]
    assert audited() == ["visit_received"]


def test_nobody_is_received_on_another_day_or_after_all(world):
    with pytest.raises(actions.UnableToReceive, match="later day"):
        actions.receive_visit(
            visit=make.a_visit(world, starts_at="Tue 9:00"), by=cast.viewer(world.ruth), now=world.now
        )
    with pytest.raises(actions.UnableToReceive, match="cancelled, missed or done"):
        actions.receive_visit(
            visit=make.a_visit(world, state=State.CANCELLED), by=cast.viewer(world.ruth), now=world.now
        )


def test_a_missed_visit_gives_its_time_back(world):
    visit = book(world, "Tue 9:00")
    later = cast.at("Tue 9:20")

    for _ in range(2):
        actions.miss_visit(visit=visit, by=cast.viewer(world.ruth), now=later)

    assert visit.state == State.MISSED
    assert [fact.kind for fact in visit.facts.order_by("pk")] == ["BOOKED", "MISSED"]
    agreement.check()


def test_nobody_misses_a_visit_that_has_not_begun_or_that_they_came_to(world):
    with pytest.raises(actions.UnableToMiss, match="not begun yet"):
        actions.miss_visit(visit=book(world, "Tue 9:00"), by=cast.viewer(world.ruth), now=world.now)
    with pytest.raises(actions.UnableToMiss, match="is here"):
        actions.miss_visit(
            visit=make.a_visit(world, starts_at="9:00", state=State.ARRIVED),
            by=cast.viewer(world.ruth),
            now=world.now,
        )


def test_a_completed_visit_was_received_even_when_the_desk_forgot(world):
    visit = make.a_visit(world, starts_at="9:00")
    for _ in range(2):
        actions.complete_visit(visit=visit, by=cast.viewer(world.mei), now=world.now)

    assert visit.state == State.COMPLETED
    assert [fact.kind for fact in visit.facts.order_by("pk")] == ["ARRIVED", "COMPLETED"]
    assert audited() == ["visit_received", "visit_completed"]


def test_a_cancelled_visit_is_not_completed(world):
    visit = make.a_visit(world, state=State.CANCELLED)

    with pytest.raises(actions.UnableToComplete, match="cancelled or missed"):
        actions.complete_visit(visit=visit, by=cast.viewer(world.mei), now=world.now)


# --- Two guards --------------------------------------------------------------------------------------------------------------


def test_the_claims_refuse_what_the_words_would_let_through(world):
    book(world, "Tue 9:00")
    models.Occupancy.objects.update(w0=0, w1=0, w2=0, w3=0, w4=0)  # as if the words had been lost

    with pytest.raises(IntegrityError), transaction.atomic():
        book(world, "Tue 9:00", patient=world.bo, practitioner_id=world.mei.pk)
    assert models.Visit.objects.count() == 1


def test_words_beyond_the_first_hold_as_well(world):
    """18:00 is tick 216, in the fourth word; a run across two words is claimed in both."""
    visit = book(world, "Tue 14:40", service=world.follow_up)  # ticks 176–187 cross the edge at 180

    row = models.Occupancy.objects.get(resource=queries.room(visit.room_id))
    assert (row.w2.bit_count(), row.w3.bit_count()) == (4, 7)
    assert ticks.mask([row.w0, row.w1, row.w2, row.w3, row.w4]) == ticks.bits(176, 187)
