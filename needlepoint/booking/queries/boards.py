"""The diary as lines of ticks: who works when, which rooms there are, and what is taken. Says what it costs."""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.db import models as db
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from needlepoint.booking import models
from needlepoint.booking.rules import offers, policy, starts, ticks, working
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as patterns
from needlepoint.house import prepared
from needlepoint.knowledge.safety import cautions as safety
from needlepoint.people import models as people

Own = Mapping[tuple[str, dt.date], int]  # (resource, local day) → ticks


# --- Resources -----------------------------------------------------------------------------------------------------


def practitioner(pk: int | None) -> str:
    """Name a practitioner as a resource."""
    return f"practitioner:{pk}"


def room(pk: int | None, place: int = 0) -> str:
    """Name a room, or one of the further places of a shared room."""
    return f"room:{pk}/{place}" if place else f"room:{pk}"


def patient(pk: int | None) -> str:
    return f"patient:{pk}"


def lane(resource: str, over: int) -> str:
    """Name the lane beside a resource in which time is kept that was booked over on purpose; 0 is the resource."""
    return f"{resource}+{over}" if over else resource


# --- Patterns ------------------------------------------------------------------------------------------------------


def pattern_of(service: frontdoor.Service, cautions: Iterable[str] = ()) -> patterns.Pattern:
    """Return the pattern of a visit for somebody with these cautions: attended throughout when it must be."""
    pattern = patterns.pattern(service.segments)
    is_attended = service.needs_practitioner_throughout or must_attend(service, cautions)
    return pattern.attended() if is_attended else pattern


def must_attend(service: frontdoor.Service, carried: Iterable[str]) -> bool:
    """Say whether these cautions keep the practitioner in the room: the clinic said so, or the caution itself does."""
    keys = set(carried)
    return bool(set(service.attended_for) & keys) or safety.needs_of(keys).practitioner_throughout


def shape_of(service: frontdoor.Service) -> starts.Shape:
    """Return what a visit of this service holds when all goes as planned."""
    return shape_of_segments(service.segments)


def segments_of(visit: models.Visit) -> patterns.Pattern | None:
    """Return the pattern as it was booked; the service's own for a visit that came without; None without either."""
    if visit.segments is not None:
        return patterns.pattern(visit.segments)
    return patterns.pattern(visit.service.segments).variants()[0] if visit.service else None


def bounds_of(service: frontdoor.Service, now: dt.datetime, *, zone: str, is_staff: bool) -> policy.Bounds:
    """Return between which moments a visit of this service that is booked now may begin."""
    return policy.bounds(
        now,
        zone=zone,
        is_staff=is_staff,
        lead_minutes=service.lead_minutes,
        horizon_days=service.horizon_days,
        is_same_day=service.is_same_day,
    )


# --- The diary -----------------------------------------------------------------------------------------------------


class RoomPlace(NamedTuple):
    """Somewhere to lie down: a room, or one place of a shared room."""

    room_id: int
    place: int
    resource: str


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """A stretch of days in one place of a clinic: who works when, and what is taken. Every number is a line of ticks."""

    over: ticks.Stretch
    working: dict[int, int]  # practitioner id → ticks
    rooms: tuple[RoomPlace, ...]  # in the clinic's order
    shut_rooms: dict[int, int]  # room id → ticks
    taken: dict[str, int]  # resource → ticks
    colleagues: dict[int, int]  # everybody who works in the place, whoever was asked for: id → ticks
    mix: offers.Mix  # what the clinic books, as shares

    @property
    def day(self) -> ticks.Day:
        """The first day; for a board of one day, the day."""
        return self.over.days[0]

    def practitioner_free(self, practitioner_id: int) -> int:
        return self.working.get(practitioner_id, 0) & ~self.taken.get(practitioner(practitioner_id), 0)

    def room_frees(self) -> Iterator[tuple[RoomPlace, int]]:
        """(place, free ticks), in the clinic's order; worked out as far as somebody asks."""
        for one in self.rooms:
            yield (
                one,
                self.over.whole & ~self.taken.get(one.resource, 0) & ~self.shut_rooms.get(one.room_id, 0),
            )

    def patient_free(self, patient_id: int | None) -> int:
        return self.over.whole & ~self.taken.get(patient(patient_id), 0)

    def patient_free_days(self, patient_id: int | None) -> int:
        """Return the ticks of the days on which the patient has nothing booked: nobody is treated twice a day."""
        taken = self.taken.get(patient(patient_id), 0)
        line = self.over.whole
        for day, first in zip(self.over.days, self.over.firsts, strict=True):
            if (taken >> first) & day.whole:
                line &= ~(day.whole << first)
        return line

    def without(self, own: Own) -> "Board":
        """Return the board as it would be with these ticks given back."""
        mine: dict[str, int] = {}
        for (resource, date), held in own.items():
            for day, first in zip(self.over.days, self.over.firsts, strict=True):
                if day.date == date:
                    base = resource.partition("+")[0]
                    mine[base] = mine.get(base, 0) | held << first
        if not mine:
            return self
        taken = {resource: held & ~mine.get(resource, 0) for resource, held in self.taken.items()}
        return dataclasses.replace(self, taken=taken)

    def on(self, place: int) -> "Board":
        """Return the board of one of its days."""
        day, first = self.over.days[place], self.over.firsts[place]

        def cut(lines: dict) -> dict:
            return {key: (line >> first) & day.whole for key, line in lines.items()}

        return Board(
            ticks.stretch(day.date, 1, day.zone),
            {pk: line for pk, line in cut(self.working).items() if line},
            self.rooms,
            cut(self.shut_rooms),
            cut(self.taken),
            {pk: line for pk, line in cut(self.colleagues).items() if line},
            self.mix,
        )


# What every search asks. Written once in each process; a place is asked for by its number or, for the first, by none.
_HOURS = models.Hours.objects.filter(practitioner__is_bookable=True).order_by(
    "weekday", "starts_minute", "pk"
)
_HOURS = _HOURS.values_list(
    "practitioner_id", "location__time_zone", "practitioner__licence_expires_on", "weekday", "location_id",
    "starts_minute", "ends_minute", "from_date", "until_date",
)  # fmt: skip
_DAYS = models.SpecialDay.objects.filter(practitioner__is_bookable=True).order_by(
    "date", "starts_minute", "pk"
)
_DAYS = _DAYS.values_list(
    "practitioner_id", "location__time_zone", "practitioner__licence_expires_on", "date", "location_id",
    "starts_minute", "ends_minute",
)  # fmt: skip
_ROOMS = models.Room.objects.filter(is_open=True).order_by("position", "pk")
_ROOMS = _ROOMS.values_list("pk", "capacity", "kind")
_OPENING = models.OpeningHours.objects.order_by("weekday", "starts_minute")
_OPENING = _OPENING.values_list("weekday", "starts_minute", "ends_minute")
_CLOSURES = models.Closure.objects.order_by("pk")
_CLOSURES = _CLOSURES.values_list(
    "location_id", "practitioner_id", "room_id", "starts_at", "ends_at", "reason"
)
# As text: making a date of every row costs more than reading the row.
_TAKEN = models.Occupancy.objects.order_by().values_list(
    Cast("local_date", CharField()), "resource", "w0", "w1", "w2", "w3", "w4"
)

Ask = prepared.Question
stamp_of = Ask(
    lambda clinic: people.Clinic.objects.filter(pk=clinic).order_by().values_list("diary_stamp", flat=True),
    clinic=int,
)
hours_of_all = Ask(lambda clinic: _HOURS.filter(practitioner__clinic_id=clinic), clinic=int)
days_of_all = Ask(
    lambda clinic, date: _DAYS.filter(practitioner__clinic_id=clinic, date__gte=date),
    clinic=int,
    date=dt.date,
)
rooms_first = Ask(lambda clinic: _ROOMS.filter(clinic_id=clinic, location=None), clinic=int)
rooms_in = Ask(
    lambda clinic, place: _ROOMS.filter(clinic_id=clinic, location_id=place), clinic=int, place=int
)
opening_first = Ask(lambda clinic: _OPENING.filter(clinic_id=clinic, location=None), clinic=int)
opening_in = Ask(
    lambda clinic, place: _OPENING.filter(clinic_id=clinic, location_id=place), clinic=int, place=int
)
closures_after = Ask(
    lambda clinic, moment: _CLOSURES.filter(clinic_id=clinic, ends_at__gt=moment),
    clinic=int,
    moment=dt.datetime,
)
# In the order of the alphabet patients come before practitioners, and practitioners before rooms: a stretch of it
# leaves out everybody else's day, and the index gives it without reading them.
taken_between = Ask(
    lambda clinic, first, last, low, high: _TAKEN.filter(
        clinic_id=clinic, local_date__gte=first, local_date__lte=last, resource__gte=low, resource__lt=high
    ),
    clinic=int,
    first=dt.date,
    last=dt.date,
    low=str,
    high=str,
)
taken_between_or = Ask(
    lambda clinic, first, last, low, high, own: _TAKEN.filter(
        Q(resource__gte=low, resource__lt=high) | Q(resource=own),
        clinic_id=clinic,
        local_date__gte=first,
        local_date__lte=last,
    ),
    clinic=int,
    first=dt.date,
    last=dt.date,
    low=str,
    high=str,
    own=str,
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Setup:
    """What the clinic set up for one place, from a day on."""

    since: dt.datetime
    opening: working.Schedule
    rooms: tuple[tuple[RoomPlace, str], ...]  # with their kind
    closures: tuple[tuple, ...]
    schedules: dict[int, working.Schedule]  # practitioner id → when they work, of those who work here at all
    zones: dict[int, str]
    mix: offers.Mix

    @classmethod
    def read(cls, clinic_id: int, location_id: int | None, over: ticks.Stretch) -> "_Setup":
        """Costs 7 queries."""
        place = location_id or working.FIRST_PLACE
        here = {"place": location_id} if location_id else {}
        opening = (opening_in if here else opening_first)(clinic=clinic_id, **here)
        rooms = (rooms_in if here else rooms_first)(clinic=clinic_id, **here)
        # One day earlier, because in another place it may still be yesterday.
        days = days_of_all(clinic=clinic_id, date=over.days[0].date - dt.timedelta(days=1))
        zones: dict[int, str] = {}
        weekly: dict[int, list[tuple]] = {}
        special: dict[int, list[tuple]] = {}
        for rows, kept, licensed in (
            (hours_of_all(clinic=clinic_id), weekly, working.weekly_until),
            (days, special, working.special_until),
        ):
            for pk, zone, expires_on, *row in rows:
                if zone is not None:
                    zones[row[1]] = zone
                if (left := licensed(tuple(row), expires_on)) is not None:
                    kept.setdefault(pk, []).append(left)
        schedules = {
            pk: working.schedule(tuple(weekly.get(pk, ())), tuple(special.get(pk, ())))
            for pk in sorted({*weekly, *special})
        }
        return cls(
            since=over.begins,
            opening=working.Schedule(tuple(working.Weekly(row[0], place, *row[1:]) for row in opening)),
            rooms=tuple(
                (RoomPlace(pk, n, room(pk, n)), kind) for pk, capacity, kind in rooms for n in range(capacity)
            ),
            closures=tuple(closures_after(clinic=clinic_id, moment=over.begins)),
            schedules={pk: schedule for pk, schedule in schedules.items() if place in schedule.places},
            zones=zones,
            mix=_mix(clinic_id, over.begins),
        )


def _mix(clinic_id: int, before: dt.datetime) -> offers.Mix:
    """Return what a clinic books, by shares: as it did lately, or as most do while it has booked little.

    Visits that need no room are left out: the day is planned for those that do.
    """
    services = frontdoor.Service.objects.filter(clinic_id=clinic_id, is_offered=True, needs_room=True)
    shapes = {
        pk: (kind, shape_of_segments(segments))
        for pk, kind, segments in services.values_list("pk", "kind", "segments")
    }
    since = before - dt.timedelta(days=MIX_DAYS)
    visits = models.Visit.objects.standing().filter(
        clinic_id=clinic_id, service__in=shapes, starts_at__gte=since, starts_at__lt=before
    )
    counts = dict(visits.order_by().values_list("service_id").annotate(db.Count("pk")))
    if sum(counts.values()) < MIX_FEW:
        kinds = collections.Counter(kind for kind, _shape in shapes.values())
        counts = {pk: MIX_USUAL[kind] / kinds[kind] for pk, (kind, _shape) in shapes.items()}
    weighted = [(shapes[pk][1], weight) for pk, weight in sorted(counts.items())]
    return offers.mix_of(weighted) if any(weight > 0 for _shape, weight in weighted) else ()


def shape_of_segments(segments) -> starts.Shape:
    return starts.shape(patterns.pattern(segments))


MIX_DAYS = 90
MIX_FEW = 30  # visits; fewer say little about what people ask for
MIX_USUAL = {frontdoor.Service.Kind.FIRST: 0.3, frontdoor.Service.Kind.FOLLOW_UP: 0.7}

KNOWN_MOST = 200
known: dict[tuple[str, int], _Setup] = {}  # stamp, place


class Diary:
    """One place of a clinic: its hours, closures and rooms, read once; then boards, as far as somebody looks.

    service  leaves out the rooms that it cannot use
    costs    1 query for each look at the boards of some days and 1 more for the first, which says whether what this
             process has read of hours and rooms still holds; 7 more when it does not
    """

    def __init__(
        self,
        clinic: people.Clinic,
        *,
        practitioner_id: int | None = None,
        patient_id: int | None = None,
        location: models.Location | None = None,
        service: frontdoor.Service | None = None,
    ) -> None:
        self.clinic, self.patient_id, self.location, self.service = clinic, patient_id, location, service
        self.practitioner_id = practitioner_id
        self.place = location.pk if location else working.FIRST_PLACE
        self.zone = location.time_zone if location else clinic.time_zone
        self._zones = {working.FIRST_PLACE: clinic.time_zone, self.place: self.zone}
        self._from: dt.datetime | None = None

    def _read(self, over: ticks.Stretch) -> None:
        """Know what stays true from a day on: read it when it changed since this process did."""
        if self._from is not None and self._from <= over.begins:
            return
        self._from = over.begins
        stamp = stamp_of.first(clinic=self.clinic.pk)
        setup = known.get((stamp, self.place))
        if setup is None or setup.since > over.begins:
            if len(known) >= KNOWN_MOST:
                known.clear()
            setup = _Setup.read(self.clinic.pk, self.location and self.location.pk, over)
            known[stamp, self.place] = setup
        self._setup = setup
        self._zones |= self._setup.zones
        kind = self.service.room_kind if self.service else ""
        rooms = [one for one, its_kind in self._setup.rooms if kind in {"", its_kind}]
        if self.service is not None and not kind:
            # Whoever books an ordinary visit lies alone, where the place has rooms for one.
            shared = {one.room_id for one in rooms if one.place}
            rooms = [one for one in rooms if one.room_id not in shared] or rooms
        self.rooms = tuple(rooms)

    def board(self, date: dt.date, count: int = 1) -> Board:
        """Return `count` days from a date on. Costs 1 query; 2 the first time."""
        over = ticks.stretch(date, count, self.clinic.time_zone)
        self._read(over)
        shut, shut_rooms = self._shut(over)
        everybody = self._working(over, shut)
        who = self.practitioner_id
        working = everybody if who is None else {pk: line for pk, line in everybody.items() if pk == who}
        return Board(over, working, self.rooms, shut_rooms, self._taken(over), everybody, self._setup.mix)

    def boards(self, days: Iterable[ticks.Day]) -> list[Board]:
        """Return the boards of consecutive days, one each. Costs 1 query; 2 the first time."""
        dates = [day.date for day in days]
        if not dates:
            return []
        board = self.board(dates[0], len(dates))
        return [board.on(place) for place in range(len(dates))]

    def _taken(self, over: ticks.Stretch) -> dict[str, int]:
        needs_room = self.service is None or self.service.needs_room
        asked = {
            "clinic": self.clinic.pk,
            "first": over.days[0].date,
            "last": over.days[-1].date,
            "low": "practitioner:",
            "high": "room;" if needs_room else "practitioner;",
        }
        if self.patient_id is None:
            rows = taken_between(**asked)
        else:
            rows = taken_between_or(own=patient(self.patient_id), **asked)
        firsts = {day.date.isoformat(): first for day, first in zip(over.days, over.firsts, strict=True)}
        taken: dict[str, int] = collections.defaultdict(int)
        for date, resource, w0, w1, w2, w3, w4 in rows:
            taken[resource] |= (w0 | w1 << 60 | w2 << 120 | w3 << 180 | w4 << 240) << firsts[date]
        for resource in [one for one in taken if "+" in one]:  # booked over on purpose: taken all the same
            taken[resource.partition("+")[0]] |= taken.pop(resource)
        return dict(taken)

    def _shut(self, over: ticks.Stretch) -> tuple[dict[int | None, int], dict[int, int]]:
        """What is shut: practitioner id → ticks, with None for everyone; room id → ticks."""
        shut: dict[int | None, int] = {}
        rooms: dict[int, int] = {}
        for location_id, who, room_id, starts_at, ends_at, _reason in self._setup.closures:
            if starts_at >= over.ends or ends_at <= over.begins:
                continue
            if location_id is not None and location_id != self.place:
                continue
            line = over.of_span(starts_at, ends_at)
            if room_id is not None:
                rooms[room_id] = rooms.get(room_id, 0) | line
            else:
                shut[who] = shut.get(who, 0) | line
        return shut, rooms

    def closures_over(self, over: ticks.Stretch, practitioner_id: int) -> list[tuple[int, str]]:
        """Return (ticks, reason) of what shuts a practitioner's time. Ask for a board first. Costs no query."""
        return [
            (over.of_span(starts_at, ends_at), reason)
            for location_id, who, room_id, starts_at, ends_at, reason in self._setup.closures
            if location_id in {None, self.place} and who in {None, practitioner_id} and room_id is None
        ]

    def _working(self, over: ticks.Stretch, shut: Mapping[int | None, int]) -> dict[int, int]:
        zones, travel = tuple(sorted(self._zones.items())), self.clinic.travel_minutes
        first, zone = over.days[0], self.clinic.time_zone
        everyone = ~shut.get(None, 0)
        if self._setup.opening.weekly:
            everyone &= working.line(
                first.date, len(over.days), zone, self._setup.opening, self.place, zones, travel
            )
        known: dict[working.Schedule, int] = {}  # most work the same hours
        lines = {}
        for pk, schedule in self._setup.schedules.items():
            if schedule not in known:
                known[schedule] = everyone & working.line(
                    first.date, len(over.days), zone, schedule, self.place, zones, travel
                )
            at_work = known[schedule] & ~shut.get(pk, 0)
            if at_work:
                lines[pk] = at_work
        return lines


def least_busy_first(board: Board, who: Iterable[int], first: int, day: ticks.Day) -> list[int]:
    """Return practitioners by how little of a day is taken, and then in the order in which they came."""
    whole = day.whole << first

    def busy(pk: int) -> tuple[int, int]:
        return (board.taken.get(practitioner(pk), 0) & board.working[pk] & whole).bit_count(), pk

    return sorted(who, key=busy)


def ticks_held_by(holder: models.Visit | models.Hold) -> dict[tuple[str, dt.date], int]:
    """Return what a visit or a hold takes: (resource, local day) → ticks, from its claims. Costs 1 query."""
    held: dict[tuple[str, dt.date], int] = {}
    for resource, date, tick in holder.claims.values_list("resource", "local_date", "tick"):
        held[resource, date] = held.get((resource, date), 0) | 1 << tick
    return held
