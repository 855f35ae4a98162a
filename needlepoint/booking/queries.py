"""Questions about visits and free time. Each says what it costs, at any length."""

import dataclasses
import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.http import Http404

from needlepoint.booking import access, models
from needlepoint.booking.rules import policy, starts, ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import queries as frontdoor_queries
from needlepoint.frontdoor import rules as patterns
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people
from needlepoint.people import queries as people_queries
from needlepoint.people import rules as people_rules
from needlepoint.screening import queries as screening_queries

LOOK_DAYS = (4, 9, 22, 56)  # how far each further look reaches while the nearer days were full
DAYS_ENOUGH = 3  # days with starts after which no further look is taken
WITH = ("clinic", "patient", "practitioner", "room", "service")


# --- Visits --------------------------------------------------------------------------------------------------------


def visit_for(viewer: people_rules.Viewer, code: str) -> models.Visit:
    """Return one visit with all it points to. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    return _the_one(access.visits_seen_by(viewer), code)


def visit_shown_to(viewer: people_rules.Viewer, session: Mapping, code: str) -> models.Visit:
    """Return a visit for looking at: also one that this browser booked. Costs 1 query. Raises Http404."""
    return _the_one(access.visits_shown_to(viewer, session), code)


def _the_one(visits, code: str) -> models.Visit:
    visit = visits.select_related(*WITH).filter(code=code).first()
    if visit is None:
        raise Http404
    return visit


def visits_on(viewer: people_rules.Viewer, day: dt.date, *, zone: str | None = None) -> list[models.Visit]:
    """Return the visits of a local day in time order, cancelled ones included, with all they point to.

    zone   the clinic's, when the caller has it at hand
    costs  1 query with a zone, 2 without
    """
    if zone is None:
        zone = zone_of(viewer.clinic_id)
    here = ticks.day(day, zone)
    visits = access.visits_seen_by(viewer).filter(starts_at__gte=here.begins, starts_at__lt=here.ends)
    return list(visits.select_related(*WITH).order_by("starts_at", "practitioner_id", "pk"))


def visits_of(viewer: people_rules.Viewer, patient: people.Patient) -> list[models.Visit]:
    """Return a patient's visits that the viewer may see, newest first. Costs 1 query."""
    visits = access.visits_seen_by(viewer).filter(patient=patient)
    return list(visits.select_related(*WITH).order_by("-starts_at", "-pk"))


def is_movable(visit: models.Visit) -> bool:
    """Say whether we know enough of a visit to find it another time; some came from elsewhere with less."""
    return visit.service_id is not None and visit.practitioner_id is not None


def moves_of(visit: models.Visit) -> int:
    """Return how often a visit was moved. Costs 1 query."""
    return visit.facts.filter(kind=models.Fact.Kind.MOVED).count()


def zone_of(clinic_id: int | None) -> str:
    """Return a clinic's time zone. Costs 1 query."""
    return people.Clinic.objects.filter(pk=clinic_id).values_list("time_zone", flat=True).first() or "UTC"


# --- Who books -----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Booker:
    """For whom a visit is being booked, and what must happen before.

    patient      None for a visitor whom we do not know yet
    by_staff     the clinic books for its patient
    needs_first  whether their next visit is a first one
    check        what stands behind the booking: CHECK, a finished check; CONFIRMED, they confirm that nothing is new;
                 RECENT, staff book for somebody seen lately; OVERRIDDEN, staff book without either
    """

    patient: people.Patient | None
    by_staff: bool
    gate: policy.Gate
    needs_first: bool
    check: str


def booker_of(viewer: people_rules.Viewer, session: Mapping, for_code: str, now: dt.datetime) -> Booker:
    """Return who is about to book. Costs 0 queries for a visitor, 2 or 3 for a patient and for staff.

    for_code  the patient whom staff book for; without one staff have nobody to book for
    raises    Http404
    """
    outcome = screening_queries.outcome_in(session)
    allows = outcome.may_book if outcome and (outcome.complete or outcome.settled) else None
    if not viewer.is_known:
        gate = policy.gate(is_staff=False, check_allows=allows, seen_days_ago=None)
        return Booker(None, by_staff=False, gate=gate, needs_first=True, check="CHECK")
    if viewer.is_staff:
        patient, allows = people_queries.patient_seen_by(viewer, for_code), None
    else:
        patient = people.Patient.objects.select_related("clinic").get(pk=viewer.patient_id)
    visited = days_since_visit(patient, now)
    seen = visited if visited is not None else _days_since_check(patient, now)
    gate = policy.gate(is_staff=viewer.is_staff, check_allows=allows, seen_days_ago=seen)
    needs_first = policy.needs_first_visit(visited)
    if viewer.is_staff:
        stands = "RECENT" if policy.is_recent(seen) else "OVERRIDDEN"
    else:
        stands = "CONFIRMED" if gate is policy.Gate.CONFIRM else "CHECK"
    return Booker(patient, by_staff=viewer.is_staff, gate=gate, needs_first=needs_first, check=stands)


class Treating(NamedTuple):
    """Who treats and can be booked: as little as a page needs of a hundred of them."""

    pk: int
    code: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """What a booker may choose between, and what the address chose."""

    services: list[frontdoor.Service]
    service: frontdoor.Service
    practitioners: list[Treating]

    def practitioner(self, code: str) -> Treating | None:
        """Return who has this code; None for anyone, and for a code that nobody has."""
        return next((one for one in self.practitioners if one.code == code), None)

    @property
    def who(self) -> dict[int, Treating]:
        return {one.pk: one for one in self.practitioners}


def offer_to(booker: Booker, clinic: people.Clinic, kind: str) -> Offer:
    """Return the services and practitioners for a booker. Costs 2 queries. Raises Http404 when nothing is offered.

    kind  the kind of visit that staff ask for; anybody else gets the one that is theirs
    """
    services = frontdoor_queries.services_of(clinic.pk)
    own = frontdoor.Service.Kind.FIRST if booker.needs_first else frontdoor.Service.Kind.FOLLOW_UP
    wanted = kind if booker.by_staff and kind else own
    service = next((one for one in services if one.kind == wanted), services[0] if services else None)
    if service is None:
        raise Http404
    treating = people.Practitioner.objects.filter(clinic=clinic, is_bookable=True).order_by("name", "pk")
    return Offer(services, service, [Treating(*row) for row in treating.values_list("pk", "code", "name")])


def _days_since_check(patient: people.Patient, now: dt.datetime) -> int | None:
    kept = screening_queries.latest_check(patient)
    if kept is None or not check.Route(kept.route).may_book:
        return None
    return (now - kept.finished_at).days


def days_since_visit(patient: people.Patient, now: dt.datetime) -> int | None:
    """Return how many days ago the latest completed visit began, or None. Costs 1 query."""
    latest = (
        models.Visit.objects.filter(patient=patient, state=models.Visit.State.COMPLETED, starts_at__lte=now)
        .order_by("-starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    return None if latest is None else (now - latest).days


def booked_with(clinic_id: int, form_key: str) -> models.Visit | None:
    """Return the visit that a form booked, or None. Costs 1 query."""
    visits = models.Visit.objects.filter(clinic_id=clinic_id, form_key=form_key)
    return visits.select_related(*WITH).first()


def booked_by_form(viewer: people_rules.Viewer, session: Mapping, form_key: str) -> models.Visit | None:
    """Return the visit that this form booked, to those who may look at it. Costs 1 query, or none without a key."""
    visits = access.visits_shown_to(viewer, session).filter(form_key=form_key)
    return visits.first() if form_key else None


def own_visit_at(
    viewer: people_rules.Viewer, session: Mapping, starts_at: dt.datetime
) -> models.Visit | None:
    """Return the standing visit that a visitor or patient already has at this start. Costs 1 query, none for staff."""
    if viewer.is_staff:
        return None
    standing = access.visits_shown_to(viewer, session).filter(state=models.Visit.State.BOOKED)
    return standing.filter(starts_at=starts_at).first()


def has_booked(clinic: people.Clinic, form_key: str) -> bool:
    """Say whether a form has booked a visit. Costs 1 query.

    Its key was born in one browser and is told to nobody, so whoever sends it again is pressing the button again; and
    a form that has booked books nothing more.
    """
    return bool(form_key) and models.Visit.objects.filter(clinic=clinic, form_key=form_key).exists()


# --- Free time -----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """One local day of a clinic: who works when, and what is taken."""

    day: ticks.Day
    working: dict[int, int]  # practitioner id → ticks
    rooms: tuple[int, ...]  # room ids in the clinic's order
    taken: dict[str, int]  # resource → ticks

    def stays(self, visit: starts.Shape) -> int:
        """Return the starts for which at least one practitioner is at work until the needles are out."""
        found = 0
        for working in set(self.working.values()):  # most work the same hours
            found |= starts.fitting(working, visit.stay)
        return found

    def practitioner_free(self, practitioner_id: int) -> int:
        return self.working.get(practitioner_id, 0) & ~self.taken.get(practitioner(practitioner_id), 0)

    def room_frees(self) -> Iterator[tuple[int, int]]:
        """(room id, free ticks), in the clinic's order; worked out as far as somebody asks."""
        for pk in self.rooms:
            yield pk, self.day.whole & ~self.taken.get(room(pk), 0)

    def patient_free(self, patient_id: int | None) -> int:
        return self.day.whole & ~self.taken.get(patient(patient_id), 0)


def practitioner(pk: int | None) -> str:
    """Name a practitioner as a resource."""
    return f"practitioner:{pk}"


def room(pk: int | None) -> str:
    return f"room:{pk}"


def patient(pk: int | None) -> str:
    return f"patient:{pk}"


def shape_of(service: frontdoor.Service) -> starts.Shape:
    """Return what a visit of this service holds."""
    return starts.shape(patterns.pattern(service.segments))


class Diary:
    """A clinic's hours, closures and rooms, read once; then boards, day by day, as far as somebody looks.

    costs  3 queries, and 1 for each look at the boards of some days
    """

    def __init__(
        self, clinic: people.Clinic, *, practitioner_id: int | None = None, patient_id: int | None = None
    ) -> None:
        self.clinic, self.patient_id = clinic, patient_id
        self.hours: dict[int, dict[int, list[tuple[int, int]]]] = {}
        who = models.Hours.objects.filter(practitioner__clinic=clinic, practitioner__is_bookable=True)
        if practitioner_id is not None:
            who = who.filter(practitioner_id=practitioner_id)
        rows = who.order_by().values_list("weekday", "practitioner_id", "starts_minute", "ends_minute")
        for weekday, pk, start, end in rows:
            self.hours.setdefault(weekday, {}).setdefault(pk, []).append((start, end))
        rooms = models.Room.objects.filter(clinic=clinic, is_open=True)
        self.rooms = tuple(rooms.order_by("position", "pk").values_list("pk", flat=True))
        self._closures: list[tuple[int | None, dt.datetime, dt.datetime]] | None = None

    def boards(self, days: Iterable[ticks.Day]) -> list[Board]:
        """Return the boards of consecutive days. Costs 1 query; 2 the first time."""
        days = list(days)
        if not days:
            return []
        if self._closures is None:
            closures = models.Closure.objects.filter(clinic=self.clinic, ends_at__gt=days[0].begins)
            self._closures = list(closures.values_list("practitioner_id", "starts_at", "ends_at"))
        taken: dict[str, dict[str, int]] = {day.date.isoformat(): {} for day in days}
        for date, resource, *kept in self._occupied(days):
            taken[date][resource] = ticks.mask(kept)
        return [
            Board(day, self._working(day, self._closures), self.rooms, taken[day.date.isoformat()])
            for day in days
        ]

    def _occupied(self, days: list[ticks.Day]):
        # In the order of the alphabet patients come before practitioners, and practitioners before rooms: what stands
        # from 'practitioner:' on leaves out everybody else's day, and the index gives it without reading them.
        wanted = Q(resource__gte="practitioner:")
        if self.patient_id is not None:
            wanted |= Q(resource=patient(self.patient_id))
        rows = models.Occupancy.objects.filter(
            wanted, clinic=self.clinic, local_date__in=[day.date for day in days]
        )
        # As text: making a date of every row costs more than reading the row.
        on = Cast("local_date", CharField())
        return rows.values_list(on, "resource", "w0", "w1", "w2", "w3", "w4").iterator(2000)

    def _working(self, day: ticks.Day, closures) -> dict[int, int]:
        shut: dict[int | None, int] = {}
        for pk, starts_at, ends_at in closures:
            if starts_at < day.ends and ends_at > day.begins:
                shut[pk] = shut.get(pk, 0) | day.of_span(starts_at, ends_at)
        everyone, known = shut.get(None, 0), {}
        working = {}
        for pk, hours in self.hours.get(day.date.weekday(), {}).items():
            key = tuple(hours)
            if key not in known:
                known[key] = day.of_hours(hours) & ~everyone
            working[pk] = known[key] & ~shut.get(pk, 0)
        return working


@dataclasses.dataclass(frozen=True, slots=True)
class DayStarts:
    """The starts of one local day, soonest first."""

    day: ticks.Day
    starts: tuple[starts.Start, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What a search for starts came to.

    days   the days that have any, in order
    until  the first day that was not looked at
    """

    days: tuple[DayStarts, ...]
    until: dt.date

    @property
    def starts(self) -> list[starts.Start]:
        return [start for day in self.days for start in day.starts]

    def only_with(self, who: Container[int]) -> "Found":
        """Leave out practitioners who are not among `who`: somebody may have joined between two questions."""
        days = (
            DayStarts(day.day, tuple(s for s in day.starts if s.practitioner_id in who)) for day in self.days
        )
        return Found(tuple(day for day in days if day.starts), self.until)

    def without(self, starts_at: dt.datetime) -> "Found":
        """Leave one moment out: a visit is not moved to where it is."""
        days = (
            DayStarts(day.day, tuple(s for s in day.starts if s.starts_at != starts_at)) for day in self.days
        )
        return Found(tuple(day for day in days if day.starts), self.until)


def starts_from(
    clinic: people.Clinic,
    *,
    service: frontdoor.Service,
    now: dt.datetime,
    from_date: dt.date | None = None,
    practitioner_id: int | None = None,
    patient_id: int | None = None,
    is_staff: bool = False,
    days_wanted: int = 5,
    moving: models.Visit | None = None,
) -> Found:
    """Return the free starts of the next days that have any, looking only as far ahead as it must.

    from_date        the first local day to look at; today when not given
    practitioner_id  only with this one; otherwise each start is with the least busy of those free
    patient_id       leaves out the times at which the patient is elsewhere in the clinic
    moving           a visit whose own time counts as free, since it would be given back
    costs            4 queries; up to 3 more when the next weeks are full; 1 more with `moving`
    """
    zone = clinic.time_zone
    diary = Diary(clinic, practitioner_id=practitioner_id, patient_id=patient_id)
    visit, soonest = shape_of(service), policy.earliest(now, is_staff=is_staff)
    today = ticks.day_of(now, zone).date
    own = ticks_held_by(moving) if moving else {}
    found: list[DayStarts] = []
    last = today + dt.timedelta(days=policy.HORIZON_DAYS)
    date = min(max(from_date or today, today), last + dt.timedelta(days=1))
    for reach in LOOK_DAYS:
        until = min(date + dt.timedelta(days=reach), last + dt.timedelta(days=1))
        for board in diary.boards(_days(date, until, zone)):
            free = tuple(_starts_on(_without(board, own), visit, patient_id, soonest))
            if free:
                found.append(DayStarts(board.day, free))
            if len(found) == days_wanted:
                return Found(tuple(found), board.day.date + dt.timedelta(days=1))
        date = until
        if len(found) >= DAYS_ENOUGH or date > last:
            break
    return Found(tuple(found), date)


def _days(date: dt.date, until: dt.date, zone: str) -> Iterator[ticks.Day]:
    while date < until:
        yield ticks.day(date, zone)
        date += dt.timedelta(days=1)


def _starts_on(
    board: Board, visit: starts.Shape, patient_id: int | None, soonest: dt.datetime
) -> Iterator[starts.Start]:
    """Each free start of a day once, with the practitioner whose day is emptiest."""
    day = board.day
    allowed = ticks.grid(day.date, day.zone, policy.GRID_MINUTES)
    if day.begins < soonest:
        allowed &= -1 << max(0, -((day.begins - soonest) // ticks.TICK))
    allowed &= board.stays(visit) & starts.fitting(board.patient_free(patient_id), visit.stay)
    allowed = starts.room_starts((free for _pk, free in board.room_frees()), visit, among=allowed)
    with_whom: dict[int, int] = {}
    for pk in _least_busy_first(board):
        free = allowed & starts.practitioner_starts(board.working[pk], board.practitioner_free(pk), visit)
        for tick in ticks.listed(free):
            with_whom[tick] = pk
        allowed &= ~free
        if not allowed:
            break
    moments = ticks.moments(day.date, day.zone)
    for tick in sorted(with_whom):
        yield starts.Start(moments[tick], with_whom[tick])


def starts_by_practitioner(board: Board, visit: starts.Shape) -> list[starts.Start]:
    """Return every free start of a day with every practitioner who has it, whoever the patient is. Costs no query."""
    grid = ticks.grid(board.day.date, board.day.zone, policy.GRID_MINUTES)
    grid = starts.room_starts(
        (free for _pk, free in board.room_frees()), visit, among=grid & board.stays(visit)
    )
    moments = ticks.moments(board.day.date, board.day.zone)
    return [
        starts.Start(moments[tick], pk)
        for pk, working in board.working.items()
        for tick in ticks.listed(
            starts.practitioner_starts(working, board.practitioner_free(pk), visit) & grid
        )
    ]


def _least_busy_first(board: Board) -> list[int]:
    def busy(pk: int) -> tuple[int, int]:
        return (board.taken.get(practitioner(pk), 0) & board.working[pk]).bit_count(), pk

    return sorted(board.working, key=busy)


def _without(board: Board, own: Mapping[tuple[str, dt.date], int]) -> Board:
    """The board as it would be with these ticks given back."""
    mine = {resource: held for (resource, date), held in own.items() if date == board.day.date}
    if not mine:
        return board
    taken = {resource: held & ~mine.get(resource, 0) for resource, held in board.taken.items()}
    return dataclasses.replace(board, taken=taken)


def ticks_held_by(visit: models.Visit) -> dict[tuple[str, dt.date], int]:
    """Return what a visit holds: (resource, local day) → ticks, from its claims. Costs 1 query."""
    held: dict[tuple[str, dt.date], int] = {}
    for resource, date, tick in visit.claims.values_list("resource", "local_date", "tick"):
        held[resource, date] = held.get((resource, date), 0) | 1 << tick
    return held


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Who and where, for one start: a practitioner and a room that are free for it."""

    practitioner_id: int
    room_id: int


def is_free(
    clinic: people.Clinic,
    *,
    service: frontdoor.Service,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    patient_id: int | None,
    now: dt.datetime,
    is_staff: bool = False,
) -> bool:
    """Say whether a start is free and may be booked just now. Costs 4 queries."""
    if not policy.earliest(now, is_staff=is_staff) <= starts_at <= policy.latest(now):
        return False
    if not ticks.is_on_tick(starts_at, clinic.time_zone):
        return False
    place = place_for(
        clinic,
        visit=shape_of(service),
        starts_at=starts_at,
        practitioner_id=practitioner_id,
        patient_id=patient_id,
        own={},
    )
    return place is not None


def place_for(
    clinic: people.Clinic,
    *,
    visit: starts.Shape,
    starts_at: dt.datetime,
    practitioner_id: int | None,
    patient_id: int | None,
    own: Mapping[tuple[str, dt.date], int],
) -> Place | None:
    """Return a practitioner and a room for a start, or None when it is not free.

    own    ticks that count as free, because the visit that holds them is being moved
    costs  4 queries
    """
    diary = Diary(clinic, practitioner_id=practitioner_id, patient_id=patient_id)
    [board] = diary.boards([ticks.day_of(starts_at, clinic.time_zone)])
    board = _without(board, own)
    tick, rooms = board.day.tick_at(starts_at), dict(board.room_frees())
    for pk in _least_busy_first(board):
        free = starts.free_starts(
            working=board.working[pk],
            practitioner_free=board.practitioner_free(pk),
            room_frees=rooms.values(),
            patient_free=board.patient_free(patient_id),
            visit=visit,
            grid=1 << tick,
        )
        if free:
            chosen = starts.choose_room(rooms, tick, visit)
            return Place(pk, chosen) if chosen is not None else None
    return None
