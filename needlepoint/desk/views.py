"""The staff's day, patients, reviews, recalls, and the owner's look."""

import datetime as dt

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def day(request):
    from needlepoint.desk import pages, queries
    zone, now = request.clinic.time_zone, clock.now()
    today = clock.local(now, zone).date()
    shown = _day_or_404(request.GET.get("on", ""), today)
    practitioners = queries.practitioners_of(request.viewer)
    chosen = request.GET.get("with", _own(request.viewer, practitioners))
    rows = queries.day_of(request.viewer, day=shown, now=now, practitioner=chosen if chosen != pages.EVERYONE else "")
    page = pages.day_page(
        rows, request.viewer, day=shown, today=today, zone=zone, now=now, practitioners=practitioners, chosen=chosen
    )
    return render(request, "desk/day.html", {"page": page})


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def patients(request):
    return render(request, "desk/patients.html", {})


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def patient(request, code):
    raise Http404


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, code):
    raise Http404


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def recalls(request):
    raise Http404


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_POST
def recall_attempt(request, code):
    raise Http404


@access.only(Role.OWNER)
@require_safe
def owner(request):
    raise Http404


def _day_or_404(words, today):
    if not words:
        return today
    try:
        day = dt.date.fromisoformat(words)
    except ValueError:
        raise Http404 from None
    if abs((day - today).days) > 3660:
        raise Http404
    return day


def _own(viewer, practitioners):
    return ""
