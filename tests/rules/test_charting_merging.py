"""Two hands on one chart, a typed line put into it, and what is carried to the next visit."""

import dataclasses
import decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.charting import rules
from needlepoint.charting.rules import merging, parts, typing
from needlepoint.plans.rules import protocol

Side = rules.Side
QUICKLY = settings(max_examples=25, deadline=None)


def chart(*rows, **settings):
    return rules.Chart(rows=tuple(rows), **settings)


def row(code="BL23", side=Side.BOTH, needles=2, **how):
    return rules.Row(code, side, needles, **how)


rows_st = st.lists(
    st.builds(
        rules.Row,
        st.sampled_from(["BL23", "GB30", "ASHI"]),
        st.sampled_from([Side.LEFT, Side.RIGHT, Side.BOTH]),
        st.integers(1, 3),
        st.booleans(),
        st.sampled_from(["", "L4"]),
        st.sampled_from([None, 25]),
        st.just(""),
        st.sampled_from(["", "EVEN"]),
        st.sampled_from(["", "DEQI"]),
    ),
    max_size=5,
).map(rules.merged)
done_st = st.lists(
    st.builds(
        rules.Done,
        st.builds(
            parts.Part,
            st.sampled_from(parts.Kind),
            minutes=st.sampled_from([None, 10, 20]),
            milliamps=st.sampled_from([None, decimal.Decimal("1.5")]),
            strength=st.sampled_from([None, parts.Strength.STRONG]),
        ),
        st.booleans(),
    ),
    max_size=2,
).map(tuple)
charts_st = st.builds(
    rules.Chart,
    rows_st,
    st.lists(st.sampled_from(["HEAT", "CUPPING"]), unique=True).map(tuple),
    st.sampled_from(["", "PRONE", "SIDE"]),
    st.sampled_from(["", "0.25 × 40 mm"]),
    st.sampled_from([15, 20, 40]),
    done_st,
)


# --- Two hands -----------------------------------------------------------------------------------------------------------


@QUICKLY
@given(charts_st, charts_st, charts_st)
def test_the_same_change_sent_twice_is_made_once(base, mine, theirs):
    once = merging.merge(base, mine, theirs).chart

    assert merging.merge(base, mine, once).chart == once


@QUICKLY
@given(charts_st, charts_st)
def test_a_hand_that_changed_nothing_takes_what_the_other_did(base, theirs):
    merged = merging.merge(base, base, theirs)

    assert set(merged.chart.rows) == set(theirs.rows)
    assert merged.chart.position == theirs.position
    assert not merged.clashes


@QUICKLY
@given(charts_st, charts_st)
def test_with_nobody_else_at_work_a_chart_is_kept_as_it_was_sent(base, mine):
    merged = merging.merge(base, mine, base)

    assert {bare(one) for one in merged.chart.rows} == {bare(one) for one in mine.rows}
    assert not merged.clashes


@QUICKLY
@given(charts_st, charts_st, charts_st)
def test_whatever_either_hand_changed_is_kept_or_said(base, mine, theirs):
    merged = merging.merge(base, mine, theirs)
    before = {bare(one) for one in base.rows}

    for chart_of in (mine, theirs):
        for one in chart_of.rows:
            if bare(one) not in before:
                said = [
                    other
                    for clash in merged.clashes
                    if isinstance(clash.other, list)
                    for other in clash.other
                ]
                assert bare(one) in {bare(other) for other in (*merged.chart.rows, *rows_in(said))}
    assert len({(one.code, one.side, one.place) for one in merged.chart.rows}) == len(merged.chart.rows)


def rows_in(said):
    return [one for one in said if isinstance(one, rules.Row)]


def bare(one):
    return dataclasses.replace(one, is_copied=False)


def test_a_point_one_hand_took_away_and_the_other_changed_stays():
    merged = merging.merge(chart(row()), chart(), chart(row(depth_mm=25)))

    assert merged.chart.rows == (row(depth_mm=25),)
    assert [one.what for one in merged.clashes] == ["BL23"]


def test_where_both_set_the_same_thing_the_later_hand_is_kept_and_the_other_is_named():
    merged = merging.merge(
        chart(position="PRONE"), chart(position="SIDE"), chart(position="SUPINE", retention_minutes=30)
    )

    assert (merged.chart.position, merged.chart.retention_minutes) == ("SIDE", 30)
    assert merged.clashes == (merging.Clash("position", "SIDE", "SUPINE"),)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "kept"),
    [
        ("", "Better", "", "Better"),
        ("", "", "Stiff", "Stiff"),
        ("", "Better", "Stiff", "Stiff\n\nBetter"),
        ("", "Better", "Stiff\n\nBetter", "Stiff\n\nBetter"),
        ("Stiff", "Stiff, better", "Stiff", "Stiff, better"),
        ("Stiff", "", "Stiff", ""),
    ],
)
def test_words_of_two_hands_both_stand_and_are_never_doubled(base, mine, theirs, kept):
    assert merging.words_of_both(base, mine, theirs) == kept


# --- Carried forward -----------------------------------------------------------------------------------------------------


@QUICKLY
@given(charts_st)
def test_what_is_carried_is_marked_as_copied_and_brings_nothing_that_was_felt(before):
    carried = rules.carried(before, techniques=before.techniques)

    assert all(one.is_copied for one in (*carried.rows, *carried.parts))
    assert all(one.response == "" for one in carried.rows)
    assert all(one.part.milliamps is None and one.part.strength is None for one in carried.parts)
    assert [(one.spot, one.side, one.needles, one.details) for one in carried.rows] == [
        (one.spot, one.side, one.needles, one.details) for one in before.rows
    ]


@QUICKLY
@given(charts_st, charts_st)
def test_a_mark_of_a_copy_is_only_ever_taken_away(before, now):
    carried = rules.carried(before, techniques=before.techniques)
    marks = rules.touched(carried.rows, now.rows)

    twin = [
        any(
            (one.spot, one.side, one.needles, one.details) == (c.spot, c.side, c.needles, c.details)
            for c in carried.rows
        )
        for one in now.rows
    ]
    assert [one.is_copied for one in marks] == twin
    assert all(one.is_copied for one in rules.touched(carried.rows, carried.rows))


@QUICKLY
@given(charts_st)
def test_techniques_and_parts_name_the_same(before):
    stepped = rules.in_step(before)

    assert {one.part.technique for one in stepped.parts} == set(before.techniques)
    assert rules.in_step(stepped) == stepped


def test_sides_taken_in_turn_move_on_and_a_side_chosen_by_hand_stays():
    points = [{"code": "BL25", "side": "ALTERNATE"}, {"code": "GB30", "side": "AFFECTED"}]
    last = (row("BL25", Side.LEFT, 1), row("GB30", Side.LEFT, 1))

    turned = rules.in_turn(last, points, painful="LEFT", before=1, number=2)
    stayed = rules.in_turn((row("BL25", Side.BOTH),), points, painful="LEFT", before=1, number=2)

    assert [one.side for one in turned] == [Side.RIGHT, Side.LEFT]
    assert [one.side for one in stayed] == [Side.BOTH]
    assert protocol.side_at("BL25", "ALTERNATE", "LEFT", 2) is Side.RIGHT


# --- A typed line --------------------------------------------------------------------------------------------------------


def typed(text, painful=""):
    return typing.read(text, painful=painful, sizes=rules.SIZES)


def test_a_line_adds_points_and_changes_those_that_are_there():
    before = chart(row(is_copied=True), row("GB30", Side.RIGHT, 1))

    after = typing.added(before, typed("BL23 25mm; GB30 L; ki3 b"))

    assert [(one.code, one.side, one.needles, one.depth_mm) for one in after.rows] == [
        ("BL23", Side.BOTH, 2, 25),
        ("GB30", Side.LEFT, 1, None),
        ("KI3", Side.BOTH, 2, None),
    ]


def test_a_point_keeps_the_side_that_the_line_leaves_open():
    before = chart(row(side=Side.LEFT, needles=1))

    assert typing.added(before, typed("BL23 30mm")).rows[0].side is Side.LEFT
    assert typing.added(before, typed("BL23 30mm", painful="RIGHT")).rows[0].side is Side.LEFT
    assert typing.added(before, typed("BL23 b")).rows[0].side is Side.BOTH


def test_left_and_right_may_be_needled_in_different_ways():
    after = typing.added(chart(row("GB30")), typed("GB30 L 50mm; GB30 R 40mm"))

    assert [(one.side, one.needles, one.depth_mm) for one in after.rows] == [
        (Side.LEFT, 1, 50),
        (Side.RIGHT, 1, 40),
    ]
    assert list(rules.keyed(after.rows)) == ["GB30", "GB30~2"]


def test_a_line_sets_what_is_done_beside_the_needles_and_the_whole_visit():
    line = typed("EA 2Hz BL23-BL25 b 20min; cupping BL18-BL25 b; lot A123; hands-on 12min; prone")
    before = rules.in_step(chart(techniques=("ELECTRO",)))

    after = typing.added(before, line)

    assert after.techniques == ("ELECTRO", "CUPPING")
    assert [(one.part.kind, one.part.hz, one.part.minutes) for one in after.parts] == [
        (parts.Kind.ELECTRO, (2,), 20),
        (parts.Kind.CUPPING, (), None),
    ]
    assert after.position == "PRONE"
    assert typing.facts(line) == {"needle_lot": "A123", "hands_on_minutes": 12}


@QUICKLY
@given(
    charts_st, st.sampled_from(["BL23 25mm", "GB30 L; ashi L4 r x3", "ki3 b deqi, EA 2Hz BL23-BL25 b 20min"])
)
def test_the_same_line_twice_changes_nothing_more(before, text):
    once = typing.added(before, typed(text))

    assert typing.added(once, typed(text)) == once
    assert len({(one.code, one.side, one.place) for one in once.rows}) == len(once.rows)


@QUICKLY
@given(rows_st)
def test_every_row_has_a_name_of_its_own_that_says_where_it_is(rows):
    named = rules.keyed(rows)

    assert tuple(named.values()) == tuple(rows)
    assert all(rules.spot_of(key) == one.spot for key, one in named.items())
