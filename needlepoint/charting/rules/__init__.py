"""The note and its needles: what may be done at which stage, and when a note may be signed. Pure.

Needles are counted in and counted out: `ledger` knows how. A note whose counts differ cannot be signed until a named
practitioner has settled it.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence

from needlepoint.charting.rules import effects, ledger, parts
from needlepoint.plans.rules import entry, protocol

Side = entry.Side


# The stages, the deeds and the one table of moves are in `ledger`; these are its names, as everybody knows them.
Stage = ledger.Stage
Deed = ledger.Deed
Ledger = ledger.Ledger
Obstacle = ledger.Obstacle
may = ledger.may
may_add = ledger.may_add
why_not_signable = ledger.why_not_signable


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
class Done:
    """One thing done beside, or with, the needles, and whether it is as it was last time."""

    part: parts.Part
    is_copied: bool = False
    words: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """What is meant to be done, or was done, with the needles and beside them.

    techniques   keys of plans.rules.limits.Technique: `in_step` with the parts
    """

    rows: tuple[Row, ...] = ()
    techniques: tuple[str, ...] = ()
    position: str = ""
    needle_size: str = ""
    retention_minutes: int = RETENTION_USUAL
    parts: tuple[Done, ...] = ()

    @property
    def needles(self) -> int:
        return needles_of(self.rows)


@dataclasses.dataclass(frozen=True, slots=True)
class Supply:
    """The box of needles: what a recall by the maker is looked up by."""

    brand: str = ""
    lot: str = ""
    expires_on: dt.date | None = None

    def is_expired(self, on: dt.date) -> bool:
        return self.expires_on is not None and self.expires_on < on


# The part that stands for a technique of which nobody said more. A lamp needs no flame, so heat begins with it.
KIND_FOR = {
    "ELECTRO": parts.Kind.ELECTRO,
    "HEAT": parts.Kind.HEAT_LAMP,
    "CUPPING": parts.Kind.CUPPING,
    "GUA_SHA": parts.Kind.GUA_SHA,
}


def in_step(chart: Chart) -> Chart:
    """Give a chart whose techniques and parts name the same: a technique without a part gets a bare one."""
    done = [one for one in chart.parts if one.part.technique in chart.techniques]
    there = {one.part.technique for one in done}
    bare = [
        Done(parts.Part(KIND_FOR[key])) for key in chart.techniques if key in KIND_FOR and key not in there
    ]
    return dataclasses.replace(chart, parts=(*done, *bare))


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


def carried(chart: Chart, *, techniques: Sequence[str]) -> Chart:
    """Give the chart to begin with from an earlier one.

    Points, sides, needles, depth, angle, method, size, position, minutes, techniques and their settings come along,
    each marked as copied. What came at a point and how strong a current felt are news of each day and do not. Words,
    scores, unwanted effects and safety answers are not part of a chart, so they never do.

    techniques   those of the earlier chart that are still allowed
    """
    rows = tuple(dataclasses.replace(row, is_copied=True, response="") for row in chart.rows)
    minutes = chart.retention_minutes if chart.retention_minutes in RETENTION_CHOICES else RETENTION_USUAL
    done = tuple(
        dataclasses.replace(
            one, part=dataclasses.replace(one.part, milliamps=None, strength=None), is_copied=True
        )
        for one in chart.parts
        if one.part.technique in techniques
    )
    return dataclasses.replace(
        chart, rows=rows, techniques=tuple(techniques), retention_minutes=minutes, parts=done
    )


def from_plan(
    points: Iterable[Mapping[str, str]], techniques: Sequence[str], *, painful: str = "", number: int = 1
) -> Chart:
    """Give the chart to begin with at the first visit of a plan; its points count as copied until touched.

    painful   the painful side of the episode       number   of the visit in the course: sides in turn follow it
    """
    rows = protocol.rows_at([(one["code"], one["side"]) for one in points], painful, number)
    return Chart(
        tuple(Row(code, side, entry.needles_at(side), is_copied=True) for code, side in rows),
        tuple(techniques),
    )


def in_turn(
    rows: Iterable[Row], points: Iterable[Mapping[str, str]], *, painful: str, before: int, number: int
) -> tuple[Row, ...]:
    """Give carried rows with the sides that a plan takes in turn moved on to today's.

    points    of the plan      before, number   the visit they come from and today's, in the course
    A side that somebody chose against the plan last time stays as it was chosen.
    """
    turns = {one["code"] for one in points if one["side"] == protocol.PlanSide.ALTERNATE}
    return tuple(_turned(row, painful, before, number) if row.code in turns else row for row in rows)


def _turned(row: Row, painful: str, before: int, number: int) -> Row:
    then, now = (
        protocol.side_at(row.code, protocol.PlanSide.ALTERNATE, painful, visit) for visit in (before, number)
    )
    return dataclasses.replace(row, side=now) if row.side is then else row


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


def parts_touched(before: Sequence[Done], now: Iterable[Done]) -> tuple[Done, ...]:
    """Mark which parts are still as copied. How strong a current felt is news of today."""
    copied = [_set_as(one) for one in before if one.is_copied]
    return tuple(dataclasses.replace(one, is_copied=_set_as(one) in copied) for one in now)


def _set_as(done: Done) -> tuple[parts.Part, str]:
    return dataclasses.replace(done.part, milliamps=None, strength=None), done.words


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
        (row, row.needles - by_point.get(key, 0))
        for key, row in keyed(rows).items()
        if row.needles != by_point.get(key, 0)
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
