"""What was promised against what came, as a drawing."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from needlepoint.house.design.drawing import ink

SIDE = 240
LEFT, TOP, BELOW = 34, 14, 44
WHOLE = SIDE + LEFT + 24, TOP + SIDE + BELOW
LEVELS = (0.0, 0.5, 1.0)


class Dot(NamedTuple):
    """Forecasts of about one chance: what was said, the share that came true, and between which shares luck leaves it."""

    said: float
    came: float
    low: float
    high: float


def reliability(dots: Sequence[Dot], *, label: str, said_words: str, came_words: str) -> SafeString:
    """Draw each bin over the line on which promise and outcome are the same; every share is 0-1."""
    steps = "".join(f"M{LEFT} {_y(level)}H{LEFT + SIDE}M{_x(level)} {TOP}V{TOP + SIDE}" for level in LEVELS)
    body = [
        ink.path("grid", steps),
        ink.path("gap", f"M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"),
        *(ink.path("break", f"M{_x(one.said)} {_y(one.low)}V{_y(one.high)}") for one in dots),
        *(ink.path("dot", f"M{_x(one.said)} {_y(one.came)}h.01") for one in dots),
        *(ink.text(LEFT - 8, TOP + SIDE * (1 - level) + 5, _tenths(level), anchor="end") for level in LEVELS),
        *(
            ink.text(LEFT + SIDE * level, TOP + SIDE + 19, _tenths(level), anchor="middle")
            for level in LEVELS
        ),
        ink.text(LEFT + SIDE, TOP + SIDE + 38, said_words, anchor="end"),
        ink.text(LEFT + 8, TOP + 18, came_words),
    ]
    drawn = ink.svg(classes="trend", width=WHOLE[0], height=WHOLE[1], label=label, body=body)
    return mark_safe(drawn)  # noqa: S308  every word given to it is escaped


def _x(share: float) -> str:
    return ink.number(LEFT + SIDE * share)


def _y(share: float) -> str:
    return ink.number(TOP + SIDE * (1 - share))


def _tenths(share: float) -> str:
    return ink.number(share * 10)
