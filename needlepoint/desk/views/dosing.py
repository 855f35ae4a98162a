"""The owner's page of plan numbers: where the lines are drawn, and what is usual for each kind of plan."""

import dataclasses

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from needlepoint.desk.forms import dosing as forms
from needlepoint.desk.pages import dosing as pages
from needlepoint.desk.pages import settings as settings_pages
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.people import actions as people_actions
from needlepoint.plans.actions import dosing
from needlepoint.plans.queries import presets
from needlepoint.plans.rules import dosing as rules

Role = access.Role
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@access.only(Role.OWNER)
@reads_and_writes
def numbers(request):
    kept = {
        **dataclasses.asdict(rules.lines_of(request.clinic.phase_scheme)),
        "setting": request.clinic.setting,
    }
    form = forms.Lines(request.POST if request.method == "POST" else None, initial=kept)
    if _done(form, dosing.set_lines, request):
        messages.success(request, gettext("Kept. Plans already agreed stay as they are."))
        return redirect("desk:plan_numbers")
    shown = {
        "form": form,
        "rows": pages.rows(presets.all_presets(request.clinic)),
        "elsewhere": pages.elsewhere(),
        "tabs": settings_pages.tabs("desk:plan_numbers"),
    }
    return render(request, "desk/settings_plans.html", shown, status=422 if form.errors else 200)


@access.only(Role.OWNER)
@reads_and_writes
def preset(request, key):
    try:
        stands = presets.preset(request.clinic, key)
    except KeyError:
        raise Http404 from None
    if request.method == "POST" and "reset" in request.POST:
        dosing.reset_preset(clinic=request.clinic, key=key, by=request.viewer, now=clock.now())
        messages.success(request, gettext("The book’s numbers stand again."))
        return redirect("desk:plan_numbers")
    form = forms.Numbers(request.POST if request.method == "POST" else None, initial=pages.initial(stands))
    if _done(form, dosing.set_preset, request, key=key):
        messages.success(request, gettext("Kept. Plans already agreed stay as they are."))
        return redirect("desk:plan_numbers")
    shown = {"form": form, "page": pages.numbers(stands), "tabs": settings_pages.tabs("desk:plan_numbers")}
    return render(request, "desk/settings_plan.html", shown, status=422 if form.errors else 200)


def _done(form, deed, request, **what) -> bool:
    """Do what a posted form asks, if it can be read; what only the deed could know stands on the form afterwards."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        deed(clinic=request.clinic, **what, **form.changes(), by=request.viewer, now=clock.now())
    except people_actions.UnableToSet as refused:
        form.refuse(refused.faults)
    return not form.errors
