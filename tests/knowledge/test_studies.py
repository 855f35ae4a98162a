"""Rows of trials: as printed, turned the right way, never mixed, never counted twice; and the picture of them."""

import dataclasses
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.house.design import drawing
from needlepoint.knowledge.evidence import pooled, studies
from needlepoint.knowledge.stats import pooling

ROWS = studies.contrasts()


def shown(key, unit):
    return studies.in_unit(ROWS[key], unit)


@pytest.mark.parametrize(
    ("key", "se"),
    [("T01D", 4.490), ("T01E", 4.107), ("T02C", 0.561), ("T04D1", 0.0357), ("T04D2", 0.0339), ("T05A", 2.959),
     ("T05B", 2.653), ("T06A", 0.459), ("T06B", 0.485), ("T07A", 2.730), ("T07B", 1.531), ("T08A", 1.112),
     ("T08B", 0.837), ("T09", 0.185)],
)  # fmt: skip
def test_the_error_of_a_printed_range_is_the_known_one(key, se):
    assert math.sqrt(ROWS[key].variance) == pytest.approx(
        se, abs=0.006 if key in {"T01D", "T02C", "T09"} else 2e-3
    )


def test_scales_that_go_the_other_way_are_turned_and_short_ones_stretched():
    assert shown("T02C", studies.Unit.PER_100).value == 9.4  # more is better as printed
    assert shown("T07A", studies.Unit.PER_100).value == 16.0  # less is better as printed
    assert shown("T06A", studies.Unit.PER_100).value == pytest.approx(100 / 24)
    assert (shown("T05A", studies.Unit.PER_100).low, shown("T05A", studies.Unit.PER_100).high) == (-0.2, 11.4)
    assert shown("T04D1", studies.Unit.PEOPLE).value == pytest.approx(3.4)
    with pytest.raises(studies.UnableToShow, match="T04D1"):
        shown("T04D1", studies.Unit.PER_100)


def test_two_groups_with_needles_are_one_against_the_pretend_group():
    # Means at the end: the pretend group looks better because it started lower (test vector TV5).
    assert ROWS["T03AB-C"].value == pytest.approx(0.95, abs=0.005)
    assert not ROWS["T03AB-C"].seen  # how many were in each group is from memory


def test_an_error_of_the_mean_is_never_taken_for_a_standard_deviation():
    assert studies.arm_as_counted(studies.arms()["T02a"]).sd == pytest.approx(15.2, abs=0.1)


def test_arms_that_were_read_lead_to_what_the_paper_printed():
    arms = studies.arms()
    assert arms["T02a"].mean - arms["T02b"].mean == pytest.approx(ROWS["T02C"].value)
    assert arms["T02a_change"].mean - arms["T02b_change"].mean == pytest.approx(ROWS["T02C"].value)
    assert arms["T04a"].events / 387 - arms["T04b"].events / 387 == pytest.approx(
        ROWS["T04D1"].value, abs=5e-4
    )


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        (("CHRONIC", "SCIATICA"), "another people"),
        (("USUAL_CARE", "NOTHING"), "another comparator"),
        (("FUNCTION", "PAIN"), "another outcome"),
        (("[8, 26]", "[8, 12]"), "another weeks"),
        (('["POST", "ADJUSTED"]', '["POST"]'), "another measure"),
        (("PER_100", "T_POINTS"), "another unit"),
        (('mixes = "x"', ""), "nothing says so"),
        (('"T06B"', '"T06B", "T06B"'), "counts the same people twice"),
    ],
)
def test_a_row_that_does_not_belong_is_refused_by_name(cut, words):
    text = (
        '[[comparisons]]\nkey = "k"\nstratum = "CHRONIC"\ncomparator = "USUAL_CARE"\noutcome = "FUNCTION"\n'
        'unit = "PER_100"\nweeks = [8, 26]\nmeasures = ["POST", "ADJUSTED"]\nmixes = "x"\n'
        'rows = ["T02C", "T06A", "T06B"]\n'
    )
    assert len(pooled.read(text)[0].rows) == 3
    with pytest.raises(pooled.UnableToSetBeside, match=words):
        pooled.read(text.replace(*cut))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "x,witt_2006,,CHRONIC,USUAL_CARE,FUNCTION,HFAQ100,13,MD,CHANGE,,,,,,T02a,T02b,,true",
            "another scale",
        ),
        ("x,witt_2006,,CHRONIC,USUAL_CARE,FUNCTION,HFAQ100,13,MD,POST,9,10,11,,,,,,true", "does not lie"),
    ],
)
def test_a_number_that_does_not_hold_together_is_refused(row, words):
    head = "key,trial,arm,stratum,comparator,outcome,scale,weeks,kind,measure,value,low,high,people,other_people,from_arms,against_arms,shared_arm,seen"
    with pytest.raises(studies.UnableToShow, match=words):
        studies.read_contrasts(f"{head}\n{row}")


def test_a_number_that_could_not_be_confirmed_moves_no_total():
    one = pooled.comparisons()[0]
    planted = tuple(
        row if row.seen else dataclasses.replace(row, value=9999.0, variance=1e-9) for row in one.rows
    )

    assert pooled.worked_out(dataclasses.replace(one, rows=planted)).total == pooled.worked_out(one).total


def test_a_group_set_against_two_is_split_and_widens_both():
    rows = {row.contrast.key: row for row in pooled.results()[0].rows}

    alone = shown("T06A", studies.Unit.PER_100).variance
    assert rows["T06A"].shown.variance == pytest.approx(1.5 * alone)
    assert rows["T06A"].shown.low == shown("T06A", studies.Unit.PER_100).low  # what is shown stays as printed


def test_fewer_than_two_trials_or_three_numbers_are_never_taken_together():
    for wide in (False, True):
        for one in pooled.results(with_unconfirmed=wide):
            counting = [row for row in one.rows if row.counts]
            is_enough = len({row.contrast.trial.key for row in counting}) >= 2 and len(counting) >= 3
            assert bool(one.total) == is_enough
    assert pooled.results()[0].total
    assert [len(row.without.engine.weights) for row in pooled.results()[0].rows if row.without] == [2, 2, 2]


def test_ratios_are_taken_together_as_logarithms():
    pair = next(one for one in pooled.comparisons() if one.key == "chronic_response_usual_care")
    other = dataclasses.replace(pair.rows[0], trial=studies.trials()["witt_2006"], shared_arm="")
    total = pooled.worked_out(dataclasses.replace(pair, rows=(*pair.rows, other))).total

    assert math.log(total.value) == pytest.approx(total.engine.value)
    assert total.is_clear(1.0) == (total.low > 1)


def test_every_page_has_a_stratum_of_its_own_and_each_says_which_it_is():
    for one in pooled.comparisons():
        assert {row.stratum for row in one.rows} == {one.stratum}
        assert {row.comparator for row in one.rows} == {one.comparator}
    assert studies.Stratum.PREGNANCY not in pooled.strata()


def test_reviews_are_turned_the_same_way():
    assert all(studies.review_shown(one)[1] > 0 for one in studies.reviews())


# --- The picture -----------------------------------------------------------------------------------------------------------

SIDES = ("worse", "better")


def row(value, reach, **more):
    return drawing.ForestRow("A & B", "words", value, value - reach, value + reach, **more)


@settings(max_examples=10)
@given(st.lists(st.tuples(st.floats(-300, 300), st.floats(0, 200)), min_size=1, max_size=6))
def test_everything_lies_inside_the_picture_and_nothing_is_named_too_often(numbers):
    drawn = drawing.forest([row(*one) for one in numbers], label="x", sides=SIDES)

    places = [float(one) for one in re.findall(r'(?:\bx="|cx="|M|H)(-?[\d.]+)', drawn)]
    assert all(0 <= one <= 340 for one in places)
    assert 1 <= drawn.count('text-anchor="middle"') <= 8


def test_a_picture_tells_what_counts_from_what_does_not():
    drawn = drawing.forest(
        [row(1, 1, weight=50.0), row(2, 1, counts=False), row(1, 1, is_total=True, predicted=(-3, 5))],
        label="x",
        sides=SIDES,
    )
    assert [drawn.count(f'class="{name}"') for name in ("square", "diamond", "next")] == [1, 1, 1]
    assert '<circle class="aside"' in drawn
    assert "A &amp; B" in drawn
    assert "style=" not in drawn


def test_a_ratio_is_laid_out_by_its_logarithm():
    drawn = drawing.forest(
        [drawing.ForestRow("A", "2", 2, 0.5, 2)], label="x", sides=SIDES, nothing=1, ratio=True
    )
    at = {
        words: float(x)
        for x, words in re.findall(r'x="([\d.]+)" y="[\d.]+" text-anchor="middle">([\d.]+)<', drawn)
    }
    assert at["1"] - at["0.5"] == pytest.approx(at["2"] - at["1"], abs=0.2)
    with pytest.raises(ValueError, match="nothing to draw"):
        drawing.forest([], label="x", sides=SIDES)


def test_the_engine_is_the_one_of_the_reference_numbers():
    one = pooled.results()[0]
    counting = [each.shown for each in one.rows if each.counts]
    assert one.total.engine == pooling.pool(
        [each.scaled for each in counting], [each.variance for each in counting]
    )


def test_a_number_that_counts_unconfirmed_is_drawn_empty():
    drawn = drawing.forest([row(1, 1, weight=50.0, is_sure=False)], label="x", sides=SIDES)
    assert 'class="square unsure"' in drawn


def test_a_group_that_was_counted_has_no_mean():
    with pytest.raises(studies.UnableToShow, match="T04a"):
        studies.arm_as_counted(studies.arms()["T04a"])
    assert 'class="next"' not in drawing.forest([row(1, 1, is_total=True)], label="x", sides=SIDES)
