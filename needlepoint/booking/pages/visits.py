"""One visit as its patient reads it, and what moving or cancelling it means, worded and in order."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from needlepoint.booking import models, queries
from needlepoint.booking.messages import wording
from needlepoint.booking.pages import details, moments, starts
from needlepoint.booking.rules import calendar, states
from needlepoint.booking.rules import starts as rules
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as prices
from needlepoint.frontdoor.wording import stock
from needlepoint.house import clock

JUST_NOW = dt.timedelta(minutes=10)  # so long a booking is news


@dataclasses.dataclass(frozen=True, slots=True)
class VisitPage:
    """One visit as its patient reads it, after booking and later."""

    title: str
    lead: str
    day: str
    time: str
    own: str
    zone: str
    zone_name: str
    minutes: int
    facts: tuple[tuple[str, str], ...]
    policy_words: tuple[str, ...]
    owed_words: str
    is_standing: bool
    may_change: bool
    is_own: bool
    asks_for_intake: bool
    needs_link: bool
    has_mail: bool
    whose_name: str  # given name of the person who comes, when that is not the reader
    sent_words: str
    own_page_url: str
    calendar_url: str
    feed_url: str
    intake_url: str
    move_url: str
    cancel_url: str
    starts_url: str


def visit_page(visit: models.Visit, viewer, own_zone: str, now: dt.datetime) -> VisitPage:
    clinic, state = visit.clinic, states.State(visit.state)
    wall = moments.wall_of(clinic, own_zone, visit.location)
    leads = {
        states.State.CANCELLED: _("Book again whenever you like.")
        if visit.fee_cents
        else _("Nothing more to do. Book again whenever you like."),
        states.State.MISSED: _("If something came up, book another time or call us."),
    }
    is_booked = state is states.State.BOOKED
    is_ahead = is_booked and visit.starts_at > now
    is_own = viewer.is_patient and (visit.patient_id == viewer.patient_id or viewer.user_id is not None)
    is_first = visit.service is not None and visit.service.kind == frontdoor.Service.Kind.FIRST
    return VisitPage(
        title=_title(visit, viewer, state),
        lead=leads.get(state, ""),
        day=wall.day(visit.starts_at),
        time=wall.time(visit.starts_at),
        own=wall.own(visit.starts_at),
        zone=wall.name(visit.starts_at),
        zone_name=wall.zone,
        minutes=int((visit.ends_at - visit.starts_at).total_seconds() // 60),
        facts=_visit_facts(visit, viewer),
        policy_words=_policy_words(visit, wall, now) if is_ahead else (),
        owed_words=_owed_words(visit),
        is_standing=state in {states.State.BOOKED, states.State.ARRIVED},
        may_change=is_ahead and is_own,
        is_own=is_own,
        asks_for_intake=is_own and is_ahead and is_first and visit.patient_id == viewer.patient_id,
        needs_link=not viewer.is_known,
        has_mail=bool(visit.patient.email),
        whose_name=visit.patient.given_name if _names_whose(visit, viewer) else "",
        sent_words=_sent_words(visit, now) if is_own and is_ahead else "",
        own_page_url=_address("portal:home") if viewer.is_patient else "",
        calendar_url=reverse("booking:calendar", args=[visit.code]),
        feed_url=_address("booking:feed_setup") if viewer.is_patient else "",
        intake_url=reverse("intake:resume", args=[visit.code]),
        move_url=reverse("booking:new_time", args=[visit.code]),
        cancel_url=reverse("booking:cancellation", args=[visit.code]),
        starts_url=reverse("booking:starts"),
    )


def _title(visit: models.Visit, viewer, state: states.State) -> str:
    if state is states.State.BOOKED and _names_whose(visit, viewer):
        return _("%(name)s is booked") % {"name": visit.patient.given_name}
    return {
        states.State.BOOKED: _("You are booked"),
        states.State.ARRIVED: _("Welcome, you are here"),
        states.State.COMPLETED: _("This visit is done"),
        states.State.CANCELLED: _("This visit is cancelled"),
        states.State.MISSED: _("We missed you"),
    }[state]


def _names_whose(visit: models.Visit, viewer) -> bool:
    """Say whether the page names whose visit it is: somebody else booked it, or looks at it.

    Never to a visitor: who typed a name and a birth date that we know has not shown that they may see the record.
    """
    return viewer.is_patient and (bool(visit.patient.contact_name) or visit.patient_id != viewer.patient_id)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _sent_words(visit: models.Visit, now: dt.datetime) -> str:
    """Say how the booking is confirmed, while it is new; and whom to call, as long as there is no address to write to."""
    if not visit.patient.email:
        words = _(
            "We have no e-mail address for you. Write the time down; to change it later, call %(phone)s."
        )
        phone = (visit.location and visit.location.phone) or visit.clinic.phone
        return words % {"phone": phone} if phone else ""
    return _("The confirmation is on its way to you.") if now - visit.booked_at < JUST_NOW else ""


def _policy_words(visit: models.Visit, wall: moments.Wall, now: dt.datetime) -> tuple[str, ...]:
    """Say what a change means from now on: never that something is free until a moment that has passed."""
    clinic = visit.clinic
    until = queries.terms_of(clinic).free_until(starts_at=visit.starts_at, booked_at=visit.booked_at)
    until_words = details.policy_words(
        clinic, wall, starts_at=visit.starts_at, booked_at=visit.booked_at, owed_cents=visit.fee_cents
    )
    return (
        until_words
        if now <= until
        else (wording.free_words(visit, wall.zone, now), *details.missed_words(clinic))
    )


def _owed_words(visit: models.Visit) -> str:
    if not visit.fee_cents:
        return ""
    fee = prices.price(visit.fee_cents, visit.clinic.currency)
    if visit.state == states.State.MISSED:
        return _("The clinic asks for %(fee)s because nobody came.") % {"fee": fee}
    return _("The clinic asks for %(fee)s because the change came late.") % {"fee": fee}


def _visit_facts(visit: models.Visit, viewer) -> tuple[tuple[str, str], ...]:
    place = visit.location
    rows = [
        (_("For"), visit.patient.name if _names_whose(visit, viewer) else ""),
        (_("What"), stock.visit(visit.service.name) if visit.service else _("Visit")),
        (_("With"), visit.practitioner.name if visit.practitioner else ""),
        (_("Where"), details.place_words(visit.clinic, place)),
        (_("How to find us"), place.directions if place else visit.clinic.directions),
        (_("Phone"), (place and place.phone) or visit.clinic.phone),
    ]
    return tuple(row for row in rows if row[1])


def calendar_file(visit: models.Visit, moves: int, now: dt.datetime) -> str:
    """Return the visit as a calendar file. It says nothing of why somebody comes: calendars are shared."""
    return calendar.file(wording.event(visit, now=now, moves=moves))


# --- Changing a visit -----------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class ChangePage:
    """Moving or cancelling: what the visit is now, and what a change costs now."""

    code: str
    day: str
    time: str
    own: str
    zone: str
    zone_name: str
    detail: str
    patient_name: str
    whose_name: str
    is_free: bool
    cost_words: str
    please: str
    free_words: str
    is_open: bool
    is_movable: bool
    back_url: str
    new_day: str = ""
    new_time: str = ""
    new_own: str = ""
    new_value: str = ""
    soonest: tuple[starts.Choice, ...] = ()
    days: tuple[starts.DayChoices, ...] = ()
    later_url: str = ""
    colleagues: str = ""  # that the times are with colleagues
    stands: str = ""  # in their course of care; nothing for who is not known to be them


def change_page(visit: models.Visit, viewer, own_zone: str, now: dt.datetime, **more) -> ChangePage:
    clinic = visit.clinic
    wall = moments.wall_of(clinic, own_zone, visit.location)
    until = queries.terms_of(clinic).free_until(starts_at=visit.starts_at, booked_at=visit.booked_at)
    parts = [
        stock.visit(visit.service.name) if visit.service else "",
        visit.practitioner.name if visit.practitioner else "",
    ]
    is_open = visit.state == states.State.BOOKED and (viewer.is_staff or visit.starts_at > now)
    return ChangePage(
        code=visit.code,
        day=wall.day(visit.starts_at),
        time=wall.time(visit.starts_at),
        own=wall.own(visit.starts_at),
        zone=wall.name(visit.starts_at),
        zone_name=wall.zone,
        detail=" · ".join(part for part in parts if part),
        patient_name=visit.patient.name if viewer.is_staff else "",
        whose_name=visit.patient.name if _names_whose(visit, viewer) else "",
        is_free=viewer.is_staff or now <= until,
        cost_words=_cost_words(visit, wall, until),
        please=_("Please still tell us: somebody else may be waiting for the time."),
        free_words=details.free_words(clinic, wall, starts_at=visit.starts_at, booked_at=visit.booked_at),
        is_open=is_open,
        is_movable=is_open and queries.is_movable(visit),
        back_url=desk_day(visit) if viewer.is_staff else reverse("booking:booked", args=[visit.code]),
        **more,
    )


def _cost_words(visit: models.Visit, wall: moments.Wall, until: dt.datetime) -> str:
    """Say what a late change costs: the exact sum, or that there is none."""
    terms, clinic = queries.terms_of(visit.clinic), visit.clinic
    words = {
        "day": wall.day(until),
        "time": wall.time(until),
        "fee": prices.price(max(terms.late_cents, visit.fee_cents), clinic.currency),
    }
    if visit.fee_cents >= terms.late_cents > 0:
        return _("You owe %(fee)s for an earlier late change. Changing it again costs nothing more.") % words
    if terms.late_cents:
        return _("It was free to change until %(day)s, %(time)s. Changing it now costs %(fee)s.") % words
    return _("It was best to change it before %(day)s, %(time)s. There is no fee.") % words


def new_starts(
    found: queries.Found,
    visit: models.Visit,
    *,
    own_zone: str,
    now: dt.datetime,
    from_date: dt.date | None,
    who: Mapping[int, queries.Treating] | None = None,
) -> dict:
    """Return the starts a visit may move to, as ChangePage takes them. The one it has is none of them, unless it is
    with a colleague.

    who   everybody who treats, for a visit whose practitioner may not any more
    """
    colleagues = colleague_words(visit, now)
    if not colleagues:
        found = found.without(visit.starts_at)
    wall = moments.wall_of(visit.clinic, own_zone, visit.location)
    here = reverse("booking:new_time", args=[visit.code])
    today = wall.local(now).date()

    def url(start: rules.Start, _who: queries.Treating) -> str:
        return f"{here}?{urlencode({'start': moments.iso(start.starts_at)})}"

    treats = queries.Treating(visit.practitioner.pk, visit.practitioner.code, visit.practitioner.name)
    who = who if colleagues and who else {treats.pk: treats}
    shown = starts.Shown(found, wall, today, who, url)
    is_later = from_date is not None and from_date > today
    is_reachable = (found.until - today).days <= visit.service.horizon_days
    return {
        "colleagues": colleagues,
        "soonest": () if is_later else shown.soonest(),
        "days": shown.days(),
        "later_url": f"{here}?from={found.until.isoformat()}" if is_reachable else "",
    }


def colleague_words(visit: models.Visit, now: dt.datetime) -> str:
    """Say that a visit can only move to a colleague of whoever it is with; empty when it can stay with them."""
    if visit.practitioner is None or queries.practitioner_kept(visit, now) is not None:
        return ""
    return _("%(name)s cannot treat you at that time. The times below are with whoever is free.") % {
        "name": visit.practitioner.name
    }


def new_time(visit: models.Visit, starts_at: dt.datetime, own_zone: str, value: str) -> dict:
    """Return the chosen new time, as ChangePage takes it."""
    wall = moments.wall_of(visit.clinic, own_zone, visit.location)
    return {
        "new_day": wall.day(starts_at),
        "new_time": wall.time(starts_at),
        "new_own": wall.own(starts_at),
        "new_value": value,
    }


def desk_day(visit: models.Visit) -> str:
    """Return the address of the desk's day on which a visit is."""
    on = clock.local(visit.starts_at, visit.clinic.time_zone).date()
    return f"{reverse('desk:day')}?on={on.isoformat()}"
