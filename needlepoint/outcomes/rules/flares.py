"""A back that is worse again: what stands between telling us and a start. Pure.

The safety questions come first, always: pain that returns may be another pain. Only then is a start kept near.
"""

import datetime as dt
import enum
from collections.abc import Mapping, Sequence


class State(enum.StrEnum):
    ASKING = "ASKING"  # told us; the safety questions are not answered yet
    OPEN = "OPEN"  # answered; a start is to be found, or the answers say that a doctor comes first
    BOOKED = "BOOKED"
    CLOSED = "CLOSED"


class Move(enum.StrEnum):
    ANSWER = "ANSWER"
    BOOK = "BOOK"
    LOSE = "LOSE"  # the visit was cancelled or missed
    CLOSE = "CLOSE"


# Every legal move. A visit that the desk books by telephone may come before the answers; they stay wanted all the same.
MOVES: Mapping[tuple[State, Move], State] = {
    (State.ASKING, Move.ANSWER): State.OPEN,
    (State.ASKING, Move.BOOK): State.BOOKED,
    (State.ASKING, Move.CLOSE): State.CLOSED,
    (State.OPEN, Move.BOOK): State.BOOKED,
    (State.OPEN, Move.CLOSE): State.CLOSED,
    (State.BOOKED, Move.LOSE): State.OPEN,
    (State.BOOKED, Move.CLOSE): State.CLOSED,
}


def before(move: Move) -> frozenset[State]:
    """Give the states from which a move is legal."""
    return frozenset(state for state, made in MOVES if made is move)


WAITING = frozenset({State.ASKING, State.OPEN})


class Since(enum.StrEnum):
    """Since when it is worse, as people say it."""

    TODAY = "TODAY"
    DAYS = "DAYS"
    WEEK = "WEEK"


# The day it is counted from. "A few days" is taken for three, "a week or more" for seven: for ordering, not for the note.
_DAYS_AGO: Mapping[Since, int] = {Since.TODAY: 0, Since.DAYS: 3, Since.WEEK: 7}


def since(said: Since | None, today: dt.date) -> dt.date | None:
    """Give the day from which it is worse; None when nobody said."""
    return None if said is None else today - dt.timedelta(days=_DAYS_AGO[said])


class Why(enum.StrEnum):
    """Why a flare is over without a visit of its own."""

    BETTER = "BETTER"
    HAS_VISIT = "HAS_VISIT"  # the one that was booked anyway is soon enough
    SEEN_ELSEWHERE = "SEEN_ELSEWHERE"
    SENT_TO_DOCTOR = "SENT_TO_DOCTOR"
    NOT_REACHED = "NOT_REACHED"
    SILENT = "SILENT"  # nobody did anything about it for so long that it is no flare any more


BY_STAFF = (Why.BETTER, Why.SENT_TO_DOCTOR, Why.SEEN_ELSEWHERE, Why.NOT_REACHED)

KEPT_MINUTES = 30  # for which the soonest start is kept once the answers allow a visit; ours
SHOWN_STARTS = 3
SOON_DAYS = 7  # a start later than this is not near: the page says to ring
DAY = dt.timedelta(days=1)
TOLD_MOST_A_DAY = (
    20  # flares of one person, each told after the one before ended; after that they are asked to call
)
SILENT_DAYS = 21  # after which a flare closes by itself: acute pain has changed by then; ours
APART = dt.timedelta(hours=2)  # between the starts that are shown: three in one hour are no choice
BAD_FROM = 8  # of ten: the desk sees it marked. Severe pain on the 0-10 scale begins at 7 or 8


def spread(starts: Sequence[dt.datetime], count: int) -> list[int]:
    """Give the places of the starts to show: the soonest, then each the next that is far enough from the one before.

    starts   soonest first
    """
    shown: list[int] = []
    for place, at in enumerate(starts):
        if len(shown) == count:
            break
        if not shown or at - starts[shown[-1]] >= APART:
            shown.append(place)
    return shown


def kept_until(now: dt.datetime, starts_at: dt.datetime) -> dt.datetime:
    """Say until when the near start is kept."""
    return min(starts_at, now + dt.timedelta(minutes=KEPT_MINUTES))


def is_silent(reported_at: dt.datetime, now: dt.datetime) -> bool:
    """Say whether nobody did anything about a flare for so long that it closes by itself."""
    return now - reported_at > dt.timedelta(days=SILENT_DAYS)


def urgency(*, is_stopped: bool, pain: int | None, reported_at: dt.datetime) -> tuple[bool, bool, float]:
    """Give what flares are ordered by: whom the answers send to a doctor first, then bad pain, then who waits longest.

    The smallest comes first.
    """
    return not is_stopped, pain is None or pain < BAD_FROM, reported_at.timestamp()
