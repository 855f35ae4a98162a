"""Sending the intake: everything or nothing, once."""

from decimal import Decimal

import pytest
from django.urls import reverse

from needlepoint.house import clock
from needlepoint.house import models as house
from needlepoint.intake import models
from needlepoint.knowledge.instruments import distress
from needlepoint.knowledge.questions import answers as said
from needlepoint.outcomes import actions as outcomes_actions
from needlepoint.outcomes import models as outcomes
from tests import cast, make

Value = said.Value
ANSWERS = {
    "where": make.said_of(Value(part="region", code="LOWER_LUMBAR_LEFT")),
    "pain_average": make.said_of(number=Decimal(7)),
    "mood": make.said_of(number=Decimal(3)),
    "activities": make.said_of(
        Value(0, "words", text="Walking"),
        Value(0, "score", number=Decimal(3)),
        Value(1, "words", text="Socks"),
    ),
}


@pytest.fixture(autouse=True)
def _told_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


@pytest.fixture
def visit(world):
    return make.a_visit(world)


def url_of(visit):
    return reverse("portal:intake_finish", args=[visit.code])


def nothing_happened():
    return not (
        outcomes.CheckIn.objects.exists()
        or outcomes.Activity.objects.exists()
        or models.Intake.objects.filter(state="FINISHED").exists()
        or house.AuditEntry.objects.filter(
            what__in=["intake_finished", "intake_sent", "baseline_recorded"]
        ).exists()
    )


def test_sending_closes_the_intake_and_writes_down_where_the_patient_starts(world, visit):
    make.an_intake(visit, ANSWERS)

    page = cast.client_of(world.ada).post(url_of(visit), follow=True)

    assert "Thank you. Your answers have arrived." in page.content.decode()
    assert models.Intake.objects.get().state == "FINISHED"
    kept = outcomes.Score.objects.values_list("instrument", "value")
    assert sorted(kept) == [("ACTIVITY", 3), ("MOOD", 3), ("PAIN", 7)]
    assert [one.words for one in outcomes.Activity.objects.all()] == ["Walking", "Socks"]
    assert not models.Notice.objects.exists()


def test_great_strain_brings_a_kind_message_and_tells_the_practitioner(world, visit):
    make.an_intake(visit, {**ANSWERS, "mood": make.said_of(number=Decimal(10))})

    page = cast.client_of(world.ada).post(url_of(visit), follow=True).content.decode()

    assert distress.HEADING in page
    assert "988" in page
    assert models.Notice.objects.get().kind == "DISTRESS"


def test_a_second_tap_sends_nothing_twice(world, visit):
    make.an_intake(visit, ANSWERS)
    client = cast.client_of(world.ada)
    client.post(url_of(visit))

    again = client.post(url_of(visit))

    assert again.url == reverse("intake:answers", args=[visit.code])
    assert outcomes.CheckIn.objects.count() == 1
    assert house.AuditEntry.objects.filter(what="intake_sent").count() == 1


@pytest.mark.parametrize("open_item", ["where", "stress", "tell"])
def test_a_page_still_open_is_named_and_nothing_is_sent(world, visit, open_item):
    row = make.an_intake(visit, ANSWERS)
    models.Answer.objects.filter(intake=row, item=open_item).delete()

    page = cast.client_of(world.ada).post(url_of(visit))

    assert page.status_code == 422
    assert reverse("intake:resume", args=[visit.code]) in page.content.decode()
    assert nothing_happened()


def test_an_intake_never_begun_is_not_sent(world, visit):
    page = cast.client_of(world.ada).post(url_of(visit))

    assert page.status_code == 422
    assert not models.Intake.objects.exists()


def test_a_fault_in_the_last_part_leaves_nothing_of_the_first(world, visit, monkeypatch):
    make.an_intake(visit)

    def broken(**_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(outcomes_actions, "score_intake", broken)
    client = cast.client_of(world.ada)
    client.raise_request_exception = False

    assert client.post(url_of(visit)).status_code == 500
    assert nothing_happened()


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ("bo", 404), ("eve", 404), ("ivo", 403), ("ruth", 302), ("mei", 302)]
)
def test_it_is_sent_by_the_patient_or_for_them_by_the_clinic(world, visit, who, status):
    make.an_intake(visit)

    response = cast.client_of(getattr(world, who) if who else None).post(url_of(visit))

    assert response.status_code == status
    assert nothing_happened() == (who not in {"ruth", "mei"})


def test_an_unknown_visit_is_not_found_and_looking_is_not_sending(world, visit):
    client = cast.client_of(world.ada)

    assert client.post(reverse("portal:intake_finish", args=["nothing"])).status_code == 404
    assert client.get(url_of(visit)).status_code == 405
