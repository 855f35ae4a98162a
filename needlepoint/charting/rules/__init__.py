"""The note and its needles: what may be done at which stage, and when a note may be signed. Pure.

Needles are counted in and counted out. A note whose counts differ cannot be signed, and nothing but a count that
agrees settles it.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence

from needlepoint.charting.rules import effects
from needlepoint.plans.rules import entry

Side = entry.Side


class Stage(enum.StrEnum):
    """Where a note stands with its needles."""

    OPEN = "OPEN"  # no needle has gone in
    IN = "IN"
    UNCOUNTED = "UNCOUNTED"  # out in a hurry, and not counted yet
    MISMATCH = "MISMATCH"  # counted out, and the number is not the one that went in
    COUNTED = "COUNTED"
    SIGNED = "SIGNED"


class Deed(enum.StrEnum):
    """What somebody may do to a note."""

    SET_POINTS = "SET_POINTS"
    ADD_NEEDLES = "ADD_NEEDLES"  # one more went in while the others rest
    WRITE = "WRITE"  # words: told, done, response
    NEEDLES_IN = "NEEDLES_IN"
    EXTEND = "EXTEND"
    TAKE_OUT_EARLY = "TAKE_OUT_EARLY"
    COUNT_OUT = "COUNT_OUT"
    REPORT_REACTION = "REPORT_REACTION"
    SIGN = "SIGN"
    AMEND = "AMEND"


# Every legal deed and where it may lead. What is not here cannot happen: needles that are in cannot be lowered, a
# count that agrees cannot be replaced, and a mismatch is left only by a count that agrees. When more came out than
# were recorded, one was forgotten on the record and may be added to it (`may_add`); never when one is missing.
MOVES: Mapping[tuple[Stage, Deed], frozenset[Stage]] = {
    (Stage.OPEN, Deed.SET_POINTS): frozenset({Stage.OPEN}),
    (Stage.OPEN, Deed.WRITE): frozenset({Stage.OPEN}),
    (Stage.OPEN, Deed.NEEDLES_IN): frozenset({Stage.IN}),
    (Stage.OPEN, Deed.REPORT_REACTION): frozenset({Stage.OPEN}),
    (Stage.OPEN, Deed.SIGN): frozenset({Stage.SIGNED}),
    (Stage.IN, Deed.ADD_NEEDLES): frozenset({Stage.IN}),
    (Stage.IN, Deed.WRITE): frozenset({Stage.IN}),
    (Stage.IN, Deed.EXTEND): frozenset({Stage.IN}),
    (Stage.IN, Deed.TAKE_OUT_EARLY): frozenset({Stage.UNCOUNTED}),
    (Stage.IN, Deed.COUNT_OUT): frozenset({Stage.COUNTED, Stage.MISMATCH}),
    (Stage.IN, Deed.REPORT_REACTION): frozenset({Stage.IN}),
    (Stage.UNCOUNTED, Deed.WRITE): frozenset({Stage.UNCOUNTED}),
    (Stage.UNCOUNTED, Deed.COUNT_OUT): frozenset({Stage.COUNTED, Stage.MISMATCH}),
    (Stage.UNCOUNTED, Deed.REPORT_REACTION): frozenset({Stage.UNCOUNTED}),
    (Stage.MISMATCH, Deed.ADD_NEEDLES): frozenset({Stage.COUNTED, Stage.MISMATCH}),
    (Stage.MISMATCH, Deed.WRITE): frozenset({Stage.MISMATCH}),
    (Stage.MISMATCH, Deed.COUNT_OUT): frozenset({Stage.COUNTED, Stage.MISMATCH}),
    (Stage.MISMATCH, Deed.REPORT_REACTION): frozenset({Stage.MISMATCH}),
    (Stage.COUNTED, Deed.WRITE): frozenset({Stage.COUNTED}),
    (Stage.COUNTED, Deed.REPORT_REACTION): frozenset({Stage.COUNTED}),
    (Stage.COUNTED, Deed.SIGN): frozenset({Stage.SIGNED}),
    (Stage.SIGNED, Deed.AMEND): frozenset({Stage.SIGNED}),
    (Stage.SIGNED, Deed.REPORT_REACTION): frozenset({Stage.SIGNED}),
}


def may(stage: Stage, deed: Deed) -> bool:
    """Say whether a deed is legal at a stage."""
    return (stage, deed) in MOVES


@dataclasses.dataclass(frozen=True, slots=True)
class Ledger:
    """What is known of a note's needles.

    went_in    the latest count in, None before the first needle
    came_out   the latest count out, None before anybody counted
    """

    is_signed: bool = False
    went_in: int | None = None
    came_out: int | None = None
    is_out: bool = False

    @property
    def missing(self) -> int:
        """Needles not accounted for: above 0 when fewer came out than went in, below 0 when more did."""
        return (self.went_in or 0) - (self.came_out or 0)

    @property
    def stage(self) -> Stage:
        if self.is_signed:
            return Stage.SIGNED
        if self.went_in is None:
            return Stage.OPEN
        if self.came_out is None:
            return Stage.UNCOUNTED if self.is_out else Stage.IN
        return Stage.COUNTED if self.missing == 0 else Stage.MISMATCH


def may_add(ledger: Ledger) -> bool:
    """Say whether needles may be added to the record: while they are in, or when more came out than went in."""
    if not may(ledger.stage, Deed.ADD_NEEDLES):
        return False
    return ledger.stage is Stage.IN or ledger.missing < 0


class Obstacle(enum.StrEnum):
    """Why a note cannot be signed."""

    ALREADY_SIGNED = "ALREADY_SIGNED"
    NEEDLES_STILL_IN = "NEEDLES_STILL_IN"
    NEVER_COUNTED_OUT = "NEVER_COUNTED_OUT"
    NEEDLES_MISSING = "NEEDLES_MISSING"
    NEEDLES_TOO_MANY = "NEEDLES_TOO_MANY"
    NO_NEEDLES_NOT_SAID = "NO_NEEDLES_NOT_SAID"
    NEEDLES_WERE_USED = "NEEDLES_WERE_USED"
    NOTHING_WRITTEN = "NOTHING_WRITTEN"
    EARLY_WITHOUT_REASON = "EARLY_WITHOUT_REASON"
    VISIT_IS_OFF = "VISIT_IS_OFF"
    VISIT_IS_AHEAD = "VISIT_IS_AHEAD"


def why_not_signable(
    ledger: Ledger,
    *,
    says_no_needles: bool,
    has_words: bool,
    visit_is_off: bool = False,
    visit_is_ahead: bool = False,
    came_out_early: bool = False,
    has_reaction: bool = False,
) -> tuple[Obstacle, ...]:
    """Give every reason against signing, all at once; none means the note may be signed.

    says_no_needles   the practitioner said that none were used today
    has_words         something was written about the visit; needed when no needles say what was done
    visit_is_off      the visit was cancelled or missed
    visit_is_ahead    the visit is on a day to come
    came_out_early    the needles came out in a hurry, which has a cause
    has_reaction      something unwanted is written down
    """
    stage = ledger.stage
    if stage is Stage.SIGNED:
        return (Obstacle.ALREADY_SIGNED,)
    checks = (
        (Obstacle.VISIT_IS_OFF, visit_is_off),
        (Obstacle.VISIT_IS_AHEAD, visit_is_ahead),
        (Obstacle.NEEDLES_STILL_IN, stage is Stage.IN),
        (Obstacle.NEVER_COUNTED_OUT, stage in {Stage.IN, Stage.UNCOUNTED}),
        (Obstacle.NEEDLES_MISSING, stage is Stage.MISMATCH and ledger.missing > 0),
        (Obstacle.NEEDLES_TOO_MANY, stage is Stage.MISMATCH and ledger.missing < 0),
        (Obstacle.NEEDLES_WERE_USED, stage is not Stage.OPEN and says_no_needles),
        (Obstacle.NO_NEEDLES_NOT_SAID, stage is Stage.OPEN and not says_no_needles),
        (Obstacle.NOTHING_WRITTEN, stage is Stage.OPEN and says_no_needles and not has_words),
        (Obstacle.EARLY_WITHOUT_REASON, came_out_early and not has_reaction),
    )
    return tuple(obstacle for obstacle, stands in checks if stands)


# --- Before the first needle -----------------------------------------------------------------------------------------


class Bar(enum.StrEnum):
    """Why no needle may go in yet."""

    NO_CONSENT = "NO_CONSENT"
    NO_PLAN = "NO_PLAN"
    TURNED_AWAY = "TURNED_AWAY"
    HELD = "HELD"
    REFERRED = "REFERRED"
    NO_POINTS = "NO_POINTS"
    VISIT_IS_OFF = "VISIT_IS_OFF"
    VISIT_IS_AHEAD = "VISIT_IS_AHEAD"


def why_not_needled(
    *,
    has_consent: bool,
    has_plan: bool,
    is_held: bool,
    is_referred: bool,
    needles: int,
    visit_is_off: bool = False,
    visit_is_ahead: bool = False,
    is_turned_away: bool = False,
) -> tuple[Bar, ...]:
    """Give every reason against the first needle, all at once.

    has_consent   a yes to needling is on record and was not taken back
    has_plan      what counts as better was agreed in a plan, under way or earlier
    is_held       a warning sign of the latest assessment holds treatment back
    is_referred   the latest plan ended with a referral
    is_turned_away  by the newest check a doctor comes before any needle, and nobody decided differently
    """
    checks = (
        (Bar.VISIT_IS_OFF, visit_is_off),
        (Bar.VISIT_IS_AHEAD, visit_is_ahead),
        (Bar.TURNED_AWAY, is_turned_away),
        (Bar.HELD, is_held),
        (Bar.NO_CONSENT, not has_consent),
        (Bar.NO_PLAN, not has_plan),
        (Bar.REFERRED, is_referred),
        (Bar.NO_POINTS, needles == 0),
    )
    return tuple(bar for bar, stands in checks if stands)


# --- The chart ----------------------------------------------------------------------------------------------------------

RETENTION_CHOICES = (15, 20, 25, 30)  # minutes; what the clinics and trials describe
RETENTION_USUAL = 20
RETENTION_STEP = 5
RETENTION_MAX = (
    60  # ours, for a clinician to confirm: after an hour somebody takes them out and decides again
)
SIZES = ("0.16 × 15 mm", "0.20 × 25 mm", "0.20 × 30 mm", "0.25 × 40 mm", "0.30 × 50 mm", "0.30 × 75 mm")
POSITIONS = ("PRONE", "SUPINE", "SIDE", "SEATED")
SOON_MINUTES = 3  # from here the room says "soon"
NEEDLES_MAX = 120  # in one note; more is a slip of the finger


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One point of a chart.

    is_copied    its settings are as they were last time, and nobody has touched them today
    place        of a sore spot or a paired point: "L4"; blank elsewhere
    depth_mm     as needled, never a limit; None when nobody said
    angle, method, response   keys of rules.quick, blank when nobody said; the response is what came, so it never carries
    needle_size  blank: the note's
    """

    code: str
    side: Side
    needles: int
    is_copied: bool = False
    place: str = ""
    depth_mm: int | None = None
    angle: str = ""
    method: str = ""
    response: str = ""
    needle_size: str = ""

    @property
    def spot(self) -> tuple[str, str]:
        """The point, and which of several sore spots it is."""
        return self.code, self.place

    @property
    def details(self) -> tuple[int | None, str, str, str]:
        """How it is needled, apart from where and how often."""
        return self.depth_mm, self.angle, self.method, self.needle_size


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """What is meant to be done, or was done, with the needles."""

    rows: tuple[Row, ...] = ()
    techniques: tuple[str, ...] = ()
    position: str = ""
    needle_size: str = ""
    retention_minutes: int = RETENTION_USUAL

    @property
    def needles(self) -> int:
        return needles_of(self.rows)


def needles_of(rows: Iterable[Row]) -> int:
    return sum(row.needles for row in rows)


def merged(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Give one row for each point: left and right of the same point are both sides.

    Left and right that are needled in different ways stay two rows, so that neither way is lost.
    """
    known: list[Row] = []
    for row in rows:
        found = next((at for at, one in enumerate(known) if _is_one(one, row)), None)
        if found is None:
            known.append(row)
        else:
            known[found] = _joined(known[found], row)
    return tuple(known)


ONE_SIDED = frozenset({Side.LEFT, Side.RIGHT})


def _is_one(one: Row, other: Row) -> bool:
    if one.spot != other.spot:
        return False
    is_pair = {one.side, other.side} == ONE_SIDED
    return not is_pair or (one.details, one.response) == (other.details, other.response)


def _joined(one: Row, other: Row) -> Row:
    return Row(
        one.code,
        one.side if one.side is other.side else Side.BOTH,
        one.needles + other.needles,
        one.is_copied and other.is_copied,
        one.place,
        other.depth_mm or one.depth_mm,
        other.angle or one.angle,
        other.method or one.method,
        other.response or one.response,
        other.needle_size or one.needle_size,
    )


def keyed(rows: Iterable[Row]) -> dict[str, Row]:
    """Give each row under a name of its own, in order: 'BL23', 'ASHI@L4', and 'GB30~2' where a point has two rows."""
    named: dict[str, Row] = {}
    for row in rows:
        name = f"{row.code}@{row.place}" if row.place else row.code
        same = sum(1 for one in named.values() if one.spot == row.spot)
        named[f"{name}~{same + 1}" if same else name] = row
    return named


def spot_of(key: str) -> tuple[str, str]:
    """Give (code, place) of a name that `keyed` gave."""
    code, _, place = key.partition("~")[0].partition("@")
    return code, place


def with_more(
    rows: Sequence[Row], wanted: Iterable[tuple[str, Side | None]], *, painful: str
) -> tuple[Row, ...]:
    """Give the rows with needles that went in later: a point that is there takes more of them.

    wanted    (code, side or None), as typed      painful   the painful side, for a point without one
    """
    sides = [(code, side or entry.usual_side(code, painful)) for code, side in wanted]
    return merged((*rows, *(Row(code, side, entry.needles_at(side)) for code, side in sides)))


def carried(chart: Chart, *, techniques: Sequence[str]) -> Chart:
    """Give the chart to begin with from an earlier one.

    Points, sides, needles, size, position, minutes and techniques come along, every point marked as copied. Words,
    scores, unwanted effects and safety answers are not part of a chart, so they never do.

    techniques   those of the earlier chart that are still allowed
    """
    rows = tuple(dataclasses.replace(row, is_copied=True, response="") for row in chart.rows)
    minutes = chart.retention_minutes if chart.retention_minutes in RETENTION_CHOICES else RETENTION_USUAL
    return dataclasses.replace(chart, rows=rows, techniques=tuple(techniques), retention_minutes=minutes)


def from_plan(points: Iterable[Mapping[str, str]], techniques: Sequence[str]) -> Chart:
    """Give the chart to begin with at the first visit of a plan; its points count as copied until touched."""
    rows = [(one["code"], entry.side_of(one["code"], Side(one["side"]))) for one in points]
    return Chart(
        tuple(Row(code, side, entry.needles_at(side), is_copied=True) for code, side in rows),
        tuple(techniques),
    )


def needles_meant(before: Row | None, side: Side, typed: int | None) -> int:
    """Give the needles of a point as they are meant.

    Without a script the number stays what it was when the side changes; a number nobody changed follows the side.
    """
    if typed is None:
        return entry.needles_at(side)
    if before is not None and side is not before.side and typed == before.needles:
        return entry.needles_at(side)
    return typed


def touched(before: Sequence[Row], now: Iterable[Row]) -> tuple[Row, ...]:
    """Mark which points are still as copied: those that were, and have the same side, needles and settings now.

    What came at a point is news of today and changes nothing about its settings.
    """
    copied = {_settings(row) for row in before if row.is_copied}
    return tuple(dataclasses.replace(row, is_copied=_settings(row) in copied) for row in now)


def _settings(row: Row) -> tuple[object, ...]:
    return *row.spot, row.side, row.needles, *row.details


def taken_away(before: Iterable[Row], now: Iterable[Row]) -> tuple[str, ...]:
    """Give the codes that would lose needles: while needles are in, a point can only be added to."""
    kept: dict[str, int] = {}
    for row in now:
        kept[row.code] = kept.get(row.code, 0) + row.needles
    return tuple(dict.fromkeys(row.code for row in before if kept.get(row.code, 0) < row.needles))


def out_due_at(needles_in_at: dt.datetime, retention_minutes: int) -> dt.datetime:
    """Give the moment at which the needles are to come out."""
    return needles_in_at + dt.timedelta(minutes=retention_minutes)


def stretched(
    retention_minutes: int, needles_in_at: dt.datetime, now: dt.datetime, by: int = RETENTION_STEP
) -> int:
    """Give the minutes after a stretch: counted from the end that was set, or from now once that has passed."""
    passed = -int(-(now - needles_in_at).total_seconds() // 60)
    return max(retention_minutes, passed) + by


def minutes_left(due_at: dt.datetime, now: dt.datetime) -> int:
    """Give whole minutes until the needles come out, rounded up; below 0 once they are over."""
    return -int(-(due_at - now).total_seconds() // 60)


def not_found(rows: Iterable[Row], by_point: Mapping[str, int]) -> tuple[tuple[Row, int], ...]:
    """Give (point, needles still missing there) from a count point by point; every point when nobody counted so."""
    return tuple(
        (row, row.needles - by_point.get(row.code, 0))
        for row in rows
        if row.needles != by_point.get(row.code, 0)
    )


# --- Unwanted effects ------------------------------------------------------------------------------------------------------


# They stand in a module of their own.
Effect = effects.Effect
GRADES, SERIOUS_FROM_GRADE, EMERGENCIES = effects.GRADES, effects.SERIOUS_FROM_GRADE, effects.EMERGENCIES
is_serious, needs_help_now = effects.is_serious, effects.needs_help_now


class Why(enum.StrEnum):
    """Why something may be done although no consent to it is on record. For a clinician and a lawyer to confirm."""

    EMERGENCY = "EMERGENCY"  # they cannot answer, and waiting would harm them
    ON_PAPER = "ON_PAPER"  # signed on a sheet that is not typed in yet
    BY_PROXY = "BY_PROXY"  # whoever may decide for them said yes, not in the room
    OTHER = "OTHER"


def may_go_without(*, was_refused: bool, is_in_force: bool) -> bool:
    """Say whether a reason may stand in for a consent: never over a no, nor over one that was taken back."""
    return not was_refused and not is_in_force


# Words of a consent given by mouth in the treatment room: what was said is the clinic's consent text, read aloud.
SPOKEN_CONSENT = "spoken-2026-11"
