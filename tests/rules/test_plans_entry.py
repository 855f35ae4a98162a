"""Points as they are typed, their sides, and what cautions and consents allow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.knowledge.points import atlas, presets
from needlepoint.knowledge.safety import cautions
from needlepoint.plans import rules, wording
from needlepoint.plans.rules import entry, limits

Side = rules.Side
LEFT, RIGHT, BOTH, MIDDLE = Side.LEFT, Side.RIGHT, Side.BOTH, Side.MIDDLE


# --- Reading -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("BL23", [("BL23", None)]),
        ("bl23, BL25;gb30", [("BL23", None), ("BL25", None), ("GB30", None)]),
        ("BL 23 bl-25", [("BL23", None), ("BL25", None)]),
        ("BL23 BL25 GB30 R", [("BL23", None), ("BL25", None), ("GB30", RIGHT)]),
        ("GB30 left BL40 both", [("GB30", LEFT), ("BL40", BOTH)]),
        (
            "UB23 Du4 Liv3 SJ5 Ren6",
            [("BL23", None), ("GV4", None), ("LR3", None), ("TE5", None), ("CV6", None)],
        ),
        ("BL023", [("BL23", None)]),
        ("Shenshu huantiao R", [("BL23", None), ("GB30", RIGHT)]),
        ("肾俞", [("BL23", None)]),
        ("EX-B2", [("EX-B2", None)]),
        ("GV4 R", [("GV4", MIDDLE)]),
        ("BL23 middle", [("BL23", BOTH)]),
        ("ashi L", [("ASHI", LEFT)]),
        ("ashi middle", [("ASHI", MIDDLE)]),
        ("BL23 BL23 L", [("BL23", LEFT)]),
        ("BL23 L, BL23", [("BL23", LEFT)]),
        ("", []),
    ],
)
def test_points_are_read_by_code_by_old_code_and_by_name_with_a_side_after_them(typed, wanted):
    read = entry.read(typed)

    assert read.is_clear
    assert list(read.wanted) == wanted


def test_every_word_that_is_no_point_is_listed_at_once():
    read = entry.read("BL23 BL99 L qqq GB30 zz9")

    assert read.unknown == ("BL99", "L", "qqq", "zz9")
    assert [code for code, _side in read.wanted] == ["BL23", "GB30"]
    assert wording.point_faults(read) == (
        "No point is called BL99, L, qqq, zz9. Check the spelling, or use the code, such as BL23.",
    )


def test_a_name_that_two_points_share_asks_for_the_code():
    read = entry.read("Zhongdu")

    assert read.unclear == (("Zhongdu", ("GB32", "LR6")),)
    assert wording.point_faults(read) == ("Zhongdu is the name of two points. Type the code: GB32, LR6.",)


@pytest.mark.parametrize("point", atlas.all_points(), ids=lambda point: point.code)
def test_every_point_of_the_atlas_is_read_by_its_own_code(point):
    assert entry.read(point.code).wanted == ((point.code, None),)


@given(st.text(max_size=120))
def test_no_text_at_all_breaks_the_reading(text):
    read = entry.read(text)

    assert all(entry.is_point(code) for code, _side in read.wanted)


# --- Sides and needles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "painful", "side"),
    [("BL23", "LEFT", LEFT), ("BL23", "RIGHT", RIGHT), ("BL23", "BOTH", BOTH), ("BL23", "", BOTH), ("BL23", "MIDDLE", BOTH),
     ("GV4", "LEFT", MIDDLE), ("ASHI", "RIGHT", RIGHT)],
)  # fmt: skip
def test_a_point_begins_on_the_painful_side_and_a_midline_point_in_the_middle(code, painful, side):
    assert entry.usual_side(code, painful) is side


@pytest.mark.parametrize(("side", "needles"), [(LEFT, 1), (RIGHT, 1), (MIDDLE, 1), (BOTH, 2)])
def test_both_sides_take_two_needles(side, needles):
    assert entry.needles_at(side) == needles


def test_the_points_of_a_trial_keep_their_sides_and_its_sore_spots():
    assert entry.from_preset(presets.preset("cherkin_2009")) == (
        ("GV3", MIDDLE), ("BL23", BOTH), ("BL40", BOTH), ("KI3", BOTH), ("ASHI", BOTH),
    )  # fmt: skip


def test_points_are_written_as_practitioners_write_them():
    assert entry.in_words([("BL23", "BOTH"), ("GV4", "MIDDLE"), ("GB30", "RIGHT")]) == "BL23, GV4, GB30 R"


# --- Cautions and consents ---------------------------------------------------------------------------------------------------

ALL = {"NEEDLING", "ELECTRO", "HEAT", "CUPPING", "GUA_SHA"}


def standing(technique, caution_keys=(), consents=ALL):
    return next(one for one in limits.standings(caution_keys, consents) if one.technique == technique)


def test_a_technique_without_consent_is_refused():
    assert standing("CUPPING", consents={"NEEDLING"}).is_refused
    assert not standing("CUPPING").is_refused


def test_a_pacemaker_refuses_current_whatever_was_agreed():
    refused = standing("ELECTRO", ["implanted_device"])

    assert refused.is_refused
    assert (
        wording.refused_words(refused)
        == "A weak current between needles: not for this patient (Implanted device)."
    )


def test_bleeding_makes_cupping_a_decision_with_a_reason():
    assert standing("CUPPING", ["blood_thinners"]).needs_reason
    assert not standing("HEAT", ["blood_thinners"]).needs_reason


def test_scraping_answers_to_a_consent_of_its_own_and_the_limits_of_cupping():
    assert standing("GUA_SHA", ["bleeding_disorder"]).is_refused
    assert standing("GUA_SHA", consents={"NEEDLING", "CUPPING"}).is_refused
    assert not standing("GUA_SHA").is_refused


def test_what_may_be_used_leaves_out_what_was_taken_back_and_what_nobody_knows():
    assert limits.allowed(["HEAT", "CUPPING", "LASER"], [], {"HEAT"}) == ("HEAT",)


def test_a_point_meets_the_patient_only_where_their_hazards_are_the_same():
    met = limits.warnings(["BL40", "BL23"], ["blood_thinners"])

    assert [(one.code, one.chip, one.needs_reason) for one in met] == [("BL40", "Blood thinners", False)]
    assert limits.warnings(["BL40"], []) == ()


def test_a_point_that_tradition_avoids_in_pregnancy_needs_a_reason():
    needed = limits.needs_reasons(
        codes=["BL23", "BL32"], techniques=[], caution_keys=["pregnant"], consents=ALL
    )

    assert needed == ("BL32",)


def test_needling_itself_needs_a_reason_where_the_caution_leaves_it_to_the_practitioner():
    needed = limits.needs_reasons(
        codes=[], techniques=["CUPPING"], caution_keys=["weak_immune"], consents=ALL
    )

    assert needed == ("CUPPING", "NEEDLING")


def test_a_caution_of_another_version_is_left_out_and_breaks_nothing():
    assert limits.known(["blood_thinners", "from_long_ago"]) == (cautions.caution("blood_thinners"),)


def test_a_sore_spot_has_no_hazard_of_its_own_in_the_atlas():
    assert limits.hazards_at("ASHI") == ()


# --- Words -------------------------------------------------------------------------------------------------------------------


def test_every_key_of_the_rules_has_its_words():
    assert set(wording.SITES) == set(rules.Site)
    assert set(wording.SIDES) == set(Side)
    assert set(wording.KINDS) == set(rules.Kind)
    assert set(wording.MOVEMENTS) == set(rules.MOVEMENTS)
    assert set(wording.MOVEMENT_ANSWERS) == set(rules.MOVEMENT_ANSWERS)
    assert set(wording.REFLEXES) == set(rules.REFLEXES)
    assert set(wording.REFLEX_ANSWERS) == set(rules.REFLEX_ANSWERS)
    assert set(wording.TECHNIQUES) == set(limits.Technique)
    assert set(wording.CONSENTS) == {limits.NEEDLING, *limits.CONSENT_FOR.values()}
    assert set(wording.COURSE_STATES) == set(rules.CourseState)
    assert set(wording.DECISIONS) == set(rules.Decision)


@pytest.mark.parametrize(
    ("done", "is_due", "words"),
    [
        (0, False, "0 of 8 visits done, review at 6"),
        (6, True, "6 of 8 visits done, review due now"),
        (9, True, "9 visits done, review due now"),
    ],
)
def test_the_place_in_a_course_is_said_in_words(done, is_due, words):
    assert wording.position_words(done=done, planned=8, review_after=6, is_due=is_due) == words
