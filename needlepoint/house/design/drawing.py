"""Draw the clinic's small pictures as SVG text: the channel, the pattern, the trend, the hundred dots.

Every function returns a `str` holding one <svg>; every word given to it is escaped here. Colour comes from CSS
classes, never from the drawing, so that dark mode, print and forced colours follow by themselves. Widths are SVG
attributes because the page's content security policy forbids style attributes. No Django, no clock, no I/O.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

TOGETHER, REST, TURNOVER = "TOGETHER", "REST", "TURNOVER"
SEGMENT_KINDS = (TOGETHER, REST, TURNOVER)
MARK_KINDS = ("VISIT", "REVIEW", "REACTION", "MISSED")

Points = tuple[tuple[str, float | None], ...]


@dataclass(frozen=True)
class TrendLine:
    """One line of a trend.

    name              what was asked, as the reader knows it ("Pain", "Putting on shoes")
    points            (x label, value) in order; None where the question was not answered
    higher_is_better  False for pain, True for what a person can do; the two kinds get separate panels
    """

    name: str
    points: Points
    higher_is_better: bool = False


@dataclass(frozen=True)
class TrendMark:
    """Something that happened at one x label: kind is one of MARK_KINDS, text is printed when there is room."""

    at: str
    kind: str
    text: str = ""


def number(value: float) -> str:
    """Write a number as a person would: 4 rather than 4.0, 3.5, at most one decimal."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(value) < 0.05
        else f"{value:.1f}".removesuffix(".0")
    )


def svg(*, classes: str, width: float, height: float, label: str, body: Sequence[str]) -> str:
    """Wrap drawn parts into one labelled picture; an empty label hides it from screen readers."""
    named = f'role="img"><title>{escape(label)}</title>' if label else 'aria-hidden="true">'
    size = f'viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" height="{number(height)}"'
    return f'<svg class="{classes}" {size} {named}{"".join(body)}</svg>'


# --- the channel: a course of care as points on a line -------------------------------------------------------------


def channel(
    done: int,
    planned: int,
    now: int | None = None,
    reviews: Collection[int] = (),
    missed: Collection[int] = (),
    *,
    label: str,
    words: Mapping[int, str] | None = None,
    step: float = 18,
) -> str:
    """Draw a course: filled = done, halo = today, double ring = review, cross = missed, hollow = to come.

    done      how many of the first positions lie in the past (missed ones included)
    planned   how many positions the course has; more visits than planned lengthen the line
    now, reviews, missed, keys of words    positions counted from 1; those outside the course are left out
    words     short text under a position
    step      distance between two points, in SVG units
    """
    count = max(planned, done, now or 0)
    words = {at: text for at, text in (words or {}).items() if 1 <= at <= count}
    margin = max(12.0, step / 2 if words else 0)
    middle = 12

    def x(position: int) -> float:
        return margin + (position - 1) * step

    parts = []
    reached = max(done, now or 0)
    if count > 1:
        parts.append(f'<path class="way" d="M{number(x(1))} {middle}H{number(x(count))}"/>')
    if reached > 1:
        parts.append(f'<path class="gone" d="M{number(x(1))} {middle}H{number(x(reached))}"/>')
    for position in range(1, count + 1):
        parts.append(_point(number(x(position)), middle, position, done, now, reviews, missed))
    for position, text in sorted(words.items()):
        parts.append(f'<text x="{number(x(position))}" y="38" text-anchor="middle">{escape(text)}</text>')
    width = 2 * margin + max(count - 1, 0) * step
    return svg(classes="channel", width=width, height=44 if words else 24, label=label, body=parts)


def _point(
    x: str,
    y: int,
    position: int,
    done: int,
    now: int | None,
    reviews: Collection[int],
    missed: Collection[int],
) -> str:
    at = f'cx="{x}" cy="{y}"'
    halo = f'<circle class="halo" {at} r="10.5"/>' if position == now else ""
    if position in missed:
        # One path, so that a missed visit is a cross and not merely a paler point.
        return f'{halo}<circle class="blank" {at} r="6"/><path class="missed" d="M{x} {y}m-4-4 8 8m0-8-8 8"/>'
    state = "done" if position <= done else "now" if position == now else "todo"
    if position in reviews:
        return f'{halo}<circle class="ring {state}" {at} r="7.5"/><circle class="core {state}" {at} r="3.5"/>'
    return f'{halo}<circle class="{state}" {at} r="5"/>'


# --- the pattern: what happens in one visit ------------------------------------------------------------------------

PATTERN_WIDTH, PATTERN_HEIGHT, PATTERN_GAP = 600, 16, 4


def pattern(segments: Sequence[tuple[str, int]], *, label: str) -> str:
    """Draw a visit as a bar: TOGETHER solid, REST pale, TURNOVER (the room is made ready) hatched.

    segments  (kind, minutes) in order, minutes > 0
    raises    ValueError naming an unknown kind
    """
    kinds = [str(kind) for kind, _ in segments]
    unknown = sorted(set(kinds) - set(SEGMENT_KINDS))
    if unknown:
        raise ValueError(f"segment kind {unknown[0]!r} is not one of {', '.join(SEGMENT_KINDS)}")
    total = sum(minutes for _, minutes in segments) or 1
    room = PATTERN_WIDTH - PATTERN_GAP * max(len(segments) - 1, 0)
    parts, x = [], 0.0
    for kind, (_, minutes) in zip(kinds, segments, strict=True):
        width = room * minutes / total
        parts.append(
            f'<rect class="{kind.lower()}" x="{number(x)}" y="1" width="{number(width)}" height="{PATTERN_HEIGHT - 2}" rx="4"/>'
        )
        if kind == TURNOVER:
            strokes = "".join(
                f"M{number(x + 5 + 9 * n)} 13l5-10" for n in range(max(int((width - 10) // 9), 0))
            )
            parts.append(f'<path class="hatch" d="{strokes}"/>')
        x += width + PATTERN_GAP
    return svg(classes="pattern", width=PATTERN_WIDTH, height=PATTERN_HEIGHT, label=label, body=parts)


# --- the dots: out of a hundred people -----------------------------------------------------------------------------


def dots(total: int, groups: Sequence[int], label: str, *, columns: int = 20) -> str:
    """Draw `total` dots; the first groups[0] solid, the next groups[1] ringed and pale, the rest empty.

    raises  ValueError when the groups hold more than the total, or there are more than two of them
    """
    if sum(groups) > total or len(groups) > 2:
        raise ValueError(f"groups {tuple(groups)} do not fit into {total} dots in two shades")
    pitch, names = 18, ["first", "second"][: len(groups)] + ["rest"]
    sizes = [*groups, total - sum(groups)]
    parts, start = [], 0
    for name, size in zip(names, sizes, strict=True):
        path = "".join(
            f"M{9 + pitch * (n % columns)} {9 + pitch * (n // columns)}h.01"
            for n in range(start, start + size)
        )
        if path:
            # A dot is a line of no length with round ends; pale and empty ones are a dot laid upon a dot.
            parts.append(f'<path class="{name}" d="{path}"/>')
            parts.append("" if name == "first" else f'<path class="{name} inner" d="{path}"/>')
        start += size
    rows = -(-total // columns)
    return svg(
        classes="dots", width=pitch * min(columns, total), height=pitch * rows, label=label, body=parts
    )


# --- the trend: scores over time against the important change -------------------------------------------------------

TREND_LEFT, TREND_GUTTER, TREND_TOP = 24, 44, 32
PANEL_HEIGHT, PANEL_GAP = 128, 46
LABEL_PITCH = 17
LETTER = 7.2  # width of a middling letter at the drawing's text size of 14


@dataclass(frozen=True)
class _Panel:
    lines: tuple[tuple[int, TrendLine], ...]  # with the number that picks its colour and marker
    top: float
    heading: str


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

    series    lines, the main one first; lines may have different x labels, which are merged in order of appearance
    goal      the score of the first line from which the change matters (30 % better); that side is tinted
    marks     what happened at an x label; a mark at an unknown label is left out
    width     SVG units; text keeps its size of 14 units
    The last score of each line stands at the right edge; names belong in a legend beside the drawing (`swatch`).
    A value of None leaves a gap in the line and a dotted upright where it was asked but not answered.
    """
    labels = list(dict.fromkeys(at for line in series for at, _ in line.points))
    right = width - TREND_GUTTER
    step = (right - TREND_LEFT - 16) / max(len(labels) - 1, 1)
    x_of = {at: TREND_LEFT + 8 + n * step for n, at in enumerate(labels)}
    panels = _panels(series, panel_labels)

    parts = []
    for panel in panels:
        parts += _panel(panel, x_of, right, (scale_min, scale_max), goal, important_change_label)
    bottom = (panels[-1].top if panels else TREND_TOP) + PANEL_HEIGHT
    parts += _x_axis(labels, x_of, bottom + 20)
    drawn, extra = _marks([mark for mark in marks if mark.at in x_of], x_of, bottom)
    return svg(classes="trend", width=width, height=bottom + 30 + extra, label=label, body=parts + drawn)


def _panels(series: Sequence[TrendLine], headings: tuple[str, str]) -> list[_Panel]:
    numbered = list(enumerate(series))
    groups = [
        (tuple(pair for pair in numbered if pair[1].higher_is_better is wanted), heading)
        for wanted, heading in zip((False, True), headings, strict=True)
    ]
    kept = [group for group in groups if group[0]]
    return [
        _Panel(lines, TREND_TOP + n * (PANEL_HEIGHT + PANEL_GAP), heading)
        for n, (lines, heading) in enumerate(kept)
    ]


def _panel(
    panel: _Panel,
    x_of: Mapping[str, float],
    right: float,
    scale: tuple[float, float],
    goal: float | None,
    goal_label: str,
) -> list[str]:
    low, high = scale

    def y(value: float) -> float:
        return panel.top + PANEL_HEIGHT - (value - low) / ((high - low) or 1) * PANEL_HEIGHT

    top, bottom, left = panel.top, panel.top + PANEL_HEIGHT, TREND_LEFT
    parts = [f'<text class="heading" x="0" y="{number(top - 16)}">{escape(panel.heading)}</text>']
    gutter: list[tuple[float, str, str, float]] = []  # wanted height, words, class, x the leader starts from
    every_place = [
        (x_of[at], y(value)) for _, line in panel.lines for at, value in line.points if value is not None
    ]
    holds_goal = goal is not None and any(n == 0 for n, _ in panel.lines)
    if holds_goal:
        edge = y(goal)
        far = top if panel.lines[0][1].higher_is_better else bottom
        zone = (
            f'y="{number(min(edge, far))}" width="{number(right - left)}" height="{number(abs(far - edge))}"'
        )
        parts.append(f'<rect class="better" x="{left}" {zone}/>')
    grid = "".join(f"M{left} {number(y(value))}H{number(right)}" for value in (low, (low + high) / 2, high))
    parts.append(f'<path class="grid" d="{grid}"/>')
    for value in (low, high):
        parts.append(
            f'<text x="{left - 6}" y="{number(y(value) + 5)}" text-anchor="end">{number(value)}</text>'
        )
    if holds_goal:
        parts.append(f'<path class="goal" d="M{left} {number(edge)}H{number(right)}"/>')
        parts += _goal_label(goal_label, edge, far, left, right, every_place)
    gaps = dict.fromkeys(at for _, line in panel.lines for at, value in line.points if value is None)
    if gaps:
        upright = "".join(f"M{number(x_of[at])} {number(top)}V{number(bottom)}" for at in gaps)
        parts.append(f'<path class="gap" d="{upright}"/>')
    for n, line in panel.lines:
        places = [(x_of[at], y(value)) if value is not None else None for at, value in line.points]
        parts.append(_line(n % 4, places))
        answered = [(place, value) for place, (_, value) in zip(places, line.points, strict=True) if place]
        if answered:
            (at, height), value = answered[-1]
            gutter.append((height, number(value), f"name s{n % 4}", at + 8))
    return parts + _gutter(gutter, right, top, bottom)


def swatch(n: int) -> str:
    """The sign of the n-th line, counted from 0, for a legend."""
    return svg(classes="trend swatch", width=34, height=16, label="", body=[_line(n % 4, [(4, 8), (30, 8)])])


def _line(n: int, places: Sequence[tuple[float, float] | None]) -> str:
    """One line with its markers; four shapes, so that colour is never alone."""
    path, pen_is_down = [], False
    for place in places:
        if place:
            path.append(f"{'L' if pen_is_down else 'M'}{number(place[0])} {number(place[1])}")
        pen_is_down = place is not None
    shape = ("h.01", "h.01", "m-6 0 6-6 6 6-6 6z", "m-6 5h12l-6-11z")[n]
    dots_at = "".join(f"M{number(x)} {number(y)}{shape}" for x, y in filter(None, places))
    return f'<path class="line s{n}" d="{"".join(path)}"/><path class="dot s{n}" d="{dots_at}"/>'


def _gutter(
    wanted: list[tuple[float, str, str, float]], right: float, top: float, bottom: float
) -> list[str]:
    """Words at the right edge, each beside its line, pushed apart until none overlap."""
    wanted = sorted(item for item in wanted if item[1])
    heights: list[float] = []
    for height, *_ in wanted:
        heights.append(max(height, heights[-1] + LABEL_PITCH) if heights else max(height, top))
    overflow = heights[-1] - bottom if heights else 0
    if overflow > 0:
        heights[-1] -= overflow
        for n in range(len(heights) - 2, -1, -1):
            heights[n] = min(heights[n], heights[n + 1] - LABEL_PITCH)
    parts = []
    for (height, words, classes, start), placed in zip(wanted, heights, strict=True):
        x = right + 16
        parts.append(
            f'<path class="leader" d="M{number(start)} {number(height)}L{number(x - 4)} {number(placed)}"/>'
        )
        parts.append(
            f'<text class="{classes}" x="{number(x)}" y="{number(placed + 5)}">{escape(words)}</text>'
        )
    return parts


def _goal_label(
    words: str, edge: float, far: float, left: float, right: float, places: Sequence[tuple[float, float]]
) -> list[str]:
    """The words for the important change, inside its tinted side where no line runs through them."""
    if not words:
        return []
    length, inward = len(words) * LETTER, 1 if far > edge else -1
    heights = [far - 8 if inward > 0 else far + 18, edge + 18 if inward > 0 else edge - 8]
    spots = [(x, height) for height in heights for x in (left + 8, right - length - 4)]

    def crowd(spot: tuple[float, float]) -> int:
        x, height = spot
        return sum(x - 12 <= px <= x + length + 12 and height - 24 <= py <= height + 10 for px, py in places)

    x, height = min(spots, key=crowd)
    return [f'<text class="goal-label" x="{number(x)}" y="{number(height)}">{escape(words)}</text>']


def _x_axis(labels: Sequence[str], x_of: Mapping[str, float], y: float) -> list[str]:
    """The x labels that fit, from the right so that the newest is always there."""
    parts, free_until = [], float("inf")
    for at in reversed(labels):
        half = len(at) * LETTER / 2 + 3
        if x_of[at] + half <= free_until:
            parts.append(
                f'<text x="{number(x_of[at])}" y="{number(y)}" text-anchor="middle">{escape(at)}</text>'
            )
            free_until = x_of[at] - half
    return parts[::-1]


def _marks(marks: Sequence[TrendMark], x_of: Mapping[str, float], bottom: float) -> tuple[list[str], float]:
    """Signs on the axis, with their words in a row below it when they fit; returns parts and the height used."""
    parts, free_from, words_y = [], 0.0, bottom + 40
    for mark in sorted(marks, key=lambda mark: x_of[mark.at]):
        if mark.kind not in MARK_KINDS:
            raise ValueError(f"mark kind {mark.kind!r} is not one of {', '.join(MARK_KINDS)}")
        x, y = x_of[mark.at], bottom
        spot = f"M{number(x)} {number(y)}"
        parts.append(
            {
                "VISIT": f'<path class="mark visit" d="{spot}m0-4v8"/>',
                "REVIEW": f'<circle class="mark review" cx="{number(x)}" cy="{number(y)}" r="6"/>'
                f'<circle class="mark core" cx="{number(x)}" cy="{number(y)}" r="2.5"/>',
                "REACTION": f'<path class="mark reaction" d="{spot}m-6 5h12l-6-11z"/>',
                "MISSED": f'<path class="mark missed" d="{spot}m-4-4 8 8m0-8-8 8"/>',
            }[mark.kind]
        )
        start = max(x - len(mark.text) * LETTER / 2, 0)
        if mark.text and start >= free_from:
            middle = start + len(mark.text) * LETTER / 2
            parts.append(
                f'<text x="{number(middle)}" y="{number(words_y)}" text-anchor="middle">{escape(mark.text)}</text>'
            )
            free_from = start + (len(mark.text) + 1) * LETTER
    return parts, 20 if any(mark.text for mark in marks) else 0
