"""The style sheet of the clinic's own colour."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import looks
from needlepoint.people import access

A_YEAR = "public, max-age=31536000, immutable"


@access.open_to_everyone
@require_safe
def look(request, stamp):
    """Answer with the sheet that the address names: it never changes, so browsers keep it and ask no more."""
    colour = looks.colour_of(stamp)
    if colour is None:
        raise Http404
    return HttpResponse(looks.sheet(colour), "text/css; charset=utf-8", headers={"Cache-Control": A_YEAR})
