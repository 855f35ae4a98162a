"""Who pays for a plan, and what they count."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.plans import queries
from needlepoint.plans.actions import ceilings as actions
from needlepoint.plans.forms import ceilings as forms
from needlepoint.plans.pages import ceilings as pages
from needlepoint.plans.queries import ceilings as ceiling_queries

Role = access.Role


@access.only(Role.PRACTITIONER, Role.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def payer(request, code):
    """Say who pays; show every visit as they count it."""
    course, now = queries.course_seen_by(request.viewer, code), clock.now()
    form = forms.Payer(
        request.POST if request.method == "POST" else None,
        choices=ceiling_queries.payers_of(course.patient.clinic),
        initial={"payer": course.payer},
    )
    if form.is_bound and form.is_valid():
        try:
            actions.set_payer(course=course, payer=form.cleaned_data["payer"], by=request.viewer, now=now)
        except actions.UnableToSetPayer as unable:
            form.add_error(None, str(unable))
        else:
            messages.success(request, _("Kept: who pays for this plan."))
            return redirect("plans:payer", course.code)
    page = pages.payer_page(
        course,
        ceiling_queries.count_of(course, now),
        on=clock.today(course.patient.clinic.time_zone),
        plan_url=reverse("plans:show", args=[course.code]),
    )
    return render(
        request, "plans/payer.html", {"page": page, "form": form}, status=422 if form.errors else 200
    )
