"""Goals before the first needle, sides that follow the pain, visits now and then, and what a report needs to know."""

import datetime as dt

import pytest

from needlepoint.knowledge import dose
from needlepoint.plans import models, queries
from needlepoint.plans.actions import agreeing
from needlepoint.plans.rules import goals as goal_rules
from needlepoint.plans.rules import protocol
from needlepoint.plans.wording import goals as goal_wording
from tests import cast, make
from tests.apps.plans import room

pytestmark = pytest.mark.django_db
Goal = goal_rules.Goal
WALK = Goal("Walk to the market", 3, 6)


def text(response):
    return response.content.decode()


@pytest.fixture
def episode(world):
    return room.assessed(world)


def done(w, course):
    make.a_visit(w, starts_at=w.now - dt.timedelta(days=1), state="COMPLETED")
    course.started_at = w.now - dt.timedelta(days=2)
    course.save()


# --- The deed --------------------------------------------------------------------------------------------------------------


def test_numbers_agreed_on_say_what_counts_as_better_in_the_patients_language(world, episode):
    w = world
    w.ada.language = "es"
    w.ada.save()

    course = room.agreed(w, episode, better_means="", goals=[WALK, Goal("Sit through a film", 2)])

    assert queries.goals_of(course) == (WALK, Goal("Sit through a film", 2))
    assert "Walk to the market" in course.better_means
    assert "6" in course.better_means


def test_goals_stay_as_they_were_once_a_visit_is_done(world, episode):
    w = world
    course = room.agreed(w, episode, goals=[WALK])
    room.agreed(w, episode, goals=[Goal("Walk to the market", 3, 8)])
    done(w, models.Course.objects.get())

    with pytest.raises(agreeing.UnableToAgree, match="It stays as it was"):
        room.agreed(w, episode, goals=[Goal("Walk to the market", 3, 4)])
    room.agreed(w, episode, goals=None)

    assert queries.goals_of(course) == (Goal("Walk to the market", 3, 8),)


def test_a_goal_that_cannot_be_reached_or_read_is_refused(world, episode):
    for goal, sentence in (
        (Goal("", 3, 6), "Write what they want to do again"),
        (Goal("Walk", 6, 6), "a higher number"),
        (Goal("Walk", 30), "0 to 10"),
    ):
        with pytest.raises(agreeing.UnableToAgree, match=sentence):
            room.agreed(world, episode, goals=[goal])

    assert not models.Course.objects.exists()


@pytest.mark.parametrize(("key", "days", "visits"), [("maintenance", 28, 3), ("seasonal", 91, 2)])
def test_visits_now_and_then_belong_to_no_phase_and_have_numbers_of_their_own(
    world, episode, key, days, visits
):
    course = room.agreed(
        world, episode, dose_key=key, terms=agreeing.rules.Terms(visits, days, min(visits, 2))
    )

    assert course.phase == ""
    assert dose.preset_of_course(course.phase, course.days_between).key == key
    with pytest.raises(agreeing.UnableToAgree, match="outside what is usual"):
        room.agreed(world, episode, dose_key=key, terms=agreeing.rules.Terms(8, 7, 6))


def test_what_a_report_needs_to_know_is_kept(world, episode):
    meant = protocol.Meant("TCM", "PARTLY", "Near the pain", "A quiet room")

    course = room.agreed(world, episode, meant=meant, preset="kerr_2003")

    assert (course.style, course.individualised, course.rationale, course.setting, course.preset) == (
        "TCM",
        "PARTLY",
        "Near the pain",
        "A quiet room",
        "kerr_2003",
    )
    assert queries.style_last_used(world.mei.pk) == "TCM"
    assert queries.style_last_used(None) == ""


def test_the_visits_to_come_are_those_of_this_plan(world, episode):
    w = world
    course = room.agreed(w, episode)
    make.a_visit(w, starts_at=w.now + dt.timedelta(days=7))
    make.a_visit(w, starts_at=w.now + dt.timedelta(days=14), state="CANCELLED")
    make.a_visit(w, patient=w.bo, starts_at=w.now + dt.timedelta(days=8))

    assert queries.visits_ahead(course, w.now) == [w.now + dt.timedelta(days=7)]


# --- The page --------------------------------------------------------------------------------------------------------------


def test_a_plan_by_taps_keeps_goals_sides_and_where_it_started(world, episode):
    w = world
    posted = room.plan_posted(
        better_means="", goal_1="Walk to the market", goal_now_1="3", goal_target_1="6",
        points=["GB30", "BL40"], side_GB30="AFFECTED", side_BL40="OPPOSITE", preset="pattern:GALLBLADDER_CHANNEL", style="TCM",
    )  # fmt: skip

    response = cast.client_of(w.mei).post(f"/episodes/{episode.code}/plan/", posted)

    course = models.Course.objects.get()
    assert (response.status_code, response.url) == (302, f"/plans/{course.code}/")
    assert course.points == [{"code": "GB30", "side": "AFFECTED"}, {"code": "BL40", "side": "OPPOSITE"}]
    assert course.better_means == "Walk to the market: 6 of 10 or more."
    page = text(cast.client_of(w.mei).get(response.url))
    assert "3 of 10 before the first needle. Better means 6 or more." in page
    assert "painful side: GB30; other side: BL40" in page
    assert "Gallbladder channel (traditional framework)" in page
    assert "None of the visits to come is booked yet." in page
    assert "Book the visits and the review" in page


SLIPS = (
    ({"goal_1": "", "goal_target_1": "6"}, "Write what they want to do again"),
    ({"goal_now_1": "7"}, "a higher number than now"),
    ({"goal_target_1": "12"}, "Use a number from 0 to 10."),
    ({"goal_target_1": ""}, "Agree what would count as better before the first needle."),
    ({"style": "VOODOO"}, "Choose one from the list."),
)


def test_a_slip_in_the_goals_keeps_the_words_and_stores_nothing(world, episode):
    client, goal = cast.client_of(world.mei), {"goal_1": "Walk", "goal_now_1": "3", "goal_target_1": "6"}

    for changes, sentence in SLIPS:
        posted = room.plan_posted(better_means="", goal_2="Sit long", **{**goal, **changes})
        response = client.post(f"/episodes/{episode.code}/plan/", posted)
        assert response.status_code == 422
        assert sentence in text(response)
        assert "Sit long" in text(response)

    assert not models.Course.objects.exists()


def test_goals_are_shown_and_no_longer_asked_once_a_visit_is_done(world, episode):
    w = world
    done(w, room.agreed(w, episode, goals=[WALK]))
    url = f"/episodes/{episode.code}/plan/"

    page = text(cast.client_of(w.mei).get(url))
    kept = cast.client_of(w.mei).post(url, room.plan_posted(better_means="Anything", goal_1="Fly"))

    assert 'name="goal_1"' not in page
    assert "Better means 6 or more." in page
    assert kept.status_code == 302
    course = models.Course.objects.get()
    assert (course.better_means, queries.goals_of(course)) == ("Walk to the market and back", (WALK,))


@pytest.mark.parametrize(
    ("key", "visits", "words"),
    [("maintenance", "3", "did not clearly add"), ("seasonal", "2", "no trial of visits")],
)
def test_visits_now_and_then_are_offered_with_their_honest_label(world, episode, key, visits, words):
    w = world
    url = f"/episodes/{episode.code}/plan/"

    page = text(cast.client_of(w.mei).get(f"{url}?dose={key}"))
    days = "28" if key == "maintenance" else "91"
    posted = room.plan_posted(dose=key, visits_planned=visits, days_between=days, review_after="2")
    agreed = cast.client_of(w.mei).post(url, posted)

    assert words in page
    assert f'name="visits_planned" value="{visits}"' in page
    assert agreed.status_code == 302
    assert models.Course.objects.get().phase == ""
    assert words in text(cast.client_of(w.mei).get(agreed.url))
    assert f'name="dose" value="{key}"' in text(cast.client_of(w.mei).get(url))


def test_the_points_of_a_pattern_are_put_in_on_the_painful_side_and_labelled(world, episode):
    posted = room.plan_posted(take="1", use="pattern:GALLBLADDER_CHANNEL", points=["BL23"])

    page = text(cast.client_of(world.mei).post(f"/episodes/{episode.code}/plan/", posted))

    assert all(f'value="{code}" checked' in page for code in ("BL23", "GB30", "GB34"))
    assert page.count('<option value="AFFECTED" selected>') == 2
    assert "Started from: Gallbladder channel (traditional framework)." in page
    assert "Traditional framework, not a diagnosis" in page
    assert not models.Course.objects.exists()


def test_enter_behind_typed_points_puts_them_in_and_agrees_nothing_yet(world, episode):
    address = f"/episodes/{episode.code}/plan/"
    mei = cast.client_of(world.mei)

    page = text(mei.post(address, room.plan_posted(enter="1", add="GB30 BL40 r", words="Keep this")))

    assert all(f'value="{code}" checked' in page for code in ("BL23", "GB30", "BL40"))
    assert "Keep this" in page
    assert not models.Course.objects.exists()
    assert mei.post(address, room.plan_posted(enter="1", add="XX99")).status_code == 422
    assert mei.post(address, room.plan_posted(enter="1")).status_code == 302


def test_goals_are_read_with_what_was_answered_last():
    goals = [WALK, Goal("Sit", None, 5), Goal("Lift", 2), Goal("Ride")]

    assert goal_wording.rows(goals, {"Walk to the market": 6, "Sit": 4, "Lift": 3}) == (
        ("Walk to the market", "3 of 10 before the first needle. Better means 6 or more. 6 now: reached."),
        ("Sit", "Better means 5 of 10 or more. 4 now: not yet."),
        ("Lift", "2 of 10 before the first needle. 3 now."),
        ("Ride", ""),
    )


def test_goals_stand_on_the_patients_plan_and_at_the_review(world, episode):
    w = world
    course = room.agreed(w, episode, goals=[WALK])

    for who, page in ((w.ada, f"/me/plan/{course.code}/"), (w.mei, f"/plans/{course.code}/review/")):
        assert "3 of 10 before the first needle. Better means 6 or more." in text(
            cast.client_of(who).get(page)
        ), page
