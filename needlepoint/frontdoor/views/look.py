"""The style sheet of the clinic's own colour, and the sign in it. Neither ever changes: browsers ask once."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import looks
from needlepoint.people import access

A_YEAR = "public, max-age=31536000, immutable"


@access.open_to_everyone
@require_safe
def look(request, stamp):
    """Answer with the sheet that the address names."""
    return _kept(looks.sheet(_colour(stamp)), "text/css; charset=utf-8")


@access.open_to_everyone
@require_safe
def icon(request, stamp):
    """Answer with the sign of the clinic in the colour that the address names."""
    return _kept(looks.icon(_colour(stamp)), "image/svg+xml")


def _colour(stamp):
    colour = looks.colour_of(stamp)
    if colour is None:
        raise Http404
    return colour


def _kept(content, kind):
    return HttpResponse(content, kind, headers={"Cache-Control": A_YEAR})
