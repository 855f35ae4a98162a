"""Unwanted effects: written at a visit, taken down at the phone, followed up, closed."""

import datetime as dt

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import queries as booking_queries
from needlepoint.charting.actions import holding, noting, reporting
from needlepoint.charting.forms import effects as forms
from needlepoint.charting.pages import effects as pages
from needlepoint.charting.queries import effects as queries
from needlepoint.charting.rules import effects as rules
from needlepoint.house import beside, clock
from needlepoint.people import access
from needlepoint.people import queries as people_queries

Role = access.Role
CLOSED_LATELY = dt.timedelta(days=90)
DAYS_MAX = 4000


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def reaction(request, code):
    """Write down something unwanted at a visit. What is mild is written with one tap; the rest is asked about next."""
    visit = booking_queries.visit_for(request.viewer, code)
    now = clock.now()
    form = forms.Reaction(request.POST if request.method == "POST" else None)
    refusals = ()
    if form.is_bound and form.is_valid():
        try:
            note = noting.open_note(visit=visit, by=request.viewer, now=now)
            told = reporting.report_reaction(note=note, by=request.viewer, now=now, **form.cleaned_data)
        except holding.UnableToChart as refused:
            refusals = refused.reasons
        else:
            if rules.opens_whole_form(rules.Effect(told.category), told.grade):
                return redirect("charting:effect", code=told.code)
            return redirect(reverse("charting:note", args=[code]) + "#unwanted")
    shown = {
        "form": form,
        "refusals": refusals,
        "name": visit.patient.name,
        "stands": beside.one(visit.patient_id),
        "code": code,
    }
    return render(request, "charting/effects_new.html", shown, status=422 if form.is_bound else 200)


@access.only(Role.PRACTITIONER)
@require_safe
def effects(request):
    """List what is open; with `?group=` the rows behind one figure of the clinic's rates."""
    now, viewer = clock.now(), request.viewer
    group = request.GET.get("group", "")
    if group:
        days = _days(request)
        if group not in queries.groups_known():
            raise Http404
        since = now - dt.timedelta(days=days) if days else None
        found = queries.effects_since(viewer, since=since, group=group)
        page = pages.group_page(found, group, days=days, now=now, stands=_stands(found))
    else:
        closed = queries.closed_effects(viewer, since=now - CLOSED_LATELY)
        still_open = queries.open_effects(viewer)
        page = pages.list_page(still_open, closed, now=now, stands=_stands((*still_open, *closed)))
    return render(request, "charting/effects.html", {"page": page})


def _stands(found):
    return beside.words(one.patient_id for one in found)


def _days(request):
    """How far back a figure looks; None for all of it, and for what is no number."""
    said = request.GET.get("days", "")
    days = int(said) if said.isdecimal() and len(said) <= len(str(DAYS_MAX)) else 0
    return days if 0 < days <= DAYS_MAX else None


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def effect(request, code):
    """Show one effect; POST says what it was, and closes it when asked."""
    one = queries.effect_for(request.viewer, code)
    if request.method != "POST":
        return _show(request, one)
    form = _assess_form(one, request.POST)
    if not form.is_valid():
        return _show(request, one, assess=form)
    return _do(
        request,
        one,
        lambda: reporting.assess_effect(
            reaction=one,
            by=request.viewer,
            now=clock.now(),
            closes="close" in request.POST,
            **form.cleaned_data,
        ),
        assess=form,
    )


@access.only(Role.PRACTITIONER)
@require_POST
def follow_up(request, code):
    one = queries.effect_for(request.viewer, code)
    form = forms.FollowUp(request.POST)
    if not form.is_valid():
        return _show(request, one, heard=form)
    return _do(
        request,
        one,
        lambda: reporting.follow_up_effect(
            reaction=one, by=request.viewer, now=clock.now(), **form.cleaned_data
        ),
        heard=form,
    )


@access.only(Role.PRACTITIONER)
@require_POST
def reopening(request, code):
    one = queries.effect_for(request.viewer, code)
    form = forms.Reopen(request.POST)
    if not form.is_valid():
        return _show(request, one, again=form)
    return _do(
        request,
        one,
        lambda: reporting.reopen_effect(
            reaction=one, by=request.viewer, now=clock.now(), **form.cleaned_data
        ),
        again=form,
    )


@access.only(Role.DESK, Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def of_patient(request, code):
    """Take down what a patient says on the phone; a practitioner reads what is known too."""
    patient, now = people_queries.patient_seen_by(request.viewer, code), clock.now()
    visits = pages.visit_choices(queries.visits_lately(patient, now))
    form = forms.Told(request.POST if request.method == "POST" else None, visits=visits)
    if form.is_bound and form.is_valid():
        told = reporting.take_down_effect(patient=patient, by=request.viewer, now=now, **form.values())
        kept = "urgent" if told.signs else "kept"
        return redirect(reverse("charting:effects_of", args=[code]) + f"?told={kept}")
    page = pages.patient_page(
        patient,
        queries.effects_of(request.viewer, patient),
        kept=request.GET.get("told", ""),
        is_clinical=request.viewer.is_practitioner,
        now=now,
    )
    shown = {"page": page, "form": form, "stands": beside.one(patient.pk)}
    return render(request, "charting/effects_of.html", shown, status=422 if form.is_bound else 200)


# --- Together ----------------------------------------------------------------------------------------------------------


def _assess_form(one, posted=None):
    is_ours = one.source == one.Source.CHART
    return forms.Assess(posted, initial=forms.Assess.initial_of(one), may_change_words=is_ours)


def _do(request, one, deed, **bound):
    try:
        deed()
    except holding.UnableToChart as refused:
        return _show(request, one, refusals=refused.reasons, **bound)
    return redirect("charting:effect", code=one.code)


def _show(request, one, *, refusals=(), assess=None, heard=None, again=None):
    """Show one effect; with refusals or errors it is the same page, the words kept, status 422."""
    bound = [form for form in (assess, heard, again) if form is not None]
    shown = {
        "page": pages.effect_page(one, queries.points_of(one), now=clock.now()),
        "stands": beside.one(one.patient_id),
        "assess": assess or _assess_form(one),
        "heard": heard or forms.FollowUp(),
        "again": again or forms.Reopen(),
        "bound": bound,
        "refusals": refusals,
    }
    is_faulty = bool(refusals) or bool(bound)
    return render(request, "charting/effect.html", shown, status=422 if is_faulty else 200)
