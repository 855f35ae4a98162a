"""A visit is a pattern of segments, each of which needs the practitioner, the room, or both. Pure."""

import dataclasses
import enum
import itertools
from collections.abc import Iterable, Sequence

TICK_MINUTES = 5
CURRENCY_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$"}


class Kind(enum.StrEnum):
    """What happens in a segment."""

    TOGETHER = "TOGETHER"  # practitioner and patient, in the room
    REST = "REST"  # needles in; the patient rests, the practitioner is free
    ATTENDED = "ATTENDED"  # needles in, and the practitioner stays
    TURNOVER = "TURNOVER"  # the patient has left; the room is made ready


# Needles are in, so somebody who can take them out is at work.
RESTING = frozenset({Kind.REST, Kind.ATTENDED})
WITH_PRACTITIONER = frozenset({Kind.TOGETHER, Kind.ATTENDED})
WITH_PATIENT = frozenset(Kind) - {Kind.TURNOVER}
SLIP_MOST = 30


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """A part of a visit.

    slip  how many minutes longer a rest may last, so that the practitioner can come from another room
    """

    kind: Kind
    minutes: int
    slip: int = 0

    @property
    def pair(self) -> list[str | int]:
        """The segment as it is stored."""
        return [str(self.kind), self.minutes, *([self.slip] if self.slip else [])]


@dataclasses.dataclass(frozen=True, slots=True)
class Pattern:
    """The segments of a visit in order. Minutes are multiples of five."""

    segments: tuple[Segment, ...]

    @property
    def room_minutes(self) -> int:
        """The room is held from the welcome until it is ready again."""
        return sum(segment.minutes for segment in self.segments)

    @property
    def patient_minutes(self) -> int:
        """What the patient is told the visit takes."""
        return sum(segment.minutes for segment in self.segments if segment.kind is not Kind.TURNOVER)

    @property
    def rest_minutes(self) -> int:
        return sum(segment.minutes for segment in self.segments if segment.kind in RESTING)

    @property
    def practitioner_runs(self) -> tuple[tuple[int, int], ...]:
        """(offset, length) in minutes from the start, of each stretch with the practitioner."""
        return _runs(self.segments, WITH_PRACTITIONER)

    @property
    def room_runs(self) -> tuple[tuple[int, int], ...]:
        return _runs(self.segments, frozenset(Kind))

    @property
    def patient_runs(self) -> tuple[tuple[int, int], ...]:
        return _runs(self.segments, WITH_PATIENT)

    @property
    def pairs(self) -> list[list[str | int]]:
        """The pattern as it is stored; `pattern` reads it back."""
        return [segment.pair for segment in self.segments]

    def attended(self) -> "Pattern":
        """Return the same visit with the practitioner in the room throughout."""
        return Pattern(
            tuple(
                Segment(Kind.ATTENDED, segment.minutes) if segment.kind is Kind.REST else segment
                for segment in self.segments
            )
        )

    def variants(self) -> tuple["Pattern", ...]:
        """Return the visit as planned, and then with its rests longer by as much as each may slip, least first.

        Each has no slip left: it is what a patient would be booked for.
        """
        choices = [range(0, segment.slip + 1, TICK_MINUTES) for segment in self.segments]
        slips = sorted(itertools.product(*choices), key=lambda slip: (sum(slip), slip))
        return tuple(
            Pattern(
                tuple(
                    Segment(segment.kind, segment.minutes + more)
                    for segment, more in zip(self.segments, slip, strict=True)
                )
            )
            for slip in slips
        )


class UnableToReadPattern(ValueError):
    """The stored or typed pattern is not one; the message names every fault."""


def pattern(pairs: Iterable[Sequence[object]]) -> Pattern:
    """Read a pattern from pairs such as ["TOGETHER", 15], or ["REST", 25, 10] for a rest that may last 10 longer.

    raises  UnableToReadPattern naming every fault at once
    """
    faults = []
    segments = []
    for place, pair in enumerate(pairs, start=1):
        kind, minutes, slip = [*pair, None, None, None][:3]
        slip = 0 if slip is None else slip
        if kind not in set(Kind):
            faults.append(f"segment {place}: {kind!r} is not one of {', '.join(Kind)}")
        elif not isinstance(minutes, int) or minutes <= 0 or minutes % TICK_MINUTES:
            faults.append(f"segment {place}: {minutes!r} is not a multiple of {TICK_MINUTES} minutes above 0")
        elif not isinstance(slip, int) or not 0 <= slip <= SLIP_MOST or slip % TICK_MINUTES:
            faults.append(
                f"segment {place}: {slip!r} more is not a multiple of {TICK_MINUTES} from 0 to {SLIP_MOST}"
            )
        elif slip and kind != Kind.REST:
            faults.append(f"segment {place}: only a REST may last longer than planned")
        else:
            segments.append(Segment(Kind(str(kind)), minutes, slip))
    if not faults and not any(segment.kind is Kind.TOGETHER for segment in segments):
        faults.append("no segment is TOGETHER: nobody would be there to treat")
    if faults:
        raise UnableToReadPattern("; ".join(faults))
    return Pattern(tuple(segments))


def price(cents: int, currency: str) -> str:
    """Write a price: whole units without pence, with the sign people know, or the currency's letters."""
    amount = f"{cents // 100}" if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02d}"
    return f"{CURRENCY_SIGNS.get(currency, currency + ' ')}{amount}"


def course_total(first: int, later: int, visits: int) -> int:
    """Return what a course comes to, in whatever the two visits are counted in: cents, or minutes.

    visits  how many in all, of which the first is a first visit
    raises  ValueError for less than one visit
    """
    if visits < 1:
        raise ValueError(f"a course of {visits} visits")
    return first + later * (visits - 1)


def _runs(segments: Iterable[Segment], wanted: frozenset[Kind]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    offset = 0
    for segment in segments:
        if segment.kind in wanted:
            if runs and sum(runs[-1]) == offset:
                runs[-1] = (runs[-1][0], runs[-1][1] + segment.minutes)
            else:
                runs.append((offset, segment.minutes))
        offset += segment.minutes
    return tuple(runs)
