"""The home programme as it is set."""

import datetime as dt

import pytest

from needlepoint.house import models as house
from needlepoint.plans import models
from needlepoint.plans.actions import home as deeds
from needlepoint.plans.rules import home as rules
from tests import cast, make


@pytest.fixture
def course(world):
    course = make.a_course(world)
    make.home_tasks(course, "WALK")
    return course


def url(course):
    return f"/plans/{course.code}/home/"


def said(**words):
    return {"on_WALK": "on", "dose_WALK": "To the park", "times_WALK": "3", **words}


def kept(course):
    rows = course.home_tasks.filter(stopped_at__isnull=True)
    return [(row.key, row.dose, row.times_a_week) for row in rows]


def text(answer):
    return answer.content.decode()


def test_a_dose_is_set_for_this_patient_and_read_by_them(world, course):
    client = cast.client_of(world.mei)

    assert client.post(url(course), said(on_BREATHE="on")).url == f"/plans/{course.code}/"

    assert kept(course) == [("WALK", "To the park", 3), ("BREATHE", "", 7)]
    course.refresh_from_db()
    assert course.home == ["WALK", "BREATHE"]
    page = text(cast.client_of(world.ada).get(f"/me/plan/{course.code}/"))
    assert "To the park" in page
    assert "on 3 days a week" in page
    assert "<svg" in page
    assert house.AuditEntry.objects.get(what="home_programme_set").details == {"tasks": ["WALK", "BREATHE"]}


def test_a_task_left_out_stops_and_its_ticks_stay(world, course):
    walk = course.home_tasks.get()
    models.HomeTick.objects.create(task=walk, on=cast.TODAY, at=world.now)

    cast.client_of(world.mei).post(url(course), {"on_SLEEP": "on", "times_SLEEP": "7"})

    assert [key for key, _dose, _times in kept(course)] == ["SLEEP"]
    walk.refresh_from_db()
    assert walk.stopped_at is not None
    assert walk.ticks.count() == 1


def test_heat_is_not_offered_to_somebody_with_numb_skin_and_is_refused(world, course):
    world.ada.cautions = ["numb_feet"]
    world.ada.save()
    page = text(cast.client_of(world.mei).get(url(course)))
    assert "on_WARMTH" not in page
    assert "can burn without a warning" in page

    with pytest.raises(deeds.UnableToSet, match="No heat packs for you"):
        deeds.set_programme(
            course=course, wishes=[rules.Wish("WARMTH")], by=cast.viewer(world.mei), now=world.now
        )
    assert kept(course) == [("WALK", "", 7)]


@pytest.mark.parametrize("words", [{"times_WALK": "9"}, {"dose_WALK": "x" * 121}])
def test_bad_input_keeps_the_words_and_stores_nothing(world, course, words):
    answer = cast.client_of(world.mei).post(url(course), said(on_BREATHE="on", **words))

    assert answer.status_code == 422
    assert 'name="on_BREATHE"' in text(answer)
    assert kept(course) == [("WALK", "", 7)]


def test_a_plan_that_is_over_is_not_changed(world, course):
    models.Course.objects.update(state="FINISHED", ended_at=world.now)

    answer = cast.client_of(world.mei).post(url(course), said())

    assert answer.status_code == 422
    assert "This plan has ended" in text(answer)


def test_only_a_practitioner_of_the_clinic_sets_it(world, course):
    for who in (world.eve, world.ada, world.ruth):
        assert cast.client_of(who).get(url(course)).status_code in {302, 403, 404}
    assert cast.client_of(world.mei).get("/plans/zzzzzz/home/").status_code == 404
    assert cast.client_of(world.mei).put(url(course)).status_code == 405
    with pytest.raises(deeds.UnableToSet):
        deeds.set_programme(course=course, wishes=[], by=cast.viewer(world.ruth), now=world.now)


def test_changing_the_plan_keeps_the_dose_of_what_stays(world, course):
    course.home_tasks.update(dose="To the park", times_a_week=3)

    deeds.keep_in_step(course, ["BREATHE", "WALK", "FLYING"], now=world.now)

    assert kept(course) == [("BREATHE", "", 7), ("WALK", "To the park", 3)]


def test_the_plan_shows_how_it_went(world, course):
    course.home_tasks.update(set_at=world.now - dt.timedelta(days=6))
    for back in range(3):
        models.HomeTick.objects.create(
            task=course.home_tasks.get(),
            on=cast.TODAY - dt.timedelta(days=back),
            hurt=back == 1,
            at=world.now,
        )

    page = text(cast.client_of(world.mei).get(f"/plans/{course.code}/"))

    assert "Done on 3 days of the 7 meant." in page
    assert "It hurt: Sunday 22 November." in page
    assert f"/me/plan/{course.code}/paper/?language=es" in page
    assert "paper/?language" not in text(cast.client_of(world.ruth).get(f"/plans/{course.code}/"))
