"""What the script is told while a visit is dragged: where it may begin, and in words why not elsewhere."""

import dataclasses
from collections.abc import Iterator

from django.utils.translation import gettext

from needlepoint.booking.rules import starts, ticks
from needlepoint.desk.pages import columns as grid
from needlepoint.desk.pages import pieces
from needlepoint.desk.queries import calendar as queries
from needlepoint.desk.rules import layout


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
