"""What an owner may say about how the clinic looks, every fault of it, and the sheet and sign that come of it. Pure."""

import functools
import pathlib
from collections.abc import Mapping

from needlepoint.house import design
from needlepoint.house.design import colours
from needlepoint.people import rules as people_rules

WELCOME_MOST = 600
OURS = "ours"
EDITION = "1"  # counts up when the same colour would give another sheet: browsers keep each for a year
# Ready to take, for whoever has no colour of their own. Each is tried in tests/rules/test_looks.py.
READY: tuple[tuple[str, str], ...] = (
    ("", "Jade, ours"),
    ("#1d5c7a", "Lake"),
    ("#3b4f8f", "Iris"),
    ("#6b3f7d", "Plum"),
    ("#8a3a55", "Mulberry"),
    ("#7a4f1d", "Chestnut"),
    ("#55611f", "Olive"),
    ("#47525e", "Slate"),
)
ICON = pathlib.Path(design.__path__[0]) / "static" / "design" / "favicon.svg"
ICON_GROUND = "#1d5c47"  # in that file
# The logo stands in the line of the name. At night a drawing without a ground of its own keeps the paper it was made for.
LOGO = (
    "@layer parts{.brand img{flex:none;block-size:auto;inline-size:auto;max-block-size:2.75rem;"
    "max-inline-size:min(9rem,32vw)}"
    "@media (prefers-color-scheme:dark){.brand img{background:#fff;padding:.2rem;border-radius:.4rem}}}"
)


def stamp(colour: str) -> str:
    """Return what names the sheet of a colour in its address; '' is our own."""
    return f"{colour.removeprefix('#') or OURS}-{EDITION}"


def colour_of(named: str) -> str | None:
    """Return the colour that a stamp names, '' for ours, or None when no clinic can have such a sheet."""
    code, _, edition = named.rpartition("-")
    if edition != EDITION:
        return None
    if code == OURS:
        return ""
    colour = f"#{code}"
    return colour if colours.HEX.fullmatch(colour) and colours.is_good(colour) else None


def sheet(colour: str) -> str:
    """Return the style sheet of a clinic: its colours in place of ours, and its logo's place."""
    if not colour:
        return LOGO
    tokens = ";".join(
        f"--{name}:light-dark({light},{dark})" for name, (light, dark) in colours.family(colour).items()
    )
    return f"@layer tokens{{:root{{{tokens}}}}}{LOGO}"


@functools.lru_cache(maxsize=64)
def icon(colour: str) -> str:
    """Return our sign in a clinic's colour, as SVG, for the browser's row of open pages."""
    drawn = ICON.read_text("utf-8")
    return drawn.replace(ICON_GROUND, colour) if colour else drawn


def faults(values: Mapping[str, object]) -> list[people_rules.Fault]:
    """Return every fault of the colour and the welcome as typed; what is missing is not looked at."""
    found = people_rules.text_faults(values, {"welcome": WELCOME_MOST}, "")
    found += people_rules.promise_faults(values, ("welcome",))
    colour = values.get("colour")
    if colour:
        found += colour_faults(str(colour))
    return found


def colour_faults(typed: str) -> list[people_rules.Fault]:
    """Return what is wrong with a colour. One that can be read at all has a good one near it: nearest_good."""
    try:
        code = colours.normal(typed)
    except colours.UnableToReadColour:
        words = "Write a colour as # and six signs, 0 to 9 and a to f, such as #1d5c7a."
        return [people_rules.Fault("colour", words)]
    weak = colours.weaknesses(code)
    if weak:
        worst = min(weak, key=lambda one: one.contrast / one.least)
        words = "This colour is too pale to read. Its weakest place is %(measured)s to 1, and %(least)s is needed."
        return [
            people_rules.Fault(
                "colour", words, {"measured": f"{worst.contrast:.1f}", "least": f"{worst.least:.1f}"}
            )
        ]
    if colours.is_like_alarm(code):
        words = (
            "This is the red in which we say that something cannot wait. Buttons in it would alarm people."
        )
        return [people_rules.Fault("colour", words)]
    return []


def nearest_good(typed: str) -> str:
    """Return the good colour nearest to a typed one, which may be itself; '' when nothing can be read."""
    try:
        return colours.nearest_good(colours.normal(typed))
    except colours.UnableToReadColour:
        return ""
