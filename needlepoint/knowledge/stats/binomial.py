"""How far a rate seen in few cases may lie from the true one: the exact interval of Clopper and Pearson.

source  Clopper C, Pearson E. The use of confidence or fiducial limits illustrated in the case of the binomial.
        Biometrika 1934;26:404-413. Each end is the rate at which what was seen, or more of it, would be just too rare.
"""

import math
from dataclasses import dataclass

CONFIDENCE = 0.95
HALVINGS = 60  # of the span 0 to 1: what is left is far below what anybody prints
CLOSE_ENOUGH = 1e-15
TERMS_MAX = 100_000
TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends of an interval, as parts of one; `low` is 0.0 when nothing was seen, `high` 1.0 when nothing else was."""

    low: float
    high: float


def exact_interval(seen: int, of: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the exact interval of a rate.

    seen    how many had it, 0 to `of`       of   how many were looked at, at least 1
    raises  ValueError for anything else: no denominator, no rate
    """
    if not 0 <= seen <= of or of < 1:
        raise ValueError(f"{seen} of {of} is not a rate")
    if not 0 < confidence < 1:
        raise ValueError(f"{confidence} is not a confidence between 0 and 1")
    tail = (1 - confidence) / 2
    low = 0.0 if seen == 0 else _rate_where(seen, of - seen + 1, tail)
    high = 1.0 if seen == of else _rate_where(seen + 1, of - seen, 1 - tail)
    return Interval(low, high)


def at_least(seen: int, of: int, rate: float) -> float:
    """Return how likely `seen` or more of `of` are when each has it at `rate`; 1 for none or more."""
    return 1.0 if seen == 0 else beta_below(rate, seen, of - seen + 1)


def _rate_where(a: int, b: int, chance: float) -> float:
    """Halve until the rate is found below which a beta of `a` and `b` has this chance."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if beta_below(middle, a, b) < chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_below(x: float, a: int, b: int) -> float:
    """Return the chance that a beta of `a` and `b` lies below x: the incomplete beta function, made regular.

    Near its own middle the fraction closes in quickly; beyond it the mirror image is worked out instead.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: int, b: int) -> float:
    """Work out the continued fraction of the incomplete beta function from the front (Lentz's way)."""
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1))
    value, change, m = d, 0.0, 0
    while abs(change - 1) >= CLOSE_ENOUGH and m < TERMS_MAX:
        m += 1
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _off_zero(1 + step * d)
            c = _off_zero(1 + step / c)
            change = c * d
            value *= change
    return value


def _off_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY
