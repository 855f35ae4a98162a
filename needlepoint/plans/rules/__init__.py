"""Episodes, courses, decisions at a review, recall. Pure.

How points are typed is in `entry`; what a patient's cautions and consents allow is in `limits`.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping

from needlepoint.knowledge import dose
from needlepoint.knowledge.safety import check
from needlepoint.plans.rules.recalling import ASK_AGAIN_DAYS as ASK_AGAIN_DAYS
from needlepoint.plans.rules.recalling import Attempt as Attempt
from needlepoint.plans.rules.recalling import RecallReason as RecallReason

DAYS_IN_WEEK = 7


class Site(enum.StrEnum):
    """Where it hurts most."""

    LOW_BACK = "LOW_BACK"
    LOW_BACK_AND_LEG = "LOW_BACK_AND_LEG"
    BUTTOCK = "BUTTOCK"
    MIDDLE_BACK = "MIDDLE_BACK"
    UPPER_BACK = "UPPER_BACK"
    TAILBONE = "TAILBONE"


class Side(enum.StrEnum):
    """The patient's own left and right."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"
    BOTH = "BOTH"
    MIDDLE = "MIDDLE"


class Kind(enum.StrEnum):
    """What kind of back pain the practitioner thinks it is; a working view, not a diagnosis."""

    NON_SPECIFIC = "NON_SPECIFIC"
    STRAIN = "STRAIN"
    SCIATICA = "SCIATICA"
    DISC = "DISC"
    STENOSIS = "STENOSIS"
    ARTHRITIS = "ARTHRITIS"
    SLIPPED_VERTEBRA = "SLIPPED_VERTEBRA"
    SACROILIAC = "SACROILIAC"
    PREGNANCY = "PREGNANCY"
    AFTER_SURGERY = "AFTER_SURGERY"
    OTHER = "OTHER"


# --- The examination -------------------------------------------------------------------------------------------------

MOVEMENTS = ("FLEXION", "EXTENSION", "BEND_LEFT", "BEND_RIGHT")
MOVEMENT_ANSWERS = ("FREE", "LIMITED", "VERY_LIMITED", "PAINFUL")
REFLEXES = ("KNEE_LEFT", "KNEE_RIGHT", "ANKLE_LEFT", "ANKLE_RIGHT")
REFLEX_ANSWERS = ("NORMAL", "WEAK", "ABSENT", "BRISK")
LEG_RAISE_MAX = 120  # degrees; more than any hip bends with a straight knee in an examination


# --- Red flags, asked again at the assessment -------------------------------------------------------------------------


def red_flag_questions() -> tuple[check.Page, ...]:
    """Give the questions of the check that a practitioner asks again: every one about danger, none about cautions."""
    return tuple(page for page in check.pages() if page.is_about_danger)


def red_flag_signs() -> check.Page:
    """Give the page of weaker signs, which are ticked together."""
    return check.page("signs")


def red_flag_outcome(
    questions: Mapping[str, check.Answer], signs: Mapping[str, check.Answer], cautions: frozenset[str]
) -> check.Outcome:
    """Say where today's answers lead.

    questions   answer key → answer, for every page of `red_flag_questions`
    signs       item key → answer, for every item of `red_flag_signs`
    cautions    the patient's caution keys; they were asked in the check and at the intake
    """
    health = {item.key: _yes_or_no(item.key in cautions) for item in check.page("health").items}
    return check.evaluate({**questions, **signs, **health})


def _yes_or_no(is_so: bool) -> check.Answer:  # noqa: FBT001 the one thing it says
    return check.Answer.YES if is_so else check.Answer.NO


def may_go_on(route: check.Route, *, doctors_word: str = "") -> bool:
    """Say whether a plan may be made on these answers.

    A doctor's word opens the two routes that ask for one. Nothing typed here opens an emergency or a same-day route.
    """
    if route.may_book:
        return True
    waits_for_a_doctor = route in {check.Route.DOCTOR_WITHIN_TWO_WEEKS, check.Route.DOCTOR_FIRST}
    return waits_for_a_doctor and bool(doctors_word.strip())


def held_route(findings: Mapping[str, object]) -> check.Route | None:
    """Give the route that holds an episode's plan back, or None when it may go on.

    findings   an episode's findings; `red_flags` holds {"route", "doctors_word"} once they were asked
    """
    red_flags = findings.get("red_flags")
    if not isinstance(red_flags, Mapping) or "route" not in red_flags:
        return None
    route = check.Route(red_flags["route"])
    return None if may_go_on(route, doctors_word=str(red_flags.get("doctors_word", ""))) else route


# --- The course -------------------------------------------------------------------------------------------------------


class CourseState(enum.StrEnum):
    ACTIVE = "ACTIVE"
    FINISHED = "FINISHED"
    STOPPED = "STOPPED"
    REFERRED = "REFERRED"


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
MOVES: Mapping[tuple[CourseState, Move], CourseState] = {
    (CourseState.ACTIVE, Move.GO_ON): CourseState.ACTIVE,
    (CourseState.ACTIVE, Move.SPACE_OUT): CourseState.ACTIVE,
    (CourseState.ACTIVE, Move.FINISH): CourseState.FINISHED,
    (CourseState.ACTIVE, Move.STOP): CourseState.STOPPED,
    (CourseState.ACTIVE, Move.REFER): CourseState.REFERRED,
}


def move_of(decision: Decision, *, done: int, planned: int) -> Move:
    """Say which move a decision is when `done` of `planned` visits have happened."""
    if decision in {Decision.CONTINUE, Decision.CHANGE}:
        return Move.GO_ON
    if decision is Decision.STOP:
        return Move.FINISH if done >= planned else Move.STOP
    return Move(decision)


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of a course. `review_after` is the visit at whose end the review falls due."""

    visits_planned: int
    days_between: int
    review_after: int


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """What a decision leaves behind. `recall_on` is the day to ask the patient back, None for nobody to ask."""

    state: CourseState
    terms: Terms
    recall_on: dt.date | None


class NextReview(enum.Enum):
    """What is wrong with the visit named for the next review."""

    MISSING = "MISSING"
    NOT_AHEAD = "NOT_AHEAD"
    TOO_FAR = "TOO_FAR"


class UnableToDecide(ValueError):
    """The decision cannot be taken as asked; `why` says what is wrong."""

    def __init__(self, why: NextReview | CourseState) -> None:
        super().__init__(str(why))
        self.why = why


# A month after a finished course (the pace of dose.MAINTENANCE), a season after one that was stopped early.
# Ours: no trial of either was found. For a clinician to confirm.
RECALL_DAYS_AFTER: Mapping[Move, int] = {
    Move.FINISH: int(DAYS_IN_WEEK / dose.MAINTENANCE.per_week_max),
    Move.STOP: 91,
}
VISITS_UNTIL_REVIEW_MAX = 12  # the longest preset: nobody goes on for more than a course without a look
VISITS_MAX = 60
DAYS_BETWEEN_MAX = 91


def decide(
    decision: Decision,
    terms: Terms,
    *,
    state: CourseState,
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
    if after is not CourseState.ACTIVE:
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
        days_between = min(DAYS_BETWEEN_MAX, 2 * days_between)
    kept = Terms(max(terms.visits_planned, next_review), days_between, next_review)
    return Effect(after, kept, on + dt.timedelta(days=days_between) if move is Move.SPACE_OUT else None)


@dataclasses.dataclass(frozen=True, slots=True)
class Position:
    """Where a patient stands in a course.

    done             completed visits since the course began
    is_review_due    the visit of the review is over and nobody has decided yet
    words            the same in words: "3 of 8 visits done, review at 6"
    """

    done: int
    planned: int
    review_after: int
    is_review_due: bool
    words: str

    @property
    def now(self) -> int:
        """The number of the visit under way, or of the next one."""
        return self.done + 1

    @property
    def is_review_today(self) -> bool:
        """Whether the visit under way, or the next one, ends with a review."""
        return self.now >= self.review_after

    @property
    def reviews(self) -> tuple[int, ...]:
        return (self.review_after,)


def is_review_due(*, done: int, review_after: int, state: CourseState) -> bool:
    """Say whether a review is owed: its visit is over, and the course goes on undecided."""
    return state is CourseState.ACTIVE and done >= review_after


# --- Agreeing a course --------------------------------------------------------------------------------------------------


class Outside(enum.Enum):
    """Which number of a plan lies outside what the preset calls usual."""

    VISITS = "VISITS"
    PACE = "PACE"
    REVIEW = "REVIEW"


def days_between_bounds(preset: dose.Preset) -> tuple[int, int]:
    """Give the usual fewest and most days from one visit to the next."""
    return preset.days_between


def usual_terms(preset: dose.Preset) -> Terms:
    """Give the terms a plan starts from, at the slowest pace that is usual: one visit a week in the book's presets."""
    return Terms(preset.visits_usual, days_between_bounds(preset)[1], preset.review_after)


def outside_preset(terms: Terms, preset: dose.Preset) -> tuple[Outside, ...]:
    """Say which numbers lie outside the preset. None is wrong; each needs a reason in the record.

    A review earlier than usual is always inside, and so is one at the end of a shorter course.
    """
    fewest_days, most_days = days_between_bounds(preset)
    found = []
    if not preset.visits_min <= terms.visits_planned <= preset.visits_max:
        found.append(Outside.VISITS)
    if not fewest_days <= terms.days_between <= most_days:
        found.append(Outside.PACE)
    if terms.review_after > preset.review_after:
        found.append(Outside.REVIEW)
    return tuple(found)
