"""What an address of the desk's calendar asks for, and which columns that comes to, cut to the same hours."""

import dataclasses
import datetime as dt
import functools
from urllib.parse import urlencode

from django.urls import reverse

from needlepoint.booking.rules import ticks
from needlepoint.desk.queries import calendar as queries
from needlepoint.desk.rules import layout
from needlepoint.house import clock

DAY, WEEK = "day", "week"
PRACTITIONER, ROOM = "practitioner", "room"
TARGET_TICKS = 3  # a start every quarter of an hour is offered to drop on
LANES = (1, 2, 3, 4, 6, 12)  # what a column is cut into

# --- What was asked for ----------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What an address of the calendar asks for.

    place   code of a place; blank: the first one
    who     code of one practitioner or room; blank: all of them
    moving  code of the visit that is being moved; blank: none
    """

    on: dt.date
    today: dt.date
    span: str = DAY
    by: str = PRACTITIONER
    place: str = ""
    who: str = ""
    moving: str = ""

    @property
    def dates(self) -> list[dt.date]:
        if self.span == DAY:
            return [self.on]
        monday = self.on - dt.timedelta(days=self.on.weekday())
        return [monday + dt.timedelta(days=n) for n in range(7)]

    @property
    def is_compact(self) -> bool:
        """Whether the week of everybody is asked for: a table, not a grid."""
        return self.span == WEEK and not self.who

    def url(self, name: str = "desk:calendar", **changes) -> str:
        asked = dataclasses.replace(self, **changes)
        query = {
            "on": "" if asked.on == asked.today else asked.on.isoformat(),
            "span": "" if asked.span == DAY else asked.span,
            "by": "" if asked.by == PRACTITIONER else asked.by,
            "place": asked.place,
            "who": asked.who,
            "moving": asked.moving,
        }
        return with_query(path(name), query)


@functools.cache  # a page of columns asks for the same five a hundred times
def path(name: str) -> str:
    """Return the address of a page that needs no code."""
    return reverse(name)


def with_query(url: str, query: dict[str, str]) -> str:
    query = {key: value for key, value in query.items() if value}
    return f"{url}?{urlencode(query)}" if query else url


def iso(moment: dt.datetime) -> str:
    """Write a moment for an address: UTC to the minute, such as 2026-11-24T14:10Z."""
    return f"{moment.astimezone(dt.UTC).isoformat(timespec='minutes')[:16]}Z"


# --- The columns, before they are worded ------------------------------------------------------------------------------


class Times(dict):
    """Minute of the day → its words. One page asks for the same hundred a thousand times."""

    def __init__(self, country: str) -> None:
        super().__init__()
        self.country = country

    def __missing__(self, minute: int) -> str:
        self[minute] = words = clock.minute_words(minute, self.country)
        return words


@dataclasses.dataclass(frozen=True, slots=True)
class Strip:
    """One column before it is worded: whose day.

    stands   each visit and kept start of it, with the stretch that it takes, in ticks of the day
    """

    board: queries.Board
    practitioner: queries.Someone | None
    room: queries.Room | None
    shown: layout.Span
    times: Times
    stands: tuple[tuple[queries.Booked | queries.Kept, layout.Span], ...] = ()

    @property
    def day(self) -> ticks.Day:
        return self.board.day

    @property
    def whose(self):
        return self.practitioner or self.room

    @property
    def key(self) -> str:
        return f"{self.day.date.isoformat()}.{self.whose.code}"

    def is_shut_by(self, one: queries.Shut, place: queries.Place) -> bool:
        if one.location_id not in {None, place.pk}:
            return False
        if self.practitioner:
            return one.room_id is None and one.practitioner_id in {None, self.practitioner.pk}
        return one.practitioner_id is None and one.room_id in {None, self.room.pk}

    def span_of(self, one) -> layout.Span:
        """The stretch that a visit or a kept start takes of this column, in ticks of the day."""
        start = self.day.tick_at(one.starts_at)
        kinds = {"TOGETHER", "REST"} if self.practitioner else {"TOGETHER", "REST", "TURNOVER"}
        minutes = sum(length for kind, length in one.pattern if kind in kinds)
        return layout.Span(start, start + max(1, minutes // ticks.MINUTES))

    def words(self, tick: int) -> str:
        """What the wall clock shows at a tick."""
        return self.times[self.day.wall_minute(tick) if tick < self.day.ticks else 0]

    def url(self, name: str, asked: Asked, **more: str) -> str:
        """Return an address that names this column; it has a query, to which a moment can be added."""
        side = PRACTITIONER if self.practitioner else ROOM
        by = "" if asked.by == PRACTITIONER else asked.by
        return with_query(path(name), {side: self.whose.code, "place": asked.place, "by": by, **more})

    def row(self, span: layout.Span) -> str:
        """Where a stretch stands, as classes."""
        return f"t{span.start - self.shown.start + 1} d{span.length}"


def lane_class(lane: layout.Lane) -> str:
    """Return the class of a lane; a column is cut into twelve at the most, and what is more shares the last."""
    of = next((n for n in LANES if n >= lane.of), LANES[-1])
    return f"a{min(lane.number, of)}of{of}"


def strips(look: queries.Look, asked: Asked) -> list[Strip]:
    """Return the columns of a grid, all cut to the same hours of the wall clock."""
    times, standing = Times(look.place.country), _by_column(look, asked)
    drafts = [
        _strip(board, who, asked, times, standing.get(who.pk, ()))
        for board in look.boards
        for who in (look.practitioners if asked.by == PRACTITIONER else look.rooms)
        if not asked.who or who.code == asked.who
    ]
    is_all_rooms = asked.by == ROOM and asked.span == DAY
    kept = [strip for strip in drafts if is_all_rooms or strip.stands or working_of(strip)] or drafts
    windows = [
        (strip.day, layout.window(strip.day, [working_of(strip)], (span for _one, span in strip.stands)))
        for strip in kept
        if strip.stands or working_of(strip)
    ]
    first = min((day.wall_minute(span.start) for day, span in windows), default=9 * 60)
    last = max((day.wall_minute(span.end - 1) + ticks.MINUTES for day, span in windows), default=17 * 60)
    return [dataclasses.replace(strip, shown=_cut(strip.day, first, last)) for strip in kept]


def _by_column(look: queries.Look, asked: Asked) -> dict[int | None, list]:
    """What stands in each practitioner's or room's columns, by their integer id."""
    found: dict[int | None, list] = {}
    for one in (*look.visits, *look.kept):
        found.setdefault(one.practitioner_id if asked.by == PRACTITIONER else one.room_id, []).append(one)
    return found


def _strip(board: queries.Board, who, asked: Asked, times: Times, mine) -> Strip:
    of_practitioner = asked.by == PRACTITIONER
    strip = Strip(board, who if of_practitioner else None, None if of_practitioner else who, _WHOLE, times)
    whole = layout.Span(0, strip.day.ticks)
    pairs = ((one, strip.span_of(one)) for one in mine)
    return dataclasses.replace(strip, stands=tuple(pair for pair in pairs if layout.within(pair[1], whole)))


_WHOLE = layout.Span(0, 1)


def _cut(day: ticks.Day, first: int, last: int) -> layout.Span:
    mask = day.of_hours([(first, last)])
    return layout.Span((mask & -mask).bit_length() - 1, mask.bit_length())


def working_of(strip: Strip) -> int:
    """The ticks in which this column can be worked in: the practitioner's hours, or for a room anybody's."""
    if strip.practitioner:
        return strip.board.working.get(strip.practitioner.pk, 0)
    found = 0
    for working in strip.board.working.values():
        found |= working
    return found & ~strip.board.shut_rooms.get(strip.room.pk, 0)
