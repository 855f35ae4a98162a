"""The check-in: a minute on the phone, answered once."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.house import clock
from needlepoint.house import models as house
from needlepoint.outcomes import actions, models, queries, rules
from tests import cast, make


@pytest.fixture(autouse=True)
def _told_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


@pytest.fixture
def visit(world):
    return make.a_visit(world, starts_at=cast.NOW - dt.timedelta(days=1), state="COMPLETED")


@pytest.fixture
def activities(world):
    return [
        models.Activity.objects.create(patient=world.ada, words=words, position=n, made_at=cast.NOW)
        for n, words in enumerate(("Walking to the market", "Putting on socks"), start=1)
    ]


def a_check_in(world, visit, kind="AFTER_VISIT", **changes):
    fields = {
        "clinic": world.clinic,
        "patient": visit.patient,
        "visit": visit,
        "kind": kind,
        "due_at": cast.NOW,
        "made_at": cast.NOW,
    }
    return models.CheckIn.objects.create(**{**fields, **changes})


@pytest.fixture
def asked(world, visit, activities):
    return a_check_in(world, visit)


def url_of(check_in):
    return reverse("outcomes:check_in", args=[check_in.code])


# --- answering ---------------------------------------------------------------------------------------------------------------


def test_it_asks_pain_and_the_patients_own_activities(world, asked):
    page = cast.client_of(world.ada).get(url_of(asked)).content.decode()

    for words in (
        "How bad was your back pain",
        "Walking to the market",
        "Putting on socks",
        "numb between the legs",
    ):
        assert words in page
    assert "compared with before you came" not in page


def test_answers_become_scores_and_the_line_is_shown(world, asked, activities):
    client = cast.client_of(world.ada)
    page = client.post(url_of(asked), {"pain": "4", f"activity_{activities[0].pk}": "6"}, follow=True)

    text = page.content.decode()
    assert page.status_code == 200
    assert "Thank you." in text
    assert "Pain was 4 of 10 at the start." in text
    kept = {(score.instrument, score.activity_id): score.value for score in models.Score.objects.all()}
    assert kept == {("PAIN", None): 4, ("ACTIVITY", activities[0].pk): 6}
    asked.refresh_from_db()
    assert asked.answered_at == cast.NOW
    entry = house.AuditEntry.objects.get(what="check_in_answered")
    assert entry.details == {"kind": "AFTER_VISIT", "on_behalf": False}


def test_before_a_review_it_also_asks_how_the_back_is_overall(world, visit):
    asked = a_check_in(world, visit, "REVIEW")
    client = cast.client_of(world.ada)

    assert "compared with before you came" in client.get(url_of(asked)).content.decode()
    client.post(url_of(asked), {"overall": "6"})

    assert models.Score.objects.get().instrument == "GLOBAL_CHANGE"
    assert "much better" in client.get(url_of(asked)).content.decode()


def test_a_second_answer_changes_nothing_and_thanks_again(world, asked):
    client = cast.client_of(world.ada)
    client.post(url_of(asked), {"pain": "4"})

    page = client.post(url_of(asked), {"pain": "9"})

    assert page.status_code == 200
    assert "Thank you." in page.content.decode()
    assert models.Score.objects.get().value == 4


def test_of_two_answers_at_once_one_counts(world, asked):
    viewer = cast.viewer(world.ada)
    first, second = (queries.check_in_for(viewer, asked.code) for _ in range(2))
    actions.answer_check_in(check_in=first, answers=rules.Answers(pain=4), by=viewer, now=cast.NOW)

    with pytest.raises(actions.UnableToAnswer, match="already"):
        actions.answer_check_in(check_in=second, answers=rules.Answers(pain=9), by=viewer, now=cast.NOW)

    assert models.Score.objects.get().value == 4


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Answer at least one question"),
        ({"pain": "11"}, "Choose a number from 0 to 10."),
        ({"pain": "a lot"}, "Choose a number from 0 to 10."),
        ({"pain": ""}, "Answer at least one question"),
    ],
)
def test_bad_answers_are_pointed_out_and_nothing_is_stored(world, asked, data, sentence):
    page = cast.client_of(world.ada).post(url_of(asked), data)

    assert page.status_code == 422
    assert 'id="error-summary"' in page.content.decode()
    assert sentence in page.content.decode()
    assert not models.Score.objects.exists()
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_a_bad_number_keeps_the_good_ones_chosen(world, asked, activities):
    page = cast.client_of(world.ada).post(url_of(asked), {"pain": "11", f"activity_{activities[0].pk}": "6"})

    assert f'name="activity_{activities[0].pk}" value="6"' in page.content.decode()
    assert page.content.decode().count(" checked") == 1


def test_somebody_elses_activity_is_never_scored(world, asked):
    foreign = models.Activity.objects.create(patient=world.bo, words="Swimming", position=1, made_at=cast.NOW)

    cast.client_of(world.ada).post(url_of(asked), {"pain": "4", f"activity_{foreign.pk}": "6"})

    assert [score.instrument for score in models.Score.objects.all()] == ["PAIN"]
    with pytest.raises(actions.UnableToAnswer):
        actions.answer_check_in(
            check_in=a_check_in(world, asked.visit, "REVIEW"),
            answers=rules.Answers(activities={foreign.pk: 6}),
            by=cast.viewer(world.ada),
            now=cast.NOW,
        )


def test_one_asked_too_long_ago_has_closed_kindly(world, visit):
    asked = a_check_in(world, visit, due_at=cast.NOW - dt.timedelta(days=rules.OPEN_DAYS))
    client = cast.client_of(world.ada)

    page = client.get(url_of(asked)).content.decode()
    posted = client.post(url_of(asked), {"pain": "4"})

    assert "This question has closed" in page
    assert '<form method="post" novalidate' not in page
    assert "This question has closed" in posted.content.decode()
    assert not models.Score.objects.exists()


def test_pain_that_rose_a_lot_asks_the_patient_to_call(world, visit, asked):
    client = cast.client_of(world.ada)
    client.post(url_of(asked), {"pain": "4"})
    again = a_check_in(world, visit, "REVIEW")

    page = client.post(url_of(again), {"pain": "9"}, follow=True).content.decode()

    assert "a lot worse than last time" in page
    assert world.clinic.phone in page


def test_the_desk_types_from_paper_without_seeing_the_line(world, asked):
    client = cast.client_of(world.ruth)

    assert "what Ada Moreno answered" in client.get(url_of(asked)).content.decode()
    page = client.post(url_of(asked), {"pain": "4"}, follow=True).content.decode()

    assert "The answers of Ada Moreno are kept" in page
    assert "Pain was" not in page
    entry = house.AuditEntry.objects.get(what="check_in_answered")
    assert entry.details["on_behalf"] is True
    assert models.Score.objects.get().by == f"user:{world.ruth.pk}"


# --- who -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("bo", 404), ("eve", 404), ("ivo", 403), ("ada", 200), ("mei", 200), ("ruth", 200)],
)
def test_a_check_in_opens_for_the_patient_the_desk_and_practitioners_only(world, asked, who, status):
    client = cast.client_of(getattr(world, who) if who else None)

    assert client.get(url_of(asked)).status_code == status
    if status in {403, 404}:
        assert client.post(url_of(asked), {"pain": "1"}).status_code == status
        assert not models.Score.objects.exists()


def test_an_unknown_code_is_not_found_and_a_wrong_method_refused(world, asked):
    client = cast.client_of(world.ada)

    assert client.get(reverse("outcomes:check_in", args=["nothing"])).status_code == 404
    assert client.delete(url_of(asked)).status_code == 405


def test_the_link_of_the_mail_opens_it_without_signing_in(world, asked):
    from django.test import Client

    from needlepoint.people import actions as people_actions

    token = people_actions.make_link(patient=world.ada, purpose="CHECK_IN", now=cast.NOW, target=asked.code)
    client = Client()
    client.get(reverse("people:link", args=[token]))

    opened = client.post(reverse("people:link", args=[token]))
    page = client.post(opened.url, {"pain": "3"}, follow=True)

    assert opened.url == url_of(asked)
    assert "Thank you." in page.content.decode()


# --- the start ------------------------------------------------------------------------------------------------------------------


def test_the_start_is_written_down_once(world, visit):
    said = {"patient": world.ada, "visit": visit, "by": cast.viewer(world.ada), "now": cast.NOW}
    first = actions.record_baseline(pain=7, activities=[("Walking", 3), ("Socks", None)], **said)
    second = actions.record_baseline(pain=1, activities=[("Swimming", 9)], **said)

    assert first == second
    assert [(one.words, one.position) for one in queries.activities_of(world.ada)] == [
        ("Walking", 1),
        ("Socks", 2),
    ]
    assert sorted(models.Score.objects.values_list("instrument", "value")) == [("ACTIVITY", 3), ("PAIN", 7)]


def test_a_new_start_keeps_what_is_named_again_and_retires_the_rest(world, visit):
    by = cast.viewer(world.ada)
    actions.record_baseline(
        patient=world.ada, visit=visit, pain=7, activities=[("Walking", 3), ("Socks", 4)], by=by, now=cast.NOW
    )
    later = make.a_visit(world, starts_at="Tue 10:00")
    actions.record_baseline(
        patient=world.ada,
        visit=later,
        pain=6,
        activities=[("Swimming", 2), ("walking", 5)],
        by=by,
        now=cast.NOW + dt.timedelta(days=90),
    )

    assert [one.words for one in queries.activities_of(world.ada)] == ["Swimming", "Walking"]
    assert models.Activity.objects.get(words="Socks").retired_at is not None
    trend = queries.trend_of(world.ada)
    assert trend.pain.values == (6,)
    assert [line.values for line in trend.activities] == [(2,), (5,)]


def test_nothing_said_is_no_start(world, visit):
    assert (
        actions.record_baseline(
            patient=world.ada, visit=visit, pain=None, activities=[], by=cast.viewer(world.ada), now=cast.NOW
        )
        is None
    )
    assert not models.CheckIn.objects.exists()


@pytest.mark.parametrize(("pain", "activities"), [(11, []), (5, [("Walking", 12)])])
def test_a_start_off_the_scale_is_refused_whole(world, visit, pain, activities):
    with pytest.raises(ValueError, match="0 to 10"):
        actions.record_baseline(
            patient=world.ada,
            visit=visit,
            pain=pain,
            activities=activities,
            by=cast.viewer(world.ada),
            now=cast.NOW,
        )
    assert not models.CheckIn.objects.exists()
    assert not models.Activity.objects.exists()
