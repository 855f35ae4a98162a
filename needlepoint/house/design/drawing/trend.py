"""Scores over time against the change that matters.

Lines where lower is better (pain) and lines where higher is better (what a person can do) get a panel each, one
above the other with the same visits below, because one drawing with two directions is read wrongly.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from needlepoint.house.design.drawing.ink import circle, number, path, svg, text

MARK_KINDS = ("VISIT", "REVIEW", "REACTION", "MISSED")

LEFT, GUTTER = 24, 44  # room for the scale at the left and for the last scores at the right
FIRST_TOP, PANEL_HEIGHT, PANEL_GAP = 32, 128, 46
LABEL_PITCH = 17
LETTER = 7.2  # width of a middling letter at the drawing's text size of 14
SHAPES = (
    "h.01",
    "h.01",
    "m-6 0 6-6 6 6-6 6z",
    "m-6 5h12l-6-11z",
)  # round, square by its line ends, diamond, triangle

Place = tuple[float, float]


@dataclass(frozen=True)
class TrendLine:
    """One line of a trend.

    name              what was asked, as the reader knows it ("Pain", "Putting on shoes")
    points            (x label, value) in order; None where the question was not answered
    higher_is_better  False for pain, True for what a person can do
    """

    name: str
    points: tuple[tuple[str, float | None], ...]
    higher_is_better: bool = False


@dataclass(frozen=True)
class TrendMark:
    """Something that happened at one x label: kind is one of MARK_KINDS, text is printed when there is room."""

    at: str
    kind: str
    text: str = ""


@dataclass(frozen=True)
class Panel:
    """A place to draw in: its edges, its scale, and where each x label lies."""

    top: float
    right: float
    low: float
    high: float
    x_of: Mapping[str, float]

    @property
    def bottom(self) -> float:
        return self.top + PANEL_HEIGHT

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / ((self.high - self.low) or 1) * PANEL_HEIGHT

    def places(self, line: TrendLine) -> list[Place | None]:
        return [None if value is None else (self.x_of[at], self.y(value)) for at, value in line.points]


def trend(
    series: Sequence[TrendLine],
    *,
    label: str,
    scale_min: float = 0,
    scale_max: float = 10,
    goal: float | None = None,
    important_change_label: str = "",
    marks: Sequence[TrendMark] = (),
    width: float = 380,
    panel_labels: tuple[str, str] = ("Lower is better", "Higher is better"),
) -> str:
    """Draw scores over time, lines where lower is better above lines where higher is better.

    series    lines, the main one first; x labels are merged in order of appearance
    goal      the score of the first line from which the change matters (30 % better); that side is tinted
    marks     what happened at an x label; a mark at an unknown label is left out
    width     SVG units; text keeps its size of 14 units
    The last score of each line stands at the right edge; names belong in a legend beside the drawing (`swatch`).
    None leaves a gap in the line and a dotted upright where it was asked but not answered.
    raises    ValueError naming an unknown kind of mark
    """
    labels = list(dict.fromkeys(at for line in series for at, _ in line.points))
    right = width - GUTTER
    step = (right - LEFT - 16) / max(len(labels) - 1, 1)
    x_of = {at: LEFT + 8 + n * step for n, at in enumerate(labels)}
    groups = [
        (heading, [(n, line) for n, line in enumerate(series) if line.higher_is_better is wanted])
        for heading, wanted in zip(panel_labels, (False, True), strict=True)
    ]
    parts: list[str] = []
    top = FIRST_TOP - PANEL_HEIGHT - PANEL_GAP
    for heading, lines in groups:
        if not lines:
            continue
        top += PANEL_HEIGHT + PANEL_GAP
        panel = Panel(top, right, scale_min, scale_max, x_of)
        parts.append(text(0, top - 16, heading, classes="heading"))
        holds_goal = goal is not None and lines[0][0] == 0
        behind, before = _goal(panel, lines, goal, important_change_label) if holds_goal else ([], [])
        parts += [*behind, *_grid(panel), *before, *_gaps(panel, lines)]
        parts += [_line(n, panel.places(line)) for n, line in lines]
        parts += _last_scores(panel, lines)
    bottom = max(top, FIRST_TOP) + PANEL_HEIGHT
    known = sorted((mark for mark in marks if mark.at in x_of), key=lambda mark: x_of[mark.at])
    parts += _x_axis(labels, x_of, bottom + 20)
    parts += [_sign(mark, x_of[mark.at], bottom) for mark in known]
    parts += _mark_words(known, x_of, bottom + 40)
    height = bottom + (50 if any(mark.text for mark in known) else 30)
    return svg(classes="trend", width=width, height=height, label=label, body=parts)


def swatch(n: int) -> str:
    """The sign of the n-th line, counted from 0, for a legend."""
    return svg(classes="trend swatch", width=34, height=16, label="", body=[_line(n, [(6, 8), (28, 8)])])


def _grid(panel: Panel) -> list[str]:
    levels = (panel.low, (panel.low + panel.high) / 2, panel.high)
    rules = "".join(f"M{LEFT} {number(panel.y(level))}H{number(panel.right)}" for level in levels)
    ends = [
        text(LEFT - 6, panel.y(level) + 5, number(level), anchor="end") for level in (panel.low, panel.high)
    ]
    return [path("grid", rules), *ends]


def _gaps(panel: Panel, lines: Sequence[tuple[int, TrendLine]]) -> list[str]:
    """A dotted upright where somebody was asked and did not answer."""
    gaps = dict.fromkeys(at for _, line in lines for at, value in line.points if value is None)
    uprights = "".join(f"M{number(panel.x_of[at])} {number(panel.top)}V{number(panel.bottom)}" for at in gaps)
    return [path("gap", uprights)] if gaps else []


def _line(n: int, places: Iterable[Place | None]) -> str:
    """One line with its markers; four shapes, so that colour is never alone."""
    shade = f"s{n % len(SHAPES)}"
    places = list(places)
    strokes = "".join(
        f"{'L' if before else 'M'}{number(place[0])} {number(place[1])}"
        for before, place in itertools.pairwise([None, *places])
        if place
    )
    markers = "".join(f"M{number(x)} {number(y)}{SHAPES[n % len(SHAPES)]}" for x, y in filter(None, places))
    return path(f"line {shade}", strokes) + path(f"dot {shade}", markers)


def _last_scores(panel: Panel, lines: Sequence[tuple[int, TrendLine]]) -> list[str]:
    """The last score of each line at the right edge, pushed apart until none overlap."""
    wanted = []
    for n, line in lines:
        answered = [(at, value) for at, value in line.points if value is not None]
        if answered:
            at, value = answered[-1]
            wanted.append((panel.y(value), panel.x_of[at] + 8, number(value), f"name s{n % len(SHAPES)}"))
    wanted.sort()
    parts, x = [], panel.right + 16
    for (height, start, score, classes), placed in zip(
        wanted, _apart([item[0] for item in wanted], panel.top, panel.bottom), strict=True
    ):
        parts.append(path("leader", f"M{number(start)} {number(height)}L{number(x - 4)} {number(placed)}"))
        parts.append(text(x, placed + 5, score, classes=classes))
    return parts


def _apart(heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Move sorted heights as little as needed so that neighbours are LABEL_PITCH apart, inside the panel if it can."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + LABEL_PITCH if placed else top))
    for n in range(len(placed) - 1, -1, -1):
        placed[n] = min(placed[n], placed[n + 1] - LABEL_PITCH if n + 1 < len(placed) else bottom)
    return placed


def _goal(
    panel: Panel, lines: Sequence[tuple[int, TrendLine]], goal: float, words: str
) -> tuple[list[str], list[str]]:
    """The tinted side where the change matters (behind the grid), its edge and its words (before it)."""
    edge = panel.y(goal)
    far = panel.top if lines[0][1].higher_is_better else panel.bottom
    box = f'x="{LEFT}" y="{number(min(edge, far))}" width="{number(panel.right - LEFT)}" height="{number(abs(far - edge))}"'
    before = [path("goal", f"M{LEFT} {number(edge)}H{number(panel.right)}")]
    if words:
        places = [place for _, line in lines for place in panel.places(line) if place]
        before.append(
            text(*_quiet_spot(panel, edge, far, len(words) * LETTER, places), words, classes="goal-label")
        )
    return [f'<rect class="better" {box}/>'], before


def _quiet_spot(panel: Panel, edge: float, far: float, length: float, places: Sequence[Place]) -> Place:
    """Where in the tinted side words of this length meet the fewest points."""
    heights = (far - 8, edge + 18) if far > edge else (far + 18, edge - 8)
    spots = [(x, height) for height in heights for x in (LEFT + 8, panel.right - length - 4)]

    def crowd(spot: Place) -> int:
        x, height = spot
        return sum(x - 12 <= px <= x + length + 12 and height - 24 <= py <= height + 10 for px, py in places)

    return min(spots, key=crowd)


def _x_axis(labels: Sequence[str], x_of: Mapping[str, float], y: float) -> list[str]:
    """The x labels that fit, from the right so that the newest is always there."""
    parts, free_until = [], float("inf")
    for at in reversed(labels):
        half = len(at) * LETTER / 2 + 3
        if x_of[at] + half <= free_until:
            parts.append(text(x_of[at], y, at, anchor="middle"))
            free_until = x_of[at] - half
    return parts[::-1]


def _sign(mark: TrendMark, x: float, y: float) -> str:
    spot = f"M{number(x)} {number(y)}"
    if mark.kind == "VISIT":
        return path("mark visit", f"{spot}m0-4v8")
    if mark.kind == "REVIEW":
        return circle("mark review", x, y, 6) + circle("mark core", x, y, 2.5)
    if mark.kind == "REACTION":
        return path("mark reaction", f"{spot}{SHAPES[3]}")
    if mark.kind == "MISSED":
        return path("mark missed", f"{spot}m-4-4 8 8m0-8-8 8")
    raise ValueError(f"mark kind {mark.kind!r} is not one of {', '.join(MARK_KINDS)}")


def _mark_words(marks: Sequence[TrendMark], x_of: Mapping[str, float], y: float) -> list[str]:
    """The words of marks in one row, left to right; a word that would run into its neighbour is left out."""
    parts, free_from = [], 0.0
    for mark in marks:
        length = len(mark.text) * LETTER
        start = max(x_of[mark.at] - length / 2, 0)
        if mark.text and start >= free_from:
            parts.append(text(start + length / 2, y, mark.text, anchor="middle"))
            free_from = start + length + LETTER
    return parts
