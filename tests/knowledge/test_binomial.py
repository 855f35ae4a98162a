"""The exact interval against a slow twin that adds up every chance in whole fractions."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.stats import binomial

TAIL = Fraction(1, 40)


def chance_of_at_least(seen: int, of: int, rate: Fraction) -> Fraction:
    """The slow twin: every number of cases, one by one, in fractions that lose nothing."""
    return sum(
        (math.comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(seen, of + 1)), Fraction(0)
    )


def slow_interval(seen: int, of: int) -> tuple[float, float]:
    def where(is_below) -> float:
        low, high = Fraction(0), Fraction(1)
        for _ in range(30):
            middle = (low + high) / 2
            low, high = (middle, high) if is_below(middle) else (low, middle)
        return float((low + high) / 2)

    low = where(lambda rate: chance_of_at_least(seen, of, rate) < TAIL) if seen else 0.0
    high = where(lambda rate: 1 - chance_of_at_least(seen + 1, of, rate) > TAIL) if seen < of else 1.0
    return low, high


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 12).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_is_that_of_the_slow_twin(case):
    found = binomial.exact_interval(*case)

    assert (found.low, found.high) == pytest.approx(slow_interval(*case), abs=1e-8)


@pytest.mark.parametrize(
    ("seen", "of", "low", "high"),
    [
        # Both ends have a closed form at the edges: 1 - 0.025^(1/n), and its mirror.
        (0, 120, 0.0, 1 - 0.025 ** (1 / 120)),
        (120, 120, 0.025 ** (1 / 120), 1.0),
        (0, 1, 0.0, 0.975),
        # MacPherson 2001: none serious in 34,407 treatments, printed as 0 to 1.1 in 10,000.
        (0, 34_407, 0.0, 1 - 0.025 ** (1 / 34_407)),
    ],
)
def test_where_a_closed_form_is_known_the_ends_are_it(seen, of, low, high):
    found = binomial.exact_interval(seen, of)

    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


def test_a_published_interval_comes_out_as_printed():
    # MacPherson 2001: 43 significant events in 34,407 treatments, printed as 0.9 to 1.7 in 1,000.
    found = binomial.exact_interval(43, 34_407)

    assert (round(found.low * 1000, 1), round(found.high * 1000, 1)) == (0.9, 1.7)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 200_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_rate_and_each_end_is_just_too_rare(case):
    seen, of = case
    found = binomial.exact_interval(seen, of)

    assert 0 <= found.low <= seen / of <= found.high <= 1
    if seen:
        assert binomial.at_least(seen, of, found.low) == pytest.approx(0.025, rel=1e-5)
    if seen < of:
        assert 1 - binomial.at_least(seen + 1, of, found.high) == pytest.approx(0.025, rel=1e-5)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_those_without_it_have_the_mirror_image(case):
    seen, of = case
    here, there = binomial.exact_interval(seen, of), binomial.exact_interval(of - seen, of)

    assert (here.low, here.high) == pytest.approx((1 - there.high, 1 - there.low), abs=1e-9)


def test_more_cases_at_the_same_rate_narrow_the_interval():
    widths = [
        (found.high - found.low)
        for found in (binomial.exact_interval(k, 10 * k) for k in (1, 5, 25, 125, 625))
    ]

    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(("seen", "of"), [(0, 0), (-1, 5), (6, 5), (1, -2)])
def test_what_is_not_a_rate_has_no_interval(seen, of):
    with pytest.raises(ValueError, match="not a rate"):
        binomial.exact_interval(seen, of)


@pytest.mark.parametrize("confidence", [0, 1, 1.5])
def test_a_confidence_lies_between_none_and_all(confidence):
    with pytest.raises(ValueError, match="not a confidence"):
        binomial.exact_interval(1, 2, confidence)


def test_outside_of_nothing_and_all_there_is_no_more_chance():
    assert (binomial.beta_below(0, 2, 3), binomial.beta_below(1, 2, 3), binomial.at_least(0, 3, 0.2)) == (
        0,
        1,
        1,
    )
