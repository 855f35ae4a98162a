"""The low back seen from its left side as a line drawing, with one thing about it picked out. Own work.

The belly is on the left. Five bones, the discs between them, the small joints and the spines behind, the nerves in the space
between, and the top of the sacrum. Proportions are plain, not measured: a picture to talk about, nothing to needle by.
Colours come from the page: what is picked out has the class `hot`, nerves `nerve`; everything else follows the text.
"""

import functools
import itertools
import math
from html import escape
from typing import Final

WIDTH, HEIGHT = 170, 190
_BONES, _TALL, _WIDE, _STEP = 5, 19.0, 44.0, 29.5
_TOP, _MIDDLE, _CURVE = 22.0, 72.0, 11.0

# For each drawing: what it shows, for those who do not see it.
_WORDS: Final[dict[str, str]] = {
    "spine": "The bones of the low back from the side, with soft discs between them and the nerves behind.",
    "new_pain": "The low back from the side, with one sore spot.",
    "long_pain": "The low back from the side, with a sore spot that spreads.",
    "sciatica": "The low back from the side. A nerve leaves it and runs down.",
    "disc": "The low back from the side. One disc bulges back and touches the nerves.",
    "stenosis": "The low back from the side. In two places the space for the nerves is narrow.",
    "slip": "The low back from the side. One bone has moved forward on the next.",
    "arthritis": "The low back from the side. The small joints behind are picked out.",
    "pregnancy": "The low back from the side, more hollow than usual, with a round belly in front.",
    "old_injury": "The low back from the side. One bone has a mended crack.",
}


def is_drawing(key: str) -> bool:
    """Say whether there is a drawing of this key."""
    return key in _WORDS


def words(key: str) -> str:
    """Say in English what a drawing shows. Raises KeyError for one there is not."""
    return _WORDS[key]


@functools.cache
def drawn(key: str, label: str = "") -> str:
    """Draw the low back.

    label    what it shows, in the reader's language; without one it is left out of what is read aloud
    returns  one <svg>
    raises   KeyError for a drawing there is not
    """
    if key not in _WORDS:
        raise KeyError(key)
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="spine" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" '
        f'stroke-linejoin="round" {said}>{_parts(key)}</svg>'
    )


def _parts(key: str) -> str:
    curve = _CURVE * 1.9 if key == "pregnancy" else _CURVE
    return "".join((_before(key), _nerves(curve), *(_level(key, n, curve) for n in range(_BONES)), _sacrum(curve), _after(key, curve)))  # fmt: skip


def _place(n: float, curve: float) -> tuple[float, float, float]:
    """Give the middle of bone n (0 is the uppermost) and how far it leans, in degrees."""
    turn = math.pi * (n + 0.6) / (_BONES + 0.2)
    lean = math.degrees(math.atan(-curve * math.cos(turn) * math.pi / (_BONES + 0.2) / _STEP))
    return _MIDDLE - curve * math.sin(turn), _TOP + _STEP * n, -lean


def _level(key: str, n: int, curve: float) -> str:
    """Draw a bone, what is behind it, and the disc below it, leaning together."""
    x, y, lean = _place(n, curve)
    moved = -9 if key == "slip" and n == 3 else 0  # noqa: PLR2004 the fourth bone is the one that slips most
    is_hot = (key == "slip" and n == 3) or (key == "old_injury" and n == 1)  # noqa: PLR2004
    bone = (
        f'<path{_hot(is_hot)} d="M{-22 + moved} -8Q{moved} -5 {22 + moved} -8Q{20 + moved} 0 {22 + moved} 8Q{moved} 5 '
        f'{-22 + moved} 8Q{-20 + moved} 0 {-22 + moved} -8Z"/>'
    )
    behind = '<path d="M41 -6Q60 -4 70 6Q58 7 44 4Z"/>'
    disc = f'<path class="disc" d="{_disc(key, n)}"/>' if key != "disc" or n != 3 else ""  # noqa: PLR2004
    joint = f'<path{_hot(key == "arthritis" and n > 0)} d="M40 9Q46 14 41 20"/>' if n < _BONES - 1 else ""
    bulge = f'<path class="hot" d="{_disc(key, n)}"/>' if key == "disc" and n == 3 else ""  # noqa: PLR2004
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) rotate({lean:.1f})">{behind}{joint}{disc}{bulge}{bone}</g>'
    )


def _disc(key: str, n: int) -> str:
    back = 34 if key == "disc" and n == 3 else 22  # noqa: PLR2004
    return f"M-20 10.5Q0 8 20 10.5Q{back} 15 20 19.5Q0 21 -20 19.5Q-24 15 -20 10.5Z"


def _hot(is_so: bool) -> str:  # noqa: FBT001 one word of a path
    return ' class="hot"' if is_so else ""


def _point(n: float, curve: float, off: float) -> tuple[float, float]:
    """Give a point of the space for the nerves, `off` behind the middle of bone n."""
    x, y, lean = _place(n, curve)
    turn = math.radians(lean)
    return x + off * math.cos(turn), y + off * math.sin(turn)


def _nerves(curve: float) -> str:
    """Draw the nerves in their space, smoothly through a point behind each bone."""
    points = [_point(n, curve, 31.0) for n in (-0.6, 0.4, 1.4, 2.4, 3.4, 4.5)]
    middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in itertools.pairwise(points)]
    turns = "".join(
        f"Q{a:.1f} {b:.1f} {c:.1f} {d:.1f}" for (a, b), (c, d) in zip(points[1:-1], middles[1:], strict=True)
    )
    return f'<path class="nerve" d="M{points[0][0]:.1f} {points[0][1]:.1f}L{middles[0][0]:.1f} {middles[0][1]:.1f}{turns}L{points[-1][0]:.1f} {points[-1][1]:.1f}"/>'


def _sacrum(curve: float) -> str:
    x, y, lean = _place(_BONES, curve)
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({lean + 10:.1f})"><path d="M-21 -8Q0 -5 22 -8Q32 2 36 18M-21 -8Q-14 6 -4 18"/></g>'


def _before(key: str) -> str:
    if key == "pregnancy":
        return '<path class="hot" d="M40 22C22 34 6 64 10 100C13 128 30 146 46 152"/>'
    return ""


def _after(key: str, curve: float) -> str:
    x, y, _lean = _place(3.5, curve)
    drawn = {
        "new_pain": lambda: f'<circle class="hot" cx="{x:.1f}" cy="{y:.1f}" r="15"/>',
        "long_pain": lambda: _rings(x, y),
        "sciatica": lambda: _down_the_leg(curve),
        "stenosis": lambda: _narrow(2.5, curve) + _narrow(3.5, curve),
        "old_injury": lambda: _crack(curve),
        "slip": lambda: _arrow(curve),
    }
    return drawn[key]() if key in drawn else ""


def _down_the_leg(curve: float) -> str:
    x, y = _point(3.5, curve, 31)
    return f'<path class="hot wide" d="M{x:.1f} {y:.1f}C{x + 6:.1f} {y + 22:.1f} 130 158 132 188"/>'


def _rings(x: float, y: float) -> str:
    return "".join(f'<circle class="hot" cx="{x:.1f}" cy="{y:.1f}" r="{r}"/>' for r in (37, 25, 13))


def _crack(curve: float) -> str:
    x, y, _lean = _place(1, curve)
    return f'<path class="hot" d="M{x - 5:.1f} {y - 7:.1f}l6 5l-5 4l6 5"/>'


def _arrow(curve: float) -> str:
    x, y, _lean = _place(3, curve)
    return f'<path class="hot" d="M{x - 42:.1f} {y:.1f}h-20m7 -7l-7 7l7 7"/>'


def _narrow(n: float, curve: float) -> str:
    x, y, lean = _place(n, curve)
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({lean:.1f})"><path class="hot" d="M23 -7Q32 0 23 7Z"/><path class="hot" d="M41 -8Q31 0 41 8Z"/></g>'
