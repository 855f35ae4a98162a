"""Two pain maps of one person side by side, and what changed in words and numbers."""

import dataclasses
import datetime as dt
from collections.abc import Collection

from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.house import clock
from needlepoint.intake import rules
from needlepoint.intake.wording import bodymap
from needlepoint.knowledge.body import measures, regions


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """One of the two maps, with its day. `facts`: which side and how far down, as whole sentences."""

    name: str
    label: str
    facts: tuple[str, ...]
    drawings: tuple[bodymap.Drawing, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One place: how strong it was then and is now."""

    place: str
    then: str
    now: str


@dataclasses.dataclass(frozen=True, slots=True)
class Compared:
    """Both maps, sentences that say what differs without judging it, and every place with its strength."""

    sides: tuple[Side, Side]
    days: tuple[str, str]
    sentences: tuple[str, ...]
    rows: tuple[Row, ...]


def compared(pair: rules.Pair | None, *, zone: str, for_staff: bool = False) -> Compared | None:
    """Word what `queries.maps.pair_of` found; None where it found nothing.

    for_staff   the pictures say "patient's back, left, right" instead of "your back, your left, your right"
    """
    if pair is None:
        return None
    then, now = _told(pair.first), _told(pair.latest)
    change = measures.change(then, now)
    both = (*then, *now)
    days = (_day(pair.first.at, zone), _day(pair.latest.at, zone))
    return Compared(
        sides=(
            _side(_("First: %(day)s") % {"day": days[0]}, pair.first, both, for_staff=for_staff),
            _side(_("Latest: %(day)s") % {"day": days[1]}, pair.latest, both, for_staff=for_staff),
        ),
        days=days,
        sentences=(*bodymap.change_words(change), _area_words(then, now)),
        rows=tuple(
            Row(bodymap.place_name(one.code), _strength(then, one.code), _strength(now, one.code))
            for one in regions.all_regions()
            if one.code in both
        ),
    )


def _told(one: rules.Map) -> dict[str, int | None]:
    """Region → pain 0–10, or None where it was not said. Regions that nobody knows any more are left out."""
    told = rules.regions_of(one.given)
    return {region.code: region.pain for region in told if regions.is_region(region.code)}


def _side(name: str, one: rules.Map, both: tuple[str, ...], *, for_staff: bool) -> Side:
    """Only what is ticked is drawn on the figure: beside each other they are too small for seams."""
    picture = bodymap.picture(one.given, for_staff=for_staff, as_if=both)
    return Side(
        name,
        picture.label if picture.rows else _("No place is marked on the body."),
        picture.facts[:-1],  # the last one says how much is marked, which is compared below
        tuple(
            dataclasses.replace(drawn, areas=tuple(area for area in drawn.areas if area.depth))
            for drawn in picture.drawings
        ),
    )


def _area_words(then: dict[str, int | None], now: dict[str, int | None]) -> str:
    return _("About %(then)s %% of the drawn body was marked then, and about %(now)s %% now.") % {
        "then": _percent(then),
        "now": _percent(now),
    }


def _percent(told: Collection[str]) -> str:
    """The back is small on a body: with whole percents most changes would not show."""
    return formats.number_format(100 * measures.area_share(told), 1) if told else "0"


def _strength(told: dict[str, int | None], code: str) -> str:
    return bodymap.pain_words(told[code]) if code in told else _("Not marked")


def _day(moment: dt.datetime, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "j F Y")
