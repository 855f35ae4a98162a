"""A visit is a pattern of segments, each of which needs the practitioner, the room, or both. Pure."""

import dataclasses
import enum
from collections.abc import Iterable, Sequence

TICK_MINUTES = 5
CURRENCY_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$"}


class Kind(enum.StrEnum):
    """What happens in a segment."""

    TOGETHER = "TOGETHER"  # practitioner and patient, in the room
    REST = "REST"  # needles in; the patient rests, the practitioner is free
    TURNOVER = "TURNOVER"  # the patient has left; the room is made ready


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    kind: Kind
    minutes: int


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
        return sum(segment.minutes for segment in self.segments if segment.kind is Kind.REST)

    @property
    def practitioner_runs(self) -> tuple[tuple[int, int], ...]:
        """(offset, length) in minutes from the start, of each stretch with the practitioner."""
        return _runs(self.segments, {Kind.TOGETHER})

    @property
    def room_runs(self) -> tuple[tuple[int, int], ...]:
        return _runs(self.segments, set(Kind))

    @property
    def patient_runs(self) -> tuple[tuple[int, int], ...]:
        return _runs(self.segments, {Kind.TOGETHER, Kind.REST})


class UnableToReadPattern(ValueError):
    """The stored or typed pattern is not one; the message names every fault."""


def pattern(pairs: Iterable[Sequence[object]]) -> Pattern:
    """Read a pattern from pairs such as ["TOGETHER", 15].

    raises  UnableToReadPattern naming every fault at once
    """
    faults = []
    segments = []
    for place, pair in enumerate(pairs, start=1):
        kind, minutes = (*pair, None, None)[:2]
        if kind not in set(Kind):
            faults.append(f"segment {place}: {kind!r} is not one of {', '.join(Kind)}")
        elif not isinstance(minutes, int) or minutes <= 0 or minutes % TICK_MINUTES:
            faults.append(f"segment {place}: {minutes!r} is not a multiple of {TICK_MINUTES} minutes above 0")
        else:
            segments.append(Segment(Kind(str(kind)), minutes))
    if not faults and not any(segment.kind is Kind.TOGETHER for segment in segments):
        faults.append("no segment is TOGETHER: nobody would be there to treat")
    if faults:
        raise UnableToReadPattern("; ".join(faults))
    return Pattern(tuple(segments))


def price(cents: int, currency: str) -> str:
    """Write a price: whole units without pence, with the sign people know, or the currency's letters."""
    amount = f"{cents // 100}" if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02d}"
    return f"{CURRENCY_SIGNS.get(currency, currency + ' ')}{amount}"


def _runs(segments: Iterable[Segment], wanted: set[Kind]) -> tuple[tuple[int, int], ...]:
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
