"""The patient's own pages."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.house import clock
from needlepoint.intake import access as intake_access
from needlepoint.intake import actions as intake_actions
from needlepoint.intake import queries as intake_queries
from needlepoint.people import access
from needlepoint.plans import queries as plans_queries
from needlepoint.portal import actions, forms, pages, queries


@access.only(access.Role.PATIENT)
@require_safe
def home(request):
    """Show what comes next, what waits, and how it goes."""
    now = clock.now()
    return render(
        request, "portal/home.html", {"page": pages.home(queries.home_of(request.viewer, now), now)}
    )


@access.only(access.Role.PATIENT, access.Role.PRACTITIONER)
@require_safe
def plan(request, code):
    """Show the plan in the patient's words; the practitioner sees the same page."""
    course = plans_queries.course_seen_by(request.viewer, code)
    page = pages.plan(
        course,
        plans_queries.position(course),
        plans_queries.reviews_of(course),
        today=clock.today(course.patient.clinic.time_zone),
        is_own=request.viewer.is_patient,
    )
    return render(request, "portal/plan.html", {"page": page})


@access.only(access.Role.PATIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request):
    """Show what was agreed to, and let the patient change it."""
    patient = queries.patient_of(request.viewer)
    held = plans_queries.consents_of(patient)
    form = forms.Consents(request.POST if request.method == "POST" else None, consents=held)
    if form.is_bound and form.is_valid():
        actions.change_consents(patient=patient, decided=form.changes(), by=request.viewer, now=clock.now())
        messages.success(request, _("Kept. Your practitioner sees it before the next visit."))
        return redirect("portal:home")
    return render(request, "portal/consents.html", {"form": form}, status=422 if form.is_bound else 200)


@access.only(*intake_access.FILLERS)
@require_POST
def intake_finish(request, code):
    """Send the intake to the practitioner."""
    intake = intake_queries.intake_for(request.viewer, code)
    try:
        actions.send_intake(intake=intake, by=request.viewer, now=clock.now())
    except intake_actions.UnableToFinishIntake as unable:
        context = {"sentence": str(unable), "code": code, "step": unable.step}
        return render(request, "portal/intake_open.html", context, status=422)
    return redirect("intake:answers", code=code)
