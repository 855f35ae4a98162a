"""Tick what was done at home."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.plans.actions import home as deeds
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.rules import home as rules
from needlepoint.portal import queries
from needlepoint.portal.pages import tasks as pages


@access.only(access.Role.PATIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request):
    """Show the tasks of a day, and keep what is said of one of them."""
    course = home_queries.own_course(request.viewer)
    if course is None:
        return render(
            request, "portal/tasks.html", {"page": None, "patient": queries.patient_of(request.viewer)}
        )
    zone = course.patient.clinic.time_zone
    today = clock.today(zone)
    if request.method == "POST":
        return _tick(request, course, today)
    programme = home_queries.programme_of(course, today=today, zone=zone)
    page = pages.ticking(course, programme, on=_day(request.GET.get("day"), today), today=today)
    return render(request, "portal/tasks.html", {"page": page})


def _tick(request, course, today):
    said, words = request.POST, ""
    on, did = _day(said.get("on"), today), _did(said.get("did"))
    try:
        deeds.tick(
            course=course, key=said.get("task", ""), on=on, did=did, by=request.viewer, now=clock.now()
        )
    except deeds.UnableToTick as unable:
        words = str(unable)
        messages.warning(request, words)
    else:
        if words := pages.thanks(did, course.patient.clinic.phone):
            messages.info(request, words)
    # What there is to read stands at the top; without it the page stays where the finger was.
    if "from_home" in said:
        return redirect(reverse("portal:home") + ("" if words else "#today"))
    place = "" if words else f"#{said.get('task', '')}"
    return redirect(reverse("portal:tasks") + ("" if on == today else f"?day={on.isoformat()}") + place)


def _day(typed, today):
    """Read a day of the last week; anything else is today."""
    try:
        on = dt.date.fromisoformat(typed or "")
    except ValueError:
        return today
    return on if rules.may_tick(on, today, dt.date.min) else today


def _did(typed):
    return rules.Did(typed) if typed in set(rules.Did) else rules.Did.NOTHING
