"""A visit as staff see it, and as its patient still does."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.booking import models
from needlepoint.people import wording
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return cast.world()


def page(w, visit, who=None):
    return cast.client_of(who or w.ruth).get(reverse("booking:booked", args=[visit.code]))


def labels(answer):
    return [deed.label for deed in answer.context["page"].deeds]


def test_staff_see_who_comes_and_what_there_is_to_know_and_nothing_for_patients(w):
    visit = make.a_visit(w, starts_at="11:00", late_minutes=15, fee_cents=4000)
    models.Override.objects.create(visit=visit, reason="In pain since Friday", by="x", at=w.now)

    answer = page(w, visit)

    shown = answer.content.decode()
    for words in (
        w.ada.name, f"/patients/{w.ada.code}/", wording.phone_words(w.ada.phone), w.follow_up.name, w.mei.name, w.rooms[0].name,
        "About 15 minutes later", "$40", "In pain since Friday", "Booked on",
    ):  # fmt: skip
        assert words in shown
    assert "Before you come" not in shown
    assert "Add to my calendar" not in shown
    assert labels(answer) == ["Arrived", "Late", "Move", "Cancel", "Ask for nothing"]
    assert shown.count('id="deeds"') == 1


@pytest.mark.parametrize(
    ("when", "state", "desk", "practitioner"),
    [
        ("Wed 10:00", "BOOKED", ["Move", "Cancel"], ["Move", "Cancel"]),
        ("9:00", "ARRIVED", ["Take back"], ["Take back", "Note"]),
        ("9:00", "COMPLETED", ["Book another time"], ["Note", "Book another time"]),
        ("9:00", "MISSED", ["Take back", "Book another time"], ["Take back", "Book another time"]),
        ("9:00", "CANCELLED", ["Book another time"], ["Book another time"]),
    ],
)
def test_only_what_applies_is_offered(w, when, state, desk, practitioner):
    visit = make.a_visit(w, starts_at=when, state=state)
    assert labels(page(w, visit)) == desk
    assert labels(page(w, visit, w.mei_user)) == practitioner


def test_who_did_not_come_can_be_noted_from_the_visit_once_it_should_have_begun(w):
    assert "Did not come" in labels(page(w, make.a_visit(w, starts_at=w.now)))


def test_its_patient_reads_their_own_page_and_another_clinic_none(w):
    visit = make.a_visit(w, starts_at="11:00")
    assert "Before you come" in page(w, visit, w.ada).content.decode()
    assert page(w, visit, w.eve).status_code == 404


def test_did_not_come_says_what_was_noted_and_that_it_can_be_taken_back_today(w):
    w.clinic.missed_cents = 4000
    w.clinic.save()
    ruth = cast.client_of(w.ruth)
    today = make.a_visit(w, starts_at="9:00")
    before = make.a_visit(w, starts_at=w.now - dt.timedelta(days=3), patient=w.bo)

    def said(visit):
        answer = ruth.post(reverse("booking:absence", args=[visit.code]), follow=True)
        return answer.content.decode()

    page = said(today)
    assert "Noted: Ada Moreno did not come, and the time is free again. The clinic asks for $40." in page
    assert "press Take back" in page
    late = said(before)
    assert "did not come, and the time is free again" in late
    assert "press Take back" not in late
