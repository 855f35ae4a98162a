"""The staff's day, patients, reviews, recalls, and the owner's look."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.desk import actions, drawn, forms, pages, queries
from needlepoint.house import clock
from needlepoint.outcomes import queries as outcomes_queries
from needlepoint.outcomes import wording as outcomes_wording
from needlepoint.people import access
from needlepoint.people import actions as people_actions
from needlepoint.plans import actions as plans_actions
from needlepoint.plans import queries as plans_queries

Role = access.Role
FURTHEST_DAYS = 3660
AHEAD = dt.timedelta(days=60)
SHOWN_MAX = 50  # a list nobody can work through in a day is not made longer


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def day(request):
    viewer, zone, now = request.viewer, request.clinic.time_zone, clock.now()
    today = clock.local(now, zone).date()
    shown = _day_or_404(request.GET.get("on", ""), today)
    practitioners = queries.practitioners_of(viewer)
    chosen = pages.chosen(request.GET.get("with", ""), viewer, practitioners)
    rows = queries.day_of(viewer, day=shown, zone=zone, now=now, practitioner=chosen)
    page = pages.day_page(
        rows, viewer, day=shown, today=today, zone=zone, now=now, practitioners=practitioners, chosen=chosen
    )
    return render(
        request,
        "desk/day.html",
        {
            "page": page,
            "rooms": [drawn.room(row) for row in page.rooms],
            "earlier": [drawn.visit(row) for row in page.earlier],
            "rows": [drawn.visit(row) for row in page.rows],
        },
    )


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def patients(request):
    form = forms.Search(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.found(request.viewer, words)
    shown = {
        "form": form,
        "people": [pages.found(patient) for patient in found],
        "page_words": pages.found_words(len(found), searched=bool(words)),
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
            messages.success(request, pages.entered_words(entered, now))
            return redirect("desk:patient", entered.code)
    shown = {"form": form, "alike": [pages.found(patient) for patient in alike]}
    return render(request, "desk/new_patient.html", shown, status=422 if form.is_bound else 200)


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def patient(request, code):
    file = queries.patient_file(request.viewer, code)
    now, zone = clock.now(), request.clinic.time_zone
    page = pages.patient_page(file, request.viewer, zone=zone, now=now)
    line = None
    if request.viewer.is_practitioner:
        line = outcomes_wording.line(outcomes_queries.trend_of(file.patient), zone)
    return render(request, "desk/patient.html", {"page": page, "line": line})


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, code):
    course = plans_queries.course_seen_by(request.viewer, code)
    trend = outcomes_queries.trend_of(course.patient)
    line = outcomes_wording.line(trend, request.clinic.time_zone)
    file = queries.review_file(course, now=clock.now(), zone=request.clinic.time_zone)
    form = forms.Decision(request.POST if request.method == "POST" else None, initial=pages.proposed(file))
    if form.is_bound and form.is_valid():
        try:
            plans_actions.decide_review(
                course=course,
                by=request.viewer,
                now=clock.now(),
                scores=pages.in_view(trend, line),
                **form.cleaned_data,
            )
        except plans_actions.UnableToDecide as sentence:
            form.add_error(sentence.field or None, str(sentence))
        else:
            messages.success(request, gettext("Decided. The patient reads it on their page."))
            return redirect("desk:patient", course.patient.code)
    context = {"page": pages.review_page(file, trend), "form": form, "line": line}
    return render(request, "desk/review.html", context, status=422 if form.errors else 200)


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def recalls(request):
    today = clock.today(request.clinic.time_zone)
    due = plans_queries.recalls_due(request.viewer, today)
    ahead = plans_queries.recalls_ahead(request.viewer, today, today + AHEAD)
    shown = {
        "rows": [pages.recall_row(recall, today) for recall in due[:SHOWN_MAX]],
        "more_words": pages.more_recalls_words(len(due) - SHOWN_MAX),
        "later": [pages.later_row(recall) for recall in ahead[:SHOWN_MAX]],
        "later_columns": pages.later_columns(),
        "outcomes": forms.ATTEMPTS,
    }
    return render(request, "desk/recalls.html", shown)


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_POST
def recall_attempt(request, code):
    recall = plans_queries.recall_seen_by(request.viewer, code)
    form = forms.Attempt(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose what came of it. Nothing was changed."))
        return redirect("desk:recalls")
    try:
        actions.note_attempt(recall=recall, by=request.viewer, now=clock.now(), **form.cleaned_data)
    except plans_actions.UnableToRecall as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(request, gettext("Noted."))
    return redirect("desk:recalls")


@access.only(Role.OWNER)
@require_safe
def owner(request):
    now, zone = clock.now(), request.clinic.time_zone
    overdue = plans_queries.overdue_reviews(request.viewer)
    figures = queries.clinic_figures(request.viewer, now=now, zone=zone, reviews_overdue=len(overdue))
    return render(request, "desk/owner.html", {"page": pages.owner_page(figures, overdue)})


def _day_or_404(words, today):
    if not words:
        return today
    try:
        asked = dt.date.fromisoformat(words)
    except ValueError:
        raise Http404 from None
    if abs((asked - today).days) > FURTHEST_DAYS:
        raise Http404
    return asked
