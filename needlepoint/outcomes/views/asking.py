"""The pages around check-ins: the link of a mail, stopping the questions, and the same questions on paper."""

import functools

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.house import beside, clock, languages
from needlepoint.outcomes import access as outcomes_access
from needlepoint.outcomes import actions, queries, rules
from needlepoint.outcomes.forms import check_ins as forms
from needlepoint.outcomes.pages import asking as pages
from needlepoint.outcomes.pages import check_ins as check_in_pages
from needlepoint.outcomes.queries import asking as asking_queries
from needlepoint.outcomes.rules import asking
from needlepoint.people import access, sessions
from needlepoint.people import actions as people_actions
from needlepoint.people import queries as people_queries
from needlepoint.people import rules as people_rules

page_or_post = require_http_methods(["GET", "HEAD", "POST"])


def shields_its_address(view):
    """Keep a page's address, which opens something, out of what the browser tells others."""

    @functools.wraps(view)
    def shielded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        # Not 'no-referrer': browsers would then send no Origin with the form, and it would be refused.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return shielded


# --- The link of a mail ---------------------------------------------------------------------------------------------------


@access.open_to_everyone
@shields_its_address
@page_or_post
def by_link(request, token):
    """Ask the questions of a mail at once, without signing in. Looking spends nothing; the answers spend the link."""
    link, now = _link(token), clock.now()
    asked = asking_queries.check_in_of_link(link) if link else None
    if asked is None:
        return _over(request)
    if request.viewer.patient_id == asked.patient_id:
        return redirect("outcomes:check_in", code=asked.code)
    is_open = people_rules.is_open_link(used_at=link.used_at, expires_at=link.expires_at, now=now)
    is_open = is_open and asked.answered_at is None
    number = asking_queries.visit_number(asked.visit)
    form = forms.for_check_in(request, asked, number, queries.activities_of(asked.patient))
    if form.is_bound and (is_open or link.used_at is not None) and form.is_valid():
        told = {"token": token, "check_in": asked, "answers": form.answers(), "now": now}
        browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
        try:
            actions.answer_by_link(**told, used_from=browser, request_id=request.id)
        except people_actions.UnableToUseLink:
            is_open = False
        except actions.UnableToAnswer as sentence:
            forms.unable(form, sentence)
        else:
            sessions.begin_for_patient(request, asked.patient_id)
            return redirect("outcomes:check_in", code=asked.code)
    if not is_open:
        return _over(request, is_answered=asked.answered_at is not None)
    page = pages.by_link_page(asked, token, now=now, number=number, is_taken=_is_taken(request))
    return render(
        request, "outcomes/check_in.html", {"page": page, "form": form}, status=422 if form.is_bound else 200
    )


def _over(request, *, is_answered=False):
    return render(request, "outcomes/link_over.html", {"is_answered": is_answered}, status=404)


def _link(token):
    link = people_queries.link_for(token)
    return link if link is not None and link.purpose == people_rules.Purpose.CHECK_IN else None


def _is_taken(request):
    """Whether somebody else is signed in on this device, whom an answer signs out."""
    return request.viewer.is_known or request.user.is_authenticated


@access.open_to_everyone
@shields_its_address
@page_or_post
def stop_by_link(request, token):
    """Stop the questions from the link of a mail. Looking changes nothing, and the link still takes answers."""
    link, now = _link(token), clock.now()
    if link is None or now >= link.expires_at:
        return _over(request)
    patient = link.patient
    if request.method == "POST":
        by = people_rules.Viewer(
            patient.clinic_id,
            frozenset({people_rules.Role.PATIENT}),
            patient_id=patient.pk,
            request_id=request.id,
        )
        (actions.begin_again if "again" in request.POST else actions.stop)(patient=patient, by=by, now=now)
        return redirect("outcomes:stop_by_link", token=token)
    page = pages.asking_page(patient, asking_queries.pause_of(patient.pk), is_own=True)
    return render(request, "outcomes/asking.html", {"page": page})


# --- A slip of the finger -----------------------------------------------------------------------------------------------


@access.only(*outcomes_access.GIVERS)
@page_or_post
def change(request, code):
    """Put right what was pressed by mistake, on the day itself; the desk only what it typed in itself."""
    asked, now = queries.check_in_for(request.viewer, code), clock.now()
    kept = asking_queries.kept_of(asked)
    if not outcomes_access.may_change(request.viewer, kept):
        raise PermissionDenied
    if not kept or not asking.may_correct(asking.sent_at(kept[0].asked_at, asked.made_at), now):
        return redirect("outcomes:check_in", code=code)
    number, own = asking_queries.visit_number(asked.visit), queries.activities_of(asked.patient)
    form = forms.for_change(request, asked, number, own, kept)
    if form.is_bound and form.is_valid():
        try:
            actions.correct(check_in=asked, answers=form.answers(), by=request.viewer, now=now)
        except actions.UnableToAnswer as sentence:
            forms.unable(form, sentence)
        else:
            messages.success(request, gettext("Changed. This is what we keep now."))
            return redirect("outcomes:check_in", code=code)
    page = check_in_pages.change_page(asked, request.viewer, now=now, number=number)
    status = 422 if form.is_bound else 200
    return render(request, "outcomes/check_in.html", {"page": page, "form": form}, status=status)


# --- Whether to ask -------------------------------------------------------------------------------------------------------


@access.only(*outcomes_access.GIVERS)
@page_or_post
def own_asking(request, code):
    """Stop the questions, or begin them again: the patient, or whoever they told."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    if request.method == "POST":
        deed = actions.begin_again if "again" in request.POST else actions.stop
        deed(patient=patient, by=request.viewer, now=clock.now())
        return redirect("outcomes:asking", code=code)
    is_own = request.viewer.is_patient
    home_url = reverse("portal:home") if is_own else reverse("outcomes:check_ins", args=[code])
    page = pages.asking_page(patient, asking_queries.pause_of(patient.pk), is_own=is_own, home_url=home_url)
    return render(request, "outcomes/asking.html", {"page": page})


# --- On paper -------------------------------------------------------------------------------------------------------------


@access.only(*outcomes_access.TYPISTS)
@require_safe
def check_ins(request, code):
    """Show what somebody was asked and whether they answered; print the questions, or type them in."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    history = asking_queries.history_of(request.viewer, patient)
    pause = asking_queries.pause_of(patient.pk)
    page = pages.check_ins_page(patient, history, pause, zone=request.clinic.time_zone, now=clock.now())
    return render(request, "outcomes/check_ins.html", {"page": page, "stands": beside.one(patient.pk)})


@access.only(*outcomes_access.TYPISTS)
@require_safe
def paper(request, code, length):
    """Show the questions as a sheet to print."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    kind = _kind(length)
    form = forms.CheckIn(battery=asking.battery(kind), activities=queries.activities_of(patient))
    with languages.written_to(
        patient.language
    ):  # whoever prints it reads English, and whoever fills it in may not
        return render(request, "outcomes/check_in_paper.html", {"page": pages.sheet_page(patient, form)})


@access.only(*outcomes_access.TYPISTS)
@page_or_post
def type_in(request, code, length):
    """Type in a sheet that was filled in on paper."""
    patient, kind = people_queries.patient_seen_by(request.viewer, code), _kind(length)
    form = forms.TypedCheckIn(
        request.POST if request.method == "POST" else None,
        battery=asking.battery(kind),
        activities=queries.activities_of(patient),
        paper_on=clock.today(request.clinic.time_zone),
    )
    if form.is_bound and form.is_valid():
        now = clock.now()
        told_at = forms.told_at(form, clock.local(now, request.clinic.time_zone))
        told = {"answers": form.answers(), "told_at": told_at, "by": request.viewer, "now": now}
        try:
            kept = actions.type_in(patient=patient, kind=kind, code=form.cleaned_data["key"], **told)
        except actions.UnableToAnswer as sentence:
            forms.unable(form, sentence)
        else:
            messages.success(request, gettext("The answers are kept with their record."))
            return redirect("outcomes:check_in", code=kept.code)
    page = pages.typed_page(patient, form.battery)
    status = 422 if form.is_bound else 200
    return render(request, "outcomes/check_in.html", {"page": page, "form": form}, status=status)


def _kind(length):
    kinds = {"short": rules.Kind.AT_VISIT, "long": rules.Kind.REVIEW}
    if length not in kinds:
        raise Http404
    return kinds[length]
