"""Something bothers a patient after a visit: told from a phone, in plain words, and nothing to grade."""

import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.charting import models
from needlepoint.charting.actions import reporting
from needlepoint.charting.rules import effects
from needlepoint.outcomes import models as outcomes
from needlepoint.people import actions as people_actions
from needlepoint.portal.wording import bothering as wording
from tests import cast, make
from tests.knowledge import reading

URL = "/me/after-visit/"
READING_AGE = 6.0


@pytest.fixture
def ada(world):
    return cast.client_of(world.ada)


@pytest.fixture
def visit(world):
    return make.a_note(
        world, visit=make.a_visit(world, starts_at=world.now - dt.timedelta(days=1), state="COMPLETED")
    ).visit


def test_one_tap_tells_us_and_says_what_to_do(ada, visit):
    assert reverse("portal:bothering") in ada.get("/me/").content.decode()
    assert 'href="tel:911"' in ada.get(URL).content.decode()

    response = ada.post(URL, {"category": "BRUISE", "visit": visit.code}, follow=True)

    [one] = models.Reaction.objects.all()
    assert (one.category, one.note.visit_id, one.grade, one.source) == ("BRUISE", visit.pk, None, "PATIENT")
    assert response.redirect_chain[0][0] == f"{URL}{one.code}/"
    assert "It fades by itself" in response.content.decode()


@pytest.mark.parametrize("sign", effects.Sign)
def test_every_sign_that_cannot_wait_leads_at_once_to_the_emergency_number(ada, visit, sign):
    response = ada.post(URL, {"signs": [sign], "category": "BRUISE", "visit": visit.code}, follow=True)

    page = response.content.decode()
    assert "Call 911 now" in page
    assert 'href="tel:911"' in page
    assert "It fades by itself" not in page


def test_who_writes_of_self_harm_is_shown_who_listens(ada):
    response = ada.post(URL, {"words": "I want to kill myself", "visit": ""}, follow=True)

    assert "You are not alone" in response.content.decode()
    assert models.Reaction.objects.get().category == "OTHER"


def test_what_was_told_lately_stands_on_the_first_page_until_it_is_closed(world, ada, visit):
    ada.post(URL, {"signs": ["BREATH"], "visit": visit.code})
    one = models.Reaction.objects.get()
    link = f"{URL}{one.code}/"
    ada.post(URL, {"category": "BRUISE", "visit": visit.code})  # hides nothing that cannot wait

    page = ada.get("/me/").content.decode()
    assert link in page
    assert "It is hard to breathe" in page
    assert link not in cast.client_of(world.bo).get("/me/").content.decode()
    models.Reaction.objects.update(closed_at=world.now)
    assert link not in ada.get("/me/").content.decode()


def test_who_presses_the_red_button_without_a_tick_reads_what_to_do_beside_the_signs(ada, visit):
    page = ada.post(URL, {"urgent": "1", "category": "BRUISE", "visit": visit.code}).content.decode()

    assert "Tick what you have now." in page
    assert 'href="tel:911"' in page
    assert not models.Reaction.objects.exists()
    ada.post(URL, {"urgent": "1", "signs": ["BREATH"], "visit": visit.code})
    assert models.Reaction.objects.get().signs == ["BREATH"]


@pytest.mark.parametrize(
    "posted", [{}, {"category": "SHARK", "words": "Ow"}, {"visit": "other", "words": "Ow"}]
)
def test_what_cannot_be_taken_keeps_the_words_and_stores_nothing(ada, posted):
    response = ada.post(URL, posted)

    assert response.status_code == 422
    assert posted.get("words", "") in response.content.decode()
    assert not models.Reaction.objects.exists()


def test_who_told_us_very_much_in_a_day_is_asked_to_call_and_buries_nobody_else(world, ada):
    for minute in range(reporting.TOLD_A_DAY):
        make.an_effect(world, at=world.now - dt.timedelta(minutes=minute + 5), words=f"{minute}")

    response = ada.post(URL, {"category": "BRUISE", "words": "and this", "visit": ""})

    page = response.content.decode()
    assert response.status_code == 422
    assert str(wording.TOO_MANY) in page and "and this" in page
    assert 'href="tel:911"' in page
    assert models.Reaction.objects.count() == reporting.TOLD_A_DAY
    ada.post(URL, {"signs": ["BREATH"], "visit": ""})  # a sign that cannot wait is never one too many
    assert models.Reaction.objects.count() == reporting.TOLD_A_DAY + 1
    cast.client_of(world.bo).post(URL, {"category": "BRUISE", "visit": ""})
    assert models.Reaction.objects.filter(patient=world.bo).count() == 1


def test_only_the_patient_who_told_it_reads_it_again(world, ada):
    mine = make.an_effect(world)
    desk = make.an_effect(world, source="DESK")

    assert ada.get(f"{URL}{mine.code}/").status_code == 200
    assert ada.get(f"{URL}{desk.code}/").status_code == 404
    assert ada.get(f"{URL}none-such/").status_code == 404
    assert cast.client_of(world.bo).get(f"{URL}{mine.code}/").status_code == 404


def test_who_came_by_the_link_of_a_check_in_can_tell_us_too(world, client, visit):
    token = people_actions.make_link(patient=world.ada, purpose="CHECK_IN", now=world.now)
    client.post(reverse("people:link", args=[token]))
    asked = outcomes.CheckIn.objects.create(
        clinic=world.clinic,
        patient=world.ada,
        visit=visit,
        kind="AFTER_VISIT",
        due_at=world.now,
        made_at=world.now,
    )

    assert URL in client.get(f"/check-in/{asked.code}/").content.decode()
    client.post(URL, {"category": "HEADACHE", "visit": visit.code})

    assert models.Reaction.objects.get().patient_id == world.ada.pk


def test_what_staff_made_of_it_does_not_break_the_page(world, ada):
    one = make.an_effect(world, category="LUNG")

    assert ada.get(f"{URL}{one.code}/").status_code == 200


def test_all_that_can_be_chosen_has_words_and_advice_and_no_sign_is_forgotten():
    assert set(wording.TOLD) == set(wording.ADVICE) == set(effects.TOLD)
    assert set(wording.SIGNS) == set(effects.Sign)
    assert set(wording.BEGAN) == set(effects.BEGAN)


def test_it_reads_at_an_age_of_eleven():
    words = [
        *wording.SIGNS.values(),
        *wording.TOLD.values(),
        *wording.BEGAN.values(),
        *wording.ADVICE.values(),
        wording.TOO_MANY,
    ]

    assert {str(one): reading.grade(str(one)) for one in words if reading.grade(str(one)) > READING_AGE} == {}
