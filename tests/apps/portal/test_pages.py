"""The patient's own pages: what comes next, what waits, the plan, what was agreed to."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needlepoint.house import clock
from needlepoint.knowledge.questions import answers as said
from needlepoint.outcomes import models as outcomes
from needlepoint.people import models as people
from needlepoint.plans import models as plans
from needlepoint.portal import queries
from tests import cast, make


@pytest.fixture(autouse=True)
def _told_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


HOME = "/me/"


def home_of(patient):
    return cast.client_of(patient).get(HOME).content.decode()


def a_check_in(world, visit, **changes):
    fields = {
        "clinic": world.clinic,
        "patient": visit.patient,
        "visit": visit,
        "kind": "AFTER_VISIT",
        "due_at": cast.NOW,
        "made_at": cast.NOW,
    }
    return outcomes.CheckIn.objects.create(**{**fields, **changes})


# --- home -----------------------------------------------------------------------------------------------------------------------


def test_home_greets_by_name_at_the_clinics_time_of_day(world, monkeypatch):
    assert "Good morning, Ada" in home_of(world.ada)
    monkeypatch.setattr(clock, "now", lambda: cast.at("18:00"))
    assert "Good evening, Ada" in home_of(world.ada)


def test_home_shows_the_next_visit_first_and_the_others_after_it(world):
    make.a_visit(world, starts_at="Wed 11:00")
    make.a_visit(world, starts_at="Tue 14:30", practitioner=world.omar)
    make.a_visit(world, starts_at="Tue 9:00", state="CANCELLED")
    make.a_visit(world, patient=world.bo, starts_at="Tue 8:00")

    page = home_of(world.ada)

    assert page.index("Tuesday 24 November") < page.index("Wednesday 25 November")
    assert "2:30 pm to 3:20 pm" in page
    assert "Dr Omar Haddad" in page
    assert "9:00 am" not in page
    assert "8:00 am" not in page


def test_home_leads_to_where_the_next_visit_is(world):
    visit = make.a_visit(world, patient=world.ada, starts_at=cast.NOW + dt.timedelta(days=2))

    assert reverse("booking:booked", args=[visit.code]) in home_of(world.ada)


def test_a_visit_stays_in_view_until_it_is_over(world):
    make.a_visit(world, starts_at=cast.NOW - dt.timedelta(minutes=20))

    assert "Your next visit" in home_of(world.ada)


def test_home_without_anything_says_so_kindly(world):
    page = home_of(world.dan)

    assert "Your next visit" not in page
    assert "How you are doing" not in page
    assert "Your plan" not in page
    assert "You have not answered these yet." in page


def test_an_intake_waits_until_it_is_sent(world):
    visit = make.a_visit(world, starts_at="Tue 10:00", service=world.first)
    url = reverse("intake:resume", args=[visit.code])

    assert "16 short pages to go" in home_of(world.ada)
    answers = {"where": said.SKIPPED, "tell": make.said_of(text="Hello")}
    row = make.an_intake(visit, answers, is_whole=False)
    assert "14 short pages to go" in home_of(world.ada)
    assert url in home_of(world.ada)
    row.state, row.finished_at = "FINISHED", cast.NOW
    row.save()
    assert url not in home_of(world.ada)


def test_many_forms_cost_as_many_questions_as_one(world, django_assert_num_queries):
    days = [
        make.a_visit(world, starts_at=cast.NOW + dt.timedelta(days=n), service=world.first)
        for n in range(1, 9)
    ]
    viewer = cast.viewer(world.ada)
    make.an_intake(days[0])
    with CaptureQueriesContext(connection) as one:
        queries.home_of(viewer, cast.NOW)
    for visit in days[1:]:
        make.an_intake(visit)
    with django_assert_num_queries(len(one)):
        assert len(queries.home_of(viewer, cast.NOW).forms) == len(days)


def test_a_follow_up_visit_asks_for_no_intake(world):
    visit = make.a_visit(world, starts_at="Tue 10:00")

    assert reverse("intake:resume", args=[visit.code]) not in home_of(world.ada)


def test_a_check_in_waits_while_it_can_be_answered(world):
    visit = make.a_visit(world, starts_at=cast.NOW - dt.timedelta(days=1), state="COMPLETED")
    asked = a_check_in(world, visit)
    url = reverse("outcomes:check_in", args=[asked.code])

    assert url in home_of(world.ada)
    assert url not in home_of(world.bo)
    outcomes.CheckIn.objects.update(due_at=cast.NOW - dt.timedelta(days=14))
    assert url not in home_of(world.ada)
    outcomes.CheckIn.objects.update(due_at=cast.NOW, answered_at=cast.NOW)
    assert url not in home_of(world.ada)


def test_home_shows_the_place_in_the_course_and_the_line_in_a_sentence(world):
    course = make.a_course(world, started_at=cast.NOW - dt.timedelta(days=30))
    for n in range(3):
        visit = make.a_visit(world, starts_at=cast.NOW - dt.timedelta(days=20 - 7 * n), state="COMPLETED")
        asked = a_check_in(world, visit, answered_at=visit.ends_at)
        outcomes.Score.objects.create(
            patient=world.ada,
            check_in=asked,
            instrument="PAIN",
            value=8 - n,
            asked_at=visit.ends_at,
            by="test",
        )
    make.a_visit(world, starts_at="Tue 10:00")

    page = home_of(world.ada)

    assert "3 of 8 visits done, review at 6" in page
    assert "Visit 4 of 8" in page
    assert reverse("portal:plan", args=[course.code]) in page
    assert "5 visits are left." in page
    assert "Pain was 8 of 10 at the start and 6 on " in page
    assert "<svg" in page
    before, folded = page.split("<summary>See the line</summary>")
    assert "Pain was 8 of 10" in before
    assert "<figure" in folded


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ("ruth", 403), ("mei", 403), ("ivo", 403), ("eve", 403), ("ada", 200)]
)
def test_home_is_for_patients(world, who, status):
    client = cast.client_of(getattr(world, who) if who else None)

    assert client.get(HOME).status_code == status
    assert client.post(HOME).status_code in {status, 405}


def test_a_patient_of_another_clinic_sees_only_their_own(world):
    make.a_visit(world, starts_at="Tue 10:00")

    page = home_of(world.eves_patient)

    assert "Harbour Needles" in page
    assert "Your next visit" not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_home_costs_the_same_at_one_row_and_at_thirty(world, rows, django_assert_num_queries):
    make.a_course(world, started_at=cast.NOW - dt.timedelta(days=300))
    for n in range(rows):
        visit = make.a_visit(world, starts_at=cast.NOW - dt.timedelta(days=7 * n + 1), state="COMPLETED")
        asked = a_check_in(world, visit, answered_at=visit.ends_at)
        outcomes.Score.objects.create(
            patient=world.ada, check_in=asked, instrument="PAIN", value=5, asked_at=visit.ends_at, by="test"
        )
        a_check_in(world, visit, kind="REVIEW")
        make.a_visit(world, starts_at=cast.NOW + dt.timedelta(days=n + 1), service=world.first)
    client = cast.client_of(world.ada)
    client.get(HOME)

    with django_assert_num_queries(23 + who_asks(client)):
        client.get(HOME)


def who_asks(client):
    """How many queries it takes to know who is asking: the cost of a page that does nothing else."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/me/plan/nothing/")
    return len(asked) - 1  # the one that found no plan


# --- plan -------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def course(world):
    return make.a_course(
        world, home=["WALK"], techniques=["HEAT"], words="We start gently.", started_at=cast.NOW
    )


def plan_url(course):
    return reverse("portal:plan", args=[course.code])


def test_the_plan_says_why_how_many_when_we_decide_and_what_counts_as_better(world, course):
    make.home_tasks(course, "WALK")
    plans.Review.objects.create(
        course=course, after_visit=6, decision="SPACE_OUT", reason="for the record only", words="You can do more now.",
        decided_at=cast.NOW, practitioner=world.mei,
    )  # fmt: skip

    page = cast.client_of(world.ada).get(plan_url(course)).content.decode()

    for words in (
        "We start gently.",
        "8 visits, about once a week.",
        "0 of 8 visits done, review at 6",
        "stop if you are no better",
        "Walk to the market and back",
        "2 points or 30 %",
        "After visit 6 we look at your numbers together",
        "Heat (lamp or moxa)",
        "Add a few minutes each week, up to half an hour.",
        "Low certainty",
        "NICE in England (2016) says do not offer it.",
        "Fewer visits from now on",
        "You can do more now.",
    ):
        assert words in page
    assert "for the record only" not in page


@pytest.mark.parametrize("phase", ["ACUTE", "SUBACUTE", "CHRONIC"])
@pytest.mark.parametrize("days", [1, 3, 7, 10, 14, 91])
def test_every_phase_and_pace_has_its_words(world, phase, days):
    course = make.a_course(world, phase=phase, days_between=days)

    page = cast.client_of(world.ada).get(plan_url(course)).content.decode()

    assert "8 visits, about" in page
    assert "certainty" in page


def test_a_claim_past_its_date_leaves_the_plan_and_the_plan_stands(world, course, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2030, 1, 1, 15, tzinfo=dt.UTC))

    page = cast.client_of(world.ada).get(plan_url(course)).content.decode()

    assert "NICE in England" not in page
    assert "8 visits" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("bo", 404), ("eve", 404), ("ruth", 403), ("ivo", 403), ("ada", 200), ("mei", 200)],
)
def test_a_plan_is_read_by_the_patient_and_practitioners(world, course, who, status):
    assert cast.client_of(getattr(world, who) if who else None).get(plan_url(course)).status_code == status


@pytest.mark.parametrize(("decision", "is_left_over"), [("STOP", True), ("CONTINUE", False)])
def test_a_visit_that_stays_booked_after_care_ended_says_so(world, course, decision, is_left_over):
    make.a_visit(world, starts_at="Fri 10:00", is_review=True, booked_at=world.now - dt.timedelta(days=9))
    plans.Review.objects.create(
        course=course,
        after_visit=2,
        decision=decision,
        reason="r",
        decided_at=world.now,
        practitioner=world.mei,
    )

    page = cast.client_of(world.ada).get(HOME).content.decode()

    assert ("this one is still booked" in page) is is_left_over
    assert ("At this visit we look back together" in page) is not is_left_over


def test_an_unknown_plan_is_not_found_and_a_wrong_method_refused(world, course):
    client = cast.client_of(world.ada)

    assert client.get(reverse("portal:plan", args=["nothing"])).status_code == 404
    assert client.post(plan_url(course)).status_code == 405


def test_what_was_agreed_to_stands_on_the_first_page_with_the_way_to_change_it(world):
    people.Consent.objects.create(
        patient=world.ada, kind="HEAT", wording_version="1", is_given=True, decided_at=world.now
    )
    page = cast.client_of(world.ada).get("/me/").content.decode()

    folded = page.split("<summary>What you agreed to</summary>")[1].split("</details>")[0]
    assert "Yes, 23 November 2026" in folded
    assert "/me/consents/" in folded
