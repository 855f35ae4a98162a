"""Patients: found, entered, and one by one."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.desk import forms, queries
from needlepoint.desk.pages import checks as check_pages
from needlepoint.desk.pages import flares as flare_pages
from needlepoint.desk.pages import moving as moving_pages
from needlepoint.desk.pages import people as people_pages
from needlepoint.desk.queries import checks as check_queries
from needlepoint.house import clock
from needlepoint.intake import noticing
from needlepoint.intake.queries import maps as map_queries
from needlepoint.intake.queries import notices as notice_queries
from needlepoint.intake.wording import maps as maps_wording
from needlepoint.outcomes import queries as outcomes_queries
from needlepoint.outcomes import wording as outcomes_wording
from needlepoint.outcomes.queries import flares as flare_queries
from needlepoint.outcomes.queries import forecasting as forecast_queries
from needlepoint.outcomes.queries import trends as trend_queries
from needlepoint.outcomes.wording import measures as measure_wording
from needlepoint.outcomes.wording import trends as trend_wording
from needlepoint.people import access
from needlepoint.people import actions as people_actions
from needlepoint.plans import access as plans_access
from needlepoint.plans.queries import ceilings as ceiling_queries
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.queries import standing
from needlepoint.plans.wording import home as home_wording

Role = access.Role
AHEAD = dt.timedelta(days=60)
SHOWN_MAX = 50  # a list nobody can work through in a day is not made longer


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def patients(request):
    form = forms.Search(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.found(request.viewer, words)
    stands = standing.standing_of(patient.pk for patient in found)
    shown = {
        "form": form,
        "people": [people_pages.found(patient, stands.get(patient.pk)) for patient in found],
        "page_words": people_pages.found_words(len(found), searched=bool(words)),
    }
    return render(request, "desk/patients.html", shown, status=422 if form.errors else 200)


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_patient(request):
    """Enter somebody who phones or stands at the desk; ask first when we may know them already."""
    now, alike = clock.now(), []
    form = forms.NewPatient(
        request.POST if request.method == "POST" else None,
        country=request.clinic.country,
        today=clock.local(now, request.clinic.time_zone).date(),
    )
    if form.is_bound and form.is_valid():
        if "somebody_else" not in request.POST:
            alike = queries.alike(request.viewer, **form.cleaned_data)
        if not alike:
            entered = people_actions.register_patient(
                clinic=request.clinic, by=request.viewer, now=now, **form.cleaned_data
            )
            messages.success(request, people_pages.entered_words(entered, now))
            return redirect(moving_pages.after_entering(request.GET, entered))
    stands = standing.standing_of(patient.pk for patient in alike) if alike else {}
    shown = {
        "form": form,
        "alike": [people_pages.found(patient, stands.get(patient.pk)) for patient in alike],
    }
    return render(request, "desk/new_patient.html", shown, status=422 if form.is_bound else 200)


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def patient(request, code):
    file = queries.patient_file(request.viewer, code)
    now, zone = clock.now(), request.clinic.time_zone
    check = check_pages.section(check_queries.check_file(file.patient, now=now), request.viewer)
    page = people_pages.patient_page(file, request.viewer, zone=zone, now=now, may_book=not check.is_stopped)
    line, measures, change, hurt = None, (), None, ()
    if request.viewer.is_practitioner:
        hurt = home_queries.hurt_lately(file.course, today=clock.local(now, zone).date())
        standings = outcomes_queries.standings_of(file.patient)
        story = trend_queries.story_of(file.patient, now, standings)
        foretold = forecast_queries.outlook_of(file.course, now) if file.course else None
        line = outcomes_wording.short(trend_wording.told(story, zone, foretold, is_own=False))
        measures = measure_wording.lines(
            standings, request.viewer, patient=file.patient, zone=zone, main_only=True
        )
        maps = map_queries.pair_of(request.viewer, file.patient)
        change = maps_wording.compared(maps, zone=zone, for_staff=True)
    notices = notice_queries.of_patient(request.viewer, file.patient, now)
    told = noticing.notices(notices, request.viewer, notice_queries.names_of(notices))
    return render(
        request,
        "desk/patient.html",
        {
            "notices": told,
            "page": page,
            "line": line,
            "measures": measures,
            "change": change,
            "check": check,
            "flare": flare_pages.line(
                flare_queries.waiting_of(request.viewer, file.patient), request.viewer, zone=zone, now=now
            ),
            "hurt": home_wording.hurts(hurt),
            "ceiling": people_pages.ceiling(
                file.course, ceiling_queries.count_of(file.course, now), request.viewer
            ),
            "may_keep_carers": plans_access.may_keep_carers(request.viewer),
        },
    )
