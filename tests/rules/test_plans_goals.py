"""Goals, examinations and own numbers: what may be kept, in pure rules."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge import dose
from needlepoint.knowledge.codes import icd10cm
from needlepoint.plans import rules
from needlepoint.plans.rules import dosing, examining, goals

Goal = goals.Goal


@pytest.mark.parametrize(
    ("goal", "fault"),
    [
        (Goal("Walk", 3, 6), None),
        (Goal("Walk"), None),
        (Goal("Walk", None, 6), None),
        (Goal("", 3, 6), goals.Fault.NO_WORDS),
        (Goal("Walk", 11, None), goals.Fault.OFF_THE_SCALE),
        (Goal("Walk", 6, 6), goals.Fault.NOT_MORE),
        (Goal("Walk", 6, 3), goals.Fault.NOT_MORE),
    ],
)
def test_better_means_more_than_now(goal, fault):
    assert goals.fault(goal) is fault


def test_empty_lines_and_the_same_activity_twice_are_left_out():
    typed = [
        Goal(""),
        Goal("  Walk  far ", 3, 6),
        Goal("walk FAR", 1, 2),
        Goal("", 2),
        Goal("Sit"),
        Goal("Lift"),
    ]

    assert goals.clean(typed) == (Goal("Walk far", 3, 6), Goal("", 2), Goal("Sit"))
    assert goals.agreed(goals.clean(typed)) == (Goal("Walk far", 3, 6),)


@pytest.mark.parametrize(
    ("goal", "is_noticeable"),
    [
        (Goal("Walk", 3, 6), True),
        (Goal("Walk", 3, 5), False),
        (Goal("Walk", 8, 10), True),
        (Goal("Walk", None, 5), True),
    ],
)
def test_a_step_too_small_to_notice_is_known(goal, is_noticeable):
    assert goals.is_noticeable(goal) is is_noticeable


numbers = st.none() | st.integers(0, 10)


@settings(max_examples=25)
@given(st.lists(st.builds(Goal, st.text(max_size=12), numbers, numbers), max_size=5))
def test_cleaning_goals_twice_is_cleaning_them_once(typed):
    kept = goals.clean(typed)

    assert goals.clean(kept) == kept
    assert len(kept) <= goals.GOALS_MAX
    assert not any(goal.is_empty for goal in kept)


# --- The examination -----------------------------------------------------------------------------------------------------


def test_what_was_not_marked_is_open_until_somebody_says_the_rest_is_fine():
    marked = {"FLEXION": "LIMITED"}

    assert examining.filled(marked, rules.MOVEMENTS, rest=False, as_it_should_be="FREE") == marked
    assert examining.filled(marked, rules.MOVEMENTS, rest=True, as_it_should_be="FREE") == {
        "FLEXION": "LIMITED",
        "EXTENSION": "FREE",
        "BEND_LEFT": "FREE",
        "BEND_RIGHT": "FREE",
    }


@pytest.mark.parametrize(
    ("tried", "helped", "found"),
    [
        (["PILLS"], "WORSE", {"PILLS": "WORSE"}),
        (["PILLS", "HANDS"], "LOT", {"PILLS": "TRIED", "HANDS": "TRIED"}),
        (["NONE"], "", {}),
        (["PILLS"], "", {"PILLS": "TRIED"}),
    ],
)
def test_what_the_patient_tried_is_taken_over_and_no_more_is_read_into_it(tried, helped, found):
    assert examining.care_from_intake(tried, helped) == found


@pytest.mark.parametrize(
    ("kind", "site", "side", "codes"),
    [
        ("SCIATICA", "LOW_BACK_AND_LEG", "LEFT", ("M54.42",)),
        ("SCIATICA", "LOW_BACK_AND_LEG", "", ("M54.40",)),
        ("SCIATICA", "BUTTOCK", "RIGHT", ("M54.31",)),
        ("STRAIN", "", "", ("S39.012A", "S39.012D", "M62.830")),
        ("OTHER", "", "", ()),
        ("", "", "", ()),
    ],
)
def test_the_usual_codes_fit_what_was_said(kind, site, side, codes):
    assert examining.usual_codes(examining.Asked(kind, site, side)) == codes


def test_every_usual_code_may_be_billed():
    for kind in rules.Kind:
        for side in ("", "LEFT", "RIGHT", "BOTH"):
            for code in examining.usual_codes(examining.Asked(kind, "LOW_BACK_AND_LEG", side)):
                assert icd10cm.code(code).billable


# --- The clinic's own numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", dose.all_presets())
def test_the_books_numbers_have_no_fault_and_come_back_whole(preset):
    numbers = dosing.of(preset)
    own = dose.with_own_numbers(
        preset,
        visits=(numbers["visits_min"], numbers["visits_usual"], numbers["visits_max"]),
        days_between=(numbers["days_between_min"], numbers["days_between_max"]),
        review_after=numbers["review_after"],
        reason="The same.",
    )

    assert dosing.preset_faults(numbers, "The same.") == []
    assert dosing.of(own) == numbers
    assert rules.outside_preset(rules.usual_terms(own), own) == ()


number = st.none() | st.integers(-3, 95)


@settings(max_examples=25)
@given(st.fixed_dictionaries(dict.fromkeys(dosing.FIELDS, number)))
def test_numbers_without_a_fault_always_make_a_plan_that_can_be_agreed(values):
    if dosing.preset_faults(values, "Ours.") or None in values.values():
        return
    assert values["visits_min"] <= values["visits_usual"] <= values["visits_max"] <= rules.VISITS_MAX
    assert 1 <= values["review_after"] <= values["visits_usual"]
    assert 1 <= values["days_between_min"] <= values["days_between_max"] <= rules.DAYS_BETWEEN_MAX


def test_every_fault_of_the_numbers_is_said_at_once():
    values = dict.fromkeys(dosing.FIELDS, 0)

    assert [fault.field for fault in dosing.preset_faults(values, " ")] == [
        "visits_min",
        "visits_usual",
        "visits_max",
        "review_after",
        "days_between_min",
        "days_between_max",
        "reason",
    ]
    long = dict(zip(dosing.FIELDS, (20, 30, 40, 9, 3, 20), strict=True))
    assert [fault.field for fault in dosing.preset_faults(long, "x")] == ["days_between_min", "review_after"]
    crossed = dict(zip(dosing.FIELDS, (9, 3, 4, 3, 9, 20), strict=True))
    assert [fault.field for fault in dosing.preset_faults(crossed, "x")] == ["visits_usual", "review_after"]


@pytest.mark.parametrize("key", ["default", "acp_2017", "own:5:26"])
def test_the_lines_a_clinic_keeps_come_back(key):
    assert dosing.lines_of(key).key == key
    assert dosing.lines_faults(dosing.lines_of(key)) == []
