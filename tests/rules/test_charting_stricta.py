"""STRICTA 2010: which of the 17 items a visit reports, and several visits together."""

import dataclasses
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.charting.rules import parts, stricta

Item, State = stricta.Item, stricta.State
LEAD = parts.Part(
    parts.Kind.ELECTRO, (parts.Span("BL23", "BL25", parts.Side.BOTH),), (2,), parts.Waveform.BIPHASIC,
    strength=parts.Strength.COMFORTABLE, minutes=20,
)  # fmt: skip
ROW = stricta.Needled("BL23", "BOTH", 2, depth_mm=25, method="EVEN", response="DEQI")
WHOLE = stricta.Facts(
    style="TCM", rationale="Why", individualised="PARTLY", rows=(ROW,), needles_in=2, needles_out=2,
    response_sought="DEQI", current=(LEAD,), retention_minutes=25, needle_size="0.25 × 40 mm", needle_brand="Seirin",
    number=4, planned=8, days_between=7, visit_minutes=50, hands_on_minutes=15, beside=("HOME",), setting="A quiet room",
    qualification="L.Ac.", practising_since=2009,
)  # fmt: skip


def state(item, **changes):
    found = {one.item: one for one in stricta.reported(dataclasses.replace(WHOLE, **changes))}
    return found[item].state


def test_there_are_seventeen_items_of_which_two_are_of_trials():
    assert len(Item) == 17
    assert stricta.ASKED == 15
    assert list(stricta.aspects(WHOLE)) == list(Item)


def test_a_visit_with_everything_written_is_whole():
    found = stricta.reported(WHOLE)
    assert stricta.whole(found) == stricta.ASKED
    assert {one.item for one in found if one.state is State.OF_TRIALS} == stricta.OF_TRIALS


def test_what_nobody_wrote_is_absent():
    found = stricta.reported(stricta.Facts())
    assert {one.state for one in found if one.item not in stricta.OF_TRIALS} == {State.ABSENT}
    assert stricta.whole(found) == 0


BARE = dataclasses.replace(ROW, depth_mm=None, method="", response="")


@pytest.mark.parametrize(
    ("item", "changes", "expected"),
    [
        (Item.STYLE, {"style": ""}, State.ABSENT),
        (Item.REASONING, {"rationale": "", "preset": "kerr_2003"}, State.PARTLY),
        (Item.REASONING, {"rationale": "", "patterns": ("COLD_DAMP",)}, State.PARTLY),
        (Item.REASONING, {"rationale": ""}, State.ABSENT),
        (Item.VARIATION, {"individualised": ""}, State.ABSENT),
        (Item.NEEDLES, {"needles_out": None}, State.PARTLY),
        (Item.NEEDLES, {"needles_in": None, "needles_out": None}, State.ABSENT),
        (Item.POINTS, {"rows": (ROW, stricta.Needled("ASHI", "LEFT", 1))}, State.PARTLY),
        (Item.POINTS, {"rows": (ROW, stricta.Needled("ASHI", "LEFT", 1, "L4"))}, State.WHOLE),
        (Item.POINTS, {"rows": ()}, State.ABSENT),
        (Item.DEPTH, {"rows": (ROW, BARE)}, State.PARTLY),
        (Item.DEPTH, {"rows": (BARE,)}, State.ABSENT),
        (Item.RESPONSE, {"response_sought": ""}, State.PARTLY),
        (Item.RESPONSE, {"rows": (BARE,)}, State.PARTLY),
        (Item.STIMULATION, {"current": (), "rows": (BARE,)}, State.ABSENT),
        (Item.STIMULATION, {"current": ()}, State.WHOLE),
        (Item.STIMULATION, {"rows": (BARE,)}, State.WHOLE),
        (Item.STIMULATION, {"current": (parts.Part(parts.Kind.ELECTRO),)}, State.PARTLY),
        (Item.RETENTION, {"retention_minutes": None}, State.ABSENT),
        (Item.NEEDLE_TYPE, {"needle_brand": ""}, State.PARTLY),
        (Item.NEEDLE_TYPE, {"needle_size": "", "rows": (dataclasses.replace(ROW, needle_size="0.25 × 40 mm"),)}, State.WHOLE),
        (Item.SESSIONS, {"number": None}, State.PARTLY),
        (Item.FREQUENCY, {"hands_on_minutes": None}, State.PARTLY),
        (Item.FREQUENCY, {"hands_on_minutes": None, "days_between": None}, State.ABSENT),
        (Item.BESIDE, {"beside": ()}, State.ABSENT),
        (Item.SETTING, {"setting": ""}, State.ABSENT),
        (Item.PRACTITIONER, {"practising_since": None}, State.PARTLY),
        (Item.COMPARATOR, {}, State.OF_TRIALS),
        (Item.COMPARATOR_DETAIL, {}, State.OF_TRIALS),
    ],
)  # fmt: skip
def test_an_item_is_as_whole_as_what_is_written(item, changes, expected):
    assert state(item, **changes) is expected


def test_resting_and_hands_on_are_kept_apart():
    group = stricta.together([WHOLE, dataclasses.replace(WHOLE, retention_minutes=15, hands_on_minutes=None)])
    assert group.retention_minutes == stricta.Spread(2, 20.0, 15, 25)
    assert group.hands_on_minutes == stricta.Spread(1, 15.0, 15, 15)


def test_a_point_that_is_not_as_last_time_is_a_change():
    assert WHOLE.changed == 1
    assert dataclasses.replace(WHOLE, rows=(dataclasses.replace(ROW, is_carried=True),)).changed == 0


def test_no_visit_together_says_nothing():
    group = stricta.together([])
    assert group.whole_percent is None
    assert group.needles == stricta.Spread(0, None, None, None)
    assert all(one.whole == one.partly == one.absent == 0 for one in group.tallies)


facts = st.builds(
    dataclasses.replace,
    st.just(WHOLE),
    style=st.sampled_from(["", "TCM"]),
    needles_in=st.none() | st.integers(0, 40),
    needles_out=st.none() | st.integers(0, 40),
    hands_on_minutes=st.none() | st.integers(0, 90),
    rows=st.lists(st.sampled_from([ROW, BARE]), max_size=4).map(tuple),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(facts, max_size=8))
def test_a_group_counts_what_a_slow_count_finds(every):
    group = stricta.together(every)
    for tally in group.tallies:
        states = [one.state for visit in every for one in stricta.reported(visit) if one.item is tally.item]
        assert (tally.whole, tally.partly, tally.absent) == tuple(
            states.count(each) for each in (State.WHOLE, State.PARTLY, State.ABSENT)
        )
        assert tally.is_of_trials or tally.whole + tally.partly + tally.absent == len(every)
    known = [one.needles_in for one in every if one.needles_in is not None]
    if known:
        assert group.needles == stricta.Spread(len(known), statistics.fmean(known), min(known), max(known))


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1"])
def test_nothing_typed_is_ever_a_formula(typed):
    assert stricta.cell(typed) == "'" + typed


def test_numbers_and_words_stay_what_they_are():
    assert stricta.cell(-3) == "-3"
    assert stricta.cell(None) == ""
    assert stricta.cell("BL23 both") == "BL23 both"
