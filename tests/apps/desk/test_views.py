"""The staff's pages: who sees them, what they say, and how many queries they cost."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.charting import models as charting
from needlepoint.house import models as house
from needlepoint.outcomes import models as outcomes
from needlepoint.people import models as people
from needlepoint.plans import models as plans
from tests import cast, make

pytestmark = pytest.mark.django_db


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def day_page(who, **query):
    return cast.client_of(who).get(reverse("desk:day"), query)


# --- The day -----------------------------------------------------------------------------------------------------


def test_the_desk_sees_everybodys_visits_in_order_of_time(world):
    make.a_visit(world, patient=world.bo, starts_at="14:00", practitioner=world.omar)
    make.a_visit(world, patient=world.ada, starts_at="10:00")

    page = text(day_page(world.ruth))

    assert page.index("Ada Moreno") < page.index("Bo Lindqvist")
    assert "2 visits" in page


def test_the_day_writes_times_as_the_calendar_does(world):
    make.a_visit(world, starts_at="14:00")
    assert "2:00 pm" in text(day_page(world.ruth))
    assert "2:00 pm" in text(cast.client_of(world.ruth).get(reverse("desk:patient", args=[world.ada.code])))


def test_whoever_sits_at_the_desk_enters_a_walk_in_from_the_day(world):
    assert reverse("desk:calendar_walk_in") in day_page(world.ruth).content.decode()
    assert reverse("desk:calendar_walk_in") not in day_page(world.mei).content.decode()


def test_a_practitioner_sees_their_own_day_first_and_can_ask_for_everyones(world):
    make.a_visit(world, patient=world.bo, starts_at="14:00", practitioner=world.omar)
    make.a_visit(world, patient=world.ada, starts_at="10:00")

    own = text(day_page(world.mei))
    everyone = text(day_page(world.mei, **{"with": "everyone"}))

    assert "Ada Moreno" in own
    assert "Bo Lindqvist" not in own
    assert "Bo Lindqvist" in everyone


def test_needles_that_are_due_stand_first_and_say_so_in_words(world):
    visit = make.a_visit(world, patient=world.bo, starts_at="9:00", state="ARRIVED")
    make.a_note(world, visit=visit, needles_in_at=world.now - dt.timedelta(minutes=26), retention_minutes=25)

    page = text(day_page(world.ruth))

    assert "Needles out now" in page
    assert "+1:00" in page
    assert "1 needs you now" in page


def test_a_room_with_a_needle_missing_stays_in_sight_until_a_count_agrees(world):
    visit = make.a_visit(world, patient=world.bo, starts_at="9:00", state="ARRIVED")
    out = {"needles_in_at": world.now - dt.timedelta(minutes=26), "needles_out_at": world.now}
    note = make.a_note(world, visit=visit, came_out_early=True, **out)
    for kind, needles in (("IN", 5), ("OUT", 4)):
        note.counts.create(kind=kind, needles=needles, at=world.now, by="Dr Mei Tanaka")

    response = day_page(world.ruth)

    assert [row.name for row in response.context["page"].rooms] == ["Bo Lindqvist"]
    assert "Count the needles" in text(response)


def test_a_note_on_the_patients_page_says_where_the_needles_were(world):
    done = make.a_note(world, visit=make.a_visit(world, state="COMPLETED"), needles_in_at=world.now)
    done.needlings.create(point_code="GB30", side="LEFT", needles_in=1)
    meant = make.a_note(world, visit=make.a_visit(world, starts_at="Tue 10:00"))
    meant.needlings.create(point_code="BL23", side="BOTH", needles_in=2)

    page = text(cast.client_of(world.mei).get(reverse("desk:patient", args=[world.ada.code])))

    assert "GB30 L · Not signed yet" in page
    assert "BL23" not in page


def test_cautions_stand_beside_the_name(world):
    make.a_visit(world, patient=world.bo)

    assert "lood thinner" in text(day_page(world.ruth))


def test_the_desk_can_receive_and_the_practitioner_can_open_the_note(world):
    visit = make.a_visit(world)
    make.a_course(world)

    desk, practitioner = text(day_page(world.ruth)), text(day_page(world.mei))

    assert reverse("booking:arrival", args=[visit.code]) in desk
    assert reverse("charting:note", args=[visit.code]) not in desk
    assert reverse("charting:note", args=[visit.code]) in practitioner


def test_a_patient_without_a_course_is_assessed_first(world):
    make.a_visit(world)

    assert reverse("plans:assessment", args=[world.ada.code]) in text(day_page(world.mei))


def test_a_review_that_is_due_is_the_next_thing_to_do(world):
    course = make.a_course(world, review_after=1, started_at=world.now - dt.timedelta(days=8))
    make.a_visit(world, starts_at=world.now - dt.timedelta(days=7), state="COMPLETED")
    make.a_visit(world, starts_at="10:00", state="ARRIVED")

    page = text(day_page(world.mei))

    assert reverse("desk:review", args=[course.code]) in page


def test_another_day_is_reached_by_its_date(world):
    make.a_visit(world, patient=world.bo, starts_at="Tue 10:00")

    assert "Bo Lindqvist" not in text(day_page(world.ruth))
    assert "Bo Lindqvist" in text(day_page(world.ruth, on="2026-11-24"))


@pytest.mark.parametrize("on", ["yesterday", "2026-13-01", "1999-01-01", "9999-12-31", "\x00"])
def test_a_day_that_is_none_is_not_found(world, on):
    text(day_page(world.ruth, on=on), status=404)


def test_an_unknown_practitioner_shows_the_day_all_the_same(world):
    make.a_visit(world)

    assert "Ada Moreno" in text(day_page(world.ruth, **{"with": "nobody"}))


def test_the_day_costs_the_same_queries_at_1_and_at_30_rows(world, django_assert_num_queries):
    def fill(count):
        for n in range(count):
            patient = people.Patient.objects.create(
                clinic=world.clinic, given_name=f"P{n}", made_at=world.now, cautions=["pregnant"]
            )
            visit = make.a_visit(world, patient=patient, state="ARRIVED")
            make.a_course(world, patient=patient)
            make.a_note(world, visit=visit, needles_in_at=world.now)

    client = cast.client_of(world.ruth)
    client.get(reverse("desk:day"))
    fill(1)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        text(client.get(reverse("desk:day")))
    fill(29)
    with django_assert_num_queries(len(one)):
        assert text(client.get(reverse("desk:day"))).count('class="visit"') == 30


def test_eve_sees_none_of_this_clinics_day(world):
    make.a_visit(world)

    assert "Ada" not in text(day_page(world.eve))


# --- Patients ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["mor", "Ada", "ada mor", "ada@mail", "0101", "(212) 555-0101"])
def test_a_patient_is_found_by_name_mail_or_phone(world, words):
    page = text(cast.client_of(world.ruth).get(reverse("desk:patients"), {"q": words}))

    assert "Ada Moreno" in page


@pytest.mark.parametrize("words", ["berg", "van der", "v berg", "jane"])
def test_a_patient_is_found_by_any_part_of_a_long_name(world, words):
    people.Patient.objects.filter(pk=world.bo.pk).update(given_name="Vera Jane", family_name="van der Berg")

    page = text(cast.client_of(world.ruth).get(reverse("desk:patients"), {"q": words}))

    assert "Vera Jane van der Berg" in page


def test_a_phone_number_stands_in_the_groups_it_is_read_aloud_in(world):
    page = text(cast.client_of(world.ruth).get(reverse("desk:patient", args=[world.ada.code])))

    assert "+1 212-555-0101" in page


def test_a_number_nobody_could_read_stands_as_it_was_typed(world):
    people.Patient.objects.filter(pk=world.ada.pk).update(phone="ask at the bakery")

    page = text(cast.client_of(world.ruth).get(reverse("desk:patient", args=[world.ada.code])))

    assert "ask at the bakery" in page


def test_nobody_of_another_clinic_is_found(world):
    page = text(cast.client_of(world.eve).get(reverse("desk:patients"), {"q": "ada"}))

    assert "Moreno" not in page


def test_a_search_for_nobody_says_what_to_try(world):
    page = text(cast.client_of(world.ruth).get(reverse("desk:patients"), {"q": "zzz"}))

    assert "Nobody found" in page


def test_a_search_too_long_is_refused_with_a_summary(world):
    page = text(cast.client_of(world.ruth).get(reverse("desk:patients"), {"q": "z" * 81}), status=422)

    assert "z" * 81 in page


def test_the_practitioner_reads_notes_and_the_desk_does_not(world):
    make.a_note(world, visit=make.a_visit(world, state="COMPLETED"), told="Slept badly since the storm")

    practitioner = text(cast.client_of(world.mei).get(reverse("desk:patient", args=[world.ada.code])))
    desk = text(cast.client_of(world.ruth).get(reverse("desk:patient", args=[world.ada.code])))
    owner = text(cast.client_of(world.ivo).get(reverse("desk:patient", args=[world.ada.code])))

    assert "Slept badly" in practitioner
    assert "Slept badly" not in desk
    assert "Slept badly" not in owner


def test_the_patients_page_costs_the_same_queries_at_1_and_at_30_visits(world, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = cast.client_of(world.mei), reverse("desk:patient", args=[world.ada.code])
    make.a_course(world)
    make.a_note(world, visit=make.a_visit(world, state="COMPLETED"))
    text(client.get(url))
    with CaptureQueriesContext(connection) as one:
        text(client.get(url))
    for n in range(29):
        make.a_note(
            world,
            visit=make.a_visit(world, starts_at=world.now - dt.timedelta(days=n + 1), state="COMPLETED"),
        )
    with django_assert_num_queries(len(one)):
        text(client.get(url))


# --- A new patient -----------------------------------------------------------------------------------------------

CALLER = {
    "given_name": "Greta",
    "family_name": "Sund",
    "birth_date_d": "9",
    "birth_date_m": "3",
    "birth_date_y": "1972",
    "phone": "(212) 555-0142",
    "email": "",
}


def enter(world, who=None, **changes):
    return cast.client_of(who or world.ruth).post(reverse("desk:new_patient"), {**CALLER, **changes})


def test_the_patients_page_leads_to_entering_a_new_one(world):
    for words in ("", "zzz"):
        page = text(cast.client_of(world.ruth).get(reverse("desk:patients"), {"q": words}))

        assert reverse("desk:new_patient") in page


def test_a_caller_is_entered_and_their_page_opens_to_book(world):
    answer = enter(world)

    greta = people.Patient.objects.get(family_name="Sund")
    assert answer.url == reverse("desk:patient", args=[greta.code])
    assert (greta.clinic, greta.phone, greta.email, greta.user) == (world.clinic, "+12125550142", "", None)
    assert greta.birth_date == dt.date(1972, 3, 9)
    entry = house.AuditEntry.objects.get(what="patient_registered")
    assert entry.who == f"user:{world.ruth.pk}"
    page = text(cast.client_of(world.ruth).get(answer.url))
    assert f"{reverse('booking:starts')}?for={greta.code}" in page


def test_the_same_caller_entered_twice_is_one_patient(world):
    assert enter(world).url == enter(world).url
    assert people.Patient.objects.filter(family_name="Sund").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"given_name": ""},
        {"family_name": "7"},
        {"birth_date_y": "72"},
        {"birth_date_y": "2027"},
        {"birth_date_y": "1890"},
        {"phone": "12"},
        {"email": "greta"},
    ],
)
def test_what_cannot_be_right_about_a_caller_stores_nothing(world, changes):
    before = people.Patient.objects.count()

    text(enter(world, **changes), status=422)

    assert people.Patient.objects.count() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"given_name": "Ida", "family_name": "moreno"},
        {"given_name": "Ada", "family_name": "Lind"},
        {"phone": "212 555 0101"},
    ],
)
def test_somebody_alike_is_shown_before_a_second_record_is_made(world, changes):
    born = {"birth_date_d": "2", "birth_date_m": "4", "birth_date_y": "1961"}  # Ada's birthday

    page = text(enter(world, **born, **changes), status=422)

    assert "Do we know them already?" in page
    assert reverse("desk:patient", args=[world.ada.code]) in page
    before = people.Patient.objects.count()
    assert enter(world, **born, **changes, somebody_else="yes").status_code == 302
    assert people.Patient.objects.count() == before + 1


def test_nobody_alike_of_another_clinic_is_shown(world):
    born = {"birth_date_d": "5", "birth_date_m": "5", "birth_date_y": "1970", "family_name": "Quist"}

    assert enter(world, **born).status_code == 302  # Hal Quist is Eve's


@pytest.mark.parametrize("who", [None, "ada"])
def test_only_staff_enter_patients(world, who):
    before = people.Patient.objects.count()
    client = cast.client_of(getattr(world, who) if who else None)

    answer = client.post(reverse("desk:new_patient"), CALLER)

    assert answer.status_code in {302, 403, 404}
    assert people.Patient.objects.count() == before


def test_the_desk_reaches_the_form_of_a_first_visit_to_fill_it_in(world):
    visit = make.a_visit(world, service=world.first, starts_at="14:00")
    form = reverse("intake:resume", args=[visit.code])
    file = reverse("desk:patient", args=[world.ada.code])

    assert form in text(day_page(world.ruth))
    assert form in text(cast.client_of(world.ruth).get(file))
    assert form not in text(cast.client_of(world.ivo).get(file))

    make.an_intake(visit, is_sent=True)

    assert form not in text(day_page(world.ruth))
    assert form not in text(cast.client_of(world.ruth).get(file))


# --- Review ------------------------------------------------------------------------------------------------------


def a_course_at_its_review(world):
    course = make.a_course(world, review_after=1, started_at=world.now - dt.timedelta(days=8))
    make.a_visit(world, starts_at=world.now - dt.timedelta(days=7), state="COMPLETED")
    return course


def decide(world, course, who=None, **changes):
    sent = {
        "decision": "CONTINUE",
        "next_review": "6",
        "despite": ["SETBACK"],  # nobody was asked about pain, so going on needs a reason of its own
        "reason": "Sleeps through again",
        "words": "",
        **changes,
    }
    return cast.client_of(who or world.mei).post(reverse("desk:review", args=[course.code]), sent)


def test_nothing_is_chosen_beforehand_at_a_review(world):
    course = a_course_at_its_review(world)

    page = text(cast.client_of(world.mei).get(reverse("desk:review", args=[course.code])))

    assert "checked" not in page
    assert course.better_means in page


@pytest.mark.parametrize(("now", "asks"), [(8, True), (6, False), (4, False)])
def test_pain_that_grew_sends_the_review_back_to_the_warning_signs(world, now, asks):
    course = a_course_at_its_review(world)
    for days, value in ((8, 6), (1, now)):
        asked_at = world.now - dt.timedelta(days=days)
        outcomes.Score.objects.create(
            patient=world.ada, instrument="PAIN", value=value, asked_at=asked_at, by="test"
        )

    page = text(cast.client_of(world.mei).get(reverse("desk:review", args=[course.code])))

    assert (reverse("plans:assessment", args=[world.ada.code]) in page) is asks


def test_a_decision_is_kept_with_its_reason_and_what_was_in_view(world):
    course = a_course_at_its_review(world)

    response = decide(world, course)

    review = plans.Review.objects.get()
    assert response.url == reverse("desk:patient", args=[world.ada.code])
    assert (review.decision, review.after_visit) == ("CONTINUE", 1)
    assert review.reason.endswith("Sleeps through again")
    assert "pain" in review.scores
    assert house.AuditEntry.objects.filter(what="review_decided", patient_id=world.ada.pk).exists()


def test_a_stop_ends_the_course_and_puts_a_date_on_the_recall_list(world):
    course = a_course_at_its_review(world)

    decide(world, course, decision="STOP", next_review="")

    course.refresh_from_db()
    recall = plans.Recall.objects.get()
    assert course.state == "STOPPED"
    assert recall.due_on > world.today


@pytest.mark.parametrize(
    "changes",
    [
        {"decision": ""},
        {"reason": "", "despite": []},
        {"decision": "GO_ON_FOR_EVER"},
        {"next_review": ""},
        {"next_review": "1"},
        {"next_review": "x"},
    ],
)
def test_a_decision_that_lacks_something_stores_nothing_and_keeps_the_words(world, changes):
    course = a_course_at_its_review(world)

    page = text(decide(world, course, words="You read this", **changes), status=422)

    assert "You read this" in page
    assert 'class="error-summary"' in page or "error" in page
    assert plans.Review.objects.count() == 0


@pytest.mark.parametrize("who", ["ruth", "ivo"])
def test_only_a_practitioner_decides(world, who):
    course = a_course_at_its_review(world)

    assert decide(world, course, who=getattr(world, who)).status_code == 403
    assert plans.Review.objects.count() == 0


# --- Recalls -----------------------------------------------------------------------------------------------------


def a_recall(world, **changes):
    fields = {
        "clinic": world.clinic,
        "patient": world.ada,
        "course": make.a_course(world, state="FINISHED", ended_at=world.now),
        "due_on": world.today - dt.timedelta(days=3),
        "reason": "MAINTENANCE",
        "made_at": world.now,
        **changes,
    }
    return plans.Recall.objects.create(**fields)


def test_who_is_due_stands_on_the_list_with_why_and_how_to_book(world):
    a_recall(world)

    page = text(cast.client_of(world.ruth).get(reverse("desk:recalls")))

    assert "Ada Moreno" in page
    assert "Due 3 days ago" in page
    assert f"{reverse('booking:starts')}?for={world.ada.code}" in page


def test_who_has_booked_the_whole_course_is_neither_asked_back_nor_to_be_booked(world):
    course = make.a_course(world, started_at=world.now, visits_planned=2, review_after=2)
    a_recall(world, course=course, reason="NO_NEXT_VISIT")
    ruth, url = cast.client_of(world.ruth), reverse("desk:patient", args=[world.ada.code])
    make.a_visit(world, starts_at="Tue 10:00")
    some = text(ruth.get(url))
    last = make.a_visit(world, starts_at="Wed 10:00")
    whole = text(ruth.get(url))

    assert "Book the whole course" in some
    assert "Booked for 24 November 2026, so nobody need ask them back" in some
    assert "Book the whole course" not in whole
    assert "all visits that remain are booked" in whole
    assert "Ada Moreno" not in text(ruth.get(reverse("desk:recalls")))
    last.state = "CANCELLED"
    last.save()
    assert "Book the whole course" in text(ruth.get(url))


def test_an_attempt_is_noted_and_the_person_is_asked_again_later(world):
    recall = a_recall(world)

    cast.client_of(world.ruth).post(
        reverse("desk:recall_attempt", args=[recall.code]), {"outcome": "NO_ANSWER"}
    )

    recall.refresh_from_db()
    assert recall.attempts[0]["outcome"] == "NO_ANSWER"
    assert recall.due_on > world.today


def test_somebody_who_wants_to_be_left_alone_is_left_alone(world):
    recall = a_recall(world)

    cast.client_of(world.ruth).post(
        reverse("desk:recall_attempt", args=[recall.code]), {"outcome": "DO_NOT_CONTACT"}
    )

    recall.refresh_from_db()
    world.ada.refresh_from_db()
    assert recall.state == "CLOSED"
    assert world.ada.may_contact is False


def test_an_attempt_that_is_none_changes_nothing(world):
    recall = a_recall(world)

    cast.client_of(world.ruth).post(
        reverse("desk:recall_attempt", args=[recall.code]), {"outcome": "SHOUTED"}
    )

    recall.refresh_from_db()
    assert recall.attempts == []


# --- The owner ---------------------------------------------------------------------------------------------------


def test_the_owner_sees_what_waits_for_somebody(world):
    a_course_at_its_review(world)
    visit = make.a_visit(world, patient=world.bo, starts_at=world.now - dt.timedelta(days=1), state="ARRIVED")
    make.a_note(
        world,
        visit=visit,
        opened_at=world.now - dt.timedelta(days=1),
        needles_in_at=world.now - dt.timedelta(days=1),
    )

    page = text(cast.client_of(world.ivo).get(reverse("desk:owner")))

    assert "Ada Moreno" in page
    assert charting.Note.objects.filter(state="OPEN").count() == 1


def test_the_owner_sees_how_many_visits_the_coming_week_holds(world):
    for days, state in ((1, "BOOKED"), (6, "BOOKED"), (8, "BOOKED"), (2, "CANCELLED"), (-1, "COMPLETED")):
        make.a_visit(world, starts_at=world.now + dt.timedelta(days=days), state=state)

    shown = dict(cast.client_of(world.ivo).get(reverse("desk:owner")).context["page"].lately)

    assert shown["Booked for the next seven days"] == "2"
    assert (shown["Visits done"], shown["Cancelled visits"]) == ("1", "0")


@pytest.mark.parametrize("who", ["mei_user", "ruth"])
def test_the_owners_page_is_the_owners(world, who):
    assert cast.client_of(getattr(world, who)).get(reverse("desk:owner")).status_code == 403
