"""When people work, what is shut, and which visits a change would leave standing. Each question says what it costs."""

import dataclasses
import datetime as dt
import functools
import operator
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.booking import access, models
from needlepoint.booking.queries import boards, free, visits
from needlepoint.booking.rules import diary, starts, ticks
from needlepoint.house import clock
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

WITH = (*visits.WITH, "location")
STANDING = (models.Visit.State.BOOKED, models.Visit.State.ARRIVED)
AHEAD = dt.timedelta(days=366)
SHOWN_MAX = 200
DAYS_BEFORE, DAYS_LOOKED = 3, 7  # around the time that a visit had
SAME_DAYS = 5  # among so many days with starts the one nearest to the old time of day is proposed


# --- Who may see and change what -----------------------------------------------------------------------------------------


def practitioners_kept_by(viewer: people_rules.Viewer):
    """Return whose hours and leave a viewer keeps: everybody's at the desk, their own for a practitioner."""
    everybody = people.Practitioner.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_desk or viewer.is_owner:
        return everybody
    return everybody.filter(pk=viewer.practitioner_id) if viewer.practitioner_id else everybody.none()


def practitioner_kept_by(viewer: people_rules.Viewer, code: str) -> people.Practitioner:
    """Return one whose hours the viewer keeps. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    found = practitioners_kept_by(viewer).select_related("clinic").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def closures_kept_by(viewer: people_rules.Viewer):
    """Return the closures that a viewer may change: all at the desk, their own leave for a practitioner."""
    closures = models.Closure.objects.filter(clinic_id=viewer.clinic_id)
    if viewer.is_desk or viewer.is_owner:
        return closures
    own = Q(practitioner_id=viewer.practitioner_id)
    return closures.filter(own) if viewer.practitioner_id else closures.none()


def closure_kept_by(viewer: people_rules.Viewer, code: str) -> models.Closure:
    """Return one closure that the viewer may change. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    closures = closures_kept_by(viewer).select_related("clinic", "practitioner", "room", "location")
    found = closures.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def closures_ahead(viewer: people_rules.Viewer, now: dt.datetime) -> list[models.Closure]:
    """Return what is shut now or later, soonest first. Costs 1 query."""
    closures = models.Closure.objects.filter(clinic_id=viewer.clinic_id, ends_at__gt=now)
    closures = closures.select_related("practitioner", "room", "location")
    return list(closures.order_by("starts_at", "pk")[:SHOWN_MAX])


def holidays_kept(clinic: people.Clinic, today: dt.date) -> set[dt.date]:
    """Return the public holidays from today on, on which the clinic is closed. Costs 1 query."""
    kept = models.Closure.objects.filter(clinic=clinic, source_key__startswith=f"holiday:{clinic.country}:")
    dates = (
        dt.date.fromisoformat(key.rpartition(":")[2]) for key in kept.values_list("source_key", flat=True)
    )
    return {date for date in dates if date >= today}


def locations_of(clinic: people.Clinic) -> list[models.Location]:
    """Return the further places of a clinic. Costs 1 query."""
    return list(models.Location.objects.filter(clinic=clinic))


def rooms_of(clinic: people.Clinic) -> list[models.Room]:
    """Return the rooms of a clinic. Costs 1 query."""
    return list(models.Room.objects.filter(clinic=clinic, is_open=True).select_related("location"))


# --- When people work ----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """What somebody works: the weekly rows, and the dates that differ."""

    weekly: tuple[diary.Row, ...] = ()
    special: Mapping[dt.date, tuple[diary.Stretch, ...]] = dataclasses.field(default_factory=dict)

    def on(self, date: dt.date) -> list[diary.Stretch]:
        return diary.stretches_on(date, self.weekly, self.special.get(date))


def works_of(practitioner_ids: Iterable[int]) -> dict[int, Work]:
    """Return what each practitioner works. Costs 2 queries."""
    ids = list(practitioner_ids)
    weekly: dict[int, list[diary.Row]] = {pk: [] for pk in ids}
    rows = models.Hours.objects.filter(practitioner_id__in=ids).order_by("weekday", "starts_minute", "pk")
    columns = ("weekday", "starts_minute", "ends_minute", "location_id", "from_date", "until_date")
    for pk, *row in rows.values_list("practitioner_id", *columns):
        weekly[pk].append(diary.Row(*row))
    special: dict[int, dict[dt.date, list[diary.Stretch]]] = {pk: {} for pk in ids}
    days = models.SpecialDay.objects.filter(practitioner_id__in=ids)
    columns = ("practitioner_id", "date", "starts_minute", "ends_minute", "location_id")
    for pk, date, start, end, place in days.values_list(*columns):
        day = special[pk].setdefault(date, [])
        if start is not None:
            day.append(diary.Stretch(start, end, place))
    return {
        pk: Work(tuple(weekly[pk]), {date: tuple(day) for date, day in special[pk].items()}) for pk in ids
    }


def work_of(practitioner: people.Practitioner) -> Work:
    """Return what a practitioner works. Costs 2 queries."""
    return works_of([practitioner.pk])[practitioner.pk]


# --- What is wrong with hours ---------------------------------------------------------------------------------------------


def faults_in(clinic: people.Clinic, rows: Sequence[diary.Row]) -> list[tuple[int, str]]:
    """Return everything that is wrong with hours, as (row from 0, a sentence that says how to put it right). Costs 1 query."""
    found = diary.faults(rows, travel_minutes=clinic.travel_minutes)
    ours = {None, *(place.pk for place in locations_of(clinic))}
    sentences = [(fault.row, _fault_words(fault, rows, clinic)) for fault in found]
    sentences += [
        (number, _("We do not know this place. Choose one from the list."))
        for number, row in enumerate(rows)
        if row.place not in ours
    ]
    return sorted(sentences)


def _fault_words(fault: diary.Fault, rows: Sequence[diary.Row], clinic: people.Clinic) -> str:
    wrong = diary.Wrong
    if fault.wrong is wrong.TRAVEL:
        return ngettext(
            "There is %(n)s minute to get to the other place, and your clinic keeps %(kept)s free for the way.",
            "There are %(n)s minutes to get to the other place, and your clinic keeps %(kept)s free for the way.",
            fault.minutes,
        ) % {"n": fault.minutes, "kept": clinic.travel_minutes}
    words = {
        wrong.WEEKDAY: _("There is no such day of the week."),
        wrong.TIME: _("This is not a time of day. Write it like 9:00 or 17:30."),
        wrong.ORDER: _("These hours end before they begin. Check the two times."),
        wrong.MIDNIGHT: _("Hours end at midnight at the latest. Write what comes after it on the next day."),
        wrong.STEP: _("Choose times on five minutes, such as 9:05."),
        wrong.DATES: _("The last day is before the first day."),
        wrong.OVERLAP: _("These hours overlap with %(other)s. Leave them apart, or make them one."),
        wrong.TWO_PLACES: _("At this time the hours at another place, %(other)s, go on."),
    }[fault.wrong]
    return words % {"other": _hours_words(rows[fault.other], clinic)} if fault.other is not None else words


def _hours_words(row: diary.Row, clinic: people.Clinic) -> str:
    ends = (clock.minute_words(minute, clinic.country) for minute in (row.starts_minute, row.ends_minute))
    return "–".join(ends)


# --- Which visits a change would hit -------------------------------------------------------------------------------------


def standing_ahead(clinic_id: int, now: dt.datetime):
    """Return the visits that are still to take place, or are taking place, in time order."""
    ahead = models.Visit.objects.filter(
        clinic_id=clinic_id, state__in=STANDING, ends_at__gt=now, starts_at__lt=now + AHEAD
    )
    return ahead.select_related(*WITH).order_by("starts_at", "pk")


def visits_hit(
    clinic: people.Clinic,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    now: dt.datetime,
    practitioner: people.Practitioner | None = None,
    room: models.Room | None = None,
    location: models.Location | None = None,
) -> list[models.Visit]:
    """Return the standing visits that a closure reaches into: of a practitioner, else a room, else a place, else all.

    Costs 1 query. One that has begun counts too: its needles have to come out.
    """
    hit = standing_ahead(clinic.pk, now).filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if practitioner is not None:
        hit = hit.filter(practitioner=practitioner)
    elif room is not None:
        hit = hit.filter(room=room)
    if location is not None:
        hit = hit.filter(location=location)
    return list(hit)


def visits_hit_by_week(
    practitioner: people.Practitioner, rows: Sequence[diary.Row], from_date: dt.date | None, now: dt.datetime
) -> list[models.Visit]:
    """Return the visits that stand within the working hours of today and would not within new weekly ones. Costs 3 queries."""
    work = work_of(practitioner)
    return _no_longer_covered(
        practitioner, work, Work(tuple(diary.replaced(work.weekly, rows, from_date)), work.special), now
    )


def visits_hit_by_day(
    practitioner: people.Practitioner,
    date: dt.date,
    stretches: Sequence[diary.Stretch] | None,
    now: dt.datetime,
) -> list[models.Visit]:
    """Return the visits that would no longer stand within working hours if a date differed. Costs 3 queries.

    stretches  what is worked then; none: nothing; None: the date is like any other again
    """
    work = work_of(practitioner)
    special = {day: kept for day, kept in work.special.items() if day != date}
    if stretches is not None:
        special[date] = tuple(stretches)
    return _no_longer_covered(practitioner, work, Work(work.weekly, special), now)


def _no_longer_covered(practitioner, was: Work, then: Work, now: dt.datetime) -> list[models.Visit]:
    ahead = standing_ahead(practitioner.clinic_id, now).filter(practitioner=practitioner)
    return [visit for visit in ahead if is_covered(visit, was) and not is_covered(visit, then)]


def _opening(clinic_id: int) -> dict[int | None, Work]:
    """When each place is open that says so. Costs 1 query."""
    rows: dict[int | None, list[diary.Row]] = {}
    opening = models.OpeningHours.objects.filter(clinic=clinic_id)
    for place, *row in opening.values_list("location_id", "weekday", "starts_minute", "ends_minute"):
        rows.setdefault(place, []).append(diary.Row(*row, place))
    return {place: Work(tuple(week)) for place, week in rows.items()}


def is_covered(visit: models.Visit, work: Work | None) -> bool:
    """Say whether somebody works in the visit's place from its beginning until the patient leaves. Costs no query.

    work  None: nothing is known of it, so nothing is in the way
    """
    if work is None:
        return True
    zone = visit.location.time_zone if visit.location else visit.clinic.time_zone
    begins, ends = clock.local(visit.starts_at, zone), clock.local(visit.ends_at, zone)
    date = begins.date()
    while date <= ends.date():
        first = _minute(begins) if date == begins.date() else 0
        last = _minute(ends) if date == ends.date() else diary.DAY_MINUTES
        if last > first and not diary.covers(work.on(date), first, last, visit.location_id):
            return False
        date += dt.timedelta(days=1)
    return True


def _minute(local: dt.datetime) -> int:
    return local.hour * 60 + local.minute


def visits_hit_on(clinic: people.Clinic, dates: Iterable[dt.date], now: dt.datetime) -> list[models.Visit]:
    """Return the standing visits of whole local days. Costs 1 query, none without a date."""
    days = [ticks.day(date, clinic.time_zone) for date in dates]
    if not days:
        return []
    on = [Q(starts_at__lt=day.ends, ends_at__gt=day.begins) for day in days]
    return list(standing_ahead(clinic.pk, now).filter(functools.reduce(operator.or_, on)))


def is_visit_of(viewer: people_rules.Viewer, code: str) -> bool:
    """Say whether a visit of this code is one that the viewer may see. Costs 1 query."""
    return access.visits_seen_by(viewer).filter(code=code).exists()


@dataclasses.dataclass(frozen=True, slots=True)
class Outside:
    """A standing visit for which something is missing.

    why      LICENCE, that of whoever treats is over then; HOURS, nobody works then, or the place is not open; SHUT, a
             closure; ROOM, its room or its place is no longer used
    closure  which one
    """

    visit: models.Visit
    why: str
    closure: models.Closure | None = None


def visits_outside(
    viewer: people_rules.Viewer, now: dt.datetime, *, code: str | None = None
) -> list[Outside]:
    """Return the standing visits outside working time, in closures and in rooms out of use, soonest first. Costs 6 queries.

    What the clinic decided to let stand is left out; nobody decides that where a licence is over. For a practitioner:
    their own.

    code  only the visit with this code
    """
    ahead = standing_ahead(viewer.clinic_id, now)
    if not (viewer.is_desk or viewer.is_owner):
        ahead = ahead.filter(practitioner_id=viewer.practitioner_id)
    if code is not None:
        ahead = ahead.filter(code=code)
    licence = Q(practitioner__licence_expires_on__isnull=False)
    standing = list(ahead.filter(Q(override=None) | licence).annotate(is_over=Q(override__isnull=False)))
    works = works_of({visit.practitioner_id for visit in standing if visit.practitioner_id})
    opening = _opening(viewer.clinic_id)
    shut = closures_ahead(viewer, now)
    kept = set(
        models.Hit.objects.filter(closure__in=shut, kept_at__isnull=False).values_list(
            "closure_id", "visit_id"
        )
    )
    found = []
    for visit in standing:
        if not _is_licensed(visit):
            found.append(Outside(visit, "LICENCE"))
            continue
        if visit.is_over:
            continue
        closure = next((one for one in shut if _reaches(one, visit) and (one.pk, visit.pk) not in kept), None)
        if closure is not None:
            found.append(Outside(visit, "SHUT", closure))
        elif any(part is not None and not part.is_open for part in (visit.room, visit.location)):
            found.append(Outside(visit, "ROOM"))
        elif not is_covered(visit, opening.get(visit.location_id)) or not is_covered(
            visit, works.get(visit.practitioner_id)
        ):
            found.append(Outside(visit, "HOURS"))
    return found


def _is_licensed(visit: models.Visit) -> bool:
    if visit.practitioner is None:
        return True
    zone = visit.location.time_zone if visit.location else visit.clinic.time_zone
    day = clock.local(visit.starts_at, zone).date()
    return people_rules.may_treat(day, expires_on=visit.practitioner.licence_expires_on)


def _reaches(closure: models.Closure, visit: models.Visit) -> bool:
    if not (closure.starts_at < visit.ends_at and visit.starts_at < closure.ends_at):
        return False
    if closure.location_id is not None and closure.location_id != visit.location_id:
        return False
    if closure.practitioner_id is not None:
        return closure.practitioner_id == visit.practitioner_id
    return closure.room_id is None or closure.room_id == visit.room_id


def visits_in_room(room: models.Room, now: dt.datetime) -> list[models.Visit]:
    """Return the standing visits to come that are to take place in a room. Costs 1 query."""
    return list(standing_ahead(room.clinic_id, now).filter(room=room))


# --- Finding them another time -------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Settling:
    """How far a clinic has come with the visits that a closure hit.

    total  how many there were
    left   those still without an answer, soonest first
    asked  visit ids of people who were asked to choose
    kept   how many take place all the same
    """

    closure: models.Closure
    total: int
    left: list[models.Visit]
    asked: frozenset[int]
    kept: int

    @property
    def settled(self) -> int:
        return self.total - len(self.left)


def settling(closure: models.Closure, now: dt.datetime) -> Settling:
    """Return how far a clinic has come. Costs 2 queries. One booked since the closure was stored is counted as well."""
    standing = visits_hit(
        closure.clinic,
        starts_at=closure.starts_at,
        ends_at=closure.ends_at,
        now=now,
        practitioner=closure.practitioner,
        room=closure.room,
        location=closure.location,
    )
    rows = {row.visit_id: row for row in closure.hits.all()}
    left = [visit for visit in standing if visit.pk not in rows or rows[visit.pk].kept_at is None]
    return Settling(
        closure,
        total=len({*rows, *(visit.pk for visit in standing)}),
        left=left,
        asked=frozenset(pk for pk, row in rows.items() if row.asked_at is not None),
        kept=sum(row.kept_at is not None for row in rows.values()),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """Another start for a visit.

    kind  ROOM, the same time in another room; SAME, with the same practitioner; OTHER, at the same time with somebody
          else; NEAR, the nearest there is
    """

    kind: str
    start: starts.Start


def other_room(visit: models.Visit) -> int | None:
    """Return a room that is free for the visit as it is booked, for when its own is shut; None without. Costs 7 queries."""
    if visit.service is None or visit.practitioner_id is None:
        return None
    place = free.place_for(
        visit.clinic,
        service=visit.service,
        starts_at=visit.starts_at,
        practitioner_id=visit.practitioner_id,
        patient_id=visit.patient_id,
        own=boards.ticks_held_by(visit),
        location=visit.location,
        cautions=visit.patient.cautions,
    )
    return place.room.room_id if place and place.room and place.room.room_id != visit.room_id else None


def proposals(visit: models.Visit, *, now: dt.datetime, after: dt.datetime | None = None) -> list[Proposal]:
    """Return up to three other starts, of three kinds. Costs about 14 queries, at any number of visits in the clinic.

    after  when the practitioner is back
    """
    if visit.service is None or visit.practitioner_id is None:
        return []
    zone = visit.clinic.time_zone
    asked = {
        "service": visit.service,
        "now": now,
        "patient_id": visit.patient_id,
        "is_staff": True,
        "moving": visit,
        "location": visit.location,
        "cautions": visit.patient.cautions,
    }
    day = ticks.day_of(visit.starts_at, zone).date
    back = ticks.day_of(after, zone).date if after else day
    later = free.starts_from(
        visit.clinic, practitioner_id=visit.practitioner_id, from_date=back, days_wanted=SAME_DAYS, **asked
    )
    around = free.starts_from(
        visit.clinic, from_date=day - dt.timedelta(days=DAYS_BEFORE), days_wanted=DAYS_LOOKED, **asked
    )
    found = []
    with_same = [start for start in later.starts if after is None or start.starts_at >= after]
    stays = next((start for start in with_same if start.starts_at == visit.starts_at), None)
    if stays is not None:
        found.append(Proposal("ROOM", stays))
    with_same = [start for start in with_same if start.starts_at != visit.starts_at]
    if with_same:
        found.append(Proposal("SAME", _soonest_like(with_same, visit.starts_at, zone)))
    same_time = [start for start in around.starts if start.starts_at == visit.starts_at]
    found += [Proposal("OTHER", one) for one in same_time if one.practitioner_id != visit.practitioner_id]
    taken = {visit.starts_at, *(one.start.starts_at for one in found)}
    near = starts.nearest([one for one in around.starts if one.starts_at not in taken], visit.starts_at, 1)
    return found + [Proposal("NEAR", one) for one in near]


def _soonest_like(found: Sequence[starts.Start], wanted: dt.datetime, zone: str) -> starts.Start:
    """On the first of the days, the start nearest to the old time of day."""
    minute = _minute(clock.local(wanted, zone))
    first = clock.local(found[0].starts_at, zone).date()
    that_day = [one for one in found if clock.local(one.starts_at, zone).date() == first]
    return min(that_day, key=lambda one: abs(_minute(clock.local(one.starts_at, zone)) - minute))
