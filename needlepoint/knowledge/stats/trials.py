"""What one trial says: a difference between two arms with its variance, from whatever the paper printed.

An effect is `first arm minus second arm`; for a scale where less is better a negative difference favours the first.
Change scores and scores at the end are two measures: an Arm says which it holds, and the two never meet in one number.
"""

import dataclasses
import enum
import math

from needlepoint.knowledge.stats import curves

NORMAL_95 = 1.959963984540054


class Measure(enum.StrEnum):
    """What an arm's mean is the mean of."""

    POST = "POST"  # scores at the end
    CHANGE = "CHANGE"  # end minus start
    ADJUSTED = "ADJUSTED"  # end, adjusted for the start


class Kind(enum.StrEnum):
    """What an effect is measured in. Ratios are pooled as logarithms."""

    MD = "MD"
    SMD = "SMD"
    LOG_RR = "LOG_RR"
    RD = "RD"


class UnableToCompare(ValueError):
    """Two arms that cannot be set against each other; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Arm:
    """Mean and standard deviation of one arm. `people` may be a part of a person count where an arm is shared."""

    mean: float
    sd: float
    people: float
    measure: Measure = Measure.POST

    def __post_init__(self) -> None:
        if not self.people > 1 or not self.sd > 0:
            raise UnableToCompare("An arm needs more than one person and a standard deviation above zero.")


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """How many of one arm's people something happened to."""

    events: float
    people: float

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.people or not self.people > 0:
            raise UnableToCompare("Events lie between none and all of the people.")


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """A difference and its variance, both in units of `kind`."""

    kind: Kind
    value: float
    variance: float

    @property
    def se(self) -> float:
        return math.sqrt(self.variance)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the normal interval, in the units of `value` (a logarithm for a ratio)."""
        reach = curves.normal_quantile((1 + level) / 2) * self.se
        return self.value - reach, self.value + reach


# --- From two arms -----------------------------------------------------------------------------------------------------


def mean_difference(one: Arm, other: Arm) -> Effect:
    """Return the difference of two means in points. Raises UnableToCompare for a change set against an end score."""
    _same_measure(one, other)
    return Effect(Kind.MD, one.mean - other.mean, one.sd**2 / one.people + other.sd**2 / other.people)


def standardised_difference(one: Arm, other: Arm) -> Effect:
    """Return Hedges' g: the difference in pooled standard deviations, corrected for small samples.

    raises   UnableToCompare for a change set against an end score
    source   Hedges 1981, J Educ Stat 6:107-128 (exact correction); variance 1/n1 + 1/n2 + g²/(2(n1 + n2))
    """
    _same_measure(one, other)
    df = one.people + other.people - 2
    pooled = math.sqrt(((one.people - 1) * one.sd**2 + (other.people - 1) * other.sd**2) / df)
    g = small_sample_correction(df) * (one.mean - other.mean) / pooled
    return Effect(Kind.SMD, g, 1 / one.people + 1 / other.people + g**2 / (2 * (one.people + other.people)))


def small_sample_correction(df: float) -> float:
    """Return Hedges' J for these degrees of freedom, below 1 and near 1 - 3/(4 df - 1)."""
    return math.exp(math.lgamma(df / 2) - math.log(math.sqrt(df / 2)) - math.lgamma((df - 1) / 2))


def log_risk_ratio(one: Count, other: Count) -> Effect:
    """Return the logarithm of the ratio of two risks. An empty cell gets a half in all four, as in metafor."""
    a, b, c, d = one.events, one.people - one.events, other.events, other.people - other.events
    if not (a and b and c and d):
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
    return Effect(
        Kind.LOG_RR, math.log(a / (a + b)) - math.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    )


def risk_difference(one: Count, other: Count) -> Effect:
    """Return the difference of two risks as a share (0.034 is 3.4 points). An empty cell gets a half in all four."""
    a, b, c, d = one.events, one.people - one.events, other.events, other.people - other.events
    if not (a and b and c and d):
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
    p, q = a / (a + b), c / (c + d)
    return Effect(Kind.RD, p - q, p * (1 - p) / (a + b) + q * (1 - q) / (c + d))


def _same_measure(one: Arm, other: Arm) -> None:
    if one.measure is not other.measure:
        raise UnableToCompare(
            f"One arm gives {one.measure.lower()} scores and the other {other.measure.lower()} scores: these are two "
            "different numbers."
        )


# --- From what a paper printed ---------------------------------------------------------------------------------------------


def sd_from_se(se: float, people: float) -> float:
    """Return the standard deviation of one arm from the standard error of its mean."""
    return se * math.sqrt(people)


def sd_from_interval(low: float, high: float, people: float, level: float = 0.95) -> float:
    """Return one arm's standard deviation from the interval of its mean, by Student's t with people - 1 degrees."""
    return sd_from_se((high - low) / (2 * curves.t_quantile((1 + level) / 2, people - 1)), people)


def se_from_interval(low: float, high: float, level: float = 0.95) -> float:
    """Return the standard error of a difference from its normal interval; for a ratio give the logarithms."""
    return (high - low) / (2 * curves.normal_quantile((1 + level) / 2))


def se_from_p(value: float, p: float, df: float | None = None) -> float:
    """Return the standard error of a difference from its two-sided p value.

    df       degrees of freedom of a t test; None for a normal one
    raises   UnableToCompare for a p outside 0-1 or a difference of zero
    """
    if not 0 < p < 1 or value == 0:
        raise UnableToCompare("A p value lies between 0 and 1, and says nothing about a difference of zero.")
    reach = curves.normal_quantile(p / 2) if df is None else curves.t_quantile(p / 2, df)
    return abs(value) / -reach


def given(kind: Kind, value: float, low: float, high: float, level: float = 0.95) -> Effect:
    """Take an effect as printed, with its interval. `value`, `low`, `high` are logarithms for LOG_RR."""
    return Effect(kind, value, se_from_interval(low, high, level) ** 2)


# --- Trials with more than two arms ------------------------------------------------------------------------------------------


def combined(one: Arm, other: Arm) -> Arm:
    """Return two arms as if they had been one. Source: Cochrane Handbook 6.5.2.10. Raises UnableToCompare."""
    _same_measure(one, other)
    people = one.people + other.people
    mean = (one.people * one.mean + other.people * other.mean) / people
    between = one.people * other.people / people * (one.mean - other.mean) ** 2
    within = (one.people - 1) * one.sd**2 + (other.people - 1) * other.sd**2
    return Arm(mean, math.sqrt((within + between) / (people - 1)), people, one.measure)


def combined_counts(one: Count, other: Count) -> Count:
    """Return two arms as if they had been one."""
    return Count(one.events + other.events, one.people + other.people)


def split(arm: Arm, parts: int) -> Arm:
    """Return one part of an arm that is set against several others, so that nobody is counted twice."""
    return dataclasses.replace(arm, people=arm.people / parts)


def split_count(arm: Count, parts: int) -> Count:
    """Return one part of an arm that is set against several others, so that nobody is counted twice."""
    return Count(arm.events / parts, arm.people / parts)
