"""Whom to ask back, when and why, and what a booking means for it. Pure.

The day comes from the plan: a course with visits now and then says how far apart they are, one that is under way says
when its next visit was due. Somebody whose course ended well and who has no such plan is not asked to come for its own
sake; the review that ended it put one date on the list.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping


class RecallReason(enum.StrEnum):
    MAINTENANCE = "MAINTENANCE"
    REVIEW_OVERDUE = "REVIEW_OVERDUE"
    NO_NEXT_VISIT = "NO_NEXT_VISIT"
    LAPSED = "LAPSED"


class Attempt(enum.StrEnum):
    """What came of asking somebody back."""

    NO_ANSWER = "NO_ANSWER"
    LEFT_MESSAGE = "LEFT_MESSAGE"
    WILL_CALL_BACK = "WILL_CALL_BACK"
    NOT_NOW = "NOT_NOW"
    WHEN_WORSE = "WHEN_WORSE"
    DO_NOT_CONTACT = "DO_NOT_CONTACT"


# Days until the person is asked again; None means that this recall is over.
ASK_AGAIN_DAYS: Mapping[Attempt, int | None] = {
    Attempt.NO_ANSWER: 2,
    Attempt.LEFT_MESSAGE: 5,
    Attempt.WILL_CALL_BACK: 7,
    Attempt.NOT_NOW: 28,
    Attempt.WHEN_WORSE: None,
    Attempt.DO_NOT_CONTACT: None,
}

# Nobody is called for ever. After so many tries that reached nobody, the page says that a letter or a stop is kinder.
# Ours; for the clinic to confirm.
TRIES_ENOUGH = 4
UNREACHED = frozenset({Attempt.NO_ANSWER, Attempt.LEFT_MESSAGE})

QUIET_DAYS = 3  # after a visit without a next one: people book the next day, and need not be called
ASK_AHEAD_DAYS = 7  # before the day a maintenance visit is due: so long it takes to find a time
CLOSES_WITHIN_DAYS = 7  # a visit so shortly before the day of a recall is the visit it asks for


@dataclasses.dataclass(frozen=True, slots=True)
class Stands:
    """A course under way whose patient has nothing booked.

    last_on         local day of the latest completed visit, or of the day the course began while there is none
    days_between    the pace of the plan
    is_kept_up      visits now and then, month by month or with the seasons: the plan belongs to no phase
    is_review_due   the visit of the review is over and nobody has decided
    """

    last_on: dt.date
    days_between: int
    is_kept_up: bool
    is_review_due: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """Ask back on a day, for a reason."""

    on: dt.date
    reason: RecallReason


def due(stands: Stands, *, today: dt.date, lapsed_after_days: int) -> Due | None:
    """Say when and why somebody with nothing booked is asked back; None while it is too early to say.

    lapsed_after_days   after so many days without a visit the next one is a first visit again

    A recall is written down once the quiet days are over, so a visit booked the day after leaves no trace.
    """
    silent = (today - stands.last_on).days
    if silent < QUIET_DAYS:
        return None
    if silent > lapsed_after_days:
        return Due(today, RecallReason.LAPSED)
    if stands.is_review_due:
        return Due(stands.last_on + dt.timedelta(days=QUIET_DAYS), RecallReason.REVIEW_OVERDUE)
    if stands.is_kept_up:
        ahead = min(ASK_AHEAD_DAYS, stands.days_between // 2)
        on = stands.last_on + dt.timedelta(days=stands.days_between - ahead)
        return Due(on, RecallReason.MAINTENANCE)
    # A visit a week that was not booked is asked for within the week, not after it.
    wait = max(QUIET_DAYS, min(stands.days_between, ASK_AHEAD_DAYS))
    return Due(stands.last_on + dt.timedelta(days=wait), RecallReason.NO_NEXT_VISIT)


def closes(visit_on: dt.date, due_on: dt.date, *, was_asked: bool) -> bool:
    """Say whether a visit that is booked is the one a recall asks for.

    was_asked   somebody spoke to them, or tried: then any visit they book is the answer

    A visit long before the day is another matter, such as one for a flare: the recall waits behind it.
    """
    return was_asked or visit_on >= due_on - dt.timedelta(days=CLOSES_WITHIN_DAYS)


def unreached(outcomes: list[str]) -> int:
    """Count the tries since somebody was last spoken to.

    outcomes   of every try, first to latest
    """
    count = 0
    for outcome in reversed(outcomes):
        if outcome not in UNREACHED:
            break
        count += 1
    return count
