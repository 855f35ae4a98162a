"""What a set of ticked regions means: how much of the body, which side, how far down, and what changed. Pure.

None of this is a diagnosis: the words say where the pain is, not what causes it.
"""

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from needlepoint.knowledge.body import regions, shapes


class Laterality(enum.StrEnum):
    """On which side of the body. BOTH: left and right; MIDDLE: neither left nor right; NONE: nothing is ticked."""

    NONE = "NONE"
    LEFT = "LEFT"
    MIDDLE = "MIDDLE"
    RIGHT = "RIGHT"
    BOTH = "BOTH"


class Reach(enum.StrEnum):
    """How far a back's pain reaches down a leg. Order: NONE, BUTTOCK, THIGH, BELOW_KNEE."""

    NONE = "NONE"
    BUTTOCK = "BUTTOCK"
    THIGH = "THIGH"
    BELOW_KNEE = "BELOW_KNEE"


LUMBAR = frozenset({"UPPER_LUMBAR", "LOWER_LUMBAR", "SACRUM", "TAILBONE"})
BUTTOCK = frozenset({"BUTTOCK", "HIP"})
THIGH = frozenset({"THIGH_BACK", "THIGH_SIDE", "THIGH_FRONT", "KNEE"})
CRITERION_REGIONS = 4


def area_share(codes: Iterable[str]) -> float:
    """Give the share of the drawn body surface that is ticked, 0 to 1; a region counts once however often it is named.

    It compares one person with themselves; it is no medical measure of body surface. Raises KeyError.
    """
    areas = shapes.areas()
    return sum(areas[code] for code in sorted(set(codes))) / sum(areas.values())


def laterality(codes: Iterable[str]) -> Laterality:
    """Say on which side the ticked regions lie; a side with the middle is that side. Raises KeyError."""
    sides = {regions.region(code).side for code in codes}
    if {regions.Side.LEFT, regions.Side.RIGHT} <= sides:
        return Laterality.BOTH
    for side in (regions.Side.LEFT, regions.Side.RIGHT, regions.Side.MIDDLE):
        if side in sides:
            return Laterality(side)
    return Laterality.NONE


def reaches_below_knee(codes: Iterable[str]) -> bool:
    """Say whether any ticked region lies farther down than the knee. Raises KeyError."""
    return any(regions.region(code).is_below_knee for code in codes)


def reach(codes: Iterable[str]) -> Reach:
    """Say how far down the ticked regions go; the knee counts as the thigh. Raises KeyError."""
    ticked = tuple(codes)
    levels = {regions.region(code).level for code in ticked}
    if reaches_below_knee(ticked):
        return Reach.BELOW_KNEE
    if levels & THIGH:
        return Reach.THIGH
    return Reach.BUTTOCK if levels & BUTTOCK else Reach.NONE


def radiates(codes: Iterable[str]) -> bool:
    """Say whether a pain of the low back or buttock goes on into the thigh, lower leg or foot of any side.

    Only where it is told, not why: pain from joints or muscles also travels down a leg. Raises KeyError.
    """
    ticked = tuple(codes)
    levels = {regions.region(code).level for code in ticked}
    return bool(levels & (LUMBAR | BUTTOCK)) and reach(ticked) in {Reach.THIGH, Reach.BELOW_KNEE}


def both_legs(codes: Iterable[str]) -> bool:
    """Say whether left and right thighs, lower legs or feet are both ticked. Raises KeyError."""
    legs = {regions.Part.LEG, regions.Part.FOOT}
    return laterality(code for code in codes if regions.region(code).part in legs) is Laterality.BOTH


def widespread(codes: Iterable[str]) -> bool:
    """Say whether at least four of five body regions hurt: left and right, upper and lower, and the spine.

    Generalised pain criterion only; no diagnosis follows from it alone. Head, chest, belly, groin, hands, knees and feet are
    no sites of it. Source: Wolfe 2016, Semin Arthritis Rheum 46:319-29. Raises KeyError.
    """
    ticked = [regions.region(code) for code in codes]
    hurting = {
        ("AXIAL", "") if one.site == "AXIAL" else (one.site, str(one.side)) for one in ticked if one.site
    }
    return len(hurting) >= CRITERION_REGIONS


@dataclass(frozen=True, slots=True)
class Change:
    """How one picture differs from an earlier one.

    gone, new, kept   region codes, in the order of the list
    area              share of the body now less the share before, −1 to 1; below 0 is less than before
    leg_left_back     the leg hurt and no longer does, while the low back or buttock still hurts
    leg_joined_back   the leg did not hurt and now does, while the low back or buttock hurts
    """

    gone: tuple[str, ...]
    new: tuple[str, ...]
    kept: tuple[str, ...]
    area: float
    leg_left_back: bool
    leg_joined_back: bool


def change(before: Collection[str], after: Collection[str]) -> Change:
    """Compare two pictures of one person. It says what differs, not whether that is good. Raises KeyError."""
    was, now = set(before), set(after)
    order = [one.code for one in regions.all_regions()]
    back = bool(_in_back(now) and _in_back(was))
    return Change(
        gone=tuple(code for code in order if code in was - now),
        new=tuple(code for code in order if code in now - was),
        kept=tuple(code for code in order if code in was & now),
        area=area_share(now) - area_share(was),
        leg_left_back=back and _in_leg(was) and not _in_leg(now),
        leg_joined_back=bool(_in_back(now)) and not _in_leg(was) and _in_leg(now),
    )


def _in_back(codes: Iterable[str]) -> bool:
    return any(regions.region(code).level in LUMBAR | BUTTOCK for code in codes)


def _in_leg(codes: Iterable[str]) -> bool:
    return reach(codes) in {Reach.THIGH, Reach.BELOW_KNEE}
