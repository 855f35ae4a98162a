"""The style sheet of the clinic's own colour, and the sign in it. Neither ever changes: browsers ask once."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import looks
from needlepoint.people import access

A_YEAR = "public, max-age=31536000, immutable"
# Every good colour has a sheet, and only the clinic's own is asked for by its pages: a page kept from before still finds
# another, and nobody who asks for all of them fills with them what is kept.
NOT_KEPT = "no-store"


@access.open_to_everyone
@require_safe
def look(request, stamp):
    """Answer with the sheet that the address names."""
    return _kept(request, looks.sheet, _colour(stamp), "text/css; charset=utf-8")


@access.open_to_everyone
@require_safe
def icon(request, stamp):
    """Answer with the sign of the clinic in the colour that the address names."""
    return _kept(request, looks.icon, _colour(stamp), "image/svg+xml")


def _colour(stamp):
    colour = looks.colour_of(stamp)
    if colour is None:
        raise Http404
    return colour


def _kept(request, drawn, colour, kind):
    is_own = colour == request.clinic.colour
    return HttpResponse(drawn(colour), kind, headers={"Cache-Control": A_YEAR if is_own else NOT_KEPT})
