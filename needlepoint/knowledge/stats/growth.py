"""How the pain of one person is likely to go on: a growth curve of each person around the curve of all.

    score = (b0 + u0) + (b1 + u1) f(t) + e        f(t) = 1 - exp(-t / 4 weeks)
    (u0, u1) ~ Normal(0, G), one pair a person    e ~ Normal(0, s2), one a score

Of all the scores of a person only six sums matter: n, the sums of f, f*f, y, y*f and y*y. A person is one column of
six rows, a clinic is a matrix, and every step below is plain arithmetic on whole rows: no loop over people.

It foretells "people like this who kept coming". It says nothing about why they got better.

source  Laird N, Ware J. Random-effects models for longitudinal data. Biometrics 1982;38:963-974. The curve, its four
        weeks and the 30 % (Ostelo R et al. Spine 2008;33:90-94) are choices, reasoned in docs/forecast.md.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy import typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TAU_WEEKS = 4.0  # after so many weeks 63 % of the change has come, after twelve 95 %
LOWEST, HIGHEST = 0, 10  # of a pain score
IMPORTANT_SHARE = 0.3  # of the start, as knowledge.instruments says for PAIN
BAND = 0.8  # at least 8 in 10 scores come to lie inside low to high
HALF = 0.5  # a whole number stands for everything that rounds to it
NEARLY = 1e-9  # so that 0.7 of 10 is 7
TYPICAL_WEEKS = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)  # when somebody of the published start was asked
STEEPEST = 1e-5  # slope of the mean log-likelihood that still counts as the top of the hill


class UnableToFit(ValueError):
    """The scores do not determine the six numbers; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Theta:
    """The six numbers of the model, in points of a 0-10 score and points squared.

    b0              the mean start
    b1              the mean change once it has all come; negative is better
    g00, g01, g11   how far people differ from these two: variances and covariance
    s2              variance of one score around the person's own curve
    """

    b0: float
    b1: float
    g00: float
    g01: float
    g11: float
    s2: float


@dataclass(frozen=True, slots=True)
class Prior:
    """Where a clinic starts that has no courses of its own.

    weight   how many courses it counts for beside the clinic's own; 0 for none
    """

    theta: Theta
    version: str
    source: str
    weight: float


@dataclass(frozen=True, slots=True)
class Fit:
    """What the scores of `episodes` courses gave; `loglik` is of these scores alone, without the prior."""

    theta: Theta
    episodes: int
    loglik: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is likely at one moment for each of n people; every field has the shape (n,).

    mean, sd    of the score to come, on the scale's points but not held inside 0-10
    low, high   the fewest whole numbers within 0-10 on or between which at least 8 in 10 scores come to lie
    chance      of a score at least 30 % better than the start, 0-1; nan where the start is not above 0
    """

    mean: Floats
    sd: Floats
    low: Ints
    high: Ints
    chance: Floats


PRIOR = Prior(
    theta=Theta(b0=6.0, b1=-2.2, g00=2.56, g01=-1.0, g11=5.5, s2=1.44),
    version="2026-11",
    source=(
        "Drawn up from published trials of acupuncture for chronic low back pain; a clinician and a statistician must "
        "confirm it. Start: groups of trials stood near 60 of 100 (usual care 57, SD 16.5: Cochrane 2020, CD013814; "
        "wider here, because trials turn people with little pain away). Change at 8 weeks: -1.9 of 10, SD 2.6, between "
        "1.6 to 1.9 (bothersomeness, Cherkin 2009) and 2.9, SD 3.0 (pain, Brinkhaus 2006); by then 52 % are 30 % "
        "better, between 48 % (Haake 2007, another measure, 6 months) and 60 % (Cherkin 2009, another measure). The "
        "scatter of one score and the link between start and change are our assumption."
    ),
    weight=50.0,
)


def curve(weeks: npt.ArrayLike) -> Floats:
    """Return how much of the change has come: 0 at the start, towards 1.

    weeks    since the start, any shape, none below 0
    raises   ValueError for a moment before the start
    """
    since = np.asarray(weeks, dtype=np.float64)
    if np.any(since < 0):
        raise ValueError("A score before the start does not belong to this course")
    return np.asarray(-np.expm1(-since / TAU_WEEKS), dtype=np.float64)


def sums_of(weeks: npt.ArrayLike, scores: npt.ArrayLike) -> Floats:
    """Return the six sums (6,) of one person.

    weeks, scores   (k,) each; k may be 0
    """
    at = np.asarray(weeks, dtype=np.float64)
    return sums(np.zeros(at.shape, dtype=np.int64), at, scores, 1)[:, 0]


def sums(pid: npt.ArrayLike, weeks: npt.ArrayLike, scores: npt.ArrayLike, people: int) -> Floats:
    """Return the six sums of many people, (6, people): n, f, f*f, y, y*f, y*y. In any order; nobody's are zeros.

    pid             (k,) whose score it is, 0 to people - 1
    weeks, scores   (k,) each: weeks since that person's start, points
    """
    who = np.asarray(pid, dtype=np.int64)
    f, y = curve(weeks), np.asarray(scores, dtype=np.float64)
    return np.stack([np.bincount(who, w, people) for w in (np.ones(f.shape), f, f * f, y, y * f, y * y)])


def loglik(sums: Floats, theta: Theta) -> float:
    """Return the log-likelihood of everybody's scores together, as MixedLM gives it without REML.

    sums   (6, n)
    """
    return float(np.sum(_each(sums, theta).loglik))


def foretell(sums: Floats, theta: Theta, weeks_ahead: npt.ArrayLike, start: npt.ArrayLike) -> Outlook:
    """Say what is likely at one moment to come, for each of n people by what is known of them.

    sums          (6, n) of the scores known; zeros where nobody asked: then it is the curve of all
    weeks_ahead   (n,) weeks from the person's start to the visit foretold
    start         (n,) the first pain score, which "30 % better" is measured from
    """
    each, f = _each(sums, theta), curve(weeks_ahead)
    mean = theta.b0 + each.u0 + (theta.b1 + each.u1) * f
    sd = np.sqrt(each.v00 + 2 * f * each.v01 + f * f * each.v11 + theta.s2)
    low, high = _band(mean, sd)
    first = np.asarray(start, dtype=np.float64)
    enough = np.floor((1 - IMPORTANT_SHARE) * first + NEARLY) + HALF
    return Outlook(
        mean=mean,
        sd=sd,
        low=low,
        high=high,
        chance=np.where(first > 0, _below((enough - mean) / sd), np.nan),
    )


def _band(mean: Floats, sd: Floats) -> tuple[Ints, Ints]:
    """Return the fewest whole numbers that hold BAND of what is likely; (n,) each.

    Rounding both ends outward holds enough, but up to two numbers too many: some 9 in 10 where 8 are promised. So an
    end is given up, the less likely one first, while what is left still holds enough. Whatever lies beyond 0 or 10 is
    answered as 0 or 10.
    """
    reach = NormalDist().inv_cdf((1 + BAND) / 2) * sd
    low = np.clip(np.ceil(mean - reach - HALF), LOWEST, HIGHEST)
    high = np.clip(np.floor(mean + reach + HALF), LOWEST, HIGHEST)
    while True:
        below_all = np.where(low > LOWEST, _below((low - HALF - mean) / sd), 0.0)
        up_to_all = np.where(high < HIGHEST, _below((high + HALF - mean) / sd), 1.0)
        without_low = up_to_all - _below((low + HALF - mean) / sd)
        without_high = _below((high - HALF - mean) / sd) - below_all
        is_spare = (low < high) & (np.maximum(without_low, without_high) >= BAND)
        if not np.any(is_spare):
            return low.astype(np.int64), high.astype(np.int64)
        is_lower_end = without_low >= without_high
        low, high = low + (is_spare & is_lower_end), high - (is_spare & ~is_lower_end)


def fit(sums: Floats, *, prior: Prior = PRIOR) -> Fit:
    """Return the six numbers under which the scores are most likely, drawn toward the prior.

    The prior stands as `weight` more people: so many typical ones, asked at TYPICAL_WEEKS, as its own six numbers
    would have them on average. With no courses the answer is the prior; with very many it is the scores alone.

    sums      (6, n); columns of nobody's scores are left out
    raises    UnableToFit when there is nothing to go by, or too little and no prior
    """
    from scipy import optimize  # here, because a page that only foretells need not carry it

    seen = sums[:, sums[0] > 0]
    typical = _typical(prior.theta)
    everybody = np.hstack([seen, typical])
    weights = np.concatenate(
        [np.ones(seen.shape[1]), np.full(typical.shape[1], prior.weight / typical.shape[1])]
    )
    total = float(np.sum(weights))
    if total == 0:
        raise UnableToFit("There are no scores and no prior")

    def uphill(x: Floats) -> tuple[float, Floats]:
        height, slope = _height(everybody, weights, x)
        return -height / total, -slope / total

    try:
        with np.errstate(all="ignore"):  # a step too far is stepped back from
            found = optimize.minimize(
                uphill,
                _unfolded(prior.theta),
                jac=True,
                method="BFGS",
                options={"gtol": 1e-9, "maxiter": 500},
            )
    except (ArithmeticError, ValueError) as why:  # a variance ran off to nothing or to infinity
        raise UnableToFit("These scores do not determine how people differ") from why
    if not np.all(np.isfinite(found.x)) or not float(np.max(np.abs(found.jac))) < STEEPEST:
        raise UnableToFit("These scores do not determine how people differ")
    theta = _folded(found.x)
    return Fit(theta=theta, episodes=int(seen.shape[1]), loglik=loglik(seen, theta))


@dataclass(frozen=True, slots=True)
class _Each:
    """Per person, each (n,): where they stand against all (u) and how surely (v), the log-likelihood and its slopes.

    h and w are Z'S⁻¹(y - Xb) and Z'S⁻¹Z of the usual notation; ee is what their scatter is expected to add up to.
    """

    u0: Floats
    u1: Floats
    v00: Floats
    v01: Floats
    v11: Floats
    loglik: Floats
    h0: Floats
    h1: Floats
    w00: Floats
    w01: Floats
    w11: Floats
    ee: Floats


def _each(sums: Floats, theta: Theta) -> _Each:
    """Work out each person. G is never inverted, so that people may also not differ at all."""
    n, f, ff, y, yf, yy = sums
    b0, b1, g00, g01, g11, s2 = theta.b0, theta.b1, theta.g00, theta.g01, theta.g11, theta.s2
    r0, r1 = y - b0 * n - b1 * f, yf - b0 * f - b1 * ff
    rr = yy - 2 * (b0 * y + b1 * yf) + b0 * b0 * n + 2 * b0 * b1 * f + b1 * b1 * ff
    # K = I + G Z'Z / s2, of which V = K⁻¹ G is how sure we are of (u0, u1), and u = V Z'(y - Xb) / s2.
    k00, k01 = 1 + (g00 * n + g01 * f) / s2, (g00 * f + g01 * ff) / s2
    k10, k11 = (g01 * n + g11 * f) / s2, 1 + (g01 * f + g11 * ff) / s2
    det = k00 * k11 - k01 * k10
    v00, v01 = (k11 * g00 - k01 * g01) / det, (k11 * g01 - k01 * g11) / det
    v11 = (k00 * g11 - k10 * g01) / det
    u0, u1 = (v00 * r0 + v01 * r1) / s2, (v01 * r0 + v11 * r1) / s2
    # Z'S⁻¹Z = Z'Z K⁻¹ / s2
    w00, w01, w11 = (
        (n * k11 - f * k10) / det / s2,
        (f * k00 - n * k01) / det / s2,
        (ff * k00 - f * k01) / det / s2,
    )
    return _Each(
        u0=u0,
        u1=u1,
        v00=v00,
        v01=v01,
        v11=v11,
        loglik=-(n * math.log(2 * math.pi * s2) + np.log(det) + (rr - u0 * r0 - u1 * r1) / s2) / 2,
        h0=(r0 - n * u0 - f * u1) / s2,
        h1=(r1 - f * u0 - ff * u1) / s2,
        w00=w00,
        w01=w01,
        w11=w11,
        ee=rr
        - 2 * (u0 * r0 + u1 * r1)
        + n * (u0 * u0 + v00)
        + 2 * f * (u0 * u1 + v01)
        + ff * (u1 * u1 + v11),
    )


def _height(sums: Floats, weights: Floats, x: Floats) -> tuple[float, Floats]:
    """Return the weighted log-likelihood and its slope along each of the six unfolded numbers (6,)."""
    theta = _folded(x)
    each = _each(sums, theta)
    a, c, d = math.exp(x[2]), float(x[3]), math.exp(x[4])  # G = [[a, 0], [c, d]] times its mirror image
    m00 = float(np.sum(weights * (each.h0 * each.h0 - each.w00)))
    m01 = float(np.sum(weights * (each.h0 * each.h1 - each.w01)))
    m11 = float(np.sum(weights * (each.h1 * each.h1 - each.w11)))
    slope = [
        float(np.sum(weights * each.h0)),
        float(np.sum(weights * each.h1)),
        (m00 * a + m01 * c) * a,
        m01 * a + m11 * c,
        m11 * d * d,
        float(np.sum(weights * (each.ee / theta.s2 - sums[0]))),
    ]
    return float(np.sum(weights * each.loglik)), np.array(slope)


def _unfolded(theta: Theta) -> Floats:
    """Return the six as numbers that may take any value: no step can leave what variances may be."""
    a = math.sqrt(theta.g00)
    c = theta.g01 / a
    return np.array(
        [
            theta.b0,
            theta.b1,
            math.log(a),
            c,
            math.log(theta.g11 - c * c) / 2,
            math.log(theta.s2) / 2,
        ]
    )


def _folded(x: Floats) -> Theta:
    b0, b1, log_a, c, log_d, log_s = (float(one) for one in x)
    a = math.exp(log_a)
    return Theta(b0, b1, a * a, a * c, c * c + math.exp(2 * log_d), math.exp(2 * log_s))


def _typical(theta: Theta) -> Floats:
    """Return people (6, 2k) who together have exactly the mean and the covariance of scores under `theta`.

    Each stands off the mean by one column of a root of the covariance, once up and once down. The log-likelihood is
    quadratic in the scores, so that its mean over these few is its mean over everybody.
    """
    f = curve(TYPICAL_WEEKS)
    k = f.size
    design = np.stack([np.ones(k), f], axis=1)
    spread = design @ np.array([[theta.g00, theta.g01], [theta.g01, theta.g11]]) @ design.T
    root = math.sqrt(k) * np.linalg.cholesky(spread + theta.s2 * np.eye(k))
    scores = theta.b0 + theta.b1 * f + np.concatenate([root.T, -root.T])
    return sums(np.repeat(np.arange(2 * k), k), np.tile(TYPICAL_WEEKS, 2 * k), scores.ravel(), 2 * k)


def _below(x: Floats) -> Floats:
    """Return how likely a standard normal number is to lie below each x.

    By the standard library, one by one: scipy's own would cost every server process 30 MB for some microseconds.
    """
    flat = np.fromiter((math.erfc(one) for one in (-x / math.sqrt(2)).ravel().tolist()), np.float64, x.size)
    return flat.reshape(x.shape) / 2
