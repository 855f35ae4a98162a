"""The patient's first page."""

import datetime as dt

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.charting.queries import effects as effects_queries
from needlepoint.charting.queries import left_in as left_in_queries
from needlepoint.house import clock
from needlepoint.outcomes.queries import flares as flare_queries
from needlepoint.people import access
from needlepoint.portal import queries
from needlepoint.portal.pages import bothering as bothering_pages
from needlepoint.portal.pages import flare as flare_pages
from needlepoint.portal.pages import home as home_pages
from needlepoint.portal.pages import left_in as left_in_pages

TOLD_LATELY = dt.timedelta(days=2)  # as long as we ask to wait before calling


@access.only(access.Role.PATIENT)
@require_safe
def home(request):
    """Show what comes next, what waits, and how it goes."""
    now = clock.now()
    asked = queries.home_of(request.viewer, now)
    zone = asked.patient.clinic.time_zone
    still_in = left_in_queries.still_in(request.viewer)
    shown = {
        "page": home_pages.home(asked, now),
        "told": bothering_pages.line(effects_queries.latest_told(request.viewer, now - TOLD_LATELY)),
        "flare": flare_pages.line(flare_queries.told_by(asked.patient, now)),
        "left_in": left_in_pages.line(still_in, today=clock.local(now, zone).date(), zone=zone),
    }
    return render(request, "portal/home.html", shown)
