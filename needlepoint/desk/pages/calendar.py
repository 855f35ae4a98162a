"""The page of the desk's calendar: a day or a week, as a grid of columns, or the week of everybody as a table."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.booking.rules import ticks
from needlepoint.desk.pages import columns as grid
from needlepoint.desk.pages import pieces
from needlepoint.desk.queries import calendar as queries
from needlepoint.desk.rules import layout
from needlepoint.house import clock
from needlepoint.people import rules as people_rules

HOUR = 60  # minutes


@dataclasses.dataclass(frozen=True, slots=True)
class Moving:
    """The visit that is being moved."""

    code: str
    name: str
    was: str
    length: int  # ticks
    is_in: str  # key of the column it is in; blank when that is not shown
    row: int  # which tick of that column
    stay_url: str
    form_url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One day of one practitioner or room in the week of everybody."""

    url: str
    words: str
    detail: str
    bars: tuple[tuple[str, int, int], ...]  # (kind, from, length), in ticks of what is shown
    width: int
    is_shut: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    title: str
    eyebrow: str
    summary: str
    is_today: bool
    is_by_room: bool
    before_words: str
    after_words: str
    before_url: str
    today_url: str
    after_url: str
    spans: tuple
    sides: tuple
    places: tuple
    whose: tuple
    hours: tuple[tuple[str, str], ...]
    columns: tuple[pieces.Column, ...]
    not_in: str
    unlicensed: tuple[str, ...]
    loose: tuple[
        tuple[str, str], ...
    ]  # (words, url) of visits that have no column, such as those without a room
    poll_url: str
    fits_url: str
    walk_in_url: str
    block_url: str
    on_value: str
    zone: str
    twelve: str  # whether people here count the hours to twelve, for the script
    kept_query: tuple[tuple[str, str], ...]
    moving: Moving | None = None
    days: tuple[str, ...] = ()
    lines: tuple = ()  # (title, url, cells) in the week of everybody
    width: int = 0


def page(
    look: queries.Look,
    asked: grid.Asked,
    viewer: people_rules.Viewer,
    *,
    places,
    now: dt.datetime,
    moving=None,
    fits=None,
) -> Page:
    """Return the calendar. `fits`: Strip.key → layout.Fits, with `moving`, the visit."""
    shown = grid.strips(look, asked)
    step = dt.timedelta(days=1 if asked.span == grid.DAY else 7)
    columns = ()
    if not asked.is_compact:
        wording = pieces.Wording(look, asked, viewer, now, fits=fits)
        columns = tuple(wording.column(strip) for strip in shown)
    count = len({one.pk for strip in shown for one, _span in strip.stands if isinstance(one, queries.Booked)})
    title, eyebrow = _title(asked)
    empty = {column.key for column in columns}
    away = [
        one.name
        for one in look.practitioners
        if one.is_bookable and asked.by == grid.PRACTITIONER and asked.span == grid.DAY and not asked.who
        and f"{asked.on.isoformat()}.{one.code}" not in empty
    ]  # fmt: skip
    last_day = asked.dates[-1]
    unlicensed = [
        (one.name, one.licence_expires_on)
        for one in look.practitioners
        if one.is_bookable and not one.may_be_booked_on(last_day)
    ]
    who = look.practitioners if asked.by == grid.PRACTITIONER else look.rooms
    return Page(
        title=title,
        eyebrow=eyebrow,
        summary=ngettext("%(n)s visit", "%(n)s visits", count) % {"n": count},
        is_today=asked.today in asked.dates,
        is_by_room=asked.by == grid.ROOM,
        before_words=gettext("Day before") if asked.span == grid.DAY else gettext("Week before"),
        after_words=gettext("Day after") if asked.span == grid.DAY else gettext("Week after"),
        before_url=asked.url(on=asked.on - step),
        today_url=asked.url(on=asked.today),
        after_url=asked.url(on=asked.on + step),
        spans=(
            (gettext("Day"), asked.url(span=grid.DAY, who=""), asked.span == grid.DAY),
            (gettext("Week"), asked.url(span=grid.WEEK), asked.span == grid.WEEK),
        ),
        sides=(
            (
                gettext("Practitioners"),
                asked.url(by=grid.PRACTITIONER, who=""),
                asked.by == grid.PRACTITIONER,
            ),
            (gettext("Rooms"), asked.url(by=grid.ROOM, who=""), asked.by == grid.ROOM),
        ),
        places=tuple(
            (place.name, asked.url(place=place.code, who=""), place.code == asked.place) for place in places
        )
        if len(places) > 1
        else (),
        whose=(
            (gettext("All"), asked.url(who=""), not asked.who),
            *((one.name, asked.url(who=one.code), one.code == asked.who) for one in who),
        )
        if asked.span == grid.WEEK
        else (),
        hours=_hours(shown[0]) if shown else (),
        columns=columns,
        not_in=", ".join(name for name in away if name not in dict(unlicensed)),
        unlicensed=tuple(
            gettext("The licence of %(name)s ends on %(day)s. After that day nobody can be booked with them.")
            % {"name": name, "day": formats.date_format(last, "j F Y")}
            for name, last in unlicensed
        ),
        loose=_loose(look, asked, shown),
        poll_url=grid.with_query(
            asked.url().partition("?")[0], {**_query(asked), "seen": look.fingerprint(now)}
        ),
        fits_url=grid.with_query(reverse("desk:calendar_fits"), {**_query(asked), "moving": ""}),
        walk_in_url=grid.with_query(reverse("desk:calendar_walk_in"), {"place": asked.place}),
        block_url=grid.with_query(reverse("desk:calendar_block"), {"place": asked.place}),
        on_value=asked.on.isoformat(),
        zone=look.place.zone,
        twelve="yes" if look.place.country in clock.TWELVE_HOUR_COUNTRIES else "",
        kept_query=tuple((key, value) for key, value in _query(asked).items() if key != "on" and value),
        moving=_moving(moving, look, asked, shown) if moving else None,
        days=tuple(formats.date_format(date, "D j M") for date in asked.dates) if asked.is_compact else (),
        lines=_lines(look, asked, shown) if asked.is_compact else (),
        width=shown[0].shown.length if shown else 1,
    )


def _loose(look: queries.Look, asked: grid.Asked, shown: list[grid.Strip]) -> tuple[tuple[str, str], ...]:
    """What stands in no column although it is of these days: nobody is to be forgotten."""
    if asked.who:
        return ()
    seen = {one.code for strip in shown for one, _span in strip.stands}
    first, last = look.boards[0].day.begins, look.boards[-1].day.ends
    return tuple(
        (f"{look.place.time_words(one.starts_at)} {one.name}", reverse("booking:booked", args=[one.code]))
        for one in look.visits
        if one.code not in seen and first <= one.starts_at < last
    )


def _query(asked: grid.Asked) -> dict[str, str]:
    return {
        "on": asked.on.isoformat(),
        "span": asked.span,
        "by": asked.by,
        "place": asked.place,
        "who": asked.who,
        "moving": asked.moving,
    }


def _title(asked: grid.Asked) -> tuple[str, str]:
    if asked.span == grid.DAY:
        words = formats.date_format(asked.on, "l j F")
        return (gettext("Today"), words) if asked.on == asked.today else (words, gettext("Calendar"))
    first, last = asked.dates[0], asked.dates[-1]
    words = gettext("%(first)s to %(last)s") % {
        "first": formats.date_format(first, "j F" if first.month != last.month else "j"),
        "last": formats.date_format(last, "j F"),
    }
    return words, gettext("This week") if asked.today in asked.dates else gettext("Week")


def _hours(strip: grid.Strip) -> tuple[tuple[str, str], ...]:
    """(class, words) of each whole hour beside the grid."""
    return tuple(
        (f"t{tick - strip.shown.start + 1} d{min(12, strip.shown.end - tick)}", _hour_words(strip, tick))
        for tick in range(strip.shown.start, strip.shown.end)
        if strip.day.wall_minute(tick) % 60 == 0
    )


def _hour_words(strip: grid.Strip, tick: int) -> str:
    """A whole hour, short enough for the margin: 9 am, or 9:00 where hours run to 24."""
    words = strip.words(tick)
    return words.replace(":00", "") if " " in words else words


def _moving(visit, look: queries.Look, asked: grid.Asked, shown: list[grid.Strip]) -> Moving:
    minutes = int((visit.ends_at - visit.starts_at).total_seconds() // 60)
    home = next(
        (strip for strip in shown if any(one.code == visit.code for one, _span in strip.stands)), None
    )
    local = clock.local(visit.starts_at, look.place.zone)
    who = visit.practitioner.name if visit.practitioner else ""
    when = f"{formats.date_format(local, 'D j M')}, {look.place.time_words(visit.starts_at)}"
    return Moving(
        code=visit.code,
        name=visit.patient.name,
        was=f"{when} · {who}" if who else when,
        length=minutes // ticks.MINUTES,
        is_in=home.key if home else "",
        row=home.day.tick_at(visit.starts_at) - home.shown.start if home else 0,
        stay_url=asked.url(moving=""),
        form_url=grid.with_query(reverse("desk:calendar_move"), {"visit": visit.code, "by_hand": "yes"}),
    )


def _lines(look: queries.Look, asked: grid.Asked, shown: list[grid.Strip]) -> tuple:
    cells: dict[str, dict[dt.date, Cell]] = {}
    for strip in shown:
        cells.setdefault(strip.whose.code, {})[strip.day.date] = _cell(strip, look, asked)
    who = look.practitioners if asked.by == grid.PRACTITIONER else look.rooms
    return tuple(
        (one.name, asked.url(who=one.code), tuple(cells[one.code].get(date) for date in asked.dates))
        for one in who
        if one.code in cells
    )


def _free_words(minutes: int) -> str:
    """Write how long is free, so that nobody reads it as a time of the day."""
    hours = minutes // HOUR
    return gettext("%(n)s h free") % {"n": hours} if hours else gettext("%(n)s min free") % {"n": minutes}


def _cell(strip: grid.Strip, look: queries.Look, asked: grid.Asked) -> Cell:
    visits = [one for one, _span in strip.stands if isinstance(one, queries.Booked)]
    shown = ticks.bits(strip.shown.start, strip.shown.end)
    working = grid.working_of(strip)
    bars, held = (
        [("shut", at.start - strip.shown.start, at.length) for at in layout.runs(shown & ~working)],
        0,
    )
    for one in visits:
        for kind, part in layout.segments(one.pattern, strip.day.tick_at(one.starts_at), strip.shown):
            if kind == "TURNOVER" and strip.practitioner:
                continue
            bars.append((kind.lower(), part.start - strip.shown.start, part.length))
            held |= ticks.bits(part.start, part.end) if kind == "TOGETHER" or strip.room else 0
    free = (working & ~held).bit_count() * ticks.MINUTES
    return Cell(
        url=asked.url(span=grid.DAY, on=strip.day.date),
        words=ngettext("%(n)s visit", "%(n)s visits", len(visits)) % {"n": len(visits)},
        detail=_free_words(free) if working else gettext("Closed"),
        # Rests lie below hands-on time, so that what is taken is seen.
        bars=tuple(sorted(bars, key=lambda bar: ("shut", "turnover", "rest", "together").index(bar[0]))),
        width=strip.shown.length,
        is_shut=not working,
    )  # fmt: skip
