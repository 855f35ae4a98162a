"""Seeing before dropping: what the script is told while a visit is dragged, and the page that asks before it is done."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext

from needlepoint.booking.rules import starts, ticks
from needlepoint.desk.pages import columns as grid
from needlepoint.desk.pages import people as people_pages
from needlepoint.desk.pages import pieces
from needlepoint.desk.queries import calendar as queries
from needlepoint.desk.queries import moving as moving_queries
from needlepoint.desk.rules import layout
from needlepoint.house import clock

YEARS = range(1990, 2200)


def read_start(text: str, place: queries.Place) -> dt.datetime | None:
    """Read a moment with its zone that begins a tick, such as 2026-11-24T14:10Z; None for anything else."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None or moment.year not in YEARS:
        return None
    moment = moment.astimezone(dt.UTC)
    return moment if ticks.is_on_tick(moment, place.zone) else None


def this_tick(now: dt.datetime) -> dt.datetime:
    """Return the beginning of the five minutes we are in."""
    return now - dt.timedelta(
        minutes=now.minute % ticks.MINUTES, seconds=now.second, microseconds=now.microsecond
    )


def calendar_url(place: queries.Place, moment: dt.datetime, now: dt.datetime, **more: str) -> str:
    """Return the day of the calendar on which a moment is. `more`: what else of columns.Asked is asked for."""
    on, today = (clock.local(one, place.zone).date() for one in (moment, now))
    return grid.Asked(on=on, today=today, place=place.code, **more).url()


# --- What the script is told -----------------------------------------------------------------------------------------


def answer(
    look: queries.Look, shown: list[grid.Strip], fits: dict[str, layout.Fits], visit, shape: starts.Shape
):
    """Return for each column where the visit may begin, and in words why not elsewhere; rows count from 0.

    Returns {"ticks": its length, "columns": {key: {"ok": [[from, until], …], "why": [[from, until, words], …]}}}.
    """
    return {
        "ticks": shape.stay_ticks,
        "columns": {
            strip.key: {
                "ok": [
                    [run.start - strip.shown.start, run.end - strip.shown.start]
                    for run in layout.runs(fits[strip.key].allowed & _window(strip))
                ],
                "why": list(_why(look, strip, fits[strip.key], visit, shape)),
            }
            for strip in shown
        },
    }


def _window(strip: grid.Strip) -> int:
    return ticks.bits(strip.shown.start, strip.shown.end)


def _why(
    look: queries.Look, strip: grid.Strip, fits: layout.Fits, visit, shape: starts.Shape
) -> Iterator[list]:
    reasons = [pair for pair in _reasons(look, strip, fits, visit, shape) if pair[0]]
    refused = _window(strip) & ~fits.allowed
    begun, words = None, ""
    for tick in range(strip.shown.start, strip.shown.end + 1):
        here = ""
        if tick < strip.shown.end and refused >> tick & 1:
            here = " ".join(said for mask, said in reasons if mask >> tick & 1) or gettext(
                "It does not fit here."
            )
        if here != words:
            if words:
                yield [begun - strip.shown.start, tick - strip.shown.start, words]
            begun, words = tick, here


def _reasons(look: queries.Look, strip: grid.Strip, fits: layout.Fits, visit, shape: starts.Shape):
    """(ticks at which a start is refused, why), the gravest first."""
    treats = {one.pk: one.name for one in look.practitioners}
    who = strip.practitioner.pk if strip.practitioner else visit.practitioner_id
    names = {"who": treats.get(who, ""), "name": visit.patient.given_name}
    yield fits.over, gettext("This time is over.")
    if fits.over:  # nothing else matters there
        fits = dataclasses.replace(
            fits,
            **{
                name: getattr(fits, name) & ~fits.over
                for name in ("outside", "with_other", "no_room", "elsewhere")
            },
        )
    explained = 0
    for one in look.shut:
        if not _is_shut(one, who, look.place):
            continue
        closed = strip.day.of_span(one.starts_at, one.ends_at)
        words = {
            "reason": one.reason or pieces.closure_words(one.kind),
            "until": strip.words(closed.bit_length()),
        }
        blocked = strip.day.whole & ~starts.fitting(strip.day.whole & ~closed, shape.stay) & fits.outside
        explained |= blocked
        yield blocked, gettext("%(reason)s, until %(until)s.") % words
    yield fits.outside & ~explained, gettext("%(who)s is not at work for the whole visit.") % names
    for one, hands, room in _others(look, strip, visit):
        words = {**names, "name": one.name or gettext("somebody"), "until": strip.words(hands.bit_length())}
        if one.practitioner_id == who:
            blocked = (
                strip.day.whole & ~starts.fitting(strip.day.whole & ~hands, shape.hands) & fits.with_other
            )
            explained |= blocked
            yield blocked, gettext("%(who)s is with %(name)s until %(until)s.") % words
        if strip.room and one.room_id == strip.room.pk and strip.room.capacity == 1:
            words |= {"room": strip.room.name, "until": strip.words(room.bit_length())}
            blocked = strip.day.whole & ~starts.fitting(strip.day.whole & ~room, shape.room) & fits.no_room
            explained |= blocked
            yield blocked, gettext("%(room)s is taken by %(name)s until %(until)s.") % words
    yield fits.with_other & ~explained, gettext("%(who)s is taken.") % names
    yield fits.no_room & ~explained, gettext("No room is free for the whole visit.")
    yield fits.elsewhere, gettext("%(name)s has another visit then.") % names


def _is_shut(one: queries.Shut, practitioner_id: int | None, place: queries.Place) -> bool:
    """Whether a closure keeps this practitioner from working."""
    is_theirs = one.room_id is None and one.practitioner_id in {None, practitioner_id}
    return is_theirs and one.location_id in {None, place.pk}


def _others(look: queries.Look, strip: grid.Strip, visit) -> Iterator[tuple]:
    """Each other visit and kept start of the day, with the ticks it takes of a practitioner and of a room."""
    day = layout.Span(0, strip.day.ticks)
    for one in (*look.visits, *look.kept):
        if one.code == visit.code or (hasattr(one, "state") and one.state == queries.State.MISSED):
            continue
        hands = room = 0
        for kind, span in layout.segments(one.pattern, strip.day.tick_at(one.starts_at), day):
            room |= ticks.bits(span.start, span.end)
            hands |= ticks.bits(span.start, span.end) if kind == "TOGETHER" else 0
        if room:
            yield one, hands, room


# --- The page that asks ----------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class DropPage:
    """What is about to be done, what is in the way, and what to press."""

    title: str
    facts: tuple[tuple[str, str], ...]
    clashes: tuple[str, ...]
    may_do: bool
    may_force: bool
    do_words: str
    force_words: str
    tells: str
    hidden: tuple[tuple[str, str], ...]
    other_url: str
    other_words: str
    back_url: str
    back_words: str
    is_there: bool = False
    kinds: tuple = ()
    is_nobody_free: bool = False
    soonest: tuple = ()


def when_words(place: queries.Place, moment: dt.datetime, today: dt.date) -> str:
    local = clock.local(moment, place.zone)
    day = gettext("Today") if local.date() == today else formats.date_format(local, "l j F")
    return f"{day}, {place.time_words(moment)}"


def move_page(drop: moving_queries.Drop, visit, *, by: str, now: dt.datetime) -> DropPage:
    """Return what moving a visit would come to. `by`: which columns it was dragged in, PRACTITIONER or ROOM."""
    place, today = drop.place, clock.local(now, drop.place.zone).date()
    on = clock.local(drop.starts_at, place.zone).date()
    asked = grid.Asked(on=on, today=today, place=place.code, moving=visit.code, by=by)
    was = [when_words(place, visit.starts_at, today), _name(visit.practitioner), _name(visit.room)]
    name = {"name": drop.patient.name, "time": place.time_words(drop.starts_at)}
    is_there = (
        drop.starts_at == visit.starts_at
        and _pk(drop.practitioner) == visit.practitioner_id
        and _pk(drop.room) in {None, visit.room_id}
    )
    return DropPage(
        title=gettext("Move %(name)s to %(time)s?") % name,
        facts=(
            (gettext("From"), " · ".join(part for part in was if part)),
            (gettext("To"), _to(drop, today)),
            (gettext("What"), drop.service.name),
        ),
        clashes=tuple(clash.words for clash in drop.clashes),
        may_do=not drop.clashes and not is_there,
        may_force=drop.may_be_forced and not is_there,
        do_words=gettext("Move"),
        force_words=gettext("Move anyway"),
        tells=_tells(drop.patient),
        hidden=_hidden(drop, visit=visit.code, by=by),
        other_url=asked.url(),
        other_words=gettext("Choose another time"),
        back_url=asked.url(moving=""),
        back_words=gettext("Leave it where it is"),
        is_there=is_there,
    )


def book_page(drop: moving_queries.Drop, *, kinds, data, soonest, now: dt.datetime) -> DropPage:
    """Return what booking a visit from the calendar would come to.

    kinds   the services to choose between
    data    what the address or the form carries
    soonest  (start, practitioner) of the next ones, when nobody is free for this
    """
    place, today = drop.place, clock.local(now, drop.place.zone).date()
    on = clock.local(drop.starts_at, place.zone).date()
    name = {"name": drop.patient.name, "time": place.time_words(drop.starts_at)}
    hidden = _hidden(drop, **{"for": drop.patient.code, "service": drop.service.code})
    return DropPage(
        title=gettext("Book %(name)s at %(time)s?") % name,
        facts=((gettext("When"), _to(drop, today)), (gettext("What"), drop.service.name)),
        clashes=tuple(clash.words for clash in drop.clashes),
        may_do=not drop.clashes and drop.practitioner is not None,
        may_force=drop.may_be_forced,
        do_words=gettext("Book"),
        force_words=gettext("Book anyway"),
        tells=_tells(drop.patient),
        hidden=hidden,
        other_url=grid.with_query(
            reverse("booking:starts"), {"for": drop.patient.code, "from": on.isoformat()}
        ),
        other_words=gettext("Show free times"),
        back_url=grid.Asked(on=on, today=today, place=place.code).url(),
        back_words=gettext("Back to the calendar"),
        kinds=tuple(
            (
                kind.name,
                _book_url(drop, kind, drop.starts_at, data.get("practitioner", ""), data.get("room", "")),
                kind.pk == drop.service.pk,
            )
            for kind in kinds
        ),
        soonest=tuple(
            (when_words(place, moment, today), who.name, _book_url(drop, drop.service, moment, who.code, ""))
            for moment, who in soonest
        ),
        is_nobody_free=drop.practitioner is None,
    )


def _book_url(
    drop: moving_queries.Drop, service, starts_at: dt.datetime, practitioner: str, room: str
) -> str:
    query = {
        "for": drop.patient.code,
        "start": grid.iso(starts_at),
        "practitioner": practitioner,
        "room": room,
        "place": drop.place.code,
        "service": service.code,
    }
    return grid.with_query(reverse("desk:calendar_walk_in"), query)


def _hidden(drop: moving_queries.Drop, **more: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        {
            **more,
            "start": grid.iso(drop.starts_at),
            "practitioner": drop.practitioner.code if drop.practitioner else "",
            "room": drop.room.code if drop.room else "",
            "place": drop.place.code,
        }.items()
    )


def _to(drop: moving_queries.Drop, today: dt.date) -> str:
    parts = [when_words(drop.place, drop.starts_at, today), _name(drop.practitioner), _name(drop.room)]
    return " · ".join(part for part in parts if part)


def _name(thing) -> str:
    return thing.name if thing else ""


def _pk(thing) -> int | None:
    return thing.pk if thing else None


def _tells(patient) -> str:
    if not patient.email:
        return ""
    return gettext("%(name)s gets a message about it.") % {"name": patient.given_name}


def moved_words(visit, place: queries.Place, now: dt.datetime) -> str:
    return gettext("%(name)s now comes %(when)s.") % _said(visit, place, now)


def booked_words(visit, place: queries.Place, now: dt.datetime) -> str:
    return gettext("%(name)s is booked: %(when)s.") % _said(visit, place, now)


def _said(visit, place: queries.Place, now: dt.datetime) -> dict[str, str]:
    parts = [
        when_words(place, visit.starts_at, clock.local(now, place.zone).date()),
        _name(visit.practitioner),
    ]
    room = _name(visit.room)
    return {"name": visit.patient.name, "when": ", ".join(part for part in [*parts, room] if part)}


# --- A time by hand --------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class TimePage:
    name: str
    was: str
    code: str
    place: str
    back_url: str


def time_page(visit, place: queries.Place, now: dt.datetime) -> TimePage:
    today = clock.local(now, place.zone).date()
    was = [when_words(place, visit.starts_at, today), _name(visit.practitioner), _name(visit.room)]
    return TimePage(
        visit.patient.name,
        " · ".join(part for part in was if part),
        visit.code,
        place.code,
        calendar_url(place, visit.starts_at, now),
    )


def typed_from(visit, place: queries.Place) -> dict:
    """Return what the form shows at first: where the visit is now."""
    local = clock.local(visit.starts_at, place.zone)
    return {"date": local.date(), "time": local.time(), "practitioner": visit.practitioner.code, "room": ""}


def preview_url(visit, place: queries.Place, typed: dict) -> str:
    query = {
        "visit": visit.code,
        "start": grid.iso(typed["starts_at"]),
        "practitioner": typed["practitioner"],
        "room": typed["room"],
        "place": place.code,
    }
    return grid.with_query(reverse("desk:calendar_move"), query)


def after_entering(data, patient) -> str:
    """Return where to go on after a new patient was entered: to booking them when that is what they came for."""
    if not data.get("at"):
        return reverse("desk:patient", args=[patient.code])
    kept = {name: data.get(name, "") for name in ("at", "practitioner", "room", "place")}
    return grid.with_query(reverse("desk:calendar_walk_in"), {**kept, "for": patient.code})


# --- Who is it -------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class WhomPage:
    """Choose who comes."""

    title: str
    detail: str
    people: tuple
    words: str
    kept: tuple[tuple[str, str], ...]
    new_url: str
    block_url: str
    back_url: str


def whom_page(
    found, data, *, place: queries.Place, starts_at: dt.datetime, who, now: dt.datetime, words: str
) -> WhomPage:
    """Return the patients to choose from for a start, each leading to what booking them would come to.

    who     the practitioner or the room of the column that was pressed; None for whoever is free
    """
    today = clock.local(now, place.zone).date()
    kept = {
        "at": grid.iso(starts_at),
        "practitioner": data.get("practitioner", ""),
        "room": data.get("room", ""),
        "place": place.code,
    }
    here = reverse("desk:calendar_walk_in")
    return WhomPage(
        title=gettext("Who comes?"),
        detail=" · ".join(
            part
            for part in (when_words(place, starts_at, today), _name(who) or gettext("whoever is free"))
            if part
        ),
        people=tuple(
            dataclasses.replace(people_pages.found(one), url=grid.with_query(here, {**kept, "for": one.code}))
            for one in found
        ),
        words=people_pages.found_words(len(found), searched=bool(words)),
        kept=tuple((key, value) for key, value in kept.items() if value),
        new_url=grid.with_query(reverse("desk:new_patient"), kept),
        block_url=grid.with_query(reverse("desk:calendar_block"), kept),
        back_url=calendar_url(place, starts_at, now),
    )
