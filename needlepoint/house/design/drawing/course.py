"""The channel (a course), the pattern (a visit) and the dots (a hundred people)."""

from collections.abc import Collection, Mapping, Sequence

from needlepoint.house.design.drawing.ink import circle, number, path, svg, text

TOGETHER, REST, ATTENDED, TURNOVER = "TOGETHER", "REST", "ATTENDED", "TURNOVER"
SEGMENT_KINDS = (TOGETHER, REST, ATTENDED, TURNOVER)
PATTERN_WIDTH, PATTERN_HEIGHT, PATTERN_GAP = 460, 16, 4
DOT_PITCH = 18
MIDDLE = 12  # the height at which the channel runs


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
    classes: str = "channel",
) -> str:
    """Draw a course: filled = done, halo = today, double ring = review, cross = missed, hollow = to come.

    done      how many of the first positions lie in the past (missed ones included)
    planned   how many positions the course has; more visits than planned lengthen the line
    now, reviews, missed, keys of words    positions counted from 1; those outside the course are left out
    words     short text under a position
    step      distance between two points, in SVG units
    """
    count, reached = max(planned, done, now or 0), max(done, now or 0)
    words = {at: said for at, said in sorted((words or {}).items()) if 1 <= at <= count}
    margin = max(12.0, step / 2 if words else 0)
    x_of = {position: margin + (position - 1) * step for position in range(1, count + 1)}

    parts = [_line("way", x_of, count), _line("gone", x_of, reached)]
    for position, x in x_of.items():
        state = "done" if position <= done else "now" if position == now else "todo"
        halo = circle("halo", x, MIDDLE, 10.5) if position == now else ""
        parts.append(halo + _point(x, state, is_review=position in reviews, is_missed=position in missed))
    parts += [text(x_of[at], 38, said, anchor="middle") for at, said in words.items()]
    width = 2 * margin + max(count - 1, 0) * step
    return svg(classes=classes, width=width, height=44 if words else 24, label=label, body=parts)


def _line(classes: str, x_of: Mapping[int, float], upto: int) -> str:
    return path(classes, f"M{number(x_of[1])} {MIDDLE}H{number(x_of[upto])}") if upto > 1 else ""


def _point(x: float, state: str, *, is_review: bool, is_missed: bool) -> str:
    if is_missed:
        # A cross on bare ground, so that a missed visit is not merely a paler point.
        return circle("blank", x, MIDDLE, 6) + path("missed", f"M{number(x)} {MIDDLE}m-4-4 8 8m0-8-8 8")
    if is_review:
        return circle(f"ring {state}", x, MIDDLE, 7.5) + circle(f"core {state}", x, MIDDLE, 3.5)
    return circle(state, x, MIDDLE, 5)


def pattern(segments: Sequence[tuple[str, int]], *, label: str) -> str:
    """Draw a visit as a bar: TOGETHER solid, REST pale (ATTENDED with a line below), TURNOVER (the room is made ready) hatched.

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
        box = f'x="{number(x)}" y="1" width="{number(width)}" height="{PATTERN_HEIGHT - 2}" rx="4"'
        parts.append(f'<rect class="{(REST if kind == ATTENDED else kind).lower()}" {box}/>')
        if kind == ATTENDED:
            parts.append(path("hatch", f"M{number(x + 5)} 8h{number(max(width - 10, 1))}"))
        if kind == TURNOVER:
            count = max(int((width - 10) // 9), 0)
            parts.append(path("hatch", "".join(f"M{number(x + 5 + 9 * n)} 13l5-10" for n in range(count))))
        x += width + PATTERN_GAP
    return svg(classes="pattern", width=PATTERN_WIDTH, height=PATTERN_HEIGHT, label=label, body=parts)


def dots(total: int, groups: Sequence[int], label: str, *, columns: int = 20) -> str:
    """Draw `total` dots; the first groups[0] solid, the next groups[1] ringed and pale, the rest empty.

    raises  ValueError when the groups hold more than the total, or there are more than two of them
    """
    shades = ("first", "second")
    if sum(groups) > total or len(groups) > len(shades):
        raise ValueError(f"groups {tuple(groups)} do not fit into {total} dots in two shades")
    parts, start = [], 0
    for shade, size in zip((*shades[: len(groups)], "rest"), (*groups, total - sum(groups)), strict=True):
        spots = [
            (DOT_PITCH * (n % columns) + 9, DOT_PITCH * (n // columns) + 9)
            for n in range(start, start + size)
        ]
        # A dot is a line of no length with round ends; pale and empty ones are a dot laid upon a dot.
        drawn = "".join(f"M{x} {y}h.01" for x, y in spots)
        if drawn:
            parts.append(path(shade, drawn))
            parts.append(path(f"{shade} inner", drawn) if shade != "first" else "")
        start += size
    rows = -(-total // columns)
    width = DOT_PITCH * min(columns, total)
    return svg(classes="dots", width=width, height=DOT_PITCH * rows, label=label, body=parts)
