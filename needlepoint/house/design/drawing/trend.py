"""Numbers of one question over time, against its start, the change that matters, and where it is likely to go.

One question a panel: a drawing with two scales or two directions is read wrongly. Panels of one person share a
`TrendAxis`, so that the same day lies at the same place in each. Days lie in proportion to time, with two exceptions
that are visible or harmless: a long silence is shortened and crossed by two strokes, and answers of one day are drawn
side by side.
"""

import datetime as dt
import itertools
import statistics
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from needlepoint.house.design.drawing.ink import circle, number, path, svg, text

MARK_KINDS = ("VISIT", "REVIEW", "MISSED", "REACTION", "FLARE", "CHANGE")
BELOW = ("VISIT", "REVIEW", "MISSED")  # what was in the diary stands under the panel, the rest above it
UPRIGHTS = {"FLARE": "flare", "CHANGE": "new"}  # what is drawn through a panel, and its class


LEFT = 26  # room for the scale
LETTER = 7.2  # width of a middling letter at the drawing's text size of 14; a Chinese one takes two
WORDS_HIGH, CROWDED, TWO = 20, 1, 2  # what words need; how many strokes they may touch; numbers make a line
BESIDE = 11  # how near two answers may come before one hides the other
ABOVE = 11  # from a point to the words above it
LONGEST_DAYS, LONGEST_TIMES = 42, 4  # a silence longer than both is shortened to the longer of the two
DAY = dt.timedelta(days=1)

Place = tuple[float, float]


@dataclass(frozen=True)
class TrendLine:
    """One question over time.

    name              what was asked, as the reader knows it ("Pain", "Putting on shoes")
    points            (moment, value), the earliest first; None where it was asked and not answered
    higher_is_better  False for pain, True for what a person can do
    low, high         the ends of the scale
    """

    name: str
    points: tuple[tuple[dt.datetime, float | None], ...]
    higher_is_better: bool = False
    low: float = 0
    high: float = 10

    @property
    def answered(self) -> tuple[tuple[dt.datetime, float], ...]:
        return tuple((at, value) for at, value in self.points if value is not None)


@dataclass(frozen=True)
class TrendMark:
    """Something that happened: kind is one of MARK_KINDS. What it was stands in a list beside the drawing."""

    at: dt.datetime
    kind: str


@dataclass(frozen=True)
class TrendBand:
    """Where a line is likely to go: from its last number to a range at a later moment.

    at         the moment foretold, later than the last number
    low, high  the ends of the range there, in points of the scale
    middle     the likeliest place, or None
    words      what stands there under the axis, such as "visit 8"
    """

    at: dt.datetime
    low: float
    high: float
    middle: float | None = None
    words: str = ""


@dataclass(frozen=True)
class TrendAxis:
    """The days along the bottom of every panel of one person.

    moments  (moment, its day in a few words), the earliest first: whenever something was asked, and what is foretold
    """

    moments: tuple[tuple[dt.datetime, str], ...]

    @classmethod
    def of(cls, days: Mapping[dt.datetime, str]) -> "TrendAxis":
        return cls(tuple(sorted(days.items())))


@dataclass(frozen=True)
class Size:
    """How a panel is cut: SVG units, where 14 are the height of the words."""

    width: float
    height: float  # of the panel alone
    top: float  # above it
    below: float  # between it and the days
    right: float  # beside it, for the last number
    dot: float = 4.5


# A phone, a wide page, and the small panels beside the first one.
NARROW = Size(width=340, height=140, top=26, below=24, right=30)
WIDE = Size(width=600, height=165, top=26, below=24, right=40, dot=5)
SMALL = Size(width=280, height=64, top=14, below=6, right=30, dot=4)
SIZES = {"narrow": NARROW, "wide": WIDE, "small": SMALL}


# --- Along the bottom ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Days:
    """Where moments lie: knots (moment, x) with a straight run between two, and the shortened stretches."""

    knots: tuple[tuple[dt.datetime, float], ...]
    shortened: tuple[float, ...]  # x of the middle of each
    known: Mapping[dt.datetime, float]  # the knots, to be looked up

    def x(self, at: dt.datetime) -> float:
        """Where a moment lies; before the first and after the last knot it lies on them."""
        if at in self.known:
            return self.known[at]
        if at <= self.knots[0][0]:
            return self.knots[0][1]
        for (before, x), (after, x_after) in itertools.pairwise(self.knots):
            if at <= after:
                return x + (x_after - x) * ((at - before) / (after - before))
        return self.knots[-1][1]


def days_along(moments: Sequence[dt.datetime], left: float, right: float) -> Days:
    """Lay moments out between two edges.

    moments  at least one, the earliest first, none twice
    returns  gaps in proportion to time; none narrower than BESIDE where there is room, a long silence shortened
    """
    gaps = [(after - before) / DAY for before, after in itertools.pairwise(moments)]
    if not gaps:
        return Days(((moments[0], left),), (), {moments[0]: left})
    longest = max(LONGEST_DAYS, LONGEST_TIMES * statistics.median(gaps))
    widths = _widths([min(gap, longest) for gap in gaps], right - left)
    places = list(itertools.accumulate(widths, initial=left))
    middles = (
        (x + after) / 2
        for gap, (x, after) in zip(gaps, itertools.pairwise(places), strict=True)
        if gap > longest
    )
    knots = tuple(zip(moments, places, strict=True))
    return Days(knots, tuple(middles), dict(knots))


def _widths(gaps: Sequence[float], room: float) -> list[float]:
    """Share out the room in proportion to the gaps, none below BESIDE; evenly where even that does not fit."""
    if len(gaps) * BESIDE >= room:
        return [room / len(gaps)] * len(gaps)
    narrow: set[int] = set()
    while True:
        wide = sum(gap for n, gap in enumerate(gaps) if n not in narrow)
        left = room - BESIDE * len(narrow)
        found = {n for n, gap in enumerate(gaps) if n not in narrow and gap * left < BESIDE * wide}
        if not found:
            return [BESIDE if n in narrow else gap * left / wide for n, gap in enumerate(gaps)]
        narrow |= found


# --- One panel ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Panel:
    """A place to draw in: its size, its scale, and where each moment lies."""

    size: Size
    low: float
    high: float
    days: Days

    @property
    def top(self) -> float:
        return self.size.top

    @property
    def bottom(self) -> float:
        return self.size.top + self.size.height

    @property
    def right(self) -> float:
        return self.size.width - self.size.right

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / ((self.high - self.low) or 1) * self.size.height

    def place(self, point: tuple[dt.datetime, float]) -> Place:
        return self.days.x(point[0]), self.y(point[1])


def trend(
    line: TrendLine,
    *,
    label: str,
    axis: TrendAxis | None = None,
    goal: float | None = None,
    goal_words: Sequence[str] = (),
    band: TrendBand | None = None,
    marks: Sequence[TrendMark] = (),
    size: str = "narrow",
) -> str:
    """Draw one question over time.

    axis        shared by the panels of one person; without one the line's own moments, with no day under them
    goal        the number from which the change matters; that side of it is tinted
    goal_words  what may stand in the tinted side, the longest first: the first that finds room does
    band        where it is likely to go
    marks       what happened; in a small panel only as thin uprights
    size        one of SIZES
    The first and the last number are written at their points. None leaves a gap in the line, an upright of dots and a
    question mark: nothing is ever filled in.
    raises      ValueError naming an unknown kind of mark
    """
    unknown = sorted({mark.kind for mark in marks} - set(MARK_KINDS))
    if unknown:
        raise ValueError(f"mark kind {unknown[0]!r} is not one of {', '.join(MARK_KINDS)}")
    cut = SIZES[size]
    axis = axis or TrendAxis.of({at: "" for at, _ in line.points})
    height = cut.top + cut.height + cut.below + 20
    if not axis.moments:
        return svg(classes=f"trend {size}", width=cut.width, height=height, label=label, body=[])
    moments = [at for at, _ in axis.moments]
    days = days_along(moments, LEFT + 18, cut.width - cut.right - 10)
    panel = Panel(cut, line.low, line.high, days)
    marks = [mark for mark in marks if moments[0] - 2 * DAY <= mark.at <= moments[-1] + 2 * DAY]
    is_small = size == "small"
    parts = [
        *_goal(panel, line, goal),
        *_grid(panel),
        *_uprights(panel, marks),
        *_gaps(panel, line, quietly=is_small),
        *_band(panel, line, band),
        *_line(panel, line),
        *_ends(panel, line, band),
        *(_goal_words(panel, line, goal, goal_words, band) if goal is not None else ()),
        *(() if is_small else _signs(panel, marks)),
        *_breaks(panel),
        *_day_words(axis, panel, band),
    ]
    return svg(classes=f"trend {size}", width=cut.width, height=height, label=label, body=parts)


def sign(kind: str) -> str:
    """The sign of a kind of mark by itself, for the list beside a drawing.

    kind  one of MARK_KINDS; GAP for what was not answered, LIKELY for what is foretold
    """
    match kind:
        case "GAP":
            drawn = text(10, 15, "?", anchor="middle", classes="ask")
        case "LIKELY":
            drawn = path("band", "M2 10L17 3V17Z") + path("band-end", "M17 3V17")
        case _:
            drawn = _sign(kind, 10, 10)
    return svg(classes="trend sign", width=20, height=20, label="", body=[drawn])


def _grid(panel: Panel) -> list[str]:
    levels = (panel.low, (panel.low + panel.high) / 2, panel.high)
    rules = "".join(f"M{LEFT} {number(panel.y(level))}H{number(panel.right)}" for level in levels)
    ends = [
        text(LEFT - 7, panel.y(level) + 5, number(level), anchor="end") for level in (panel.low, panel.high)
    ]
    return [path("grid", rules), *ends]


def _goal(panel: Panel, line: TrendLine, goal: float | None) -> list[str]:
    """The side where the change matters, and its edge."""
    if goal is None:
        return []
    edge, far = panel.y(goal), panel.top if line.higher_is_better else panel.bottom
    box = f'x="{LEFT}" y="{number(min(edge, far))}" width="{number(panel.right - LEFT)}" height="{number(abs(far - edge))}"'
    return [
        f'<rect class="better" {box}/>',
        path("goal", f"M{LEFT} {number(edge)}H{number(panel.right)}"),
    ]


def _goal_words(
    panel: Panel, line: TrendLine, goal: float, words: Sequence[str], band: TrendBand | None
) -> Iterable[str]:
    """The first of these words that finds a place in the tinted side without standing on the line."""
    edge, far = panel.y(goal), panel.top if line.higher_is_better else panel.bottom
    if abs(far - edge) < WORDS_HIGH:
        return
    drawn = _strokes(panel, line, band)
    heights = (far - 8, edge + 17) if far > edge else (far + 17, edge - 8)
    for one in words:
        length = length_of(one)
        for y in heights:
            for x in (LEFT + 8, panel.right - length - 6):
                touched = sum(x - 6 <= px <= x + length + 6 and y - 15 <= py <= y + 5 for px, py in drawn)
                if LEFT < x < panel.right - length and touched <= CROWDED:
                    yield text(x, y, one, classes="goal-label")
                    return


def _strokes(panel: Panel, line: TrendLine, band: TrendBand | None) -> list[Place]:
    """Where there is ink: the line, the edges of what is likely, and the last number."""
    places = [panel.place(point) for point in line.answered]
    drawn = [*places, *itertools.chain.from_iterable(_between(*pair) for pair in itertools.pairwise(places))]
    if band is not None and places:
        x, y = places[-1]
        drawn += [(x, y + ABOVE), (x, y + 2 * ABOVE)] * TWO
        ends = [(panel.days.x(band.at), panel.y(value)) for value in (band.low, band.high)]
        drawn += itertools.chain.from_iterable(_between(places[-1], end) for end in ends)
    return drawn


def _between(one: Place, other: Place) -> Iterable[Place]:
    """Places along a stroke, near enough to each other that no words slip between them."""
    parts = int((abs(other[0] - one[0]) + abs(other[1] - one[1])) / ABOVE) + 1
    for n in range(1, parts):
        yield one[0] + (other[0] - one[0]) * n / parts, one[1] + (other[1] - one[1]) * n / parts


def _uprights(panel: Panel, marks: Iterable[TrendMark]) -> list[str]:
    """A thin upright through the panel where something came between."""
    parts = []
    for kind, shade in UPRIGHTS.items():
        xs = dict.fromkeys(number(panel.days.x(mark.at)) for mark in marks if mark.kind == kind)
        strokes = "".join(f"M{x} {number(panel.top - 4)}V{number(panel.bottom)}" for x in xs)
        parts += [path(f"upright {shade}", strokes)] if strokes else []
    return parts


def _gaps(panel: Panel, line: TrendLine, *, quietly: bool) -> list[str]:
    """A dotted upright and a question mark where somebody was asked and did not answer."""
    xs = [panel.days.x(at) for at, value in line.points if value is None]
    if not xs:
        return []
    dots = path("gap", "".join(f"M{number(x)} {number(panel.top)}V{number(panel.bottom)}" for x in xs))
    if quietly:
        return [dots]
    return [dots, *(text(x, panel.top + 15, "?", anchor="middle", classes="ask") for x in xs)]


def _band(panel: Panel, line: TrendLine, band: TrendBand | None) -> list[str]:
    """From the last number a fan that ends in the range foretold, and its likeliest way."""
    if band is None or not line.answered:
        return []
    x, y = panel.place(line.answered[-1])
    end, top, bottom = panel.days.x(band.at), panel.y(band.high), panel.y(band.low)
    # A range of one number is still seen: the fan has at least the breadth of a point.
    top, bottom = min(top, bottom - 6), max(bottom, top + 6)
    # It opens fast and then runs along, as what it foretells does.
    bend = x + (end - x) * 0.45
    fan = (
        f"M{number(x)} {number(y)}Q{number(bend)} {number(top)} {number(end)} {number(top)}"
        f"V{number(bottom)}Q{number(bend)} {number(bottom)} {number(x)} {number(y)}Z"
    )
    parts = [path("band", fan), path("band-end", f"M{number(end)} {number(top)}V{number(bottom)}")]
    if band.middle is not None:
        middle = number(panel.y(band.middle))
        parts.append(
            path("likely", f"M{number(x)} {number(y)}Q{number(bend)} {middle} {number(end)} {middle}")
        )
    return parts


def _line(panel: Panel, line: TrendLine) -> list[str]:
    """The strokes between answers next to each other, and a point for each; the last one larger."""
    strokes, before = "", None
    for at, value in line.points:
        if value is not None:
            x, y = panel.place((at, value))
            strokes += f"{'L' if before is not None else 'M'}{number(x)} {number(y)}"
        before = value
    answered = [panel.place(point) for point in line.answered]
    dots = "".join(f"M{number(x)} {number(y)}h.01" for x, y in answered)
    parts = [path("line", strokes), path("dot", dots)] if dots else []
    return [*parts, *(circle("last", *place, panel.size.dot + 1.5) for place in answered[-1:])]


def _ends(panel: Panel, line: TrendLine, band: TrendBand | None) -> list[str]:
    """The first and the last number at their points, and the range foretold at its end."""
    answered = line.answered
    if not answered:
        return []
    (x, y), (x_last, y_last) = panel.place(answered[0]), panel.place(answered[-1])
    parts = []
    if len(answered) > 1:
        falls = answered[1][1] <= answered[0][1]
        parts.append(text(x, _inside(panel, y, above=falls), number(answered[0][1]), anchor="middle"))
    if band is None:
        base = min(y_last + 6, panel.bottom + 3)  # clear of the days
        parts.append(text(x_last + 13, base, number(answered[-1][1]), classes="now"))
        return parts
    fell = len(answered) < TWO or answered[-2][1] <= answered[-1][1]
    last = _inside(panel, y_last, above=fell or band.high <= answered[-1][1])
    parts.append(text(x_last, last, number(answered[-1][1]), anchor="middle", classes="now"))
    same = band.low == band.high
    range_words = number(band.low) if same else f"{number(band.low)}–{number(band.high)}"
    height = (panel.y(band.low) + panel.y(band.high)) / 2
    parts.append(text(panel.days.x(band.at) + 6, height + 5, range_words, classes="range"))
    return parts


def _inside(panel: Panel, y: float, *, above: bool) -> float:
    """The base of a number at a point, above or below it, but never outside the panel."""
    if (above and y - ABOVE - 12 > panel.top - 22) or y + ABOVE + 12 > panel.bottom:
        return y - ABOVE
    return y + ABOVE + 11


def _signs(panel: Panel, marks: Sequence[TrendMark]) -> list[str]:
    """The signs of what happened, the visits under the panel and the rest above it."""
    below, above = panel.bottom + 13, panel.top - 12
    return [
        _sign(mark.kind, panel.days.x(mark.at), below if mark.kind in BELOW else above)
        for mark in sorted(marks, key=lambda one: (BELOW[::-1] + MARK_KINDS).index(one.kind))
    ]


def _sign(kind: str, x: float, y: float) -> str:
    spot = f"M{number(x)} {number(y)}"
    match kind:
        case "VISIT":  # a needle
            return path("mark visit", f"{spot}m0-6v12") + path("mark handle", f"{spot}m0-6v4")
        case "REVIEW":
            return circle("mark review", x, y, 6) + circle("mark core", x, y, 2.5)
        case "MISSED":
            return path("mark missed", f"{spot}m-4-4 8 8m0-8-8 8")
        case "CHANGE":
            return path("mark new", f"{spot}m-6 0 6-6 6 6-6 6z")
        case "FLARE":
            return path("mark flare", f"{spot}m-6.5 5h13l-6.5-11.5z")
        case _:
            return path("mark reaction", f"{spot}m-5-5h10v10h-10z")


def _breaks(panel: Panel) -> list[str]:
    """Two strokes across the lowest line where a long silence is shortened."""
    y = number(panel.bottom)
    strokes = "".join(f"M{number(x - 3)} {y}m-3 5 6-10m3 10 6-10" for x in panel.days.shortened)
    return [path("break", strokes)] if strokes else []


def _day_words(axis: TrendAxis, panel: Panel, band: TrendBand | None) -> list[str]:
    """The days that fit: the newest and the first before those between them."""
    y = panel.bottom + panel.size.below + 13
    wanted = [(at, words) for at, words in axis.moments if words]
    order = [*wanted[-1:], *wanted[:-1][:1], *reversed(wanted[1:-1])]
    if panel.size is SMALL:
        order = order[:2]
    taken: list[tuple[float, float]] = []
    parts = []
    for at, words in order:
        half = length_of(words) / 2
        x = min(max(panel.days.x(at), half), panel.size.width - half)
        if all(x + half + 9 <= left or x - half - 9 >= right for left, right in taken):
            taken.append((x - half, x + half))
            is_ahead = band is not None and at == band.at
            parts.append(text(x, y, words, anchor="middle", classes="ahead" if is_ahead else ""))
    return parts


def length_of(words: str) -> float:
    """How wide words are drawn, about, in SVG units."""
    return sum(2 * LETTER if unicodedata.east_asian_width(one) in "WF" else LETTER for one in words)
