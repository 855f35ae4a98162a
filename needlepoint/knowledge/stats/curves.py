"""Quantiles and tails of the normal, Student's and the chi-square curve.

scipy's special functions, loaded when first asked for: its `stats` would cost every start of the server a second.
"""

import math


def normal_quantile(p: float) -> float:
    """Return the value below which a share `p` of the normal curve lies."""
    from scipy import special

    return float(special.ndtri(p))


def normal_tail(value: float) -> float:
    """Return the share of the normal curve above a value."""
    return math.erfc(value / math.sqrt(2)) / 2


def t_quantile(p: float, df: float) -> float:
    """Return the value below which a share `p` of Student's curve lies; `df` degrees of freedom."""
    from scipy import special

    return float(special.stdtrit(df, p))


def t_tail(value: float, df: float) -> float:
    """Return the share of Student's curve above a value; `df` degrees of freedom."""
    from scipy import special

    return float(special.stdtr(df, -value))


def chi2_quantile(p: float, df: float) -> float:
    """Return the value below which a share `p` of the chi-square curve lies; `df` degrees of freedom."""
    from scipy import special

    return 2 * float(special.gammaincinv(df / 2, p))


def chi2_tail(value: float, df: float) -> float:
    """Return the share of the chi-square curve above a value; `df` degrees of freedom."""
    from scipy import special

    return float(special.chdtrc(df, value))
