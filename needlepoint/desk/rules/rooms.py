"""The board of rooms: how each room stands, and in which order they are looked at. Pure.

Rooms stand in the order of their needles: whoever's needles come out next, or came out and are not all accounted for,
is first; then who waits without needles, then who comes next, then rooms with nobody.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence

from needlepoint.desk import rules

Standing = rules.Standing

SOON_SECONDS = int(rules.SOON.total_seconds())
ESCALATES = dt.timedelta(minutes=5)  # nobody pressed Out: every screen of the staff says so
GONE = dt.timedelta(minutes=20)  # after the end of a visit its patient is not looked for in the room any more


class State(enum.StrEnum):
    """How a room stands; the value is what the sheet draws it by."""

    RESTING = "resting"
    SOON = "soon"
    OVER = "over"
    DIFFERS = "differs"  # counted out, and not all of them accounted for
    UNCOUNTED = "uncounted"  # out in a hurry
    WAITING = "waiting"  # somebody is here, no needles yet
    OUT = "out"  # needles out and counted, the note still open
    NEXT = "next"
    EMPTY = "empty"

    @property
    def has_needles_in(self) -> bool:
        return self in {State.RESTING, State.SOON, State.OVER}

    @property
    def needs_someone(self) -> bool:
        return self in {State.OVER, State.DIFFERS, State.UNCOUNTED}


RANK: Mapping[State, int] = {
    State.RESTING: 0,
    State.SOON: 0,
    State.OVER: 0,
    State.DIFFERS: 0,
    State.UNCOUNTED: 0,
    State.WAITING: 1,
    State.OUT: 2,
    State.NEXT: 3,
    State.EMPTY: 4,
}

_FROM: Mapping[Standing, State] = {
    Standing.RESTING: State.RESTING,
    Standing.SOON: State.SOON,
    Standing.OVER: State.OVER,
    Standing.HERE: State.WAITING,
    Standing.UNSIGNED: State.OUT,
    Standing.COMING: State.NEXT,
    Standing.LATE: State.NEXT,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A visit as its room sees it.

    visit     whatever the caller knows it by
    room      the same of its room; None when it has none
    moment    when the needles come out; when they came out, for a count that is owed; else when it starts
    """

    visit: int
    room: int | None
    state: State
    moment: dt.datetime
    starts_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """One card of the board.

    held   who is in the room, or comes next; None for nobody
    after  who is here, or comes, after them
    """

    room: int | None
    held: Held | None
    after: Held | None = None

    @property
    def state(self) -> State:
        return self.held.state if self.held else State.EMPTY


def state_of(standing: Standing, *, is_differing: bool) -> State | None:
    """Say how a visit's room stands by how the visit does; None once the visit keeps no room."""
    if standing is Standing.COUNT:
        return State.DIFFERS if is_differing else State.UNCOUNTED
    return _FROM.get(standing)


def is_in_sight(state: State, *, ends_at: dt.datetime, now: dt.datetime) -> bool:
    """Say whether a visit still belongs on the board. Needles stay in sight whatever the hour."""
    return RANK[state] == 0 or now - ends_at < GONE


def cards(rooms: Sequence[int], held: Iterable[Held]) -> tuple[Card, ...]:
    """Give one card for each room, and one more for each further patient with needles in the same room.

    Needles in a visit without a room, or in a room that is closed, have a card too: nobody is left out of sight.

    rooms   in their own order, which decides between equals
    """
    by_room: dict[int | None, list[Held]] = {room: [] for room in rooms}
    for one in held:
        by_room.setdefault(one.room if one.room in by_room or RANK[one.state] == 0 else None, []).append(one)
    made: list[tuple[tuple[int, float, int], Card]] = []
    for place, (room, here) in enumerate(by_room.items()):
        made += (
            ((*_urgency(card.held), place), card) for card in _cards_of(room, here, is_listed=room in rooms)
        )
    return tuple(card for _key, card in sorted(made, key=lambda pair: pair[0]))


def _cards_of(room: int | None, here: Iterable[Held], *, is_listed: bool) -> list[Card]:
    in_order = sorted(here, key=lambda one: (*_urgency(one), one.starts_at, one.visit))
    needled = [one for one in in_order if RANK[one.state] == 0]
    others = [one for one in in_order if RANK[one.state] > 0]
    if needled:
        return [Card(room, needled[0], _next(others)), *(Card(room, one) for one in needled[1:])]
    if not is_listed:
        return []
    return [Card(room, others[0], _next(others[1:]))] if others else [Card(room, None)]


def _next(others: Iterable[Held]) -> Held | None:
    """Give who waits or comes: somebody whose needles are out and whose note is open comes no more."""
    return next((one for one in others if one.state is not State.OUT), None)


def _urgency(one: Held | None) -> tuple[int, float]:
    return (RANK[one.state], one.moment.timestamp()) if one else (RANK[State.EMPTY], 0.0)


def is_escalated(due_at: dt.datetime, now: dt.datetime) -> bool:
    """Say whether every screen must say that nobody came."""
    return now - due_at >= ESCALATES
