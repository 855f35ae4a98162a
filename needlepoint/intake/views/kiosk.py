"""The clinic's tablet: staff hand it over, the patient fills in what is open, and nothing of it stays."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.house import beside, clock
from needlepoint.intake.actions import kiosk as actions
from needlepoint.intake.pages import kiosk as pages
from needlepoint.intake.queries import kiosk as queries
from needlepoint.people import access, sessions
from needlepoint.people import queries as people_queries

Role = access.Role


@access.only(Role.PRACTITIONER, Role.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, code):
    """Say what handing over the tablet means; hand it over: the staff session is over on this device."""
    visit, now = queries.visit_for(request.viewer, code), clock.now()
    if request.method != "POST":
        asks_check = queries.check_is_due(visit.patient, now)
        page = pages.begin(visit, queries.forms_of(visit), asks_check=asks_check)
        shown = {"page": page, "stands": beside.one(visit.patient_id)}
        return render(request, "intake/kiosk_begin.html", shown)
    actions.open_tablet(visit=visit, by=request.viewer, now=now)
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
    patient = people_queries.patient_of(request.viewer)
    waiting = pages.forms(still_open, patient, asks_check=queries.check_is_due(patient, clock.now()))
    if not waiting:
        sessions.end_kiosk(request)
        return sessions.leave_nothing(redirect("people:tablet"))
    # A form may have been put before them since the tablet was handed over.
    sessions.open_also(request, pages.ways_of(still_open))
    if len(waiting) == 1:
        return redirect(waiting[0].url)
    return render(request, "intake/kiosk_forms.html", {"forms": waiting})
