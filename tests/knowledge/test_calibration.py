"""The look at past forecasts against twins that go through them one by one, and how often it is wrong itself."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.stats import calibration

NOBODY_KNOWS = math.nan

# chance, low, high, what came (None: nobody knows), of a start of 6
forecasts = st.lists(
    st.tuples(
        st.integers(0, 20).map(lambda n: n / 20),
        st.integers(0, 5),
        st.integers(5, 10),
        st.none() | st.integers(0, 10),
    ),
    max_size=30,
)


def look(told) -> calibration.Look:
    came = [NOBODY_KNOWS if one is None else one for _, _, _, one in told]
    return calibration.look(
        [chance for chance, _, _, _ in told],
        [one is not None and one <= 4 for _, _, _, one in told],
        [low for _, low, _, _ in told],
        [high for _, _, high, _ in told],
        came,
    )


@settings(max_examples=25)
@given(forecasts)
def test_the_look_is_that_of_the_twin_that_counts_one_by_one(told):
    known = [one for one in told if one[3] is not None]
    found = look(told)

    assert found.known == len(known)
    if not known:
        assert found == calibration.Look(0, None, None, None, None, ())
        return
    assert found.coverage == pytest.approx(
        sum(low <= came <= high for _, low, high, came in known) / len(known), rel=1e-9
    )
    assert found.brier == pytest.approx(
        sum((chance - (came <= 4)) ** 2 for chance, _, _, came in known) / len(known), rel=1e-9, abs=1e-12
    )
    got_there = [chance for chance, _, _, came in known if came <= 4]
    did_not = [chance for chance, _, _, came in known if came > 4]
    if not got_there or not did_not:
        assert found.auc is None
    else:
        wins = sum((a > b) + (a == b) / 2 for a in got_there for b in did_not)
        assert found.auc == pytest.approx(wins / (len(got_there) * len(did_not)), rel=1e-9)


@settings(max_examples=25)
@given(forecasts, st.randoms())
def test_the_order_of_the_forecasts_changes_nothing(told, chance):
    shuffled = told[:]
    chance.shuffle(shuffled)
    first, second = look(told * 9), look(shuffled * 9)

    assert [one.number for one in first.bins] == [one.number for one in second.bins]
    assert np.array(first.bins) == pytest.approx(np.array(second.bins))
    assert first.calibration_error == pytest.approx(second.calibration_error, abs=1e-6)
    assert sum(one.number for one in first.bins) == first.known


def made_up(clinics: int, forecasts: int, *, off: float = 0.0, seed: int = 1) -> list[calibration.Look]:
    """Looks of many clinics whose chances are right, or too hopeful by `off`; 85 in 100 bands hold."""
    chance = np.random.default_rng(seed)
    said = np.clip(chance.beta(1.5, 1.5, (clinics, forecasts)), off, 1)
    true = chance.random((clinics, forecasts)) < said - off
    came = np.where(chance.random((clinics, forecasts)) < 0.85, 5, 9)
    ends = np.zeros(forecasts)
    return [
        calibration.look(*one, ends + 2, ends + 8, scores)
        for *one, scores in zip(said, true, came, strict=True)
    ]


def test_luck_is_taken_off_so_that_a_true_forecast_has_next_to_no_error():
    few, many = (made_up(100, number) for number in (200, 2000))

    assert np.mean([one.calibration_error for one in few]) < 0.035
    assert np.mean([one.calibration_error for one in many]) < 0.012


def test_an_error_is_found_at_its_size():
    found = np.mean([one.calibration_error for one in made_up(30, 1000, off=0.15)])

    assert found == pytest.approx(0.15, abs=0.02)


def test_a_true_forecast_is_seldom_switched_off_and_a_false_one_nearly_always():
    true = [calibration.is_within_bounds(one) for one in made_up(200, 200)]
    false = [calibration.is_within_bounds(one) for one in made_up(200, 200, off=0.2)]

    assert np.mean(true) > 0.85
    assert np.mean(false) < 0.05


def test_many_forecasts_make_ten_groups_and_few_make_five_or_one():
    numbers = [len(made_up(1, known)[0].bins) for known in (1000, 400, 200, 79)]

    assert numbers == [10, 10, 5, 1]


def test_equal_chances_stay_in_one_group():
    found = look([(0.5, 2, 8, came) for came in (3, 7) * 100])

    assert found.bins == (calibration.Bin(0.5, 0.5, 200),)
    assert found.calibration_error == 0


def test_one_forecast_has_no_error_yet():
    assert look([(0.5, 2, 8, 3)]).calibration_error is None


def test_a_forecast_without_a_chance_is_left_out():
    assert look([(math.nan, 2, 8, 3), (0.5, 2, 8, 3)]).known == 1


WELL = calibration.Look(200, 0.8, 0.03, 0.2, 0.75, ())


@pytest.mark.parametrize(
    ("change", "is_shown"),
    [
        ({}, True),
        ({"coverage": 0.75}, True),
        ({"coverage": 0.749}, False),
        ({"calibration_error": 0.07}, True),
        ({"calibration_error": 0.071}, False),
        ({"calibration_error": None}, False),
        ({"known": 199, "coverage": 0.1, "calibration_error": 0.5}, True),
    ],
)
def test_the_forecast_is_switched_off_beyond_its_bounds_and_never_by_a_few(change, is_shown):
    assert calibration.is_within_bounds(dataclasses.replace(WELL, **change)) is is_shown
