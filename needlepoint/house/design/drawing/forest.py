"""Numbers one under the other, each with its range, against a line that means no difference.

A row takes two lines, its words above its stroke, so that a phone of 320 pixels shows it without scrolling sideways.
A square's size follows its weight; a number that does not count is an empty circle, one that counts unconfirmed an empty square; the total is a diamond, and where
the next one may land is a dotted stroke beneath it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from needlepoint.house.design.drawing.ink import circle, number, path, svg, text

WIDTH = 340.0
SIDE = 12.0  # left and right of the strokes
ROW, WORDS, STROKE = 46.0, 16.0, 32.0  # height of a row; from its top to its words, to its stroke
FOOT = 46.0  # the scale and what its two sides mean
SMALLEST, LARGEST = 3.5, 8.0  # half the side of a square
END = 4.0  # half the height of a stroke's end
STEPS = (1, 2, 5)
MOST_TICKS = 6
NARROWEST = 1e-9  # numbers that lie closer than this are one number


@dataclass(frozen=True)
class ForestRow:
    """One line: its name, its number in words, and where it lies.

    weight     percent of the whole; None for one that is drawn plain
    counts     False for one that is shown and not counted
    is_sure    False for one that counts and could not be confirmed: its square is empty
    predicted  for the total: where the next one may land
    """

    name: str
    words: str
    value: float
    low: float
    high: float
    weight: float | None = None
    counts: bool = True
    is_sure: bool = True
    is_total: bool = False
    predicted: tuple[float, float] | None = None


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def forest(
    rows: Sequence[ForestRow],
    *,
    label: str,
    sides: tuple[str, str],
    nothing: float = 0.0,
    ratio: bool = False,
    written: Callable[[float], str] = _plain,
) -> str:
    """Draw rows against `nothing`.

    sides    what lies left and right of it, in a word or two
    ratio    the numbers are ratios: the scale is that of their logarithms
    written  how a number of the scale is written for the reader
    raises   ValueError for no rows, or a ratio that is not above nought
    """
    if not rows:
        raise ValueError("there is nothing to draw")
    along = _scale(rows, nothing, ratio=ratio)
    height = len(rows) * ROW + FOOT
    floor = len(rows) * ROW + 6
    parts = [path("grid", "".join(_upright(along(at), len(rows)) for at in along.ticks))]
    parts.append(path("nothing", _upright(along(nothing), len(rows))))
    for at, row in enumerate(rows):
        parts += _row(row, at * ROW, along)
    parts += [text(along(at), floor + 16, written(at), anchor="middle") for at in along.ticks]
    parts.append(text(SIDE, floor + 36, f"← {sides[0]}", classes="side"))
    parts.append(text(WIDTH - SIDE, floor + 36, f"{sides[1]} →", anchor="end", classes="side"))
    return svg(classes="forest", width=WIDTH, height=height, label=label, body=parts)


def _upright(x: float, rows: int) -> str:
    """Return a line from top to bottom that leaves out the words of each row."""
    begins, ends = WORDS + 6, ROW + 3
    return "".join(
        f"M{number(x)} {number(at * ROW + begins)}V{number(at * ROW + ends)}" for at in range(rows)
    )


@dataclass(frozen=True)
class Along:
    """Where a value lies from left to right, and which values the scale names."""

    low: float
    high: float
    ratio: bool
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        share = (_laid(value, ratio=self.ratio) - self.low) / (self.high - self.low)
        return SIDE + share * (WIDTH - 2 * SIDE)


def _laid(value: float, *, ratio: bool) -> float:
    return math.log(value) if ratio else value


def _scale(rows: Sequence[ForestRow], nothing: float, *, ratio: bool) -> Along:
    ends = [nothing]
    for row in rows:
        ends += [row.low, row.high, *(row.predicted or ())]
    laid = [_laid(one, ratio=ratio) for one in ends]
    low, high = min(laid), max(laid)
    spare = 0.06 * (high - low if high - low > NARROWEST else 1.0)
    low, high = low - spare, high + spare
    if ratio:
        # Four steps at most lie between a half and double; ends are never further apart than the numbers given.
        named = [one for one in (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0) if low <= math.log(one) <= high]
        return Along(low, high, ratio, tuple(named))
    step = _step(high - low)
    first, last = math.ceil(low / step), math.floor(high / step)
    return Along(low, high, ratio, tuple(at * step for at in range(first, last + 1)))


def _step(across: float) -> float:
    """Return the smallest of 1, 2, 5, 10 … that cuts the way into few enough pieces."""
    power = 10.0 ** math.floor(math.log10(across / MOST_TICKS))
    return next(
        power * step
        for step in (*STEPS, *(10 * one for one in STEPS))
        if across / (power * step) <= MOST_TICKS
    )


def _row(row: ForestRow, top: float, along: Along) -> list[str]:
    y = top + STROKE
    x, left, right = along(row.value), along(row.low), along(row.high)
    kind = "total" if row.is_total else ("row" if row.counts else "aside")
    words = [
        text(SIDE, top + WORDS, row.name, classes=kind),
        text(WIDTH - SIDE, top + WORDS, row.words, anchor="end", classes=kind),
    ]
    if row.is_total:
        a, b, c, up, down = (number(one) for one in (left, x, right, y - 7, y + 7))
        drawn = [path("diamond", f"M{a} {number(y)}L{b} {up}L{c} {number(y)}L{b} {down}Z")]
        if row.predicted:
            start, stop = (number(along(one)) for one in row.predicted)
            drawn.insert(0, path("next", f"M{start} {number(y)}H{stop}"))
        return [*words, *drawn]
    ends = f"M{number(left)} {number(y - END)}v{number(2 * END)}M{number(right)} {number(y - END)}v{number(2 * END)}"
    drawn = [path("range", f"M{number(left)} {number(y)}H{number(right)}{ends}")]
    if row.counts:
        half = SMALLEST + (LARGEST - SMALLEST) * math.sqrt((row.weight or 0) / 100)
        size = number(2 * half)
        kind = "square" if row.is_sure else "square unsure"
        drawn.append(path(kind, f"M{number(x - half)} {number(y - half)}h{size}v{size}h-{size}Z"))
    else:
        drawn.append(circle("aside", x, y, 4.5))
    return [*words, *drawn]
