"""How full the days were and what became of the visits, counted by the database. Says what it costs, at any length."""

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence
from typing import ClassVar

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from needlepoint.booking import access, models
from needlepoint.booking.rules import report as rules
from needlepoint.booking.rules import ticks, working
from needlepoint.frontdoor import models as frontdoor
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

Outcome, State = rules.Outcome, models.Visit.State
HOUR = 60


class MinutesBetween(Func):
    """Full minutes from the second moment to the first, counted where the rows are."""

    output_field: ClassVar = IntegerField()
    arity = 2

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler,
            connection,
            template="CAST(ROUND((julianday(%(expressions)s)) * 1440) AS INTEGER)",
            arg_joiner=") - julianday(",
            **context,
        )

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(
            compiler,
            connection,
            template="CAST(ROUND(EXTRACT(EPOCH FROM (%(expressions)s)) / 60) AS INTEGER)",
            arg_joiner=" - ",
            **context,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One period, practitioner, room or place: what became of its visits, and the minutes they could have had.

    at_work     minutes in which the practitioners were at work (of a room or place: in which anybody was)
    room_open   minutes in which rooms could be used, each place of a shared room by itself
    """

    key: object
    tally: rules.Tally
    at_work: int
    room_open: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """Everything the report shows. Keys: a period, a practitioner, a room, a place (None is the first)."""

    periods: list[Line]
    practitioners: list[Line]
    rooms: list[Line]
    places: list[Line]
    leads: list[rules.Tally]  # by the place in rules.LEAD_FROM
    new: rules.Tally
    returning: rules.Tally
    whole: Line


def report(
    viewer: people_rules.Viewer, clinic: people.Clinic, wanted: Sequence[rules.Period], *, now: dt.datetime
) -> Report:
    """Return the report of consecutive periods. Costs 12 queries, however many visits there are.

    The database counts; what comes back grows with the combinations of week, practitioner and room, not with visits.
    """
    over = ticks.stretch(wanted[0].first, (wanted[-1].end - wanted[0].first).days, clinic.time_zone)
    visits = (
        access.visits_seen_by(viewer).filter(starts_at__gte=over.begins, starts_at__lt=over.ends).order_by()
    )
    counted, hours = _Counted(), _AtWork(clinic, over)
    _count_kept(counted, visits, _period(wanted, clinic.time_zone), clinic, now)
    _count_cancelled(counted, visits, _period(wanted, clinic.time_zone), clinic)
    _count_leads(counted, visits)
    _count_moved(counted, visits, _period(wanted, clinic.time_zone))
    at_work, room_open = hours.by_period(wanted), hours.rooms_by_period(wanted)
    return Report(
        periods=[
            Line(period, counted.of(PERIOD, n), at_work[n], room_open[n]) for n, period in enumerate(wanted)
        ],
        practitioners=[
            Line(one, counted.of(PERSON, one.pk), hours.of_person(one.pk))
            for one in hours.people
            if counted.has(PERSON, one.pk) or hours.of_person(one.pk)
        ],
        rooms=[
            Line(room, counted.of(ROOM, room.pk), *hours.of_room(room))
            for room in hours.rooms
            if counted.has(ROOM, room.pk) or room.is_open
        ],
        places=[
            Line(place, counted.of(PLACE, place.pk if place else None), *hours.of_place(place))
            for place in (None, *hours.places)
        ],
        leads=[counted.of(LEAD, n) for n in range(len(rules.LEAD_FROM))],
        new=counted.of(NEW, 1),
        returning=counted.of(NEW, 0),
        whole=Line(None, counted.of(WHOLE, None), sum(at_work), sum(room_open)),
    )


def time_used(
    viewer: people_rules.Viewer, clinic: people.Clinic, wanted: Sequence[rules.Period], *, now: dt.datetime
) -> tuple[int, int]:
    """Return (minutes with a practitioner in visits not cancelled, minutes at work) of consecutive periods. Costs 9 queries.

    The same numbers as in `report`, without what is told apart there.
    """
    over = ticks.stretch(wanted[0].first, (wanted[-1].end - wanted[0].first).days, clinic.time_zone)
    usual = dict(frontdoor.Service.objects.filter(clinic=clinic).values_list("pk", "segments"))
    rows = (
        access.visits_seen_by(viewer)
        .filter(starts_at__gte=over.begins, starts_at__lt=over.ends)
        .exclude(state=State.CANCELLED)
        .annotate(booked_as=Cast("segments", TextField()))
        .order_by()
        .values("service_id", "booked_as")
        .annotate(count=Count("pk"))
        .values_list("service_id", "booked_as", "count")
    )
    booked = sum(
        count * rules.minutes_of(json.loads(booked_as) if booked_as else usual.get(service))[0]
        for service, booked_as, count in rows
    )
    return booked, sum(_AtWork(clinic, over).by_period(wanted))


# --- Visits --------------------------------------------------------------------------------------------------------------

WHOLE, PERIOD, PERSON, ROOM, PLACE, LEAD, NEW = range(7)
WHERE = ("period", "practitioner_id", "room_id", "location_id")


class _Counted:
    """Tallies by whatever they are of: (PERIOD, 0), (ROOM, 7), (WHOLE, None)."""

    def __init__(self) -> None:
        self.tallies: dict[tuple[int, object], rules.Tally] = {}

    def of(self, kind: int, key: object) -> rules.Tally:
        return self.tallies.get((kind, key)) or rules.Tally()

    def has(self, kind: int, key: object) -> bool:
        return (kind, key) in self.tallies

    def at(self, where: Sequence[object]) -> list[rules.Tally]:
        """Return the tallies of a period, practitioner, room and place, and of everything."""
        keys = ((WHOLE, None), *zip((PERIOD, PERSON, ROOM, PLACE), where, strict=True))
        return [self.tallies.setdefault(key, rules.Tally()) for key in keys]

    def one(self, kind: int, key: object) -> rules.Tally:
        return self.tallies.setdefault((kind, key), rules.Tally())


def _count_kept(counted: _Counted, visits, period: Case, clinic: people.Clinic, now: dt.datetime) -> None:
    """Count what was not cancelled, with its minutes. Costs 2 queries."""
    usual = dict(frontdoor.Service.objects.filter(clinic=clinic).values_list("pk", "segments"))
    alike = (*WHERE, "outcome", "service_id", "booked_as")
    rows = (
        visits.exclude(state=State.CANCELLED)
        # As text, because a pattern is read once and not in every row.
        .annotate(period=period, outcome=_kept(now), booked_as=Cast("segments", TextField()))
        .values(*alike)
        .annotate(count=Count("pk"))
        .values_list(*alike, "count")
    )
    minutes: dict[tuple[object, object], tuple[int, int]] = {}
    for *where, outcome, service, booked_as, count in rows:
        if (service, booked_as) not in minutes:
            pattern = json.loads(booked_as) if booked_as else None
            minutes[service, booked_as] = rules.minutes_of(pattern or usual.get(service))
        hands, room = minutes[service, booked_as]
        for tally in counted.at(where):
            tally.add(Outcome(outcome), count, hands=hands, room=room if where[ROOM - PERIOD] else 0)


def _count_cancelled(counted: _Counted, visits, period: Case, clinic: people.Clinic) -> None:
    """Count what was cancelled, late or in time, by all that is told apart. Costs 1 query."""
    facts = models.Fact.objects.filter(visit=OuterRef("pk"), kind=models.Fact.Kind.CANCELLED)
    is_late = Q(notice__lt=clinic.free_to_cancel_hours * HOUR, since__gt=clinic.grace_minutes)
    alike = (*WHERE, "lead", "is_new", "is_late")
    rows = (
        visits.filter(state=State.CANCELLED)
        .annotate(period=period, at=Subquery(facts.order_by("-at").values("at")[:1]))
        .annotate(
            notice=MinutesBetween(F("starts_at"), F("at")), since=MinutesBetween(F("at"), F("booked_at"))
        )
        .annotate(lead=_lead(), is_new=_is_new(), is_late=_one_if(is_late))
        .values(*alike)
        .annotate(count=Count("pk"))
        .values_list(*alike, "count")
    )
    for *where, lead, is_new, late, count in rows:
        for tally in (*counted.at(where), counted.one(LEAD, rules.lead_of(lead)), counted.one(NEW, is_new)):
            tally.add(Outcome.LATE if late else Outcome.IN_TIME, count)


def _count_leads(counted: _Counted, visits) -> None:
    """Count what came and what was missed by how long before it was booked, and by new and returning. Costs 1 query."""
    rows = (
        visits.filter(state__in=[State.COMPLETED, State.ARRIVED, State.MISSED])
        .annotate(lead=_lead(), is_new=_is_new(), is_missed=_one_if(Q(state=State.MISSED)))
        .values("lead", "is_new", "is_missed")
        .annotate(count=Count("pk"))
        .values_list("lead", "is_new", "is_missed", "count")
    )
    for lead, is_new, is_missed, count in rows:
        for tally in (counted.one(LEAD, rules.lead_of(lead)), counted.one(NEW, is_new)):
            tally.add(Outcome.MISSED if is_missed else Outcome.DONE, count)


def _count_moved(counted: _Counted, visits, period: Case) -> None:
    """Count the visits that were moved, each once. Costs 1 query."""
    moved = models.Fact.objects.filter(kind=models.Fact.Kind.MOVED).values("visit_id")
    rows = visits.filter(pk__in=moved).annotate(period=period).values(*WHERE).annotate(count=Count("pk"))
    for *where, count in rows.values_list(*WHERE, "count"):
        for tally in counted.at(where):
            tally.moved += count


def _kept(now: dt.datetime) -> Case:
    return Case(
        When(state__in=[State.COMPLETED, State.ARRIVED], then=Value(Outcome.DONE.value)),
        When(state=State.MISSED, then=Value(Outcome.MISSED.value)),
        When(ends_at__lte=now, then=Value(Outcome.NOT_NOTED.value)),
        default=Value(Outcome.TO_COME.value),
    )


def _period(wanted: Sequence[rules.Period], zone: str) -> Case:
    ends = [ticks.day(period.end, zone).begins for period in wanted]
    return Case(
        *(When(starts_at__lt=end, then=Value(n)) for n, end in enumerate(ends)), output_field=IntegerField()
    )


def _lead() -> Func:
    """Full days from booking to the visit: one number a row, put into rules.LEAD_FROM when few are left."""
    return MinutesBetween(F("starts_at"), F("booked_at")) / (24 * HOUR)


def _is_new() -> Case:
    """1 for a patient who had not been treated here before this visit."""
    before = models.Visit.objects.filter(
        patient_id=OuterRef("patient_id"), state=State.COMPLETED, starts_at__lt=OuterRef("starts_at")
    )
    return Case(When(Exists(before), then=Value(0)), default=Value(1), output_field=IntegerField())


def _one_if(test: Q) -> Case:
    return Case(When(test, then=Value(1)), default=Value(0), output_field=IntegerField())


# --- Time at work ----------------------------------------------------------------------------------------------------------


class _AtWork:
    """When practitioners were at work, and which rooms there are, by the hours as they stand now. Costs 7 queries."""

    def __init__(self, clinic: people.Clinic, over: ticks.Stretch) -> None:
        self.over = over
        self.people = list(people.Practitioner.objects.filter(clinic=clinic).order_by("name", "pk"))
        self.rooms = list(
            models.Room.objects.filter(clinic=clinic)
            .select_related("location")
            .order_by("location__position", "location_id", "position", "pk")
        )
        self.places = list(models.Location.objects.filter(clinic=clinic))
        zones = {working.FIRST_PLACE: clinic.time_zone, **{one.pk: one.time_zone for one in self.places}}
        shut, opening = self._shut(clinic), self._opening(clinic)
        self.lines: dict[tuple[int, int], int] = {}  # (practitioner, place) → ticks
        for who, schedule in self._schedules(clinic).items():
            for place in schedule.places:
                line = self._line(clinic, schedule, place, zones)
                if place in opening:
                    line &= self._line(clinic, opening[place], place, zones)
                for closed_place, closed_who, ticks_shut in shut:
                    if closed_place in {None, place} and closed_who in {None, who}:
                        line &= ~ticks_shut
                self.lines[who, place] = line

    def _line(
        self, clinic: people.Clinic, schedule: working.Schedule, place: int, zones: dict[int, str]
    ) -> int:
        days, known = self.over.days, tuple(sorted(zones.items()))
        return working.line(
            days[0].date, len(days), clinic.time_zone, schedule, place, known, clinic.travel_minutes
        )

    def _opening(self, clinic: people.Clinic) -> dict[int, working.Schedule]:
        """Place → when it is open, for those that have hours of their own."""
        rows: dict[int, list[tuple]] = {}
        hours = models.OpeningHours.objects.filter(clinic=clinic).order_by("pk")
        for place, *row in hours.values_list("location_id", "weekday", "starts_minute", "ends_minute"):
            rows.setdefault(place or working.FIRST_PLACE, []).append((row[0], place, *row[1:]))
        return {place: working.schedule(tuple(found), ()) for place, found in rows.items()}

    def _schedules(self, clinic: people.Clinic) -> dict[int, working.Schedule]:
        weekly: dict[int, list[tuple]] = {}
        hours = models.Hours.objects.filter(practitioner__clinic=clinic).order_by("pk")
        for who, *row in hours.values_list(
            "practitioner_id",
            "weekday",
            "location_id",
            "starts_minute",
            "ends_minute",
            "from_date",
            "until_date",
        ):
            weekly.setdefault(who, []).append(tuple(row))
        special: dict[int, list[tuple]] = {}
        days = models.SpecialDay.objects.filter(practitioner__clinic=clinic).order_by("pk")
        for who, *row in days.values_list(
            "practitioner_id", "date", "location_id", "starts_minute", "ends_minute"
        ):
            special.setdefault(who, []).append(tuple(row))
        return {
            who: working.schedule(tuple(weekly.get(who, ())), tuple(special.get(who, ())))
            for who in sorted({*weekly, *special})
        }

    def _shut(self, clinic: people.Clinic) -> list[tuple[int | None, int | None, int]]:
        """(place or None for all, practitioner or None for all, ticks) of what was closed. A shut room is not counted."""
        over = self.over
        closures = models.Closure.objects.filter(
            clinic=clinic, room=None, starts_at__lt=over.ends, ends_at__gt=over.begins
        )
        return [
            (place, who, over.of_span(starts_at, ends_at))
            for place, who, starts_at, ends_at in closures.values_list(
                "location_id", "practitioner_id", "starts_at", "ends_at"
            )
        ]

    def _anybody(self, place: int) -> int:
        line = 0
        for (_who, where), held in self.lines.items():
            if where == place:
                line |= held
        return line

    def _beds(self) -> dict[int, int]:
        """Place → how many people its open rooms hold at once."""
        beds: dict[int, int] = {}
        for room in self.rooms:
            if room.is_open:
                place = room.location_id or working.FIRST_PLACE
                beds[place] = beds.get(place, 0) + room.capacity
        return beds

    def by_period(self, wanted: Sequence[rules.Period]) -> list[int]:
        """Return the minutes at work of all practitioners together, for each period."""
        rows = [rules.in_periods(line, self.over, wanted) for line in self.lines.values()]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * len(wanted)

    def rooms_by_period(self, wanted: Sequence[rules.Period]) -> list[int]:
        rows = [
            [minutes * beds for minutes in rules.in_periods(self._anybody(place), self.over, wanted)]
            for place, beds in self._beds().items()
        ]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * len(wanted)

    def of_person(self, pk: int) -> int:
        return (
            sum(line.bit_count() for (who, _place), line in self.lines.items() if who == pk) * ticks.MINUTES
        )

    def of_room(self, room: models.Room) -> tuple[int, int]:
        minutes = self._anybody(room.location_id or working.FIRST_PLACE).bit_count() * ticks.MINUTES
        return minutes, minutes * room.capacity

    def of_place(self, place: models.Location | None) -> tuple[int, int]:
        where = place.pk if place else working.FIRST_PLACE
        minutes = (
            sum(line.bit_count() for (_who, at), line in self.lines.items() if at == where) * ticks.MINUTES
        )
        beds = self._beds().get(where, 0)
        return minutes, self._anybody(where).bit_count() * ticks.MINUTES * beds
