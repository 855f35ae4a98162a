"""The columns of the desk's calendar, worded and in order. Where things stand is said in classes of calendar.css."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.booking.rules import ticks
from needlepoint.desk import rules
from needlepoint.desk.queries import calendar as queries
from needlepoint.desk.rules import layout
from needlepoint.house import clock
from needlepoint.people import rules as people_rules

Standing = rules.Standing
Viewer = people_rules.Viewer
DAY, WEEK = "day", "week"
PRACTITIONER, ROOM = "practitioner", "room"
TARGET_TICKS = 3  # a start every quarter of an hour is offered to drop on
REST_TICKS = 3  # a rest at least this long is worth saying that somebody fits into it
LANES = (1, 2, 3, 4, 6, 12)  # what a column is cut into

# How a visit is drawn: the design knows fewer shapes than there are words.
SHAPES = {
    Standing.COMING: "booked",
    Standing.LATE: "late",
    Standing.HERE: "here",
    Standing.RESTING: "here",
    Standing.SOON: "here",
    Standing.OVER: "over",
    Standing.COUNT: "over",
    Standing.UNSIGNED: "here",
    Standing.DONE: "done",
    Standing.MISSED: "missed",
    Standing.CANCELLED: "missed",
}
WORDS = {
    Standing.COMING: lambda: gettext("Booked"),
    Standing.LATE: lambda: gettext("Late"),
    Standing.HERE: lambda: gettext("Here"),
    Standing.RESTING: lambda: gettext("Resting"),
    Standing.SOON: lambda: gettext("Soon"),
    Standing.OVER: lambda: gettext("Needles out now"),
    Standing.COUNT: lambda: gettext("Count the needles"),
    Standing.UNSIGNED: lambda: gettext("Needles out"),
    Standing.DONE: lambda: gettext("Done"),
    Standing.MISSED: lambda: gettext("Missed"),
    Standing.CANCELLED: lambda: gettext("Cancelled"),
}


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
        return with_query(reverse(name), query)


def with_query(path: str, query: dict[str, str]) -> str:
    query = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(query)}" if query else path


def iso(moment: dt.datetime) -> str:
    """Write a moment for an address: UTC to the minute, such as 2026-11-24T14:10Z."""
    return f"{moment.astimezone(dt.UTC).isoformat(timespec='minutes')[:16]}Z"


# --- What stands in a column -----------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Visit:
    """A visit in its column."""

    template: ClassVar[str] = "desk/_calendar_visit.html"
    place: str
    code: str
    url: str
    move_url: str
    name: str
    when: str
    detail: str
    shape: str
    word: str
    pattern: tuple[tuple[str, str], ...]  # (kind, its length as a class)
    said: str


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """Anything else in a column: a free half hour, a rest into which somebody fits, a target, a closure."""

    template: ClassVar[str] = "desk/_calendar_piece.html"
    kind: str  # free, rest, fit, kept, closed
    place: str
    key: str
    url: str
    when: str
    words: str
    hidden: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Backdrop:
    """What is only seen: time that nobody works, the line of the present moment."""

    template: ClassVar[str] = "desk/_calendar_backdrop.html"
    kind: str  # shut, now
    place: str


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A practitioner, a room or a day.

    key     how the script and the answers of the server call it
    begins  when its first tick begins, in milliseconds since 1970, for the script
    move    where a visit dropped here is looked at before it moves; which visit and when is still to be added
    at      where somebody is booked, or time blocked, in this column; when is still to be added
    """

    key: str
    title: str
    detail: str
    url: str
    is_current: bool
    begins: int
    move: str
    at: str
    items: tuple
    summary: str


@dataclasses.dataclass(frozen=True, slots=True)
class Strip:
    """One column before it is worded: whose day."""

    board: queries.Board
    practitioner: queries.Someone | None
    room: queries.Room | None
    shown: layout.Span
    country: str

    @property
    def day(self) -> ticks.Day:
        return self.board.day

    @property
    def whose(self):
        return self.practitioner or self.room

    @property
    def key(self) -> str:
        return f"{self.day.date.isoformat()}.{self.whose.code}"

    def has(self, one) -> bool:
        """Whether a visit or a kept start is of this column."""
        if self.practitioner:
            return one.practitioner_id == self.practitioner.pk
        return one.room_id == self.room.pk

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
        minute = self.day.wall_minute(tick) if tick < self.day.ticks else 0
        return clock.minute_words(minute, self.country)

    def row(self, span: layout.Span) -> str:
        """Where a stretch stands, as classes."""
        return f"t{span.start - self.shown.start + 1} d{span.length}"


def lane_class(lane: layout.Lane) -> str:
    """Return the class of a lane; a column is cut into twelve at the most, and what is more shares the last."""
    of = next((n for n in LANES if n >= lane.of), LANES[-1])
    return f"a{min(lane.number, of)}of{of}"


def strips(look: queries.Look, asked: Asked) -> list[Strip]:
    """Return the columns of a grid, all cut to the same hours of the wall clock."""
    country = look.place.country
    drafts = [
        Strip(
            board,
            who if asked.by == PRACTITIONER else None,
            who if asked.by == ROOM else None,
            _WHOLE,
            country,
        )
        for board in look.boards
        for who in (look.practitioners if asked.by == PRACTITIONER else look.rooms)
        if not asked.who or who.code == asked.who
    ]
    kept = [strip for strip in drafts if _has_anything(strip, look, asked)] or drafts
    windows = [
        (
            strip.day,
            layout.window(
                strip.day,
                [working_of(strip)],
                (strip.span_of(one) for one in (*look.visits, *look.kept) if stands_in(strip, one)),
            ),
        )
        for strip in kept
        if working_of(strip) or any(stands_in(strip, one) for one in (*look.visits, *look.kept))
    ]
    first = min((day.wall_minute(span.start) for day, span in windows), default=9 * 60)
    last = max((day.wall_minute(span.end - 1) + ticks.MINUTES for day, span in windows), default=17 * 60)
    return [dataclasses.replace(strip, shown=_cut(strip.day, first, last)) for strip in kept]


_WHOLE = layout.Span(0, 1)


def _cut(day: ticks.Day, first: int, last: int) -> layout.Span:
    mask = day.of_hours([(first, last)])
    return layout.Span((mask & -mask).bit_length() - 1, mask.bit_length())


def _has_anything(strip: Strip, look: queries.Look, asked: Asked) -> bool:
    if asked.by == ROOM and asked.span == DAY:
        return True
    return bool(working_of(strip)) or any(stands_in(strip, one) for one in (*look.visits, *look.kept))


def stands_in(strip: Strip, one) -> bool:
    return strip.has(one) and layout.within(strip.span_of(one), layout.Span(0, strip.day.ticks)) is not None


def working_of(strip: Strip) -> int:
    """The ticks in which this column can be worked in: the practitioner's hours, or for a room anybody's."""
    if strip.practitioner:
        return strip.board.working.get(strip.practitioner.pk, 0)
    found = 0
    for working in strip.board.working.values():
        found |= working
    return found & ~strip.board.shut_rooms.get(strip.room.pk, 0)


class Wording:
    """Words the columns of one look."""

    def __init__(
        self, look: queries.Look, asked: Asked, viewer: Viewer, now: dt.datetime, *, fits=None
    ) -> None:
        self.look, self.asked, self.viewer, self.now = look, asked, viewer, now
        self.fits = fits  # Strip → layout.Fits, while a visit is being moved

    def column(self, strip: Strip) -> Column:
        visits = [one for one in self.look.visits if stands_in(strip, one)]
        kept = [one for one in self.look.kept if stands_in(strip, one)]
        spans = [strip.span_of(one) for one in (*visits, *kept)]
        lanes = layout.lanes(spans, at_least=strip.room.capacity if strip.room else 1)
        pairs = list(zip((*visits, *kept), spans, lanes, strict=True))
        taken = 0
        for span in spans:
            taken |= ticks.bits(max(span.start, 0), max(span.end, 0))
        items = [
            *self._backdrops(strip),
            *self._closures(strip),
            *(self._visit(strip, *pair) for pair in pairs[: len(visits)]),
            *(self._kept(strip, *pair) for pair in pairs[len(visits) :]),
        ]
        if self.fits is not None:
            items += self._targets(strip)
        else:
            items += self._free(strip, taken)
            items += self._rests(strip, visits)
        items.sort(key=lambda pair: pair[0])
        is_today = strip.day.date == self.asked.today
        whose = strip.whose
        column = {PRACTITIONER: whose.code} if strip.practitioner else {ROOM: whose.code}
        return Column(
            key=strip.key,
            title=whose.name if self.asked.span == DAY else formats.date_format(strip.day.date, "D j M"),
            detail=self._capacity(strip)
            if self.asked.span == DAY
            else (gettext("Today") if is_today else ""),
            url=self.asked.url(span=WEEK, who=whose.code)
            if self.asked.span == DAY
            else self.asked.url(span=DAY, on=strip.day.date, who=""),
            is_current=is_today and self.asked.span == WEEK,
            begins=int(strip.day.moment(strip.shown.start).timestamp() * 1000),
            move=with_query(reverse("desk:calendar_move"), {**column, **_side(self.asked)}),
            at=with_query(reverse("desk:calendar_walk_in"), {**column, "place": self.asked.place}),
            items=tuple(item for _at, item in items),
            summary=ngettext("%(n)s visit", "%(n)s visits", len(visits)) % {"n": len(visits)},
        )

    def _capacity(self, strip: Strip) -> str:
        if strip.room is None or strip.room.capacity == 1:
            return ""
        return gettext("%(n)s places") % {"n": strip.room.capacity}

    # Each yields (order, item): time first, and what lies below before what lies above.

    def _backdrops(self, strip: Strip) -> Iterator[tuple]:
        shown = ticks.bits(strip.shown.start, strip.shown.end)
        for run in layout.runs(shown & ~working_of(strip)):
            yield (run.start, 0), Backdrop("shut", strip.row(run))
        at = strip.day.tick_at(self.now)
        if strip.shown.start <= at < strip.shown.end:
            yield (at, 9), Backdrop("now", strip.row(layout.Span(at, at + 1)))

    def _closures(self, strip: Strip) -> Iterator[tuple]:
        for one in self.look.shut:
            if not strip.is_shut_by(one, self.look.place):
                continue
            whole = layout.Span(strip.day.tick_at(one.starts_at), strip.day.tick_at(one.ends_at))
            span = layout.within(whole, strip.shown)
            if span is None:
                continue
            until = gettext("until %(time)s") % {"time": strip.words(span.end)}
            url = reverse("desk:closure", args=[one.code]) if self._keeps(one) else ""
            words = f"{one.reason or closure_words(one.kind)}, {until}"
            yield (
                (span.start, 1),
                Piece(
                    "closed",
                    strip.row(span),
                    f"c-{one.code}-{strip.key}",
                    url,
                    strip.words(span.start),
                    words,
                ),
            )

    def _keeps(self, one: queries.Shut) -> bool:
        """Whether whoever looks may open this time again: practitioners their own, the desk and the owner any."""
        return (
            self.viewer.is_desk or self.viewer.is_owner or one.practitioner_id == self.viewer.practitioner_id
        )

    def _visit(self, strip: Strip, one: queries.Booked, span: layout.Span, lane: layout.Lane) -> tuple:
        parts = layout.segments(one.pattern, strip.day.tick_at(one.starts_at), strip.shown)
        if strip.practitioner:
            parts = [part for part in parts if part[0] != "TURNOVER"]
        shown = layout.within(span, strip.shown) or strip.shown
        standing = self.look.standings[one.pk]
        shape, word = _shape_and_word(one, standing)
        detail = [
            one.service or gettext("Visit"),
            (one.room if strip.practitioner else one.practitioner) or "",
        ]
        if one.is_review:
            detail.insert(1, gettext("review"))
        is_movable = one.state == queries.State.BOOKED and one.service_id is not None
        item = Visit(
            place=f"{strip.row(shown)} {lane_class(lane)}",
            code=one.code,
            url=reverse("booking:booked", args=[one.code]),
            move_url=self.asked.url(moving=one.code) if is_movable else "",
            name=one.name,
            when=strip.words(shown.start),
            detail=" · ".join(part for part in detail if part),
            shape=shape,
            word=word,
            pattern=tuple((kind.lower(), f"d{part.length}") for kind, part in parts),
            said=_said(strip, parts),
        )
        return (shown.start, 3), item

    def _kept(self, strip: Strip, one: queries.Kept, span: layout.Span, lane: layout.Lane) -> tuple:
        shown = layout.within(span, strip.shown) or strip.shown
        until = self.look.place.time_words(one.expires_at)
        words = {"name": one.name or gettext("somebody"), "time": until}
        sentence = (
            gettext("Offered to %(name)s until %(time)s")
            if one.is_offer
            else gettext("Kept for %(name)s until %(time)s")
        )
        place = f"{strip.row(shown)} {lane_class(lane)}"
        return (shown.start, 3), Piece(
            "kept", place, f"k-{one.code}", "", strip.words(shown.start), sentence % words
        )

    def _free(self, strip: Strip, taken: int) -> Iterator[tuple]:
        shown = ticks.bits(strip.shown.start, strip.shown.end)
        begun = strip.day.tick_at(self.now)
        ahead = strip.day.whole & ~ticks.bits(0, max(begun, 0)) if begun < strip.day.ticks else 0
        free = working_of(strip) & shown & ~taken & ahead
        if strip.practitioner:
            free &= strip.board.practitioner_free(strip.practitioner.pk)
        for span in layout.half_hours(free, strip.day):
            when = strip.words(span.start)
            yield (
                (span.start, 2),
                Piece("free", strip.row(span), f"f-{strip.key}-{span.start}", self._at(strip, span.start), when,
                      gettext("Book or block"), self._whose(strip)),
            )  # fmt: skip

    def _rests(self, strip: Strip, visits: Iterable[queries.Booked]) -> Iterator[tuple]:
        """The rests into which somebody else fits: the practitioner's hands are free long enough."""
        if not strip.practitioner:
            return
        free = strip.board.practitioner_free(strip.practitioner.pk)
        begun = strip.day.tick_at(self.now)
        for one in visits:
            if self.look.standings[one.pk] in {Standing.MISSED, Standing.DONE}:
                continue
            for kind, span in layout.segments(one.pattern, strip.day.tick_at(one.starts_at), strip.shown):
                if kind != "REST" or span.start < begun:
                    continue
                for run in layout.runs(free & ticks.bits(span.start, span.end)):
                    if run.length >= REST_TICKS:
                        words = gettext("Room for another patient from %(time)s, while %(name)s rests")
                        said = words % {"time": strip.words(run.start), "name": one.given_name}
                        yield (
                            (run.start, 4),
                            Piece("rest", strip.row(run), f"r-{one.code}-{run.start}", self._at(strip, run.start), strip.words(run.start), "", said),
                        )  # fmt: skip

    def _targets(self, strip: Strip) -> Iterator[tuple]:
        fits = self.fits[strip.key]
        day = strip.day
        grid = ticks.grid(day.date, day.zone, TARGET_TICKS * ticks.MINUTES)
        shown = ticks.bits(strip.shown.start, strip.shown.end)
        for tick in ticks.listed(fits.allowed & grid & shown):
            url = preview_url(self.asked, strip, tick)
            span = layout.Span(tick, min(tick + TARGET_TICKS, strip.shown.end))
            yield (
                (tick, 5),
                Piece("fit", strip.row(span), f"m-{strip.key}-{tick}", url, strip.words(tick), "",
                      self._whose(strip)),
            )  # fmt: skip

    def _whose(self, strip: Strip) -> str:
        if self.asked.span == DAY:
            return strip.whose.name
        return formats.date_format(strip.day.date, "l j F")

    def _at(self, strip: Strip, tick: int) -> str:
        column = {PRACTITIONER: strip.whose.code} if strip.practitioner else {ROOM: strip.whose.code}
        query = {"at": iso(strip.day.moment(tick)), **column, "place": self.asked.place}
        return with_query(reverse("desk:calendar_walk_in"), query)


def preview_url(asked: Asked, strip: Strip, tick: int) -> str:
    """Return where a visit dropped on a tick of a column is looked at before it moves."""
    column = {PRACTITIONER: strip.whose.code} if strip.practitioner else {ROOM: strip.whose.code}
    query = {"visit": asked.moving, "start": iso(strip.day.moment(tick)), **column, **_side(asked)}
    return with_query(reverse("desk:calendar_move"), query)


def _side(asked: Asked) -> dict[str, str]:
    return {"place": asked.place, "by": "" if asked.by == PRACTITIONER else asked.by}


def closure_words(kind: str) -> str:
    return {
        "LEAVE": gettext("Away"),
        "HOLIDAY": gettext("Public holiday"),
        "BLOCK": gettext("Blocked"),
        "ROOM": gettext("Out of use"),
    }.get(kind, gettext("Blocked"))


def _shape_and_word(one: queries.Booked, standing: Standing) -> tuple[str, str]:
    if standing is Standing.COMING and one.late_minutes:
        return "late", gettext("Expected %(n)s minutes late") % {"n": one.late_minutes}
    if standing is Standing.COMING and one.confirmed_at:
        return "confirmed", gettext("Confirmed")
    return SHAPES[standing], WORDS[standing]()


def _said(strip: Strip, parts: list[tuple[str, layout.Span]]) -> str:
    """Say a visit's pattern for those who do not see it."""
    words = {
        "TOGETHER": gettext("hands-on until %(time)s"),
        "REST": gettext("rest with needles in until %(time)s"),
        "TURNOVER": gettext("room made ready until %(time)s"),
    }
    return ", ".join(words[kind] % {"time": strip.words(span.end)} for kind, span in parts)
