"""A course of care: its numbers, its states, and where a patient stands in it."""

import dataclasses
import enum

DAYS_IN_WEEK = 7


class CourseState(enum.StrEnum):
    ACTIVE = "ACTIVE"
    FINISHED = "FINISHED"
    STOPPED = "STOPPED"
    REFERRED = "REFERRED"


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of a course. `review_after` is the visit at whose end the review falls due."""

    visits_planned: int
    days_between: int
    review_after: int


VISITS_MAX = 60
DAYS_BETWEEN_MAX = 91


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
