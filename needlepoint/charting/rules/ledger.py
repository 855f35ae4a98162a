"""The needles of one note, from the first that goes in to the signature: what may happen when, and what it leads to. Pure.

A note is a row of events. `after` applies one event to what is known so far; `MOVES` is the one table of what may
happen at which stage. A visit closes when every needle that went in is accounted for: counted out, or explained by a
named practitioner after nobody could find it. What is left in on purpose (press needles, seeds) is counted apart and
never makes up for a needle that is missing.
"""

import dataclasses
import enum
from collections.abc import Callable, Iterable, Mapping


class Stage(enum.StrEnum):
    """Where a note stands with its needles."""

    OPEN = "OPEN"  # no needle has gone in
    IN = "IN"
    UNCOUNTED = "UNCOUNTED"  # out in a hurry, and not counted yet
    MISMATCH = "MISMATCH"  # counted out, and the number is not the one that went in: an incident is open
    TO_SETTLE = "TO_SETTLE"  # they agree after all, and nobody has said yet why they did not
    SETTLED = "SETTLED"  # they differ, and a named practitioner said why
    COUNTED = "COUNTED"
    SIGNED = "SIGNED"


class Deed(enum.StrEnum):
    """What somebody may do to a note."""

    SET_POINTS = "SET_POINTS"
    WRITE = "WRITE"  # words: told, done, response
    REPORT_REACTION = "REPORT_REACTION"
    NEEDLES_IN = "NEEDLES_IN"
    ADD_NEEDLES = "ADD_NEEDLES"  # one more went in while the others rest
    CORRECT_IN = (
        "CORRECT_IN"  # the number that went in was written down wrong; the old one stays, with a reason
    )
    EXTEND = "EXTEND"
    HAND_OVER = "HAND_OVER"
    TAKE_OUT_EARLY = "TAKE_OUT_EARLY"
    COUNT_OUT = "COUNT_OUT"
    LEAVE_IN = "LEAVE_IN"  # on purpose: press needles, seeds
    TAKE_OFF = "TAKE_OFF"  # what was left in on purpose
    SETTLE = "SETTLE"
    SIGN = "SIGN"
    AMEND = "AMEND"
    COSIGN = "COSIGN"


class Settled(enum.StrEnum):
    """How a mismatch was settled; the keys of models.Incident.Settled."""

    COUNTED_AGAIN = "COUNTED_AGAIN"
    FOUND_IN_PATIENT = "FOUND_IN_PATIENT"
    FOUND_ELSEWHERE = "FOUND_ELSEWHERE"
    WRONG_ON_RECORD = "WRONG_ON_RECORD"
    NOT_FOUND = "NOT_FOUND"


FOUND = frozenset({Settled.FOUND_IN_PATIENT, Settled.FOUND_ELSEWHERE})


def _moves() -> Iterable[tuple[tuple[Stage, Deed], frozenset[Stage]]]:
    """Write the table: first what leaves a note where it is, then what takes it elsewhere."""
    words = (Deed.WRITE, Deed.REPORT_REACTION, Deed.LEAVE_IN, Deed.TAKE_OFF)
    staying: Mapping[Stage, tuple[Deed, ...]] = {
        Stage.OPEN: (Deed.SET_POINTS, *words),
        Stage.IN: (*words, Deed.ADD_NEEDLES, Deed.CORRECT_IN, Deed.EXTEND, Deed.HAND_OVER),
        Stage.UNCOUNTED: (*words, Deed.HAND_OVER),
        Stage.MISMATCH: (*words, Deed.HAND_OVER),
        Stage.TO_SETTLE: words,
        Stage.SETTLED: words,
        Stage.COUNTED: words,
        Stage.SIGNED: (Deed.AMEND, Deed.COSIGN, Deed.REPORT_REACTION, Deed.TAKE_OFF),
    }
    for stage, deeds in staying.items():
        yield from (((stage, deed), frozenset({stage})) for deed in deeds)
    yield (Stage.OPEN, Deed.NEEDLES_IN), frozenset({Stage.IN})
    yield (Stage.OPEN, Deed.SIGN), frozenset({Stage.SIGNED})
    yield (Stage.IN, Deed.TAKE_OUT_EARLY), frozenset({Stage.UNCOUNTED})
    yield (Stage.IN, Deed.COUNT_OUT), frozenset({Stage.COUNTED, Stage.MISMATCH})
    yield (Stage.UNCOUNTED, Deed.COUNT_OUT), frozenset({Stage.COUNTED, Stage.MISMATCH})
    # Counting again may show that they agree. It does not say why they did not: somebody has to.
    yield (Stage.MISMATCH, Deed.COUNT_OUT), frozenset({Stage.TO_SETTLE, Stage.MISMATCH})
    # More came out than were recorded, so one was forgotten on the record; never when one is missing (`may_add`).
    yield (Stage.MISMATCH, Deed.ADD_NEEDLES), frozenset({Stage.TO_SETTLE, Stage.MISMATCH})
    yield (Stage.MISMATCH, Deed.SETTLE), frozenset({Stage.COUNTED, Stage.SETTLED})
    yield (Stage.TO_SETTLE, Deed.COUNT_OUT), frozenset({Stage.TO_SETTLE, Stage.MISMATCH})
    yield (Stage.TO_SETTLE, Deed.SETTLE), frozenset({Stage.COUNTED})
    # A needle that nobody found may turn up before the note is signed.
    yield (Stage.SETTLED, Deed.COUNT_OUT), frozenset({Stage.COUNTED, Stage.SETTLED, Stage.MISMATCH})
    yield (Stage.SETTLED, Deed.SIGN), frozenset({Stage.SIGNED})
    # Whoever pressed "12 of 12" and then sees eleven on the tray must be able to say so; a reason once given stands.
    yield (Stage.COUNTED, Deed.COUNT_OUT), frozenset({Stage.COUNTED, Stage.SETTLED, Stage.MISMATCH})
    yield (Stage.COUNTED, Deed.SIGN), frozenset({Stage.SIGNED})


# Every legal deed and where it may lead. What is not here cannot happen: the number that went in is never lowered once
# the needles are out, and no note is signed over a difference that nobody has explained.
MOVES: Mapping[tuple[Stage, Deed], frozenset[Stage]] = dict(_moves())


def diagram() -> str:
    """Draw what leads from one stage to another; what leaves a note where it is would hide it."""
    lines = ["stateDiagram-v2", f"    [*] --> {Stage.OPEN}"]
    for (stage, deed), targets in MOVES.items():
        lines += [f"    {stage} --> {one}: {deed}" for one in sorted(targets) if one is not stage]
    lines += [f"    {stage} --> {stage}: {deed}" for stage, deed in ((Stage.IN, Deed.CORRECT_IN),)]
    return "\n".join([*lines, f"    {Stage.SIGNED} --> [*]"])


def may(stage: Stage, deed: Deed) -> bool:
    """Say whether a deed is legal at a stage."""
    return (stage, deed) in MOVES


@dataclasses.dataclass(frozen=True, slots=True)
class Ledger:
    """What is known of a note's needles.

    went_in        the number that went in, as last written down; None before the first needle
    came_out       the latest count out, None before anybody counted
    has_incident   the counts differed, and nobody has settled it yet
    explained      the difference that the latest settling left, with its reason; None when it left none
    left_in        pieces left in on purpose      taken_off   how many of them are off again
    """

    is_signed: bool = False
    went_in: int | None = None
    came_out: int | None = None
    is_out: bool = False
    has_incident: bool = False
    explained: int | None = None
    left_in: int = 0
    taken_off: int = 0

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
        if self.missing == 0:
            return Stage.TO_SETTLE if self.has_incident else Stage.COUNTED
        is_explained = not self.has_incident and self.explained == self.missing
        return Stage.SETTLED if is_explained else Stage.MISMATCH

    @property
    def outstanding(self) -> int:
        """Needles that may still be in the patient: all of them until somebody counted, then those not found."""
        if self.came_out is None:
            return self.went_in or 0
        return max(0, self.missing) if self.stage is Stage.MISMATCH else 0

    @property
    def still_in(self) -> int:
        """Pieces left in on purpose that are not off yet."""
        return self.left_in - self.taken_off


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to the needles of a note.

    needles   gone in, the new total, counted out, left in or taken off; of no meaning for the other deeds
    how       how a mismatch was settled      reason   in words, for a correction or a settling
    """

    deed: Deed
    needles: int = 0
    how: Settled | None = None
    reason: str = ""
    is_patient_told: bool = False


class NotNow(Exception):
    """This event cannot happen to this ledger."""


def after(ledger: Ledger, event: Event) -> Ledger:
    """Give the ledger after an event. Raises NotNow when it cannot happen."""
    if not may(ledger.stage, event.deed):
        raise NotNow(f"{event.deed} at {ledger.stage}")
    change = CHANGES.get(event.deed)
    return change(ledger, event) if change else ledger


def _refuse_if(stands: object, why: str) -> None:
    if stands:
        raise NotNow(why)


def _went_in(ledger: Ledger, event: Event) -> Ledger:
    _refuse_if(event.needles < 1, "nothing went in")
    return dataclasses.replace(ledger, went_in=event.needles)


def _added(ledger: Ledger, event: Event) -> Ledger:
    _refuse_if(event.needles < 1 or not may_add(ledger), "nothing can be added")
    return dataclasses.replace(ledger, went_in=(ledger.went_in or 0) + event.needles)


def _corrected(ledger: Ledger, event: Event) -> Ledger:
    _refuse_if(event.needles < 1 or event.needles == ledger.went_in, "no other number")
    _refuse_if(not event.reason.strip(), "no reason")
    return dataclasses.replace(ledger, went_in=event.needles)


def _out_first(ledger: Ledger, _event: Event) -> Ledger:
    return dataclasses.replace(ledger, is_out=True)


def _counted(ledger: Ledger, event: Event) -> Ledger:
    _refuse_if(event.needles < 0, "fewer than none")
    counted = dataclasses.replace(ledger, came_out=event.needles, is_out=True)
    return dataclasses.replace(counted, has_incident=opens_incident(counted) or ledger.has_incident)


def _left_in(ledger: Ledger, event: Event) -> Ledger:
    _refuse_if(event.needles < 1, "nothing was left in")
    return dataclasses.replace(ledger, left_in=ledger.left_in + event.needles)


def _taken_off(ledger: Ledger, event: Event) -> Ledger:
    _refuse_if(not 1 <= event.needles <= ledger.still_in, "so many are not in")
    return dataclasses.replace(ledger, taken_off=ledger.taken_off + event.needles)


def _settled(ledger: Ledger, event: Event) -> Ledger:
    if event.how is None or not event.reason.strip():
        raise NotNow("no reason")
    return settled(ledger, event.how, is_patient_told=event.is_patient_told)


def _signed(ledger: Ledger, _event: Event) -> Ledger:
    return dataclasses.replace(ledger, is_signed=True)


# What a deed changes in the ledger; the others change words, minutes or who is in charge.
CHANGES: Mapping[Deed, Callable[[Ledger, Event], Ledger]] = {
    Deed.NEEDLES_IN: _went_in,
    Deed.ADD_NEEDLES: _added,
    Deed.CORRECT_IN: _corrected,
    Deed.TAKE_OUT_EARLY: _out_first,
    Deed.COUNT_OUT: _counted,
    Deed.LEAVE_IN: _left_in,
    Deed.TAKE_OFF: _taken_off,
    Deed.SETTLE: _settled,
    Deed.SIGN: _signed,
}


def opens_incident(ledger: Ledger) -> bool:
    """Say whether a count that was just written down differs, and nobody has given the reason for this difference."""
    return ledger.missing not in (0, ledger.explained)


def of(events: Iterable[Event]) -> Ledger:
    """Give what is known after all these events, first to last. Raises NotNow at the first that cannot happen."""
    ledger = Ledger()
    for event in events:
        ledger = after(ledger, event)
    return ledger


def may_add(ledger: Ledger) -> bool:
    """Say whether needles may be added to the record: while they are in, or when more came out than went in."""
    if not may(ledger.stage, Deed.ADD_NEEDLES):
        return False
    return ledger.stage is Stage.IN or ledger.missing < 0


# --- Settling ----------------------------------------------------------------------------------------------------------


def ways_to_settle(ledger: Ledger) -> tuple[Settled, ...]:
    """Give how this mismatch could be settled. None without one.

    Counting again settles it only when the counts agree. A needle is given up as not found only when one is missing.
    """
    if not may(ledger.stage, Deed.SETTLE):
        return ()
    if ledger.missing == 0:
        return tuple(how for how in Settled if how is not Settled.NOT_FOUND)
    ways = (Settled.FOUND_IN_PATIENT, Settled.FOUND_ELSEWHERE, Settled.WRONG_ON_RECORD)
    return (*ways, Settled.NOT_FOUND) if ledger.missing > 0 else ways


def settled(ledger: Ledger, how: Settled, *, is_patient_told: bool) -> Ledger:
    """Give the ledger after a mismatch was settled. Raises NotNow for a way that does not fit, or an untold patient.

    A needle that was found is counted out; a number that was written down wrong is put right, the old one staying in
    the history; a needle that nobody found, or one that came from somewhere else, leaves the difference, explained.
    """
    _refuse_if(how not in ways_to_settle(ledger), "not settled like that")
    _refuse_if(how is Settled.NOT_FOUND and not is_patient_told, "the patient does not know")
    done = dataclasses.replace(ledger, has_incident=False, explained=explained(how, ledger.missing))
    if how is Settled.WRONG_ON_RECORD:
        return dataclasses.replace(done, went_in=ledger.came_out)
    if how in FOUND and ledger.missing > 0:
        return dataclasses.replace(done, came_out=ledger.went_in)
    return done


def explained(how: Settled, missing: int) -> int | None:
    """Give the difference that stays once a mismatch of so many was settled so; None when the counts then agree."""
    stays = how is Settled.NOT_FOUND or (how in FOUND and missing < 0)
    return missing if stays else None


def may_settle(how: Settled, *, is_student: bool) -> bool:
    """Say whether somebody may put their name to it: a student only to having counted wrong."""
    return not is_student or how is Settled.COUNTED_AGAIN


# --- Signing -----------------------------------------------------------------------------------------------------------


class Obstacle(enum.StrEnum):
    """Why a note cannot be signed."""

    ALREADY_SIGNED = "ALREADY_SIGNED"
    NEEDLES_STILL_IN = "NEEDLES_STILL_IN"
    NEVER_COUNTED_OUT = "NEVER_COUNTED_OUT"
    NEEDLES_MISSING = "NEEDLES_MISSING"
    NEEDLES_TOO_MANY = "NEEDLES_TOO_MANY"
    NOT_SETTLED = "NOT_SETTLED"
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

    says_no_needles   the practitioner said that none were used today, none that are out again
    has_words         something was written about the visit; needed when no needles say what was done
    visit_is_off      the visit was cancelled or missed
    visit_is_ahead    the visit is on a day to come
    came_out_early    the needles came out in a hurry, which has a cause
    has_reaction      something unwanted is written down
    """
    stage = ledger.stage
    if stage is Stage.SIGNED:
        return (Obstacle.ALREADY_SIGNED,)
    says_what_was_done = has_words or ledger.left_in > 0
    checks = (
        (Obstacle.VISIT_IS_OFF, visit_is_off),
        (Obstacle.VISIT_IS_AHEAD, visit_is_ahead),
        (Obstacle.NEEDLES_STILL_IN, stage is Stage.IN),
        (Obstacle.NEVER_COUNTED_OUT, stage in {Stage.IN, Stage.UNCOUNTED}),
        (Obstacle.NEEDLES_MISSING, stage is Stage.MISMATCH and ledger.missing > 0),
        (Obstacle.NEEDLES_TOO_MANY, stage is Stage.MISMATCH and ledger.missing < 0),
        (Obstacle.NOT_SETTLED, stage is Stage.TO_SETTLE),
        (Obstacle.NEEDLES_WERE_USED, stage is not Stage.OPEN and says_no_needles),
        (Obstacle.NO_NEEDLES_NOT_SAID, stage is Stage.OPEN and not says_no_needles and not ledger.left_in),
        (Obstacle.NOTHING_WRITTEN, stage is Stage.OPEN and says_no_needles and not says_what_was_done),
        (Obstacle.EARLY_WITHOUT_REASON, came_out_early and not has_reaction),
    )
    return tuple(obstacle for obstacle, stands in checks if stands)


# --- Point by point ----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Spot:
    """Where needles are counted: one point, one side, and which of several sore places it is."""

    code: str
    side: str  # LEFT, RIGHT, MIDDLE; BOTH only for an odd number that nobody placed
    place: str
    needles: int

    @property
    def key(self) -> str:
        """Its name in a count, 'BL23.LEFT' or 'ASHI@L4.RIGHT'."""
        return f"{self.code}@{self.place}.{self.side}" if self.place else f"{self.code}.{self.side}"


def spots(rows: Iterable[tuple[str, str, str, int]]) -> tuple[Spot, ...]:
    """Give where to count, side by side.

    rows   (code, side, place, needles); an even number at both sides is half of it at each
    """
    together: dict[tuple[str, str, str], int] = {}
    for code, side, place, needles in rows:
        halves = ("LEFT", "RIGHT") if side == "BOTH" and needles % 2 == 0 else (side,)
        for half in halves:
            known = together.get((code, place, half), 0)
            together[code, place, half] = known + needles // len(halves)
    return tuple(Spot(code, side, place, needles) for (code, place, side), needles in together.items())


def apart(expected: Iterable[Spot], counted: Mapping[str, int]) -> tuple[tuple[Spot, int], ...]:
    """Give (spot, needles still missing there); every spot when nobody counted point by point. Below 0: more than went in."""
    return tuple(
        (spot, spot.needles - counted.get(spot.key, 0))
        for spot in expected
        if spot.needles != counted.get(spot.key, 0)
    )


# --- Who signs twice ---------------------------------------------------------------------------------------------------


class NoCosign(enum.StrEnum):
    """Why somebody cannot co-sign a note."""

    NOT_SIGNED = "NOT_SIGNED"
    NOT_NEEDED = "NOT_NEEDED"
    ALREADY = "ALREADY"
    OWN = "OWN"
    STUDENT = "STUDENT"
    NOT_SUPERVISOR = "NOT_SUPERVISOR"


def why_not_cosigned(
    stage: Stage,
    *,
    needs_cosign: bool,
    is_cosigned: bool,
    is_own: bool,
    is_student: bool,
    is_supervisor: bool,
) -> NoCosign | None:
    """Give the first reason against a second signature, or None.

    is_own         the one who signed first      is_student   signs under supervision themselves
    is_supervisor  supervises this student, or any student of the clinic: supervisors stand in for each other
    """
    checks = (
        (NoCosign.NOT_SIGNED, not may(stage, Deed.COSIGN)),
        (NoCosign.NOT_NEEDED, not needs_cosign),
        (NoCosign.ALREADY, is_cosigned),
        (NoCosign.OWN, is_own),
        (NoCosign.STUDENT, is_student),
        (NoCosign.NOT_SUPERVISOR, not is_supervisor),
    )
    return next((why for why, stands in checks if stands), None)
