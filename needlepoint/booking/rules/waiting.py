"""Who waits for a start, in which order they are asked, and for how long an offer stands. Pure."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

LAST_MINUTE = 1440
# Parts of a day as people name them, in minutes of the wall clock: a window is one of these on one weekday.
PARTS: tuple[tuple[str, int, int], ...] = (
    ("MORNING", 0, 720),
    ("AFTERNOON", 720, 1020),
    ("EVENING", 1020, LAST_MINUTE),
)
LONGEST_DAYS = 90  # nobody waits longer than the diary is open
ANSWER_BEFORE = dt.timedelta(hours=2)  # an offer is over this long before its start
LEAST_TO_ANSWER = dt.timedelta(minutes=10)  # with less than this there is no time to read it
OFFERS_A_DAY = 2  # to one person; who says no twice is left in peace until tomorrow

Window = tuple[int, int, int]  # weekday (0 is Monday), from minute, until minute (not included)


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """When somebody who waits could come, on the clinic's wall clock.

    windows          empty: any time
    until_date       the last day, inclusive
    practitioner_id  None: anyone
    before           only starts before this moment, since they have a visit then; None: no such visit
    """

    windows: tuple[Window, ...]
    from_date: dt.date
    until_date: dt.date
    practitioner_id: int | None = None
    before: dt.datetime | None = None

    def is_met_by(self, starts_at: dt.datetime, local: dt.datetime, practitioner_id: int) -> bool:
        """Say whether a start would do.

        local  the start on the wall clock
        """
        if self.practitioner_id not in {None, practitioner_id}:
            return False
        if self.before is not None and starts_at >= self.before:
            return False
        if not self.from_date <= local.date() <= self.until_date:
            return False
        minute = local.hour * 60 + local.minute
        return not self.windows or any(
            weekday == local.weekday() and begin <= minute < end for weekday, begin, end in self.windows
        )


def windows_of(chosen: Iterable[tuple[int, str]]) -> tuple[Window, ...]:
    """Return chosen parts of days as windows, parts that touch made one, in order.

    chosen  (weekday, name of the part)
    raises  KeyError for a part that nobody knows
    """
    known = {name: (begin, end) for name, begin, end in PARTS}
    windows: list[Window] = []
    for weekday, begin, end in sorted((weekday, *known[part]) for weekday, part in set(chosen)):
        if windows and windows[-1][0] == weekday and windows[-1][2] == begin:
            windows[-1] = (weekday, windows[-1][1], end)
        else:
            windows.append((weekday, begin, end))
    return tuple(windows)


def parts_of(windows: Iterable[Sequence[int]]) -> tuple[tuple[int, str], ...]:
    """Return the (weekday, part) that windows cover whole: `windows_of` the other way round."""
    return tuple(
        (weekday, name)
        for weekday, begin, end in windows
        for name, first, last in PARTS
        if begin <= first and last <= end
    )


def read_windows(stored: Iterable[Sequence[int]]) -> tuple[Window, ...]:
    """Return windows as a row keeps them; what is none is left out, since a row may be older than this code."""
    return tuple(
        (row[0], row[1], row[2])
        for row in stored
        if len(row) == 3 and 0 <= row[0] <= 6 and 0 <= row[1] < row[2] <= LAST_MINUTE  # noqa: PLR2004
    )


# --- Whose turn it is ----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A place in the line."""

    pk: int
    is_flare: bool
    since: dt.datetime

    @property
    def order(self) -> tuple[bool, dt.datetime, int]:
        """Those whose pain is worse just now come first, then those who wait longest."""
        return not self.is_flare, self.since, self.pk


def in_line(places: Iterable[Place]) -> list[Place]:
    """Return the line, first to last."""
    return sorted(places, key=lambda place: place.order)


def answer_by(*, starts_at: dt.datetime, now: dt.datetime, minutes: int) -> dt.datetime | None:
    """Return until when an offer made now may be answered; None when too little time is left to make one.

    minutes  how long the clinic gives; in any case it ends two hours before the start
    """
    until = min(now + dt.timedelta(minutes=minutes), starts_at - ANSWER_BEFORE)
    return until if until - now >= min(LEAST_TO_ANSWER, dt.timedelta(minutes=max(minutes, 1))) else None
