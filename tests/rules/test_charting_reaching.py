"""A depth deeper than the needle is long is seen, and nothing else is."""

from needlepoint.charting import rules
from needlepoint.charting.rules import reaching

ROW = rules.Row("GB30", rules.Side.LEFT, 1)


def depths(*rows, size):
    return [(row.code, length) for row, length in reaching.too_deep(rules.Chart(rows=rows, needle_size=size))]


def test_a_depth_no_needle_of_that_length_can_reach_is_seen():
    deep = rules.Row("GB30", rules.Side.LEFT, 1, depth_mm=50)
    own = rules.Row("BL40", rules.Side.LEFT, 1, depth_mm=50, needle_size="0.30 × 50 mm")

    assert depths(deep, own, ROW, size="0.25 × 40 mm") == [("GB30", 40)]


def test_a_needle_of_no_known_length_reaches_anything():
    deep = rules.Row("GB30", rules.Side.LEFT, 1, depth_mm=150)

    assert depths(deep, size="") == depths(deep, size="long") == []
