"""How long it takes until something happens, when for some it has not happened yet: Kaplan and Meier's curve.

source  Kaplan E, Meier P. J Am Stat Assoc 1958;53:457-481; spread: Greenwood 1926; interval on the scale of
        log(-log): Kalbfleisch J, Prentice R. The statistical analysis of failure time data, 2002, chapter 1.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy import typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CONFIDENCE = 0.95
HALF = 0.5
NEARLY = 1e-12  # a product of fractions that is a half on paper


@dataclass(frozen=True, slots=True)
class Curve:
    """One entry, (k,), for each day on which it happened to somebody, in order; k is 0 when it happened to nobody.

    days       since each one's own start
    still      share to whom it has not happened by the end of that day, 1 towards 0
    low, high  its interval; both are 0 where still is 0
    at_risk    how many were still being watched when the day began
    happened   to how many it happened that day
    people     all who were watched
    """

    days: Floats
    still: Floats
    low: Floats
    high: Floats
    at_risk: Ints
    happened: Ints
    people: int


def curve(days: npt.ArrayLike, happened: npt.ArrayLike, confidence: float = CONFIDENCE) -> Curve:
    """Return the curve of n people.

    days       (n,) from the start until it happened, or until the last day on which we would have known; none below 0
    happened   (n,) whether it did. Whoever was last seen on a day counts as watched on it
    raises     ValueError for a day before the start
    """
    until, did = np.asarray(days, dtype=np.float64), np.asarray(happened, dtype=np.bool_)
    if np.any(until < 0):
        raise ValueError("Nobody is watched before their own start")
    moments, events = np.unique(until[did], return_counts=True)
    at_risk = until.size - np.searchsorted(np.sort(until), moments, side="left")
    still = np.cumprod(1 - events / at_risk, dtype=np.float64)
    low, high = _interval(still, events, at_risk, confidence)
    return Curve(
        days=moments,
        still=still,
        low=low,
        high=high,
        at_risk=at_risk.astype(np.int64),
        happened=events.astype(np.int64),
        people=int(until.size),
    )


def median(curve: Curve) -> float | None:
    """Return the first day by which it has happened to half; None while it has not."""
    reached = np.flatnonzero(curve.still <= HALF + NEARLY)
    return float(curve.days[reached[0]]) if reached.size else None


def median_interval(curve: Curve) -> tuple[float | None, float | None]:
    """Return the first days on which the interval of `curve` reaches a half at its lower and at its upper end: between
    them lies the median. None where an end is not reached.

    source   Brookmeyer R, Crowley J. Biometrics 1982;38:29-41
    """
    ends = (np.flatnonzero(end <= HALF + NEARLY) for end in (curve.low, curve.high))
    low, high = (float(curve.days[reached[0]]) if reached.size else None for reached in ends)
    return low, high


def share_by(curve: Curve, day: float) -> float:
    """Return to what share it has happened by the end of a day; 0 before the first."""
    passed = int(np.searchsorted(curve.days, day, side="right"))
    return 1 - float(curve.still[passed - 1]) if passed else 0.0


def _interval(still: Floats, events: Ints, at_risk: Ints, confidence: float) -> tuple[Floats, Floats]:
    """Return both ends. On the scale of log(-log) they cannot leave 0 to 1."""
    reach = NormalDist().inv_cdf((1 + confidence) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        step = reach * np.sqrt(greenwood) / np.abs(np.log(still))
        low, high = still ** np.exp(step), still ** np.exp(-step)
    is_over = still <= 0
    return np.where(is_over, 0.0, low), np.where(is_over, 0.0, high)
