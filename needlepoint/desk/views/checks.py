"""Deciding differently from the check, and the owner's look at where people are turned."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.desk.forms import checks as forms
from needlepoint.desk.pages import checks as pages
from needlepoint.desk.queries import checks as queries
from needlepoint.house import beside, clock
from needlepoint.people import access
from needlepoint.screening import access as screening_access
from needlepoint.screening import actions as screening_actions

Role = access.Role
CONFLICT, UNPROCESSABLE = 409, 422


@access.only(Role.PRACTITIONER, Role.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request, code):
    """Put another route in the place of the one that the check led to, with the reason."""
    now, viewer = clock.now(), request.viewer
    patient, kept, stands = queries.decidable(viewer, code, now=now)
    routes = screening_access.routes_open_to(viewer, stands.route)
    form = forms.Decision(
        request.POST if request.method == "POST" else None,
        routes=pages.route_choices(routes),
        is_doctors_word=not viewer.is_practitioner,
        initial={"check_code": kept.code},
    )
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            _decide(form.cleaned_data, patient, kept, by=viewer, now=now)
        except screening_actions.UnableToDecide as unable:
            refusal = str(unable)
        else:
            messages.success(request, pages.decided_words(pages.Route(form.cleaned_data["route"])))
            return redirect("desk:patient", code)
    page = pages.section(queries.check_file(patient, now=now), viewer)
    shown = {"form": form, "name": patient.name, "code": code, "check": page, "refusal": refusal}
    shown["stands"] = beside.one(patient.pk)
    status = CONFLICT if refusal else UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/check_decision.html", shown, status=status)


def _decide(said, patient, kept, *, by, now):
    """Decide over the check that the form was about; newer answers are read first."""
    if said["check_code"] != kept.code:
        raise screening_actions.UnableToDecide(screening_actions.ANSWERED_MEANWHILE)
    screening_actions.decide_differently(
        kept=kept, route=pages.Route(said["route"]), reason=said["reason"], by=by, now=now
    )


@access.only(Role.OWNER)
@require_safe
def turned(request):
    """Show how many finished checks led where, and which rule decided: no person is in it."""
    days = pages.days_asked(request.GET.get("days", ""))
    found = queries.turned(request.clinic, days=days, now=clock.now())
    return render(request, "desk/turned.html", {"page": pages.turned_page(found, days)})
