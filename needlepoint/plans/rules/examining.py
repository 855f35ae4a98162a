"""What an examination of a back may find, in keys. Nothing here has a usual answer: what was not tapped was not tested.

Which muscles and which areas: the usual short examination of a leg; for a clinician to confirm.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Mapping

from needlepoint.plans import rules

REST = "REST"  # one tap for everything of a group that was not marked by itself: tested, and as it should be

SIDES = ("LEFT", "RIGHT")
MUSCLES = ("HIP", "KNEE", "FOOT_UP", "BIG_TOE", "FOOT_DOWN")
AREAS = ("THIGH", "SHIN", "FOOT_TOP", "FOOT_SIDE")
POWER = tuple(f"{muscle}_{side}" for muscle, side in itertools.product(MUSCLES, SIDES))
FEELING = tuple(f"{area}_{side}" for area, side in itertools.product(AREAS, SIDES))
HANDS = (
    "TIGHT_LEFT", "TIGHT_RIGHT", "SORE_LEFT", "SORE_MIDDLE", "SORE_RIGHT", "JOINT_LEFT", "JOINT_RIGHT",
    "BUTTOCK_LEFT", "BUTTOCK_RIGHT", "STEP",
)  # fmt: skip

# What was tried before, and what came of it. The kinds are those the patient is asked about.
CARE = ("EXERCISE", "HANDS", "PILLS", "INJECTION", "SURGERY", "NEEDLES", "OTHER")
CARE_HELPED = ("LOT", "LITTLE", "NOT", "WORSE", "TRIED")


def filled(
    marked: Mapping[str, str], keys: Iterable[str], *, rest: bool, as_it_should_be: str
) -> dict[str, str]:
    """Give what was found of a group: what was marked, and the rest as it should be when somebody said so."""
    if not rest:
        return {key: marked[key] for key in keys if key in marked}
    return {key: marked.get(key, as_it_should_be) for key in keys}


def care_from_intake(tried: Iterable[str], helped: str) -> dict[str, str]:
    """Give what the patient told before the first visit as kinds of care and what came of them.

    tried    keys of CARE, and others, which are left out
    helped   how much it helped all in all; with several kinds nobody can say which of them did
    """
    kinds = [kind for kind in tried if kind in CARE]
    return dict.fromkeys(kinds, helped if len(kinds) == 1 and helped in CARE_HELPED else "TRIED")


# --- Which codes are usual ---------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What the practitioner has said so far, each blank while it is open."""

    kind: str = ""
    site: str = ""
    side: str = ""


_BY_KIND: Mapping[str, tuple[str, ...]] = {
    rules.Kind.NON_SPECIFIC: ("M54.50", "M54.59"),
    rules.Kind.STRAIN: ("S39.012A", "S39.012D", "M62.830"),
    rules.Kind.DISC: ("M51.26", "M51.27", "M51.16", "M51.17"),
    rules.Kind.STENOSIS: ("M48.061", "M48.062", "M48.07"),
    rules.Kind.ARTHRITIS: ("M47.816", "M47.817", "M47.26", "M47.27"),
    rules.Kind.SLIPPED_VERTEBRA: ("M43.16", "M43.17"),
    rules.Kind.SACROILIAC: ("M46.1", "M53.3"),
    rules.Kind.PREGNANCY: ("O26.891", "O26.892", "O26.893", "O99.891"),
    rules.Kind.AFTER_SURGERY: ("M96.1",),
}
_SIDE_DIGIT = {"RIGHT": "1", "LEFT": "2"}


def usual_codes(asked: Asked) -> tuple[str, ...]:
    """Give the codes of the table that fit what was said, to choose from; none is ever chosen by us."""
    if asked.kind != rules.Kind.SCIATICA:
        return _BY_KIND.get(asked.kind, ())
    stem = "M54.4" if asked.site == rules.Site.LOW_BACK_AND_LEG else "M54.3"
    return (stem + _SIDE_DIGIT.get(asked.side, "0"),)
