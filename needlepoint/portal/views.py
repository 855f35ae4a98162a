"""The patient's own pages."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from needlepoint.house import clock
from needlepoint.intake import access as intake_access
from needlepoint.intake import actions as intake_actions
from needlepoint.intake import queries as intake_queries
from needlepoint.people import access
from needlepoint.portal import actions


@access.only(*intake_access.FILLERS)
@require_POST
def intake_finish(request, code):
    """Send the intake to the practitioner."""
    intake = intake_queries.intake_for(request.viewer, code)
    try:
        actions.send_intake(intake=intake, by=request.viewer, now=clock.now())
    except intake_actions.UnableToFinishIntake as unable:
        return render(
            request,
            "portal/intake_open.html",
            {"sentence": str(unable), "code": code, "step": unable.step},
            status=422,
        )
    return redirect("intake:answers", code=code)
