"""Time until it happens, against a twin in whole fractions, a published table and statsmodels."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.stats import survival

people = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=25)
# Freireich 1963, weeks in remission with 6-mercaptopurine, the textbook's example; + had not relapsed.
FREIREICH = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"


def curve_of(watched) -> survival.Curve:
    return survival.curve([day for day, _did in watched], [did for _day, did in watched])


def slow_still(watched, day) -> Fraction:
    """The slow twin: day by day, who is still there and to how many it happens."""
    still = Fraction(1)
    for at in range(day + 1):
        there = sum(until >= at for until, _did in watched)
        if there:
            still *= 1 - Fraction(sum(until == at and did for until, did in watched), there)
    return still


@settings(max_examples=25)
@given(people)
def test_the_curve_is_that_of_the_twin_that_goes_day_by_day(watched):
    found = curve_of(watched)

    assert found.people == len(watched)
    for day in range(14):
        assert survival.share_by(found, day) == pytest.approx(float(1 - slow_still(watched, day)), abs=1e-12)
    halved = [day for day in range(14) if slow_still(watched, day) <= Fraction(1, 2)]
    assert survival.median(found) == (halved[0] if halved else None)
    assert np.all((found.low <= found.still) & (found.still <= found.high))
    assert np.all((found.low >= 0) & (found.high <= 1))


@settings(max_examples=25)
@given(people, st.randoms())
def test_the_order_of_people_changes_nothing(watched, chance):
    shuffled = watched[:]
    chance.shuffle(shuffled)
    first, second = curve_of(watched), curve_of(shuffled)

    assert first.still.tolist() == second.still.tolist()
    assert first.at_risk.tolist() == second.at_risk.tolist()


def freireich() -> survival.Curve:
    weeks = FREIREICH.split()
    return survival.curve([int(one.strip("+")) for one in weeks], ["+" not in one for one in weeks])


def test_a_published_table_comes_out_as_printed():
    found = freireich()

    assert found.days.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert found.still.round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert (found.low[0].round(3), found.high[0].round(3)) == (0.620, 0.952)
    assert survival.median(found) == 23


def test_until_it_has_happened_to_half_there_is_no_median():
    assert survival.median(survival.curve([3, 5, 9, 9], [True, False, False, False])) is None
    assert survival.median(survival.curve([], [])) is None


def test_the_median_lies_between_the_days_that_its_range_names():
    low, high = survival.median_interval(freireich())

    assert (low, high) == (13, None)  # as SAS and R print it for log(-log)
    assert survival.median_interval(survival.curve([], [])) == (None, None)


def test_half_is_half_although_fractions_are_rounded():
    # 3/4 of 2/3 is a half on paper and a hair more in the machine, or less.
    assert survival.median(survival.curve([1, 2, 3, 3], [True, True, False, False])) == 2


def test_whoever_left_on_the_day_it_happened_was_still_watched():
    assert survival.curve([5, 5], [True, False]).at_risk.tolist() == [2]


def test_when_it_happened_to_all_the_curve_ends_at_nothing():
    found = survival.curve([1, 2], [True, True])

    assert (found.still[-1], found.low[-1], found.high[-1]) == (0, 0, 0)


def test_a_day_before_the_start_is_refused():
    with pytest.raises(ValueError, match="before their own start"):
        survival.curve([-1], [True])


@pytest.mark.slow
def test_statsmodels_draws_the_same_curve():
    from statsmodels.duration.survfunc import SurvfuncRight

    chance = np.random.default_rng(5)
    for size in (1, 5, 40, 600):
        days, did = chance.integers(0, 60, size), chance.random(size) < 0.6
        did[0] = True
        theirs, ours = SurvfuncRight(days, did), survival.curve(days, did)
        happened = np.asarray(theirs.n_events) > 0

        assert ours.days.tolist() == np.asarray(theirs.surv_times)[happened].tolist()
        assert ours.still == pytest.approx(np.asarray(theirs.surv_prob)[happened], abs=1e-9)
        assert ours.at_risk.tolist() == np.asarray(theirs.n_risk)[happened].tolist()
        if size >= 40:  # of fewer, an interval may close and open again
            assert survival.median_interval(ours) == theirs.quantile_ci(0.5)
        spread = np.asarray(theirs.surv_prob_se)[happened]
        inner = (ours.still > 0) & (ours.still < 1)
        still = ours.still[inner]
        step = survival.NormalDist().inv_cdf(0.975) * spread[inner] / (still * -np.log(still))
        assert ours.low[inner] == pytest.approx(still ** np.exp(step), abs=1e-9)
        assert ours.high[inner] == pytest.approx(still ** np.exp(-step), abs=1e-9)
