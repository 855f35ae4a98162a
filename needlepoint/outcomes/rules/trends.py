"""Scores over time against the start, and when to ask for them. Pure.

An occasion is one moment at which somebody was asked. Lines stand over the occasions; a question that was asked and
not answered is None, which is drawn as a gap and never filled in.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping, Sequence

from needlepoint.knowledge.instruments import catalogue, scores

# What the line of a trend is made of; every other measure stands in a list of its own.
IN_A_TREND = (catalogue.PAIN.key, catalogue.ACTIVITY.key, catalogue.GLOBAL_CHANGE.key)

OPEN_DAYS = 14  # how long a check-in can be answered; later, "the last 7 days" are other days
ASK_BACK_DAYS = 7  # how long after a visit it still makes sense to ask about it
REVIEW_AHEAD_DAYS = 3
ASK_HOUR = 10  # mail about how somebody feels comes after breakfast
QUIET_FROM, QUIET_UNTIL = 20, 9


class Kind(enum.StrEnum):
    """Why somebody is asked."""

    BASELINE = "BASELINE"
    AFTER_VISIT = "AFTER_VISIT"
    REVIEW = "REVIEW"
    AT_VISIT = "AT_VISIT"
    DAY_3 = "DAY_3"  # soreness and how long relief lasted; no pain is asked
    END = "END"
    MONTH_3 = "MONTH_3"
    MONTH_6 = "MONTH_6"
    MONTH_12 = "MONTH_12"


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answered at once; None or a missing activity was left open.

    pain           0–10, 10 the worst
    activities     activity id → 0–10, 10 as well as before
    global_change  1–7, 7 very much better; asked before a review only
    measures       key of any other instrument of one question → its number
    """

    pain: int | None = None
    activities: Mapping[int, int] = dataclasses.field(default_factory=dict)
    global_change: int | None = None
    measures: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.tells_of_pain and not self.measures

    @property
    def tells_of_pain(self) -> bool:
        """Say whether anything was answered that the line of a trend is made of."""
        return self.pain is not None or bool(self.activities) or self.global_change is not None


def checked(answers: Answers, *, own: Sequence[int]) -> Answers:
    """Return the answers if every number lies on its scale and every activity is the patient's own.

    own      ids of the patient's activities
    raises   scores.UnableToScore with a sentence for the patient
    """
    if answers.pain is not None:
        scores.score(catalogue.PAIN.key, answers.pain)
    if answers.global_change is not None:
        scores.score(catalogue.GLOBAL_CHANGE.key, answers.global_change)
    for key, value in answers.measures.items():
        scores.score(key, value)
    for activity, value in answers.activities.items():
        if activity not in own:
            raise scores.UnableToScore(
                "One of these activities is not on your list any more. Please look at the page again."
            )
        scores.score(catalogue.ACTIVITY.key, value)
    return answers


@dataclasses.dataclass(frozen=True, slots=True)
class Occasion:
    """One moment of asking. `at` is aware UTC: when it was answered, or when it was due where it was not."""

    at: dt.datetime
    kind: Kind
    is_answered: bool
    answers: Answers


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One question over all occasions of a trend.

    activity  the activity's id, None for pain
    values    one per occasion, None where it was left open or not asked
    """

    activity: int | None
    name: str
    instrument_key: str
    values: tuple[int | None, ...]

    @property
    def answered(self) -> tuple[int, ...]:
        return tuple(value for value in self.values if value is not None)

    @property
    def start(self) -> int | None:
        """The first number given."""
        return self.answered[0] if self.answered else None

    @property
    def latest(self) -> int | None:
        """The latest number given after the first one; None while there is nothing to compare."""
        return self.answered[-1] if len(self.answered) > 1 else None

    @property
    def change(self) -> scores.Change:
        """This question alone against its own start."""
        if self.start is None or self.latest is None:
            return scores.UNKNOWN
        return scores.change(
            scores.score(self.instrument_key, self.start),
            scores.score(self.instrument_key, self.latest),
            items=1,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Trend:
    """How somebody does since the start of this stretch of care."""

    occasions: tuple[Occasion, ...]
    pain: Line
    activities: tuple[Line, ...]

    @property
    def is_empty(self) -> bool:
        return not any(line.answered for line in self.lines)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Pain first, then the activities in the patient's order."""
        return (self.pain, *self.activities)

    @property
    def goal(self) -> int | None:
        """The pain from which the change matters; None without a start, or with no room to show one."""
        return important_from(self.pain.start)

    @property
    def activities_change(self) -> scores.Change:
        """The mean of the person's own activities against its start; only those given at least twice count."""
        both = [line for line in self.activities if line.start is not None and line.latest is not None]
        return scores.activities_change(
            {str(line.activity): line.start for line in both if line.start is not None},
            {str(line.activity): line.latest for line in both if line.latest is not None},
        )

    @property
    def global_change(self) -> int | None:
        """The latest answer to how the back is overall, 1–7."""
        last = self._last_told_overall
        return last.answers.global_change if last else None

    @property
    def overall_is_from_before(self) -> dt.datetime | None:
        """When the overall answer was given, if something was answered after it; None while it is the newest."""
        last = self._last_told_overall
        if last is None or not any(one.is_answered and one.at > last.at for one in self.occasions):
            return None
        return last.at

    @property
    def _last_told_overall(self) -> Occasion | None:
        told = (one for one in reversed(self.occasions) if one.answers.global_change is not None)
        return next(told, None)


def important_from(start: int | None) -> int | None:
    """Return the highest pain that would be an important change from `start`, so that line and verdict agree.

    start    0–10 or None
    returns  0–10; None when no start is known or no score below it would be important
    source   knowledge.instruments: Ostelo 2008, Spine 33:90-94
    """
    if start is None:
        return None
    before = scores.score(catalogue.PAIN.key, start)
    for value in range(start, -1, -1):
        verdict = scores.change(before, scores.score(catalogue.PAIN.key, value)).verdict
        if verdict is scores.Verdict.BETTER_IMPORTANT:
            return value
    return None


def trend(occasions: Sequence[Occasion], activities: Sequence[tuple[int, str]]) -> Trend:
    """Line up what was answered, from the latest start on.

    occasions   in order of `at`; a later baseline (somebody came back with new pain) begins a new line
    activities  (id, the patient's words) in their order
    """
    # The third day after a visit asks about soreness and relief: an occasion without these two questions is no gap.
    occasions = [one for one in occasions if one.kind is not Kind.DAY_3 or one.answers.tells_of_pain]
    begins = [place for place, one in enumerate(occasions) if one.kind is Kind.BASELINE and one.is_answered]
    since = tuple(occasions[begins[-1] :] if begins else occasions)
    return Trend(
        occasions=since,
        pain=Line(None, catalogue.PAIN.name, catalogue.PAIN.key, tuple(one.answers.pain for one in since)),
        activities=tuple(
            Line(key, words, catalogue.ACTIVITY.key, tuple(one.answers.activities.get(key) for one in since))
            for key, words in activities
        ),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Latest:
    """One line of a list: pain at the start and now. `pain` is None while only the start is known."""

    start: int
    pain: int | None
    asked_at: dt.datetime
    change: scores.Change


def latest(given: Sequence[tuple[Kind | None, int, dt.datetime]]) -> Latest | None:
    """Read the latest pain from every pain of one patient: (why asked, 0–10, when) in order of time; None for none."""
    begins = [place for place, (kind, *_) in enumerate(given) if kind is Kind.BASELINE]
    since = list(given[begins[-1] :] if begins else given)
    if not since:
        return None
    line = Line(None, catalogue.PAIN.name, catalogue.PAIN.key, tuple(value for _, value, _ in since))
    return Latest(start=since[0][1], pain=line.latest, asked_at=since[-1][2], change=line.change)


# --- When to ask --------------------------------------------------------------------------------------------------------


def is_open(due_at: dt.datetime, now: dt.datetime) -> bool:
    """Say whether a check-in can still be answered."""
    return now < due_at + dt.timedelta(days=OPEN_DAYS)


def ask_at(ended: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return when to ask about a visit: the next morning, or as soon as it is not too early or late.

    ended, now  aware, both on the clinic's wall clock (same zone)
    """
    return awake(max(_morning_after(ended), now))


def awake(moment: dt.datetime) -> dt.datetime:
    """Return the moment itself, or the next morning when it falls into quiet hours. Aware, on the wall clock."""
    if moment.hour < QUIET_UNTIL:
        return moment.replace(hour=ASK_HOUR, minute=0, second=0, microsecond=0)
    return _morning_after(moment) if moment.hour >= QUIET_FROM else moment


def _morning_after(moment: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(moment.date() + dt.timedelta(days=1), dt.time(ASK_HOUR), tzinfo=moment.tzinfo)
