"""Sending the intake: everything or nothing, once."""

import pytest
from django.urls import reverse

from needlepoint.house import clock
from needlepoint.house import models as house
from needlepoint.intake import models, rules
from needlepoint.outcomes import models as outcomes
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from tests import cast, make

ANSWERS = {
    "about": {"regions": ["LOW_BACK_LEFT"]},
    "history": {"medicines": "Ibuprofen"},
    "pain": {"pain": 7},
    "activities": {"rows": [{"words": "Walking", "value": 3}, {"words": "Socks"}]},
    "goals": {},
    "consent": {"NEEDLING": "YES", "CUPPING": "NO", "HEAT": "TALK", "KEEP_ANSWERS": "YES"},
}


@pytest.fixture(autouse=True)
def _told_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: cast.NOW)


@pytest.fixture
def visit(world):
    return make.a_visit(world)


def an_intake(visit, answers=ANSWERS):
    return models.Intake.objects.create(
        visit=visit, patient=visit.patient, wording_version="2026-11", answers=answers, started_at=cast.NOW
    )


def url_of(visit):
    return reverse("portal:intake_finish", args=[visit.code])


def nothing_happened():
    return not (
        outcomes.CheckIn.objects.exists()
        or outcomes.Activity.objects.exists()
        or people.Consent.objects.exists()
        or models.Intake.objects.filter(state="FINISHED").exists()
        or house.AuditEntry.objects.filter(
            what__in=["intake_finished", "intake_sent", "baseline_recorded"]
        ).exists()
    )


def test_sending_closes_the_intake_writes_the_start_and_keeps_what_was_agreed(world, visit):
    an_intake(visit)

    page = cast.client_of(world.ada).post(url_of(visit), follow=True)

    assert "Thank you. Your answers have arrived." in page.content.decode()
    assert models.Intake.objects.get().state == "FINISHED"
    assert sorted(outcomes.Score.objects.values_list("instrument", "value")) == [("ACTIVITY", 3), ("PAIN", 7)]
    assert [one.words for one in outcomes.Activity.objects.all()] == ["Walking", "Socks"]
    decided = people.Consent.objects.values_list("kind", "is_given", "wording_version")
    assert sorted(decided) == [
        ("CUPPING", False, "2026-11"),
        ("KEEP_ANSWERS", True, "2026-11"),
        ("NEEDLING", True, "2026-11"),
    ]


def test_a_second_tap_sends_nothing_twice(world, visit):
    an_intake(visit)
    client = cast.client_of(world.ada)
    client.post(url_of(visit))

    again = client.post(url_of(visit))

    assert again.url == reverse("intake:answers", args=[visit.code])
    assert people.Consent.objects.count() == 3
    assert outcomes.CheckIn.objects.count() == 1
    assert house.AuditEntry.objects.filter(what="intake_sent").count() == 1


@pytest.mark.parametrize("missing", rules.STEP_KEYS)
def test_a_page_still_open_is_named_and_nothing_is_sent(world, visit, missing):
    an_intake(visit, {key: value for key, value in ANSWERS.items() if key != missing})

    page = cast.client_of(world.ada).post(url_of(visit))

    assert page.status_code == 422
    assert reverse("intake:step", args=[visit.code, missing]) in page.content.decode()
    assert nothing_happened()


def test_an_intake_never_begun_is_not_sent(world, visit):
    page = cast.client_of(world.ada).post(url_of(visit))

    assert page.status_code == 422
    assert not models.Intake.objects.exists()


def test_a_fault_in_the_last_part_leaves_nothing_of_the_first(world, visit, monkeypatch):
    an_intake(visit)

    def broken(**_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(people_actions, "decide_consent", broken)
    client = cast.client_of(world.ada)
    client.raise_request_exception = False

    assert client.post(url_of(visit)).status_code == 500
    assert nothing_happened()


def test_answers_not_to_be_kept_are_thrown_away(world, visit):
    an_intake(visit, {**ANSWERS, "consent": {"NEEDLING": "YES", "KEEP_ANSWERS": "NO"}})

    page = cast.client_of(world.ada).post(url_of(visit), follow=True).content.decode()

    assert "we threw the answers away" in page
    assert "Ibuprofen" not in str(models.Intake.objects.get().answers)
    assert not outcomes.Score.objects.exists()
    assert sorted(people.Consent.objects.values_list("kind", "is_given")) == [
        ("KEEP_ANSWERS", False),
        ("NEEDLING", True),
    ]


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ("bo", 404), ("eve", 404), ("ivo", 403), ("ruth", 302), ("mei", 302)]
)
def test_it_is_sent_by_the_patient_or_for_them_by_the_clinic(world, visit, who, status):
    an_intake(visit)

    response = cast.client_of(getattr(world, who) if who else None).post(url_of(visit))

    assert response.status_code == status
    assert nothing_happened() == (who not in {"ruth", "mei"})


def test_an_unknown_visit_is_not_found_and_looking_is_not_sending(world, visit):
    client = cast.client_of(world.ada)

    assert client.post(reverse("portal:intake_finish", args=["nothing"])).status_code == 404
    assert client.get(url_of(visit)).status_code == 405
