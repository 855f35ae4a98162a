"""Forms of coming visits that are not finished: who, how far, asked when; and how often anybody is asked."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.desk.forms import unfinished as forms
from needlepoint.desk.pages import settings as settings_pages
from needlepoint.desk.pages import unfinished as pages
from needlepoint.house import clock
from needlepoint.intake import queries as intake_queries
from needlepoint.intake.actions import chasing as actions
from needlepoint.intake.queries import chasing as queries
from needlepoint.people import access
from needlepoint.plans.queries import standing

Role = access.Role


@access.only(Role.PRACTITIONER, Role.DESK)
@require_safe
def unfinished(request):
    """Show the open forms of the coming two weeks; a code typed from a paper form leads to it."""
    form = forms.Code(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        if queries.is_known(request.viewer, form.cleaned_data["code"]):
            return redirect("intake:resume", code=form.cleaned_data["code"])
        form.add_error("code", gettext("No form here has that code. Look at the foot of the page once more."))
    found = queries.open_forms(request.viewer, now=clock.now(), days=pages.AHEAD.days)
    bare = queries.unsigned(request.viewer, now=clock.now(), days=pages.AHEAD.days)
    stands = standing.standing_of({visit.patient_id for visit in (*bare, *(one.visit for one in found))})
    clinic = request.clinic
    rows = pages.rows(found, clinic.time_zone, clinic.country, stands)
    unsigned = pages.unsigned_rows(bare, clinic.time_zone, clinic.country, stands)
    shown = {"form": form, "rows": rows, "unsigned": unsigned}
    return render(request, "desk/unfinished.html", shown, status=422 if form.errors else 200)


@access.only(Role.PRACTITIONER, Role.DESK)
@require_POST
def form_link(request, code):
    """Send a fresh link into a form."""
    intake = intake_queries.intake_for(request.viewer, code)
    try:
        actions.send_link(intake=intake, by=request.viewer, now=clock.now())
    except actions.UnableToSendLink as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(
            request, gettext("A fresh link is on its way to %(name)s.") % {"name": intake.patient.name}
        )
    return redirect("desk:unfinished")


@access.only(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def chasing(request):
    """Show or set how long before a visit an unfinished form is asked for."""
    kept = request.clinic.chase_hours
    form = forms.Chasing(
        request.POST if request.method == "POST" else None, initial={"hours": pages.hours_typed(kept)}
    )
    if form.is_bound and form.is_valid():
        actions.set_hours(
            clinic=request.clinic, hours=form.cleaned_data["hours"], by=request.viewer, now=clock.now()
        )
        messages.success(request, gettext("Kept."))
        return redirect("desk:chasing")
    shown = {"form": form, "words": pages.cadence_words(kept), "tabs": settings_pages.tabs("desk:chasing")}
    return render(request, "desk/settings_chasing.html", shown, status=422 if form.errors else 200)
