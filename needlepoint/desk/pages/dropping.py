"""The page that asks before a visit is moved or booked from the calendar, and what is said after."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext

from needlepoint.desk.pages import columns as grid
from needlepoint.desk.queries import calendar as queries
from needlepoint.desk.queries import moving as moving_queries
from needlepoint.house import clock
from needlepoint.knowledge.safety import check


@dataclasses.dataclass(frozen=True, slots=True)
class DropPage:
    """What is about to be done, what is in the way, and what to press."""

    title: str
    facts: tuple[tuple[str, str], ...]
    clashes: tuple[str, ...]
    may_do: bool
    may_force: bool
    do_words: str
    force_words: str
    tells: str
    hidden: tuple[tuple[str, str], ...]
    other_url: str
    other_words: str
    back_url: str
    back_words: str
    is_there: bool = False
    kinds: tuple = ()
    is_nobody_free: bool = False
    anyway_with: tuple[tuple[str, str], ...] = ()
    warning_signs: tuple[tuple[str, tuple[str, ...]], ...] = ()  # to be asked about before booking
    soonest: tuple = ()


def when_words(place: queries.Place, moment: dt.datetime, today: dt.date) -> str:
    local = clock.local(moment, place.zone)
    day = gettext("Today") if local.date() == today else formats.date_format(local, "l j F")
    return f"{day}, {place.time_words(moment)}"


def move_page(drop: moving_queries.Drop, visit, *, by: str, now: dt.datetime) -> DropPage:
    """Return what moving a visit would come to. `by`: which columns it was dragged in, PRACTITIONER or ROOM."""
    place, today = drop.place, clock.local(now, drop.place.zone).date()
    on = clock.local(drop.starts_at, place.zone).date()
    asked = grid.Asked(on=on, today=today, place=place.code, moving=visit.code, by=by)
    was = [when_words(place, visit.starts_at, today), name_of(visit.practitioner), name_of(visit.room)]
    name = {"name": drop.patient.name, "time": place.time_words(drop.starts_at)}
    is_there = (
        drop.starts_at == visit.starts_at
        and _pk(drop.practitioner) == visit.practitioner_id
        and _pk(drop.room) in {None, visit.room_id}
    )
    return DropPage(
        title=gettext("Move %(name)s to %(time)s?") % name,
        facts=(
            (gettext("From"), " · ".join(part for part in was if part)),
            (gettext("To"), _to(drop, today)),
            (gettext("What"), drop.service.name),
        ),
        clashes=tuple(clash.words for clash in drop.clashes),
        may_do=not drop.clashes and not is_there,
        may_force=drop.may_be_forced and not is_there,
        do_words=gettext("Move"),
        force_words=gettext("Move anyway"),
        tells=_tells(drop.patient),
        hidden=_hidden(drop, visit=visit.code, by=by),
        other_url=asked.url(),
        other_words=gettext("Choose another time"),
        back_url=asked.url(moving=""),
        back_words=gettext("Leave it where it is"),
        is_there=is_there,
    )


def book_page(
    drop: moving_queries.Drop, *, kinds, data, soonest, treating, was_checked: bool, now: dt.datetime
) -> DropPage:
    """Return what booking a visit from the calendar would come to.

    kinds        the services to choose between
    data         what the address or the form carries
    soonest      (start, practitioner) of the next ones, when nobody is free for this
    treating     the practitioners with whom it may be booked over something
    was_checked  whether somebody went through the warning signs with them lately
    """
    place, today = drop.place, clock.local(now, drop.place.zone).date()
    on = clock.local(drop.starts_at, place.zone).date()
    name = {"name": drop.patient.name, "time": place.time_words(drop.starts_at)}
    hidden = _hidden(drop, **{"for": drop.patient.code, "service": drop.service.code})
    return DropPage(
        title=gettext("Book %(name)s at %(time)s?") % name,
        facts=((gettext("When"), _to(drop, today)), (gettext("What"), drop.service.name)),
        clashes=tuple(clash.words for clash in drop.clashes),
        may_do=not drop.clashes and drop.practitioner is not None,
        may_force=drop.may_be_forced,
        do_words=gettext("Book"),
        force_words=gettext("Book anyway"),
        tells=_tells(drop.patient),
        hidden=hidden,
        other_url=grid.with_query(
            reverse("booking:starts"), {"for": drop.patient.code, "from": on.isoformat()}
        ),
        other_words=gettext("Show free times"),
        back_url=grid.Asked(on=on, today=today, place=place.code).url(),
        back_words=gettext("Back to the calendar"),
        kinds=tuple(
            (
                kind.name,
                _book_url(drop, kind, drop.starts_at, data.get("practitioner", ""), data.get("room", "")),
                kind.pk == drop.service.pk,
            )
            for kind in kinds
        ),
        soonest=tuple(
            (when_words(place, moment, today), who.name, _book_url(drop, drop.service, moment, who.code, ""))
            for moment, who in soonest
        ),
        is_nobody_free=drop.practitioner is None,
        anyway_with=tuple(
            (one.name, _book_url(drop, drop.service, drop.starts_at, one.code, "")) for one in treating
        ),
        warning_signs=() if was_checked else _signs(),
    )


def _signs() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The questions of the check that ask about warning signs, each with its signs, as one list to read through."""
    return tuple(
        (gettext(question), tuple(gettext(sign) for sign in signs))
        for question, signs in check.warning_signs()
    )


def _book_url(
    drop: moving_queries.Drop, service, starts_at: dt.datetime, practitioner: str, room: str
) -> str:
    query = {
        "for": drop.patient.code,
        "start": grid.iso(starts_at),
        "practitioner": practitioner,
        "room": room,
        "place": drop.place.code,
        "service": service.code,
    }
    return grid.with_query(reverse("desk:calendar_walk_in"), query)


def _hidden(drop: moving_queries.Drop, **more: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        {
            **more,
            "start": grid.iso(drop.starts_at),
            "practitioner": drop.practitioner.code if drop.practitioner else "",
            "room": drop.room.code if drop.room else "",
            "place": drop.place.code,
        }.items()
    )


def _to(drop: moving_queries.Drop, today: dt.date) -> str:
    parts = [when_words(drop.place, drop.starts_at, today), name_of(drop.practitioner), name_of(drop.room)]
    return " · ".join(part for part in parts if part)


def name_of(thing) -> str:
    return thing.name if thing else ""


def _pk(thing) -> int | None:
    return thing.pk if thing else None


def _tells(patient) -> str:
    if not patient.email:
        return ""
    return gettext("%(name)s gets a message about it.") % {"name": patient.given_name}


def moved_words(visit, place: queries.Place, now: dt.datetime) -> str:
    return gettext("%(name)s has a new time: %(when)s.") % _said(visit, place, now)


def booked_words(visit, place: queries.Place, now: dt.datetime) -> str:
    return gettext("%(name)s is booked: %(when)s.") % _said(visit, place, now)


def _said(visit, place: queries.Place, now: dt.datetime) -> dict[str, str]:
    parts = [
        when_words(place, visit.starts_at, clock.local(now, place.zone).date()),
        name_of(visit.practitioner),
    ]
    room = name_of(visit.room)
    return {"name": visit.patient.name, "when": ", ".join(part for part in [*parts, room] if part)}
