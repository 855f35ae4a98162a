"""Several trials taken together: fixed and random effects, their spread, and how much one trial weighs.

Every number equals R's metafor to nine places on committed references; the arrays are one entry a trial.
"""

import dataclasses
import enum
import math
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from needlepoint.knowledge.stats import curves

Array = NDArray[np.float64]

FUNNEL_FROM = 10  # trials; below, a funnel's shape and Egger's test say nothing: Sterne 2011, BMJ 343:d4002


class Spread(enum.StrEnum):
    """How the variance between trials is estimated."""

    FIXED = "FIXED"  # taken as none: one true effect
    DL = "DL"  # DerSimonian and Laird 1986
    PM = "PM"  # Paule and Mandel 1982
    REML = "REML"  # restricted maximum likelihood


class Width(enum.StrEnum):
    """How wide the interval around the pooled effect is."""

    NORMAL = "NORMAL"
    HARTUNG_KNAPP = "HARTUNG_KNAPP"  # Student's t and the trials' own scatter


class Prediction(enum.StrEnum):
    """Which interval the effect of a next trial is said to lie in; they differ in degrees of freedom."""

    LIKE_INTERVAL = "LIKE_INTERVAL"  # the pooled interval's own error and k - 1 degrees (metafor)
    HIGGINS = "HIGGINS"  # k - 2 degrees and the normal error: Higgins 2009, J R Stat Soc A 172:137-159


class UnableToPool(ValueError):
    """These trials cannot be taken together; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class How:
    """What was chosen before looking; a page that shows a pooled number shows this beside it."""

    spread: Spread = Spread.REML
    width: Width = Width.HARTUNG_KNAPP
    prediction: Prediction = Prediction.LIKE_INTERVAL
    level: float = 0.95


USUAL = How()


@dataclasses.dataclass(frozen=True, slots=True)
class Pooled:
    """Trials taken together. All in the units of the effects given (logarithms for ratios).

    p              two-sided, of no effect
    tau2           variance between trials, tau2_low and tau2_high its Q-profile interval
    i2             share of the scatter that is between trials, percent
    q, q_p         Cochran's Q and its p
    predicted      where the effect of a next trial lies; None with a single trial or too few for the rule
    """

    trials: int
    value: float
    se: float
    low: float
    high: float
    p: float
    tau2: float
    tau2_low: float
    tau2_high: float
    i2: float
    q: float
    q_p: float
    predicted: tuple[float, float] | None
    weights: tuple[float, ...]  # percent of the whole, in the order given


@dataclasses.dataclass(frozen=True, slots=True)
class Coefficient:
    """One line of a regression over trials."""

    value: float
    se: float
    low: float
    high: float
    p: float


@dataclasses.dataclass(frozen=True, slots=True)
class Regression:
    """Effects explained by something about the trials. `rest_q` tests what is left over."""

    trials: int
    coefficients: tuple[Coefficient, ...]
    tau2: float
    rest_q: float
    rest_p: float


@dataclasses.dataclass(frozen=True, slots=True)
class Groups:
    """Trials pooled group by group, and whether the groups differ."""

    pooled: dict[Hashable, Pooled]
    q_between: float
    p_between: float


@dataclasses.dataclass(frozen=True, slots=True)
class Egger:
    """Whether small trials lean one way. `is_enough` is False below ten trials: then nothing should be read into it."""

    slope: float
    se: float
    p: float
    is_enough: bool


def pool(values: Sequence[float], variances: Sequence[float], how: How = USUAL) -> Pooled:
    """Take trials together.

    values      effects, one a trial: all of one kind, one comparator, one measure; the caller sees to it
    variances   their variances, above zero
    raises      UnableToPool for no trial, lists of two lengths, or a variance that is not above zero
    source      Viechtbauer 2010, J Stat Softw 36(3); Hartung and Knapp 2001, Stat Med 20:3875-3889;
                Viechtbauer 2007, Stat Med 26:37-52 (Q-profile)
    """
    y, v = _checked(values, variances)
    x = np.ones((len(y), 1))
    tau2 = _tau2(y, v, x, how.spread)
    fitted = _fitted(y, v, x, tau2)
    se, df = _errors(fitted, how.width if len(y) > 1 else Width.NORMAL)
    line = _coefficient(float(fitted.b[0]), float(se[0]), df, how.level)
    tau2_low, tau2_high = _tau2_interval(y, v, x, how.level) if len(y) > 1 else (0.0, math.inf)
    scatter = _q(y, v, x, 0.0)
    weights = 100 * fitted.w / fitted.w.sum()
    return Pooled(
        trials=len(y),
        value=line.value,
        se=line.se,
        low=line.low,
        high=line.high,
        p=line.p,
        tau2=tau2,
        tau2_low=tau2_low,
        tau2_high=tau2_high,
        i2=_i2(v, x, tau2, scatter, how.spread),
        q=scatter,
        q_p=curves.chi2_tail(scatter, len(y) - 1) if len(y) > 1 else 1.0,
        predicted=_predicted(line, fitted, tau2, df, how),
        weights=tuple(float(one) for one in weights),
    )


def regress(
    values: Sequence[float],
    variances: Sequence[float],
    about: Sequence[Sequence[float]],
    how: How = USUAL,
) -> Regression:
    """Explain effects by numbers about the trials.

    about    one sequence a trial, without the constant; the first coefficient returned is the constant
    raises   UnableToPool when there are not more trials than coefficients, or the numbers say the same thing twice
    """
    y, v = _checked(values, variances)
    x = np.column_stack([np.ones(len(y)), np.asarray(about, dtype=np.float64)])
    if len(y) <= x.shape[1]:
        raise UnableToPool("There must be more trials than things to explain them by.")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise UnableToPool("Two of these say the same thing about the trials.")
    tau2 = _tau2(y, v, x, how.spread)
    fitted = _fitted(y, v, x, tau2)
    se, df = _errors(fitted, how.width)
    rest = _q(y, v, x, 0.0)
    return Regression(
        trials=len(y),
        coefficients=tuple(
            _coefficient(float(b), float(e), df, how.level) for b, e in zip(fitted.b, se, strict=True)
        ),
        tau2=tau2,
        rest_q=rest,
        rest_p=curves.chi2_tail(rest, len(y) - x.shape[1]),
    )


def leave_one_out(
    values: Sequence[float], variances: Sequence[float], how: How = USUAL
) -> tuple[Pooled, ...]:
    """Pool without the first, without the second, and so on. Raises UnableToPool for fewer than two trials."""
    if len(values) < 2:  # noqa: PLR2004
        raise UnableToPool("Nothing is left without the only trial.")
    places = range(len(values))
    return tuple(
        pool(
            [values[i] for i in places if i != gone],
            [variances[i] for i in places if i != gone],
            how,
        )
        for gone in places
    )


def cumulative(
    values: Sequence[float], variances: Sequence[float], order: Sequence[float], how: How = USUAL
) -> tuple[Pooled, ...]:
    """Pool the first trial, the first two, and so on, in `order` (years); equal ones in the order given."""
    places = sorted(range(len(values)), key=lambda i: order[i])
    return tuple(
        pool(
            [values[i] for i in places[:upto]],
            [variances[i] for i in places[:upto]],
            how,
        )
        for upto in range(1, len(places) + 1)
    )


def by_group(
    values: Sequence[float], variances: Sequence[float], groups: Sequence[Hashable], how: How = USUAL
) -> Groups:
    """Pool each group by itself, with a spread of its own, and test whether the groups differ."""
    pooled: dict[Hashable, Pooled] = {}
    for group in dict.fromkeys(groups):
        places = [i for i, one in enumerate(groups) if one == group]
        pooled[group] = pool(
            [values[i] for i in places],
            [variances[i] for i in places],
            how,
        )
    y = np.array([one.value for one in pooled.values()])
    v = np.array([one.se**2 for one in pooled.values()])
    between = _q(y, v, np.ones((len(y), 1)), 0.0)
    p = curves.chi2_tail(between, len(y) - 1) if len(y) > 1 else 1.0
    return Groups(pooled, between, p)


def egger(values: Sequence[float], variances: Sequence[float]) -> Egger:
    """Test whether small trials lean one way: the slope of effects over their standard errors.

    raises   UnableToPool for fewer than three trials, or trials all of one size
    source   Egger 1997, BMJ 315:629-634 (the intercept there is the slope here)
    """
    y, v = _checked(values, variances)
    if len(y) < 3:  # noqa: PLR2004
        raise UnableToPool("A leaning needs three trials at least.")
    x = np.column_stack([np.ones(len(y)), np.sqrt(v)])
    if np.linalg.matrix_rank(x) < 2:  # noqa: PLR2004
        raise UnableToPool("Trials all of one size show no leaning.")
    fitted = _fitted(y, v, x, 0.0)
    df = len(y) - 2
    se = np.sqrt(np.diag(fitted.c) * float((fitted.w * fitted.r**2).sum()) / df)
    slope = float(fitted.b[1])
    p = 2 * curves.t_tail(abs(slope / float(se[1])), df)
    return Egger(slope, float(se[1]), p, len(y) >= FUNNEL_FROM)


# --- The sums --------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class _Fitted:
    """Weighted least squares: coefficients, (X'WX)^-1, residuals, weights."""

    b: Array
    c: Array
    r: Array
    w: Array


def _checked(values: Sequence[float], variances: Sequence[float]) -> tuple[Array, Array]:
    y, v = np.asarray(values, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if not len(y):
        raise UnableToPool("There is no trial to pool.")
    if len(y) != len(v):
        raise UnableToPool("Every effect needs a variance of its own.")
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise UnableToPool("An effect or its variance is missing, or a variance is not above zero.")
    return y, v


def _fitted(y: Array, v: Array, x: Array, tau2: float) -> _Fitted:
    w = 1 / (v + tau2)
    weighted = x.T * w
    c: Array = np.asarray(np.linalg.inv(weighted @ x), dtype=np.float64)
    b = c @ (weighted @ y)
    return _Fitted(b, c, y - x @ b, w)


def _q(y: Array, v: Array, x: Array, tau2: float) -> float:
    fitted = _fitted(y, v, x, tau2)
    return float((fitted.w * fitted.r**2).sum())


def _trace_p(v: Array, x: Array, tau2: float) -> float:
    """Return the trace of W - WX(X'WX)^-1X'W."""
    w = 1 / (v + tau2)
    c = np.linalg.inv((x.T * w) @ x)
    return float(w.sum() - np.trace(c @ ((x.T * w**2) @ x)))


def _tau2(y: Array, v: Array, x: Array, spread: Spread) -> float:
    spare = len(y) - int(x.shape[1])  # degrees of freedom
    if spread is Spread.FIXED or spare < 1:
        return 0.0
    if spread is Spread.DL:
        return max(0.0, (_q(y, v, x, 0.0) - spare) / _trace_p(v, x, 0.0))

    def paule_mandel(tau2: float) -> float:
        return _q(y, v, x, tau2) - spare

    def reml(tau2: float) -> float:
        """Twice the slope of the restricted log-likelihood."""
        fitted = _fitted(y, v, x, tau2)
        pulled = fitted.w * fitted.r
        return float(pulled @ pulled) - _trace_p(v, x, tau2)

    return _root(reml if spread is Spread.REML else paule_mandel, float(np.var(y)) + float(v.mean()))


def _root(slope: Callable[[float], float], about: float) -> float:
    """Return where a slope that falls through zero does so, 0 when it starts below."""
    from scipy import optimize  # here: whoever pools nothing need not carry it

    if slope(0.0) <= 0:
        return 0.0
    high = 4 * about
    while slope(high) > 0:
        high *= 2
    return float(optimize.brentq(slope, 0.0, high, xtol=1e-15, rtol=1e-14, maxiter=500))


def _tau2_interval(y: Array, v: Array, x: Array, level: float) -> tuple[float, float]:
    df = len(y) - int(x.shape[1])
    about = float(np.var(y)) + float(v.mean())

    def at(bound: float) -> float:
        return _root(lambda tau2: _q(y, v, x, tau2) - bound, about)

    outer = (1 - level) / 2
    return at(curves.chi2_quantile(1 - outer, df)), at(curves.chi2_quantile(outer, df))


def _errors(fitted: _Fitted, width: Width) -> tuple[Array, int | None]:
    """Return (standard errors, degrees of freedom or None for the normal curve)."""
    df = len(fitted.r) - len(fitted.b)
    if width is Width.NORMAL:
        return np.sqrt(np.diag(fitted.c)), None
    return np.sqrt(np.diag(fitted.c) * float((fitted.w * fitted.r**2).sum()) / df), df


def _reach(df: int | None, level: float) -> float:
    share = (1 + level) / 2
    return curves.normal_quantile(share) if df is None else curves.t_quantile(share, df)


def _coefficient(b: float, se: float, df: int | None, level: float) -> Coefficient:
    reach = _reach(df, level) * se
    away = abs(b / se) if se else math.inf if b else 0.0
    p = 2 * (curves.normal_tail(away) if df is None else curves.t_tail(away, df))
    return Coefficient(b, se, b - reach, b + reach, p)


def _i2(v: Array, x: Array, tau2: float, scatter: float, spread: Spread) -> float:
    """Share of scatter between trials: from tau2 and the typical variance; from Q where tau2 is taken as none."""
    df = len(v) - int(x.shape[1])
    if not df:
        return 0.0
    if spread is Spread.FIXED:
        return max(0.0, 100 * (scatter - df) / scatter) if scatter else 0.0
    typical = df / _trace_p(v, x, 0.0)
    return 100 * tau2 / (tau2 + typical)


def _predicted(
    line: Coefficient, fitted: _Fitted, tau2: float, df: int | None, how: How
) -> tuple[float, float] | None:
    trials = len(fitted.r)
    if how.spread is Spread.FIXED or trials < 2:  # noqa: PLR2004
        return None
    if how.prediction is Prediction.LIKE_INTERVAL:
        reach = _reach(df, how.level) * math.sqrt(line.se**2 + tau2)
    elif trials > 2:  # noqa: PLR2004
        reach = _reach(trials - 2, how.level) * math.sqrt(float(fitted.c[0, 0]) + tau2)
    else:
        return None
    return line.value - reach, line.value + reach
