"""Something bothers a patient after a visit: they tell us from their phone, and read what to do now."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.charting.actions import reporting
from needlepoint.charting.queries import effects
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.portal import queries
from needlepoint.portal.forms import bothering as forms
from needlepoint.portal.pages import bothering as pages
from needlepoint.portal.wording import bothering as wording


@access.only(access.Role.PATIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def bothering(request):
    """Ask what it is: first what cannot wait, then the rest."""
    patient, now = queries.patient_of(request.viewer), clock.now()
    visits = pages.visit_choices(effects.visits_lately(patient, now))
    form = forms.Bothering(request.POST if request.method == "POST" else None, visits=visits)
    if form.is_bound and form.is_valid():
        try:
            told = reporting.take_down_effect(patient=patient, by=request.viewer, now=now, **form.values())
        except reporting.TooManyTold:
            form.add_error(None, wording.TOO_MANY)
        else:
            return redirect("portal:bothering_kept", code=told.code)
    return render(request, "portal/bothering.html", {"form": form}, status=422 if form.is_bound else 200)


@access.only(access.Role.PATIENT)
@require_safe
def bothering_kept(request, code):
    """Say what to do now."""
    page = pages.kept(effects.told_by(request.viewer, code))
    return render(request, "portal/bothering_kept.html", {"page": page})
