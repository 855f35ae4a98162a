"""What every drawing is made of: numbers as people write them, words, and the frame."""

from collections.abc import Iterable
from html import escape


def number(value: float) -> str:
    """Write a number as a person would: 4 rather than 4.0, 3.5, at most one decimal."""
    rounded = round(value, 1) + 0.0  # adding nought turns -0.0 into 0.0
    return f"{rounded:.1f}".removesuffix(".0")


def text(x: float, y: float, words: str, *, anchor: str = "", classes: str = "") -> str:
    """Words at a place; anchor is where x lies on them, "middle" or "end"."""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    classed = f' class="{classes}"' if classes else ""
    return f'<text{classed} x="{number(x)}" y="{number(y)}"{anchored}>{escape(words)}</text>'


def path(classes: str, d: str) -> str:
    return f'<path class="{classes}" d="{d}"/>'


def circle(classes: str, x: float, y: float, r: float) -> str:
    return f'<circle class="{classes}" cx="{number(x)}" cy="{number(y)}" r="{number(r)}"/>'


def svg(*, classes: str, width: float, height: float, label: str, body: Iterable[str]) -> str:
    """Wrap drawn parts into one labelled picture; an empty label hides it from screen readers."""
    named = f'role="img"><title>{escape(label)}</title>' if label else 'aria-hidden="true">'
    wide, high = number(width), number(height)
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    return f'<svg class="{classes}" {size} {named}{"".join(body)}</svg>'
