"""Choosing by hand what others drag: a time, a patient; and how addresses of the calendar carry a moment."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext

from needlepoint.booking.rules import ticks
from needlepoint.desk.pages import columns as grid
from needlepoint.desk.pages import dropping
from needlepoint.desk.pages import people as people_pages
from needlepoint.desk.queries import calendar as queries
from needlepoint.house import clock

YEARS = range(1990, 2200)


def read_start(text: str, place: queries.Place) -> dt.datetime | None:
    """Read a moment with its zone that begins a tick, such as 2026-11-24T14:10Z; None for anything else."""
    moment = read_moment(text)
    return moment if moment and ticks.is_on_tick(moment, place.zone) else None


def read_moment(text: str) -> dt.datetime | None:
    """Read a moment with its zone, in UTC; None for anything else, and for the ends of the calendar."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo and moment.year in YEARS else None


def this_tick(now: dt.datetime) -> dt.datetime:
    """Return the beginning of the five minutes we are in."""
    return now - dt.timedelta(
        minutes=now.minute % ticks.MINUTES, seconds=now.second, microseconds=now.microsecond
    )


def calendar_url(place: queries.Place, moment: dt.datetime, now: dt.datetime, **more: str) -> str:
    """Return the day of the calendar on which a moment is. `more`: what else of columns.Asked is asked for."""
    on, today = (clock.local(one, place.zone).date() for one in (moment, now))
    return grid.Asked(on=on, today=today, place=place.code, **more).url()


# --- A time by hand --------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class TimePage:
    name: str
    was: str
    code: str
    place: str
    back_url: str


def time_page(visit, place: queries.Place, now: dt.datetime) -> TimePage:
    today = clock.local(now, place.zone).date()
    was = [
        dropping.when_words(place, visit.starts_at, today),
        dropping.name_of(visit.practitioner),
        dropping.name_of(visit.room),
    ]
    return TimePage(
        visit.patient.name,
        " · ".join(part for part in was if part),
        visit.code,
        place.code,
        calendar_url(place, visit.starts_at, now),
    )


def typed_from(visit, place: queries.Place) -> dict:
    """Return what the form shows at first: where the visit is now."""
    local = clock.local(visit.starts_at, place.zone)
    return {"date": local.date(), "time": local.time(), "practitioner": visit.practitioner.code, "room": ""}


def preview_url(visit, place: queries.Place, typed: dict) -> str:
    query = {
        "visit": visit.code,
        "start": grid.iso(typed["starts_at"]),
        "practitioner": typed["practitioner"],
        "room": typed["room"],
        "place": place.code,
    }
    return grid.with_query(reverse("desk:calendar_move"), query)


def after_entering(data, patient) -> str:
    """Return where to go on after a new patient was entered: to booking them when that is what they came for."""
    if not data.get("at"):
        return reverse("desk:patient", args=[patient.code])
    kept = {name: data.get(name, "") for name in ("at", "practitioner", "room", "place")}
    return grid.with_query(reverse("desk:calendar_walk_in"), {**kept, "for": patient.code})


# --- Who is it -------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class WhomPage:
    """Choose who comes."""

    title: str
    detail: str
    people: tuple
    words: str
    kept: tuple[tuple[str, str], ...]
    new_url: str
    block_url: str
    back_url: str


def whom_page(
    found, data, *, place: queries.Place, starts_at: dt.datetime, who, now: dt.datetime, words: str, stands
) -> WhomPage:
    """Return the patients to choose from for a start, each leading to what booking them would come to.

    who     the practitioner or the room of the column that was pressed; None for whoever is free
    """
    today = clock.local(now, place.zone).date()
    kept = {
        "at": grid.iso(starts_at),
        "practitioner": data.get("practitioner", ""),
        "room": data.get("room", ""),
        "place": place.code,
    }
    here = reverse("desk:calendar_walk_in")
    return WhomPage(
        title=gettext("Who comes?"),
        detail=" · ".join(
            part
            for part in (
                dropping.when_words(place, starts_at, today),
                dropping.name_of(who) or gettext("whoever is free"),
            )
            if part
        ),
        people=tuple(
            dataclasses.replace(
                people_pages.found(one, stands.get(one.pk)),
                url=grid.with_query(here, {**kept, "for": one.code}),
            )
            for one in found
        ),
        words=people_pages.found_words(len(found), searched=bool(words)),
        kept=tuple((key, value) for key, value in kept.items() if value),
        new_url=grid.with_query(reverse("desk:new_patient"), kept),
        block_url=grid.with_query(reverse("desk:calendar_block"), kept),
        back_url=calendar_url(place, starts_at, now),
    )
