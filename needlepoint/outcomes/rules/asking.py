"""What somebody is asked and when, and when asking stops by itself. Pure.

The plan sets the times: the start (which the form before the first visit asks), the morning after each visit, the
third day after the first visits, before a review, at the end, and three, six and twelve months on.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes.rules import trends

Kind = trends.Kind
DAY = dt.timedelta(days=1)

FIRST_VISITS = 2  # after these, soreness and how long relief lasts are asked too
STRETCH_DAYS = 120  # a visit after a longer pause is a first visit again
THIRD_DAY = 3
END_AHEAD_DAYS = 3  # before the last visit of a plan
END_BACK_DAYS = 7  # after a plan that ended before its last visit
SETTLED_DAYS = (
    10  # somebody who was asked the long questions this recently is not asked them again at the end
)
MONTHS = {Kind.MONTH_3: 91, Kind.MONTH_6: 182, Kind.MONTH_12: 365}  # days after the end of a plan
MONTHS_LATE_DAYS = 14  # how late a question about months ago may still come
SPACING = dt.timedelta(hours=20)  # two different questions do not come on one day

CORRECTED_WITHIN = DAY  # after answers were sent
REMIND_AFTER = 2 * DAY
TIME_TO_ANSWER = 2 * DAY  # nobody is silent before that
SILENT_AFTER = 3  # unanswered in a row: then no more messages

LONG = frozenset({Kind.BASELINE, Kind.REVIEW, Kind.END, *MONTHS})
REMINDED = LONG - {Kind.BASELINE}  # the short ones are asked once; the next visit asks again anyway


# --- What is asked ------------------------------------------------------------------------------------------------------

_PAIN = catalogue.PAIN.key
_OVERALL = catalogue.GLOBAL_CHANGE.key
_LONG = (_PAIN, "INTERFERENCE", "SLEEP", "MOOD", "MEDICINE_USE")


@dataclasses.dataclass(frozen=True, slots=True)
class Battery:
    """The questions of one check-in. Each may be left open.

    keys        instruments of one question, in the order they are asked
    activities  whether the person's own activities are asked
    is_long     the set before a review; the other one is a few taps
    """

    keys: tuple[str, ...]
    activities: bool
    is_long: bool


def battery(kind: Kind, *, visit_number: int | None = None) -> Battery:
    """Return what is asked.

    visit_number   which visit of this stretch of care it is about, from 1; None for no visit or when nobody knows
    """
    if kind in LONG:
        overall = () if kind is Kind.BASELINE else (_OVERALL,)
        return Battery((*_LONG, *overall), activities=True, is_long=True)
    if kind is Kind.DAY_3:
        return Battery(("SORENESS", "RELIEF"), activities=False, is_long=False)
    if kind is Kind.AFTER_VISIT and is_first(visit_number):
        return Battery((_PAIN, "SORENESS"), activities=True, is_long=False)
    return Battery((_PAIN,), activities=kind is Kind.AFTER_VISIT, is_long=False)


def is_first(visit_number: int | None) -> bool:
    """Say whether a visit is one of the first, whose soreness and relief are asked about."""
    return visit_number is not None and visit_number <= FIRST_VISITS


def gathered(given: Mapping[str, int], activities: Mapping[int, int]) -> trends.Answers:
    """Put answers by instrument into the shape that trends read.

    given        key → number; what was left open is not in it
    activities   id → 0-10
    """
    rest = {key: value for key, value in given.items() if key not in (_PAIN, _OVERALL)}
    return trends.Answers(given.get(_PAIN), activities, given.get(_OVERALL), rest)


# --- When ---------------------------------------------------------------------------------------------------------------


def third_day(ended: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return when to ask how long relief lasted: the third morning, or as soon as it is not too early or late.

    ended, now  aware, both on the clinic's wall clock (same zone)
    """
    return trends.ask_at(ended + (THIRD_DAY - 1) * DAY, now)


def may_follow(kind: Kind, others: Iterable[tuple[Kind, dt.datetime]], due_at: dt.datetime) -> bool:
    """Say whether a question may come now, or waits because another kind was asked on the same day.

    others   (kind, when due) of the person's other check-ins
    """
    return all(other is kind or abs(due_at - at) >= SPACING for other, at in others)


def is_reminder_due(
    kind: Kind,
    *,
    due_at: dt.datetime,
    reminded_at: dt.datetime | None,
    until: dt.datetime | None,
    now: dt.datetime,
) -> bool:
    """Say whether to remind once of a check-in that is not answered.

    until   when it makes no sense any more, such as the start of the visit it is for; None: while it is open
    """
    if kind not in REMINDED or reminded_at is not None or (until is not None and until <= now):
        return False
    return now >= due_at + REMIND_AFTER and trends.is_open(due_at, now)


def sent_at(told_at: dt.datetime | None, made_at: dt.datetime) -> dt.datetime | None:
    """Return when answers reached us; None for none. A sheet that nobody was asked was typed in when it was made."""
    return None if told_at is None else max(told_at, made_at)


def may_correct(told_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Say whether a slip of the finger can still be put right: on the day itself, not from memory later."""
    return told_at is not None and told_at <= now < told_at + CORRECTED_WITHIN


# --- When to be quiet -----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """One check-in for which a message was sent."""

    due_at: dt.datetime
    is_answered: bool


def is_silent(asked: Sequence[Asked], *, since: dt.datetime | None, now: dt.datetime) -> bool:
    """Say whether somebody left so many in a row unanswered that messages should stop.

    asked   those for which a message was sent, in any order
    since   the end of the latest pause: what came before it does not count; None when there was none
    """
    fresh = [one for one in asked if since is None or one.due_at >= since]
    known = [one for one in fresh if one.is_answered or one.due_at + TIME_TO_ANSWER <= now]
    known.sort(key=lambda one: one.due_at, reverse=True)
    latest = known[:SILENT_AFTER]
    return len(latest) == SILENT_AFTER and not any(one.is_answered for one in latest)
