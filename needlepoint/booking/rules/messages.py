"""When a message about a visit may leave, by which way, and what a reply means. Pure."""

import dataclasses
import datetime as dt
import enum
import zoneinfo
from collections.abc import Iterable

A_DAY_BEFORE = (24,)  # hours; what a service without a cadence of its own gets
NOTICE = dt.timedelta(minutes=60)  # a reminder that comes later than this before the visit helps nobody
EARLIER = dt.timedelta(minutes=30)  # what cannot wait for the morning goes this long before the quiet begins
APART = dt.timedelta(hours=2)  # two reminders closer together than this are one
SOON = dt.timedelta(hours=24)  # a change this close to the visit is better read on a phone
DAY_MINUTES = 1440
# The audit entry that says that somebody wrote of self-harm where we cannot tell the practitioner ourselves: the step
# that can looks for it.
WROTE_OF_SELF_HARM = "wrote_of_self_harm"


class Kind(enum.StrEnum):
    """What a message is for."""

    CONFIRMATION = "CONFIRMATION"
    MOVED = "MOVED"
    REMINDER = "REMINDER"
    CANCELLED = "CANCELLED"


class Channel(enum.StrEnum):
    """By which way it goes."""

    EMAIL = "EMAIL"
    SMS = "SMS"


@dataclasses.dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which no telephone should ring, on the clock of the wall in `zone`.

    from_minute, until_minute  minutes after midnight, half-open; the second may be the smaller, and equal is never
    """

    from_minute: int
    until_minute: int
    zone: str

    def holds(self, moment: dt.datetime) -> bool:
        """Say whether it is quiet at a moment."""
        local = moment.astimezone(zoneinfo.ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        if self.from_minute <= self.until_minute:
            return self.from_minute <= minute < self.until_minute
        return minute >= self.from_minute or minute < self.until_minute

    def end(self, moment: dt.datetime) -> dt.datetime:
        """Return the first moment from this one on at which it is not quiet, UTC."""
        if not self.holds(moment):
            return moment
        end = min(at for at in self._marks(moment, self.until_minute) if at > moment)
        # Put back over the minute at which the quiet began, the clock ends it for a while.
        jump = _first_change(moment, end, zoneinfo.ZoneInfo(self.zone))
        return end if jump is None or self.holds(jump) else jump

    def begin(self, moment: dt.datetime) -> dt.datetime:
        """Return when the quiet began that holds at a moment, UTC."""
        return max(at for at in self._marks(moment, self.from_minute) if at <= moment)

    def _marks(self, moment: dt.datetime, minute: int) -> list[dt.datetime]:
        """When the clock shows `minute`, on the days around a moment; on one day of the year it does so twice."""
        zone = zoneinfo.ZoneInfo(self.zone)
        date = moment.astimezone(zone).date()
        dates = [date + dt.timedelta(days=days) for days in (-2, -1, 0, 1, 2)]
        return [_on_wall(each, minute, zone, fold) for each in dates for fold in (0, 1)]


def _first_change(low: dt.datetime, high: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.datetime | None:
    """Return when the clocks change between two moments no more than days apart, to the minute; None when they do not."""
    before = low.astimezone(zone).utcoffset()
    if high.astimezone(zone).utcoffset() == before:
        return None
    while high - low > dt.timedelta(minutes=1):
        middle = low + (high - low) // dt.timedelta(minutes=2) * dt.timedelta(minutes=1)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def _on_wall(date: dt.date, minute: int, zone: zoneinfo.ZoneInfo, fold: int) -> dt.datetime:
    """Return when the clock of a local day shows `minute`, UTC; when it skips that, when it is put forward."""
    naive = dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minute)
    at = naive.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC)
    if at.astimezone(zone).replace(tzinfo=None) == naive:
        return at
    # Read by the old offset and by the new one it lies on both sides of the jump.
    low, high = sorted(naive.replace(tzinfo=zone, fold=each).astimezone(dt.UTC) for each in (0, 1))
    while high - low > dt.timedelta(minutes=1):
        middle = low + (high - low) // dt.timedelta(minutes=2) * dt.timedelta(minutes=1)
        is_before = middle.astimezone(zone).replace(tzinfo=None) < naive
        low, high = (middle, high) if is_before else (low, middle)
    return high


def reminder_times(
    *, starts_at: dt.datetime, now: dt.datetime, hours: Iterable[int], quiet: Quiet
) -> dict[int, dt.datetime]:
    """Return when to remind of a visit: hours before → moment, only moments after `now` and outside the quiet.

    hours  before the visit, such as [48, 3]; none: a day before
    A reminder of the night waits for the morning when that still leaves NOTICE, and goes in the evening before
    otherwise. A visit too near for one has just been confirmed.
    """
    times: dict[int, dt.datetime] = {}
    for before in sorted({each for each in hours if each > 0} or set(A_DAY_BEFORE), reverse=True):
        at = outside(starts_at - dt.timedelta(hours=before), quiet=quiet, by=starts_at - NOTICE)
        if at is not None and at > now and all(abs(at - other) >= APART for other in times.values()):
            times[before] = at
    return times


def outside(at: dt.datetime, *, quiet: Quiet, by: dt.datetime) -> dt.datetime | None:
    """Return the moment nearest to `at` outside the quiet: later when it is not after `by`, else earlier.

    returns  None when the whole day is quiet, so that neither exists
    """
    if not quiet.holds(at):
        return at
    later = quiet.end(at)
    if later <= by:
        return later
    earlier = quiet.begin(at) - EARLIER
    return None if quiet.holds(earlier) else earlier


@dataclasses.dataclass(frozen=True, slots=True)
class Reach:
    """How somebody can be reached.

    by_text  their number takes texts, they have not stopped them, and a provider carries them
    """

    by_mail: bool
    by_text: bool


def channel(kind: Kind, *, reach: Reach, until_visit: dt.timedelta) -> Channel | None:
    """Say by which way a message goes, or None when there is none.

    Reminders, and changes within a day of the visit, go to the phone in the pocket; what carries an invitation for the
    calendar goes by mail. Each takes the other way when it is the only one.
    """
    wants_text = kind is Kind.REMINDER or (kind is not Kind.CONFIRMATION and until_visit < SOON)
    ways = [Channel.SMS, Channel.EMAIL] if wants_text else [Channel.EMAIL, Channel.SMS]
    open_to = {Channel.SMS: reach.by_text, Channel.EMAIL: reach.by_mail}
    return next((way for way in ways if open_to[way]), None)


class When(enum.Enum):
    """What becomes of a text that falls due in the quiet hours."""

    NOW = "NOW"
    LATER = "LATER"
    NEVER = "NEVER"


def when_quiet(kind: Kind, *, now: dt.datetime, starts_at: dt.datetime, quiet: Quiet) -> When:
    """Say whether a text may leave now, waits for the morning, or is of no use by then.

    A change to a visit that begins before the morning goes at once: better woken than in front of a closed door.
    """
    if not quiet.holds(now):
        return When.NOW
    if quiet.end(now) <= starts_at - NOTICE or (kind is Kind.CANCELLED and starts_at <= now):
        return When.LATER
    return When.NOW if kind in {Kind.MOVED, Kind.CANCELLED} else When.NEVER


class Reply(enum.Enum):
    """What somebody answers to a text."""

    STOP = "STOP"
    START = "START"
    COMING = "COMING"
    OTHER = "OTHER"


# The words carriers in the United States act on (CTIA Messaging Principles and Best Practices), and ours.
WORDS = {
    Reply.STOP: {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"},
    Reply.START: {"start", "unstop"},
    Reply.COMING: {"c", "y", "yes", "ok", "coming", "confirm"},
}


def read_reply(text: str) -> Reply:
    """Read an answer: one word decides, whatever its case and its full stop."""
    word = "".join(letter for letter in text.casefold() if letter.isalnum())
    return next((reply for reply, words in WORDS.items() if word in words), Reply.OTHER)
