"""Where the clinic is, how to get in, and what lies around it: what the page says on which people find the clinic."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from needlepoint.desk.forms import settings as setting_forms
from needlepoint.desk.forms import whereabouts as forms
from needlepoint.desk.pages import settings as pages
from needlepoint.frontdoor import whereabouts
from needlepoint.frontdoor.actions import whereabouts as actions
from needlepoint.frontdoor.queries import places as queries
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.people import actions as people_actions

Role = access.Role
UNPROCESSABLE = 422


@access.only(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request):
    clinic = request.clinic
    initial = setting_forms.initial_of(clinic, whereabouts.LENGTHS)
    if clinic.latitude is not None and clinic.longitude is not None:
        initial["coordinates"] = whereabouts.written([(clinic.latitude, clinic.longitude)])
    form = forms.Whereabouts(
        request.POST if request.method == "POST" else None,
        initial=initial,
        kept=queries.landmarks_of(clinic),
    )
    if form.is_bound and form.is_valid():
        try:
            actions.set_whereabouts(clinic=clinic, **form.changes(), by=request.viewer, now=clock.now())
        except people_actions.UnableToSet as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, gettext("Kept. People read it from now on."))
            return redirect("desk:finding")
    shown = {"form": form, "tabs": pages.tabs("desk:finding")}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "desk/settings_finding.html", shown, status=status)
