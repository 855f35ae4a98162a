"""The lines of the funnel against a twin that adds up whole fractions, and against scipy."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.stats import funnel

TAILS = (Fraction(1, 1000), Fraction(25, 1000), Fraction(975, 1000), Fraction(999, 1000))
groups = st.integers(1, 30).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
percents = st.integers(1, 99)


def chance_up_to(seen: int, of: int, share: Fraction) -> Fraction:
    return sum((math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(seen + 1)), Fraction(0))


def drawn(share: float, of: int) -> list[float]:
    lines = funnel.limits(share, of)
    return [lines.rare_low, lines.unusual_low, lines.unusual_high, lines.rare_high]


@settings(max_examples=25)
@given(st.integers(1, 30), percents)
def test_the_lines_are_those_of_the_twin_that_adds_up_fractions(of, percent):
    share = Fraction(percent, 100)
    slow = [next(k for k in range(of + 1) if chance_up_to(k, of, share) >= tail) / of for tail in TAILS]

    assert drawn(percent / 100, of) == pytest.approx(slow, abs=1e-12)


@settings(max_examples=25)
@given(groups, percents)
def test_outside_lies_only_what_luck_would_hardly_bring(group, percent):
    seen, of = group
    share = Fraction(percent, 100)
    rarer = min(chance_up_to(seen, of, share), 1 - chance_up_to(seen - 1, of, share))
    expected = funnel.Place.WITHIN
    if rarer <= Fraction(25, 1000):
        expected = funnel.Place.UNUSUAL if rarer > Fraction(1, 1000) else funnel.Place.RARE

    assert funnel.place(seen, of, percent / 100) is expected


@pytest.mark.parametrize("seen", [0, 1])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_one_person_proves_nothing(seen, share):
    assert funnel.place(seen, 1, share) is funnel.Place.WITHIN


def test_the_more_people_the_nearer_the_lines():
    widths = [lines[-1] - lines[0] for lines in (drawn(0.5, of) for of in (10, 40, 160, 640))]

    assert widths == sorted(widths, reverse=True)


def test_a_group_far_from_all_is_rare_and_one_not_so_far_is_unusual():
    places = [funnel.place(seen, 40, 0.5) for seen in (20, 28, 33, 7)]

    assert [one.value for one in places] == ["WITHIN", "UNUSUAL", "RARE", "RARE"]


@pytest.mark.parametrize("share", [0, 1])
def test_where_everybody_is_alike_the_lines_meet(share):
    assert drawn(share, 12) == [share] * 4


@pytest.mark.parametrize(("share", "of"), [(0.5, 0), (-0.1, 5), (1.1, 5)])
def test_what_is_no_share_of_people_is_refused(share, of):
    with pytest.raises(ValueError, match="No group"):
        funnel.limits(share, of)


@pytest.mark.slow
def test_scipy_draws_the_same_lines():
    from scipy.stats import binom

    chance = np.random.default_rng(3)
    for _ in range(500):
        share, of = chance.random(), int(chance.integers(1, 3000))
        theirs = binom.ppf([0.001, 0.025, 0.975, 0.999], of, share) / of

        assert drawn(share, of) == pytest.approx(theirs.tolist(), abs=1e-9)
