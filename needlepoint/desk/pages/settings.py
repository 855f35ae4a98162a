"""What the owner's settings show, worded."""

import dataclasses

from django.urls import NoReverseMatch, reverse
from django.utils import dates, formats
from django.utils.translation import gettext, ngettext

from needlepoint.booking.queries import bookers
from needlepoint.booking.queries import settings as booking_queries
from needlepoint.booking.rules import eligibility
from needlepoint.booking.rules import places as place_rules
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as patterns
from needlepoint.house import clock
from needlepoint.people import rules as people_rules

WORKING_HOURS = 8
HOUR = 60
HIT_SHOWN = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A page of the settings and what is found there."""

    title: str
    url: str
    detail: str


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line of a list that leads on to its own page."""

    title: str
    url: str
    detail: str
    badge: str = ""
    tone: str = "quiet"
    segments: tuple[tuple[str, int], ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # (words, url)


def _sections():
    return (
        ("desk:setup", gettext("Three numbers"), gettext("Rooms, and minutes with the patient")),
        (
            "desk:services",
            gettext("Visits and prices"),
            gettext("Kinds of visit, who may book them and when"),
        ),
        ("desk:rooms", gettext("Rooms"), gettext("Names, shared rooms, closing a room")),
        (
            "desk:places",
            gettext("Places and opening hours"),
            gettext("Addresses, hours, time between places"),
        ),
        (
            "desk:practitioners",
            gettext("Who treats"),
            gettext("Names, licences, languages, who can be booked"),
        ),
        (
            "desk:questionnaires",
            gettext("Questionnaires"),
            gettext("What patients are asked, and the official words you load"),
        ),
        ("desk:plan_numbers", gettext("Plans"), gettext("How many visits are usual, acute and chronic")),
        ("desk:chasing", gettext("Open forms"), gettext("When we ask for the rest of a form")),
        ("desk:policies", gettext("Policies"), gettext("Cancelling, fees, quiet hours")),
        ("desk:clinic_facts", gettext("About the clinic"), gettext("Name, address, phone, emergency number")),
        ("desk:finding", gettext("Finding you"), gettext("A map of your own, ways in, languages")),
        ("desk:look", gettext("How it looks"), gettext("Your colour, your logo, words of welcome")),
    )


def tabs(current: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the sister pages of the settings; `current` is the URL name of this one's section."""
    return tuple((title, reverse(name), name == current) for name, title, _detail in _sections())


def links() -> tuple[Link, ...]:
    """Return every page an owner sets something on, for the page on which they begin."""
    further = (
        ("desk:diary", gettext("Working hours"), gettext("Who works when, leave and blocked time")),
        ("desk:holidays", gettext("Public holidays"), gettext("The days on which you are closed")),
        ("desk:results", gettext("Results"), gettext("How people do who come here, and how sure that is")),
        ("desk:report", gettext("Report"), gettext("How full the days are, and who did not come")),
        (
            "desk:turned",
            gettext("The check"),
            gettext("Where it turns people, and whether it stops too many"),
        ),
        ("desk:safety", gettext("Safety"), gettext("How often something unwanted happens, and what is open")),
        (
            "desk:claims",
            gettext("Claims"),
            gettext("What your public pages say about care, and what has left them"),
        ),
        (
            "desk:articles",
            gettext("Articles"),
            gettext("What you write for visitors, and what is still a draft"),
        ),
        ("desk:pictures", gettext("Pictures"), gettext("Your rooms and your people; each with words for it")),
        (
            "desk:website",
            gettext("Your website"),
            gettext("A Book button and free times for a site you have"),
        ),
        ("outcomes:forecast", gettext("The forecast"), gettext("Whether what was foretold came true")),
        (
            "charting:stricta",
            gettext("Treatment report"),
            gettext("What was done, as a study would report it"),
        ),
    )
    return tuple(
        Link(title, url, detail) for name, title, detail in (*_sections(), *further) if (url := address(name))
    )


def address(name: str, *args) -> str:
    """Return the address of a page, or nothing when there is none of this name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


# --- The three numbers ------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class SetupPage:
    segments: tuple[tuple[str, int], ...]
    facts: tuple[tuple[str, str], ...]
    day_words: str
    grid_words: str  # when starts closer together would hold more people; else empty
    table_columns: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    is_ordinary: bool
    is_look: bool  # typed, looked at, and not stored
    service_url: str


def setup_page(service: frontdoor.Service | None, typed, *, rooms: int, is_look: bool) -> SetupPage:
    """Return what the three numbers mean for a visit and for a day.

    typed  what the form would keep, as its `changes`; None shows what is kept now
    """
    segments = list(service.segments) if service else []
    is_ordinary = place_rules.minutes_of(segments) is not None
    if typed:
        rooms = typed["rooms"]
        if typed["minutes"] and is_ordinary:
            segments = place_rules.retimed(segments, typed["minutes"])
    if not segments:
        return SetupPage((), (), "", "", (), (), is_ordinary=False, is_look=False, service_url="")
    pattern = patterns.pattern(segments)
    together = sum(length for _offset, length in pattern.practitioner_runs)
    counts = {some: _most(pattern, some, service.grid_minutes) for some in sorted({1, 2, 3, 4, rooms})}
    closer = _most(pattern, rooms, place_rules.TICK)
    what = {"rooms": rooms, "visits": counts[rooms], "hours": WORKING_HOURS}
    return SetupPage(
        segments=drawn(segments),
        facts=(
            (gettext("The patient is here"), minutes(pattern.patient_minutes)),
            (gettext("Somebody is with them"), minutes(together)),
            (gettext("The room is taken"), minutes(pattern.room_minutes)),
        ),
        day_words=ngettext(
            "With %(rooms)s room one practitioner can see up to %(visits)s people in %(hours)s hours.",
            "With %(rooms)s rooms one practitioner can see up to %(visits)s people in %(hours)s hours.",
            rooms,
        )
        % what,
        grid_words=_grid_words(service.grid_minutes, counts[rooms], closer),
        table_columns=(gettext("Rooms"), gettext("Visits in %(hours)s hours, at most") % what),
        table=tuple((str(some), str(count)) for some, count in counts.items()),
        is_ordinary=is_ordinary,
        is_look=is_look,
        service_url=reverse("desk:service", args=[service.code]),
    )


def _most(pattern: patterns.Pattern, rooms: int, grid: int) -> int:
    return len(place_rules.full_day(WORKING_HOURS * HOUR, pattern=pattern, rooms=rooms, grid=grid))


def _grid_words(grid: int, offered: int, closer: int) -> str:
    if closer <= offered:
        return ""
    return gettext(
        "Visits begin every %(grid)s minutes here. If they could begin every %(tick)s minutes, up to %(visits)s people "
        "would fit."
    ) % {"grid": grid, "tick": place_rules.TICK, "visits": closer}


def drawn(segments) -> tuple[tuple[str, int], ...]:
    """Return a stored pattern as the drawing takes it; nothing for one that cannot be read."""
    try:
        read = patterns.pattern(segments)
    except patterns.UnableToReadPattern:
        return ()
    return tuple((segment.kind.value, segment.minutes) for segment in read.segments)


def minutes(count: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", count) % {"n": count}


# --- Services ------------------------------------------------------------------------------------------------------------


def service_rows(services, currency: str) -> tuple[Row, ...]:
    rows = []
    for service in services:
        segments = drawn(service.segments)
        length = sum(minutes for kind, minutes in segments if kind != patterns.Kind.TURNOVER)
        badge, tone = _service_badge(service)
        rows.append(
            Row(
                title=service.name,
                url=reverse("desk:service", args=[service.code]),
                detail=" · ".join(
                    (patterns.price(service.price_cents, currency), minutes(length), who_words(service))
                ),
                badge=badge,
                tone=tone,
                segments=segments,
            )
        )
    return tuple(rows)


def _service_badge(service) -> tuple[str, str]:
    if not service.is_offered:
        return gettext("Not offered"), "quiet"
    if not service.is_public:
        return gettext("Booked by the clinic"), "quiet"
    if eligibility.nobody_can_book(bookers.terms_of_service(service)):
        return gettext("Nobody can book it online"), "soon"
    return "", "quiet"


def reached(service) -> tuple[str, ...]:
    """Return in words who can book a service online.

    A first visit is offered to people who come for the first time or after a long while, a follow-up to those in
    treatment (booking.queries.bookers); what is ticked beyond that reaches nobody.
    """
    first = service.kind == frontdoor.Service.Kind.FIRST
    groups = (
        (first and service.for_new, gettext("new people")),
        (not first and service.for_active, gettext("people in treatment")),
        (first and service.for_lapsed, gettext("people treated long ago")),
    )
    return tuple(words for is_in, words in groups if is_in)


def who_words(service) -> str:
    """Say for whom a service is."""
    groups = reached(service)
    return gettext("for %(groups)s") % {"groups": ", ".join(groups)} if groups else gettext("for nobody")


@dataclasses.dataclass(frozen=True, slots=True)
class ServicePage:
    title: str
    segments: tuple[tuple[str, int], ...]
    booked_words: str
    nobody_words: str


def service_page(service: frontdoor.Service | None, booked: int) -> ServicePage:
    """Return one service; None is one that is being added.

    booked  how many visits of it are to come
    """
    if service is None:
        return ServicePage(gettext("A new kind of visit"), (), "", "")
    booked_words = (
        ngettext(
            "One visit of this kind is booked. It keeps its time and its length; only new ones change.",
            "%(n)s visits of this kind are booked. They keep their time and their length; only new ones change.",
            booked,
        )
        % {"n": booked}
        if booked
        else ""
    )
    nobody = (
        service.is_offered
        and service.is_public
        and (eligibility.nobody_can_book(bookers.terms_of_service(service)) or not reached(service))
    )
    return ServicePage(
        title=service.name,
        segments=drawn(service.segments),
        booked_words=booked_words,
        nobody_words=gettext("As it stands, nobody can book this visit online.") if nobody else "",
    )


# --- Rooms ------------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Rooms of one place."""

    title: str
    rows: tuple[Row, ...]


def room_groups(rooms, places) -> tuple[Group, ...]:
    """Return the rooms by place; without further places in one group that needs no heading."""
    names = {None: gettext("The first place"), **{place.pk: place.name for place in places}}
    groups = [
        Group(title if places else "", tuple(_room_row(room) for room in rooms if room.location_id == pk))
        for pk, title in names.items()
    ]
    return tuple(group for group in groups if group.rows)


def _room_row(room) -> Row:
    said = [
        ngettext("for one person", "for %(n)s people at once", room.capacity) % {"n": room.capacity},
        room.kind,
        ngettext("%(n)s visit booked", "%(n)s visits booked", room.to_come) % {"n": room.to_come}
        if room.to_come
        else gettext("no visit booked"),
    ]
    return Row(
        title=room.name,
        url=reverse("desk:room", args=[room.code]),
        detail=" · ".join(part for part in said if part),
        badge="" if room.is_open else gettext("Closed"),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A visit that stands in the way."""

    when: str
    name: str
    url: str
    detail: str


@dataclasses.dataclass(frozen=True, slots=True)
class Hits:
    rows: tuple[Hit, ...]
    more_words: str


def hits(visits, zone: str, country: str) -> Hits:
    """Return the visits that stand in the way, soonest first, the first twenty by name."""
    rows = []
    for visit in visits[:HIT_SHOWN]:
        local = clock.local(visit.starts_at, visit.location.time_zone if visit.location_id else zone)
        rows.append(
            Hit(
                when=f"{formats.date_format(local, 'l j F')}, {clock.time_words(local, country)}",
                name=visit.patient.name,
                url=reverse("desk:patient", args=[visit.patient.code]),
                detail=visit.practitioner.name if visit.practitioner else "",
            )
        )
    left = len(visits) - len(rows)
    more = ngettext("and %(n)s more", "and %(n)s more", left) % {"n": left} if left else ""
    return Hits(tuple(rows), more)


# --- Places -----------------------------------------------------------------------------------------------------------------


def place_rows(clinic, places, opening) -> tuple[Row, ...]:
    """Return the clinic's first place and the further ones, each with its week in words."""
    first = Row(
        title=clinic.name,
        url=reverse("desk:place", args=[booking_queries.FIRST_PLACE]),
        detail=_place_words(clinic.address, clinic.time_zone, opening.get(None, ()), clinic.country),
        badge=gettext("First place"),
        links=_place_links(booking_queries.FIRST_PLACE),
    )
    return (
        first,
        *(
            Row(
                title=place.name,
                url=reverse("desk:place", args=[place.code]),
                detail=_place_words(
                    place.address, place.time_zone, opening.get(place.pk, ()), clinic.country
                ),
                badge="" if place.is_open else gettext("Closed"),
                links=_place_links(place.code),
            )
            for place in places
        ),
    )


def _place_links(code: str) -> tuple[tuple[str, str], ...]:
    return ((gettext("Opening hours"), reverse("desk:place_hours", args=[code])),)


def _place_words(address: str, zone: str, week, country: str) -> str:
    return " · ".join(part for part in (address, zone_words(zone), week_words(week, country)) if part)


def zone_words(zone: str) -> str:
    """Write a zone's name as people read it."""
    return zone.replace("_", " ")


def week_words(week, country: str) -> str:
    """Say when a place is open; days with the same hours stand together."""
    by_day: dict[int, list[str]] = {}
    for row in week:
        span = (
            f"{clock.minute_words(row.starts_minute, country)}–{clock.minute_words(row.ends_minute, country)}"
        )
        by_day.setdefault(row.weekday, []).append(span)
    if not by_day:
        return gettext("open whenever somebody works there")
    runs: list[tuple[int, int, str]] = []
    for day in sorted(by_day):
        said = ", ".join(by_day[day])
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == said:
            runs[-1] = (runs[-1][0], day, said)
        else:
            runs.append((day, day, said))
    names = dates.WEEKDAYS
    return "; ".join(
        f"{names[start]} {said}" if start == end else f"{names[start]}–{names[end]} {said}"
        for start, end, said in runs
    )


def week_of(opening) -> tuple[tuple[int, int, int], ...]:
    return tuple((row.weekday, row.starts_minute, row.ends_minute) for row in opening)


# --- Policies ---------------------------------------------------------------------------------------------------------------


def quiet_words(values, country: str) -> str:
    """Say when no text message is sent."""
    begin, end = values["quiet_from_minute"], values["quiet_until_minute"]
    if begin == end:
        return gettext("Text messages are sent at any time of the day.")
    return gettext("No text message is sent from %(from)s until %(until)s.") % {
        "from": clock.minute_words(begin, country),
        "until": clock.minute_words(end, country),
    }


POLICY_FIELDS = tuple(name for name in people_rules.POLICY_LIMITS if name != "travel_minutes")


# --- Practitioners ------------------------------------------------------------------------------------------------------------


def hours_url(practitioner) -> str:
    """Return the page of somebody's working hours, or nothing where there is none."""
    return address("desk:diary_hours", practitioner.code)
