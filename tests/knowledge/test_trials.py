"""Effects of single trials, recomputed from what their papers print (clinical test vectors TV1-TV10)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.knowledge.stats import trials
from needlepoint.knowledge.stats.trials import Arm, Count, Kind, Measure, UnableToCompare


def rounded(effect, digits=2):
    return tuple(round(one, digits) for one in (effect.value, *effect.interval()))


def test_brinkhaus_against_sham():
    needled, sham = Arm(-28.7, 30.3, 140, Measure.CHANGE), Arm(-23.6, 31.0, 70, Measure.CHANGE)

    difference = trials.mean_difference(needled, sham)

    assert rounded(difference) == (-5.10, -13.93, 3.73)
    assert difference.se == pytest.approx(4.504, abs=5e-4)
    assert rounded(trials.standardised_difference(needled, sham), 3) == (-0.166, -0.454, 0.121)


def test_witt_from_standard_errors():
    people = 1000
    needled, waited = (Arm(mean, trials.sd_from_se(0.4, people), people) for mean in (12.1, 2.7))

    assert rounded(trials.mean_difference(needled, waited)) == (9.40, 8.29, 10.51)


def test_cherkin_against_usual_care():
    needled, usual = Arm(6.3, 5.7, 158), Arm(8.9, 6.0, 161)

    assert rounded(trials.mean_difference(needled, usual)) == (-2.60, -3.88, -1.32)
    assert round(trials.standardised_difference(needled, usual).value, 3) == -0.443


def test_cherkins_two_real_arms_as_one_and_against_sham():
    real = trials.combined(Arm(6.4, 5.3, 157), Arm(6.3, 5.7, 158))

    assert (real.people, round(real.mean, 3), round(real.sd, 3)) == (315, 6.350, 5.496)
    assert rounded(trials.mean_difference(real, Arm(5.4, 4.9, 162))) == (0.95, -0.02, 1.92)


def test_changes_and_end_scores_never_meet():
    end, change = Arm(6.3, 5.7, 158), Arm(4.4, 5.0, 162, Measure.CHANGE)

    for compare in (trials.mean_difference, trials.standardised_difference, trials.combined):
        with pytest.raises(UnableToCompare, match="change"):
            compare(end, change)


@pytest.mark.parametrize(
    ("events", "people", "difference", "ratio"),
    [
        (171, 387, (3.36, -3.66, 10.38), (1.076, 0.923, 1.254)),
        (106, 388, (20.2, 13.6, 26.9), (1.740, 1.435, 2.111)),
    ],
)
def test_haake_counted(events, people, difference, ratio):
    verum, other = Count(184, 387), Count(events, people)

    risk = trials.risk_difference(verum, other)
    log = trials.log_risk_ratio(verum, other)

    assert [100 * one for one in (risk.value, *risk.interval())] == pytest.approx(difference, abs=0.06)
    assert [math.exp(one) for one in (log.value, *log.interval())] == pytest.approx(ratio, abs=6e-4)


def test_errors_from_printed_intervals():
    assert trials.se_from_interval(-21.3, -10.6) == pytest.approx(2.730, abs=5e-4)
    assert trials.given(Kind.MD, -15.95, -21.3, -10.6).se == pytest.approx(2.730, abs=5e-4)


def test_a_shared_arm_is_never_counted_twice():
    sham = Arm(-23.6, 31.0, 70)

    parts = [trials.split(sham, 2), trials.split(sham, 2)]

    assert sum(one.people for one in parts) == sham.people
    assert {(one.mean, one.sd) for one in parts} == {(sham.mean, sham.sd)}
    assert trials.split_count(Count(30, 90), 3) == Count(10, 30)
    assert trials.combined_counts(Count(10, 30), Count(20, 60)) == Count(30, 90)


def test_an_empty_cell_gets_a_half():
    assert trials.log_risk_ratio(Count(0, 10), Count(0, 10)).value == 0
    assert trials.risk_difference(Count(0, 10), Count(5, 10)).variance > 0


@pytest.mark.parametrize(
    "wrong", [lambda: Arm(1, 0, 9), lambda: Arm(1, 1, 1), lambda: Count(4, 3), lambda: Count(0, 0)]
)
def test_an_arm_that_cannot_be_is_refused(wrong):
    with pytest.raises(UnableToCompare):
        wrong()


SOME = st.builds(Arm, st.floats(-50, 50), st.floats(0.5, 30), st.integers(3, 300))


@given(SOME, SOME)
def test_turned_round_a_difference_changes_its_sign_only(one, other):
    for compare in (trials.mean_difference, trials.standardised_difference):
        there, back = compare(one, other), compare(other, one)

        assert there.value == -back.value
        assert there.variance == pytest.approx(back.variance)


@given(st.floats(0.1, 20), st.integers(3, 500), st.floats(-20, 20))
def test_what_was_printed_leads_back(sd, people, mean):
    se = sd / math.sqrt(people)
    reach = trials.NORMAL_95 * se

    assert trials.sd_from_se(se, people) == pytest.approx(sd)
    assert trials.se_from_interval(mean - reach, mean + reach) == pytest.approx(se)


@given(st.floats(0.01, 20), st.floats(0.3, 5))
def test_an_error_from_p_gives_that_p(value, z):
    p = math.erfc(z / math.sqrt(2))

    assert trials.se_from_p(value, p) == pytest.approx(value / z, rel=1e-6)


def test_an_error_from_a_t_test_and_from_nothing():
    assert trials.se_from_p(2.0, 0.05, df=20) == pytest.approx(2 / 2.0859634472658364)
    assert trials.sd_from_interval(8, 12, 25) == pytest.approx(5 * 2 / 2.0638985616280205)
    for value, p in ((1.0, 0.0), (0.0, 0.5)):
        with pytest.raises(UnableToCompare):
            trials.se_from_p(value, p)


@given(st.integers(2, 400))
def test_the_small_sample_correction_is_near_its_short_form(df):
    assert trials.small_sample_correction(df) == pytest.approx(1 - 3 / (4 * df - 1), abs=0.06 / df)
