"""Asking by the plan: the third day, the end, months on; one reminder; quiet for whoever is silent or said so."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.house import models as house
from needlepoint.outcomes import actions, models, queries, tasks
from needlepoint.people import models as people
from tests import cast, make

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
Kind = models.CheckIn.Kind


def treated(world, ago, **changes):
    """A visit that was completed so long ago; nobody was asked about it yet."""
    starts_at = cast.NOW - ago - dt.timedelta(minutes=50)
    return make.a_visit(world, starts_at=starts_at, **{"state": "COMPLETED", **changes})


def asked(world, kind="AFTER_VISIT", ago=DAY, **changes):
    at = cast.NOW - ago
    fields = {"clinic": world.clinic, "patient": world.ada, "kind": kind, "due_at": at, "made_at": at}
    return models.CheckIn.objects.create(**{**fields, **changes})


def kinds():
    return sorted(models.CheckIn.objects.values_list("kind", flat=True))


def course_over(world, days, **changes):
    """A plan that ended so many days ago, with one visit in it."""
    began = cast.NOW - (days + 30) * DAY
    course = make.a_course(
        world, started_at=began, ended_at=cast.NOW - days * DAY, **{"state": "FINISHED", **changes}
    )
    make.a_visit(world, starts_at=began, state="COMPLETED")
    return course


# --- the third day ---------------------------------------------------------------------------------------------------------


def test_on_the_third_day_after_a_first_visit_relief_is_asked_in_the_morning(world):
    visit = treated(world, ago=2 * DAY + HOUR)
    asked(world, visit=visit)

    assert [tasks.ask_due(cast.NOW) for _ in range(2)] == [1, 0]

    made = models.CheckIn.objects.get(kind=Kind.DAY_3)
    assert made.visit == visit
    assert made.due_at == cast.at("10:00", cast.TODAY + DAY)
    assert house.OutboxMessage.objects.get().send_at == made.due_at


@pytest.mark.parametrize(
    ("ago", "changes"),
    [
        (DAY, {}),  # too early
        (6 * DAY, {}),  # too late
        (2 * DAY + HOUR, {"state": "MISSED"}),
        (2 * DAY + HOUR, {"source_key": "old:1"}),  # came in from another system
    ],
)
def test_other_visits_are_not_asked_about_on_the_third_day(world, ago, changes):
    visit = treated(world, ago=ago, **changes)
    asked(world, visit=visit)
    tasks.ask_due(cast.NOW)

    assert Kind.DAY_3 not in kinds()


def test_nor_the_third_visit_nor_one_after_which_another_came(world):
    for ago in (30 * DAY, 20 * DAY, 2 * DAY + HOUR):
        asked(world, visit=treated(world, ago=ago), answered_at=cast.NOW - ago)
    bo = treated(world, ago=2 * DAY + HOUR, patient=world.bo)
    again = treated(world, ago=HOUR, patient=world.bo)
    for visit in (bo, again):
        asked(world, visit=visit, patient=world.bo)
    tasks.ask_due(cast.NOW)

    assert Kind.DAY_3 not in kinds()


def test_after_a_long_pause_a_visit_is_a_first_one_again(world):
    for ago in (300 * DAY, 290 * DAY, 2 * DAY + HOUR):
        asked(world, visit=treated(world, ago=ago), answered_at=cast.NOW - ago)
    tasks.ask_due(cast.NOW)

    assert Kind.DAY_3 in kinds()


# --- the end, and months on ------------------------------------------------------------------------------------------------


def test_before_the_last_visit_of_a_plan_the_end_is_asked(world):
    course = make.a_course(world, started_at=cast.NOW - 9 * DAY, visits_planned=2, review_after=2)
    visit = treated(world, ago=8 * DAY)
    asked(world, visit=visit, ago=7 * DAY, answered_at=cast.NOW - 7 * DAY)
    make.a_visit(world, starts_at=cast.NOW + 2 * DAY)

    assert [tasks.ask_due(cast.NOW) for _ in range(2)] == [1, 0]
    made = models.CheckIn.objects.get(course=course)
    assert (made.kind, made.visit) == (Kind.END, None)
    assert "decide what comes next" in house.OutboxMessage.objects.get().body


def test_whoever_answers_before_the_review_is_not_asked_the_same_at_the_end(world):
    make.a_course(world, started_at=cast.NOW - 9 * DAY, visits_planned=2, review_after=2)
    visit = treated(world, ago=8 * DAY)
    asked(world, visit=visit, ago=7 * DAY, answered_at=cast.NOW - 7 * DAY)
    make.a_visit(world, starts_at=cast.NOW + 2 * DAY, is_review=True)
    tasks.ask_due(cast.NOW)
    tasks.ask_due(cast.NOW + DAY)

    assert kinds() == ["AFTER_VISIT", "REVIEW"]


def test_a_plan_that_was_stopped_early_is_asked_about_once(world):
    course = course_over(world, 2, state="STOPPED")

    assert [tasks.ask_due(cast.NOW) for _ in range(2)] == [1, 0]
    assert models.CheckIn.objects.get().course == course


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (90, None),
        (91, "MONTH_3"),
        (104, "MONTH_3"),
        (106, None),
        (183, "MONTH_6"),
        (366, "MONTH_12"),
        (400, None),
    ],
)
def test_months_after_a_plan_somebody_is_asked_whether_it_lasts(world, days, kind):
    course_over(world, days)

    assert [tasks.ask_due(cast.NOW) for _ in range(2)] == ([1, 0] if kind else [0, 0])
    assert kinds() == ([kind] if kind else [])
    if kind:
        assert "if the help lasts" in house.OutboxMessage.objects.get().body


def test_whoever_is_treated_again_is_not_asked_about_months_ago(world):
    course_over(world, 95)
    make.a_course(world)

    assert tasks.ask_due(cast.NOW) == 0


def test_a_question_about_months_ago_can_be_answered_and_fits_no_visit(world):
    course = course_over(world, 95)
    tasks.ask_due(cast.NOW)
    made = models.CheckIn.objects.get()

    assert queries.waiting_for(world.ada, cast.NOW) == [made]
    assert made.course == course
    page = cast.client_of(world.ada).get("/me/").content.decode()
    assert "how your back is now" in page


def test_two_kinds_of_questions_never_come_on_one_day(world):
    treated(world, ago=HOUR)
    make.a_visit(world, starts_at=cast.NOW + 2 * DAY, is_review=True)

    assert tasks.ask_due(cast.NOW) == 1
    assert kinds() == ["REVIEW"]
    assert tasks.ask_due(cast.NOW + DAY) == 1
    assert kinds() == ["AFTER_VISIT", "REVIEW"]


def test_asking_costs_no_more_questions_of_the_database_when_nobody_is_due(
    world, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        tasks.ask_due(cast.NOW)


# --- once more, and no more ------------------------------------------------------------------------------------------------


def test_of_a_long_one_somebody_is_reminded_once(world):
    visit = make.a_visit(world, starts_at=cast.NOW + HOUR * 20, is_review=True)
    made = asked(world, "REVIEW", ago=2 * DAY, visit=visit)

    assert [tasks.ask_due(cast.NOW + n * HOUR) for n in range(3)] == [1, 0, 0]

    made.refresh_from_db()
    assert made.reminded_at == cast.NOW
    mail = house.OutboxMessage.objects.get()
    assert "will not remind you again" in mail.body
    assert "pain" not in mail.subject.lower()


@pytest.mark.parametrize(
    "changes",
    [
        {"answered_at": cast.NOW},
        {"is_quiet": True},
        {"kind": "AFTER_VISIT"},
        {"kind": "DAY_3"},
        {"ago": DAY},
    ],
)
def test_others_are_not_reminded(world, changes):
    asked(world, **{"kind": "END", "ago": 2 * DAY, **changes})

    assert tasks.ask_due(cast.NOW) == 0


def test_whoever_asked_us_to_stop_is_not_reminded(world):
    asked(world, "END", ago=2 * DAY)
    actions.stop(patient=world.ada, by=cast.viewer(world.ada), now=cast.NOW)

    assert tasks.ask_due(cast.NOW) == 0


def test_after_three_unanswered_it_goes_quiet_and_an_answer_of_theirs_begins_it_again(world):
    for ago in (24, 17, 10):
        asked(world, ago=ago * DAY)
    treated(world, ago=HOUR)

    assert tasks.ask_due(cast.NOW) == 1
    made = models.CheckIn.objects.latest("pk")
    assert made.is_quiet
    assert not house.OutboxMessage.objects.exists()
    assert not people.PageLink.objects.exists()
    assert models.Pause.objects.get().reason == "SILENT"

    cast.client_of(world.ada).post(reverse("outcomes:check_in", args=[made.code]), {"pain": "3"})

    assert models.Pause.objects.get().ended_at is not None
    treated(world, ago=-DAY + HOUR)
    assert tasks.ask_due(cast.NOW + DAY) == 1
    assert not models.CheckIn.objects.latest("pk").is_quiet


def test_what_the_desk_types_does_not_begin_it_again(world):
    models.Pause.objects.create(patient=world.ada, reason="SILENT", began_at=cast.NOW)
    made = asked(world)

    cast.client_of(world.ruth).post(reverse("outcomes:check_in", args=[made.code]), {"pain": "3"})

    assert models.Score.objects.get().value == 3
    assert models.Pause.objects.get().ended_at is None


def test_an_answer_does_not_begin_what_they_asked_us_to_stop(world):
    actions.stop(patient=world.ada, by=cast.viewer(world.ada), now=cast.NOW)
    made = asked(world)

    cast.client_of(world.ada).post(reverse("outcomes:check_in", args=[made.code]), {"pain": "3"})

    assert models.Pause.objects.get().ended_at is None


def test_two_unanswered_are_not_silence(world):
    for ago in (17, 10):
        asked(world, ago=ago * DAY)
    treated(world, ago=HOUR)
    tasks.ask_due(cast.NOW)

    assert house.OutboxMessage.objects.count() == 1
    assert not models.Pause.objects.exists()


def test_who_could_not_be_written_to_was_never_silent(world):
    for ago in (24, 17, 10):
        asked(world, ago=ago * DAY, is_quiet=True)
    treated(world, ago=HOUR)
    tasks.ask_due(cast.NOW)

    assert house.OutboxMessage.objects.count() == 1


def test_an_answer_takes_back_the_message_that_has_not_left(world):
    treated(world, ago=HOUR)
    tasks.ask_due(cast.NOW)
    made = models.CheckIn.objects.get()

    cast.client_of(world.ada).post(reverse("outcomes:check_in", args=[made.code]), {"pain": "3"})

    assert house.OutboxMessage.objects.get().withdrawn_at is not None


def test_stopping_takes_back_messages_and_a_silent_pause_becomes_theirs(world):
    treated(world, ago=HOUR)
    tasks.ask_due(cast.NOW)
    models.Pause.objects.create(patient=world.ada, reason="SILENT", began_at=cast.NOW)
    said = {"patient": world.ada, "by": cast.viewer(world.ada), "now": cast.NOW}

    assert [actions.stop(**said), actions.stop(**said)] == [True, False]

    assert models.Pause.objects.get().reason == "ASKED"
    assert house.OutboxMessage.objects.get().withdrawn_at is not None
    assert house.AuditEntry.objects.filter(what="check_ins_paused").count() == 1
    assert [actions.begin_again(**said), actions.begin_again(**said)] == [True, False]
