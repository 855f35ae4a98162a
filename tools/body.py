"""Make `knowledge/body/shapes.csv` from the atlas: the regions of a body in five small drawings.

    python -m tools.body            write the file
    python -m tools.body --check    exit 1 when the file is not what would be written

Figures come from `knowledge/points/data/outline.csv` (1.0 tall; y grows downwards; back view: x > 0 is the person's right,
front view: x > 0 is the left). Only the half x >= 0 is cut and then mirrored, so that left and right are alike to the unit.
A region is what is left of that half after a few cuts; a cut is a curve through knots, of which one side is kept.
Paths are whole units on a figure 2,000 tall. Heights used below are those of the atlas (`y = 1 - h`).
"""

import csv
import io
import itertools
import pathlib
import sys
from collections.abc import Callable, Iterable, Sequence

KNOWLEDGE = pathlib.Path(__file__).parent.parent / "needlepoint" / "knowledge"
OUTLINE = KNOWLEDGE / "points" / "data" / "outline.csv"
SHAPES = KNOWLEDGE / "body" / "shapes.csv"
TALL = 2000
TOLERANCE = 0.35  # units a simplified line may lie beside the true one: under half a pixel as shown

Point = tuple[float, float]
Polygon = list[Point]
Cut = Callable[[Polygon], Polygon]

# --- Cutting ----------------------------------------------------------------------------------------------------------


def through(knots: Sequence[Point]) -> Callable[[float], float]:
    """Give the smooth curve through knots (t, value) in rising t; beyond the ends it goes on straight. Hermite, Catmull-Rom slopes."""
    ts = [t for t, _ in knots]
    vs = [v for _, v in knots]
    steps = [(vs[i + 1] - vs[i]) / (ts[i + 1] - ts[i]) for i in range(len(ts) - 1)]
    slopes = [steps[0], *((a + b) / 2 for a, b in itertools.pairwise(steps)), steps[-1]]

    def curve(t: float) -> float:
        if t <= ts[0]:
            return vs[0] + slopes[0] * (t - ts[0])
        if t >= ts[-1]:
            return vs[-1] + slopes[-1] * (t - ts[-1])
        i = next(i for i in range(len(ts) - 1) if t <= ts[i + 1])
        span = ts[i + 1] - ts[i]
        s = (t - ts[i]) / span
        return (
            vs[i] * (1 + 2 * s) * (1 - s) ** 2
            + slopes[i] * span * s * (1 - s) ** 2
            + vs[i + 1] * s * s * (3 - 2 * s)
            + slopes[i + 1] * span * s * s * (s - 1)
        )

    return curve


def _keep(
    polygon: Polygon, lack: Callable[[Point], float], along: Callable[[Point, Point], Polygon]
) -> Polygon:
    """Keep the part where `lack` is not above 0; where the polygon leaves and comes back, walk `along` the curve."""
    kept: Polygon = []
    left_at: Point | None = None
    first_entry: Point | None = None
    for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        here, there = lack(a), lack(b)
        if here <= 0:
            kept.append(a)
        if (here <= 0) != (there <= 0):
            low, high = (a, b) if here <= 0 else (b, a)
            for _ in range(40):
                middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
                low, high = (middle, high) if lack(middle) <= 0 else (low, middle)
            if here <= 0:
                kept.append(low)
                left_at = low
            elif left_at is None:
                first_entry = low
                kept.append(low)
            else:
                kept.extend([*along(left_at, low), low])
                left_at = None
    if left_at is not None and first_entry is not None:
        kept.extend(along(left_at, first_entry))
    return kept


def _samples(start: float, end: float, step: float = 0.002) -> list[float]:
    count = max(1, int(abs(end - start) / step))
    return [start + (end - start) * i / count for i in range(1, count)]


def _rounded(knots: Sequence[Point]) -> Sequence[Point]:
    """Let a curve that begins on the middle line cross it level, so that it meets its mirror picture without a corner."""
    return [(-knots[1][0], knots[1][1]), *knots] if knots[0][0] == 0 else knots


def above(*knots: Point) -> Cut:
    """Keep what lies above (y smaller than) the curve through (x, y) knots."""
    curve = through(_rounded(knots))
    return lambda polygon: _keep(
        polygon, lambda p: p[1] - curve(p[0]), lambda a, b: [(x, curve(x)) for x in _samples(a[0], b[0])]
    )


def below(*knots: Point) -> Cut:
    """Keep what lies below the curve through (x, y) knots."""
    curve = through(_rounded(knots))
    return lambda polygon: _keep(
        polygon, lambda p: curve(p[0]) - p[1], lambda a, b: [(x, curve(x)) for x in _samples(a[0], b[0])]
    )


def inside(*knots: Point) -> Cut:
    """Keep what lies nearer the middle line (x smaller) than the curve through (x, y) knots in rising y."""
    curve = through([(y, x) for x, y in knots])
    return lambda polygon: _keep(
        polygon, lambda p: p[0] - curve(p[1]), lambda a, b: [(curve(y), y) for y in _samples(a[1], b[1])]
    )


def outside(*knots: Point) -> Cut:
    """Keep what lies farther from the middle line (x larger) than the curve through (x, y) knots in rising y."""
    curve = through([(y, x) for x, y in knots])
    return lambda polygon: _keep(
        polygon, lambda p: curve(p[1]) - p[0], lambda a, b: [(curve(y), y) for y in _samples(a[1], b[1])]
    )


def level(y: float) -> tuple[Point, Point]:
    return ((-1.0, y), (1.0, y))


def upright(x: float) -> tuple[Point, Point]:
    return ((x, 0.0), (x, 1.0))


def cut(polygon: Polygon, *cuts: Cut) -> Polygon:
    for one in cuts:
        polygon = one(polygon)
    return polygon


# --- The figures ------------------------------------------------------------------------------------------------------


def outlines() -> dict[str, Polygon]:
    found: dict[str, Polygon] = {}
    with OUTLINE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["view"], []).append((float(row["x"]), float(row["y"])))
    return found


def half(outline: Polygon) -> tuple[Polygon, Polygon]:
    """Give (trunk with leg, arm) of the half x >= 0; the arm begins on a line from the armpit to the outer arm."""
    crotch = max(
        (i for i, (x, y) in enumerate(outline) if abs(x) < 0.002 and 0.4 < y < 0.6),
        key=lambda i: -outline[i][1],
    )
    points = outline[: crotch + 1]
    armpit = min(
        (i for i, (x, y) in enumerate(points) if 0.095 < x < 0.106 and y > 0.2), key=lambda i: points[i][1]
    )
    outer = next(i for i, (x, y) in enumerate(points) if y > 0.238 and x > 0.13)
    return points[: outer + 1] + points[armpit:], points[outer : armpit + 1]


def mirrored(polygon: Polygon) -> Polygon:
    return [(-x, y) for x, y in reversed(polygon)]


def both(polygon: Polygon) -> Polygon:
    """Join a half that touches the middle line with its mirror picture."""
    axis = [i for i, (x, _) in enumerate(polygon) if abs(x) < 1e-3]
    start = next(i for i in axis if (i + 1) % len(polygon) not in axis)
    walk = polygon[start:] + polygon[:start]
    last = max(
        i
        for i, (x, _) in enumerate(walk)
        if abs(x) < 1e-3 and (i == len(walk) - 1 or abs(walk[i - 1][0]) >= 1e-3)
    )
    walk = walk[: last + 1]
    return walk + mirrored(walk)[1:-1]


def _between(a: Point, b: Point, c: Point, d: Point, s: float) -> Point:
    """Give the point at s in [0, 1) between b and c of a Catmull-Rom curve."""
    x, y = (
        b[k] + 0.5 * s * (c[k] - a[k]) + s * s * (a[k] - 2.5 * b[k] + 2 * c[k] - 0.5 * d[k])
        + s**3 * (1.5 * (b[k] - c[k]) + 0.5 * (d[k] - a[k]))
        for k in (0, 1)
    )  # fmt: skip
    return x, y


def round_through(points: Sequence[Point], steps: int = 12) -> Polygon:
    """Give a closed smooth line through points (Catmull-Rom)."""
    out: Polygon = []
    n = len(points)
    for i in range(n):
        a, b, c, d = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        out.extend(_between(a, b, c, d, j / steps) for j in range(steps))
    return out


# A sole of our own: heel at the bottom, the great toe towards the middle line. Drawn larger than life on its own small field.
SOLE = round_through(
    [
        (0.070, 0.300), (0.045, 0.285), (0.037, 0.245), (0.043, 0.200), (0.047, 0.150), (0.034, 0.100),
        (0.026, 0.062), (0.027, 0.028), (0.043, 0.006), (0.068, 0.008), (0.090, 0.028), (0.108, 0.060),
        (0.113, 0.100), (0.108, 0.150), (0.103, 0.200), (0.105, 0.245), (0.097, 0.285),
    ]
)  # fmt: skip

# --- The regions: name → cuts, on the half x >= 0 -----------------------------------------------------------------------

SPINE = 0.021  # half the width of the middle strip: a hand's breadth at the low back
NECK_BACK = ((0.0, 0.118), (0.05, 0.112))
NECK_FRONT = ((0.0, 0.131), (0.025, 0.124), (0.045, 0.104))
NECK_END = ((0.0, 0.156), (0.03, 0.152), (0.06, 0.149))
COLLAR = ((0.0, 0.187), (0.025, 0.181), (0.05, 0.166), (0.07, 0.150))
SHOULDER = ((0.058, 0.14), (0.074, 0.19), (0.092, 0.255))
RIBS_BACK = ((0.0, 0.319), (0.05, 0.322), (0.1, 0.333))
LUMBAR = ((0.0, 0.369), (0.05, 0.370), (0.1, 0.375))
CREST = ((0.0, 0.421), (0.05, 0.412), (0.075, 0.404), (0.1, 0.402))
SACRUM = ((0.056, 0.40), (0.050, 0.43), (0.034, 0.465), (0.019, 0.488), (0.014, 0.52))
SACRUM_MIDDLE = ((0.021, 0.40), (0.018, 0.45), (0.011, 0.50))
TAIL = ((0.0, 0.482), (0.02, 0.478))
CLEFT = ((0.0, 0.503), (0.03, 0.509))
FOLD = ((0.0, 0.528), (0.02, 0.535), (0.05, 0.541), (0.08, 0.535), (0.1, 0.520))
KNEE_BACK = ((0.0, 0.702), (0.045, 0.698), (0.1, 0.702))
CALF_TOP = ((0.0, 0.766), (0.045, 0.770), (0.1, 0.766))
HEEL_TOP = ((0.0, 0.924), (0.045, 0.928), (0.1, 0.924))
RIBS_FRONT = ((0.0, 0.283), (0.03, 0.298), (0.06, 0.322), (0.1, 0.336))
GROIN_TOP = ((0.0, 0.474), (0.03, 0.464), (0.06, 0.440), (0.1, 0.405))
THIGH_TOP = ((0.0, 0.532), (0.02, 0.526), (0.045, 0.502), (0.066, 0.490), (0.085, 0.501), (0.1, 0.520))
HIP_EDGE = ((0.072, 0.40), (0.066, 0.46), (0.062, 0.54))
KNEE_TOP = ((0.0, 0.680), (0.045, 0.672), (0.1, 0.682))
SHIN_TOP = ((0.0, 0.766), (0.045, 0.772), (0.1, 0.766))
FOOT_TOP = ((0.0, 0.936), (0.045, 0.930), (0.1, 0.940))
WRIST = ((0.15, 0.507), (0.185, 0.500), (0.22, 0.493))

BACK_TRUNK: dict[str, tuple[Cut, ...]] = {
    "NECK": (below(*NECK_BACK), above(*NECK_END)),
    "SHOULDER": (below(*NECK_END), outside(*SHOULDER), above(*level(0.27))),
    "UPPER_BACK": (below(*NECK_END), inside(*SHOULDER), outside(*upright(SPINE)), above(*RIBS_BACK)),
    "UPPER_LUMBAR": (below(*RIBS_BACK), above(*LUMBAR), outside(*upright(SPINE))),
    "LOWER_LUMBAR": (below(*LUMBAR), above(*CREST), outside(*upright(SPINE))),
    "SACRUM": (below(*CREST), above(*TAIL), inside(*SACRUM), outside(*SACRUM_MIDDLE)),
    "BUTTOCK": (below(*CREST), above(*FOLD), outside(*SACRUM)),
    "THIGH_BACK": (below(*FOLD), above(*KNEE_BACK)),
    "KNEE": (below(*KNEE_BACK), above(*CALF_TOP)),
    "CALF": (below(*CALF_TOP), above(*HEEL_TOP)),
    "HEEL": (below(*HEEL_TOP),),
}
BACK_MIDDLE: dict[str, tuple[Cut, ...]] = {
    "HEAD": (above(*NECK_BACK),),
    "UPPER_BACK": (below(*NECK_END), inside(*upright(SPINE)), above(*RIBS_BACK)),
    "UPPER_LUMBAR": (below(*RIBS_BACK), above(*LUMBAR), inside(*upright(SPINE))),
    "LOWER_LUMBAR": (below(*LUMBAR), above(*CREST), inside(*upright(SPINE))),
    "SACRUM": (below(*CREST), above(*TAIL), inside(*SACRUM_MIDDLE)),
    "TAILBONE": (below(*TAIL), above(*CLEFT), inside(*SACRUM)),
    "SADDLE": (below(*CLEFT), above(*FOLD), inside(*SACRUM)),
}
FRONT_TRUNK: dict[str, tuple[Cut, ...]] = {
    "NECK": (below(*NECK_FRONT), above(*COLLAR), inside(*SHOULDER)),
    "SHOULDER": (below(*NECK_END), outside(*SHOULDER), above(*level(0.27))),
    "CHEST": (below(*COLLAR), inside(*SHOULDER), above(*RIBS_FRONT)),
    "BELLY": (below(*RIBS_FRONT), above(*GROIN_TOP)),
    "GROIN": (below(*GROIN_TOP), above(*THIGH_TOP), outside(*upright(0.017)), inside(*HIP_EDGE)),
    "HIP": (below(*GROIN_TOP), above(*THIGH_TOP), outside(*HIP_EDGE)),
    "THIGH_FRONT": (below(*THIGH_TOP), above(*KNEE_TOP)),
    "KNEE": (below(*KNEE_TOP), above(*SHIN_TOP)),
    "SHIN": (below(*SHIN_TOP), above(*FOOT_TOP)),
    "FOOT_TOP": (below(*FOOT_TOP),),
}
FRONT_MIDDLE: dict[str, tuple[Cut, ...]] = {
    "HEAD": (above(*NECK_FRONT),),
    "SADDLE": (below(*GROIN_TOP), above(*THIGH_TOP), inside(*upright(0.017))),
}

# --- The side: the right one, facing right; the left is its mirror picture ------------------------------------------------

NECK_SIDE = ((-0.06, 0.110), (0.0, 0.125), (0.03, 0.130), (0.06, 0.130))
NECK_SIDE_END = ((-0.06, 0.150), (-0.02, 0.156), (0.03, 0.186))
BACK_EDGE = ((-0.021, 0.14), (-0.030, 0.24), (-0.027, 0.30), (-0.019, 0.34), (-0.016, 0.40), (-0.018, 0.46))
BELLY_EDGE = ((0.018, 0.31), (0.020, 0.36), (0.020, 0.42))
CHEST_SIDE = (
    (0.004, 0.14),
    (0.017, 0.20),
    (0.016, 0.24),
    (0.0, 0.268),
    (-0.022, 0.284),
    (-0.027, 0.30),
    (-0.019, 0.34),
)
RIBS_SIDE = ((-0.07, 0.322), (0.0, 0.338), (0.06, 0.322))
LUMBAR_SIDE = ((-0.07, 0.368), (0.0, 0.374))
CREST_SIDE = ((-0.08, 0.420), (-0.03, 0.405), (0.0, 0.398), (0.03, 0.405), (0.06, 0.425))
SACRUM_SIDE = ((-0.052, 0.40), (-0.064, 0.44), (-0.076, 0.49))
BUTTOCK_EDGE = ((-0.016, 0.39), (-0.024, 0.46), (-0.032, 0.55))
GROIN_EDGE = ((0.020, 0.39), (0.024, 0.46), (0.026, 0.56))
FOLD_SIDE = ((-0.08, 0.532), (-0.045, 0.541), (-0.02, 0.540), (0.02, 0.532), (0.06, 0.505))
BELLY_SIDE = ((0.0, 0.485), (0.06, 0.472))
THIGH_BEHIND = ((-0.032, 0.53), (-0.022, 0.62), (-0.016, 0.71))
THIGH_AHEAD = ((0.026, 0.50), (0.019, 0.62), (0.012, 0.71))
KNEE_SIDE = ((-0.06, 0.702), (0.0, 0.690), (0.06, 0.682))
SHIN_SIDE = ((-0.06, 0.766), (0.0, 0.772), (0.06, 0.766))
CALF_EDGE = ((-0.016, 0.76), (-0.019, 0.82), (-0.013, 0.94))
SHIN_EDGE = ((0.010, 0.76), (0.006, 0.84), (0.002, 0.94))
FOOT_SIDE = ((-0.04, 0.926), (0.0, 0.934), (0.03, 0.930))
HEEL_EDGE = ((-0.012, 0.90), (0.002, 1.0))

SIDE: dict[str, tuple[Cut, ...]] = {
    "HEAD": (above(*NECK_SIDE),),
    "NECK": (below(*NECK_SIDE), above(*NECK_SIDE_END)),
    "UPPER_BACK": (below(*NECK_SIDE_END), inside(*BACK_EDGE), above(*RIBS_SIDE)),
    "SHOULDER": (above(*level(0.3)), below(*NECK_SIDE_END), outside(*BACK_EDGE), inside(*CHEST_SIDE)),
    "CHEST": (below(*NECK_SIDE_END), above(*RIBS_SIDE), outside(*CHEST_SIDE)),
    "UPPER_LUMBAR": (below(*RIBS_SIDE), above(*LUMBAR_SIDE), inside(*BACK_EDGE)),
    "LOWER_LUMBAR": (below(*LUMBAR_SIDE), above(*CREST_SIDE), inside(*BACK_EDGE)),
    "FLANK": (below(*RIBS_SIDE), above(*CREST_SIDE), outside(*BACK_EDGE), inside(*BELLY_EDGE)),
    "BELLY": (below(*RIBS_SIDE), above(*BELLY_SIDE), outside(*BELLY_EDGE)),
    "GROIN": (below(*BELLY_SIDE), above(*FOLD_SIDE), outside(*GROIN_EDGE)),
    "BUTTOCK": (below(*CREST_SIDE), above(*FOLD_SIDE), inside(*BUTTOCK_EDGE)),
    "HIP": (below(*CREST_SIDE), above(*FOLD_SIDE), outside(*BUTTOCK_EDGE), inside(*GROIN_EDGE)),
    "THIGH_BACK": (below(*FOLD_SIDE), above(*KNEE_SIDE), inside(*THIGH_BEHIND)),
    "THIGH_SIDE": (below(*FOLD_SIDE), above(*KNEE_SIDE), outside(*THIGH_BEHIND), inside(*THIGH_AHEAD)),
    "THIGH_FRONT": (below(*FOLD_SIDE), above(*KNEE_SIDE), outside(*THIGH_AHEAD)),
    "KNEE": (below(*KNEE_SIDE), above(*SHIN_SIDE)),
    "CALF": (below(*SHIN_SIDE), above(*FOOT_SIDE), inside(*CALF_EDGE)),
    "SHIN_SIDE": (below(*SHIN_SIDE), above(*FOOT_SIDE), outside(*CALF_EDGE), inside(*SHIN_EDGE)),
    "SHIN": (below(*SHIN_SIDE), above(*FOOT_SIDE), outside(*SHIN_EDGE)),
    "HEEL": (below(*FOOT_SIDE), inside(*HEEL_EDGE)),
    "FOOT_TOP": (below(*FOOT_SIDE), outside(*HEEL_EDGE)),
}

# Quiet lines that make a person of an outline; on the half x >= 0, drawn on both sides. No region depends on them.
LINES: dict[str, tuple[Polygon, ...]] = {
    "BACK": (
        [(0.030, 0.186), (0.033, 0.215), (0.041, 0.236), (0.052, 0.234), (0.066, 0.214)],
        [(0.030, 0.186), (0.050, 0.181), (0.078, 0.178)],
        [(0.0, 0.512), (0.0, 0.536)],
        [(0.030, 0.737), (0.046, 0.740), (0.062, 0.736)],
        [(0.145, 0.352), (0.152, 0.357), (0.160, 0.355)],
    ),
    "FRONT": (
        [(0.009, 0.181), (0.030, 0.174), (0.056, 0.166), (0.084, 0.167)],
        [(0.022, 0.268), (0.048, 0.270), (0.074, 0.258), (0.088, 0.240)],
        [(0.0, 0.398), (0.0, 0.407)],
        [(0.033, 0.716), (0.038, 0.709), (0.046, 0.706), (0.054, 0.709), (0.059, 0.716)],
        [(0.036, 0.745), (0.041, 0.7495), (0.046, 0.751), (0.052, 0.7495), (0.057, 0.745)],
        [(0.140, 0.356), (0.150, 0.361), (0.160, 0.357)],
        [(0.014, 0.058), (0.020, 0.056), (0.027, 0.059)],
        [(0.0, 0.076), (0.005, 0.0795), (0.0, 0.081)],
        [(0.0, 0.1015), (0.006, 0.1012), (0.013, 0.099)],
    ),
    "SIDE": (
        [(-0.006, 0.082), (-0.012, 0.071), (-0.010, 0.060), (-0.001, 0.057), (0.004, 0.064), (-0.001, 0.073), (-0.003, 0.082)],
        [(0.034, 0.062), (0.040, 0.060), (0.045, 0.062)],
        [(0.038, 0.102), (0.046, 0.1015), (0.052, 0.1015)],
        [(0.010, 0.742), (0.024, 0.752), (0.032, 0.738)],
        [(-0.010, 0.958), (-0.004, 0.966), (0.004, 0.963)],
    ),
}  # fmt: skip


# --- Into paths ---------------------------------------------------------------------------------------------------------


def simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Leave out points nearer than `tolerance` to the line between those kept (Douglas and Peucker 1973)."""
    if len(points) < 3:
        return list(points)
    (ax, ay), (bx, by) = points[0], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1e-9

    def away(p: Point) -> float:
        if length < 1e-6:
            return float(((p[0] - ax) ** 2 + (p[1] - ay) ** 2) ** 0.5)
        return abs((bx - ax) * (ay - p[1]) - (ax - p[0]) * (by - ay)) / length

    far = max(range(1, len(points) - 1), key=lambda i: away(points[i]))
    if away(points[far]) <= tolerance:
        return [points[0], points[-1]]
    return simplified(points[: far + 1], tolerance)[:-1] + simplified(points[far:], tolerance)


def path(polygon: Polygon, tolerance: float = TOLERANCE, *, flip: bool = False) -> str:
    """Write a polygon, or its mirror picture, as a closed SVG path of whole units, each step relative to the last."""
    scaled = [(x * TALL, y * TALL) for x, y in polygon]
    opposite = max(
        range(len(scaled)),
        key=lambda i: (scaled[i][0] - scaled[0][0]) ** 2 + (scaled[i][1] - scaled[0][1]) ** 2,
    )
    ring = (
        simplified(scaled[: opposite + 1], tolerance)[:-1]
        + simplified([*scaled[opposite:], scaled[0]], tolerance)[:-1]
    )
    whole = [(round(x), round(y)) for x, y in ring]
    if flip:
        whole = [(-x, y) for x, y in whole]
    whole = [p for p, before in zip(whole, whole[-1:] + whole[:-1], strict=True) if p != before]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(whole)]
    written = f"m{whole[0][0]} {whole[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps)
    return written.replace(" -", "-") + "z"


def line(points: Polygon) -> str:
    """Write a smooth open line through points as an SVG path."""
    ends = [points[0], *points, points[-1]]
    dense: Polygon = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        dense.extend(_between(a, b, c, d, j / 8) for j in range(8))
    dense.append(points[-1])
    ring = simplified([(x * TALL, y * TALL) for x, y in dense], 0.3)
    whole = [(round(x), round(y)) for x, y in ring]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(whole)]
    written = f"M{whole[0][0]} {whole[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps)
    return written.replace(" -", "-")


def shapes() -> Iterable[tuple[str, str, str]]:
    """Give (view, region or FIGURE, path) for every view."""
    found = outlines()
    for view, trunk_cuts, middle_cuts, right in (
        ("BACK", BACK_TRUNK, BACK_MIDDLE, 1),
        ("FRONT", FRONT_TRUNK, FRONT_MIDDLE, -1),
    ):
        outline = found["posterior" if view == "BACK" else "anterior"]
        trunk, arm = half(outline)
        crotch = next(i for i, p in enumerate(outline) if p == trunk[-1])
        whole = outline[: crotch + 1]
        yield view, "FIGURE", path(whole + mirrored(whole)[1:-1], 0.3)
        for name, cuts in middle_cuts.items():
            yield view, _middle_code(name), path(both(cut(trunk, *cuts)))
        pieces = {name: cut(trunk, *cuts) for name, cuts in trunk_cuts.items()}
        pieces |= {"ARM": cut(arm, above(*WRIST)), "HAND": cut(arm, below(*WRIST))}
        for name, piece in pieces.items():
            for sign, side in ((-right, "LEFT"), (right, "RIGHT")):
                yield view, f"{name}_{side}", path(piece, flip=sign < 0)
        yield view, "LINES", "".join(line(one) + line(mirrored(one)) for one in LINES[view])
    for sign, side in ((-1, "LEFT"), (1, "RIGHT")):
        view = f"{side}_SIDE"
        figure = found["lateral"]
        yield view, "FIGURE", path(figure, 0.3, flip=sign < 0)
        for name, cuts in SIDE.items():
            piece = cut(figure, *cuts)
            code = name if name in ALONE else f"{name}_{side}"
            yield view, code, path(piece, flip=sign < 0)
        yield view, "LINES", "".join(line(one if sign > 0 else mirrored(one)) for one in LINES["SIDE"])
    for sign, side in ((-1, "LEFT"), (1, "RIGHT")):
        yield "SOLES", f"SOLE_{side}", path(SOLE, 0.3, flip=sign < 0)


ALONE = {"HEAD", "TAILBONE", "SADDLE"}


def _middle_code(name: str) -> str:
    return name if name in ALONE else f"{name}_MIDDLE"


def written() -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["view", "region", "path"])
    rows.writerows(shapes())
    return out.getvalue()


def main() -> int:
    text = written()
    if "--check" in sys.argv:
        return 0 if SHAPES.read_text(encoding="utf-8") == text else 1
    SHAPES.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
