"""Words for what somebody waits for, at the desk and on their own pages."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import formats
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from needlepoint.booking import models
from needlepoint.booking.rules import waiting
from needlepoint.house import clock
from needlepoint.people import models as people

PARTS = {"MORNING": _lazy("Morning"), "AFTERNOON": _lazy("Afternoon"), "EVENING": _lazy("Evening")}
EVERY_WEEKDAY = 7


@dataclasses.dataclass(frozen=True, slots=True)
class EntryWords:
    """A place on the waiting list. `offer_url` is "" while nothing is offered."""

    when: str
    dates: str
    who: str
    instead_of: str
    is_flare: bool
    change_url: str
    end_url: str
    offer_words: str
    offer_url: str


def entry_words(entry: models.WaitingEntry, offer: models.StartOffer | None = None) -> EntryWords:
    """Word an entry that came with all it points to."""
    clinic, held = entry.clinic, entry.instead_of
    return EntryWords(
        when=windows_words(waiting.read_windows(entry.windows)),
        dates=_("from %(begin)s to %(end)s")
        % {"begin": _date(entry.from_date), "end": _date(entry.until_date)},
        who=_("with %(name)s") % {"name": entry.practitioner.name}
        if entry.practitioner
        else _("with anyone"),
        instead_of=_("instead of %(when)s") % {"when": moment_words(held.starts_at, clinic)} if held else "",
        is_flare=entry.is_flare,
        change_url=reverse("booking:wait"),
        end_url=reverse("booking:wait_end", args=[entry.code]),
        offer_words=offer_words(offer, clinic) if offer else "",
        offer_url=reverse("booking:offer", args=[offer.code]) if offer else "",
    )


def offer_words(offer: models.StartOffer, clinic: people.Clinic) -> str:
    until = clock.local(offer.expires_at, clinic.time_zone)
    return _("%(when)s, kept until %(until)s") % {
        "when": moment_words(offer.starts_at, clinic),
        "until": clock.time_words(until, clinic.country),
    }


def windows_words(windows: Iterable[waiting.Window]) -> str:
    """Say on which weekdays at which time of day: 'Mon, Wed: morning · Fri: any time'."""
    chosen: dict[int, list[str]] = {}
    for weekday, part in waiting.parts_of(windows):
        chosen.setdefault(weekday, []).append(part)
    if not chosen:
        return _("any day, any time")
    by_parts: dict[tuple[str, ...], list[int]] = {}
    for weekday, parts in sorted(chosen.items()):
        by_parts.setdefault(tuple(parts), []).append(weekday)
    return " · ".join(
        f"{_days_words(weekdays)}: {_parts_words(parts)}" for parts, weekdays in by_parts.items()
    )


def _days_words(weekdays: list[int]) -> str:
    if len(weekdays) == EVERY_WEEKDAY:
        return _("every day")
    if len(weekdays) == 1:
        return str(WEEKDAYS[weekdays[0]])
    return ", ".join(str(WEEKDAYS_ABBR[weekday]) for weekday in weekdays)


def _parts_words(parts: tuple[str, ...]) -> str:
    if len(parts) == len(PARTS):
        return _("any time")
    return ", ".join(str(PARTS[part]).lower() for part in parts)


def short_words(moment: dt.datetime, clinic: people.Clinic) -> str:
    local = clock.local(moment, clinic.time_zone)
    words = {"day": formats.date_format(local, "D j M"), "time": clock.time_words(local, clinic.country)}
    return _("%(day)s, %(time)s") % words


def moment_words(moment: dt.datetime, clinic: people.Clinic) -> str:
    local = clock.local(moment, clinic.time_zone)
    return _("%(day)s, %(time)s") % {
        "day": formats.date_format(local, "l j F"),
        "time": clock.time_words(local, clinic.country),
    }


def _date(date: dt.date) -> str:
    return formats.date_format(date, "j F")
