"""The forms before the first visit, sent."""

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
        context = {"sentence": str(unable), "code": code, "step": unable.step}
        return render(request, "portal/intake_open.html", context, status=422)
    # On the clinic's tablet the next form follows, or nothing stays open.
    return redirect("intake:kiosk") if request.viewer.is_on_kiosk else redirect("intake:answers", code=code)
