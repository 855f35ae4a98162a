"""Where a course stands, who sees what, and that lists cost the same at any length."""

import datetime as dt

import pytest
from django.http import Http404

from needlepoint.people import models as people
from needlepoint.plans import models, queries
from tests import cast, make
from tests.apps.plans import room

DAY = dt.timedelta(days=1)


def visits(w, *states, patient=None, start=None):
    start = start or w.now
    return [
        make.a_visit(w, patient=patient, starts_at=start + n * 7 * DAY, state=state)
        for n, state in enumerate(states)
    ]


def test_only_completed_visits_since_the_course_began_count(world):
    w = world
    course = make.a_course(w, started_at=w.now - 30 * DAY)
    visits(w, "COMPLETED", start=w.now - 60 * DAY)
    visits(w, "COMPLETED", "MISSED", "COMPLETED", "CANCELLED", start=w.now - 30 * DAY)
    make.a_visit(w, starts_at=w.now + DAY, state="BOOKED")
    make.a_visit(w, patient=w.bo, starts_at=w.now - DAY, state="COMPLETED")

    position = queries.position(course)

    assert (position.done, position.planned, position.review_after) == (2, 8, 6)
    assert (position.now, position.is_review_due) == (3, False)
    assert position.words == "2 of 8 visits done, review at 6"


def test_visits_after_a_course_ended_are_not_its_own(world):
    w = world
    course = make.a_course(w, started_at=w.now - 60 * DAY, ended_at=w.now - 30 * DAY, state="STOPPED")
    visits(w, "COMPLETED", start=w.now - 31 * DAY)
    visits(w, "COMPLETED", start=w.now - 29 * DAY)

    assert queries.position(course).done == 1


def test_the_sixth_completed_visit_makes_the_review_due(world):
    w = world
    course = make.a_course(w, started_at=w.now - 60 * DAY)
    visits(w, *["COMPLETED"] * 6, start=w.now - 60 * DAY)

    position = queries.position(course)

    assert position.is_review_due
    assert position.words == "6 of 8 visits done, review due now"


@pytest.mark.parametrize("patients", [1, 3])
def test_places_of_many_courses_cost_one_query(world, django_assert_num_queries, patients):
    w = world
    who = [w.ada, w.bo, w.cleo][:patients]
    for patient in who:
        make.a_course(w, patient=patient, started_at=w.now - 30 * DAY)
        visits(w, "COMPLETED", "COMPLETED", patient=patient, start=w.now - 20 * DAY)

    with django_assert_num_queries(1):
        courses = queries.courses_by_patient([one.pk for one in who])
    with django_assert_num_queries(1):
        positions = queries.positions(list(courses.values()))

    assert set(courses) == {one.pk for one in who}
    assert {position.done for position in positions.values()} == {2}


def test_no_courses_cost_nothing(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queries.positions([]) == {}


def test_an_ended_course_is_not_under_way_and_still_the_latest(world):
    w = world
    course = make.a_course(w, state="FINISHED", ended_at=w.now)

    assert queries.active_course(w.ada) is None
    assert queries.latest_course(w.ada) == course


def test_a_consent_taken_back_or_answered_no_later_is_not_in_force(world):
    w = world
    room.consent(w, "NEEDLING", "HEAT", "CUPPING")
    people.Consent.objects.filter(kind="HEAT").update(withdrawn_at=w.now)
    people.Consent.objects.create(
        patient=w.ada, kind="CUPPING", wording_version="2", is_given=False, decided_at=w.now + DAY
    )

    assert queries.consents_in_force(w.ada) == {"NEEDLING"}


def test_reviews_that_are_owed_are_listed_for_the_clinic_and_for_nobody_else(world):
    w = world
    owed = make.a_course(w, started_at=w.now - 60 * DAY)
    visits(w, *["COMPLETED"] * 7, start=w.now - 60 * DAY)
    make.a_course(w, patient=w.bo, started_at=w.now - 60 * DAY)

    assert [course for course, _position in queries.overdue_reviews(cast.viewer(w.mei))] == [owed]
    assert queries.overdue_reviews(cast.viewer(w.eve)) == []
    assert queries.overdue_reviews(cast.viewer(w.ada)) == []


def a_recall(w, course, due_on, **changes):
    fields = {
        "clinic": w.clinic,
        "patient": course.patient,
        "course": course,
        "due_on": due_on,
        "reason": "MAINTENANCE",
        "made_at": w.now,
        **changes,
    }
    return models.Recall.objects.create(**fields)


def test_recalls_are_due_from_their_day_on_until_somebody_closes_them(world):
    w = world
    ada, bo, cleo = (make.a_course(w, patient=one) for one in (w.ada, w.bo, w.cleo))
    late = a_recall(w, ada, w.today - 2 * DAY)
    today = a_recall(w, bo, w.today)
    ahead = a_recall(w, cleo, w.today + DAY)
    a_recall(w, ada, w.today - 3 * DAY, state="CLOSED")

    assert queries.recalls_due(cast.viewer(w.ruth), w.today, now=w.now) == [late, today]
    assert queries.recalls_ahead(cast.viewer(w.ruth), w.today, w.today + 30 * DAY, now=w.now) == [ahead]
    assert queries.recalls_due(cast.viewer(w.eve), w.today, now=w.now) == []
    assert queries.recalls_due(cast.viewer(w.ada), w.today, now=w.now) == []


def test_who_has_a_visit_booked_is_not_asked_back_until_it_is_over_or_cancelled(world):
    w, ruth = world, cast.viewer(world.ruth)
    due = a_recall(w, make.a_course(w, patient=w.ada), w.today)
    later = a_recall(w, make.a_course(w, patient=w.bo), w.today + DAY)
    visits = [make.a_visit(w, patient=one, starts_at="Wed 10:00") for one in (w.ada, w.bo)]

    def to_ask(now):
        return [
            *queries.recalls_due(ruth, w.today, now=now),
            *queries.recalls_ahead(ruth, w.today, w.today + 9 * DAY, now=now),
        ]

    assert to_ask(w.now) == []
    assert to_ask(visits[0].ends_at) == [due, later]
    for visit in visits:
        visit.state = "CANCELLED"
        visit.save()
    assert to_ask(w.now) == [due, later]


@pytest.mark.parametrize("count", [1, 3])
def test_the_recall_list_costs_one_query_at_any_length(world, django_assert_num_queries, count):
    w = world
    for patient in (w.ada, w.bo, w.cleo)[:count]:
        a_recall(w, make.a_course(w, patient=patient), w.today)

    ruth = cast.viewer(w.ruth)

    with django_assert_num_queries(1):
        due = queries.recalls_due(ruth, w.today, now=w.now)
        assert all(recall.patient.name and recall.course.practitioner.name for recall in due)
    assert len(due) == count


def test_findings_are_for_practitioners_and_a_plan_for_its_own_patient_too(world):
    w = world
    course = make.a_course(w)

    assert queries.episode_seen_by(cast.viewer(w.omar), course.episode.code) == course.episode
    for nobody in (w.ruth, w.ivo, w.ada, w.eve):
        with pytest.raises(Http404):
            queries.episode_seen_by(cast.viewer(nobody), course.episode.code)
    for somebody in (w.mei, w.ruth, w.ivo, w.ada):
        assert queries.course_seen_by(cast.viewer(somebody), course.code) == course
    for nobody in (w.bo, w.eve):
        with pytest.raises(Http404):
            queries.course_seen_by(cast.viewer(nobody), course.code)
