"""Where a visit stands in a column of the calendar, and where it would fit. Pure.

Everything is in ticks of one local day (booking.rules.ticks), so a day of 23 or 25 hours is drawn as long as it is.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from needlepoint.booking.rules import starts, ticks

HOUR = 60
SHOWN_AT_LEAST = (9 * HOUR, 17 * HOUR)  # minutes of the wall clock, on a day without hours or visits


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a day, [start, end) in ticks."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclasses.dataclass(frozen=True, slots=True)
class Lane:
    """Which of how many stretches that run side by side; the first is 1."""

    number: int
    of: int


def lanes(spans: Sequence[Span], *, at_least: int = 1) -> list[Lane]:
    """Return a lane for each stretch, so that no two of one lane overlap.

    at_least  how many lanes there are anyhow: a shared room has one for each place in it

    Stretches that touch one another, directly or by way of others, share the width; the rest have all of it.
    """
    found: dict[int, Lane] = {}
    cluster: list[tuple[int, int]] = []  # (place in `spans`, lane)
    busy_until: list[int] = []

    def settle() -> None:
        for place, number in cluster:
            found[place] = Lane(number, max(len(busy_until), at_least))

    for place in sorted(range(len(spans)), key=lambda at: (spans[at].start, -spans[at].end, at)):
        span = spans[place]
        if cluster and span.start >= max(busy_until):
            settle()
            cluster, busy_until = [], []
        free = next((n for n, until in enumerate(busy_until) if until <= span.start), None)
        if free is None:
            free = len(busy_until)
            busy_until.append(0)
        busy_until[free] = span.end
        cluster.append((place, free + 1))
    settle()
    return [found[place] for place in range(len(spans))]


def runs(mask: int) -> list[Span]:
    """Return a set of ticks as its unbroken stretches, in order."""
    found: list[Span] = []
    start = 0
    while mask >> start:
        start += ((mask >> start) & -(mask >> start)).bit_length() - 1
        length = (~(mask >> start) & -~(mask >> start)).bit_length() - 1
        found.append(Span(start, start + length))
        start += length
    return found


def within(span: Span, day: Span) -> Span | None:
    """Return the part of a stretch that lies in a day; None when there is none."""
    start, end = max(span.start, day.start), min(span.end, day.end)
    return Span(start, end) if start < end else None


def segments(pattern: Iterable[tuple[str, int]], start: int, day: Span) -> list[tuple[str, Span]]:
    """Return each segment of a visit that falls in a day, as (kind, stretch).

    pattern  (kind, minutes) in order
    start    the tick at which the visit begins; below 0 when it began the day before
    """
    found = []
    for kind, minutes in pattern:
        end = start + minutes // ticks.MINUTES
        part = within(Span(start, end), day)
        if part is not None:
            found.append((kind, part))
        start = end
    return found


def window(day: ticks.Day, masks: Iterable[int], spans: Iterable[Span]) -> Span:
    """Return the stretch of a day to draw: whole hours around all that is worked and booked."""
    busy = 0
    for mask in masks:
        busy |= mask
    for span in spans:
        busy |= ticks.bits(max(span.start, 0), min(span.end, day.ticks))
    busy = busy or day.of_hours([SHOWN_AT_LEAST]) or day.whole
    first, last = (busy & -busy).bit_length() - 1, busy.bit_length() - 1
    while first and day.wall_minute(first) % HOUR:
        first -= 1
    last += 1
    while last < day.ticks and day.wall_minute(last) % HOUR:
        last += 1
    return Span(first, last)


def half_hours(free: int, day: ticks.Day, *, shortest: int = 3) -> list[Span]:
    """Return free time cut at the half hours of the wall clock, without pieces shorter than `shortest` ticks."""
    found = []
    for run in runs(free):
        start = run.start
        for tick in range(run.start + 1, run.end + 1):
            if tick == run.end or day.wall_minute(tick) % 30 == 0:
                if tick - start >= shortest:
                    found.append(Span(start, tick))
                start = tick
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Fits:
    """Where a visit may begin in one column, and what else stands in the way where it may not. Each a set of ticks."""

    allowed: int
    outside: int  # nobody at work, or not for the whole of it
    with_other: int  # the practitioner's hands are needed elsewhere
    no_room: int
    elsewhere: int  # the patient has another visit
    over: int = 0  # already past


def fits(
    *,
    visit: starts.Shape,
    working: int,
    practitioner_free: int,
    rooms: Mapping[int, int],
    patient_free: int,
    whole: int,
) -> Fits:
    """Say for every tick of a day whether a visit may begin there.

    working            ticks in which the practitioner is at work
    practitioner_free  ticks at which nothing holds the practitioner, at work or not
    rooms              room → its free ticks; any of them will do
    patient_free       ticks at which the patient is not elsewhere
    whole              every tick of the day
    """
    at_work = starts.fitting(working, visit.stay) & whole
    hands = starts.fitting(practitioner_free, visit.hands) & whole
    roomy = starts.room_starts(rooms.values(), visit, among=whole)
    there = starts.fitting(patient_free, visit.stay) & whole
    return Fits(
        allowed=at_work & hands & roomy & there,
        outside=whole & ~at_work,
        with_other=whole & ~hands,
        no_room=whole & ~roomy,
        elsewhere=whole & ~there,
    )
