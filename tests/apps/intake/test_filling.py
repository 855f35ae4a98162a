"""The pages on which a form is filled in."""

import pytest
from django.urls import reverse

from needlepoint.house import clock
from needlepoint.intake import models, queries
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import reading
from needlepoint.people import models as people
from tests import cast, make

FORM = reading.form("first_visit")
SCREENS = [screen.key for screen in FORM.screens]


@pytest.fixture
def visit(world):
    return make.a_visit(world, service=world.first, starts_at="Tue 10:00")


@pytest.fixture(autouse=True)
def at_the_clock(monkeypatch, world):
    monkeypatch.setattr(clock, "now", lambda: world.now)


def url(visit, key="resume"):
    if key in {"resume", "answers", "agreement", "support"}:
        return reverse(f"intake:{key}", args=[visit.code])
    return reverse("intake:step", args=[visit.code, key])


def begun(world, visit, who=None):
    """A client of Ada's who agreed that answers are kept."""
    client = cast.client_of(who or world.ada)
    client.post(url(visit, "agreement"))
    return client


def told(visit):
    return queries.answers_of(models.Intake.objects.select_related("patient", "visit").get(visit=visit))


def test_looking_stores_nothing_and_leads_to_the_agreement(world, visit):
    client = cast.client_of(world.ada)
    assert client.get(url(visit), follow=True).redirect_chain[-1][0] == url(visit, "agreement")
    page = client.get(url(visit, "agreement"))
    assert "May we keep your answers?" in page.content.decode()
    for key in ("since", "answers"):
        assert client.get(url(visit, key)).url.endswith("/agreement/")
    assert not models.Intake.objects.exists()


def test_nothing_is_kept_before_somebody_agrees(world, visit):
    client = cast.client_of(world.ada)
    client.post(url(visit, "since"), {"began": "FALL"})
    client.post(url(visit, "since"), {"began": "FALL", "autosave": "1", "item": "began"})
    assert not models.Intake.objects.exists()
    assert not models.Answer.objects.exists()


def test_agreeing_begins_once_and_is_written_down(world, visit):
    client = cast.client_of(world.ada)
    for _ in range(2):
        assert client.post(url(visit, "agreement")).url == url(visit, "where")
    row = models.Intake.objects.get()
    assert (row.agreed_at, row.patient, row.clinic) == (world.now, world.ada, world.clinic)
    consent = people.Consent.objects.get(kind="KEEP_ANSWERS")
    assert consent.is_given and consent.wording_version == FORM.version


def test_every_screen_can_be_left_empty_and_is_passed_over_in_order(world, visit):
    client = begun(world, visit)
    at, seen = url(visit, "where"), []
    while "/consents/" not in at and "/answers/" not in at:
        assert client.get(at).status_code == 200
        seen.append(at.split("/")[-2])
        at = client.post(at, {}).url
    always = [key for key in SCREENS if not next(s for s in FORM.screens if s.key == key).when]
    assert seen == always
    answers = told(visit)
    assert {given.state for given in answers.values()} == {said.State.SKIPPED}
