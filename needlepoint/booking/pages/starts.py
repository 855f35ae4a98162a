"""The list of starts, in words and in order: the next three, a few of each day, then all of them."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from needlepoint.booking import models, queries
from needlepoint.booking.pages import moments
from needlepoint.booking.queries import family
from needlepoint.booking.rules import offers, parts, starts, ticks, zones
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor import rules as patterns
from needlepoint.frontdoor.wording import stock
from needlepoint.house import clock
from needlepoint.knowledge.safety import cautions as safety
from needlepoint.people import models as people

TABS_MAX = 4  # more practitioners or places than this are chosen from a list


class Choice(NamedTuple):
    """One start to press. A template takes it apart: that is three times as fast as asking it by name."""

    when: str
    detail: str
    own: str  # on the reader's own clock, when that differs
    url: str
    value: str  # what a form sends: start and practitioner


@dataclasses.dataclass(frozen=True, slots=True)
class DayChoices:
    """A few starts of a day, and all of them when there are more."""

    day: str
    few: tuple[Choice, ...]
    choices: tuple[Choice, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ServiceWords:
    name: str
    minutes: int
    price: str
    segments: tuple[tuple[str, int], ...]  # without the turnover, which is not the patient's


@dataclasses.dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody narrowed the list down to; each is empty when they did not."""

    practitioner: queries.Treating | None = None
    language: str = ""
    part: str = ""
    place: models.Location | None = None

    @property
    def is_any(self) -> bool:
        """Whether loosening one of them may bring starts. The place is where, not a wish."""
        return bool(self.practitioner or self.language or self.part)

    def kept(self) -> dict[str, str]:
        return {
            "place": self.place.code if self.place else "",
            "practitioner": self.practitioner.code if self.practitioner else "",
            "speaks": self.language,
            "part": self.part,
        }

    def among(self, offer: queries.Offer) -> set[int] | None:
        """Return who may treat, or None for everybody."""
        return offer.speaking(self.language) if self.language else None

    def keep(self):
        """Return the function that says which local moments are wanted, or None for all."""
        if not self.part:
            return None
        return lambda local: parts.part_at(local.hour * 60 + local.minute) == self.part


def read_wishes(data, offer: queries.Offer, places: list[models.Location]) -> Wishes:
    """Read what an address asks for; whatever we do not know is left out."""
    language, part = data.get("speaks", ""), data.get("part", "")
    return Wishes(
        offer.practitioner(data.get("practitioner", "")),
        language if language in offer.languages else "",
        part if part in set(parts.Part) else "",
        place_in(data, places),
    )


def place_in(data, places: list[models.Location]) -> models.Location | None:
    """Return the further place that an address names; None for the clinic's first."""
    return next((one for one in places if one.code == data.get("place", "")), None)


Tabs = tuple[tuple[str, str, bool], ...]  # label, address, is chosen


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """A start that is kept for this browser."""

    when: str
    until: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class StartsPage:
    """The page on which a time is chosen."""

    service: ServiceWords
    patient_name: str
    whose_name: str
    whose_tabs: Tabs
    somebody_else_url: str
    soonest: tuple[Choice, ...]
    days: tuple[DayChoices, ...]
    earlier_url: str
    later_url: str
    is_later: bool
    place_tabs: Tabs
    practitioner_tabs: Tabs
    part_tabs: Tabs
    lists: tuple[tuple[str, str, Tabs], ...]  # name, label, options; what does not stand in tabs
    lists_words: str
    are_lists_open: bool
    kept_by_lists: tuple[tuple[str, str], ...]
    is_narrowed: bool
    loosen: tuple[tuple[str, str], ...]  # words, address
    wait_url: str
    service_tabs: Tabs
    kept_start: Kept | None
    zone: str
    zone_name: str
    own_city: str
    zone_choice: moments.ZoneChoice
    free_words: str
    care_words: tuple[str, ...]


def care_words(offer: queries.Offer, cautions: Collection[str]) -> tuple[str, ...]:
    """Say, a sentence each, how this visit differs because of what the person told us."""
    needs = safety.needs_of(cautions)
    sentences = (
        (offer.is_longer, _("You told us something that needs a little more time, so we plan a longer first visit.")),
        (
            queries.must_attend(offer.service, cautions),
            _("Because of what you told us, somebody stays with you for the whole treatment."),
        ),
        (needs.no_electro, _("Because of what you told us, we use no electric current on the needles.")),
    )  # fmt: skip
    return tuple(sentence for is_so, sentence in sentences if is_so)


def service_words(service: frontdoor.Service, clinic: people.Clinic) -> ServiceWords:
    pattern = patterns.pattern(service.segments)
    shown = tuple((str(s.kind), s.minutes) for s in pattern.segments if s.kind is not patterns.Kind.TURNOVER)
    return ServiceWords(
        stock.visit(service.name),
        pattern.patient_minutes,
        patterns.price(service.price_cents, clinic.currency),
        shown,
    )


def starts_page(
    found: queries.Found,
    *,
    clinic: people.Clinic,
    booker: queries.Booker,
    offer: queries.Offer,
    wishes: Wishes,
    places: list[models.Location],
    relatives: list[people.Patient],
    cautions: Collection[str],
    own_zone: str,
    kept_start: Kept | None,
    from_date: dt.date | None,
    now: dt.datetime,
) -> StartsPage:
    """Return the page: three sensible starts, then the days that have any."""
    wall = moments.wall_of(clinic, own_zone, wishes.place)
    base = {**kept_of(booker, offer.service), **wishes.kept()}
    today = wall.local(now).date()
    shown = Shown(found, wall, today, offer.who, details_url(base))
    here = reverse("booking:starts")
    is_later = from_date is not None and from_date > today
    is_reachable = (found.until - today).days <= offer.service.horizon_days
    narrowing = _Narrowing(here, base, wishes, offer=offer, places=places, clinic=clinic)
    lists = narrowing.lists()
    is_signed_in = bool(booker.sent_for or (booker.patient and not booker.by_staff))
    return StartsPage(
        service=service_words(offer.service, clinic),
        patient_name=booker.patient.name if booker.by_staff else "",
        whose_name=booker.patient.given_name if booker.patient and booker.sent_for else "",
        whose_tabs=_whose_tabs(here, booker, relatives) if relatives or booker.sent_for else (),
        somebody_else_url=_with(here, {"for": family.NEW})
        if is_signed_in and not relatives and not booker.sent_for
        else "",
        soonest=() if is_later else shown.soonest(),
        days=shown.days(),
        earlier_url=_with(here, base) if is_later else "",
        later_url=_with(here, {**base, "from": found.until.isoformat()}) if is_reachable else "",
        is_later=is_later,
        place_tabs=narrowing.place_tabs(),
        practitioner_tabs=narrowing.practitioner_tabs(),
        part_tabs=narrowing.part_tabs(),
        lists=lists,
        lists_words=_("Choose a language")
        if len(lists) == 1 and wishes.language == ""
        else _("More to choose from"),
        are_lists_open=bool(wishes.language) or not narrowing.practitioner_tabs(),
        kept_by_lists=tuple(
            (key, value)
            for key, value in base.items()
            if value and key not in {name for name, *_more in lists}
        ),
        is_narrowed=wishes.is_any,
        loosen=narrowing.loosen(),
        wait_url="" if booker.by_staff else _url_if_there("booking:wait"),
        service_tabs=tuple(
            (stock.visit(one.name), _with(here, {**base, "service": one.code}), one == offer.service)
            for one in offer.services
        )
        if len(offer.services) > 1
        else (),
        kept_start=kept_start,
        zone=wall.name(now),
        zone_name=wall.zone,
        own_city=own_zone_city(wall, [now, *(day.starts[-1].starts_at for day in found.days)]),
        zone_choice=moments.zone_choice(wall, base),
        free_words=free_rule_words(clinic),
        care_words=care_words(offer, cautions),
    )


def own_zone_city(wall: moments.Wall, shown: list[dt.datetime]) -> str:
    """Return the reader's own city when its clock differs from the clinic's at one of the moments shown."""
    return zones.city(wall.own_zone) if any(wall.is_elsewhere(moment) for moment in shown) else ""


def free_rule_words(clinic: people.Clinic) -> str:
    """Say how long a change is free, and what it costs afterwards."""
    terms = queries.terms_of(clinic)
    words = {
        "hours": terms.free_hours,
        "minutes": terms.grace_minutes,
        "fee": patterns.price(terms.late_cents, clinic.currency),
    }
    sentence = _(
        "Free to move or cancel until %(hours)s hours before, and in the first %(minutes)s minutes after booking."
    )
    if terms.late_cents:
        sentence += " " + _("Later it costs %(fee)s.")
    return sentence % words


def kept_of(booker: queries.Booker, service: frontdoor.Service) -> dict[str, str]:
    """What every step of one booking carries along."""
    whom = booker.patient.code if booker.patient and booker.by_staff else booker.sent_for
    return {"service": service.code, **({"for": whom} if whom else {})}


def details_url(kept: dict[str, str]):
    """Return the function that gives each start the address of its page."""
    carried = {key: value for key, value in kept.items() if value and key != "practitioner"}
    here = f"{reverse('booking:details')}?{urlencode(carried)}"

    def url(start: starts.Start, who: queries.Treating) -> str:
        return f"{here}&practitioner={who.code}&start={moments.iso(start.starts_at)}"

    return url


def with_query(path: str, query: dict[str, str]) -> str:
    return _with(path, query)


def _with(path: str, query: dict[str, str]) -> str:
    query = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(query)}" if query else path


def _url_if_there(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _whose_tabs(here: str, booker: queries.Booker, relatives: list[people.Patient]) -> Tabs:
    """Who the visit may be for: themselves, their family, somebody new."""
    chosen = booker.sent_for
    tabs = [(_("Me"), _with(here, {"for": family.ME}), not chosen)]
    tabs += [(one.given_name, _with(here, {"for": one.code}), one.code == chosen) for one in relatives]
    tabs.append((_("Somebody else"), _with(here, {"for": family.NEW}), chosen == family.NEW))
    return tuple(tabs)


class _Narrowing:
    """The ways to narrow the list down, and to loosen it again: each an address of its own."""

    def __init__(self, here: str, base: dict[str, str], wishes: Wishes, *, offer, places, clinic) -> None:
        self.here, self.base, self.wishes = here, base, wishes
        self.offer, self.all_places, self.clinic = offer, places, clinic

    def _url(self, **changed: str) -> str:
        return _with(self.here, {**self.base, **changed})

    def places(self) -> Tabs:
        if not self.all_places:
            return ()
        chosen = self.wishes.place
        first = [("", self.clinic.address or self.clinic.name, chosen is None)]
        return tuple(first + [(one.code, one.name, one == chosen) for one in self.all_places])

    def place_tabs(self) -> Tabs:
        places = self.places()
        if len(places) > TABS_MAX:
            return ()
        # With another place another practitioner: who works there is seen there.
        return tuple(
            (name, self._url(place=code, practitioner=""), is_chosen) for code, name, is_chosen in places
        )

    def practitioners(self) -> Tabs:
        chosen = self.wishes.practitioner
        names = [("", _("Anyone"), chosen is None)]
        return tuple(names + [(one.code, one.name, one == chosen) for one in self.offer.practitioners])

    def practitioner_tabs(self) -> Tabs:
        names = self.practitioners()
        if len(names) > TABS_MAX + 1:
            return ()
        return tuple((name, self._url(practitioner=code), is_chosen) for code, name, is_chosen in names)

    def part_tabs(self) -> Tabs:
        names = [
            ("", _("Any time")),
            (str(parts.Part.MORNING), _("Morning")),
            (str(parts.Part.AFTERNOON), _("Afternoon")),
            (str(parts.Part.EVENING), _("Evening")),
        ]
        return tuple((name, self._url(part=value), value == self.wishes.part) for value, name in names)

    def languages(self) -> Tabs:
        spoken = self.offer.languages
        if len(spoken) < 2:  # noqa: PLR2004  one language is no choice
            return ()
        chosen = self.wishes.language
        return (
            ("", _("Any language"), not chosen),
            *((word, stock.language(word), word == chosen) for word in spoken),
        )

    def lists(self) -> tuple[tuple[str, str, Tabs], ...]:
        """What is chosen from lists: few enough stand in tabs."""
        lists = [
            ("place", _("Where"), () if self.place_tabs() else self.places()),
            ("practitioner", _("With"), () if self.practitioner_tabs() else self.practitioners()),
            ("speaks", _("Language"), self.languages()),
        ]
        return tuple(one for one in lists if one[2])

    def loosen(self) -> tuple[tuple[str, str], ...]:
        """Each wish, and the list without it."""
        ways = []
        if self.wishes.part:
            ways.append((_("Any time of the day"), self._url(part="")))
        if self.wishes.practitioner:
            ways.append((_("Anyone who treats"), self._url(practitioner="")))
        if self.wishes.language:
            ways.append((_("Any language"), self._url(speaks="")))
        if len(ways) > 1:
            ways.append((_("All times"), self._url(part="", practitioner="", speaks="")))
        return tuple(ways)


class Shown:
    """Words found starts, each day's wall clock asked once.

    url  start, who treats → address
    """

    def __init__(
        self,
        found: queries.Found,
        wall: moments.Wall,
        today: dt.date,
        who: dict[int, queries.Treating],
        url,
    ) -> None:
        self.found, self.wall, self.today, self.url = found.only_with(who), wall, today, url
        self.who = who
        # Those that keep the days full, where the search says which they are.
        self.best = getattr(found, "recommended", frozenset())

    def soonest(self) -> tuple[Choice, ...]:
        local = {start: self.wall.local(start.starts_at) for start in self.found.starts}
        return tuple(self.in_words(start) for start in offers.three(self.found.starts, local, self.best))

    def in_words(self, start: starts.Start) -> Choice:
        when = self.wall.soon(start.starts_at, self.today)
        return self._choice(start, when, f"{self.wall.day(start.starts_at)} · {self._name(start)}")

    def days(self) -> tuple[DayChoices, ...]:
        return tuple(self._day(day) for day in self.found.days)

    def _day(self, day: queries.DayStarts) -> DayChoices:
        if day.day.is_ordinary and day.day.zone == self.wall.zone:
            minutes = [day.day.tick_at(one.starts_at) * ticks.MINUTES for one in day.starts]
            words = [clock.minute_words(minute, self.wall.country) for minute in minutes]
        else:
            locals_ = [self.wall.local(one.starts_at) for one in day.starts]
            minutes = [local.hour * 60 + local.minute for local in locals_]
            words = [clock.time_words(local, self.wall.country) for local in locals_]
        all_of_it = tuple(
            self._choice(one, when, self._name(one)) for one, when in zip(day.starts, words, strict=True)
        )
        best = {place for place, one in enumerate(day.starts) if one in self.best}
        few = tuple(all_of_it[place] for place in parts.few(minutes, best=best))
        return DayChoices(
            self.wall.day(day.starts[0].starts_at), few, all_of_it if len(all_of_it) > len(few) else ()
        )

    def _name(self, start: starts.Start) -> str:
        return self.who[start.practitioner_id].name

    def _choice(self, start: starts.Start, when: str, detail: str) -> Choice:
        who = self.who[start.practitioner_id]
        value = f"{moments.iso(start.starts_at)} {who.code}"
        own = self.wall.own(start.starts_at, is_brief=True) if self.wall.own_zone else ""
        return Choice(when, detail, own, self.url(start, who), value)


def kept_start(hold: models.Hold, clinic: people.Clinic, own_zone: str, booker: queries.Booker) -> Kept:
    """Word the start that is kept for this browser, with the way on to its page."""
    wall = moments.wall_of(clinic, own_zone, hold.location)
    carried = {**kept_of(booker, hold.service), "place": hold.location.code if hold.location else ""}
    treats = queries.Treating(hold.practitioner.pk, hold.practitioner.code, hold.practitioner.name)
    url = details_url(carried)(starts.Start(hold.starts_at, treats.pk), treats)
    until = wall.own(hold.expires_at) or wall.time(hold.expires_at)
    return Kept(wall.full(hold.starts_at), until, url)


def nearest(
    found: queries.Found,
    *,
    start: moments.ReadStart,
    wall: moments.Wall,
    booker: queries.Booker,
    offer: queries.Offer,
    kept: dict[str, str],
    now: dt.datetime,
) -> tuple[Choice, ...]:
    """Return the three free starts nearest to one that is taken, soonest first."""
    today = wall.local(now).date()
    shown = Shown(found, wall, today, offer.who, details_url(kept))
    near = sorted(starts.nearest(shown.found.starts, start.starts_at), key=lambda one: one.starts_at)
    return tuple(shown.in_words(one) for one in near)
