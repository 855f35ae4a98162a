"""The owner's look."""

import datetime as dt

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.desk import queries
from needlepoint.desk.pages import licences as licence_pages
from needlepoint.desk.pages import owner as owner_pages
from needlepoint.desk.pages import settings as settings_pages
from needlepoint.desk.queries import licences, waiting
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.plans import queries as plans_queries

Role = access.Role
AHEAD = dt.timedelta(days=60)
SHOWN_MAX = 50  # a list nobody can work through in a day is not made longer


@access.only(Role.OWNER)
@require_safe
def owner(request):
    now, zone = clock.now(), request.clinic.time_zone
    overdue = plans_queries.overdue_reviews(request.viewer)
    figures = queries.clinic_figures(request.viewer, now=now, zone=zone, reviews_overdue=len(overdue))
    waits = waiting.for_owner(request.viewer, now=now, today=clock.local(now, zone).date())
    today = clock.local(now, zone).date()
    shown = {
        "licences": licence_pages.warnings(licences.licences_of(request.viewer, now=now), today),
        "page": owner_pages.owner_page(figures, overdue, waits, zone=zone),
        "links": settings_pages.links(),
    }
    return render(request, "desk/owner.html", shown)
