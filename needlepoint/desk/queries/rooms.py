"""What the board of rooms asks: who is in which room, and whether anything changed since somebody last looked."""

import dataclasses
import datetime as dt
import zlib
from typing import NamedTuple

from django.http import Http404

from needlepoint.booking import access as booking_access
from needlepoint.booking import models as booking
from needlepoint.booking.rules import ticks
from needlepoint.charting import access as charting_access
from needlepoint.charting import models as charting
from needlepoint.charting import queries as charting_queries
from needlepoint.charting import rules as charting_rules
from needlepoint.charting.rules import hidden, taps
from needlepoint.desk import queries, rules
from needlepoint.desk.rules import rooms
from needlepoint.house import clock
from needlepoint.house import models as house
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules
from needlepoint.plans import models as plans
from needlepoint.plans import queries as plans_queries

OUT_OF_SIGHT = dt.timedelta(
    hours=36
)  # needles of yesterday that nobody counted are looked for until tomorrow
ENTRIES_LOOKED_AT = 64
ASKED_MAX = 10


class Visit(NamedTuple):
    """A visit as a room sees it."""

    pk: int
    code: str
    state: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    is_review: bool
    patient_id: int
    patient_code: str
    given_name: str
    family_name: str
    cautions: list[str]
    practitioner: str | None
    room_id: int | None
    room: str | None


COLUMNS = (
    "pk", "code", "state", "starts_at", "ends_at", "is_review", "patient_id", "patient__code",
    "patient__given_name", "patient__family_name", "patient__cautions", "practitioner__name", "room_id", "room__name",
)  # fmt: skip


class Chart(NamedTuple):
    """What the board shows of a note. Where they lie and where needles hide is clinical: blank for the desk."""

    retention_minutes: int
    charted: int
    position: str = ""
    hides: tuple[hidden.Hidden, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """One card, with everything the steps know of it.

    number  1 to 9, by which a key chooses it; it stays with the room whatever the order. 0 beyond nine
    """

    number: int
    room: str
    card: rooms.Card
    visit: Visit | None
    note: charting_queries.NoteState | None
    chart: Chart | None
    course: plans.Course | None
    position: object | None  # plans.rules.Position
    after: Visit | None


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """A place's rooms, most urgent first."""

    place: booking.Location | None
    places: list[booking.Location]
    zone: str
    cards: list[Card]
    asked: list[charting.Tap]  # what was pressed differently and nobody looked at, for practitioners


def board_of(viewer: people_rules.Viewer, *, clinic: people.Clinic, place: str, now: dt.datetime) -> Board:
    """Return the board of one place. Costs 11 queries for a practitioner, 10 for others, at any length,
    and 1 more while needles of another day are in.

    place   code of a further place, blank for the first
    raises  Http404 for a place that is not the clinic's
    """
    places = list(booking.Location.objects.filter(clinic_id=viewer.clinic_id, is_open=True))
    here = next((one for one in places if one.code == place), None)
    if place and here is None:
        raise Http404
    zone = here.time_zone if here else clinic.time_zone
    listed = dict(
        booking.Room.objects.filter(clinic_id=viewer.clinic_id, location=here, is_open=True).values_list(
            "pk", "name"
        )
    )
    visits = _visits(viewer, here, zone, now)
    notes = charting_queries.note_states(visits)
    held = [one for visit in visits.values() if (one := _held(visit, notes.get(visit.pk), now)) is not None]
    cards = rooms.cards(list(listed), held)
    shown = [visits[card.held.visit] for card in cards if card.held]
    charts = _charts(viewer, [visit.pk for visit in shown])
    courses = plans_queries.courses_by_patient([visit.patient_id for visit in shown], is_bare=True)
    positions = plans_queries.positions(list(courses.values()))
    numbers = {room: number for number, room in enumerate(listed, 1) if number <= 9}  # noqa: PLR2004 keys 1 to 9
    made, seen = [], set()
    for card in cards:
        visit = visits[card.held.visit] if card.held else None
        course = courses.get(visit.patient_id) if visit else None
        is_first = card.room not in seen
        seen.add(card.room)
        made.append(
            Card(
                number=numbers.get(card.room, 0) if is_first else 0,
                room=listed.get(card.room) or (visit.room if visit and visit.room else ""),
                card=card,
                visit=visit,
                note=notes.get(visit.pk) if visit else None,
                chart=charts.get(visit.pk) if visit else None,
                course=course,
                position=positions.get(course.pk) if course else None,
                after=visits[card.after.visit] if card.after else None,
            )
        )
    return Board(here, places, zone, made, _asked(viewer))


def _visits(viewer, here, zone: str, now: dt.datetime) -> dict[int, Visit]:
    """The day's visits of a place, and those of yesterday whose needles nobody accounted for."""
    today = ticks.day(clock.local(now, zone).date(), zone)
    seen = booking_access.visits_seen_by(viewer).filter(location=here).order_by("starts_at", "pk")
    rows = list(seen.filter(starts_at__gte=today.begins, starts_at__lt=today.ends).values_list(*COLUMNS))
    unaccounted = charting.Note.objects.filter(
        clinic_id=viewer.clinic_id,
        state=charting.Note.State.OPEN,
        needles_in_at__gte=now - OUT_OF_SIGHT,
    ).values_list("visit_id", flat=True)
    # Asked apart and seldom: joined by "or", both together would look through every visit there ever was.
    earlier = set(unaccounted) - {row[0] for row in rows}
    if earlier:
        rows += seen.filter(pk__in=earlier).values_list(*COLUMNS)
    return {row[0]: Visit(*row) for row in rows}


def _held(visit: Visit, note: charting_queries.NoteState | None, now: dt.datetime) -> rooms.Held | None:
    needles = queries.needles_of(note)
    standing = rules.standing(state=visit.state, starts_at=visit.starts_at, needles=needles, now=now)
    is_differing = note is not None and note.stage is charting_rules.Stage.MISMATCH
    state = rooms.state_of(standing, is_differing=is_differing)
    if state is None or not rooms.is_in_sight(state, ends_at=visit.ends_at, now=now):
        return None
    moment = visit.starts_at
    if state.has_needles_in:
        moment = needles.due_at or visit.starts_at
    elif rooms.RANK[state] == 0:
        moment = needles.out_at or visit.starts_at
    return rooms.Held(visit.pk, visit.room_id, state, moment, visit.starts_at)


def _charts(viewer, visit_ids: list[int]) -> dict[int, Chart]:
    may_read, charts = charting_access.may_chart(viewer), {}
    for note in charting.Note.objects.filter(visit_id__in=visit_ids).prefetch_related("needlings", "parts"):
        chart = charting_queries.chart_of(note)
        shown = Chart(note.retention_minutes, chart.needles)
        if may_read:
            hides = tuple(hidden.places(charting_queries.spots_of(chart), chart.position))
            shown = shown._replace(position=chart.position, hides=hides)
        charts[note.visit_id] = shown
    return charts


def _asked(viewer) -> list[charting.Tap]:
    if not charting_access.may_chart(viewer):
        return []
    return list(
        charting.Tap.objects.filter(
            clinic_id=viewer.clinic_id, outcome=taps.Outcome.ASK, answered_at__isnull=True
        )
        .select_related("visit__patient", "visit__room")
        .order_by("-pk")[:ASKED_MAX]
    )


def tap_for(viewer: people_rules.Viewer, key: object) -> charting.Tap:
    """Return one press of the viewer's clinic. Costs 1 query. Raises Http404 alike for unknown and for another's."""
    tap = charting.Tap.objects.filter(clinic_id=viewer.clinic_id, key=key).first()
    if tap is None or not charting_access.may_chart(viewer):
        raise Http404
    return tap


def stamp_of(viewer: people_rules.Viewer, *, day: dt.date) -> str:
    """Return a mark that changes whenever anything was done in the clinic, and with the day. Costs 1 query.

    Every deed leaves an entry in the audit record, in its own transaction, so the latest entries say whether there is
    anything new. Several are looked at and not the last alone: one that was begun earlier may be finished later.
    """
    latest = house.AuditEntry.objects.order_by("-pk").values_list("pk", "clinic_id")[:ENTRIES_LOOKED_AT]
    own = ",".join(str(pk) for pk, clinic_id in latest if clinic_id == viewer.clinic_id)
    return f"{day:%m%d}-{zlib.crc32(own.encode()):08x}"


def due_of(viewer: people_rules.Viewer) -> list[tuple[str, dt.datetime]]:
    """Return (room, when the needles come out) wherever needles are in, soonest first. Costs 1 query.

    No names, so that any screen of the staff may show it.
    """
    notes = charting.Note.objects.filter(
        clinic_id=viewer.clinic_id,
        state=charting.Note.State.OPEN,
        needles_in_at__isnull=False,
        needles_out_at__isnull=True,
    ).values_list("visit__room__name", "needles_in_at", "retention_minutes")
    due = [(room or "", in_at + dt.timedelta(minutes=minutes)) for room, in_at, minutes in notes]
    return sorted(due, key=lambda one: one[1])
