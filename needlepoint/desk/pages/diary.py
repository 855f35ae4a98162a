"""What the pages about when people work show, worded and in order."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.booking.queries import diary as queries
from needlepoint.booking.rules import diary as rules
from needlepoint.booking.rules import ticks
from needlepoint.house import clock
from needlepoint.people import models as people
from needlepoint.people import wording

WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
EVERYONE = "everyone"
KIND_WORDS = {
    "LEAVE": lambda: gettext("Leave"),
    "HOLIDAY": lambda: gettext("Public holiday"),
    "BLOCK": lambda: gettext("Blocked"),
    "ROOM": lambda: gettext("Out of use"),
}


# --- Words ---------------------------------------------------------------------------------------------------------------


def date_words(date: dt.date) -> str:
    return formats.date_format(date, "l j F Y")


def hours_words(
    stretches: Iterable, clinic: people.Clinic, names: Mapping[int | None, str] | None = None
) -> str:
    """Write stretches such as '8:00–12:00, 13:00–18:00', each with its place where there are several."""
    words = []
    for one in stretches:
        ends = (clock.minute_words(minute, clinic.country) for minute in (one.starts_minute, one.ends_minute))
        place = f" {names[one.place]}" if names and len(names) > 1 and one.place in names else ""
        words.append("–".join(ends) + place)
    return ", ".join(words) or gettext("Not at work")


def span_words(starts_at: dt.datetime, ends_at: dt.datetime, zone: str, country: str) -> str:
    """Write from when until when: whole days as days."""
    first, last = clock.local(starts_at, zone), clock.local(ends_at, zone)
    is_whole = (
        ticks.day_of(starts_at, zone).begins == starts_at and ticks.day_of(ends_at, zone).begins == ends_at
    )
    if is_whole:
        last_day = last.date() - DAY
        if last_day == first.date():
            return formats.date_format(first, "D j M Y")
        return gettext("%(first)s to %(last)s") % {
            "first": formats.date_format(first, "D j M"),
            "last": formats.date_format(last_day, "D j M Y"),
        }
    same_day = first.date() == last.date()
    return gettext("%(first)s to %(last)s") % {
        "first": f"{formats.date_format(first, 'D j M')}, {clock.time_words(first, country)}",
        "last": ("" if same_day else f"{formats.date_format(last, 'D j M')}, ")
        + clock.time_words(last, country),
    }


def whose_words(closure) -> str:
    if closure.practitioner is not None:
        return closure.practitioner.name
    if closure.room is not None:
        return closure.room.name
    return closure.location.name if closure.location is not None else gettext("The whole clinic")


def place_names(clinic: people.Clinic, locations) -> dict[int | None, str]:
    return {None: clinic.name, **{one.pk: one.name for one in locations}}


def visits_words(count: int) -> str:
    return ngettext("%(n)s visit", "%(n)s visits", count) % {"n": count}


@dataclasses.dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit in a list."""

    code: str
    when: str
    name: str
    url: str
    detail: str
    why: str = ""
    move_url: str = ""
    cancel_url: str = ""


def visit_line(visit, why: str = "", stands: str = "") -> VisitLine:
    zone = visit.location.time_zone if visit.location else visit.clinic.time_zone
    parts = [
        visit.service.name if visit.service else "",
        visit.practitioner.name if visit.practitioner else "",
        visit.room.name if visit.room else "",
        stands,
    ]
    return VisitLine(
        code=visit.code,
        when=when_words(visit.starts_at, zone, visit.clinic.country),
        name=visit.patient.name,
        url=reverse("desk:patient", args=[visit.patient.code]),
        detail=" · ".join(part for part in parts if part),
        why=why,
        move_url=reverse("booking:new_time", args=[visit.code]),
        cancel_url=reverse("booking:cancellation", args=[visit.code]),
    )


def when_words(moment: dt.datetime, zone: str, country: str) -> str:
    local = clock.local(moment, zone)
    return f"{formats.date_format(local, 'D j M')}, {clock.time_words(local, country)}"


# --- Who works when ------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class DayCell:
    date: str
    hours: str
    note: str
    url: str
    is_today: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    name: str
    hours_url: str
    days: tuple[DayCell, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ClosureLine:
    whose: str
    when: str
    kind: str
    reason: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class DiaryPage:
    title: str
    before_url: str
    after_url: str
    this_url: str
    people: tuple[Person, ...]
    closures: tuple[ClosureLine, ...]
    outside_words: str
    may_do_all: bool


def week_of(date: dt.date) -> dt.date:
    """Return the Monday of a date's week."""
    return date - dt.timedelta(days=date.weekday())


def diary_page(
    clinic,
    viewer,
    *,
    monday: dt.date,
    today: dt.date,
    everybody,
    works,
    closures,
    outside: int,
    kept: set[int],
    names,
) -> DiaryPage:
    home, zone = reverse("desk:diary"), clinic.time_zone
    days = [ticks.day(monday + number * DAY, zone) for number in range(7)]

    def cell(person, day) -> DayCell:
        notes = [
            KIND_WORDS[one.kind]()
            for one in closures
            if one.room_id is None
            and one.location_id is None
            and one.practitioner_id in {None, person.pk}
            and one.starts_at < day.ends
            and one.ends_at > day.begins
        ]
        work = works[person.pk]
        if day.date in work.special and not notes:
            notes = [gettext("this day only")]
        return DayCell(
            date=formats.date_format(day.date, "D j M"),
            hours=hours_words(work.on(day.date), clinic, names),
            note=", ".join(dict.fromkeys(notes)),
            url=reverse("desk:diary_day", args=[person.code, day.date.isoformat()])
            if person.pk in kept
            else "",
            is_today=day.date == today,
        )

    return DiaryPage(
        title=gettext("Week of %(day)s") % {"day": formats.date_format(monday, "j F Y")},
        before_url=f"{home}?week={(monday - WEEK).isoformat()}",
        after_url=f"{home}?week={(monday + WEEK).isoformat()}",
        this_url="" if monday <= today < monday + WEEK else home,
        people=tuple(
            Person(
                name=person.name,
                hours_url=reverse("desk:diary_hours", args=[person.code]) if person.pk in kept else "",
                days=tuple(cell(person, day) for day in days),
            )
            for person in everybody
        ),
        closures=tuple(closure_line(one, viewer, clinic) for one in closures),
        outside_words=ngettext(
            "%(n)s visit stands at a time when nobody is there for it",
            "%(n)s visits stand at a time when nobody is there for them",
            outside,
        )
        % {"n": outside}
        if outside
        else "",
        may_do_all=viewer.is_desk or viewer.is_owner,
    )


def closure_line(closure, viewer, clinic) -> ClosureLine:
    zone = closure.location.time_zone if closure.location else clinic.time_zone
    may_open = viewer.is_desk or viewer.is_owner or closure.practitioner_id == viewer.practitioner_id
    return ClosureLine(
        whose=whose_words(closure),
        when=span_words(closure.starts_at, closure.ends_at, zone, clinic.country),
        kind=KIND_WORDS[closure.kind](),
        reason=closure.reason,
        url=reverse("desk:closure", args=[closure.code]) if may_open else "",
    )


# --- Hours and days ------------------------------------------------------------------------------------------------------


def week_rows(work: queries.Work, since: dt.date) -> list[rules.Row]:
    """Return the weekly rows that hold in the seven days from a date."""
    return [row for ahead in range(7) for row in work.weekly if rules.is_valid_on(row, since + ahead * DAY)]


def changes_ahead(work: queries.Work, today: dt.date) -> list[str]:
    """Return the dates from which other weekly hours are stored already."""
    dates = sorted({row.from_date for row in work.weekly if row.from_date and row.from_date > today})
    return [date_words(date) for date in dates]


def special_ahead(practitioner, work: queries.Work, today: dt.date, names) -> list[tuple[str, str, str]]:
    """Return (date, hours, address) of the dates to come that differ."""
    return [
        (
            date_words(date),
            hours_words(stretches, practitioner.clinic, names),
            reverse("desk:diary_day", args=[practitioner.code, date.isoformat()]),
        )
        for date, stretches in sorted(work.special.items())
        if date >= today
    ]


# --- Leave and closures --------------------------------------------------------------------------------------------------


def away_choices(viewer, practitioners, rooms, locations) -> list:
    """Return what may be away: somebody's own name for a practitioner, everything at the desk."""
    own = [(f"p:{one.code}", one.name) for one in practitioners]
    if not (viewer.is_desk or viewer.is_owner):
        return own
    return [
        ("", gettext("Choose")),
        (gettext("People"), own),
        (gettext("Rooms"), [(f"r:{one.code}", one.name) for one in rooms]),
        (
            gettext("Places"),
            [*((f"l:{one.code}", one.name) for one in locations), (EVERYONE, gettext("The whole clinic"))],
        ),
    ]


def span(values: Mapping, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Return from when until when, as typed: whole days where no time was written."""
    first, last = values["first_date"], values["last_date"]
    return (
        _moment(first, values["first_minute"] or 0, zone),
        _moment(last, rules.DAY_MINUTES if values["last_minute"] is None else values["last_minute"], zone),
    )


def _moment(date: dt.date, minute: int, zone: str) -> dt.datetime:
    """The moment at which a wall clock shows a minute; one that it skips is the moment of the change."""
    day = ticks.day(date, zone)
    if minute >= rules.DAY_MINUTES:
        return day.ends
    for tick in range(day.ticks):
        if day.wall_minute(tick) >= minute:
            return day.moment(tick)
    return day.ends


@dataclasses.dataclass(frozen=True, slots=True)
class ClosurePage:
    title: str
    facts: tuple[tuple[str, str], ...]
    left_words: str
    visits_url: str
    is_over: bool


def closure_page(closure, settling: queries.Settling, now: dt.datetime) -> ClosurePage:
    clinic = closure.clinic
    zone = closure.location.time_zone if closure.location else clinic.time_zone
    facts = [
        (gettext("Who or what"), whose_words(closure)),
        (gettext("When"), span_words(closure.starts_at, closure.ends_at, zone, clinic.country)),
    ]
    if closure.reason:
        facts.append((gettext("Why"), closure.reason))
    left = len(settling.left)
    return ClosurePage(
        title=KIND_WORDS[closure.kind](),
        facts=tuple(facts),
        left_words=ngettext(
            "%(n)s visit still stands in this time", "%(n)s visits still stand in this time", left
        )
        % {"n": left}
        if left
        else "",
        visits_url=reverse("desk:closure_visits", args=[closure.code]),
        is_over=closure.ends_at <= now,
    )


# --- Guided re-booking ---------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Offered:
    """One start to press."""

    kind: str
    what: str
    when: str
    at: str
    practitioner: str


@dataclasses.dataclass(frozen=True, slots=True)
class SettlePage:
    """title, what happened; progress, how far we are; current, the visit at hand with what to press; others, to do next."""

    title: str
    detail: str
    progress: str
    done: int
    total: int
    current: VisitLine | None
    phone: str
    phone_number: str
    offered: tuple[Offered, ...]
    deed_url: str
    may_ask: bool
    may_keep: bool
    asked: str
    others: tuple[tuple[VisitLine, str], ...]


KIND_OF_PROPOSAL = {
    "ROOM": lambda: gettext("Same time, another room"),
    "SAME": lambda: gettext("With the same practitioner"),
    "OTHER": lambda: gettext("Same time, somebody else"),
    "NEAR": lambda: gettext("The nearest free time"),
}


def settle_page(
    visits: Sequence,
    current,
    proposals,
    *,
    closure,
    total: int,
    asked,
    who: Mapping[int, people.Practitioner],
    clinic,
    stands: Mapping[int, str],
    why=None,
) -> SettlePage:
    """The page of a closure's visits, or without one of those that stand outside working time."""
    here = reverse("desk:closure_visits", args=[closure.code]) if closure else reverse("desk:diary_visits")
    done = total - len(visits)
    return SettlePage(
        title=gettext("Find these people another time"),
        detail=_closure_words(closure)
        if closure
        else gettext("Nobody is there for these visits as they stand."),
        progress=gettext("%(done)s of %(total)s settled") % {"done": done, "total": total}
        if closure
        else ngettext("%(n)s visit to settle", "%(n)s visits to settle", len(visits)) % {"n": len(visits)},
        done=done,
        total=total,
        current=visit_line(current, (why or {}).get(current.pk, ""), stands.get(current.patient_id, ""))
        if current
        else None,
        phone=wording.phone_words(current.patient.phone) if current else "",
        phone_number=current.patient.phone if current else "",
        offered=tuple(_offered(one, current, who) for one in proposals),
        deed_url=_deed_url(closure, current) if current else "",
        may_ask=bool(closure and current and current.patient.email and current.state == "BOOKED"),
        may_keep=closure is not None,
        asked=gettext("We have written to them and wait for their answer.")
        if current and current.pk in asked
        else "",
        others=tuple(
            (
                visit_line(
                    one,
                    gettext("written to") if one.pk in asked else (why or {}).get(one.pk, ""),
                    stands.get(one.patient_id, ""),
                ),
                f"{here}?visit={one.code}",
            )
            for one in visits
            if current is None or one.pk != current.pk
        ),
    )


def _closure_words(closure) -> str:
    zone = closure.location.time_zone if closure.location else closure.clinic.time_zone
    when = span_words(closure.starts_at, closure.ends_at, zone, closure.clinic.country)
    return f"{whose_words(closure)} · {KIND_WORDS[closure.kind]()} · {when}"


def _deed_url(closure, visit) -> str:
    if closure:
        return reverse("desk:closure_settlement", args=[closure.code, visit.code])
    return reverse("desk:diary_settlement", args=[visit.code])


def _offered(proposal: queries.Proposal, visit, who) -> Offered:
    zone = visit.location.time_zone if visit.location else visit.clinic.time_zone
    treats = who.get(proposal.start.practitioner_id)
    return Offered(
        kind=proposal.kind,
        what=KIND_OF_PROPOSAL[proposal.kind](),
        when=gettext("%(when)s with %(name)s")
        % {
            "when": when_words(proposal.start.starts_at, zone, visit.clinic.country),
            "name": treats.name if treats else "",
        },
        at=proposal.start.starts_at.isoformat(),
        practitioner=treats.code if treats else "",
    )


WHY_WORDS = {
    "HOURS": lambda: gettext("outside working hours"),
    "SHUT": lambda: gettext("away or closed then"),
    "ROOM": lambda: gettext("its room is out of use"),
    "LICENCE": lambda: gettext("the licence is over by then"),
}


# --- Holidays ------------------------------------------------------------------------------------------------------------


def holiday_choices(found, now: dt.datetime) -> list[tuple[str, str]]:
    """Return (ISO date, words) of each holiday."""
    return [(date.isoformat(), f"{date_words(date)} · {name}") for date, name in found]
