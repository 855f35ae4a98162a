"""What the pain scores of one course say, worked out from the scores themselves. Pure.

One instrument only: pain, 0-10. The start is the first pain score of the stretch of care, as in `trends`; a missing score
is None, never a zero and never "no change".
"""

import dataclasses
import datetime as dt
import itertools
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from needlepoint.knowledge.instruments import catalogue
from needlepoint.knowledge.instruments import scores as scoring
from needlepoint.outcomes.rules import trends

# The check-in at the end of the plan is answered within these days; what comes later is how it went on, not the result.
AFTER_END_DAYS = 28
# Of the forecast's curve 1 - exp(-weeks / TAU_WEEKS); knowledge.stats.growth has the same number, and a test compares.
TAU_WEEKS = 4.0
# Asked months after the end: how it lasted, which is another question than what the course did.
LATER = frozenset({"MONTH_3", "MONTH_6", "MONTH_12"})
# Nobody is asked for these ahead of time by a message: they exist where they were answered, and say nothing of response.
UNASKED = frozenset({"BASELINE", "AT_VISIT"})
WEEK = dt.timedelta(weeks=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Care:
    """From when to when a course ran; aware UTC, `ended_at` None while it is under way."""

    started_at: dt.datetime
    ended_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """One pain score: when it was asked, 0-10, and why somebody was asked ("" where a form came by itself)."""

    at: dt.datetime
    value: Fraction
    kind: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """One check-in: why, when it was due, when it was answered (None: not, or not yet)."""

    kind: str
    due_at: dt.datetime
    answered_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """The stretch whose scores belong to one course, half-open; None is open at that end."""

    since: dt.datetime | None
    until: dt.datetime | None

    def holds(self, at: dt.datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclasses.dataclass(frozen=True, slots=True)
class Sums:
    """The six running sums of the forecast: number, curve, curve squared, score, score times curve, score squared."""

    n: float = 0.0
    f: float = 0.0
    ff: float = 0.0
    y: float = 0.0
    yf: float = 0.0
    yy: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """What one course came to.

    asked, answered  check-ins that are over, and how many of them were answered
    scores           pain scores from the start on
    latest           None while there is only one score
    responder        None where nobody can say: one score, or a start of 0
    benefit_days     days from the start to the first score at least 30 % better; None where there was none
    """

    visits_done: int
    asked: int
    answered: int
    scores: int
    start: Fraction | None
    start_at: dt.datetime | None
    latest: Fraction | None
    latest_at: dt.datetime | None
    verdict: scoring.Verdict
    responder: bool | None
    benefit_days: int | None
    sums: Sums


def spans(courses: Sequence[Care], baselines: Iterable[dt.datetime]) -> tuple[Span, ...]:
    """Say which stretch of one person's scores belongs to each of their courses.

    courses    in the order they began; one ends before the next begins
    baselines  when a start was written down, in any order
    returns    a span for each course. It begins with the latest start written down before the course ended (a second
               course of the same stretch of care shares the first one's start), and at the beginning of time where none
               was. It ends AFTER_END_DAYS after the course, or where the next course or its start begins
    """
    starts = sorted(baselines)
    found = []
    for care, later in itertools.zip_longest(courses, courses[1:]):
        until = None if care.ended_at is None else care.ended_at + dt.timedelta(days=AFTER_END_DAYS)
        own = starts
        if care.ended_at is not None:
            after = [at for at in starts if at > care.ended_at]
            until = _first(until, *after[:1])
            own = [at for at in starts if at <= care.ended_at]
        if later is not None:
            # Who comes back is often asked anew while the old course still stands open.
            anew = [at for at in starts[1:] if care.started_at < at <= later.started_at][-1:]
            until = _first(until, later.started_at, *anew)
            own = [at for at in own if at not in anew]
        found.append(Span(own[-1] if own else None, until))
    return tuple(found)


def _first(*moments: dt.datetime | None) -> dt.datetime | None:
    return min((at for at in moments if at is not None), default=None)


def result(
    care: Care,
    span: Span,
    *,
    told: Iterable[Told],
    asked: Iterable[Asked],
    visits: Iterable[dt.datetime],
    now: dt.datetime,
) -> Result:
    """Work out one course.

    told    every pain score of the person, in order of time (of two at one moment the one kept later is the later one)
    asked   every check-in of the person
    visits  when each completed visit of the person began
    """
    mine = counted(told, span)
    over = [one for one in asked if _is_counted(one, care, span, now)]
    first, last = (mine[0], mine[-1]) if mine else (None, None)
    if len(mine) == 1:
        last = None
    changed = scoring.change(_score(first), _score(last))
    return Result(
        visits_done=sum(
            care.started_at <= at and (care.ended_at is None or at <= care.ended_at) for at in visits
        ),
        asked=len(over),
        answered=sum(one.answered_at is not None for one in over),
        scores=len(mine),
        start=None if first is None else first.value,
        start_at=None if first is None else first.at,
        latest=None if last is None else last.value,
        latest_at=None if last is None else last.at,
        verdict=changed.verdict,
        responder=changed.responder,
        benefit_days=_benefit_days(mine),
        sums=sums(mine),
    )


def counted(told: Iterable[Told], span: Span) -> list[Told]:
    """Return the scores that say what the course did, in the order they came."""
    return [one for one in told if span.holds(one.at) and one.kind not in LATER]


def _is_counted(one: Asked, care: Care, span: Span, now: dt.datetime) -> bool:
    """Say whether a check-in is over and belongs to the course: one that can still be answered is neither yes nor no."""
    if one.kind in UNASKED or one.kind in LATER:
        return False
    if not Span(care.started_at, span.until).holds(one.due_at):
        return False
    return one.answered_at is not None or not trends.is_open(one.due_at, now)


def _score(told: Told | None) -> scoring.Score | None:
    return None if told is None else scoring.Score(catalogue.PAIN.key, told.value)


def _benefit_days(mine: Sequence[Told]) -> int | None:
    for one in mine[1:]:
        if scoring.change(_score(mine[0]), _score(one)).responder:
            return (one.at - mine[0].at).days
    return None


def sums(mine: Sequence[Told]) -> Sums:
    """Add up pain scores for the forecast; weeks count from the first of them."""
    pairs = [(-math.expm1(-((one.at - mine[0].at) / WEEK) / TAU_WEEKS), float(one.value)) for one in mine]
    return Sums(
        n=float(len(pairs)),
        f=math.fsum(f for f, _y in pairs),
        ff=math.fsum(f * f for f, _y in pairs),
        y=math.fsum(y for _f, y in pairs),
        yf=math.fsum(y * f for f, y in pairs),
        yy=math.fsum(y * y for _f, y in pairs),
    )
