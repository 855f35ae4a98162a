"""What stays in the skin on purpose: whether this patient may have it, where, and for how long. Pure."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable

from needlepoint.knowledge.safety import cautions
from needlepoint.plans.rules import limits

CONSENT = "PRESS_TACKS"


class Kind(enum.StrEnum):
    """What stays in; the keys of models.LeftIn.Kind."""

    PRESS_NEEDLE = "PRESS_NEEDLE"
    EAR_NEEDLE = "EAR_NEEDLE"
    SEED = "SEED"

    @property
    def pierces(self) -> bool:
        return self is not Kind.SEED


EAR = "EAR"  # no channel covers the ear, so its places are told in words
# Places of the ear in use for pain, by their everyday names. Ours, for a clinician to confirm.
EAR_PLACES = (
    "Shen men",
    "Lumbar spine",
    "Sciatic nerve",
    "Hip",
    "Knee",
    "Kidney",
    "Sympathetic",
    "Point zero",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Allowed:
    """Whether something may be left in a patient.

    is_refused    a caution forbids it      needs_reason   it may be, and the record says why
    notes         (caution chip, what to mind) for each caution that says something about it
    """

    is_refused: bool
    needs_reason: bool
    notes: tuple[tuple[str, str], ...]


def allowed(kind: Kind, caution_keys: Iterable[str]) -> Allowed:
    """Say whether something may be left in this patient. A seed does not pierce: what forbids a needle asks for a reason."""
    found = [
        (one, limit)
        for one in limits.known(caution_keys)
        for limit in one.limits
        if limit.technique is cautions.Technique.PRESS_TACKS
    ]
    levels = {limit.level for _, limit in found}
    is_avoided = cautions.Level.AVOID in levels
    return Allowed(
        is_refused=is_avoided and kind.pierces,
        needs_reason=cautions.Level.SIGN_OFF in levels or (is_avoided and not kind.pierces),
        notes=tuple((one.chip, limit.note) for one, limit in found),
    )


# Ours, for a clinician to confirm: three to five days is what is suggested; nothing stays longer than a week.
STAY_DAYS_USUAL, STAY_DAYS_MIN, STAY_DAYS_MAX, STAY_DAYS_MOST = 3, 3, 5, 7
PIECES_MAX = 20


class Due(enum.StrEnum):
    """How something left in stands on a day."""

    LATER = "LATER"
    SOON = "SOON"  # comes off tomorrow or the day after
    TODAY = "TODAY"
    OVERDUE = "OVERDUE"
    OFF = "OFF"


def due(remove_by: dt.date, today: dt.date, *, is_off: bool) -> Due:
    """Say how something left in stands today."""
    if is_off:
        return Due.OFF
    days = (remove_by - today).days
    if days < 0:
        return Due.OVERDUE
    if days == 0:
        return Due.TODAY
    return Due.SOON if days <= 2 else Due.LATER  # noqa: PLR2004 two days ahead


def is_stay_allowed(remove_by: dt.date, today: dt.date) -> bool:
    """Say whether something put in today may come off on that day: from today on, within a week."""
    return 0 <= (remove_by - today).days <= STAY_DAYS_MOST


def days_to_choose(today: dt.date) -> tuple[dt.date, ...]:
    """Give the days that are suggested for taking it off, the first one chosen beforehand."""
    return tuple(today + dt.timedelta(days=days) for days in range(STAY_DAYS_MIN, STAY_DAYS_MAX + 1))
