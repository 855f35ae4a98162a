"""The reader's own time zone: what their browser said in a cookie, or what they chose from the list."""

import functools

from django.conf import settings

from needlepoint.booking.rules import zones

COOKIE = "np_zone"  # written by own-zone.js too; holds the name of a zone and nothing else


def own_zone(request) -> str:
    """Return the zone of whoever reads, or "" when it is unknown. What is no zone counts as unknown."""
    return zones.own(request.GET.get("zone", "")) or zones.own(request.COOKIES.get(COOKIE, ""))


def remembers_zone(view):
    """Keep the zone that somebody chose from the list for as long as their browser is open."""

    @functools.wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        chosen = zones.own(request.GET.get("zone", ""))
        if chosen and chosen != request.COOKIES.get(COOKIE):
            # A script may read it: it holds no secret, and own-zone.js must not overwrite a choice.
            response.set_cookie(COOKIE, chosen, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        return response

    return wrapped
