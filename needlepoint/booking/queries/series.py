"""A whole course at once: the starts proposed for the visits that remain, and what stands in the way. Costs are stated."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from needlepoint.booking import models
from needlepoint.booking.queries import boards, free
from needlepoint.booking.rules import series, starts, ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import clock
from needlepoint.people import models as people

SPARE_DAYS = 14  # looked at beyond the last wanted day, for visits that have to move
VISITS_MAX = 24  # placed at once; more is no course


class Wish(NamedTuple):
    """A visit as somebody chose it."""

    starts_at: dt.datetime
    practitioner_id: int
    is_review: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed, as numbers: booking does not know plans.

    done             visits that have happened
    practitioner_id  who treats
    """

    course_code: str
    visits_planned: int
    done: int
    days_between: int
    review_after: int
    practitioner_id: int | None
    began_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Where the booking of a course stands.

    booked        visits that are booked or under way, soonest first
    first_number  the number of the next visit to book, within the course
    remaining     how many are still to be booked
    after         the local day of the visit before, or None
    minute        its time of day on the wall clock, or None
    location      where it was; None is the clinic's first place
    """

    booked: tuple[models.Visit, ...]
    first_number: int
    remaining: int
    after: dt.date | None
    minute: int | None
    location: models.Location | None = None


def standing(patient: people.Patient, terms: Terms, now: dt.datetime) -> Standing:
    """Return which visits of a course are booked and how many remain. Costs 1 query."""
    state = models.Visit.State
    visits = models.Visit.objects.filter(
        patient=patient,
        state__in=[state.BOOKED, state.ARRIVED, state.COMPLETED],
        starts_at__gte=terms.began_at,
    )
    known = list(visits.select_related("practitioner", "service", "location").order_by("starts_at", "pk"))
    booked = tuple(
        visit
        for visit in known
        if visit.state == state.ARRIVED or (visit.state == state.BOOKED and visit.ends_at > now)
    )
    counted = [visit for visit in known if visit.state == state.COMPLETED or visit in booked]
    latest = counted[-1] if counted else None
    local = clock.local(latest.starts_at, _zone_of(latest, patient)) if latest else None
    number = terms.done + len(booked) + 1
    remaining = min(max(0, terms.visits_planned - number + 1), VISITS_MAX)
    minute = local.hour * 60 + local.minute if local else None
    location = latest.location if latest else None
    return Standing(booked, number, remaining, local.date() if local else None, minute, location)


def _zone_of(visit: models.Visit, patient: people.Patient) -> str:
    return visit.location.time_zone if visit.location else patient.clinic.time_zone


@dataclasses.dataclass(frozen=True, slots=True)
class _Free:
    """The free starts of some days, read once."""

    days: dict[dt.date, list[series.Open]]
    reasons: dict[dt.date, series.Day]
    not_before: dt.date
    last: dt.date


def proposal(
    clinic: people.Clinic,
    *,
    patient: people.Patient,
    service: frontdoor.Service,
    terms: Terms,
    where: Standing,
    taste: series.Taste,
    now: dt.datetime,
    is_staff: bool = False,
    count: int | None = None,
    location: models.Location | None = None,
) -> tuple[series.Planned, ...]:
    """Return a start for each visit that remains, what had to give way, and other starts.

    count  only so many of them
    costs  7 queries, however many visits
    """
    wanted = where.remaining if count is None else min(count, where.remaining)
    if not wanted:
        return ()
    gaps = series.gaps([(wanted, terms.days_between)])
    found = _read(
        clinic,
        patient=patient,
        service=service,
        taste=taste,
        now=now,
        is_staff=is_staff,
        location=location,
        days_ahead=sum(gaps) + SPARE_DAYS,
        after=where.after,
    )
    return series.proposal(
        first_number=where.first_number,
        gaps=gaps,
        reviews={terms.review_after},
        after=where.after,
        not_before=found.not_before,
        last=found.last,
        days=found.days,
        reasons=found.reasons,
        taste=taste,
    )


def again(
    clinic: people.Clinic,
    *,
    patient: people.Patient,
    service: frontdoor.Service,
    wishes: Sequence[Wish],
    numbers: Sequence[int],
    taste: series.Taste,
    now: dt.datetime,
    is_staff: bool = False,
    location: models.Location | None = None,
) -> tuple[series.Planned, ...]:
    """Return chosen visits as a proposal: those still free as they are, the others with the nearest that is free.

    wishes   soonest first; `numbers` are theirs within the course
    costs    7 queries, however many visits
    """
    zone = location.time_zone if location else clinic.time_zone
    chosen = [_open(wish.starts_at, wish.practitioner_id, zone) for wish in wishes]
    dates = tuple(one.date for one in chosen)
    gaps = tuple(
        max(1, (date - before).days) for before, date in zip((dates[:1] + dates)[:-1], dates, strict=True)
    )
    found = _read(
        clinic,
        patient=patient,
        service=service,
        taste=taste,
        now=now,
        is_staff=is_staff,
        location=location,
        days_ahead=max(((date - clock.local(now, zone).date()).days for date in dates), default=0)
        + SPARE_DAYS,
        after=None,
        also=wishes,
    )
    free_now = {start for starts_of_day in found.days.values() for start in starts_of_day}
    kept = tuple(one if one in free_now else None for one in chosen)
    wanted = series.Wanted(dates, gaps)
    planned = []
    for index, (number, wish) in enumerate(zip(numbers, wishes, strict=True)):
        near = series.others(index, kept, wanted, found.days, taste)
        own, clashes = kept[index], ()
        if own is None:
            own, near = next(iter(near), None), near[1:]
            clashes = (series.Clash(series.Why.TAKEN, dates[index]),)
        planned.append(series.Planned(number, wish.is_review, dates[index], own, clashes, near))
    return tuple(planned)


def _read(
    clinic: people.Clinic,
    *,
    patient: people.Patient,
    service: frontdoor.Service,
    taste: series.Taste,
    now: dt.datetime,
    is_staff: bool,
    location: models.Location | None,
    days_ahead: int,
    after: dt.date | None,
    also: Iterable[Wish] = (),
) -> _Free:
    """Read the free starts from now on. Costs 7 queries."""
    diary = boards.Diary(clinic, patient_id=patient.pk, location=location, service=service)
    bounds = boards.bounds_of(service, now, zone=diary.zone, is_staff=is_staff)
    not_before = clock.local(bounds.earliest, diary.zone).date()
    last = clock.local(bounds.latest - ticks.TICK, diary.zone).date()
    reach = max(not_before, after or not_before) + dt.timedelta(days=days_ahead)
    count = (min(reach, last) - not_before).days + 1
    board = diary.board(not_before, count + 1)
    allowed = bounds.line(board.over) & ticks.grid_line(board.over, diary.zone, service.grid_minutes)
    lines = free.Search(diary, service, cautions=patient.cautions).lines(board, allowed)
    wishes = {(wish.starts_at, wish.practitioner_id) for wish in also}
    days: dict[dt.date, list[series.Open]] = {}
    for start in _starts(board, lines, taste.practitioner_id, wishes):
        one = _open(start.starts_at, start.practitioner_id, diary.zone)
        days.setdefault(one.date, []).append(one)
    reasons = _reasons(clinic, board, days, taste, location)
    return _Free(days, reasons, not_before, last)


def _starts(
    board: boards.Board,
    lines: Mapping[int, int],
    practitioner_id: int | None,
    wishes: Iterable[tuple[dt.datetime, int]],
) -> Iterable[starts.Start]:
    """Each free start with the wanted practitioner where they have it, and with one other; and what was chosen.

    A large clinic has a hundred practitioners; nobody needs to be told of more than one other at the same moment.
    """
    given: dict[int, int] = {}
    if practitioner_id in lines:
        given[practitioner_id] = lines[practitioner_id]
    left = -1
    # One who is free most often is most likely to be free every time.
    for pk in sorted(lines, key=lambda pk: (-lines[pk].bit_count(), pk)):
        if pk != practitioner_id:
            given[pk] = lines[pk] & left
            left &= ~lines[pk]
    for starts_at, pk in wishes:
        tick = board.over.tick_at(starts_at)
        if pk in lines and tick >= 0 and lines[pk] >> tick & 1:
            given[pk] |= 1 << tick
    for pk, line in given.items():
        for day, part in board.over.parts(line):
            moments = ticks.moments(day.date, day.zone)
            for tick in ticks.listed(part):
                yield starts.Start(moments[tick], pk)


def _open(starts_at: dt.datetime, practitioner_id: int, zone: str) -> series.Open:
    local = clock.local(starts_at, zone)
    return series.Open(starts_at, practitioner_id, local.date(), local.hour * 60 + local.minute)


def _reasons(
    clinic: people.Clinic,
    board: boards.Board,
    days: Mapping[dt.date, Sequence[series.Open]],
    taste: series.Taste,
    location: models.Location | None,
) -> dict[dt.date, series.Day]:
    """Say why there is nothing on days that have no start with the wanted practitioner. Costs 1 query."""
    closures = list(
        models.Closure.objects.filter(
            clinic=clinic, room=None, ends_at__gt=board.over.begins, starts_at__lt=board.over.ends
        ).values_list("kind", "practitioner_id", "location_id", "starts_at", "ends_at", "reason")
    )
    reasons = {}
    for day, first in zip(board.over.days, board.over.firsts, strict=True):
        who = taste.practitioner_id
        if any(who in {None, start.practitioner_id} for start in days.get(day.date, ())):
            continue
        lines = board.working.values() if who is None else (board.working.get(who, 0),)
        if any((line >> first) & day.whole for line in lines):
            continue  # somebody is at work, and everything is taken
        shut = [
            closure
            for closure in closures
            if closure[1] in {None, who}
            and closure[2] in {None, location.pk if location else None}
            and closure[3] < day.ends
            and closure[4] > day.begins
        ]
        reasons[day.date] = _reason(shut)
    return reasons


def _reason(shut: Sequence[tuple]) -> series.Day:
    holiday = next((one for one in shut if one[0] == models.Closure.Kind.HOLIDAY), None)
    if holiday is not None:
        return series.Day(series.Why.HOLIDAY, holiday[5])
    if any(one[1] is not None for one in shut):
        return series.Day(series.Why.AWAY)
    return series.Day(series.Why.CLOSED if shut else series.Why.NOT_WORKING)


def booked_together(clinic_id: int, form_key: str) -> models.Series | None:
    """Return the series that a form booked, or None. Costs 1 query."""
    if not form_key:
        return None
    return models.Series.objects.filter(clinic_id=clinic_id, form_key=form_key).first()


def visits_of_series(series_row: models.Series) -> list[models.Visit]:
    """Return the visits of a series that stand, soonest first. Costs 1 query."""
    visits = models.Visit.objects.filter(series=series_row).standing()
    return list(visits.select_related("practitioner", "service", "clinic", "patient").order_by("starts_at"))
