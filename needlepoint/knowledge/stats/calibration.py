"""Whether what was foretold came true: the look that decides if a forecast may go on being shown.

Two promises are held against what came: that at least 8 in 10 scores lie in their band, and that of those who were
told "6 in 10" about 6 in 10 got there.

source  Bounds: ours, from simulated clinics (docs/forecast.md). Calibration error without the part that is mere chance:
        Bröcker J. Clim Dyn 2012;39:655-667; Kumar A, Liang P, Ma T. NeurIPS 2019;32:3792-3803.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy import typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

COVERAGE_LEAST = 0.75  # of the scores that came, inside a band that promises 0.8
ERROR_MOST = 0.07
KNOWN_LEAST = 200  # with fewer, chance alone would switch it off
BINS_MOST = 10
BIN_LEAST = 40  # forecasts in a bin: five bins at 200
ALIKE = 2  # somebody to compare with: a spread needs two


class Bin(NamedTuple):
    """Forecasts of about the same chance. Written to JSON it is a list of three."""

    chance: float  # their mean
    came_true: float  # share
    number: int


@dataclass(frozen=True, slots=True)
class Look:
    """How `known` forecasts did. A number is None where nobody can say.

    coverage           share of scores that lay on or inside their band
    calibration_error  how far the chances lay from what came, root mean square over the bins, with the part taken off
                       that luck alone would give; 0 when luck explains all of it
    brier              mean square of chance minus what came: 0 is foresight, 0.25 is always saying half
    auc                how often, of two people, the one who got there had been given the higher chance; 0.5 is no telling
    bins               from low to high chance
    """

    known: int
    coverage: float | None
    calibration_error: float | None
    brier: float | None
    auc: float | None
    bins: tuple[Bin, ...]


def look(
    chance: npt.ArrayLike,
    came_true: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    came: npt.ArrayLike,
) -> Look:
    """Hold n forecasts against what came. Give one of each person: several of one would count them as several.

    chance      (n,) of being at least 30 % better; nan leaves the forecast out
    came_true   (n,) whether they were; read only where `came` is known
    low, high   (n,) the band
    came        (n,) the score that came, nan where nobody knows: left out, never counted as a miss or a hit
    """
    score, said = np.asarray(came, dtype=np.float64), np.asarray(chance, dtype=np.float64)
    is_known = ~(np.isnan(score) | np.isnan(said))
    score, said = score[is_known], said[is_known]
    true = np.asarray(came_true, dtype=np.float64)[is_known] > 0
    if not score.size:
        return Look(0, None, None, None, None, ())
    bottom, top = (np.asarray(end, dtype=np.float64)[is_known] for end in (low, high))
    bins = _bins(said, true)
    return Look(
        known=int(score.size),
        coverage=float(np.mean((bottom <= score) & (score <= top))),
        calibration_error=_error(bins),
        brier=float(np.mean((said - true) ** 2)),
        auc=_auc(said, true),
        bins=bins,
    )


def is_within_bounds(look: Look) -> bool:
    """Say whether the forecast may be shown: its promises are kept, or too few are known to say otherwise."""
    if look.known < KNOWN_LEAST:
        return True
    return (
        look.coverage is not None
        and look.coverage >= COVERAGE_LEAST
        and look.calibration_error is not None
        and look.calibration_error <= ERROR_MOST
    )


def _bins(said: Floats, true: Flags) -> tuple[Bin, ...]:
    """Cut into bins of about equal number; equal chances stay together, whatever order they came in."""
    wanted = max(1, min(BINS_MOST, said.size // BIN_LEAST))
    in_order = np.sort(said)
    cuts = np.unique(in_order[[said.size * part // wanted for part in range(1, wanted)]])
    place = np.searchsorted(cuts, said, side="right")
    return tuple(
        Bin(float(np.mean(said[here])), float(np.mean(true[here])), int(np.count_nonzero(here)))
        for here in (place == one for one in range(cuts.size + 1))
        if np.any(here)
    )


def _error(bins: tuple[Bin, ...]) -> float | None:
    """Return the calibration error; None when no bin has two forecasts, because luck cannot be told then."""
    usable = [one for one in bins if one.number >= ALIKE]
    if not usable:
        return None
    squares = sum(
        one.number
        * ((one.chance - one.came_true) ** 2 - one.came_true * (1 - one.came_true) / (one.number - 1))
        for one in usable
    )
    return float(np.sqrt(max(0.0, squares / sum(one.number for one in usable))))


def _auc(said: Floats, true: Flags) -> float | None:
    """Count pairs by ranks, equal chances as half; None when all got there or none did."""
    there = int(np.count_nonzero(true))
    if not 0 < there < true.size:
        return None
    _values, place, number = np.unique(said, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(number) - (number - 1) / 2)[place]
    return float((np.sum(ranks[true]) - there * (there + 1) / 2) / (there * (true.size - there)))
