"""The page on which a chosen start is booked, and what it says beforehand about changing it."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.booking import models, queries
from needlepoint.booking.pages import moments
from needlepoint.booking.pages import starts as starts_pages
from needlepoint.booking.queries import family
from needlepoint.booking.rules import policy
from needlepoint.frontdoor import rules as prices
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people


@dataclasses.dataclass(frozen=True, slots=True)
class DetailsPage:
    """The page on which a chosen time is booked."""

    service: starts_pages.ServiceWords
    when: str
    day: str
    own: str
    practitioner: str
    patient_name: str
    whose_name: str
    whose_url: str
    is_for_self: bool
    by_staff: bool
    without_check: bool
    keeps_answers: bool  # of the check, with their record
    kept: tuple[tuple[str, str], ...]
    start_value: str
    back_url: str
    zone: str
    zone_name: str
    place: str
    policy_words: tuple[str, ...]
    asks_about_signs: bool
    warning_signs: tuple[tuple[str, tuple[str, ...]], ...]  # each question of the check with its signs
    asks_to_keep: bool
    keep_words: str


def details_page(
    *,
    clinic: people.Clinic,
    booker: queries.Booker,
    offer: queries.Offer,
    start: moments.ReadStart,
    wishes: starts_pages.Wishes,
    own_zone: str,
    keeps: bool,
    kept_until: dt.datetime | None,
    now: dt.datetime,
) -> DetailsPage:
    """Return the page that asks for the little that is needed.

    keeps       whether the page asks to keep the start while its form is filled in
    kept_until  until when it is kept already
    """
    wall = moments.wall_of(clinic, own_zone, wishes.place)
    carried = kept_of(booker, offer, wishes)
    asks, without_check = booker.gate is policy.Gate.CONFIRM, booker.check == "OVERRIDDEN"
    return DetailsPage(
        service=starts_pages.service_words(offer.service, clinic),
        when=wall.time(start.starts_at),
        day=wall.day(start.starts_at),
        own=wall.own(start.starts_at),
        practitioner=start.practitioner_name,
        patient_name=booker.patient.name if booker.patient else "",
        whose_name=booker.patient.name if booker.patient and booker.sent_for else "",
        whose_url=starts_pages.with_query(
            reverse("booking:starts"), {"for": family.ME if booker.sent_for else family.NEW}
        )
        if booker.helper or (booker.patient and not booker.by_staff)
        else "",
        is_for_self=not booker.sent_for,
        by_staff=booker.by_staff,
        without_check=without_check,
        keeps_answers=booker.check != "NOT_NEEDED",
        kept=tuple(carried.items()),
        start_value=start.value,
        back_url=starts_pages.with_query(reverse("booking:starts"), carried),
        zone=wall.name(start.starts_at),
        zone_name=wall.zone,
        place=place_words(clinic, wishes.place),
        policy_words=policy_words(clinic, wall, starts_at=start.starts_at, booked_at=now),
        asks_about_signs=asks,
        warning_signs=_signs() if asks or without_check else (),
        asks_to_keep=keeps and kept_until is None,
        keep_words=keep_words(wall, kept_until) if kept_until else "",
    )


def kept_of(booker: queries.Booker, offer: queries.Offer, wishes: starts_pages.Wishes) -> dict[str, str]:
    """What the page sends along: the booking, and the list that it came from."""
    carried = {**starts_pages.kept_of(booker, offer.service), **wishes.kept()}
    return {key: value for key, value in carried.items() if value and key != "practitioner"}


def place_words(clinic: people.Clinic, place: models.Location | None) -> str:
    return f"{place.name}, {place.address}".strip(", ") if place else clinic.address


def keep_words(wall: moments.Wall, until: dt.datetime) -> str:
    return _("We keep this time for you until %(time)s.") % {"time": wall.own(until) or wall.time(until)}


def _signs() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The questions of the check that ask about warning signs, each with its signs, as one list to read through."""
    return tuple((_(question), tuple(_(sign) for sign in signs)) for question, signs in check.warning_signs())


def free_words(
    clinic: people.Clinic, wall: moments.Wall, *, starts_at: dt.datetime, booked_at: dt.datetime
) -> str:
    """Say until when moving and cancelling is free."""
    until = queries.terms_of(clinic).free_until(starts_at=starts_at, booked_at=booked_at)
    words = {"day": wall.day(until), "time": wall.time(until), "zone": wall.name(until)}
    if wall.is_elsewhere(until):
        return _("Free to move or cancel until %(day)s, %(time)s in %(zone)s.") % words
    return _("Free to move or cancel until %(day)s, %(time)s.") % words


def policy_words(
    clinic: people.Clinic,
    wall: moments.Wall,
    *,
    starts_at: dt.datetime,
    booked_at: dt.datetime,
    owed_cents: int = 0,
) -> tuple[str, ...]:
    """Say what a change means, sentence by sentence: until when it is free, and what it costs afterwards.

    owed_cents  what the visit owes already for an earlier late change; it is never asked for twice
    """
    terms = queries.terms_of(clinic)
    sentences = [free_words(clinic, wall, starts_at=starts_at, booked_at=booked_at)]
    if terms.late_cents > owed_cents:
        fee = prices.price(terms.late_cents, clinic.currency)
        sentences.append(_("After that, moving or cancelling costs %(fee)s.") % {"fee": fee})
    return (*sentences, *missed_words(clinic))


def missed_words(clinic: people.Clinic) -> tuple[str, ...]:
    """Say what not coming costs; nothing when it costs nothing."""
    cents = queries.terms_of(clinic).missed_cents
    if not cents:
        return ()
    fee = prices.price(cents, clinic.currency)
    return (_("If you do not come and do not tell us, it costs %(fee)s.") % {"fee": fee},)
