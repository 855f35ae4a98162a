"""How a visit stands right now, as a room full of people would say it. Pure."""

import dataclasses
import datetime as dt
import enum

SOON = dt.timedelta(minutes=3)
LATE = dt.timedelta(minutes=10)


class Standing(enum.StrEnum):
    """How a visit stands; the value is what the design draws it by."""

    COMING = "coming"
    LATE = "late"
    HERE = "here"
    RESTING = "resting"
    SOON = "soon"
    OVER = "over"
    COUNT = "count"
    UNSIGNED = "unsigned"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"

    @property
    def needs_someone(self) -> bool:
        return self in {Standing.OVER, Standing.SOON, Standing.COUNT}

    @property
    def keeps_a_room(self) -> bool:
        """Whether its room stays in sight: needles are in, or not all of them are accounted for."""
        return self.has_needles_in or self is Standing.COUNT

    @property
    def has_needles_in(self) -> bool:
        return self in {Standing.RESTING, Standing.SOON, Standing.OVER}


@dataclasses.dataclass(frozen=True, slots=True)
class Needles:
    """What the note says of the needles; the times are None before the first goes in.

    needs_a_count  they are out, and not counted yet or not all of them found
    """

    in_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    out_at: dt.datetime | None = None
    needs_a_count: bool = False
    is_signed: bool = False


def standing(*, state: str, starts_at: dt.datetime, needles: Needles, now: dt.datetime) -> Standing:
    """Say how a visit stands at `now`.

    Needles in, and needles that nobody has accounted for, outrank everything: they are someone in a room.

    state   the visit's stored state, such as 'ARRIVED'
    """
    if needles.needs_a_count:
        return Standing.COUNT
    if needles.in_at is not None and needles.out_at is None:
        return _with_needles_in(needles, now)
    settled = {"CANCELLED": Standing.CANCELLED, "MISSED": Standing.MISSED, "COMPLETED": Standing.DONE}
    if state in settled:
        return settled[state]
    if state == "ARRIVED":
        return Standing.UNSIGNED if needles.out_at is not None and not needles.is_signed else Standing.HERE
    return Standing.LATE if now - starts_at >= LATE else Standing.COMING


def _with_needles_in(needles: Needles, now: dt.datetime) -> Standing:
    if needles.due_at is None or needles.due_at - now > SOON:
        return Standing.RESTING
    return Standing.SOON if needles.due_at > now else Standing.OVER


def minutes_words(left: dt.timedelta) -> str:
    """Write time left as m:ss, and time over as +m:ss. Shown until a script, if any, makes it tick."""
    seconds = int(abs(left.total_seconds()))
    sign = "+" if left.total_seconds() < 0 else ""
    return f"{sign}{seconds // 60}:{seconds % 60:02d}"
