"""What the booking pages show, worded and in order."""

import dataclasses
import datetime as dt
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.booking import models, queries
from needlepoint.booking.rules import calendar, policy, starts, states, ticks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as patterns
from needlepoint.house import clock
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people

YEARS = range(1990, 2200)  # what an address may ask for; the ends of the calendar have no day before or after
TABS_MAX = 4  # more practitioners than this are chosen from a list


# --- Words for moments ---------------------------------------------------------------------------------------------


def day_words(local: dt.datetime | dt.date) -> str:
    return formats.date_format(local, "l j F")


def time_words(local: dt.datetime) -> str:
    """Write the time as the wall clock shows it; when it shows it twice that day, say which of the two."""
    words = formats.time_format(local, "G:i")
    is_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return f"{words} {local.tzname()}" if is_twice else words


def soon_words(local: dt.datetime, today: dt.date) -> str:
    """Write a moment the way people say it: today, tomorrow, or the day."""
    away = (local.date() - today).days
    time = time_words(local)
    if away == 0:
        return _("Today, %(time)s") % {"time": time}
    if away == 1:
        return _("Tomorrow, %(time)s") % {"time": time}
    return f"{formats.date_format(local, 'l')}, {time}"


def zone_words(clinic: people.Clinic, now: dt.datetime) -> str:
    """Name the clinic's zone by its city and its short name, such as 'New York (EST)'."""
    city = clinic.time_zone.rpartition("/")[2].replace("_", " ")
    return f"{city} ({clock.local(now, clinic.time_zone).tzname()})"


def iso(moment: dt.datetime) -> str:
    """Write a moment for an address: UTC to the minute, such as 2026-11-24T14:10Z."""
    return f"{moment.astimezone(dt.UTC).isoformat(timespec='minutes')[:16]}Z"


def read_iso(text: str) -> dt.datetime | None:
    """Read what `iso` wrote, or any aware ISO moment; None for anything else."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo and moment.year in YEARS else None


@dataclasses.dataclass(frozen=True, slots=True)
class ReadStart:
    """A start as an address or a form carries it."""

    starts_at: dt.datetime
    practitioner_code: str
    practitioner_id: int | None = None
    practitioner_name: str = ""

    @property
    def value(self) -> str:
        return f"{iso(self.starts_at)} {self.practitioner_code}".rstrip()


def read_moment(data) -> ReadStart | None:
    """Read `start`, a moment and perhaps a practitioner's code after a space; the code may also come by itself."""
    text, _space, code = data.get("start", "").strip().partition(" ")
    moment = read_iso(text)
    return ReadStart(moment, code or data.get("practitioner", "")) if moment else None


def read_start(data, offer: queries.Offer) -> ReadStart | None:
    """Read a start with one of the practitioners on offer; with an unknown code, or none, it is with anyone."""
    start = read_moment(data)
    if start is None:
        return None
    who = offer.practitioner(start.practitioner_code)
    return ReadStart(
        start.starts_at, who.code if who else "", who.pk if who else None, who.name if who else ""
    )


def day_before(moment: dt.datetime, clinic: people.Clinic) -> dt.date:
    """Return the local day before a moment's: from there on the nearest starts are looked for."""
    return clock.local(moment, clinic.time_zone).date() - dt.timedelta(days=1)


def read_date(text: str) -> dt.date | None:
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.year in YEARS else None


# --- The list of starts --------------------------------------------------------------------------------------------


class Choice(NamedTuple):
    """One start to press. A template takes it apart: that is three times as fast as asking it by name."""

    when: str
    detail: str
    url: str
    value: str  # what a form sends: start and practitioner


@dataclasses.dataclass(frozen=True, slots=True)
class DayChoices:
    day: str
    choices: tuple[Choice, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ServiceWords:
    name: str
    minutes: int
    price: str
    segments: tuple[tuple[str, int], ...]  # without the turnover, which is not the patient's


@dataclasses.dataclass(frozen=True, slots=True)
class StartsPage:
    """The page on which a time is chosen."""

    service: ServiceWords
    patient_name: str
    soonest: tuple[Choice, ...]
    days: tuple[DayChoices, ...]
    earlier_url: str
    later_url: str
    is_later: bool
    practitioner_tabs: tuple[tuple[str, str, bool], ...]
    practitioners: tuple[tuple[str, str, bool], ...]  # code, name, is chosen; for the list
    service_tabs: tuple[tuple[str, str, bool], ...]
    kept: tuple[tuple[str, str], ...]  # what the list of practitioners sends along
    zone: str
    free_hours: int


def service_words(service: frontdoor.Service, clinic: people.Clinic) -> ServiceWords:
    pattern = patterns.pattern(service.segments)
    shown = tuple((str(s.kind), s.minutes) for s in pattern.segments if s.kind is not patterns.Kind.TURNOVER)
    return ServiceWords(
        service.name, pattern.patient_minutes, patterns.price(service.price_cents, clinic.currency), shown
    )


def starts_page(
    found: queries.Found,
    *,
    clinic: people.Clinic,
    booker: queries.Booker,
    offer: queries.Offer,
    chosen: queries.Treating | None,
    from_date: dt.date | None,
    now: dt.datetime,
) -> StartsPage:
    """Return the page: three sensible starts, then the days that have any."""
    kept = _kept(booker, offer.service)
    if chosen:
        kept["practitioner"] = chosen.code
    today = clock.local(now, clinic.time_zone).date()
    shown = _Shown(found, clinic.time_zone, today, offer.who, _details_url(kept, offer.who))
    here = reverse("booking:starts")
    is_later = from_date is not None and from_date > today
    names = [("", _("Anyone"), chosen is None)]
    names += [(one.code, one.name, one == chosen) for one in offer.practitioners]
    return StartsPage(
        service=service_words(offer.service, clinic),
        patient_name=booker.patient.name if booker.by_staff else "",
        soonest=() if is_later else shown.soonest(),
        days=shown.days(),
        earlier_url=_with(here, kept) if is_later else "",
        later_url=_with(here, {**kept, "from": found.until.isoformat()})
        if _is_in_reach(found.until, today)
        else "",
        is_later=is_later,
        practitioner_tabs=tuple(
            (name, _with(here, {**kept, "practitioner": code}), is_chosen) for code, name, is_chosen in names
        )
        if len(names) <= TABS_MAX + 1
        else (),
        practitioners=tuple(names),
        service_tabs=tuple(
            (one.name, _with(here, {**kept, "service": one.kind}), one == offer.service)
            for one in offer.services
        )
        if booker.by_staff
        else (),
        kept=tuple((key, value) for key, value in kept.items() if key != "practitioner"),
        zone=zone_words(clinic, now),
        free_hours=clinic.free_to_cancel_hours,
    )


def _kept(booker: queries.Booker, service: frontdoor.Service) -> dict[str, str]:
    """What every step of one booking carries along."""
    return {"service": service.kind, **({"for": booker.patient.code} if booker.by_staff else {})}


def _details_url(kept: dict[str, str], who: dict[int, queries.Treating]):
    fixed = urlencode({key: value for key, value in kept.items() if key != "practitioner"})
    here = f"{reverse('booking:details')}?{fixed}"

    def url(start: starts.Start) -> str:
        return f"{here}&practitioner={who[start.practitioner_id].code}&start={iso(start.starts_at)}"

    return url


def _with(path: str, query: dict[str, str]) -> str:
    query = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(query)}" if query else path


def _is_in_reach(date: dt.date, today: dt.date) -> bool:
    return (date - today).days <= policy.HORIZON_DAYS


class _Shown:
    """Words found starts, each day's wall clock asked once."""

    def __init__(
        self, found: queries.Found, zone: str, today: dt.date, who: dict[int, queries.Treating], url
    ) -> None:
        self.found, self.zone, self.today, self.url = found.only_with(who), zone, today, url
        self.who = who

    def soonest(self) -> tuple[Choice, ...]:
        local = {start: clock.local(start.starts_at, self.zone) for start in self.found.starts}
        return tuple(self.in_words(start) for start in starts.next_three(self.found.starts, local))

    def in_words(self, start: starts.Start) -> Choice:
        local = clock.local(start.starts_at, self.zone)
        return self.choice(start, soon_words(local, self.today), f"{day_words(local)} · {self.name(start)}")

    def days(self) -> tuple[DayChoices, ...]:
        return tuple(DayChoices(day_words(day.day.date), self._times(day)) for day in self.found.days)

    def _times(self, day: queries.DayStarts) -> tuple[Choice, ...]:
        if not day.day.is_ordinary:
            return tuple(
                self.choice(one, time_words(clock.local(one.starts_at, self.zone)), self.name(one))
                for one in day.starts
            )
        minutes = ((one, day.day.tick_at(one.starts_at) * ticks.MINUTES) for one in day.starts)
        return tuple(self.choice(one, f"{at // 60}:{at % 60:02d}", self.name(one)) for one, at in minutes)

    def name(self, start: starts.Start) -> str:
        return self.who[start.practitioner_id].name

    def choice(self, start: starts.Start, when: str, detail: str) -> Choice:
        value = f"{iso(start.starts_at)} {self.who[start.practitioner_id].code}"
        return Choice(when, detail, self.url(start), value)


# --- Details and confirmation ---------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class DetailsPage:
    """The page on which a chosen time is booked."""

    service: ServiceWords
    when: str
    day: str
    practitioner: str
    patient_name: str
    by_staff: bool
    without_check: bool
    kept: tuple[tuple[str, str], ...]
    start_value: str
    back_url: str
    zone: str
    place: str
    free_words: str
    warning_signs: tuple[str, ...]


def details_page(
    *, clinic: people.Clinic, booker: queries.Booker, offer: queries.Offer, start: ReadStart, now: dt.datetime
) -> DetailsPage:
    """Return the page that asks for the little that is needed."""
    local = clock.local(start.starts_at, clinic.time_zone)
    kept = _kept(booker, offer.service)
    asks, without_check = booker.gate is policy.Gate.CONFIRM, booker.check == "OVERRIDDEN"
    return DetailsPage(
        service=service_words(offer.service, clinic),
        when=time_words(local),
        day=day_words(local),
        practitioner=start.practitioner_name,
        patient_name=booker.patient.name if booker.patient else "",
        by_staff=booker.by_staff,
        without_check=without_check,
        kept=tuple(kept.items()),
        start_value=start.value,
        back_url=_with(reverse("booking:starts"), kept),
        zone=zone_words(clinic, start.starts_at),
        place=clinic.address,
        free_words=free_words(clinic, starts_at=start.starts_at, booked_at=now),
        warning_signs=tuple(_(sentence) for sentence in _signs()) if asks or without_check else (),
    )


def _signs() -> tuple[str, ...]:
    """The questions of the check that ask about warning signs, as one list to read through."""
    return tuple(page.question for page in check.pages() if page.is_choice)


def free_words(clinic: people.Clinic, *, starts_at: dt.datetime, booked_at: dt.datetime) -> str:
    """Say until when moving and cancelling is free."""
    until = policy.free_until(
        starts_at=starts_at, booked_at=booked_at, free_hours=clinic.free_to_cancel_hours
    )
    local = clock.local(until, clinic.time_zone)
    return _("Free to move or cancel until %(day)s, %(time)s.") % {
        "day": day_words(local),
        "time": time_words(local),
    }


def nearest(
    found: queries.Found,
    *,
    start: ReadStart,
    clinic: people.Clinic,
    booker: queries.Booker,
    offer: queries.Offer,
    now: dt.datetime,
) -> tuple[Choice, ...]:
    """Return the three free starts nearest to one that is taken, soonest first."""
    today = clock.local(now, clinic.time_zone).date()
    shown = _Shown(
        found, clinic.time_zone, today, offer.who, _details_url(_kept(booker, offer.service), offer.who)
    )
    near = sorted(starts.nearest(shown.found.starts, start.starts_at), key=lambda one: one.starts_at)
    return tuple(shown.in_words(one) for one in near)


@dataclasses.dataclass(frozen=True, slots=True)
class VisitPage:
    """One visit as its patient reads it, after booking and later."""

    title: str
    lead: str
    day: str
    time: str
    zone: str
    minutes: int
    facts: tuple[tuple[str, str], ...]
    free_words: str
    is_standing: bool
    may_change: bool
    is_own: bool
    asks_for_intake: bool
    needs_link: bool
    has_mail: bool
    patient_name: str
    calendar_url: str
    intake_url: str
    move_url: str
    cancel_url: str
    starts_url: str


def visit_page(visit: models.Visit, viewer, now: dt.datetime) -> VisitPage:
    clinic = visit.clinic
    local = clock.local(visit.starts_at, clinic.time_zone)
    titles = {
        states.State.BOOKED: _("You are booked"),
        states.State.ARRIVED: _("Welcome, you are here"),
        states.State.COMPLETED: _("This visit is done"),
        states.State.CANCELLED: _("This visit is cancelled"),
        states.State.MISSED: _("We missed you"),
    }
    leads = {
        states.State.CANCELLED: _("Nothing more to do. Book again whenever you like."),
        states.State.MISSED: _("If something came up, book another time or call us."),
    }
    state = states.State(visit.state)
    is_booked = state is states.State.BOOKED
    is_ahead = is_booked and visit.starts_at > now
    is_own = viewer.is_patient
    title = titles[state]
    if viewer.is_staff:
        title = _("Visit of %(name)s") % {"name": visit.patient.name}
    is_first = visit.service is not None and visit.service.kind == frontdoor.Service.Kind.FIRST
    return VisitPage(
        title=title,
        lead=leads.get(state, ""),
        day=day_words(local),
        time=time_words(local),
        zone=zone_words(clinic, visit.starts_at),
        minutes=int((visit.ends_at - visit.starts_at).total_seconds() // 60),
        facts=_visit_facts(visit),
        free_words=free_words(clinic, starts_at=visit.starts_at, booked_at=visit.booked_at)
        if is_ahead
        else "",
        is_standing=state in {states.State.BOOKED, states.State.ARRIVED},
        may_change=(is_ahead and is_own) or (is_booked and viewer.is_staff),
        is_own=is_own,
        asks_for_intake=is_own and is_ahead and is_first,
        needs_link=not viewer.is_known,
        has_mail=bool(visit.patient.email) and not viewer.is_staff,
        patient_name=visit.patient.name if viewer.is_staff else "",
        calendar_url=reverse("booking:calendar", args=[visit.code]),
        intake_url=reverse("intake:resume", args=[visit.code]),
        move_url=reverse("booking:new_time", args=[visit.code]),
        cancel_url=reverse("booking:cancellation", args=[visit.code]),
        starts_url=reverse("booking:starts") + (f"?for={visit.patient.code}" if viewer.is_staff else ""),
    )


def _visit_facts(visit: models.Visit) -> tuple[tuple[str, str], ...]:
    rows = [
        (_("What"), visit.service.name if visit.service else _("Visit")),
        (_("With"), visit.practitioner.name if visit.practitioner else ""),
        (_("Where"), visit.clinic.address),
        (_("How to find us"), visit.clinic.directions),
        (_("Phone"), visit.clinic.phone),
    ]
    return tuple(row for row in rows if row[1])


def calendar_file(visit: models.Visit, moves: int, now: dt.datetime) -> str:
    """Return the visit as a calendar file. It says nothing of why somebody comes: calendars are shared."""
    clinic = visit.clinic
    return calendar.file(
        calendar.Event(
            uid=f"visit-{visit.code}@needlepoint",
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            stamped_at=now,
            summary=_("Visit at %(clinic)s") % {"clinic": clinic.name},
            place=clinic.address,
            notes=_("To move or cancel it call %(phone)s.") % {"phone": clinic.phone} if clinic.phone else "",
            version=moves,
            is_cancelled=visit.state == models.Visit.State.CANCELLED,
        )
    )


# --- Changing a visit -----------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class ChangePage:
    """Moving or cancelling: what the visit is now, and what a change means."""

    code: str
    day: str
    time: str
    zone: str
    detail: str
    patient_name: str
    is_free: bool
    free_words: str
    is_open: bool
    is_movable: bool
    back_url: str
    new_day: str = ""
    new_time: str = ""
    new_value: str = ""
    soonest: tuple[Choice, ...] = ()
    days: tuple[DayChoices, ...] = ()
    later_url: str = ""


def change_page(visit: models.Visit, viewer, now: dt.datetime, **more) -> ChangePage:
    clinic = visit.clinic
    local = clock.local(visit.starts_at, clinic.time_zone)
    until = policy.free_until(
        starts_at=visit.starts_at, booked_at=visit.booked_at, free_hours=clinic.free_to_cancel_hours
    )
    parts = [
        visit.service.name if visit.service else "",
        visit.practitioner.name if visit.practitioner else "",
    ]
    is_open = visit.state == states.State.BOOKED and (viewer.is_staff or visit.starts_at > now)
    return ChangePage(
        code=visit.code,
        day=day_words(local),
        time=time_words(local),
        zone=zone_words(clinic, visit.starts_at),
        detail=" · ".join(part for part in parts if part),
        patient_name=visit.patient.name if viewer.is_staff else "",
        is_free=viewer.is_staff or now <= until,
        free_words=free_words(clinic, starts_at=visit.starts_at, booked_at=visit.booked_at),
        is_open=is_open,
        is_movable=is_open and queries.is_movable(visit),
        back_url=desk_day(visit) if viewer.is_staff else reverse("booking:booked", args=[visit.code]),
        **more,
    )


def new_starts(
    found: queries.Found, visit: models.Visit, *, now: dt.datetime, from_date: dt.date | None
) -> dict:
    """Return the starts a visit may move to, as ChangePage takes them. The one it has is none of them."""
    found = found.without(visit.starts_at)
    zone, here = visit.clinic.time_zone, reverse("booking:new_time", args=[visit.code])
    today = clock.local(now, zone).date()

    def url(start: starts.Start) -> str:
        return f"{here}?{urlencode({'start': iso(start.starts_at)})}"

    treats = queries.Treating(visit.practitioner.pk, visit.practitioner.code, visit.practitioner.name)
    shown = _Shown(found, zone, today, {treats.pk: treats}, url)
    is_later = from_date is not None and from_date > today
    return {
        "soonest": () if is_later else shown.soonest(),
        "days": shown.days(),
        "later_url": f"{here}?from={found.until.isoformat()}" if _is_in_reach(found.until, today) else "",
    }


def new_time(starts_at: dt.datetime, zone: str, value: str) -> dict:
    """Return the chosen new time, as ChangePage takes it."""
    local = clock.local(starts_at, zone)
    return {"new_day": day_words(local), "new_time": time_words(local), "new_value": value}


def desk_day(visit: models.Visit) -> str:
    """Return the address of the desk's day on which a visit is."""
    on = clock.local(visit.starts_at, visit.clinic.time_zone).date()
    return f"{reverse('desk:day')}?on={on.isoformat()}"
