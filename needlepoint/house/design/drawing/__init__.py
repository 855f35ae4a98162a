"""Draw the clinic's small pictures as SVG text: the channel, the pattern, the trend, the forest, the
hundred dots, what lies nearby.

Every function returns a `str` holding one <svg>; every word given to it is escaped. Colour comes from CSS classes,
never from the drawing, so that dark mode, print and forced colours follow by themselves. Widths are SVG attributes
because the page's content security policy forbids style attributes. No Django, no clock, no I/O.
"""

from needlepoint.house.design.drawing.course import (
    ATTENDED,
    REST,
    SEGMENT_KINDS,
    TOGETHER,
    TURNOVER,
    channel,
    dots,
    pattern,
)
from needlepoint.house.design.drawing.forest import ForestRow, forest
from needlepoint.house.design.drawing.ink import number
from needlepoint.house.design.drawing.nearby import Spot, Street, nearby, reach_of
from needlepoint.house.design.drawing.trend import (
    MARK_KINDS,
    TrendAxis,
    TrendBand,
    TrendLine,
    TrendMark,
    sign,
    trend,
)

__all__ = (
    "ATTENDED",
    "MARK_KINDS",
    "REST",
    "SEGMENT_KINDS",
    "TOGETHER",
    "TURNOVER",
    "ForestRow",
    "Spot",
    "Street",
    "TrendAxis",
    "TrendBand",
    "TrendLine",
    "TrendMark",
    "channel",
    "dots",
    "forest",
    "nearby",
    "number",
    "pattern",
    "reach_of",
    "sign",
    "trend",
)
