"""The page of questions, the page of who checked what, and the ways from the first page to the others."""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from needlepoint.frontdoor.pages import checking, doors
from needlepoint.frontdoor.pages import questions as pages
from needlepoint.knowledge.evidence import claims, questions
from tests import cast

PAST = max(one.review_by for one in claims.all_claims()) + dt.timedelta(days=400)


def source_of(name):
    response = cast.client_of(None).get(reverse(f"frontdoor:{name}"))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_every_question_stands_on_its_page_with_a_place_to_link_to(world):
    page = source_of("questions")

    for one in questions.all_questions():
        assert f'id="{one.key}"' in page
    assert 'data-claim="side_effects"' in page
    assert world.clinic.phone in page


def test_a_question_answered_by_claims_alone_leaves_with_them():
    left = {one.key for topic in pages.page(PAST) for one in topic.asked}

    assert left == {one.key for one in questions.all_questions() if one.answer}


def test_an_answer_told_elsewhere_says_how_sure_it_is():
    told = {one.key: one.told for topic in pages.page(cast.TODAY) for one in topic.asked}

    assert "(Low certainty)" in told["does-it-work"]
    assert told["clean-needles"].startswith("Yes.")


@pytest.mark.django_db
def test_who_checked_what_names_every_claim_of_the_day_and_what_the_clinic_lives_by(world):
    page = source_of("who_checked")

    for one in claims.current_claims(cast.TODAY):
        assert f'data-claim-title="{one.key}"' in page
    assert "earns its living with acupuncture" in page
    assert "No clinician has checked any of them yet." in page


def test_past_every_date_nothing_is_said_to_be_checked():
    page = checking.page(PAST)

    assert not page.groups
    assert not page.lists


def test_a_claim_of_a_file_nobody_listed_is_among_the_other_answers(monkeypatch):
    monkeypatch.setattr(checking, "FILES", ())

    groups = checking.page(cast.TODAY).groups

    assert [group.name for group in groups] == ["Other answers"]
    assert len(groups[0].rows) == len(claims.current_claims(cast.TODAY))


@pytest.mark.django_db
def test_the_first_page_leads_to_every_problem_and_to_what_a_newcomer_reads(world):
    page = source_of("home")

    for door in (*doors.to_problems(), *doors.to_pages()):
        assert f'href="{door.url}"' in page
    assert doors.address("no-such-page") == ""


@pytest.mark.django_db
def test_a_public_page_ends_with_the_ways_to_all_others_and_a_form_does_not(world):
    ways = 'class="page ways'

    assert ways in source_of("prices")
    assert ways not in cast.client_of(None).get(reverse("screening:begin"), follow=True).content.decode()
    assert ways not in cast.client_of(world.ruth).get(reverse("frontdoor:prices")).content.decode()


@pytest.mark.django_db
def test_words_of_welcome_stand_on_the_first_page_as_text(world):
    world.clinic.welcome = "Tea is ready.\n\n<b>Come in</b>"
    world.clinic.save()

    page = source_of("home")

    assert "<p>Tea is ready.</p>" in page
    assert "<b>Come in</b>" not in page


@pytest.mark.django_db
def test_a_machine_without_a_clinic_leads_nowhere_yet(db):
    page = source_of("home")

    assert "open-clinic" in page
    assert reverse("frontdoor:prices") not in page


@pytest.mark.django_db
def test_a_page_with_claims_says_at_its_end_when_their_sources_were_read_and_that_no_clinician_has(world):
    words = "We last read the sources of this page on 22 November 2026, and will again by 22 May 2027."

    assert words in source_of("safety")
    assert "No clinician has checked all of it yet." in source_of("safety")
    assert "We last read the sources of this page" not in source_of("team")


def test_a_page_is_checked_by_somebody_only_when_all_of_it_is(monkeypatch):
    given = {
        one.key: dataclasses.replace(one, status=claims.Status.REVIEWED, reviewer="Dr Ng, physician")
        for one in claims.all_claims()[:2]
    }
    other = claims.all_claims()[2]
    monkeypatch.setattr(claims, "claim", {**given, other.key: other}.__getitem__)

    assert checking.of_page(given)[1] == "Checked by Dr Ng, physician."
    assert checking.of_page([*given, other.key])[1] == "No clinician has checked all of it yet."
    assert checking.of_page([]) == ()
