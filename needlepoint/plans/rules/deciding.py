"""What a decision at a review does to a course. Nothing is chosen beforehand."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping

from needlepoint.knowledge import dose
from needlepoint.plans.rules import courses


class Decision(enum.StrEnum):
    """What a practitioner may choose at a review. Nothing is chosen beforehand."""

    CONTINUE = "CONTINUE"
    CHANGE = "CHANGE"
    SPACE_OUT = "SPACE_OUT"
    STOP = "STOP"
    REFER = "REFER"


class Move(enum.StrEnum):
    """What a decision does to a course. Stopping after the last planned visit is finishing."""

    GO_ON = "GO_ON"
    SPACE_OUT = "SPACE_OUT"
    FINISH = "FINISH"
    STOP = "STOP"
    REFER = "REFER"


# Every legal move. What is not here cannot happen: a course that ended stays ended, and a new one is agreed.
MOVES: Mapping[tuple[courses.CourseState, Move], courses.CourseState] = {
    (courses.CourseState.ACTIVE, Move.GO_ON): courses.CourseState.ACTIVE,
    (courses.CourseState.ACTIVE, Move.SPACE_OUT): courses.CourseState.ACTIVE,
    (courses.CourseState.ACTIVE, Move.FINISH): courses.CourseState.FINISHED,
    (courses.CourseState.ACTIVE, Move.STOP): courses.CourseState.STOPPED,
    (courses.CourseState.ACTIVE, Move.REFER): courses.CourseState.REFERRED,
}


def move_of(decision: Decision, *, done: int, planned: int) -> Move:
    """Say which move a decision is when `done` of `planned` visits have happened."""
    if decision in {Decision.CONTINUE, Decision.CHANGE}:
        return Move.GO_ON
    if decision is Decision.STOP:
        return Move.FINISH if done >= planned else Move.STOP
    return Move(decision)


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """What a decision leaves behind. `recall_on` is the day to ask the patient back, None for nobody to ask."""

    state: courses.CourseState
    terms: courses.Terms
    recall_on: dt.date | None


class NextReview(enum.Enum):
    """What is wrong with the visit named for the next review."""

    MISSING = "MISSING"
    NOT_AHEAD = "NOT_AHEAD"
    TOO_FAR = "TOO_FAR"


class UnableToDecide(ValueError):
    """The decision cannot be taken as asked; `why` says what is wrong."""

    def __init__(self, why: NextReview | courses.CourseState) -> None:
        super().__init__(str(why))
        self.why = why


# A month after a finished course (the pace of dose.MAINTENANCE), a season after one that was stopped early.
# Ours: no trial of either was found. For a clinician to confirm.
RECALL_DAYS_AFTER: Mapping[Move, int] = {
    Move.FINISH: int(courses.DAYS_IN_WEEK / dose.MAINTENANCE.per_week_max),
    Move.STOP: 91,
}
VISITS_UNTIL_REVIEW_MAX = 12  # the longest preset: nobody goes on for more than a course without a look


def decide(
    decision: Decision,
    terms: courses.Terms,
    *,
    state: courses.CourseState,
    done: int,
    on: dt.date,
    next_review: int | None = None,
) -> Effect:
    """Say what a decision at a review does to a course.

    done          visits that have happened, the one under review included
    next_review   the visit after which to look again. Must be given to continue or change. Spacing out looks again
                  after the last planned visit, or after three more when that one is over, unless told otherwise
    raises        UnableToDecide for a course that has ended, or a next review that is missing, not ahead or too far
    """
    move = move_of(decision, done=done, planned=terms.visits_planned)
    if (state, move) not in MOVES:
        raise UnableToDecide(state)
    after = MOVES[state, move]
    if after is not courses.CourseState.ACTIVE:
        days = RECALL_DAYS_AFTER.get(move)
        return Effect(after, terms, None if days is None else on + dt.timedelta(days=days))
    if next_review is None and move is Move.SPACE_OUT:
        ahead = terms.visits_planned > done
        next_review = terms.visits_planned if ahead else done + dose.MAINTENANCE.review_after
    if next_review is None:
        raise UnableToDecide(NextReview.MISSING)
    if next_review <= done:
        raise UnableToDecide(NextReview.NOT_AHEAD)
    if next_review > done + VISITS_UNTIL_REVIEW_MAX:
        raise UnableToDecide(NextReview.TOO_FAR)
    days_between = terms.days_between
    if move is Move.SPACE_OUT:
        days_between = min(courses.DAYS_BETWEEN_MAX, 2 * days_between)
    kept = courses.Terms(max(terms.visits_planned, next_review), days_between, next_review)
    return Effect(after, kept, on + dt.timedelta(days=days_between) if move is Move.SPACE_OUT else None)
