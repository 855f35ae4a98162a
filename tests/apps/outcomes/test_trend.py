"""The line of scores, and the number at the start of a visit."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.house import clock
from needlepoint.house import models as house
from needlepoint.outcomes import actions, models, queries
from tests import cast, make

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _told_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


def story(world, patient, pains, *, first_day=-60):
    """A baseline and one check-in a week; None is a check-in left unanswered."""
    made = []
    for n, pain in enumerate(pains):
        at = cast.NOW + dt.timedelta(days=first_day + 7 * n)
        visit = make.a_visit(world, patient=patient, starts_at=at, state="COMPLETED")
        kind = "AFTER_VISIT" if n else "BASELINE"
        check_in = models.CheckIn.objects.create(
            clinic=world.clinic,
            patient=patient,
            visit=visit,
            kind=kind,
            due_at=at,
            made_at=at,
            answered_at=at if pain is not None else None,
        )
        if pain is not None:
            models.Score.objects.create(
                patient=patient, check_in=check_in, instrument="PAIN", value=pain, asked_at=at, by="test"
            )
        made.append(check_in)
    return made


def trend_url(patient):
    return reverse("outcomes:trend", args=[patient.code])


def test_the_line_says_start_now_and_whether_it_matters(world):
    story(world, world.ada, [8, 7, None, 4])

    page = cast.client_of(world.mei).get(trend_url(world.ada)).content.decode()

    assert (
        "Pain was 8 of 10 at the start and 4 on 15 Oct. Better by an amount that matters to most people."
        in page
    )
    assert "4 points lower, by 50 % of the start." in page
    assert "30 % better or more: yes." in page
    assert "6 or less: a change that matters" in page
    assert "Ostelo 2008" in page
    assert 'class="trend narrow"' in page
    assert "not answered" in page  # the gap, in the table


@pytest.mark.parametrize(
    ("pains", "sentence"),
    [
        ([8, 7], "A little better, by less than most people would notice."),
        ([5, 5], "No change."),
        ([5, 7], "Worse than at the start."),
        ([5], "The next answer shows where it goes."),
    ],
)
def test_flat_and_worse_are_said_as_plainly_as_better(world, pains, sentence):
    story(world, world.ada, pains)

    page = cast.client_of(world.ada).get(trend_url(world.ada)).content.decode()

    assert sentence in page


def test_somebody_without_numbers_sees_that_kindly(world):
    assert "No numbers yet" in cast.client_of(world.ada).get(trend_url(world.ada)).content.decode()


def test_two_answers_on_one_day_both_stand(world):
    visit = make.a_visit(world)
    by = cast.viewer(world.ada)
    actions.record_baseline(patient=world.ada, visit=visit, pain=7, activities=[], by=by, now=cast.NOW)
    actions.record_pain(
        patient=world.ada, visit=visit, value=6, by=by, now=cast.NOW + dt.timedelta(minutes=5)
    )

    page = cast.client_of(world.ada).get(trend_url(world.ada)).content.decode()

    assert "23\N{NO-BREAK SPACE}Nov\N{NO-BREAK SPACE}2026 (2)" in page


def test_a_check_in_that_can_still_be_answered_is_no_silence_yet(world):
    made = story(world, world.ada, [8, 6, None])
    late = cast.NOW + dt.timedelta(days=1)

    assert queries.trend_of(world.ada, made[2].due_at).pain.values == (8, 6)
    assert queries.trend_of(world.ada, late).pain.values == (8, 6, None)
    assert queries.trend_of(world.ada).pain.values == (8, 6, None)


def test_htmx_gets_the_panel_without_the_frame(world):
    story(world, world.ada, [8, 4])

    page = cast.client_of(world.mei).get(trend_url(world.ada), headers=HTMX).content.decode()

    assert "<html" not in page
    assert "Pain was 8 of 10" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("bo", 404), ("eve", 404), ("ivo", 403), ("ruth", 403), ("ada", 200), ("omar", 200)],
)
def test_scores_are_read_by_the_patient_and_practitioners_only(world, who, status):
    client = cast.client_of(getattr(world, who) if who else None)

    assert client.get(trend_url(world.ada)).status_code == status


def test_an_unknown_patient_is_not_found_and_a_wrong_method_refused(world):
    client = cast.client_of(world.mei)

    assert client.get(reverse("outcomes:trend", args=["nothing"])).status_code == 404
    assert client.post(trend_url(world.ada)).status_code == 405


@pytest.mark.parametrize("rows", [1, 30])
def test_the_line_costs_the_same_however_long_it_is(world, rows, django_assert_num_queries):
    story(world, world.ada, [7] * rows, first_day=-250)
    client = cast.client_of(world.ada)
    client.get(trend_url(world.ada))

    with django_assert_num_queries(3):
        queries.trend_of(world.ada)
    with django_assert_num_queries(1):
        queries.latest_scores([world.ada.pk])


def test_many_patients_cost_as_much_as_one_and_each_gets_their_own(world, django_assert_num_queries):
    story(world, world.ada, [8, 4])
    story(world, world.bo, [5, 6, None])
    story(world, world.cleo, [3])
    everyone = [patient.pk for patient in (world.ada, world.bo, world.cleo, world.dan)]

    with django_assert_num_queries(1):
        latest = queries.latest_scores(everyone)
    with django_assert_num_queries(3):
        trends = queries.trends_of(everyone)

    assert {pk: (one.start, one.pain) for pk, one in latest.items()} == {
        world.ada.pk: (8, 4),
        world.bo.pk: (5, 6),
        world.cleo.pk: (3, None),
    }
    assert trends[world.bo.pk].pain.values == (5, 6, None)
    assert trends[world.dan.pk].is_empty


# --- pain at the start of a visit -----------------------------------------------------------------------------------------------


def today_url(visit):
    return reverse("outcomes:today", args=[visit.code])


@pytest.mark.parametrize("who", ["ada", "mei"])
def test_the_number_of_today_is_written_down_and_shown(world, who):
    visit = make.a_visit(world)
    client = cast.client_of(getattr(world, who))

    assert "Pain today" not in client.get(today_url(visit)).content.decode()
    page = client.post(today_url(visit), {"pain": "0"}, follow=True).content.decode()

    assert "Pain today: 0 of 10." in page
    assert models.Score.objects.get().value == 0


def test_a_slip_is_put_right_and_the_record_keeps_both(world):
    visit = make.a_visit(world)
    client = cast.client_of(world.mei)
    client.post(today_url(visit), {"pain": "8"})
    client.post(today_url(visit), {"pain": "3"})

    assert models.Score.objects.get().value == 3
    changed = house.AuditEntry.objects.filter(what="pain_recorded").order_by("pk")
    assert [entry.details for entry in changed] == [{"was": [], "is": 8}, {"was": [8], "is": 3}]


def test_htmx_gets_and_posts_the_panel_only(world):
    visit = make.a_visit(world)
    client = cast.client_of(world.mei)

    panel = client.get(today_url(visit), headers=HTMX)
    posted = client.post(today_url(visit), {"pain": "5"}, headers=HTMX)

    assert "<html" not in panel.content.decode() + posted.content.decode()
    assert "Pain today: 5 of 10." in posted.content.decode()


@pytest.mark.parametrize("data", [{}, {"pain": "12"}])
def test_no_number_is_pointed_out(world, data):
    visit = make.a_visit(world)

    page = cast.client_of(world.mei).post(today_url(visit), data)

    assert page.status_code == 422
    assert "Choose a number from 0 to 10." in page.content.decode()
    assert not models.CheckIn.objects.exists()


def test_once_the_visit_is_over_the_number_stays(world):
    visit = make.a_visit(world, state="COMPLETED")
    client = cast.client_of(world.mei)

    page = client.post(today_url(visit), {"pain": "5"})

    assert page.status_code == 422
    assert "This visit is over" in page.content.decode()
    assert not models.Score.objects.exists()


@pytest.mark.parametrize("who", ["ada", "mei"])
def test_nobody_writes_down_today_what_a_later_visit_will_begin_with(world, who):
    client = cast.client_of(getattr(world, who))
    later_today, tomorrow = make.a_visit(world, starts_at="17:00"), make.a_visit(world, starts_at="Tue 8:00")

    page = client.post(today_url(tomorrow), {"pain": "1"})

    assert page.status_code == 422
    assert "This visit is not today" in page.content.decode()
    assert not models.CheckIn.objects.exists()
    assert client.post(today_url(later_today), {"pain": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("bo", 404), ("eve", 404), ("ivo", 403), ("ruth", 403), ("ada", 200), ("mei", 200)],
)
def test_pain_at_a_visit_is_between_patient_and_practitioner(world, who, status):
    visit = make.a_visit(world)
    client = cast.client_of(getattr(world, who) if who else None)

    assert client.get(today_url(visit)).status_code == status
    if status in {403, 404}:
        assert client.post(today_url(visit), {"pain": "1"}).status_code == status
        assert not models.Score.objects.exists()


def test_a_cancelled_or_unknown_visit_is_not_found_and_a_wrong_method_refused(world):
    client = cast.client_of(world.mei)

    assert client.get(today_url(make.a_visit(world, state="CANCELLED"))).status_code == 404
    assert client.get(reverse("outcomes:today", args=["nothing"])).status_code == 404
    assert client.put(today_url(make.a_visit(world))).status_code == 405
