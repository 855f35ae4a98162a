"""A board seen as the clinic plans it: which starts to offer first, and which room keeps the plan whole. No queries.

docs/which-starts.md says why. Practitioners who work in one place share its rooms in the plan, each an equal part, in
turn; what really is free is free for all of them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from needlepoint.booking.queries import boards
from needlepoint.booking.rules import offers, starts, ticks
from needlepoint.frontdoor import models as frontdoor


def recommended(
    board: boards.Board,
    place: int,
    found: Iterable[starts.Start],
    *,
    service: frontdoor.Service,
    visit: starts.Shape,
    since: dt.datetime,
) -> set[starts.Start]:
    """Return those of a day's starts to offer first; none for a visit that takes no room, since none is lost by it.

    place  which of the board's days
    since  the soonest moment that is still offered
    visit  the pattern as planned
    """
    if not service.needs_room or not board.mix:
        return set()
    today = board.on(place)
    begins = today.day.begins
    by_whom: dict[int, dict[int, starts.Start]] = {}
    for start in found:
        by_whom.setdefault(start.practitioner_id, {})[(start.starts_at - begins) // ticks.TICK] = start
    chosen = set()
    for pk, at in by_whom.items():
        among = sum(1 << tick for tick in at)
        # What is over, or too soon for anybody, is no place to plan for.
        day = _day(today, pk, service, since=max(0, (since - begins) // ticks.TICK))
        ranked = offers.ranked(day, visit, board.mix, among=among)
        chosen |= {at[one.tick] for one in ranked if one.is_recommended}
    return chosen


def room_for(
    board: boards.Board,
    practitioner_id: int,
    visit: starts.Shape,
    tick: int,
    *,
    rooms: Mapping[boards.RoomPlace, int],
    service: frontdoor.Service,
) -> boards.RoomPlace | None:
    """Return the room for a start: of the practitioner's part the one that the plan would use, then any that is free.

    rooms  free ticks of those that may be used
    """
    if board.mix:
        mine = [one for one in _part(board, practitioner_id) if one in rooms]
        day = _day(board, practitioner_id, service, among=mine)
        chosen = offers.choose_room(day, visit, tick, board.mix) if mine else None
        if chosen is not None:
            return mine[chosen]
    return starts.choose_room(rooms, tick, visit)


def _day(
    today: boards.Board,
    practitioner_id: int,
    service: frontdoor.Service,
    among: Iterable[boards.RoomPlace] | None = None,
    since: int = 0,
) -> offers.Day:
    frees = dict(today.room_frees())
    mine = _part(today, practitioner_id) if among is None else among
    return offers.day_of(
        working=today.working[practitioner_id],
        free=today.practitioner_free(practitioner_id) & (-1 << since),
        rooms=[frees[one] for one in mine],
        grid=ticks.grid_line(today.over, today.day.zone, service.grid_minutes),
    )


def _part(board: boards.Board, practitioner_id: int) -> tuple[boards.RoomPlace, ...]:
    """Return a practitioner's part of the rooms: as many as there are for each, rounded up, beginning further on."""
    who = sorted(board.colleagues)
    if practitioner_id not in who or not board.rooms:
        return board.rooms
    first = who.index(practitioner_id) * len(board.rooms) // len(who)
    size = -(-len(board.rooms) // len(who))
    return tuple(board.rooms[(first + n) % len(board.rooms)] for n in range(size))
