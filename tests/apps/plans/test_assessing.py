"""An assessment by taps: codes, previous care, traditional findings; nothing is normal until somebody says so."""

import datetime as dt

import pytest

from needlepoint.knowledge.codes import icd10cm
from needlepoint.knowledge.questions.answers import Given, State, Value
from needlepoint.plans import models
from needlepoint.plans.pages import assessing as pages
from tests import cast, make
from tests.apps.plans import room

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def path(w):
    return f"/patients/{w.ada.code}/assessment/"


def test_taps_become_findings_codes_care_and_pattern(world):
    w = world
    posted = room.assessment_posted(
        diagnosis_code="M54.42", second_codes="g8929, m5126", move_FLEXION="LIMITED", move_rest="on", reflex_rest="on",
        power_taps=["REST", "BIG_TOE_LEFT"], feeling_taps=["REST"], hands=["SORE_LEFT"], palpation="L4 and L5",
        care_PILLS="NOT", care_words="Yoga", tradition_PULSE=["WIRY"], tradition_PATTERNS=["STASIS"],
    )  # fmt: skip

    response = cast.client_of(w.mei).post(path(w), posted)

    episode = models.Episode.objects.get()
    assert response.status_code == 302
    assert (episode.diagnosis_code, episode.second_codes, episode.codes_version) == (
        "M54.42",
        ["G89.29", "M51.26"],
        icd10cm.RELEASE,
    )
    assert episode.previous_care == [
        {"kind": "PILLS", "helped": "NOT", "words": ""},
        {"kind": "OTHER", "helped": "TRIED", "words": "Yoga"},
    ]
    assert episode.tradition == {"PULSE": ["WIRY"], "PATTERNS": ["STASIS"]}
    found = {
        key: value for key, value in episode.findings.items() if key not in {"red_flags", "onset_is_about"}
    }
    assert found == {
        "movement": {"FLEXION": "LIMITED", "EXTENSION": "FREE", "BEND_LEFT": "FREE", "BEND_RIGHT": "FREE"},
        "reflexes": dict.fromkeys(("KNEE_LEFT", "KNEE_RIGHT", "ANKLE_LEFT", "ANKLE_RIGHT"), "NORMAL"),
        "power_weak": ["BIG_TOE_LEFT"],
        "power_rest": True,
        "feeling_rest": True,
        "hands": ["SORE_LEFT"],
        "palpation": "L4 and L5",
    }
    page = text(cast.client_of(w.mei).get(response.url))
    for words in (
        "Weak: Lifting the big toe, left. Full strength in the rest.",
        "Sore to press, left. L4 and L5",
        "Bending forward: limited",
        "Something else",
        "Tried, no more known. Yoga",
        "Qi held up, blood held up (strain) (SE91 + SF01)",
        "Traditional framework, not a diagnosis",
        "G89.29 · Chronic pain, other (second code)",
    ):
        assert words in page, words


def test_nothing_is_answered_beforehand_in_the_examination(world):
    room.assessed(world, findings={"power_rest": True}, tradition={"PULSE": ["WIRY"]})

    form = cast.client_of(world.mei).get(path(world)).context["form"]

    for name in form.fields:
        if name.startswith(
            ("move_", "reflex_", "power", "feeling", "tradition_", "flag_", "signs", "hands", "leg_")
        ):
            assert not form[name].value(), name


def test_what_the_patient_tried_is_there_already_and_what_was_assessed_before_comes_again(world):
    w = world
    told = {"care": "PILLS", "care_helped": "NOT"}
    given = {key: Given(State.ANSWERED, (Value(code=code),)) for key, code in told.items()}
    make.an_intake(make.a_visit(w), given, is_sent=True)
    client = cast.client_of(w.mei)
    assert client.get(path(w)).context["form"]["care_PILLS"].value() == "NOT"

    room.assessed(w, previous_care=[{"kind": "HANDS", "helped": "LOT", "words": ""}], second_codes=["G89.29"])

    form = client.get(path(w)).context["form"]
    assert form["care_HANDS"].value() == "LOT"
    assert form["second_codes"].value() == "G89.29"


def test_every_trap_of_the_codes_is_told_while_they_are_chosen_and_after(world):
    w = world
    client = cast.client_of(w.mei)
    query = "?kind=SCIATICA&site=LOW_BACK_AND_LEG&side=LEFT&diagnosis_code=M54.50&second_codes=M54.42+M51.26+nonsense"

    panel = text(client.get(f"/patients/{w.ada.code}/codes/{query}"))
    fits = text(client.get(f"/patients/{w.ada.code}/codes/?kind=STENOSIS"))
    posted = room.assessment_posted(diagnosis_code="M54.50", second_codes="M51.26")
    kept = text(client.get(client.post(path(w), posted).url))

    assert "M54.50 and M54.42 are not written together." in panel
    assert "M54.50 and M51.26 are not written together." in panel
    assert "Fits what you said" not in panel
    assert "M48.061 · Stenosis, lumbar, without neurogenic claudication" in fits
    assert "M54.50 and M51.26 are not written together." in kept


def test_a_code_that_is_none_is_said_and_a_code_we_do_not_list_is_kept_with_a_remark(world):
    w = world
    client = cast.client_of(w.mei)

    refused = client.post(path(w), room.assessment_posted(second_codes="backache"))
    kept = client.post(path(w), room.assessment_posted(second_codes="Q99.9"))

    assert refused.status_code == 422
    assert "This is no ICD-10-CM code: backache." in text(refused)
    assert kept.status_code == 302
    assert "Q99.9 is not in our short table." in text(client.get(kept.url))


def test_the_panel_of_codes_is_for_practitioners_of_this_clinic(world):
    for who in (world.ruth, world.ivo, world.ada):
        assert cast.client_of(who).get(f"/patients/{world.ada.code}/codes/").status_code == 403
    assert cast.client_of(world.eve).get(f"/patients/{world.ada.code}/codes/").status_code == 404
    assert cast.client_of(world.mei).get("/patients/nobody/codes/").status_code == 404
    assert cast.client_of(world.mei).post(f"/patients/{world.ada.code}/codes/").status_code == 405


def test_a_pattern_that_is_none_is_refused_and_an_old_one_is_left_out(world):
    w = world
    response = cast.client_of(w.mei).post(path(w), room.assessment_posted(tradition_PATTERNS=["GHOSTS"]))

    assert response.status_code == 422
    assert room.assessed(w, tradition={"PATTERNS": ["GHOSTS", "STASIS"]}).tradition == {
        "PATTERNS": ["STASIS"]
    }


def test_the_page_says_how_far_the_codes_were_checked():
    before, after = pages.codes_release(dt.date(2026, 9, 30)), pages.codes_release(dt.date(2026, 10, 1))

    assert "A newer list" not in before
    assert "A newer list" in after
    # No remark about a pair is no promise about it: only these notes of the list were read.
    assert all("M54.3, M54.4 and M54.5 only" in words for words in (before, after))
