"""The recall desk and who is worse again at the top of the day."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.outcomes import models as outcomes
from needlepoint.outcomes.actions import flares
from needlepoint.plans import models as plans
from tests import cast, checks, make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
URL = "/recalls/"


def text(response, status=200):
    assert response.status_code == status, response.status_code
    return response.content.decode()


def a_recall(w, patient=None, **changes):
    patient = patient or w.ada
    course = changes.pop("course", None) or make.a_course(
        w, patient=patient, state="FINISHED", ended_at=w.now
    )
    usual = {"due_on": w.today - 3 * DAY, "reason": "MAINTENANCE", "made_at": w.now - 9 * DAY}
    return plans.Recall.objects.create(
        clinic=w.clinic, patient=patient, course=course, **{**usual, **changes}
    )


def a_result(w, recall, responder):
    outcomes.CourseResult.objects.create(
        course=recall.course,
        clinic=w.clinic,
        patient=recall.patient,
        practitioner=recall.course.practitioner,
        verdict="",
        responder=responder,
        began_at=w.now,
        worked_out_at=w.now,
    )


@pytest.mark.parametrize(
    ("responder", "words"),
    [(True, None), (False, "No clear gain is on record"), (None, "No answer says whether the course helped")],
)
def test_more_visits_are_proposed_with_their_label_and_with_what_the_course_came_to(world, responder, words):
    a_result(world, a_recall(world), responder)

    page = text(cast.client_of(world.ruth).get(URL))

    assert "extra visits did not clearly add" in page
    assert "Low certainty" in page
    known = ["No clear gain is on record", "No answer says whether the course helped"]
    assert [one for one in known if one in page] == ([words] if words else [])


def test_who_was_stopped_early_is_asked_how_it_is_and_offered_nothing_more(world):
    course = make.a_course(world, state="STOPPED", ended_at=world.now)
    a_recall(world, course=course)

    page = text(cast.client_of(world.ruth).get(URL))

    assert "Stopped early: ask how it is" in page
    assert "No answer says whether" not in page


def test_who_was_away_for_long_is_offered_a_first_visit(world):
    make.a_visit(world, starts_at=world.now - 213 * DAY, state="COMPLETED", service=world.follow_up)
    a_recall(world, reason="LAPSED")
    ruth = cast.client_of(world.ruth)

    page = text(ruth.get(URL))

    assert "Not here for 7 months: offer a first visit" in page
    book = f"{reverse('booking:starts')}?for={world.ada.code}&amp;service=FIRST"
    assert book in page
    assert world.first.name in text(ruth.get(book.replace("&amp;", "&")))


def test_tries_are_listed_and_after_four_that_reached_nobody_the_page_says_so(world):
    tried = [
        {"at": (world.now - n * DAY).isoformat(), "by": "user:1", "outcome": "NO_ANSWER"}
        for n in (9, 7, 5, 3)
    ]
    a_recall(world, attempts=tried)

    page = text(cast.client_of(world.ruth).get(URL))

    assert "asked 4 times" in page
    assert page.index("20 November: No answer") < page.index("14 November: No answer")
    assert "Tried 4 times without speaking to them" in page


@pytest.mark.slow
def test_one_reason_can_be_looked_at_alone(world):
    a_recall(world)
    a_recall(world, patient=world.bo, reason="NO_NEXT_VISIT")
    ruth = cast.client_of(world.ruth)

    only = text(ruth.get(URL, {"why": "NO_NEXT_VISIT"}))
    everyone = text(ruth.get(URL, {"why": "<b>"}))

    assert world.bo.name in only
    assert world.ada.name not in only
    assert world.ada.name in everyone
    assert world.bo.name in everyone


def test_a_try_pressed_twice_is_noted_once(world):
    recall, ruth = a_recall(world), cast.client_of(world.ruth)
    url = reverse("desk:recall_attempt", args=[recall.code])

    for _press in range(2):
        ruth.post(url, {"outcome": "LEFT_MESSAGE", "seen": "0"})

    recall.refresh_from_db()
    assert [one["outcome"] for one in recall.attempts] == ["LEFT_MESSAGE"]
    assert "A try was noted a moment ago" in text(ruth.get(URL))


def test_what_was_a_mistake_is_taken_back(world):
    recall, ruth = a_recall(world), cast.client_of(world.ruth)
    ruth.post(reverse("desk:recall_attempt", args=[recall.code]), {"outcome": "DO_NOT_CONTACT", "seen": "0"})
    page = text(ruth.get(URL))
    allow = reverse("desk:recall_allow", args=[world.ada.code])
    again = reverse("desk:recall_reopen", args=[recall.code])
    assert "Do not want to be asked" in page
    assert again not in page
    ruth.post(again)
    recall.refresh_from_db()
    assert recall.state == "CLOSED"

    ruth.post(allow)
    assert again in text(ruth.get(URL))
    ruth.post(again)

    recall.refresh_from_db()
    world.ada.refresh_from_db()
    assert (recall.state, world.ada.may_contact) == ("OPEN", True)


def test_who_asked_to_be_left_alone_is_on_no_list_whatever_a_plan_says(world):
    a_recall(world)
    type(world.ada).objects.filter(pk=world.ada.pk).update(may_contact=False)

    page = text(cast.client_of(world.ruth).get(URL))

    assert "Nobody is due" in page
    assert (
        page.count("Ada Moreno") == 2
    )  # below, among those left alone: the name, and what the button is about


@pytest.mark.slow
def test_who_came_off_the_list_lately_stands_below_with_why(world):
    visit = make.a_visit(world, starts_at="Tue 10:00")
    a_recall(world, state="BOOKED", visit=visit, closed_at=world.now)
    a_recall(world, patient=world.bo, state="BOOKED", closed_at=world.now - 20 * DAY)

    page = text(cast.client_of(world.ruth).get(URL))

    assert "23 November: booked for 24 November" in page
    assert world.bo.name not in page


@pytest.mark.slow
@pytest.mark.parametrize("name", ["recall_attempt", "recall_reopen"])
def test_a_recall_of_another_clinic_is_not_found(world, name):
    recall = a_recall(world)

    url = reverse(f"desk:{name}", args=[recall.code])
    assert cast.client_of(world.eve).post(url, {"outcome": "NO_ANSWER"}).status_code == 404
    assert cast.client_of(world.ada).post(url, {"outcome": "NO_ANSWER"}).status_code in {403, 404}


def test_the_recall_desk_costs_the_same_at_one_and_at_three(world, django_assert_max_num_queries):
    ruth = cast.client_of(world.ruth)
    a_recall(world)
    ruth.get(URL)
    with django_assert_max_num_queries(30) as few:
        ruth.get(URL)
    for patient in (world.bo, world.cleo):
        a_recall(world, patient=patient)
    with django_assert_max_num_queries(len(few)):
        assert world.cleo.name in text(ruth.get(URL))


def test_whoever_leaves_the_list_is_named_with_the_day_they_are_asked_again(world):
    recall, ruth = a_recall(world), cast.client_of(world.ruth)

    url = reverse("desk:recall_attempt", args=[recall.code])
    page = text(ruth.post(url, {"outcome": "NOT_NOW", "seen": 0}, follow=True))

    recall.refresh_from_db()
    assert f"Noted. Ada Moreno is asked again on {recall.due_on.day} {recall.due_on:%B}." in page
    assert (
        f'<a href="{reverse("desk:patient", args=[world.ada.code])}">Ada Moreno</a>' in page
    )  # among the later ones
    page = text(ruth.post(url, {"outcome": "WHEN_WORSE", "seen": 1}, follow=True))
    assert "Noted. Ada Moreno is off the list." in page


# --- Worse again, on the day -----------------------------------------------------------------------------------------------


def told(w, **changes):
    said = {"patient": w.ada, "pain": 8, "words": "Lifted a box", "since": w.today - 3 * DAY, **changes}
    return flares.report_flare(by=cast.viewer(said["patient"]), now=w.now, **said)


def test_who_is_worse_again_stands_at_the_top_of_the_day_until_settled(world):
    flare, ruth = told(world), cast.client_of(world.ruth)

    page = text(ruth.get("/day/"))
    assert "Worse again" in page
    assert "Safety questions not answered" in page
    assert "pain 8 of 10" in page
    assert "worse since about 20 November" in page
    assert "Lifted a box" not in page  # what they wrote is for those who treat
    assert "Lifted a box" in text(cast.client_of(world.mei).get("/day/"))
    assert "Worse again" not in text(cast.client_of(world.ivo).get("/day/"))
    own = reverse("desk:patient", args=[world.ada.code])
    assert "Told us just now: pain 8 of 10" in text(ruth.get(own))
    assert "Lifted a box" in text(cast.client_of(world.mei).get(own))
    assert "Worse again" not in text(cast.client_of(world.ivo).get(own))

    ended = ruth.post(reverse("outcomes:flare_end", args=[flare.code]), {"why": "NOT_REACHED"}, follow=True)
    assert "Noted. Ada Moreno is off the list." in text(ended)
    assert "Worse again" not in text(ruth.get("/day/"))
    again = ruth.post(reverse("outcomes:flare_end", args=[flare.code]), {"why": "NOT_REACHED"}, follow=True)
    assert "done already" in text(again)


@pytest.mark.parametrize(
    ("route", "words", "can_book"),
    [(checks.Route.SUITABLE, "May come: find a start", True), (checks.Route.DOCTOR_FIRST, "", False)],
)
def test_the_day_says_what_comes_next(world, route, words, can_book):
    told(world)
    checks.kept(world.ada, route, at=world.now, reason="FLARE")

    page = text(cast.client_of(world.ruth).get("/day/"))

    assert words in page
    assert (f"?for={world.ada.code}" in page) is can_book


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("ivo", 403), ("ada", 403)])
def test_only_staff_who_may_see_it_end_it(world, who, status):
    flare = told(world)
    url = reverse("outcomes:flare_end", args=[flare.code])

    assert cast.client_of(getattr(world, who)).post(url, {"why": "BETTER"}).status_code == status
    ruth = cast.client_of(world.ruth)
    assert ruth.post(url, {"why": "TIRED"}).status_code == 302
    assert outcomes.Flare.objects.get().state == "ASKING"


def test_whoever_has_needles_in_sees_the_room_first_and_who_is_worse_again_below(world):
    told(world)
    visit = make.a_visit(
        world, patient=world.bo, starts_at=world.now - dt.timedelta(minutes=20), state="ARRIVED"
    )
    make.a_note(world, visit=visit, needles_in_at=world.now - dt.timedelta(minutes=15), retention_minutes=25)

    mei, ruth = (text(cast.client_of(who).get("/day/")) for who in (world.mei, world.ruth))

    assert '<a href="#flares">1 person told us</a>' in mei
    assert mei.index("Needles in, or still to count") < mei.index('id="flares"')
    assert ruth.index('id="flares"') < ruth.index("Needles in, or still to count")
