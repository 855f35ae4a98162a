"""Set what a patient does at home."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needlepoint.house import beside, clock
from needlepoint.people import access
from needlepoint.plans import queries
from needlepoint.plans.actions import home as deeds
from needlepoint.plans.forms import home as forms
from needlepoint.plans.pages import home as pages
from needlepoint.plans.queries import home as home_queries


@access.only(access.Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request, code):
    """Choose the tasks and how much of each; the patient reads them on their page at once."""
    course = queries.course_seen_by(request.viewer, code)
    zone = course.patient.clinic.time_zone
    programme = home_queries.programme_of(course, today=clock.today(zone), zone=zone)
    form = forms.Programme(
        request.POST if request.method == "POST" else None,
        programme=programme,
        cautions=course.patient.cautions,
    )
    if form.is_bound and form.is_valid():
        try:
            deeds.set_programme(course=course, wishes=form.wishes(), by=request.viewer, now=clock.now())
        except deeds.UnableToSet as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. They read it on their page."))
            return redirect("plans:show", course.code)
    shown = {"page": pages.setting(course, form), "form": form, "stands": beside.one(course.patient_id)}
    return render(request, "plans/home.html", shown, status=422 if form.errors else 200)
