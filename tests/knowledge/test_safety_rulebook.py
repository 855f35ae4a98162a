"""The rule files are read whole, and a file that contradicts itself is refused with every fault named."""

import datetime as dt
from importlib import resources

import pytest

from needlepoint.knowledge.points import atlas
from needlepoint.knowledge.safety import cautions, rulebook

RULES = resources.files("needlepoint.knowledge.safety").joinpath("rules.toml").read_text("utf-8")
CAUTIONS = resources.files("needlepoint.knowledge.safety").joinpath("cautions.toml").read_text("utf-8")


def changed(old: str, new: str, text: str = RULES) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_the_rules_say_who_wrote_them_from_what_and_until_when():
    book = rulebook.current()

    assert book.author == "Needlepoint project"
    assert book.reviewer == "awaiting a clinician's review"
    assert "Finucane 2020" in book.source
    assert book.written_on == dt.date(2026, 11, 22)
    assert book.review_by == dt.date(2027, 5, 22)
    assert all(rule.source and rule.strength and rule.condition for rule in book.rules)


def test_reading_the_file_gives_the_rules_in_force():
    assert rulebook.read(RULES) == rulebook.current()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('key = "weight_loss"', 'key = "night_pain"', "answer key night_pain appears twice"),
        ('key = "motor_loss"', 'key = "gut"', "rule gut appears twice"),
        ("[routes.SUITABLE]", "[routes.SUITABLE_WITH_CARE_]", "is not a valid Route"),
        ('signs = ["leg_weak_same"]', 'signs = ["foot_drop"]', "no rule reads answer leg_weak_same"),
        ('signs = ["leg_weak_same"]', 'signs = ["leg_weak_same", "luck"]', "motor_loss_stable reads luck, which nobody"),
        ('"very_weak_immune", "diabetes"]', '"luck"]', "rule infection_with_risk reads luck"),
        ('with_all = ["young_and_long"]', 'with_all = ["luck"]', "rule spondyloarthritis reads luck"),
        ("at_least = 2", "at_least = 8", "rule fracture_by_weak_bones wants 8 of 3 signs"),
        ("at_least = 2", "at_least = 0", "rule fracture_by_weak_bones wants 0 of 3 signs"),
        ('route_if_unsure = "DOCTOR_WITHIN_TWO_WEEKS"', 'route_if_unsure = "EMERGENCY_NOW"', "more urgent when unsure"),
        ('covers = ["infection"]', 'covers = ["luck"]', "rule infection_with_risk covers luck, which is no rule"),
        ('strength = "STRONG"', 'strength = "WEAK"', "rule cauda_equina is weak and refuses"),
        ('strength = "STRONG"', 'strength = "SURE"', "is not a valid Strength"),
        ('about = "SIGNS"', 'about = "LUCK"', "is not a valid About"),
        ("review_by = 2027-05-22", "review_by = 2026-11-22", "the review date is not after the writing date"),
        ('route = "SAME_DAY"', 'route = "SOON"', "is not a valid Route"),
        ('items = "cautions.toml"', 'items = "other.toml"', "argument after"),
    ],
)  # fmt: skip
def test_a_rule_file_that_contradicts_itself_is_refused(old, new, fault):
    with pytest.raises((ValueError, TypeError), match=fault):
        rulebook.read(changed(old, new))


def test_a_route_without_words_and_a_missing_safety_net_are_refused_together():
    start, end = RULES.index("[routes.SUITABLE]"), RULES.index("[unfinished]")
    net_start, net_end = RULES.index("safety_net = ["), RULES.index("# ----")
    text = RULES[:net_start] + "safety_net = []\n" + RULES[net_end:start] + RULES[end:]

    with pytest.raises(rulebook.RulesAreWrong) as refused:
        rulebook.read(text)

    assert str(refused.value) == "route SUITABLE has no text; there is no safety net"


def test_every_tick_about_health_is_a_caution_and_one_more_says_ask_first():
    ticks = rulebook.current().pages[-1].answer_keys

    assert ticks == tuple(one.key for one in cautions.all_cautions() if one.asked)
    assert [one.key for one in cautions.all_cautions() if not one.asked] == ["ask_first"]


def test_a_caution_is_found_by_key():
    assert cautions.caution("implanted_device").chip == "Implanted device"
    with pytest.raises(KeyError):
        cautions.caution("luck")


@pytest.mark.parametrize(
    ("key", "technique", "level"),
    [
        ("implanted_device", "ELECTRO", "AVOID"),
        ("implanted_device", "MANUAL", "TAKE_CARE"),
        ("bleeding_disorder", "CUPPING", "AVOID"),
        ("blood_thinners", "MANUAL", "TAKE_CARE"),
        ("blood_thinners", "CUPPING", "SIGN_OFF"),
        ("pregnant", "CUPPING", "AVOID"),
        ("pregnant", "ELECTRO", "SIGN_OFF"),
        ("weak_immune", "PRESS_TACKS", "AVOID"),
        ("heart_valve", "PRESS_TACKS", "AVOID"),
        ("lymph_nodes", "CUPPING", "AVOID"),
        ("epilepsy", "ELECTRO", "SIGN_OFF"),
        ("seizures_now", "ELECTRO", "AVOID"),
        ("numb_feet", "HEAT", "AVOID"),
        ("diabetes", "HEAT", "SIGN_OFF"),
        ("very_weak_immune", "PRESS_TACKS", "AVOID"),
        ("under_18", "PRESS_TACKS", "SIGN_OFF"),
        ("confusion", "HEAT", "AVOID"),
        ("asthma", "HEAT", "SIGN_OFF"),
        ("metal_in_body", "ELECTRO", "SIGN_OFF"),
        ("soft_implant", "CUPPING", "TAKE_CARE"),
    ],
)
def test_what_a_caution_forbids_is_what_the_table_says(key, technique, level):
    assert cautions.limits_for([key])[cautions.Technique(technique)] is cautions.Level(level)


@pytest.mark.parametrize(
    ("keys", "longer", "throughout", "no_electro"),
    [
        ([], False, False, False),
        (["blood_thinners"], False, False, False),
        (["implanted_device"], False, False, True),
        (["epilepsy"], False, True, False),
        (["seizures_now"], False, True, True),
        (["needle_fear"], True, False, False),
        (["fainting"], False, True, False),
        (["confusion"], True, True, True),
        (["under_18"], True, True, False),
        (["pregnant", "fainting", "implanted_device"], True, True, True),
        (["from_long_ago", "ask_first"], True, False, False),
    ],
    ids=str,
)
def test_what_cautions_ask_of_the_service_travels_as_data(keys, longer, throughout, no_electro):
    needs = cautions.needs_of(keys)

    assert (needs.longer_first_visit, needs.practitioner_throughout, needs.no_electro) == (
        longer,
        throughout,
        no_electro,
    )


def test_what_to_avoid_is_named_technique_by_technique():
    needs = cautions.needs_of(["confusion", "lymph_nodes"])

    assert needs.avoided == (
        cautions.Technique.ELECTRO,
        cautions.Technique.HEAT,
        cautions.Technique.CUPPING,
        cautions.Technique.PRESS_TACKS,
    )
    assert cautions.needs_of(["asthma"]).avoided == ()


def test_no_rule_and_no_caution_says_that_a_clinician_confirmed_it_before_one_did():
    assert not [one.key for one in rulebook.current().rules if one.confirmed]
    assert not [one.key for one in cautions.all_cautions() if one.confirmed]


def test_the_strictest_of_several_cautions_holds_whichever_comes_first():
    forward = cautions.limits_for(["blood_thinners", "bleeding_disorder", "fainting"])
    backward = cautions.limits_for(["fainting", "bleeding_disorder", "blood_thinners"])

    assert forward == backward
    assert forward[cautions.Technique.CUPPING] is cautions.Level.AVOID
    assert forward[cautions.Technique.MANUAL] is cautions.Level.SIGN_OFF
    assert cautions.limits_for([]) == {}


def test_levels_run_from_strict_to_mild():
    assert [level.strictness for level in cautions.Level] == [3, 2, 1]


def test_hazard_words_of_cautions_exist_in_the_atlas():
    hazards = {caution.hazard for point in atlas.all_points() for caution in atlas.cautions_for(point.code)}

    assert {word for one in cautions.all_cautions() for word in one.point_hazards} <= hazards


def test_a_caution_given_twice_or_limiting_twice_is_refused():
    with pytest.raises(ValueError, match="a caution key appears twice"):
        cautions.read(changed('key = "pregnant"', 'key = "fainting"', CAUTIONS))
    with pytest.raises(ValueError, match="blood_thinners limits a technique twice"):
        cautions.read(changed('technique = "ELECTRO"', 'technique = "MANUAL"', CAUTIONS))
    with pytest.raises(ValueError, match="is not a valid Technique"):
        cautions.read(changed('technique = "ELECTRO"', 'technique = "LASER"', CAUTIONS))
