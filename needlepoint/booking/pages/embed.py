"""The free times that another site shows: times only, for somebody whom nobody knows."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.booking import queries
from needlepoint.booking.pages import moments
from needlepoint.booking.pages import starts as pages
from needlepoint.booking.rules import starts
from needlepoint.house import languages
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

DAYS = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Embed:
    """A few days with a few free times each: (day, ((time, address of the page that books it), …))."""

    is_open: bool
    all_url: str = ""
    service: str = ""
    days: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


def page(clinic: people.Clinic, place_code: str, language: str, now: dt.datetime) -> Embed:
    """Return what a visitor could book, whoever asks. Costs 5 queries at any number of visits.

    place_code  of a further place; "" for the clinic's first
    language    that the address asks for, which its links go on asking for; "" for none
    """
    if clinic.opened_on is None:
        return Embed(is_open=False)
    visitor = queries.booker_of(people_rules.Viewer(clinic.pk), {}, "", now)
    try:
        offer = queries.offer_to(visitor, clinic, "", now=now)
    except queries.NothingToBook:
        return Embed(is_open=True, all_url=reverse("booking:starts"))
    place = pages.place_in({"place": place_code}, queries.places_of(clinic))
    found = queries.starts_from(clinic, service=offer.service, now=now, days_wanted=DAYS, location=place)
    wall = moments.wall_of(clinic, "", place)
    chosen = {"place": place.code if place else "", languages.FIELD: language}
    kept = {"service": offer.service.code, **chosen}

    def address(start: starts.Start, _who: queries.Treating) -> str:
        # With whom is seen on the page that books.
        return pages.with_query(reverse("booking:details"), {**kept, "start": moments.iso(start.starts_at)})

    shown = pages.Shown(found, wall, wall.local(now).date(), offer.who, address)
    words = pages.service_words(offer.service, clinic)
    named = _("%(name)s, %(minutes)s minutes, %(price)s")
    return Embed(
        is_open=True,
        all_url=pages.with_query(reverse("booking:starts"), chosen),
        service=named % {"name": words.name, "minutes": words.minutes, "price": words.price},
        days=tuple((day.day, tuple((one.when, one.url) for one in day.few)) for day in shown.days()),
    )
