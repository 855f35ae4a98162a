"""Where a needle hides from whoever counts: in the hair, at the ear, under clothes, beneath the body. Pure.

Known from the region of each point in the atlas and from how the patient lies. It is asked about before the count, and
only when such points were used: a question that always comes is not read.
"""

import enum
from collections.abc import Iterable

from needlepoint.charting.rules import ledger
from needlepoint.knowledge.points import atlas


class Hidden(enum.StrEnum):
    """A place where a needle is easily passed over."""

    HAIR = "HAIR"
    EAR = "EAR"
    CLOTHES = "CLOTHES"
    BENEATH = "BENEATH"


SCALP = frozenset({"scalp", "occiput", "temple"})
AT_EAR = frozenset({"behind ear"})
HAIRLINE = frozenset({"GB20", "GV16", "GV15", "BL10"})  # at the edge of the hair, whatever part they count to
# What usually stays covered while somebody lies on the couch.
COVERED = frozenset({"hip/buttock", "perineum", "thigh", "chest"})
COVERED_DETAILS = frozenset({"groin", "axilla", "gluteal fold"})
BACK = frozenset({"back", "lumbar", "sacral", "hip/buttock"})
FRONT = frozenset({"chest", "abdomen"})
BACK_DETAILS = frozenset({"posterior thigh", "posterior knee", "calf", "posterior neck"})
LIES_ON = {"PRONE": FRONT, "SUPINE": BACK}


def places(spots: Iterable[ledger.Spot], position: str) -> dict[Hidden, tuple[str, ...]]:
    """Give where to look before counting, each with the points that are there, in the order they were charted.

    position   how the patient lies: PRONE, SUPINE, SIDE, SEATED or blank
    """
    found: dict[Hidden, list[str]] = {}
    for spot in spots:
        for one in _of(spot.code, position):
            codes = found.setdefault(one, [])
            if spot.code not in codes:
                codes.append(spot.code)
    return {one: tuple(found[one]) for one in Hidden if one in found}


def _of(code: str, position: str) -> tuple[Hidden, ...]:
    try:
        point = atlas.point(code)
    except KeyError:  # a sore spot: only the hand knows where it is
        return ()
    detail = point.region_detail
    checks = (
        (Hidden.HAIR, detail in SCALP or code in HAIRLINE),
        (Hidden.EAR, detail in AT_EAR),
        (Hidden.CLOTHES, point.region in COVERED or detail in COVERED_DETAILS),
        (Hidden.BENEATH, _is_beneath(point.region, detail, position)),
    )
    return tuple(one for one, stands in checks if stands)


def _is_beneath(region: str, detail: str, position: str) -> bool:
    """Whether the body lies on it: the back and the backs of the legs for who lies face up, the front face down."""
    if position == "SUPINE" and detail in BACK_DETAILS:
        return True
    return region in LIES_ON.get(position, frozenset())
