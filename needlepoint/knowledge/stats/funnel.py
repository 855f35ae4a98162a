"""How far a small group's share may lie from everybody's by luck alone: the lines of a funnel plot.

Groups are held against one share for all and never against each other, so that nobody is ranked.

source  Spiegelhalter D. Funnel plots for comparing institutional performance. Stat Med 2005;24:1185-1202. His lines run
        smoothly between whole numbers of people; ours keep to them, because with few people a smooth line puts groups
        outside that luck explains easily: one of one would be unusual where everybody's share is a half.
"""

import enum
import math
from dataclasses import dataclass

import numpy as np
from numpy import typing as npt

Floats = npt.NDArray[np.float64]

UNUSUAL = 0.95  # at most one group in twenty lies outside by luck
RARE = 0.998  # at most one in five hundred


class Place(enum.Enum):
    """Where a group lies."""

    WITHIN = "WITHIN"
    UNUSUAL = "UNUSUAL"
    RARE = "RARE"


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares, 0-1, from the outermost low to the outermost high; a group on a line is within it.

    Below each low lies at most the half of what may lie outside, and above each high the other half.
    """

    rare_low: float
    unusual_low: float
    unusual_high: float
    rare_high: float


def limits(share: float, of: int) -> Limits:
    """Return the lines for a group of this size.

    share    of everybody together, 0-1
    of       people in the group, at least 1
    raises   ValueError otherwise
    """
    if of < 1 or not 0 <= share <= 1:
        raise ValueError(f"No group of {of} can be held against a share of {share}")
    if share in {0, 1}:
        return Limits(share, share, share, share)
    up_to = _up_to(share, of)
    outer, inner = (1 - RARE) / 2, (1 - UNUSUAL) / 2
    return Limits(*(_number(up_to, tail) / of for tail in (outer, inner, 1 - inner, 1 - outer)))


def place(seen: int, of: int, share: float) -> Place:
    """Say where a group lies in which `seen` of `of` had it."""
    lines, own = limits(share, of), seen / of
    if lines.unusual_low <= own <= lines.unusual_high:
        return Place.WITHIN
    return Place.UNUSUAL if lines.rare_low <= own <= lines.rare_high else Place.RARE


def _up_to(share: float, of: int) -> Floats:
    """Return how likely 0, up to 1, … up to `of` people are: (of + 1,). Each from the one before, in logarithms."""
    k = np.arange(1, of + 1)
    steps = np.log((of - k + 1) / k) + math.log(share) - math.log1p(-share)
    first = of * math.log1p(-share)
    return np.cumsum(np.exp(first + np.concatenate([np.zeros(1), np.cumsum(steps)])))


def _number(up_to: Floats, tail: float) -> int:
    """Return the first number of people up to which at least this part lies."""
    return min(int(np.searchsorted(up_to, tail)), up_to.size - 1)
