"""What is done beside, or with, the needles: current, cups, scraping, a lamp, moxa; what, where, how set. Pure."""

import dataclasses
import decimal
import enum
from collections.abc import Sequence

from needlepoint.plans.rules import entry

Side = entry.Side


class Kind(enum.StrEnum):
    """One thing done; the same keys as charting.TechniquePart.Kind."""

    ELECTRO = "ELECTRO"
    CUPPING = "CUPPING"
    GUA_SHA = "GUA_SHA"
    HEAT_LAMP = "HEAT_LAMP"
    MOXA = "MOXA"


class Waveform(enum.StrEnum):
    """How a current is shaped or arranged in time. ALTERNATING is dense and disperse by turns."""

    CONTINUOUS = "CONTINUOUS"
    ALTERNATING = "ALTERNATING"
    INTERMITTENT = "INTERMITTENT"
    BIPHASIC = "BIPHASIC"


class Strength(enum.StrEnum):
    """How strong a current was, as the patient felt it or as a muscle showed it."""

    MILD = "MILD"
    COMFORTABLE = "COMFORTABLE"
    STRONG = "STRONG"
    TOLERANCE = "TOLERANCE"  # as strong as they could well bear
    MUSCLE = "MUSCLE"  # a muscle was seen to move


class Method(enum.StrEnum):
    """How cups, scraping or moxa were done. Cupping that draws blood is not here: many places do not allow it."""

    FIXED = "FIXED"
    SLIDING = "SLIDING"
    FLASH = "FLASH"
    LIGHT = "LIGHT"
    FIRM = "FIRM"
    STICK = "STICK"
    ON_NEEDLE = "ON_NEEDLE"
    INDIRECT = "INDIRECT"
    DIRECT = "DIRECT"
    SMOKELESS = "SMOKELESS"


# Which methods say something about which kind. Current and lamps have none.
METHODS_OF = {
    Kind.ELECTRO: (),
    Kind.CUPPING: (Method.FIXED, Method.SLIDING, Method.FLASH, Method.LIGHT, Method.FIRM),
    Kind.GUA_SHA: (Method.LIGHT, Method.FIRM),
    Kind.HEAT_LAMP: (),
    Kind.MOXA: (Method.STICK, Method.ON_NEEDLE, Method.INDIRECT, Method.DIRECT, Method.SMOKELESS),
}
# Parts of the body that a lamp, a cup or a scraper is put to when no point names the place.
AREAS = (
    "HEAD", "NECK", "SHOULDER", "CHEST", "BELLY", "UPPER_BACK", "MIDDLE_BACK", "LOW_BACK", "SACRUM", "BUTTOCK",
    "HIP", "THIGH", "KNEE", "CALF", "FOOT", "ARM", "HAND",
)  # fmt: skip
# The technique of a plan and of a consent that a kind answers to (plans.rules.limits.Technique).
TECHNIQUE_OF = {
    Kind.ELECTRO: "ELECTRO",
    Kind.CUPPING: "CUPPING",
    Kind.GUA_SHA: "GUA_SHA",
    Kind.HEAT_LAMP: "HEAT",
    Kind.MOXA: "HEAT",
}
MINUTES_MAX = 120
HZ_MAX = 1000
PULSE_US_MAX = 10_000
MILLIAMPS_MAX = decimal.Decimal(50)


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """Where: from one point to another, or one place.

    start, end   codes of points; `end` is "" for a single place, and `start` may then be one of AREAS
    side         the side it was done on. For current, a span is one lead: BL23 to BL25 on BOTH sides is two leads, and
                 a span without an end runs from the left point to the right one
    """

    start: str
    end: str
    side: Side

    @property
    def codes(self) -> tuple[str, ...]:
        """The points named, without areas of the body."""
        return tuple(code for code in (self.start, self.end) if code and code not in AREAS)


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One thing done. What nobody said is empty, never a default.

    hz         one number, or two when they alternate      pulse_us   width of a pulse, microseconds
    milliamps  of the device, as read                      strength   as felt
    """

    kind: Kind
    spans: tuple[Span, ...] = ()
    hz: tuple[int, ...] = ()
    waveform: Waveform | None = None
    pulse_us: int | None = None
    milliamps: decimal.Decimal | None = None
    strength: Strength | None = None
    method: Method | None = None
    minutes: int | None = None

    @property
    def technique(self) -> str:
        """The key of the plan's technique that this answers to."""
        return TECHNIQUE_OF[self.kind]

    @property
    def missing(self) -> tuple[str, ...]:
        """Give what a whole record would also say, as field names; empty when nothing is missing.

        Source: clinical.md 5.3, current needs its leads, frequency, waveform and strength; everything needs minutes.
        """
        wanted = {"spans": bool(self.spans), "minutes": self.minutes is not None}
        if self.kind is Kind.GUA_SHA:
            del wanted["minutes"]
        if self.kind is Kind.ELECTRO:
            wanted["hz"] = bool(self.hz)
            wanted["waveform"] = self.waveform is not None or len(self.hz) > 1
            wanted["strength"] = self.strength is not None or self.milliamps is not None
        return tuple(name for name, is_there in wanted.items() if not is_there)


def span_rows(spans: Sequence[Span]) -> list[list[str]]:
    """Give spans as charting.TechniquePart.points keeps them: [[from, to or "", side]]."""
    return [[one.start, one.end, str(one.side)] for one in spans]


def spans_of(rows: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    """Read spans as they are kept; raises ValueError for a side that is none."""
    return tuple(Span(start, end, Side(side)) for start, end, side in rows)


def techniques_of(done: Sequence[Part]) -> tuple[str, ...]:
    """Give the plan's technique keys that these parts stand for, each once, in order."""
    return tuple(dict.fromkeys(one.technique for one in done))
