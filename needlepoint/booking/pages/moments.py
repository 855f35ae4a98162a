"""Words for moments, days and places, and how addresses carry them."""

import dataclasses
import datetime as dt

from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.booking import models, queries
from needlepoint.booking.rules import zones
from needlepoint.house import clock
from needlepoint.people import models as people

YEARS = range(1990, 2200)  # what an address may ask for; the ends of the calendar have no day before or after


@dataclasses.dataclass(frozen=True, slots=True)
class Wall:
    """The clock on the wall by which a page writes its times, and the reader's own when theirs shows another time.

    zone      of the place where the visit is
    country   says how hours are counted
    own_zone  the reader's; "" when unknown
    """

    zone: str
    country: str
    own_zone: str = ""

    def local(self, moment: dt.datetime) -> dt.datetime:
        return clock.local(moment, self.zone)

    def day(self, moment: dt.datetime) -> str:
        return day_words(self.local(moment))

    def time(self, moment: dt.datetime) -> str:
        return clock.time_words(self.local(moment), self.country)

    def full(self, moment: dt.datetime) -> str:
        return _("%(day)s, %(time)s") % {"day": self.day(moment), "time": self.time(moment)}

    def soon(self, moment: dt.datetime, today: dt.date) -> str:
        """Write a moment the way people say it: today, tomorrow, or the day."""
        local = self.local(moment)
        away, time = (local.date() - today).days, clock.time_words(local, self.country)
        if away == 0:
            return _("Today, %(time)s") % {"time": time}
        if away == 1:
            return _("Tomorrow, %(time)s") % {"time": time}
        return _("%(day)s, %(time)s") % {"day": formats.date_format(local, "l"), "time": time}

    def name(self, moment: dt.datetime) -> str:
        """Name the zone by its city and its short name, such as 'New York (EST)'."""
        return f"{zones.city(self.zone)} ({self.local(moment).tzname()})"

    def is_elsewhere(self, moment: dt.datetime) -> bool:
        """Say whether the reader's own clock shows another time just then."""
        return bool(self.own_zone) and zones.differs(moment, self.zone, self.own_zone)

    def own(self, moment: dt.datetime, *, is_brief: bool = False) -> str:
        """Write the moment on the reader's own clock, or "" when it shows the same as the clinic's.

        is_brief  for a page that names the reader's city once for all of its times
        """
        if not self.is_elsewhere(moment):
            return ""
        here, there = self.local(moment), clock.local(moment, self.own_zone)
        time = clock.time_words(there, self.country)
        words = {"time": time, "city": zones.city(self.own_zone), "day": formats.date_format(there, "l")}
        if here.date() != there.date():
            words["time"] = _("%(day)s, %(time)s") % words
        return (_("%(time)s your time") if is_brief else _("%(time)s in %(city)s")) % words


def wall_of(clinic: people.Clinic, own_zone: str = "", place: models.Location | None = None) -> Wall:
    return Wall(place.time_zone if place else clinic.time_zone, clinic.country, own_zone)


def day_words(local: dt.datetime | dt.date) -> str:
    return formats.date_format(local, "l j F")


@dataclasses.dataclass(frozen=True, slots=True)
class ZoneChoice:
    """The small list in which a reader without scripts says where they are. `kept` goes along with it."""

    options: tuple[tuple[str, str, bool], ...]  # zone, city, is chosen
    kept: tuple[tuple[str, str], ...]


def zone_choice(wall: Wall, kept: dict[str, str]) -> ZoneChoice:
    names = list(zones.CITIES)
    for name in (wall.zone, wall.own_zone):
        if name and name not in names:
            names.insert(0, name)
    chosen = wall.own_zone or wall.zone
    return ZoneChoice(
        tuple((name, zones.city(name), name == chosen) for name in names),
        tuple((key, value) for key, value in kept.items() if value),
    )


# --- In addresses ----------------------------------------------------------------------------------------------------


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


def read_date(text: str) -> dt.date | None:
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.year in YEARS else None


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
