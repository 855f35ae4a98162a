"""What a plan says about the needles before anybody is on the table: on which side, in which tradition, how freely. Pure.

A plan may say "the painful side" or "one side, then the other". Which side that is stands only on the day:
it follows from the painful side of the episode and from the number of the visit.
"""

import dataclasses
import enum
from collections.abc import Iterable

from needlepoint.plans import rules
from needlepoint.plans.rules import entry


class PlanSide(enum.StrEnum):
    """The side of a point as a plan says it. The last four mean the same as in `rules.Side`."""

    AFFECTED = "AFFECTED"
    OPPOSITE = "OPPOSITE"
    ALTERNATE = "ALTERNATE"
    BOTH = "BOTH"
    LEFT = "LEFT"
    RIGHT = "RIGHT"
    MIDDLE = "MIDDLE"


FOLLOWS_THE_PAIN = frozenset({PlanSide.AFFECTED, PlanSide.OPPOSITE, PlanSide.ALTERNATE})
ACROSS = {rules.Side.LEFT: rules.Side.RIGHT, rules.Side.RIGHT: rules.Side.LEFT}


class Style(enum.StrEnum):
    """The tradition worked in: STRICTA 2010, item 1a."""

    TCM = "TCM"
    JAPANESE = "JAPANESE"
    KOREAN = "KOREAN"
    FIVE_ELEMENT = "FIVE_ELEMENT"
    WESTERN = "WESTERN"
    EAR = "EAR"
    SCALP = "SCALP"
    OTHER = "OTHER"


class Individualised(enum.StrEnum):
    """How freely a treatment may change from visit to visit: STRICTA 2010, item 1c."""

    FIXED = "FIXED"
    PARTLY = "PARTLY"
    FULLY = "FULLY"


@dataclasses.dataclass(frozen=True, slots=True)
class Meant:
    """How a treatment is meant, for the record: STRICTA 2010, items 1a to 1c and 4b. Blank is not said.

    style            a Style
    individualised   an Individualised
    rationale        why these points
    setting          where, and what the patient is told
    """

    style: str = ""
    individualised: str = ""
    rationale: str = ""
    setting: str = ""


NOT_SAID = Meant()


def usual_side(code: str, painful: str) -> PlanSide:
    """Give the side a plan begins with for a point named without one: the painful one, both where no side is worse."""
    if entry.is_midline(code):
        return PlanSide.MIDDLE
    return PlanSide.AFFECTED if painful in ACROSS else PlanSide.BOTH


def resolved(side: str, painful: str, visit_number: int) -> rules.Side:
    """Give the side to needle at one visit.

    side           a PlanSide, or anything stored as one
    painful        the painful side of the episode: LEFT, RIGHT, BOTH, MIDDLE or blank
    visit_number   from 1, in the course. ALTERNATE begins on the painful side, on the left when neither is worse
    returns        LEFT, RIGHT, BOTH or MIDDLE. Where no single side hurts, the painful side and its opposite are both
    raises         ValueError for a side that is none
    """
    said = PlanSide(side)
    if said not in FOLLOWS_THE_PAIN:
        return rules.Side(said)
    worse = rules.Side(painful) if painful in ACROSS else None
    if said is PlanSide.ALTERNATE:
        first = worse or rules.Side.LEFT
        return first if visit_number % 2 else ACROSS[first]
    if worse is None:
        return rules.Side.BOTH
    return worse if said is PlanSide.AFFECTED else ACROSS[worse]


def side_at(code: str, side: str, painful: str, visit_number: int) -> rules.Side:
    """Give the side of one point at one visit: as `resolved`, and a midline point is always in the middle."""
    return entry.side_of(code, resolved(side, painful, visit_number))


def rows_at(
    rows: Iterable[tuple[str, str]], painful: str, visit_number: int
) -> tuple[tuple[str, rules.Side], ...]:
    """Give (code, side) of every point of a plan for one visit, in the plan's order. Unknown points are left out."""
    return tuple(
        (code, side_at(code, side, painful, visit_number)) for code, side in rows if entry.is_point(code)
    )


def planned_side(code: str, side: str) -> PlanSide:
    """Give the side a plan keeps for a point: a midline point is in the middle whatever was said, others never are."""
    said = PlanSide(side)
    if entry.is_midline(code):
        return PlanSide.MIDDLE
    return said if said in FOLLOWS_THE_PAIN else PlanSide(entry.side_of(code, rules.Side(said)))


_LETTERS = {PlanSide.LEFT: " L", PlanSide.RIGHT: " R"}
_NAMES = {
    PlanSide.AFFECTED: "painful side",
    PlanSide.OPPOSITE: "other side",
    PlanSide.ALTERNATE: "one side, then the other",
}


def in_words(rows: Iterable[tuple[str, str]]) -> str:
    """Write the points of a plan the way a practitioner writes them: 'BL23, GV3; painful side: GB30, BL40'."""
    groups: dict[str, list[str]] = {}
    for code, side in rows:
        said = PlanSide(side)
        groups.setdefault(_NAMES.get(said, ""), []).append(code + _LETTERS.get(said, ""))
    return "; ".join(
        f"{name}: {', '.join(codes)}" if name else ", ".join(codes)
        for name, codes in sorted(groups.items(), key=lambda group: bool(group[0]))
    )
