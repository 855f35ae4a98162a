"""Free times inside another site of the clinic, and the script that puts them there. The only pages a frame may hold."""

import pathlib

from csp.decorators import csp_replace
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from needlepoint.booking import access
from needlepoint.booking.pages import embed as pages
from needlepoint.house import clock, languages

SCRIPT = (pathlib.Path(__file__).parent.parent / "static" / "booking" / "book.js").read_text(encoding="utf-8")
FRESH = "public, max-age=60"  # a time may be gone by then; the page that books it says so
LONGER = "public, max-age=3600"


@access.open_to_everyone
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request):
    """Show a few free times, the same to everybody: nothing of whoever looks is read, and nothing is left with them."""
    page = pages.page(request.clinic, request.GET.get("place", ""), languages.asked_for(request), clock.now())
    response = render(request, "booking/embed.html", {"page": page})
    response["Cache-Control"] = FRESH
    response.remembers_nothing = True
    return response


@access.open_to_everyone
@require_safe
def script(_request):
    """Give the script that another site asks for by its one lasting address."""
    response = HttpResponse(SCRIPT, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = LONGER
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.remembers_nothing = True
    return response
