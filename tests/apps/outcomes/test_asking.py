"""Asking back after visits and before reviews: once, kindly timed, and only whom we may write to."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse

from needlepoint.booking import models as booking
from needlepoint.house import models as house
from needlepoint.outcomes import models, tasks
from needlepoint.people import models as people
from tests import cast, make

DAY = dt.timedelta(days=1)


def ended(world, ago=DAY, **changes):
    return make.a_visit(
        world, starts_at=cast.NOW - ago - dt.timedelta(minutes=50), **{"state": "COMPLETED", **changes}
    )


def test_a_visit_that_ended_is_asked_about_once_however_often_the_loop_runs(world):
    visit = ended(world)

    asked = [tasks.ask_due(cast.NOW + n * dt.timedelta(minutes=1)) for n in range(3)]

    assert asked == [1, 0, 0]
    check_in = models.CheckIn.objects.get()
    assert (check_in.visit, check_in.kind, check_in.patient) == (visit, "AFTER_VISIT", world.ada)
    message = house.OutboxMessage.objects.get()
    assert message.to == "ada@mail.example"
    assert message.send_at == check_in.due_at
    assert "/link/" in message.body
    link = people.PageLink.objects.get()
    assert (link.purpose, link.target) == ("CHECK_IN", check_in.code)
    assert house.AuditEntry.objects.filter(what="check_in_asked").count() == 1


def test_nothing_about_pain_stands_where_shoulders_read(world):
    ended(world)
    tasks.ask_due(cast.NOW)

    message = house.OutboxMessage.objects.get()
    for word in ("pain", "acupuncture visit", "needle", "back"):
        assert word not in message.subject.lower()


def test_the_mail_comes_the_morning_after(world):
    ended(world, ago=dt.timedelta(minutes=10))
    tasks.ask_due(cast.NOW)

    assert models.CheckIn.objects.get().due_at == cast.at("10:00", cast.TODAY + DAY)


def test_a_visit_signed_before_its_time_is_over_is_asked_about_the_next_morning(world):
    make.a_visit(world, starts_at=cast.NOW - dt.timedelta(minutes=20), state="COMPLETED")
    tasks.ask_due(cast.NOW)

    assert models.CheckIn.objects.get().due_at == cast.at("10:00", cast.TODAY + DAY)


@pytest.mark.parametrize("state", ["BOOKED", "ARRIVED", "CANCELLED", "MISSED"])
def test_a_visit_that_did_not_happen_is_not_asked_about(world, state):
    ended(world, state=state)

    assert tasks.ask_due(cast.NOW) == 0


def test_a_visit_of_last_week_is_let_go(world):
    ended(world, ago=dt.timedelta(days=7, hours=1))
    ended(world, ago=dt.timedelta(days=6, hours=20))

    assert tasks.ask_due(cast.NOW) == 1


def test_a_past_visit_from_another_system_sends_no_mail_unless_it_was_completed_here(world):
    ended(world, source_key="old:1")
    here = ended(world, source_key="old:2")
    booking.Fact.objects.create(visit=here, kind="COMPLETED", at=cast.NOW, by="test")

    assert tasks.ask_due(cast.NOW) == 1
    assert models.CheckIn.objects.get().visit == here


@pytest.mark.parametrize("changes", [{"may_contact": False}, {"email": ""}])
def test_somebody_we_may_not_or_cannot_write_to_gets_no_mail(world, changes):
    people.Patient.objects.filter(pk=world.ada.pk).update(**changes)
    ended(world)

    assert tasks.ask_due(cast.NOW) == 1  # the desk may still ask on paper
    assert not house.OutboxMessage.objects.exists()
    assert not people.PageLink.objects.exists()


@pytest.mark.parametrize(
    ("ahead", "changes", "asked"),
    [
        (dt.timedelta(days=2), {}, 1),
        (dt.timedelta(days=4), {}, 0),
        (dt.timedelta(days=2), {"is_review": False}, 0),
        (dt.timedelta(days=2), {"state": "CANCELLED"}, 0),
        (-dt.timedelta(hours=1), {}, 0),
    ],
)
def test_before_a_review_somebody_is_asked_within_three_days(world, ahead, changes, asked):
    make.a_visit(world, starts_at=cast.NOW + ahead, **{"is_review": True, **changes})

    assert tasks.ask_due(cast.NOW) == asked
    assert [one.kind for one in models.CheckIn.objects.all()] == ["REVIEW"] * asked


@pytest.mark.django_db(transaction=True)
def test_two_loops_at_once_ask_once():
    world = cast.world()
    for n in range(4):
        ended(world, ago=DAY + n * dt.timedelta(hours=2))
    start, asked, faults = threading.Barrier(2), [], []

    def loop():
        try:
            start.wait()
            asked.append(tasks.ask_due(cast.NOW))
        except Exception as fault:  # noqa: BLE001 a thread's fault is shown below
            faults.append(fault)
        finally:
            connection.close()

    loops = [threading.Thread(target=loop) for _ in range(2)]
    for one in loops:
        one.start()
    for one in loops:
        one.join()

    assert not faults
    assert sum(asked) == 4
    assert (
        models.CheckIn.objects.count()
        == house.OutboxMessage.objects.count()
        == people.PageLink.objects.count()
        == 4
    )


@pytest.mark.parametrize(("reason", "is_said"), [("SILENT", True), ("ASKED", False)])
def test_whom_we_stopped_asking_by_ourselves_reads_why(world, reason, is_said):
    models.Pause.objects.create(patient=world.ada, reason=reason, began_at=cast.NOW)

    page = cast.client_of(world.ada).get(reverse("outcomes:asking", args=[world.ada.code]))

    assert ("so we stopped by ourselves" in page.content.decode()) is is_said
