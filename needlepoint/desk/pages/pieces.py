"""What stands in a column of the calendar, worded and in order. Where it stands is said in classes of calendar-rows.css."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import ClassVar

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, gettext_noop, ngettext

from needlepoint.booking.rules import ticks
from needlepoint.desk import rules
from needlepoint.desk.pages import columns as grid
from needlepoint.desk.pages import day as day_pages
from needlepoint.desk.queries import calendar as queries
from needlepoint.desk.rules import layout
from needlepoint.people import rules as people_rules

Standing = rules.Standing
REST_TICKS = 3  # a rest at least this long is worth saying that somebody fits into it

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


class Wording:
    """Words the columns of one look."""

    def __init__(
        self,
        look: queries.Look,
        asked: grid.Asked,
        viewer: people_rules.Viewer,
        now: dt.datetime,
        *,
        fits=None,
    ) -> None:
        self.look, self.asked, self.viewer, self.now = look, asked, viewer, now
        self.words = {
            name: gettext(words)
            for name, words in {
                "TOGETHER": gettext_noop("hands-on until %(time)s"),
                "REST": gettext_noop("rest with needles in until %(time)s"),
                "TURNOVER": gettext_noop("room made ready until %(time)s"),
                "visit": gettext_noop("Visit"),
                "review": gettext_noop("review"),
                "far": gettext_noop("%(done)s of %(planned)s done"),
                "free": gettext_noop("Book or block"),
                "fits": gettext_noop("Room for another patient from %(time)s, while %(name)s rests"),
            }.items()
        }
        self.standing = {standing: words() for standing, words in WORDS.items()}
        here = asked.url(moving="")
        self.move = f"{here}&" if "?" in here else f"{here}?"
        self.fits = fits  # grid.Strip → layout.Fits, while a visit is being moved

    def column(self, strip: grid.Strip) -> Column:
        spans = [span for _one, span in strip.stands]
        lanes = layout.lanes(spans, at_least=strip.room.capacity if strip.room else 1)
        visits = [one for one, _span in strip.stands if isinstance(one, queries.Booked)]
        taken = 0
        for span in spans:
            taken |= ticks.bits(max(span.start, 0), max(span.end, 0))
        items = [
            *self._backdrops(strip),
            *self._closures(strip),
            *(
                (self._visit if isinstance(one, queries.Booked) else self._kept)(strip, one, span, lane)
                for (one, span), lane in zip(strip.stands, lanes, strict=True)
            ),
        ]
        if self.fits is not None:
            items += self._targets(strip)
        else:
            items += self._free(strip, taken)
            items += self._rests(strip, visits)
        items.sort(key=lambda pair: pair[0])
        is_today = strip.day.date == self.asked.today
        whose = strip.whose
        return Column(
            key=strip.key,
            title=whose.name if self.asked.span == grid.DAY else formats.date_format(strip.day.date, "D j M"),
            detail=self._capacity(strip)
            if self.asked.span == grid.DAY
            else (gettext("Today") if is_today else ""),
            url=self.asked.url(span=grid.WEEK, who=whose.code)
            if self.asked.span == grid.DAY
            else self.asked.url(span=grid.DAY, on=strip.day.date, who=""),
            is_current=is_today and self.asked.span == grid.WEEK,
            begins=int(strip.day.moment(strip.shown.start).timestamp() * 1000),
            move=strip.url("desk:calendar_move", self.asked),
            at=strip.url("desk:calendar_walk_in", self.asked),
            items=tuple(item for _at, item in items),
            summary=ngettext("%(n)s visit", "%(n)s visits", len(visits)) % {"n": len(visits)},
        )

    def _capacity(self, strip: grid.Strip) -> str:
        if strip.room is None or strip.room.capacity == 1:
            return ""
        return gettext("%(n)s places") % {"n": strip.room.capacity}

    # Each yields (order, item): time first, and what lies below before what lies above.

    def _backdrops(self, strip: grid.Strip) -> Iterator[tuple]:
        shown = ticks.bits(strip.shown.start, strip.shown.end)
        for run in layout.runs(shown & ~grid.working_of(strip)):
            yield (run.start, 0), Backdrop("shut", strip.row(run))
        at = strip.day.tick_at(self.now)
        if strip.shown.start <= at < strip.shown.end:
            yield (at, 9), Backdrop("now", strip.row(layout.Span(at, at + 1)))

    def _closures(self, strip: grid.Strip) -> Iterator[tuple]:
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

    def _visit(self, strip: grid.Strip, one: queries.Booked, span: layout.Span, lane: layout.Lane) -> tuple:
        parts = layout.segments(one.pattern, strip.day.tick_at(one.starts_at), strip.shown)
        if strip.practitioner:
            parts = [part for part in parts if part[0] != "TURNOVER"]
        shown = layout.within(span, strip.shown) or strip.shown
        standing = self.look.standings[one.pk]
        shape, word = self._shape_and_word(one, standing)
        # What is narrow is cut off at the end: where comes first, then what is special, then what is usual.
        detail = [
            (one.room if strip.practitioner else one.practitioner) or "",
            self.words["review"] if one.is_review else "",
            self._far(one),
            f"“{one.override}”" if one.override else "",
            one.service or self.words["visit"],
        ]
        is_movable = one.state == queries.State.BOOKED and one.service_id is not None
        item = Visit(
            place=f"{strip.row(shown)} {grid.lane_class(lane)}",
            code=one.code,
            url=day_pages.to("booking:booked", one.code),
            move_url=f"{self.move}moving={one.code}" if is_movable else "",
            name=one.name,
            when=strip.words(shown.start),
            detail=" · ".join(part for part in detail if part),
            shape=shape,
            word=word,
            pattern=tuple((kind.lower(), f"d{part.length}") for kind, part in parts),
            said=", ".join(self.words[kind] % {"time": strip.words(span.end)} for kind, span in parts),
        )
        return (shown.start, 3), item

    def _far(self, one: queries.Booked) -> str:
        """How far their course of care is, as short as a column needs it."""
        stands = self.look.stands.get(one.patient_id)
        if stands is None:
            return ""
        return self.words["far"] % {"done": stands.done, "planned": stands.planned}

    def _shape_and_word(self, one: queries.Booked, standing: rules.Standing) -> tuple[str, str]:
        if standing is Standing.COMING and one.late_minutes:
            return "late", gettext("Expected %(n)s minutes late") % {"n": one.late_minutes}
        if standing is Standing.COMING and one.confirmed_at:
            return "confirmed", gettext("Confirmed")
        return SHAPES[standing], self.standing[standing]

    def _kept(self, strip: grid.Strip, one: queries.Kept, span: layout.Span, lane: layout.Lane) -> tuple:
        shown = layout.within(span, strip.shown) or strip.shown
        until = self.look.place.time_words(one.expires_at)
        words = {"name": one.name or gettext("somebody"), "time": until}
        sentence = (
            gettext("Offered to %(name)s until %(time)s")
            if one.is_offer
            else gettext("Kept for %(name)s until %(time)s")
        )
        place = f"{strip.row(shown)} {grid.lane_class(lane)}"
        return (shown.start, 3), Piece(
            "kept", place, f"k-{one.code}", "", strip.words(shown.start), sentence % words
        )

    def _free(self, strip: grid.Strip, taken: int) -> Iterator[tuple]:
        shown = ticks.bits(strip.shown.start, strip.shown.end)
        begun = strip.day.tick_at(self.now)
        ahead = strip.day.whole & ~ticks.bits(0, max(begun, 0)) if begun < strip.day.ticks else 0
        free = grid.working_of(strip) & shown & ~taken & ahead
        if strip.practitioner:
            free &= strip.board.practitioner_free(strip.practitioner.pk)
        base, said, whose = (
            strip.url("desk:calendar_walk_in", self.asked),
            self.words["free"],
            self._whose(strip),
        )
        for span in layout.half_hours(free, strip.day):
            key, url = f"f-{strip.key}-{span.start}", f"{base}&at={grid.iso(strip.day.moment(span.start))}"
            yield (
                (span.start, 2),
                Piece("free", strip.row(span), key, url, strip.words(span.start), said, whose),
            )

    def _rests(self, strip: grid.Strip, visits: Iterable[queries.Booked]) -> Iterator[tuple]:
        """The rests into which somebody else fits: the practitioner's hands are free long enough."""
        if not strip.practitioner:
            return
        free = strip.board.practitioner_free(strip.practitioner.pk)
        begun = strip.day.tick_at(self.now)
        base, words = (
            strip.url("desk:calendar_walk_in", self.asked),
            self.words["fits"],
        )
        for one in visits:
            if self.look.standings[one.pk] in {Standing.MISSED, Standing.DONE}:
                continue
            for kind, span in layout.segments(one.pattern, strip.day.tick_at(one.starts_at), strip.shown):
                if kind != "REST" or span.start < begun:
                    continue
                for run in layout.runs(free & ticks.bits(span.start, span.end)):
                    if run.length < REST_TICKS:
                        continue
                    time, url = strip.words(run.start), f"{base}&at={grid.iso(strip.day.moment(run.start))}"
                    said, key = words % {"time": time, "name": one.given_name}, f"r-{one.code}-{run.start}"
                    yield (run.start, 4), Piece("rest", strip.row(run), key, url, time, "", said)

    def _targets(self, strip: grid.Strip) -> Iterator[tuple]:
        fits = self.fits[strip.key]
        day = strip.day
        quarters = ticks.grid(day.date, day.zone, grid.TARGET_TICKS * ticks.MINUTES)
        shown = ticks.bits(strip.shown.start, strip.shown.end)
        base, whose = strip.url("desk:calendar_move", self.asked, visit=self.asked.moving), self._whose(strip)
        for tick in ticks.listed(fits.allowed & quarters & shown):
            url = f"{base}&start={grid.iso(strip.day.moment(tick))}"
            span = layout.Span(tick, min(tick + grid.TARGET_TICKS, strip.shown.end))
            yield (
                (tick, 5),
                Piece("fit", strip.row(span), f"m-{strip.key}-{tick}", url, strip.words(tick), "", whose),
            )

    def _whose(self, strip: grid.Strip) -> str:
        if self.asked.span == grid.DAY:
            return strip.whose.name
        return formats.date_format(strip.day.date, "l j F")


def closure_words(kind: str) -> str:
    return {
        "LEAVE": gettext("Away"),
        "HOLIDAY": gettext("Public holiday"),
        "BLOCK": gettext("Blocked"),
        "grid.ROOM": gettext("Out of use"),
    }.get(kind, gettext("Blocked"))
