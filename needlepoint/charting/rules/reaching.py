"""A depth no needle of that length can reach: a slip of the finger, or the size of the needle was not said. Pure."""

import re
from collections.abc import Iterator

from needlepoint.charting import rules

_LENGTH = re.compile(r"(\d+)\s*mm\s*$")


def length_mm(size: str) -> int | None:
    """Give the length of a needle written as "0.25 × 40 mm"; None for what is written otherwise."""
    found = _LENGTH.search(size)
    return int(found[1]) if found else None


def too_deep(chart: rules.Chart) -> Iterator[tuple[rules.Row, int]]:
    """Give every row that is written deeper than its needle is long, and that length in mm."""
    for row in chart.rows:
        length = length_mm(row.needle_size or chart.needle_size)
        if length is not None and row.depth_mm is not None and row.depth_mm > length:
            yield row, length
