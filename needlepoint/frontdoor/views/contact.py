"""Where the clinic is, and when it is open."""

import datetime as dt

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import contact as pages
from needlepoint.frontdoor.queries import places
from needlepoint.house import clock
from needlepoint.people import access

LOOKED = dt.timedelta(days=pages.DAYS_LOOKED + 1)


@access.open_to_everyone
@require_safe
def contact(request):
    clinic, now = request.clinic, clock.now()
    page = None
    if clinic is not None:
        page = pages.page(
            clinic,
            places.places_of(clinic),
            places.weeks_of(clinic),
            places.shut_between(clinic, now - dt.timedelta(days=1), now + LOOKED),
            places.landmarks_of(clinic),
            now=now,
        )
    return render(request, "frontdoor/contact.html", {"page": page})
