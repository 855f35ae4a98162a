"""What meets a patient: every row of the tables of patient factors, of pregnancy and of technique hazards."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.charting.rules import quick
from needlepoint.knowledge.points import atlas
from needlepoint.knowledge.safety import cautions, hazards
from needlepoint.plans.rules import limits
from needlepoint.plans.wording import alarms as wording

ALL = {"NEEDLING", "ELECTRO", "HEAT", "CUPPING", "GUA_SHA", "PRESS_TACKS"}
BLOCK, REASON, GLANCE = limits.Strength
REFUSED = "REFUSED"


def met(line="", *, carried=(), techniques=(), **said):
    """Give the alarms over a line as it is typed in the chart."""
    found = quick.read(line)
    return limits.alarms(
        found.rows, techniques=techniques, parts=found.parts, caution_keys=carried, consents=ALL,
        position=found.position, **said,
    )  # fmt: skip


def loudest(about, found):
    """Say how loudly something is spoken of: REFUSED, a strength, or None."""
    here = [one for one in found if about in {one.about, *one.codes}]
    if not here:
        return None
    first = max(here, key=lambda one: (not one.may_go_on, one.strength.loudness))
    return first.strength if first.may_go_on else REFUSED


# --- 5.1 patient factors: (line, caution, what it is about, how loud) ------------------------------------------------------

FACTORS = [
    # anticoagulants: care with needles, a decision for cups and scraping
    ("BL23", "blood_thinners", "NEEDLING", GLANCE),
    ("BL40", "blood_thinners", "BL40", GLANCE),
    ("GV4", "blood_thinners", "GV4", GLANCE),
    ("EA 2Hz BL23-BL25", "blood_thinners", "ELECTRO", GLANCE),
    ("cupping BL23", "blood_thinners", "CUPPING", REASON),
    ("gua sha BL23", "blood_thinners", "GUA_SHA", REASON),
    # a bleeding disorder
    ("BL23", "bleeding_disorder", "NEEDLING", REASON),
    ("GV4", "bleeding_disorder", "GV4", REASON),
    ("EA 2Hz BL23-BL25", "bleeding_disorder", "ELECTRO", REASON),
    ("lamp low back", "bleeding_disorder", "HEAT", GLANCE),
    ("cupping BL23", "bleeding_disorder", "CUPPING", REFUSED),
    # pregnancy
    ("BL23", "pregnant", "NEEDLING", GLANCE),
    ("EA 2Hz BL23-BL25", "pregnant", "ELECTRO", REASON),
    ("EA 2Hz GB34-GB39", "pregnant", "ELECTRO", GLANCE),
    ("lamp low back", "pregnant", "HEAT", REASON),
    ("lamp foot", "pregnant", "HEAT", GLANCE),
    ("moxa CV4", "pregnant", "HEAT", REASON),
    ("cupping BL18-BL25", "pregnant", "CUPPING", REFUSED),
    ("cupping BL11-BL13", "pregnant", "CUPPING", GLANCE),
    ("gua sha BL25", "pregnant", "GUA_SHA", REFUSED),
    # a pacemaker or another device
    ("BL23", "implanted_device", "NEEDLING", GLANCE),
    ("LU2", "implanted_device", "LU2", REASON),
    ("EA 2Hz BL23-BL25", "implanted_device", "ELECTRO", REFUSED),
    ("lamp low back", "implanted_device", "HEAT", GLANCE),
    ("cupping chest", "implanted_device", "CUPPING", REASON),
    # weak defences
    ("BL23", "weak_immune", "NEEDLING", REASON),
    ("EA 2Hz BL23-BL25", "weak_immune", "ELECTRO", REASON),
    ("lamp low back", "weak_immune", "HEAT", GLANCE),
    ("cupping BL23", "weak_immune", "CUPPING", REASON),
    ("BL23", "very_weak_immune", "NEEDLING", REASON),
    ("cupping BL23", "very_weak_immune", "CUPPING", REFUSED),
    ("CV1", "weak_immune", "CV1", REASON),
    # lymph nodes: the limb, not the back
    ("BL23", "lymph_nodes", "NEEDLING", GLANCE),
    ("LI4 L", "lymph_nodes", "NEEDLING", REASON),
    ("ashi calf", "lymph_nodes", "NEEDLING", REASON),
    ("EA 2Hz ST36-ST39", "lymph_nodes", "ELECTRO", REASON),
    ("cupping arm", "lymph_nodes", "CUPPING", REFUSED),
    ("cupping BL18-BL25", "lymph_nodes", "CUPPING", GLANCE),
    # skin
    ("BL23", "sore_skin", "NEEDLING", GLANCE),
    ("cupping BL23", "sore_skin", "CUPPING", GLANCE),
    # metal
    ("BL23", "metal_in_body", "NEEDLING", GLANCE),
    ("ST35", "metal_in_body", "ST35", REASON),
    ("EA 2Hz BL23-BL25", "metal_in_body", "ELECTRO", REASON),
    ("EA 2Hz BL23-BL25", "back_surgery", "ELECTRO", REASON),
    ("EA 2Hz ST36-ST39", "back_surgery", "ELECTRO", GLANCE),
    # a heart valve
    ("BL23", "heart_valve", "NEEDLING", GLANCE),
    ("ST35", "heart_valve", "ST35", REASON),
    # epilepsy
    ("BL23", "epilepsy", "NEEDLING", GLANCE),
    ("EA 2Hz BL23-BL25", "epilepsy", "ELECTRO", REASON),
    ("EA 2Hz BL23-BL25", "seizures_now", "ELECTRO", REFUSED),
    ("EA 2Hz GB8-GB7", "epilepsy", "GB8", REFUSED),
    # nerves and blood flow
    ("moxa ST36 stick", "diabetes", "HEAT", REASON),
    ("lamp low back", "diabetes", "HEAT", GLANCE),
    ("lamp foot", "numb_feet", "HEAT", REFUSED),
    ("lamp low back", "numb_feet", "HEAT", GLANCE),
    ("cupping calf", "numb_feet", "CUPPING", REASON),
    ("EA 2Hz ST36-ST39", "numb_feet", "ELECTRO", GLANCE),
    ("moxa KI3 stick", "poor_blood_flow", "HEAT", REASON),
    ("lamp low back", "poor_blood_flow", "HEAT", GLANCE),
    # metal allergy, fear, faints
    ("BL23", "metal_allergy", "NEEDLING", GLANCE),
    ("BL23", "needle_fear", "NEEDLING", GLANCE),
    ("BL23", "fainting", "NEEDLING", GLANCE),
    ("BL23; seated", "fainting", "SEATED", GLANCE),
    # children, confusion
    ("BL23", "under_18", "NEEDLING", REASON),
    ("moxa BL23 stick", "under_18", "HEAT", REASON),
    ("BL23", "confusion", "NEEDLING", REASON),
    ("EA 2Hz BL23-BL25", "confusion", "ELECTRO", REFUSED),
    ("lamp low back", "confusion", "HEAT", REFUSED),
    ("cupping BL23", "confusion", "CUPPING", REASON),
    # asthma: smoke, not warmth
    ("moxa BL23 stick", "asthma", "HEAT", REASON),
    ("moxa BL23 smokeless", "asthma", "HEAT", GLANCE),
    ("lamp low back", "asthma", "HEAT", GLANCE),
    # soft implants
    ("GB30", "soft_implant", "GB30", REASON),
    ("cupping buttock", "soft_implant", "CUPPING", REASON),
    ("BL23", "soft_implant", "NEEDLING", GLANCE),
]


@pytest.mark.parametrize(("line", "caution", "about", "strength"), FACTORS)
def test_a_patients_caution_speaks_as_loudly_as_the_table_says(line, caution, about, strength):
    assert loudest(about, met(line, carried=[caution])) == strength


@pytest.mark.parametrize(
    ("caution", "strength"),
    [
        ("heart_valve", REFUSED), ("weak_immune", REFUSED), ("very_weak_immune", REFUSED), ("lymph_nodes", REFUSED),
        ("under_18", REASON), ("confusion", REASON), ("metal_allergy", REASON), ("bleeding_disorder", REASON),
        ("blood_thinners", GLANCE), ("pregnant", GLANCE), ("diabetes", GLANCE), ("numb_feet", REASON),
    ],
)  # fmt: skip
def test_a_press_needle_speaks_as_the_table_says(caution, strength):
    assert loudest("PRESS_TACKS", met("BL23", carried=[caution], techniques=["PRESS_TACKS"])) == strength


def test_every_caution_of_the_table_is_tried_here():
    tried = {caution for _line, caution, _about, _strength in FACTORS} | {"ask_first"}
    assert tried == {one.key for one in cautions.all_cautions()}


def test_a_warning_sign_that_is_not_settled_blocks_every_technique():
    found = met(
        "BL23; EA BL23-BL25; lamp low back; cupping BL23; gua sha BL23; moxa BL23",
        conditions=["WARNING_SIGN"],
    )
    for about in ("NEEDLING", "ELECTRO", "HEAT", "CUPPING", "GUA_SHA"):
        assert loudest(about, found) == REFUSED


def test_who_drives_home_is_told_to_wait():
    assert [one.key for one in met("BL23", conditions=["DRIVES"]) if one.about == "NEEDLING"] == [
        "drive_home"
    ]


# --- 5.2 pregnancy --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["LI4", "SP6", "BL60", "BL67", "GB21", "BL31", "BL32", "BL33", "BL34", "CV2", "CV3", "CV4", "CV5", "CV6", "CV7", "ST25"]
)  # fmt: skip
def test_a_point_that_tradition_avoids_is_blocked_in_pregnancy_and_a_reason_opens_it(code):
    assert loudest(code, met(code)) is not BLOCK
    assert loudest(code, met(code, carried=["pregnant"])) is BLOCK
    assert loudest(code, met(code, carried=["pregnant"], reasons={code})) is GLANCE
    assert limits.needs_reasons(codes=[code], techniques=[], caution_keys=["pregnant"], consents=ALL) == (
        code,
    )


@pytest.mark.parametrize("code", ["BL27", "BL28", "BL29", "BL30", "BL35", "GV3"])
def test_a_point_of_the_sacrum_that_no_text_names_in_pregnancy_is_blocked_and_says_it_is_unconfirmed(code):
    [found] = [one for one in met(code, carried=["pregnant"]) if one.strength is BLOCK]

    assert "Unconfirmed" in found.words
    assert loudest(code, met(code, carried=["pregnant"], reasons={code})) is GLANCE


def test_no_rule_says_of_a_review_that_it_found_no_harm_without_the_doubt_about_it():
    [rule] = [one for one in hazards.current().rules if one.key == "points_of_pregnancy"]

    assert "no objective sign of harm, and opinion is divided" in rule.words


@pytest.mark.parametrize("code", ["LU7", "KI1", "ST36"])
def test_a_point_of_some_lists_is_a_glance_in_pregnancy(code):
    assert "points_of_some_lists" in {one.key for one in met(code, carried=["pregnant"])}
    assert not any(one.asks for one in met(code, carried=["pregnant"]))


@pytest.mark.parametrize(
    "code", ["BL22", "BL23", "BL24", "BL25", "BL26", "SI3", "KI3", "BL62", "GB30", "LR3", "BL40"]
)
def test_points_of_the_trials_in_pregnancy_ask_for_nothing(code):
    assert not any(one.asks for one in met(code, carried=["pregnant"]))


def test_nobody_lies_face_down_late_in_pregnancy_without_a_reason():
    assert loudest("PRONE", met("BL23; prone", carried=["pregnant"])) is REASON
    assert loudest("PRONE", met("BL23; prone", carried=["pregnant"], conditions=["EARLY_PREGNANCY"])) is None
    assert loudest("PRONE", met("BL23; prone")) is None


# --- 5.3 what lies under a point ---------------------------------------------------------------------------------------------


def keys(line, **said):
    return {one.key for one in met(line, **said)}


LUNG = [f"BL{number}" for number in (*range(11, 22), *range(41, 53))] + [
    "GB21",
    "SI11",
    "SI12",
    "SI13",
    "SI14",
]


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("lung", LUNG),
        ("kidney", ["BL22", "BL23", "BL51", "BL52"]),
        ("spinal_canal", [*(f"GV{number}" for number in range(3, 17)), "EX-B2"]),
        ("sacral_holes", ["BL31", "BL32", "BL33", "BL34"]),
        ("nerve", ["GB30", "BL36", "BL37", "BL54", "GB34", "ST36"]),
        ("vessel", ["BL40", "BL39"]),
    ],
)
def test_an_ordinary_hazard_is_a_glance_for_anybody(rule, codes):
    for code in codes:
        found = [one for one in met(code) if one.key == rule]
        assert [one.strength for one in found] == [GLANCE], code
        assert found[0].is_for_anybody
        assert not any(one.asks for one in met(code)), code


def test_a_glance_gathers_its_points():
    lung = next(one for one in met("BL18 BL19 BL20 b") if one.key == "lung")
    assert lung.codes == ("BL18", "BL19", "BL20")


def test_a_straight_needle_over_the_lung_needs_a_reason():
    assert loudest("GB21", met("GB21 b straight")) is REASON
    assert loudest("GB21", met("GB21 b slanted")) is GLANCE
    assert loudest("BL23", met("BL23 b straight")) is GLANCE


def test_a_sore_spot_knows_where_it_lies():
    assert "lung" in keys("ashi T7 L")
    assert "lung" not in keys("ashi L4 L")
    assert "lung" in keys("HTJJ T7 b")
    assert "lung" not in keys("HTJJ L4 b")


def test_a_point_usually_not_needled_is_blocked_until_somebody_says_why():
    assert loudest("CV8", met("CV8")) is BLOCK
    assert loudest("ST17", met("ST17")) is BLOCK
    assert loudest("CV8", met("moxa CV8 indirect")) is None


def test_only_the_points_beside_the_eyeball_ask_for_training():
    assert keys("ST1") & {"beside_the_eyeball", "near_the_eye"} == {"beside_the_eyeball"}
    assert keys("BL2") & {"beside_the_eyeball", "near_the_eye"} == {"near_the_eye"}


@pytest.mark.parametrize("code", ["GV21", "GV22", "GV23"])
def test_the_soft_spot_of_the_skull_is_a_matter_of_children_only(code):
    assert "soft_spot_of_the_skull" not in keys(code)
    assert loudest(code, met(code, carried=["under_18"])) is REASON


@pytest.mark.parametrize("line", ["GB30", "CV6", "BL23", "cupping buttock"])
def test_a_stimulator_or_a_pump_is_looked_for_where_they_lie(line):
    found = [one for one in met(line, carried=["implanted_device"]) if one.key == "device_elsewhere"]

    assert [one.strength for one in found] == [GLANCE]
    assert "device_elsewhere" not in keys("LI4", carried=["implanted_device"])


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("EA 2Hz BL18-BL20", "current_over_the_lung"), ("cupping BL23", "cups_leave_marks"),
        ("gua sha BL23", "scraping_leaves_marks"), ("lamp low back", "heat_is_watched"), ("moxa CV4", "heat_is_watched"),
    ],
)  # fmt: skip
def test_a_technique_says_what_it_asks_for(line, key):
    assert [one.strength for one in met(line) if one.key == key] == [GLANCE]


def test_something_left_in_has_to_come_out():
    assert "left_in_comes_out" in {one.key for one in met("BL23", techniques=["PRESS_TACKS"])}


# --- Current between two needles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leads", "key", "strength"),
    [
        ("GB8 b", "across_the_head", BLOCK),
        ("GB20-GB8 R", "from_the_head", BLOCK),
        ("GV20-BL23 R", "from_the_head", BLOCK),
        ("ST9-LI15 R", "at_the_throat", BLOCK),
        ("BL13 b", "across_the_chest", BLOCK),
        ("GB21 b", "across_the_chest", BLOCK),
        ("LI4 b", "across_the_chest", BLOCK),
        ("PC6L-PC6R", "across_the_chest", BLOCK),
        ("KI27-BL13 L", "through_the_chest", BLOCK),
        ("LU1-SP6 L", "through_the_chest", BLOCK),
        ("LI4-ST36 L", "from_the_arm", BLOCK),
        ("PC6-BL23 L", "from_the_arm", BLOCK),
        ("LI11-GB21 R", "arm_and_shoulder", REASON),
        ("KI22-KI24 L", "over_the_heart", REASON),
        ("ST25-BL25 R", "front_to_back", REASON),
        ("GV4-GV3", "along_the_cord", REASON),
        ("GV14-GV4", "along_the_cord", REASON),
        ("BL23 b", "across_the_low_back", REASON),
        ("BL32 b", "across_elsewhere", GLANCE),
        ("GB30 b", "across_elsewhere", GLANCE),
        ("ashi-BL25 R", "place_not_known", GLANCE),
        ("BL23-BL25", None, None),
        ("BL18-BL25 R", None, None),
        ("BL25-BL40 b", None, None),
        ("GB30-GB34 R", None, None),
        ("ST36-SP6 L", None, None),
        ("LI4-LI11 R", None, None),
        ("LI15-LI11 R", "arm_and_shoulder", REASON),
        ("GV4-BL25", None, None),
        ("CV4-CV6", None, None),
    ],
)
def test_current_never_runs_across_the_chest_or_the_head(leads, key, strength):
    rules = {one.key for one in hazards.current().leads}
    found = [(one.key, one.strength) for one in met(f"EA 2Hz {leads}") if one.key in rules]
    assert found == ([(key, strength)] if key else [])
    assert all(
        not one.may_go_on for one in met(f"EA 2Hz {leads}") if one.key in rules and one.strength is BLOCK
    )


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(atlas.all_points()), st.sampled_from(atlas.all_points()))
def test_a_lead_is_judged_the_same_from_either_end(one, other):
    def spoken(start, end):
        lead = f"EA {start.code}-{end.code} R" if start is not end else f"EA {start.code} b"
        rules = {rule.key for rule in hazards.current().leads}
        return {alarm.key for alarm in met(lead) if alarm.key in rules}

    assert spoken(one, other) == spoken(other, one)


# --- Reasons, consents, loudness --------------------------------------------------------------------------------------------------


def test_a_reason_given_already_is_not_asked_for_again():
    asked = met("BL23; cupping BL23", carried=["weak_immune"])
    assert {one.about for one in asked if one.asks} == {"NEEDLING", "CUPPING"}
    again = met("BL23; cupping BL23", carried=["weak_immune"], reasons={"NEEDLING", "CUPPING"})
    assert not any(one.asks for one in again)
    assert {one.about for one in again if one.is_answered} == {"NEEDLING", "CUPPING"}


def test_no_reason_opens_what_is_refused():
    found = met("EA 2Hz BL13 b", carried=["implanted_device"], reasons={"ELECTRO", "BL13-BL13"})
    assert {one.about for one in found if one.asks} == {"ELECTRO", "BL13-BL13"}
    assert limits.needs_reasons(
        codes=["BL13"], techniques=["ELECTRO"], caution_keys=["implanted_device"], consents=ALL
    ) == ()  # fmt: skip


def test_a_technique_without_consent_is_refused_and_consent_may_be_left_to_others():
    found = limits.alarms(["BL23"], techniques=["CUPPING"], consents={"NEEDLING"})
    assert loudest("CUPPING", found) == REFUSED
    assert loudest("CUPPING", limits.alarms(["BL23"], techniques=["CUPPING"])) is GLANCE


def test_a_technique_without_a_place_is_judged_as_at_its_worst():
    assert loudest("HEAT", met(carried=["numb_feet"], techniques=["HEAT"])) == REFUSED
    assert loudest("HEAT", met(carried=["asthma"], techniques=["HEAT"])) is REASON


CAUTIONS = [one.key for one in cautions.all_cautions()]
LINES = [
    "BL23 BL25 b", "GB21 b straight", "EA 2Hz BL23-BL25", "cupping BL18-BL25", "lamp low back", "moxa CV4", "LI4 SP6 b; prone",
    "EA 2Hz BL13 b", "gua sha BL11-BL17", "ashi calf L",
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(CAUTIONS)), st.sampled_from(CAUTIONS), st.sets(st.sampled_from(LINES)))
def test_one_caution_more_never_makes_anything_quieter(carried, more, lines):
    line = "; ".join(sorted(lines))
    before, after = met(line, carried=sorted(carried)), met(line, carried=sorted({*carried, more}))
    assert {(one.key, one.about, one.strength) for one in before} <= {
        (one.key, one.about, one.strength) for one in after
    }


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(CAUTIONS)), st.sets(st.sampled_from(LINES)))
def test_what_needs_a_reason_asks_for_none_once_it_has_one(carried, lines):
    found = quick.read("; ".join(sorted(lines)))
    needed = limits.needs_reasons(
        codes=found.rows,
        techniques=[],
        caution_keys=carried,
        consents=ALL,
        parts=found.parts,
        position=found.position,
    )
    after = met("; ".join(sorted(lines)), carried=sorted(carried), reasons=set(needed))
    assert all(not one.may_go_on for one in after if one.asks and one.about in needed)
    assert not [
        one
        for one in after
        if one.asks and one.may_go_on and one.about not in needed and loudest(one.about, after) != REFUSED
    ]


def test_alarms_stand_loudest_first_and_are_worded():
    found = met(
        "BL32; EA 2Hz BL13 b; cupping BL23; prone",
        carried=["pregnant", "blood_thinners"],
        techniques=["PRESS_TACKS"],
    )
    loudness = [one.strength.loudness for one in found]
    assert loudness == sorted(loudness, reverse=True)
    said = [wording.alarm_words(one) for one in found]
    assert any(words.startswith("BL32 · Pregnant: Tradition avoids") for words in said)
    assert any(words.startswith("Face down · Pregnant: Not face down") for words in said)
    assert all(wording.asked_words(one) for one in found)
    assert wording.glances(found)[-1].startswith("Press needles: ") or len(wording.glances(found)) > 1
    assert wording.about_words("ASHI") == "sore spot"


# --- The data -------------------------------------------------------------------------------------------------------------------


def test_every_rule_has_a_source_a_row_and_a_confidence_and_waits_for_a_clinician():
    data = hazards.current()
    for one in (*data.places, *data.rules, *data.leads):
        assert one.source
        assert one.row in {"5.1", "5.2", "5.3"}
        assert one.confidence in {"H", "M", "L"}
        assert not one.confirmed


def test_every_rule_names_only_what_exists():
    data = hazards.current()
    regions = {one.region for one in atlas.all_points()}
    found = {at.hazard for one in atlas.all_points() for at in atlas.cautions_for(one.code)}
    for rule in data.rules:
        assert set(rule.cautions) <= set(CAUTIONS)
        assert set(rule.hazards) <= found
        assert set(rule.regions) <= regions
        assert all(atlas.point(code) for code in (*rule.points, *rule.except_points))
    for place in data.places:
        assert place.caution in CAUTIONS
        assert set(place.regions) <= regions
    for lead in data.leads:
        said = [lead.across, lead.ends, lead.touches, lead.along, lead.unknown]
        assert sum(map(bool, said)) == 1
        assert set(itertools.chain(lead.across, *lead.ends)) <= regions


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('key = "kidney"', 'key = "lung"', "twice"),
        ('techniques = ["PRESS_TACKS"]', 'techniques = ["LASER"]', "LASER"),
        ('conditions = ["DRIVES"]', 'conditions = ["FLIES"]', "FLIES"),
        ('angles = ["STRAIGHT"]', 'angels = ["STRAIGHT"]', "angels"),
    ],
)
def test_a_fault_in_the_data_is_said(before, after, fault):
    text = hazards.resources.files(hazards.__package__).joinpath("hazards.toml").read_text("utf-8")
    with pytest.raises(ValueError, match=fault):
        hazards.read(text.replace(before, after, 1))
