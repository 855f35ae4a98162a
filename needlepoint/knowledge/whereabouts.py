"""Where one place lies as seen from another, from their coordinates alone. Pure.

Source  the length of a degree on the WGS 84 ellipsoid, by the usual series in the latitude (for example NGA.STND.0036).
        Within 20 km it errs by less than one part in 500, which is far below what a coordinate typed by hand is worth.
"""

import enum
import math
from typing import NamedTuple

FEET = 3.28084  # in a metre
MILE_FEET = 5280
# Countries that measure ways in feet and miles.
IN_MILES = frozenset({"US", "GB", "LR", "MM"})
WALK = 75.0  # metres a minute, unhurried
DETOUR = 1.3  # how much longer a way on foot through streets is than the line through the air
NEAR_MAX_M = 20_000.0  # what lies further is a slip in the numbers


class Coordinates(NamedTuple):
    """Degrees; north and east are positive."""

    latitude: float
    longitude: float


class Offset(NamedTuple):
    """Metres from a place."""

    east: float
    north: float

    @property
    def metres(self) -> float:
        return math.hypot(self.east, self.north)


class Direction(enum.StrEnum):
    """The eight directions, clockwise from north."""

    N = "N"
    NE = "NE"
    E = "E"
    SE = "SE"
    S = "S"
    SW = "SW"
    W = "W"
    NW = "NW"


def are_degrees(latitude: float, longitude: float) -> bool:
    """Say whether two numbers can be a place on Earth."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180  # noqa: PLR2004 degrees


def offset(here: Coordinates, there: Coordinates) -> Offset:
    """Return where another place lies, in metres, for places near to each other."""
    middle = math.radians((here.latitude + there.latitude) / 2)
    north = 111132.92 - 559.82 * math.cos(2 * middle) + 1.175 * math.cos(4 * middle)
    east = 111412.84 * math.cos(middle) - 93.5 * math.cos(3 * middle) + 0.118 * math.cos(5 * middle)
    across = (there.longitude - here.longitude + 180) % 360 - 180  # the short way round
    return Offset(across * east, (there.latitude - here.latitude) * north)


def direction(way: Offset) -> Direction:
    """Return in which of the eight directions a place lies; north for one that is here."""
    turn = math.degrees(math.atan2(way.east, way.north)) % 360
    return list(Direction)[round(turn / 45) % 8]


def walk_minutes(way: Offset) -> int:
    """Return about how many minutes it is on foot, at least 1."""
    return max(1, math.ceil(way.metres * DETOUR / WALK))


def is_in_miles(country: str) -> bool:
    """Say whether people in a country measure ways in feet and miles."""
    return country in IN_MILES


def rounded(metres: float, *, in_miles: bool) -> tuple[float, str]:
    """Return a distance as somebody would say it, with its unit: FEET, MILES, METRES or KILOMETRES."""
    if in_miles:
        feet = metres * FEET
        if feet < 950:  # noqa: PLR2004 further ways are said in miles
            return max(50, round(feet / 50) * 50), "FEET"
        return round(feet / MILE_FEET, 1), "MILES"
    if metres < 950:  # noqa: PLR2004 further ways are said in kilometres
        return max(10, round(metres / 10) * 10), "METRES"
    return round(metres / 1000, 1), "KILOMETRES"


STEPS_M = (50, 100, 200, 500, 1000, 2000, 5000, 10_000)
STEPS_MILES = (200 / FEET, 500 / FEET, *(MILE_FEET * part / FEET for part in (0.2, 0.5, 1, 2, 5)))


def ring(reach: float, *, in_miles: bool) -> float:
    """Return the radius in metres of a ring that shows the scale: the largest round one within a reach."""
    steps = STEPS_MILES if in_miles else STEPS_M
    return float(max((step for step in steps if step <= reach), default=steps[0]))
