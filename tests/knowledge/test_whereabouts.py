"""Distances and directions from coordinates, against the haversine of a sphere and places that are known."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge import whereabouts
from needlepoint.knowledge.whereabouts import Coordinates, Direction, Offset


def haversine(one, other):
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(h))


near = st.floats(-0.05, 0.05)


@settings(max_examples=25)
@given(st.floats(-70, 70), st.floats(-180, 179.9), near, near)
def test_distances_agree_with_the_sphere(latitude, longitude, up, across):
    here, there = Coordinates(latitude, longitude), Coordinates(latitude + up, longitude + across)
    assert whereabouts.offset(here, there).metres == pytest.approx(haversine(here, there), rel=0.01, abs=0.5)


def test_the_short_way_round_is_taken_over_the_date_line():
    way = whereabouts.offset(Coordinates(0, 179.999), Coordinates(0, -179.999))
    assert way.east == pytest.approx(222.6, abs=0.5)


@pytest.mark.parametrize(
    ("way", "said"),
    [((0, 9), "N"), ((9, 9), "NE"), ((9, 0), "E"), ((9, -9), "SE"), ((0, -9), "S"), ((-9, -9), "SW"),
     ((-9, 0), "W"), ((-9, 9), "NW"), ((-1, 9), "N"), ((0, 0), "N")],
)  # fmt: skip
def test_directions_go_round_with_the_clock(way, said):
    assert whereabouts.direction(Offset(*way)) is Direction(said)


@pytest.mark.parametrize(
    ("metres", "in_miles", "said"),
    [(3, False, (10, "METRES")), (247, False, (250, "METRES")), (1249, False, (1.2, "KILOMETRES")),
     (3, True, (50, "FEET")), (247, True, (800, "FEET")), (1609.34, True, (1.0, "MILES"))],
)  # fmt: skip
def test_distances_are_said_as_people_say_them(metres, in_miles, said):
    assert whereabouts.rounded(metres, in_miles=in_miles) == said


def test_the_ring_is_the_largest_round_distance_within_reach():
    assert [whereabouts.ring(reach, in_miles=False) for reach in (10, 130, 5000)] == [50, 100, 5000]
    assert whereabouts.ring(170, in_miles=True) * whereabouts.FEET == pytest.approx(500)


def test_a_walk_is_longer_than_the_line_and_lasts_a_minute_at_least():
    assert whereabouts.walk_minutes(Offset(300, 0)) == 6
    assert whereabouts.walk_minutes(Offset(0, 1)) == 1
