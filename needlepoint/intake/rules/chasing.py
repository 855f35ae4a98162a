"""When somebody is asked, gently, for the rest of a form: a few times before the visit, never at night. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence

from needlepoint.booking.rules import messages

HOURS = (72, 24)  # before the visit; what a clinic that set nothing gets
LEAST_HOURS, MOST_HOURS = 2, 24 * 14
MOST_STEPS = 4  # more than this is nagging
NEVER = (0,)  # as a clinic keeps that it asks nobody
# Whoever has just booked, begun or been asked is left alone for a while.
PEACE = dt.timedelta(hours=2)


class UnableToReadHours(ValueError):
    """The hours cannot be used; carries a sentence for whoever typed them. `values` stand for its open places."""

    def __init__(self, sentence: str, **values: int) -> None:
        super().__init__(sentence)
        self.values = values


def cadence(hours: Iterable[int] | None) -> tuple[int, ...]:
    """Return the hours before a visit at which an unfinished form is asked for, the longest first.

    hours  as a clinic keeps them; empty: HOURS; NEVER: none. What cannot be meant is left out, so that an old row
           stops nothing
    """
    hours = list(hours or ())
    if hours == list(NEVER):
        return ()
    meant = sorted({each for each in hours if LEAST_HOURS <= each <= MOST_HOURS}, reverse=True)
    return tuple(meant[:MOST_STEPS]) or HOURS


def read_hours(text: str) -> list[int]:
    """Read '72, 24' as an owner types it; 0 alone for never.

    returns  different hours, the longest first
    raises   UnableToReadHours
    """
    parts = text.replace(",", " ").replace(";", " ").split()
    if not parts:
        raise UnableToReadHours("Write at least one number of hours.")
    if not all(part.isascii() and part.isdigit() and len(part) <= len(str(MOST_HOURS)) for part in parts):
        raise UnableToReadHours("Write whole numbers of hours, such as 72, 24.")
    hours = sorted({int(part) for part in parts}, reverse=True)
    if hours == list(NEVER):
        return hours
    if hours[0] > MOST_HOURS or hours[-1] < LEAST_HOURS:
        raise UnableToReadHours("Write hours from %(least)s to %(most)s.", least=LEAST_HOURS, most=MOST_HOURS)
    if len(hours) > MOST_STEPS:
        raise UnableToReadHours("Ask at most %(most)s times: more than that is nagging.", most=MOST_STEPS)
    return hours


def moments(starts_at: dt.datetime, hours: Sequence[int], quiet: messages.Quiet) -> list[dt.datetime]:
    """Return when a form would be asked for, in order, none of it in the quiet hours nor after it could help."""
    latest = starts_at - messages.NOTICE
    wanted = (
        messages.outside(starts_at - dt.timedelta(hours=each), quiet=quiet, by=latest) for each in hours
    )
    return sorted({at for at in wanted if at is not None and at <= latest})


def is_due(
    *,
    starts_at: dt.datetime,
    asked_at: dt.datetime,
    chased_at: dt.datetime | None,
    chased_count: int,
    hours: Sequence[int],
    quiet: messages.Quiet,
    now: dt.datetime,
) -> bool:
    """Say whether the rest of a form is asked for now.

    asked_at      when the form was first put before them: at booking, or when it was begun
    chased_at     when we last asked for the rest; `chased_count` how often
    hours         `cadence(…)`

    Of several moments that passed unused, as after a day without a server, one is made up for. Each at most once, and
    never more often than there are hours, however often the visit is moved.
    """
    if chased_count >= len(hours) or quiet.holds(now) or now > starts_at - messages.NOTICE:
        return False
    since = max(asked_at, chased_at or asked_at)
    if now - since < PEACE:
        return False
    return any(since < at <= now for at in moments(starts_at, hours, quiet))
