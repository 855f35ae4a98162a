"""Where and when people find the clinic: today's hours first, the way there, and a map drawn from coordinates alone."""

import dataclasses
import datetime as dt
import urllib.parse
from collections.abc import Iterable, Mapping, Sequence

from django.utils import dates, formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from needlepoint.frontdoor import models
from needlepoint.frontdoor.queries import places as queries
from needlepoint.house import clock
from needlepoint.house.design import drawing
from needlepoint.knowledge import whereabouts
from needlepoint.people import models as people

DAY_MINUTES = 24 * 60
WEEK = 7
DAYS_LOOKED = 45  # further ahead nobody plans a first visit by the closed days
LEAST_REACH_M = 150.0
RING_SHARE = 0.85  # of the way to the edge, at most
Stretch = tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """One of the days to come. words: hours, or that it is closed."""

    name: str
    words: str
    is_today: bool
    is_closed: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    name: str
    address: str
    directions: str
    phone: str
    phone_link: str
    days: tuple[Day, ...]  # today first; empty where no hours are known
    shut: tuple[str, ...]  # days further ahead on which it is closed
    ways: tuple[tuple[str, str], ...]  # (words, address of a map)


@dataclasses.dataclass(frozen=True, slots=True)
class Near:
    """Something on the map, with its number. sort: a class for the style sheet."""

    number: str
    sort: str
    kind: str
    name: str
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Map:
    picture: SafeString
    near: tuple[Near, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    places: tuple[Place, ...]
    map: Map | None
    hours_words: str


def page(
    clinic: people.Clinic,
    places: Sequence[queries.Place],
    weeks: Mapping[int | None, Sequence[tuple[int, int, int]]],
    shut: Sequence[queries.Shut],
    landmarks: Iterable[models.Landmark],
    *,
    now: dt.datetime,
) -> Page:
    """Return the page. shut: for DAYS_LOOKED from today."""
    here = here_of(clinic)
    told = tuple(
        _place(
            one,
            clinic,
            weeks.get(one.pk, ()),
            [each for each in shut if each.place in {None, one.pk}],
            now,
        )
        for one in places
    )
    return Page(
        places=told,
        map=drawn(here, landmarks, clinic) if here else None,
        hours_words="" if told and told[0].days else clinic.hours_words,
    )


def here_of(clinic: people.Clinic) -> whereabouts.Coordinates | None:
    """Return where the clinic is, if it said so."""
    if clinic.latitude is None or clinic.longitude is None:
        return None
    return whereabouts.Coordinates(float(clinic.latitude), float(clinic.longitude))


def _place(
    one: queries.Place,
    clinic: people.Clinic,
    week: Sequence[tuple[int, int, int]],
    shut: Sequence[queries.Shut],
    now: dt.datetime,
) -> Place:
    today = clock.local(now, one.zone).date()
    days: tuple[Day, ...] = ()
    if week:
        days = tuple(_day(today + dt.timedelta(days=n), week, shut, one.zone, clinic, n) for n in range(WEEK))
    phone = one.phone or clinic.phone
    here = here_of(clinic) if one.pk is None else None
    return Place(
        name=one.name,
        address=one.address,
        directions=one.directions,
        phone=phone,
        phone_link="".join(letter for letter in phone if letter.isdigit() or letter == "+"),
        days=days,
        shut=tuple(_shut_words(today, week, shut, one.zone, is_week_told=bool(days))),
        ways=ways(one.name, one.address, here),
    )


def ways(name: str, address: str, here: whereabouts.Coordinates | None) -> tuple[tuple[str, str], ...]:
    """Return addresses of maps that show the way, for those who tap one; empty without a place to lead to."""
    if here is None and not address:
        return ()
    goal = f"{here.latitude:.5f},{here.longitude:.5f}" if here else address
    quoted = urllib.parse.quote(goal, safe="")
    called = urllib.parse.quote(name, safe="")
    geo = f"geo:{goal}?q={goal}({called})" if here else f"geo:0,0?q={quoted}"
    street_map = "directions?to=" if here else "search?query="
    return (
        (gettext("The map on my phone"), geo),
        ("Apple", f"https://maps.apple.com/?daddr={quoted}"),
        ("Google", f"https://www.google.com/maps/dir/?api=1&destination={quoted}"),
        ("OpenStreetMap", f"https://www.openstreetmap.org/{street_map}{quoted}"),
    )


# --- Hours ----------------------------------------------------------------------------------------------------------------


def _day(  # noqa: PLR0917
    date: dt.date,
    week: Sequence[tuple[int, int, int]],
    shut: Sequence[queries.Shut],
    zone: str,
    clinic: people.Clinic,
    ahead: int,
) -> Day:
    usual = [(start, end) for weekday, start, end in week if weekday == date.weekday()]
    left = open_on(date, usual, shut, zone)
    named = str(dates.WEEKDAYS[date.weekday()])
    words = ", ".join(
        gettext("%(from)s to %(until)s")
        % {
            "from": clock.minute_words(start, clinic.country),
            "until": clock.minute_words(end, clinic.country),
        }
        for start, end in left
    )
    reason = _reason(date, shut, zone) if usual and not left else ""
    closed = gettext("closed: %(reason)s") % {"reason": reason} if reason else gettext("closed")
    return Day(
        name=gettext("Today, %(day)s") % {"day": named} if not ahead else named,
        words=words or closed,
        is_today=not ahead,
        is_closed=not left,
    )


def open_on(
    date: dt.date, usual: Iterable[Stretch], shut: Iterable[queries.Shut], zone: str
) -> list[Stretch]:
    """Return what is left of a date's usual hours, in minutes of the wall clock, once what is shut is taken away."""
    left = sorted(usual)
    for one in shut:
        first, last = _minutes_on(date, one, zone)
        if first < last:
            left = [
                (start, end)
                for begins, ends in left
                for start, end in ((begins, min(ends, first)), (max(begins, last), ends))
                if start < end
            ]
    return left


def _minutes_on(date: dt.date, shut: queries.Shut, zone: str) -> Stretch:
    """Which minutes of a date a closure covers, half-open; none when the first is not before the second."""
    begins, ends = clock.local(shut.starts_at, zone), clock.local(shut.ends_at, zone)
    first = begins.hour * 60 + begins.minute if begins.date() == date else 0
    last = ends.hour * 60 + ends.minute if ends.date() == date else DAY_MINUTES
    if begins.date() > date or ends.date() < date:
        return (0, 0)
    return (first, last)


def _reason(date: dt.date, shut: Iterable[queries.Shut], zone: str) -> str:
    covers = (one for one in shut if one.reason and _minutes_on(date, one, zone) == (0, DAY_MINUTES))
    return next((one.reason for one in covers), "")


def _shut_words(
    today: dt.date,
    week: Sequence[tuple[int, int, int]],
    shut: Sequence[queries.Shut],
    zone: str,
    *,
    is_week_told: bool,
) -> Iterable[str]:
    """Each further day that is shut from morning to evening although it would be open."""
    for ahead in range(WEEK if is_week_told else 0, DAYS_LOOKED):
        date = today + dt.timedelta(days=ahead)
        usual = [(start, end) for weekday, start, end in week if weekday == date.weekday()]
        if not week:
            usual = [(0, DAY_MINUTES)]
        if usual and not open_on(date, usual, shut, zone):
            day, reason = formats.date_format(date, "l j F"), _reason(date, shut, zone)
            yield gettext("%(day)s: %(reason)s") % {"day": day, "reason": reason} if reason else day


# --- The map --------------------------------------------------------------------------------------------------------------


def drawn(
    here: whereabouts.Coordinates, landmarks: Iterable[models.Landmark], clinic: people.Clinic
) -> Map | None:
    """Draw what lies around the clinic; None with nothing to find one's way by."""
    found = list(landmarks)
    if not found:
        return None
    in_miles = whereabouts.is_in_miles(clinic.country)
    streets, spots, near = [], [], []
    for one in found:
        along = [whereabouts.offset(here, whereabouts.Coordinates(*point)) for point in one.points]
        if one.kind == models.Landmark.Kind.STREET:
            streets.append(drawing.Street(one.name, tuple(tuple(place) for place in along)))
            continue
        number = str(len(spots) + 1)
        spots.append(drawing.Spot(one.kind, number, tuple(along[0])))
        near.append(
            Near(
                number,
                one.kind.lower(),
                KIND_WORDS[one.kind](),
                one.name,
                way_words(along[0], in_miles=in_miles),
            )
        )
    reach = drawing.reach_of(spots, LEAST_REACH_M)
    ring = whereabouts.ring(reach * RING_SHARE, in_miles=in_miles)
    picture = drawing.nearby(
        spots,
        streets,
        reach=reach,
        ring=ring,
        ring_words=length_words(ring, in_miles=in_miles),
        north=gettext("N"),
        label=gettext(
            "%(clinic)s in the middle, north at the top. The list beside it says where each number is."
        )
        % {"clinic": clinic.name},
    )
    return Map(mark_safe(picture), tuple(near))  # noqa: S308 drawing escapes every word


KIND_WORDS = {
    models.Landmark.Kind.TRANSIT: lambda: gettext("Train, tram or bus"),
    models.Landmark.Kind.PARKING: lambda: gettext("Parking"),
    models.Landmark.Kind.PLACE: lambda: "",
}

DIRECTION_WORDS = {
    whereabouts.Direction.N: lambda: gettext("It is about %(far)s north of us."),
    whereabouts.Direction.NE: lambda: gettext("It is about %(far)s north-east of us."),
    whereabouts.Direction.E: lambda: gettext("It is about %(far)s east of us."),
    whereabouts.Direction.SE: lambda: gettext("It is about %(far)s south-east of us."),
    whereabouts.Direction.S: lambda: gettext("It is about %(far)s south of us."),
    whereabouts.Direction.SW: lambda: gettext("It is about %(far)s south-west of us."),
    whereabouts.Direction.W: lambda: gettext("It is about %(far)s west of us."),
    whereabouts.Direction.NW: lambda: gettext("It is about %(far)s north-west of us."),
}


def way_words(way: whereabouts.Offset, *, in_miles: bool) -> str:
    """Say how far something is, in which direction, and about how long one walks."""
    far = length_words(way.metres, in_miles=in_miles)
    minutes = whereabouts.walk_minutes(way)
    walk = ngettext(
        "That is about %(n)s minute on foot.", "That is about %(n)s minutes on foot.", minutes
    ) % {"n": minutes}
    return f"{DIRECTION_WORDS[whereabouts.direction(way)]() % {'far': far}} {walk}"


def length_words(metres: float, *, in_miles: bool) -> str:
    """Write a distance as people in the clinic's country say it."""
    count, unit = whereabouts.rounded(metres, in_miles=in_miles)
    said = {"n": formats.localize(count) if isinstance(count, float) else count}
    words = {
        "FEET": lambda: gettext("%(n)s feet"),
        "MILES": lambda: gettext("1 mile") if count == 1 else gettext("%(n)s miles"),
        "METRES": lambda: gettext("%(n)s m"),
        "KILOMETRES": lambda: gettext("%(n)s km"),
    }
    return words[unit]() % said
