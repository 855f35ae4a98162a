"""Words for a stretch of time that is kept free of visits."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from needlepoint.desk.pages import moving
from needlepoint.desk.queries import calendar as queries
from needlepoint.house import clock

LONGEST = 480


def first_words(data, place: queries.Place, starts_at: dt.datetime) -> dict:
    """Return what the form shows at first, from what was pressed or swept over in the calendar."""
    local = clock.local(starts_at, place.zone)
    whom = "everyone"
    for kind in ("practitioner", "room"):
        if data.get(kind):
            whom = f"{kind} {data[kind]}"
    minutes = data.get("minutes", "")
    return {
        "date": local.date(),
        "time": local.time(),
        "whom": whom,
        "minutes": int(minutes) if minutes.isdecimal() and len(minutes) < 4 else 30,  # noqa: PLR2004
    }


def blocked_words(shut, place: queries.Place) -> str:
    times = {"from": place.time_words(shut.starts_at), "to": place.time_words(shut.ends_at)}
    words = gettext("Blocked from %(from)s to %(to)s.") % times
    hit = shut.hits.count()
    if hit:
        words += " " + ngettext(
            "%(n)s visit stands in it and is still booked.",
            "%(n)s visits stand in it and are still booked.",
            hit,
        ) % {"n": hit}
    return words


def next_url(shut, place: queries.Place, now: dt.datetime) -> str:
    """Return where to go on: to the visits that stand in it, if any do, else back to the calendar."""
    if shut.hits.exists():
        return reverse("desk:closure_visits", args=[shut.code])
    return moving.calendar_url(place, shut.starts_at, now)
