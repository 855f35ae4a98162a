"""The clinic's tablet: staff hand it over, the patient fills in what is open, and nothing of it stays."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.house import clock
from needlepoint.intake.actions import kiosk as actions
from needlepoint.intake.pages import kiosk as pages
from needlepoint.intake.queries import kiosk as queries
from needlepoint.people import access, sessions

Role = access.Role


@access.only(Role.PRACTITIONER, Role.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, code):
    """Say what handing over the tablet means; hand it over: the staff session is over on this device."""
    visit = queries.visit_for(request.viewer, code)
    if request.method != "POST":
        return render(
            request, "intake/kiosk_begin.html", {"page": pages.begin(visit, queries.forms_of(visit))}
        )
    actions.open_tablet(visit=visit, by=request.viewer, now=clock.now())
    sessions.begin_kiosk(
        request,
        patient_id=visit.patient_id,
        visit_code=visit.code,
        home=reverse("intake:kiosk"),
        ways=pages.ways(visit, queries.forms_of(visit)),
    )
    return redirect("intake:kiosk")


@access.only(Role.PATIENT)
@require_safe
def forms(request):
    """Lead to the form that is open, or show which are. Once all is sent the tablet closes by itself."""
    still_open = queries.still_open(request.viewer)
    if not still_open:
        sessions.end_kiosk(request)
        return sessions.leave_nothing(redirect("people:tablet"))
    # A form may have been put before them since the tablet was handed over.
    sessions.open_also(request, pages.ways(still_open[0].visit, still_open))
    if len(still_open) == 1:
        return redirect("intake:resume", code=still_open[0].code)
    return render(request, "intake/kiosk_forms.html", {"forms": pages.forms(still_open)})
