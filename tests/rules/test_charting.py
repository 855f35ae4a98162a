"""The needle ledger, the table of legal moves, what is carried forward and what is not."""

import dataclasses
import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.charting import rules, wording
from needlepoint.plans.rules import entry

Stage, Deed, Obstacle, Side = rules.Stage, rules.Deed, rules.Obstacle, rules.Side
AT = dt.datetime(2026, 11, 23, 15, 22, tzinfo=dt.UTC)


def a_ledger(stage):
    lost = {"went_in": 12, "came_out": 11, "is_out": True}
    return {
        Stage.OPEN: rules.Ledger(),
        Stage.IN: rules.Ledger(went_in=12),
        Stage.UNCOUNTED: rules.Ledger(went_in=12, is_out=True),
        Stage.MISMATCH: rules.Ledger(**lost, has_incident=True),
        Stage.TO_SETTLE: rules.Ledger(went_in=12, came_out=12, is_out=True, has_incident=True),
        Stage.SETTLED: rules.Ledger(**lost, explained=1),
        Stage.COUNTED: rules.Ledger(went_in=12, came_out=12, is_out=True),
        Stage.SIGNED: rules.Ledger(is_signed=True, went_in=12, came_out=12, is_out=True),
    }[stage]


def signable(ledger, **said):
    return rules.why_not_signable(ledger, **{"says_no_needles": False, "has_words": True, **said})


# --- Signing -----------------------------------------------------------------------------------------------------------


def test_a_note_with_all_needles_counted_out_can_be_signed():
    assert signable(a_ledger(Stage.COUNTED)) == ()


def test_a_visit_without_needles_can_be_signed_when_that_is_said_and_something_is_written():
    assert signable(a_ledger(Stage.OPEN), says_no_needles=True) == ()
    assert signable(a_ledger(Stage.OPEN), says_no_needles=True, has_words=False) == (
        Obstacle.NOTHING_WRITTEN,
    )
    assert signable(a_ledger(Stage.OPEN)) == (Obstacle.NO_NEEDLES_NOT_SAID,)


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        (a_ledger(Stage.IN), (Obstacle.NEEDLES_STILL_IN, Obstacle.NEVER_COUNTED_OUT)),
        (a_ledger(Stage.UNCOUNTED), (Obstacle.NEVER_COUNTED_OUT,)),
        (a_ledger(Stage.MISMATCH), (Obstacle.NEEDLES_MISSING,)),
        (rules.Ledger(went_in=12, came_out=13, is_out=True), (Obstacle.NEEDLES_TOO_MANY,)),
        (a_ledger(Stage.SIGNED), (Obstacle.ALREADY_SIGNED,)),
    ],
)
def test_needles_that_are_not_accounted_for_keep_a_note_open(ledger, expected):
    assert signable(ledger) == expected


def test_needles_that_came_out_early_keep_a_note_open_until_it_says_why():
    ledger = a_ledger(Stage.COUNTED)

    assert signable(ledger, came_out_early=True) == (Obstacle.EARLY_WITHOUT_REASON,)
    assert signable(ledger, came_out_early=True, has_reaction=True) == ()


def test_every_reason_against_signing_is_given_at_once():
    found = signable(a_ledger(Stage.MISMATCH), says_no_needles=True, visit_is_off=True, came_out_early=True)

    assert set(found) == {
        Obstacle.VISIT_IS_OFF,
        Obstacle.NEEDLES_MISSING,
        Obstacle.NEEDLES_WERE_USED,
        Obstacle.EARLY_WITHOUT_REASON,
    }


def test_every_obstacle_bar_and_stage_has_words():
    ledger = a_ledger(Stage.MISMATCH)

    said = [wording.obstacle(one, ledger) for one in Obstacle]
    said += [wording.bar(one) for one in rules.Bar]
    said += [wording.not_now(one) for one in Stage]

    assert all(sentence.endswith((".", "”.")) for sentence in said)


def test_a_missing_needle_is_counted_in_words():
    assert wording.unaccounted(a_ledger(Stage.MISMATCH)) == "1 needle is not accounted for"
    short = rules.Ledger(went_in=12, came_out=9, is_out=True)
    assert wording.unaccounted(short) == "3 needles are not accounted for"


# --- Before the first needle -----------------------------------------------------------------------------------------


def test_every_reason_against_the_first_needle_is_given_at_once():
    found = rules.why_not_needled(
        has_consent=False,
        has_plan=False,
        is_held=True,
        is_referred=True,
        needles=0,
        visit_is_ahead=True,
        is_turned_away=True,
    )

    assert set(found) == set(rules.Bar) - {rules.Bar.VISIT_IS_OFF}


def test_with_consent_a_plan_and_points_nothing_stands_against_the_first_needle():
    ready = {"has_consent": True, "has_plan": True, "is_held": False, "is_referred": False, "needles": 2}

    assert rules.why_not_needled(**ready) == ()


# --- The chart ---------------------------------------------------------------------------------------------------------

LAST_TIME = rules.Chart(
    rows=(
        rules.Row("BL23", Side.BOTH, 2),
        rules.Row("GV3", Side.MIDDLE, 1),
        rules.Row("GB30", Side.RIGHT, 1),
    ),
    techniques=("HEAT", "CUPPING"),
    position="PRONE",
    needle_size="0.25 × 40 mm",
    retention_minutes=25,
)


def test_a_chart_is_carried_forward_with_every_point_marked_as_copied():
    chart = rules.carried(LAST_TIME, techniques=["HEAT"])

    assert all(row.is_copied for row in chart.rows)
    assert [(row.code, row.side, row.needles) for row in chart.rows] == [
        ("BL23", Side.BOTH, 2),
        ("GV3", Side.MIDDLE, 1),
        ("GB30", Side.RIGHT, 1),
    ]
    assert (chart.techniques, chart.position, chart.needle_size, chart.retention_minutes) == (
        ("HEAT",),
        "PRONE",
        "0.25 × 40 mm",
        25,
    )


def test_minutes_that_were_stretched_once_do_not_become_a_habit():
    stretched = dataclasses.replace(LAST_TIME, retention_minutes=40)

    assert rules.carried(stretched, techniques=()).retention_minutes == rules.RETENTION_USUAL


def test_nothing_of_a_chart_is_a_score_an_effect_or_an_answer():
    assert {field.name for field in dataclasses.fields(rules.Chart)} == {
        "rows",
        "techniques",
        "position",
        "needle_size",
        "retention_minutes",
        "parts",
    }


def test_the_first_note_of_a_course_begins_with_the_points_of_the_plan():
    chart = rules.from_plan([{"code": "BL23", "side": "BOTH"}, {"code": "GV3", "side": "LEFT"}], ())

    assert chart.rows == (
        rules.Row("BL23", Side.BOTH, 2, is_copied=True),
        rules.Row("GV3", Side.MIDDLE, 1, is_copied=True),
    )


def test_a_point_stays_copied_until_somebody_touches_it():
    before = rules.carried(LAST_TIME, techniques=()).rows
    now = [rules.Row("BL23", Side.BOTH, 2), rules.Row("GB30", Side.LEFT, 1), rules.Row("BL25", Side.BOTH, 2)]

    marks = {row.code: row.is_copied for row in rules.touched(before, now)}

    assert marks == {"BL23": True, "GB30": False, "BL25": False}


def test_a_point_that_was_touched_does_not_become_copied_again():
    before = [rules.Row("BL23", Side.BOTH, 2, is_copied=False)]

    assert not rules.touched(before, [rules.Row("BL23", Side.BOTH, 2)])[0].is_copied


def test_needles_follow_the_side_until_somebody_types_a_number():
    before = rules.Row("BL23", Side.BOTH, 2)

    assert rules.needles_meant(before, Side.RIGHT, 2) == 1
    assert rules.needles_meant(before, Side.RIGHT, 3) == 3
    assert rules.needles_meant(before, Side.BOTH, 4) == 4
    assert rules.needles_meant(None, Side.BOTH, None) == 2


@given(st.lists(st.tuples(st.sampled_from(["BL23", "BL25", "GB30"]), st.integers(1, 5)), max_size=6))
def test_left_and_right_of_a_point_become_one_row_and_no_needle_is_lost(points):
    rows = [
        rules.Row(code, side, needles)
        for (code, needles), side in zip(points, itertools.cycle([Side.LEFT, Side.RIGHT]), strict=False)
    ]

    merged = rules.merged(rows)

    assert len({row.code for row in merged}) == len(merged)
    assert rules.needles_of(merged) == rules.needles_of(rows)


def test_points_that_would_lose_needles_are_named():
    before = LAST_TIME.rows
    now = [rules.Row("BL23", Side.LEFT, 1), rules.Row("GB30", Side.RIGHT, 1)]

    assert rules.taken_away(before, now) == ("BL23", "GV3")


def test_points_not_confirmed_are_named_with_what_is_missing():
    missing = rules.not_found(LAST_TIME.rows, {"BL23": 1, "GV3": 1, "GB30": 1})

    assert [(row.code, left) for row, left in missing] == [("BL23", 1)]


def test_typed_points_name_every_unknown_word_at_once_and_keep_the_sides():
    read = entry.read("BL23 bl-25, GB30 R; nowhere, kidney 3 xyz gall bladder 34 left")

    assert dict(read.wanted) == {
        "BL23": None,
        "BL25": None,
        "GB30": Side.RIGHT,
        "KI3": None,
        "GB34": Side.LEFT,
    }
    assert read.unknown == ("nowhere", "xyz")


# --- Time ----------------------------------------------------------------------------------------------------------------


def test_needles_are_due_out_after_their_minutes():
    assert rules.out_due_at(AT, 20) == AT + dt.timedelta(minutes=20)


@pytest.mark.parametrize(("seconds", "left"), [(1200, 20), (1, 1), (0, 0), (-60, -1)])
def test_minutes_left_are_rounded_up(seconds, left):
    assert rules.minutes_left(AT + dt.timedelta(seconds=seconds), AT) == left


# --- Unwanted effects ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", rules.GRADES)
def test_a_danger_to_life_is_serious_whatever_was_ticked(grade):
    assert rules.is_serious(grade, is_said=True)
    assert rules.is_serious(grade, is_said=False) == (grade >= 4)


def test_every_kind_of_effect_and_every_grade_has_a_word():
    assert set(wording.EFFECTS) == set(rules.Effect)
    assert set(wording.GRADES) == set(rules.GRADES)


def test_a_hurt_lung_asks_for_help_at_any_grade():
    assert rules.needs_help_now(rules.Effect.LUNG, 1)
    assert not rules.needs_help_now(rules.Effect.BRUISE, 1)
