"""What a plan may start from: the points of a trial, or those textbooks list for a traditional pattern. For staff."""

import dataclasses

from django.utils.translation import gettext

from needlepoint.knowledge.points import presets
from needlepoint.knowledge.tradition import catalogue
from needlepoint.plans.rules import entry, protocol

PATTERN = "pattern:"
_SIDES = {
    "BOTH": protocol.PlanSide.BOTH,
    "MIDLINE": protocol.PlanSide.MIDDLE,
    "AFFECTED": protocol.PlanSide.AFFECTED,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Start:
    """One thing to start from, worded. `is_tradition` sets it apart: it is labelled and has no trial behind it."""

    key: str
    name: str
    points: str
    caveat: str
    is_tradition: bool = False


def all_starts(first: tuple[str, ...] = ()) -> tuple[Start, ...]:
    """Give everything a plan may start from, trials first.

    first   keys of patterns that were found in this patient: they lead their own list
    """
    trials = tuple(
        Start(one.key, gettext(one.name), _listed(one.key), gettext(one.caveat))
        for one in presets.all_presets()
    )
    patterns = [
        Start(
            PATTERN + one.key,
            gettext(one.name),
            _listed(PATTERN + one.key),
            gettext(one.signs),
            is_tradition=True,
        )
        for one in catalogue.current().patterns
        if one.points
    ]
    patterns.sort(key=lambda one: one.key.removeprefix(PATTERN) not in first)
    return (*trials, *patterns)


def _listed(key: str) -> str:
    return protocol.in_words(points_of(key)).replace(entry.TENDER, gettext("sore spots"))


def is_start(key: str) -> bool:
    """Say whether a plan may start from this."""
    return bool(points_of(key))


def points_of(key: str) -> tuple[tuple[str, protocol.PlanSide], ...]:
    """Give (code, side) of what a plan starts from; of an unknown key, nothing. Never raises."""
    if key.startswith(PATTERN):
        found = next(
            (one for one in catalogue.current().patterns if one.key == key.removeprefix(PATTERN)), None
        )
        rows = found.points if found else ()
        sore = found is not None and found.sore_spots
    else:
        trial = next((one for one in presets.all_presets() if one.key == key), None)
        rows = tuple((one.code, one.sides) for one in trial.points) if trial else ()
        sore = trial is not None and trial.tender_points
    planned = tuple((code, protocol.planned_side(code, _SIDES[side])) for code, side in rows)
    return (*planned, (entry.TENDER, protocol.PlanSide.BOTH)) if sore else planned


def start_words(key: str) -> str:
    """Say what a plan was started from; blank for none, and for what is not offered any more."""
    if key.startswith(PATTERN):
        names = {PATTERN + one.key: one.name for one in catalogue.current().patterns}
        return (
            gettext("%(name)s (traditional framework)") % {"name": gettext(names[key])}
            if key in names
            else ""
        )
    return {one.key: gettext(one.name) for one in presets.all_presets()}.get(key, "")
