"""Buttons pressed on a tablet in the treatment room, maybe minutes ago and without a network. Pure.

A press is kept once under its key, whatever number of times and in whatever order it is sent. What it means is decided
against the note as it stands when it arrives: done, done already, not possible, or something that two people pressed
differently, which is kept and asked about. Nothing that was counted is ever overwritten by something older.
"""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Iterable, Mapping

from needlepoint.charting import rules

BATCH_MAX = 200  # half an hour of three busy rooms is thirty
COUNT_MAX = 500
KEY_LENGTH = 36
CODE_MAX = 40


class Deed(enum.StrEnum):
    """What a button of the board does."""

    IN = "IN"
    LONGER = "LONGER"
    OUT = "OUT"
    EARLY = "EARLY"  # out in a hurry, counted after


class Outcome(enum.StrEnum):
    """What became of a press."""

    DONE = "DONE"
    ALREADY = "ALREADY"
    REFUSED = "REFUSED"
    ASK = "ASK"  # it differs from what is on record: both are kept, and somebody looks


class Verdict(enum.StrEnum):
    """What a press comes to before it is tried."""

    DO = "DO"
    ALREADY = "ALREADY"
    TOO_SOON = "TOO_SOON"  # no needles are in yet
    TOO_LATE = "TOO_LATE"  # they are out already
    IN_DIFFERS = "IN_DIFFERS"
    OUT_DIFFERS = "OUT_DIFFERS"
    HURRY_UNSAID = "HURRY_UNSAID"  # they came out in a hurry, and the note does not say so

    @property
    def asks(self) -> bool:
        return self in {Verdict.IN_DIFFERS, Verdict.OUT_DIFFERS, Verdict.HURRY_UNSAID}


@dataclasses.dataclass(frozen=True, slots=True)
class Press:
    """One press of a button, as the tablet tells it.

    key         the tablet's own, a UUID
    visit       code of the visit
    pressed_at  by the clinic's clock as far as the tablet knew it; None when it was pressed just now
    needles     the number counted, for IN and OUT
    minutes     how long the needles are to stay in altogether, for LONGER; None for the usual step
    has_looked  the button said where needles hide, and was pressed after a look there
    """

    key: uuid.UUID
    visit: str
    deed: Deed
    pressed_at: dt.datetime | None = None
    needles: int | None = None
    minutes: int | None = None
    has_looked: bool = False


def read(told: object) -> Press | None:
    """Read one press as it was sent; None for what no button of ours ever sent. Never raises."""
    if not isinstance(told, Mapping):
        return None
    key, visit = _uuid(told.get("key")), told.get("visit")
    deed = told.get("deed")
    if key is None or not _is_code(visit) or deed not in list(Deed):
        return None
    at = told.get("pressed_at")
    pressed_at = _moment(at)
    needles, minutes = _number(told.get("needles"), COUNT_MAX), _number(told.get("minutes"), COUNT_MAX)
    is_unread = at is not None and at != "" and pressed_at is None
    if is_unread or (deed == Deed.OUT and needles is None):
        return None
    return Press(key, str(visit), Deed(str(deed)), pressed_at, needles, minutes, told.get("looked") is True)


def key_of(told: object) -> uuid.UUID | None:
    """Give the key of what was sent, also of a press that cannot be read: a tablet hears of it and sends it no more."""
    return _uuid(told.get("key")) if isinstance(told, Mapping) else None


def _is_code(told: object) -> bool:
    """Half a character or a NUL in a code would stop the database, and with it everything sent along."""
    return isinstance(told, str) and told.isascii() and told.isalnum() and len(told) <= CODE_MAX


def _uuid(told: object) -> uuid.UUID | None:
    if not isinstance(told, str) or len(told) != KEY_LENGTH:
        return None
    try:
        return uuid.UUID(told)
    except ValueError:
        return None


def _moment(told: object) -> dt.datetime | None:
    if not isinstance(told, str) or not told.isascii():
        return None
    try:
        read = dt.datetime.fromisoformat(told)
        return None if read.tzinfo is None else read.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _number(told: object, most: int) -> int | None:
    if isinstance(told, str) and told.isascii() and told.isdecimal() and len(told) <= len(str(most)):
        told = int(told)
    if isinstance(told, bool) or not isinstance(told, int) or not 0 <= told <= most:
        return None
    return told


def in_order(presses: Iterable[Press], now: dt.datetime) -> tuple[Press, ...]:
    """Give each press once, in the order in which they were pressed, however they were sent.

    now   when those were pressed that bring no time of their own
    """
    once = {press.key: press for press in sorted(presses, key=lambda one: _place(one, now), reverse=True)}
    return tuple(sorted(once.values(), key=lambda one: _place(one, now)))


def _place(press: Press, now: dt.datetime) -> tuple[dt.datetime, str]:
    return (press.pressed_at or now, str(press.key))


def moment(
    pressed_at: dt.datetime | None,
    *,
    day_begins: dt.datetime,
    now: dt.datetime,
    needles_in_at: dt.datetime | None = None,
) -> dt.datetime:
    """Give when a press counts as pressed: never in the future, never before the day of its visit, and what needs
    needles never before they went in.

    A tablet whose clock is wrong cannot write a time that makes no sense.
    """
    earliest = max(day_begins, needles_in_at or day_begins)
    return now if pressed_at is None else min(now, max(pressed_at, min(earliest, now)))


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """How a note stands when a press arrives.

    counted_at         the latest count out
    retention_minutes  how long the needles are to stay in
    """

    ledger: rules.Ledger
    counted_at: dt.datetime | None = None
    retention_minutes: int = 0
    came_out_early: bool = False


def verdict(press: Press, standing: Standing, *, at: dt.datetime) -> Verdict:
    """Say what a press comes to, given how the note stands. `at` is when it was pressed."""
    if press.deed is Deed.IN:
        return _counted_in(press, standing.ledger)
    if standing.ledger.went_in is None:
        return Verdict.TOO_SOON
    if press.deed is Deed.LONGER:
        return _longer(press, standing)
    if press.deed is Deed.EARLY:
        return _hurried(standing)
    return _counted_out(press, standing, at)


def _counted_in(press: Press, ledger: rules.Ledger) -> Verdict:
    if ledger.stage is rules.Stage.OPEN:
        return Verdict.DO
    return Verdict.ALREADY if press.needles in {None, ledger.went_in} else Verdict.IN_DIFFERS


def _longer(press: Press, standing: Standing) -> Verdict:
    if standing.ledger.stage is not rules.Stage.IN:
        return Verdict.TOO_LATE
    is_long = press.minutes is not None and press.minutes <= standing.retention_minutes
    return Verdict.ALREADY if is_long else Verdict.DO


def _hurried(standing: Standing) -> Verdict:
    if standing.ledger.stage is rules.Stage.IN:
        return Verdict.DO
    is_known = standing.came_out_early or standing.ledger.stage is rules.Stage.UNCOUNTED
    return Verdict.ALREADY if is_known else Verdict.HURRY_UNSAID


def _counted_out(press: Press, standing: Standing, at: dt.datetime) -> Verdict:
    ledger = standing.ledger
    if ledger.stage in {rules.Stage.IN, rules.Stage.UNCOUNTED}:
        return Verdict.DO
    is_older = standing.counted_at is not None and at <= standing.counted_at
    may_recount = ledger.stage is rules.Stage.MISMATCH and not is_older
    if press.needles == ledger.came_out and not may_recount:
        return Verdict.ALREADY
    # An older count says nothing against a newer one, and one that agreed is not replaced: somebody looks.
    return Verdict.DO if may_recount else Verdict.OUT_DIFFERS


def more_minutes(
    wanted: int | None, *, retention_minutes: int, needles_in_at: dt.datetime, at: dt.datetime
) -> int:
    """Give the minutes by which to stretch so that the needles stay in as long as was wanted; 0 or less: long enough.

    The tablet sends the end that it showed, not "five more": pressed on two tablets at once it is five minutes, and
    the order in which presses arrive makes no difference.
    """
    if wanted is None:
        return rules.RETENTION_STEP
    return wanted - (rules.stretched(retention_minutes, needles_in_at, at, 0))
