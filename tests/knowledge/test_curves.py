"""Quantiles and tails against scipy's own, which are slower to load."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from needlepoint.knowledge.stats import curves

NEAR = {"rel": 1e-9, "abs": 1e-12}
SHARES, DEGREES = st.floats(0.001, 0.999), st.integers(1, 200)


@given(SHARES, DEGREES)
def test_quantiles_are_scipys(share, df):
    assert curves.normal_quantile(share) == pytest.approx(stats.norm.ppf(share), **NEAR)
    assert curves.t_quantile(share, df) == pytest.approx(stats.t.ppf(share, df), **NEAR)
    assert curves.chi2_quantile(share, df) == pytest.approx(stats.chi2.ppf(share, df), **NEAR)


@given(st.floats(-6, 6), DEGREES)
def test_tails_are_scipys(value, df):
    assert curves.normal_tail(value) == pytest.approx(stats.norm.sf(value), **NEAR)
    assert curves.t_tail(value, df) == pytest.approx(stats.t.sf(value, df), **NEAR)
    assert curves.chi2_tail(abs(value), df) == pytest.approx(stats.chi2.sf(abs(value), df), **NEAR)
