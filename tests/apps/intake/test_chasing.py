"""Asking for the rest of a form: who is asked, how, how often, and when it stops by itself."""

import datetime as dt
import re

import pytest
from django.test import Client

from needlepoint.booking import models as booking
from needlepoint.house import models as house
from needlepoint.intake import models, tasks
from needlepoint.intake.actions import chasing as actions
from needlepoint.intake.queries import chasing as queries
from needlepoint.people import models as people
from tests import cast, make
from tests.apps.intake import telling

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def visit(world):
    """Ada's first visit on Friday at 10, booked ten days ago."""
    people.Patient.objects.update(phone="")
    world.ada.phone = ""
    return make.a_visit(
        world,
        service=world.first,
        starts_at=cast.at("10:00", dt.date(2026, 11, 27)),
        booked_at=world.now - dt.timedelta(days=10),
    )


def asked():
    return house.OutboxMessage.objects.filter(key__contains=":forms:").order_by("pk")


def loop(visit, *, begin=100, end=0, step=4):
    """Let the loop look every so many hours until the visit; return how many hours before it each message was promised."""
    hours = range(begin, end, -step)
    return [before for before in hours if tasks.chase_due(visit.starts_at - before * HOUR)]


def test_a_form_nobody_began_is_asked_for_three_days_and_a_day_before(world, visit):
    assert loop(visit) == [72, 24]

    intake = models.Intake.objects.get()
    assert (intake.visit, intake.chased_count, intake.agreed_at) == (visit, 2, None)
    assert intake.answers.count() == 0
    assert [one.to for one in asked()] == ["ada@mail.example"] * 2


def test_the_mail_leads_straight_into_the_form_once_and_says_nothing_of_pain(world, visit):
    tasks.chase_due(visit.starts_at - 72 * HOUR)

    mail = asked().get()
    assert not re.search(
        "pain|back|needle|treat|acupuncture",
        mail.subject + mail.body.replace("Willow Street Acupuncture", ""),
        re.IGNORECASE,
    )
    path = re.search(r"https?://[^/]+(/link/\S+)", mail.body)[1]
    client = Client()
    opened = client.post(path)
    assert opened.status_code == 302
    assert opened["Location"].startswith("/intake/")
    assert client.get(opened["Location"], follow=True).status_code == 200
    assert Client().post(path).status_code == 404


def test_somebody_with_a_mobile_number_gets_a_text(world, visit):
    people.Patient.objects.filter(pk=world.ada.pk).update(phone="+12125550101")

    tasks.chase_due(visit.starts_at - 72 * HOUR)

    text = asked().get()
    assert (text.channel, text.to) == ("SMS", "+12125550101")
    assert "/link/" in text.body


def test_they_are_asked_in_their_language(world, visit):
    people.Patient.objects.filter(pk=world.ada.pk).update(language="es")

    tasks.chase_due(visit.starts_at - 72 * HOUR)

    assert "viernes" in asked().get().body


def test_a_finished_form_is_asked_for_no_more(world, visit):
    tasks.chase_due(visit.starts_at - 72 * HOUR)
    telling.sent(world, visit)

    assert loop(visit, begin=68) == []


@pytest.mark.parametrize("state", ["CANCELLED", "MISSED", "COMPLETED", "ARRIVED"])
def test_a_visit_that_is_not_coming_is_not_asked_about(world, visit, state):
    booking.Visit.objects.filter(pk=visit.pk).update(state=state)

    assert loop(visit) == []


@pytest.mark.parametrize(
    "changes",
    [{"reminders_stopped_at": cast.NOW}, {"may_contact": False}, {"email": "", "phone": ""}],
    ids=lambda one: next(iter(one)),
)
def test_who_wants_or_can_get_no_message_gets_none(world, visit, changes):
    people.Patient.objects.filter(pk=world.ada.pk).update(**changes)

    assert loop(visit) == []
    assert not models.Intake.objects.exists()


def test_a_follow_up_without_a_form_is_not_asked_about(world, visit):
    booking.Visit.objects.filter(pk=visit.pk).update(service=world.follow_up)

    assert loop(visit) == []


def test_a_questionnaire_of_a_follow_up_that_is_open_is_asked_for(world, visit):
    booking.Visit.objects.filter(pk=visit.pk).update(service=world.follow_up)
    telling.actions.open_intake(visit=visit, form="pack:RMDQ24", now=world.now)

    assert loop(visit) == [72, 24]


def test_two_forms_of_one_visit_are_one_message(world, visit):
    telling.begun(world, visit)
    telling.actions.open_intake(visit=visit, form="pack:RMDQ24", now=world.now)

    assert loop(visit, begin=68) == [68, 24]  # one is made up for
    assert set(models.Intake.objects.values_list("chased_count", flat=True)) == {2}


def test_a_clinic_sets_its_own_hours(world, visit):
    people.Clinic.objects.filter(pk=world.clinic.pk).update(chase_hours=[48])

    assert loop(visit) == [48]


def test_two_loops_at_one_moment_ask_once(world, visit):
    now = visit.starts_at - 72 * HOUR
    stale = queries.visits_to_chase(now, 10)[0]

    assert tasks.chase_due(now) == 1
    assert not actions.chase(visit=stale, now=now)  # what the other loop had read before
    assert asked().count() == 1


def test_a_visit_moved_on_is_not_asked_about_more_often(world, visit):
    assert loop(visit, begin=80, end=20) == [72, 24]
    booking.Visit.objects.filter(pk=visit.pk).update(
        starts_at=visit.starts_at + 10 * 24 * HOUR, ends_at=visit.ends_at + 10 * 24 * HOUR
    )
    visit.refresh_from_db()

    loop(visit)

    assert asked().count() == 2


def test_the_clinics_list_shows_who_is_open_how_often_asked_and_nothing_of_eves(world, visit):
    tasks.chase_due(visit.starts_at - 72 * HOUR)

    rows = queries.open_forms(cast.viewer(world.ruth), now=visit.starts_at - 70 * HOUR)
    assert [(row.visit.patient, row.intake.chased_count) for row in rows] == [(world.ada, 1)]
    assert queries.open_forms(cast.viewer(world.eve), now=world.now) == []
    assert queries.open_forms(cast.viewer(world.ada), now=world.now) == []
    assert queries.count_open(cast.viewer(world.ruth), now=world.now) == 1


def test_thirty_open_forms_cost_as_many_questions_as_one(world, visit, django_assert_num_queries):
    for n in range(29):
        make.a_visit(world, service=world.first, starts_at=world.now + (n + 30) * HOUR)
    ruth = cast.viewer(world.ruth)

    with django_assert_num_queries(2):
        rows = queries.open_forms(ruth, now=world.now)
        assert len([row.visit.patient.name + row.visit.service.name for row in rows]) == 30


def test_a_link_is_sent_again_when_the_desk_is_asked(world, visit):
    intake = telling.begun(world, visit)

    actions.send_link(intake=intake, by=cast.viewer(world.ruth), now=world.now)
    actions.send_link(intake=intake, by=cast.viewer(world.ruth), now=world.now)

    assert house.OutboxMessage.objects.filter(key__contains=":link:").count() == 2
    intake.refresh_from_db()
    assert (intake.chased_count, intake.chased_at) == (2, world.now)
    assert house.AuditEntry.objects.filter(what="form_link_sent", who=f"user:{world.ruth.pk}").count() == 2


def test_no_link_is_sent_where_it_would_help_nobody(world, visit):
    intake = telling.begun(world, visit)
    ruth = cast.viewer(world.ruth)

    with pytest.raises(actions.UnableToSendLink, match="over or cancelled"):
        actions.send_link(intake=intake, by=ruth, now=visit.ends_at)
    people.Patient.objects.filter(pk=world.ada.pk).update(email="")
    with pytest.raises(actions.UnableToSendLink, match="no e-mail address"):
        intake.patient.refresh_from_db()
        intake.visit.patient.refresh_from_db()
        actions.send_link(intake=intake, by=ruth, now=world.now)
    models.Intake.objects.filter(pk=intake.pk).update(state="FINISHED", finished_at=world.now)
    with pytest.raises(actions.UnableToSendLink, match="finished"):
        actions.send_link(intake=intake, by=ruth, now=world.now)
    assert not house.OutboxMessage.objects.exists()
