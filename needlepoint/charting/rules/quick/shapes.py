"""What a quick entry is read into: rows, parts, settings of the note, and what stayed as text. Pure."""

import dataclasses
import datetime as dt
import enum

from needlepoint.charting.rules import parts
from needlepoint.plans.rules import entry

Side = entry.Side
Part = parts.Part  # below, `parts` is also the name of a field


class Response(enum.StrEnum):
    """What came when the needle was moved, or was sought."""

    DEQI = "DEQI"
    TWITCH = "TWITCH"
    WARM = "WARM"
    NONE = "NONE"


class Angle(enum.StrEnum):
    STRAIGHT = "STRAIGHT"
    SLANTED = "SLANTED"
    FLAT = "FLAT"


class Method(enum.StrEnum):
    """How a needle was moved by hand; NONE says that it was left still."""

    EVEN = "EVEN"
    TONIFY = "TONIFY"
    REDUCE = "REDUCE"
    NONE = "NONE"


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One point as typed. What nobody said is None or "".

    place         of a sore spot or a paired point: "L4", "L4-L5", "CALF"; "" else
    needles       how many went in there, both sides together
    depth_mm      as needled; never a limit         needle_size   "" for the note's own
    """

    code: str
    place: str
    side: Side
    needles: int
    depth_mm: int | None = None
    angle: Angle | None = None
    method: Method | None = None
    response: Response | None = None
    needle_size: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.code, self.place


@dataclasses.dataclass(frozen=True, slots=True)
class Unread:
    """Words that were not understood: they stay as text.

    start, end   characters of the text that was read, half open        why   one plain sentence, English
    """

    text: str
    start: int
    end: int
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class Quick:
    """What was read. The settings after `unread` belong to the whole note; None or "" when nobody said."""

    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()
    unread: tuple[Unread, ...] = ()
    needle_size: str = ""
    needle_brand: str = ""
    needle_lot: str = ""
    needle_expires_on: dt.date | None = None
    retention_minutes: int | None = None
    hands_on_minutes: int | None = None
    position: str = ""
    response_sought: Response | None = None

    @property
    def needles(self) -> int:
        return sum(row.needles for row in self.rows)

    @property
    def is_clear(self) -> bool:
        return not self.unread


class Why:
    """Every reason for leaving words as text."""

    NO_POINT = "No point was found in these words."
    NOT_KNOWN = "This was not understood."
    NO_SUCH_POINT = "There is no such point."
    TWO_POINTS = "Two points share this name: type the code."
    WHICH_POINT = "Say which point this is about."
    TWO_SIDES = "Two sides are given for this point."
    TWICE = "This point is there already on this side."
    RANGE = "Type these points one by one: they do not lie in one line."
    CUN = "A cun differs from person to person: type millimetres."
    UNIT = "A number needs its unit, such as 25mm or 20min."
    DEPTH = "Type a depth in millimetres, from 1 to 150."
    COUNT = "Type a number of needles from 1 to 20."
    SIZE = "Type a needle as thickness and length in millimetres, such as 0.25x40."
    LEVEL = "Only a sore spot or a paired point beside the spine has a level."
    MINUTES = "Type minutes from 1 to 120."
    CURRENT = "This setting of a current is outside what a device gives."
    LEAD = "Name both needles of a lead: BL23-BL25, or BL23 b for left to right."
    CROSSED = (
        "The two needles of a lead are read on one side only: describe this lead in words. Nothing checks it then: keep "
        "current from left to right off the heart, the head and the spinal cord."
    )
    WET = "Cupping that draws blood is not recorded here, since many places do not allow it."
    PLACE = "Say where: points, or a part of the body."
    DATE = "Type the date as year-month-day, such as 2027-05-31."
    SIDE = "Say left or right: the plan names no painful side."
    TOO_MANY = "That is more points than one visit takes."
    TOO_LONG = "This line is too long to be read to its end."
