"""A review: the practitioner decides."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from needlepoint.desk import forms, queries
from needlepoint.desk.pages import review as review_pages
from needlepoint.house import clock
from needlepoint.intake.queries import maps as map_queries
from needlepoint.intake.wording import maps as maps_wording
from needlepoint.outcomes import queries as outcomes_queries
from needlepoint.outcomes import wording as outcomes_wording
from needlepoint.people import access
from needlepoint.plans import queries as plans_queries
from needlepoint.plans.actions import reviewing
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.wording import adherence

Role = access.Role
AHEAD = dt.timedelta(days=60)
SHOWN_MAX = 50  # a list nobody can work through in a day is not made longer


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, code):
    course = plans_queries.course_seen_by(request.viewer, code)
    trend = outcomes_queries.trend_of(course.patient)
    line = outcomes_wording.line(trend, request.clinic.time_zone)
    file = queries.review_file(course, now=clock.now(), zone=request.clinic.time_zone)
    form = forms.Decision(
        request.POST if request.method == "POST" else None, initial=review_pages.proposed(file)
    )
    if form.is_bound and form.is_valid():
        try:
            reviewing.decide_review(
                course=course,
                by=request.viewer,
                now=clock.now(),
                scores=review_pages.in_view(trend, line),
                **form.cleaned_data,
            )
        except reviewing.UnableToDecide as sentence:
            form.add_error(sentence.field or None, str(sentence))
        else:
            messages.success(request, gettext("Decided. The patient reads it on their page."))
            return redirect("desk:patient", course.patient.code)
    zone, today = request.clinic.time_zone, clock.today(request.clinic.time_zone)
    programme = home_queries.programme_of(course, today=today, zone=zone)
    maps = map_queries.pair_of(request.viewer, course.patient)
    context = {
        "page": review_pages.review_page(file, trend, plans_queries.goals_of(course)),
        "form": form,
        "line": line,
        "home": adherence.adherence(course, programme, today=today, may_set=True),
        "change": maps_wording.compared(maps, zone=request.clinic.time_zone, for_staff=True),
    }
    return render(request, "desk/review.html", context, status=422 if form.errors else 200)
