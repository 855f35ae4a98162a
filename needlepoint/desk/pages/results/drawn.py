"""The two drawings of the page about results: the funnel, and the steps to a first benefit. Each has a table twin beside it.

Shares go up from 0 to 100 percent. Colour comes from classes, so that dark mode and print follow by themselves.
"""

import dataclasses
import math
from collections.abc import Callable, Sequence

from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from needlepoint.house.design.drawing import ink
from needlepoint.knowledge.stats import funnel, survival

WIDE, HIGH = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 350, 22, 180
DOT, LABEL = 4.5, 15  # size of a dot; how near two labels may come
SAMPLES = 90  # sizes of a group at which a line is worked out
WEEK = 7
WEEKS_MAX = 26
TICKS_MAX = 6


@dataclasses.dataclass(frozen=True, slots=True)
class Dot:
    """One group: the number it has in the table, how many it is of, and how many of them."""

    label: str
    of: int
    seen: int
    place: funnel.Place


def funnel_svg(dots: Sequence[Dot], *, share: float, label: str) -> SafeString:
    """Draw groups over their size, with the lines within which luck alone would leave them.

    share  of everybody together, 0-1
    """
    most = max(10, math.ceil(max(one.of for one in dots) * 1.1))
    across = _across(most)
    sizes = sorted({round(1 + (most - 1) * n / SAMPLES) for n in range(SAMPLES + 1)})
    lines = [(of, funnel.limits(share, of)) for of in sizes]
    body = [*_grid(), _tick_line(most, across, most), _up_words()]
    for classes, pick in _LINES:
        body.append(ink.path(classes, _run((across(of), _up(pick(found))) for of, found in lines)))
    body.append(ink.path("middle", f"M{LEFT} {ink.number(_up(share))}H{RIGHT}"))
    placed: list[tuple[float, float]] = []
    for one in sorted(dots, key=lambda one: (one.of, one.label)):
        x, y = across(one.of), _up(one.seen / one.of)
        body.append(ink.circle("dot" if one.place is funnel.Place.WITHIN else "dot off", x, y, DOT))
        if one.place is not funnel.Place.WITHIN:  # inside there is nothing to explain, so nobody is named
            body.append(_beside(x, y, one.label, placed))
    body.append(
        ink.text((LEFT + RIGHT) / 2, HIGH - 4, gettext("Courses with a known outcome"), anchor="middle")
    )
    return _picture("funnel", label, body)


_LINES: tuple[tuple[str, Callable[[funnel.Limits], float]], ...] = (
    ("outer", lambda one: one.rare_low),
    ("outer", lambda one: one.rare_high),
    ("inner", lambda one: one.unusual_low),
    ("inner", lambda one: one.unusual_high),
)


def steps_svg(curve: survival.Curve, *, median: float | None, until: float, label: str) -> SafeString:
    """Draw the share that had it so far, in steps, with its interval as a band, over weeks.

    until  the last day of which anything is said: beyond it nearly nobody was watched, and the line would be flat for
           want of people
    """
    weeks = min(WEEKS_MAX, max(4, math.ceil(until / WEEK)))
    across, until = _across(weeks * WEEK), min(until, weeks * WEEK)
    shown = [n for n, day in enumerate(curve.days) if day <= until]
    days = [float(curve.days[n]) for n in shown]
    body = [*_grid(), _tick_line(weeks, lambda week: across(week * WEEK), weeks), _up_words()]
    end = across(until)
    # The interval of the share that has it is the one of those still waiting, turned over.
    upper = _stairs(days, [1 - float(curve.low[n]) for n in shown], across, end)
    lower = _stairs(days, [1 - float(curve.high[n]) for n in shown], across, end)
    body.append(ink.path("band", f"{_run([*upper, *reversed(lower)])}Z"))
    body.append(
        ink.path("line", _run(_stairs(days, [1 - float(curve.still[n]) for n in shown], across, end)))
    )
    if median is not None and median <= until:
        x, y = ink.number(across(median)), ink.number(_up(0.5))
        body.append(ink.path("middle", f"M{LEFT} {y}H{x}V{BOTTOM}"))
    body.append(
        ink.text((LEFT + RIGHT) / 2, HIGH - 4, gettext("Weeks since the first score"), anchor="middle")
    )
    return _picture("steps-up", label, body)


def _stairs(days, shares, across, end: float) -> list[tuple[float, float]]:
    corners = [(float(LEFT), _up(0.0))]
    for day, share in zip(days, shares, strict=True):
        corners += [(across(day), corners[-1][1]), (across(day), _up(share))]
    return [*corners, (end, corners[-1][1])]


# --- What both are made of ----------------------------------------------------------------------------------------------


def _across(most: float) -> Callable[[float], float]:
    return lambda value: LEFT + (RIGHT - LEFT) * min(value, most) / most


def _up(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _up_words() -> str:
    """What goes upward in both drawings."""
    return ink.text(LEFT, TOP - 6, gettext("At least 30 % better"))


def _grid() -> list[str]:
    found = []
    for percent in (0, 25, 50, 75, 100):
        y = _up(percent / 100)
        found.append(ink.path("grid", f"M{LEFT} {ink.number(y)}H{RIGHT}"))
        words = gettext("%(n)s%%") % {"n": percent}
        found.append(ink.text(LEFT - 5, y + 4, words, anchor="end"))
    return found


def _tick_line(most: int, across: Callable[[float], float], last: int) -> str:
    step = _round_step(most / TICKS_MAX)
    return "".join(
        ink.text(
            across(value), BOTTOM + 16, formats.number_format(value, force_grouping=True), anchor="middle"
        )
        for value in range(0, last + 1, step)
    )


def _round_step(least: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … that is not below `least`."""
    scale = 1
    while True:
        for one in (1, 2, 5):
            if one * scale >= least:
                return one * scale
        scale *= 10


def _beside(x: float, y: float, words: str, placed: list[tuple[float, float]]) -> str:
    """Write a label beside its dot: at the right, or where that is taken at the left."""
    is_taken = any(abs(x - px) < LABEL and abs(y - py) < LABEL for px, py in placed)
    placed.append((x, y))
    to_left = is_taken or x > RIGHT - LABEL
    return ink.text(x - 8 if to_left else x + 8, y + 4, words, anchor="end" if to_left else "", classes="who")


def _run(corners) -> str:
    return "M" + "L".join(f"{ink.number(x)} {ink.number(y)}" for x, y in corners)


def _picture(classes: str, label: str, body: list[str]) -> SafeString:
    drawn = ink.svg(classes=f"figure {classes}", width=WIDE, height=HIGH, label=label, body=body)
    return mark_safe(drawn)  # noqa: S308  numbers, and words that ink has escaped
