"""Which side a plan means at a visit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.plans import rules
from needlepoint.plans.rules import protocol

Side, PlanSide = rules.Side, protocol.PlanSide
PAINFUL = ("LEFT", "RIGHT", "BOTH", "MIDDLE", "")


@pytest.mark.parametrize(
    ("side", "painful", "visit", "expected"),
    [
        ("AFFECTED", "LEFT", 1, Side.LEFT),
        ("AFFECTED", "RIGHT", 2, Side.RIGHT),
        ("AFFECTED", "BOTH", 1, Side.BOTH),
        ("AFFECTED", "MIDDLE", 1, Side.BOTH),
        ("AFFECTED", "", 1, Side.BOTH),
        ("OPPOSITE", "LEFT", 1, Side.RIGHT),
        ("OPPOSITE", "RIGHT", 4, Side.LEFT),
        ("OPPOSITE", "", 4, Side.BOTH),
        ("ALTERNATE", "RIGHT", 1, Side.RIGHT),
        ("ALTERNATE", "RIGHT", 2, Side.LEFT),
        ("ALTERNATE", "RIGHT", 3, Side.RIGHT),
        ("ALTERNATE", "", 1, Side.LEFT),
        ("ALTERNATE", "BOTH", 2, Side.RIGHT),
        ("LEFT", "RIGHT", 1, Side.LEFT),
        ("MIDDLE", "LEFT", 1, Side.MIDDLE),
    ],
)
def test_a_side_of_a_plan_follows_the_pain_and_the_visit(side, painful, visit, expected):
    assert protocol.resolved(side, painful, visit) is expected


def _slowly(side, painful, visit):
    """The same, written as a table and walked visit by visit."""
    other = {"LEFT": "RIGHT", "RIGHT": "LEFT"}
    if side in {"LEFT", "RIGHT", "BOTH", "MIDDLE"}:
        return side
    if side == "ALTERNATE":
        now = painful if painful in other else "LEFT"
        for _visit in range(1, visit):
            now = other[now]
        return now
    if painful not in other:
        return "BOTH"
    return {"AFFECTED": painful, "OPPOSITE": other[painful]}[side]


@settings(max_examples=25)
@given(st.sampled_from(list(PlanSide)), st.sampled_from(PAINFUL), st.integers(1, 60))
def test_the_side_is_the_same_however_it_is_worked_out(side, painful, visit):
    assert protocol.resolved(side, painful, visit) == _slowly(side, painful, visit)


def test_a_midline_point_is_in_the_middle_whatever_the_plan_says():
    rows = [
        ("GV3", "AFFECTED"),
        ("BL23", "MIDDLE"),
        ("GB30", "OPPOSITE"),
        ("ASHI", "MIDDLE"),
        ("NOWHERE", "BOTH"),
    ]
    assert protocol.rows_at(rows, "LEFT", 1) == (
        ("GV3", Side.MIDDLE),
        ("BL23", Side.BOTH),
        ("GB30", Side.RIGHT),
        ("ASHI", Side.MIDDLE),
    )
    assert protocol.planned_side("GV3", "ALTERNATE") is PlanSide.MIDDLE
    assert protocol.planned_side("BL23", "MIDDLE") is PlanSide.BOTH
    assert protocol.planned_side("BL23", "ALTERNATE") is PlanSide.ALTERNATE


def test_a_side_that_is_none_is_refused():
    with pytest.raises(ValueError, match="UPSIDE"):
        protocol.resolved("UPSIDE", "LEFT", 1)


def test_the_points_of_a_plan_are_written_as_a_practitioner_writes_them():
    rows = [("BL23", "BOTH"), ("GV3", "MIDDLE"), ("GB30", "AFFECTED"), ("BL40", "OPPOSITE"), ("KI3", "LEFT")]
    assert protocol.in_words(rows) == "BL23, GV3, KI3 L; painful side: GB30; other side: BL40"
    assert (
        protocol.in_words([("GB30", "ALTERNATE"), ("GB34", "ALTERNATE")])
        == "one side, then the other: GB30, GB34"
    )
    assert protocol.in_words([]) == ""
