"""What the board of rooms shows, worded and in order."""

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.charting import models as charting
from needlepoint.charting import rules as charting_rules
from needlepoint.charting import wording as charting_wording
from needlepoint.charting.rules import taps
from needlepoint.charting.wording import counting
from needlepoint.desk import rules
from needlepoint.desk.pages import day as day_pages
from needlepoint.desk.queries import rooms as queries
from needlepoint.desk.rules import rooms
from needlepoint.house import clock
from needlepoint.people import rules as people_rules

State = rooms.State

NARROW = "\N{NO-BREAK SPACE}"  # a name stays on one line

WORDS = {
    State.RESTING: lambda: gettext("Resting"),
    State.SOON: lambda: gettext("Soon"),
    State.OVER: lambda: gettext("Needles out now"),
    State.DIFFERS: lambda: gettext("Counts differ"),
    State.UNCOUNTED: lambda: gettext("Count the needles"),
    State.WAITING: lambda: gettext("Here, no needles yet"),
    State.OUT: lambda: gettext("Needles out, note open"),
    State.NEXT: lambda: gettext("Comes next"),
    State.EMPTY: lambda: gettext("Empty"),
}
TONES = {
    State.RESTING: "good",
    State.SOON: "soon",
    State.OVER: "danger",
    State.DIFFERS: "danger",
    State.UNCOUNTED: "danger",
    State.WAITING: "soon",
    State.OUT: "quiet",
    State.NEXT: "quiet",
    State.EMPTY: "quiet",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Press:
    """A button that needs no script: it sends the press whole; the page adds the key under which it is kept once."""

    deed: str
    label: str
    about: str
    value: str  # what is sent: the press as JSON, as the script sends it too
    kind: str = "plain"


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """One room as it is drawn. Times are ISO moments for the script, and words for everybody."""

    key: str  # of the visit, or of the room when nobody is there
    number: int
    room: str
    state: str
    word: str
    tone: str
    clock: str
    ends_at: str
    in_at: str
    out_needles: int | None
    minutes: int | None
    name: str
    url: str
    course: day_pages.Course
    cautions: tuple[tuple[str, str], ...]
    detail: str
    hides: str
    after: str
    after_name: str
    said_over: str
    longer: Press | None
    counted_in: Press | None
    counted_out: Press | None
    early: Press | None
    note_url: str
    count_url: str
    count_words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """What two people pressed differently, for somebody to look at."""

    room: str
    name: str
    words: str
    said: str  # who pressed when
    note_url: str
    answer_url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    cards: tuple[Card, ...]
    questions: tuple[Question, ...]
    summary: str
    clock: str
    tabs: tuple[tuple[str, str, bool], ...]
    is_wall: bool
    board_url: str
    wall_url: str
    now_url: str
    may_press: bool
    refused: str = ""


def page(
    board: queries.Board,
    viewer: people_rules.Viewer,
    *,
    country: str,
    clinic_name: str,
    now: dt.datetime,
    is_wall: bool = False,
    refused: str = "",
) -> Page:
    """Word a board. `refused` is why the press that led here, without a script, changed nothing."""
    here = board.place.code if board.place else ""
    cards = tuple(
        card(one, viewer, zone=board.zone, country=country, now=now, is_wall=is_wall) for one in board.cards
    )
    local = clock.local(now, board.zone)
    return Page(
        cards=cards,
        questions=tuple(_question(one, board.zone, country) for one in board.asked),
        summary=_summary(board.cards),
        clock=f"{clock.time_words(local, country)} · {formats.date_format(local.date(), 'l j F')}",
        tabs=_tabs(board, clinic_name) if board.places else (),
        is_wall=is_wall,
        board_url=_url("desk:board", place=here),
        wall_url=_url("desk:board", place=here, wall="1"),
        now_url=_url("desk:board_now", place=here, wall="1" if is_wall else ""),
        may_press=viewer.is_practitioner,
        refused=refused,
    )


def _url(name: str, **query: str) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items() if value)
    return f"{reverse(name)}?{asked}" if asked else reverse(name)


def _tabs(board: queries.Board, clinic_name: str) -> tuple[tuple[str, str, bool], ...]:
    first = (clinic_name, _url("desk:board"), board.place is None)
    return (
        first,
        *((one.name, _url("desk:board", place=one.code), one == board.place) for one in board.places),
    )


def _summary(cards: Sequence[queries.Card]) -> str:
    states = [one.card.state for one in cards]
    needed = sum(state.needs_someone for state in states)
    resting = sum(state in {State.RESTING, State.SOON} for state in states)
    waiting = sum(state is State.WAITING for state in states)
    words = []
    if needed:
        words.append(ngettext("%(n)s room needs you", "%(n)s rooms need you", needed) % {"n": needed})
    if resting:
        words.append(ngettext("%(n)s resting", "%(n)s resting", resting) % {"n": resting})
    if waiting:
        words.append(ngettext("%(n)s waiting", "%(n)s waiting", waiting) % {"n": waiting})
    return " · ".join(words) or gettext("No needles are in.")


def card(
    one: queries.Card,
    viewer: people_rules.Viewer,
    *,
    zone: str,
    country: str,
    now: dt.datetime,
    is_wall: bool = False,
) -> Card:
    """Word one card. The desk reads no more of the treatment here than the day list shows it.

    On a wall, which more people pass than work here, a person is a given name and a letter.
    """
    visit, note, state = one.visit, one.note, one.card.state
    room = one.room or gettext("No room")
    due_at = note.out_due_at if note and state.has_needles_in else None
    return Card(
        key=visit.code if visit else f"room-{one.card.room or 0}",
        number=one.number,
        room=room,
        state=state.value,
        word=_word(state, note),
        tone=TONES[state],
        clock=_clock(one, due_at, zone, country, now),
        ends_at=due_at.isoformat(timespec="seconds") if due_at else "",
        in_at=note.needles_in_at.isoformat(timespec="seconds") if due_at else "",
        out_needles=note.needles if note else None,
        minutes=one.chart.retention_minutes if one.chart and due_at else None,
        name=_name(visit, is_wall=is_wall) if visit else "",
        url=day_pages.to("desk:patient", visit.patient_code) if visit and not is_wall else "",
        course=day_pages.course_of(one.position, is_today=True),
        cautions=day_pages.caution_chips(visit.cautions) if visit else (),
        detail=_detail(one) if visit else "",
        hides=_hides(one),
        after=_after(one, zone, country) if one.after else "",
        after_name=_name(one.after, is_wall=is_wall) if one.after else "",
        said_over=gettext("%(room)s: needles out now") % {"room": room},
        **_presses(one, viewer, now),
    )


def _word(state: State, note) -> str:
    if state is State.DIFFERS and note.missing == 0:
        return gettext("Settle what was missing")
    return WORDS[state]()


def _name(visit: queries.Visit, *, is_wall: bool) -> str:
    if is_wall and visit.given_name and visit.family_name:
        return f"{visit.given_name} {visit.family_name[0]}."
    return f"{visit.given_name} {visit.family_name}".strip()


def _clock(one: queries.Card, due_at: dt.datetime | None, zone: str, country: str, now: dt.datetime) -> str:
    if due_at is not None:
        return rules.minutes_words(due_at - now)
    if one.card.state is State.DIFFERS and one.note.missing:
        return f"{one.note.missing:+d}".replace("+", "−") if one.note.missing > 0 else f"+{-one.note.missing}"
    if one.card.state in {State.WAITING, State.NEXT}:
        return clock.time_words(clock.local(one.visit.starts_at, zone), country)
    return ""


def _detail(one: queries.Card) -> str:
    state, parts = one.card.state, []
    if one.note and one.note.needles is not None and state is not State.OUT:
        parts.append(ngettext("%(n)s needle", "%(n)s needles", one.note.needles) % {"n": one.note.needles})
    if one.chart and state.has_needles_in:
        parts.append(gettext("%(n)s min") % {"n": one.chart.retention_minutes})
        if one.chart.position in charting_wording.POSITIONS:
            parts.append(str(charting_wording.POSITIONS[one.chart.position]).lower())
    position = one.position
    is_said = position is not None and position.now in position.reviews  # beside the name, with the course
    if not is_said and (one.visit.is_review or (position is not None and position.is_review_due)):
        parts.append(gettext("review today"))
    if one.visit.practitioner:
        parts.append(one.visit.practitioner.replace(" ", NARROW))
    return " · ".join(parts)


def _hides(one: queries.Card) -> str:
    """Where to look before counting out; only while it is of use."""
    state = one.card.state
    if not one.chart or not one.chart.hides or not (state.has_needles_in or state.needs_someone):
        return ""
    places = ", ".join(str(counting.HIDDEN[place]) for place in one.chart.hides)
    return gettext("Look here before you count: %(places)s") % {"places": places}


def _after(one: queries.Card, zone: str, country: str) -> str:
    if one.card.after.state is State.WAITING:
        return gettext("Waiting for this room:")
    at = clock.time_words(clock.local(one.after.starts_at, zone), country)
    return gettext("Next, %(time)s:") % {"time": at}


def _presses(one: queries.Card, viewer: people_rules.Viewer, now: dt.datetime) -> dict:
    """What whoever looks may press. A number that differs is counted in the note, point by point."""
    nothing = {
        **dict.fromkeys(("longer", "counted_in", "counted_out", "early")),
        "note_url": "",
        "count_url": "",
        "count_words": "",
    }
    if one.visit is None or not viewer.is_practitioner:
        return nothing
    state, note = one.card.state, one.note
    note_url = day_pages.to("charting:note", one.visit.code)
    offered = {**nothing, "note_url": note_url}
    if state is State.WAITING and one.chart and one.chart.charted:
        charted = one.chart.charted
        words = gettext("Needles in: %(n)s") % {"n": charted}
        told = {"needles": charted, "minutes": one.chart.retention_minutes}
        offered["counted_in"] = _press(one, taps.Deed.IN, words, kind="main", **told)
    if state.has_needles_in:
        minutes = charting_rules.stretched(one.chart.retention_minutes, note.needles_in_at, now)
        if minutes <= charting_rules.RETENTION_MAX:
            offered["longer"] = _press(one, taps.Deed.LONGER, gettext("+5 min"), minutes=minutes)
        offered["early"] = _press(one, taps.Deed.EARLY, gettext("All out now, count after"), kind="danger")
    if state.has_needles_in or state is State.UNCOUNTED:
        kind = "plain" if state in {State.RESTING, State.SOON} else "main"
        told = {"needles": note.needles}
        words = gettext("Out: count %(n)s") % {"n": note.needles}
        if one.chart.hides:
            told["looked"] = True
            words = gettext("I looked: count %(n)s out") % {"n": note.needles}
        offered["counted_out"] = _press(one, taps.Deed.OUT, words, kind=kind, **told)
    if state.has_needles_in or state.needs_someone:
        offered["count_url"] = f"{note_url}#count-out"
        offered["count_words"] = (
            gettext("Count again") if state is State.DIFFERS else gettext("Another number")
        )
    return offered


def _press(one: queries.Card, deed: taps.Deed, label: str, *, kind: str = "plain", **told: int) -> Press:
    press = {"visit": one.visit.code, "deed": deed.value, **told}
    return Press(deed.value, label, about=one.room, value=json.dumps(press), kind=kind)


def _question(tap: charting.Tap, zone: str, country: str) -> Question:
    patient, at = tap.visit.patient, clock.local(tap.pressed_at, zone)
    return Question(
        room=tap.visit.room.name if tap.visit.room else gettext("No room"),
        name=f"{patient.given_name} {patient.family_name}".strip(),
        words=tap.words,
        said=gettext("Pressed at %(time)s by %(who)s.")
        % {"time": clock.time_words(at, country), "who": tap.by},
        note_url=day_pages.to("charting:note", tap.visit.code),
        answer_url=reverse("desk:board_answer", args=[tap.key]),
    )
