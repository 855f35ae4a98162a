"""My back is worse again: say so, answer the safety questions anew, see the soonest starts."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import access as booking_access
from needlepoint.house import clock
from needlepoint.knowledge.safety import check
from needlepoint.outcomes.actions import flares
from needlepoint.outcomes.queries import flares as flare_queries
from needlepoint.people import access
from needlepoint.portal import queries
from needlepoint.portal.forms import flare as forms
from needlepoint.portal.pages import flare as pages
from needlepoint.portal.queries import flare as flare_asked
from needlepoint.portal.wording import bothering
from needlepoint.portal.wording import flare as wording
from needlepoint.screening import actions as screening_actions
from needlepoint.screening import models as screening
from needlepoint.screening import queries as screening_queries

UNPROCESSABLE = 422


@access.only(access.Role.PATIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def flare(request):
    """Ask how bad it is, or show how far what was told has come."""
    now = clock.now()
    if request.method == "POST":
        return _told(request, now)
    asked = flare_asked.asked_by(request.viewer, now)
    if asked.told is None:
        return render(request, "portal/flare.html", {"form": forms.Flare(), "questions": len(check.pages())})
    if asked.kept is not None:  # the calendar then knows it for theirs, whichever way they go on
        booking_access.remember_hold(request.session, asked.kept)
    return render(request, "portal/flare_told.html", {"page": pages.page(asked, now)})


def _told(request, now):
    """Keep what was told, and lead straight to the first safety question."""
    patient, form = queries.patient_of(request.viewer), forms.Flare(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    today = clock.local(now, patient.clinic.time_zone).date()
    try:
        kept = flares.report_flare(patient=patient, by=request.viewer, now=now, **form.values(today))
    except flares.TooManyTold:
        form.add_error(None, bothering.TOO_MANY)
        return _refused(request, form)
    if pages.needs_company(kept):
        return redirect("portal:flare")  # a kind word before any question
    if screening_queries.has_answered_enough(patient, now=now):
        return redirect("screening:latest", patient.code)
    screening_actions.begin_afresh(request.session, again=(patient, screening.Check.Reason.FLARE))
    return redirect("screening:question", check.pages()[0].key)


def _refused(request, form):
    shown = {"form": form, "questions": len(check.pages())}
    return render(request, "portal/flare.html", shown, status=UNPROCESSABLE)


@access.only(access.Role.PATIENT)
@require_safe
def flare_next(request):
    """Lead on from the answers: to the page of what was told, or to the calendar when nothing waits."""
    told = flare_queries.told_by(queries.patient_of(request.viewer), clock.now())
    return redirect("booking:starts" if told is None else "portal:flare")


@access.only(access.Role.PATIENT)
@require_POST
def flare_end(request):
    """End it: no visit is needed for it. Again changes nothing."""
    now, form = clock.now(), forms.Ending(request.POST)
    if not form.is_valid():
        raise Http404
    told = flare_queries.told_by(queries.patient_of(request.viewer), now)
    if told is not None:
        try:
            flares.close_flare(flare=told.flare, by=request.viewer, now=now, **form.cleaned_data)
        except flares.UnableToClose as sentence:
            messages.info(request, str(sentence))
            return redirect("portal:home")
    booking_access.forget_hold(request.session)
    messages.success(request, wording.SETTLED)
    return redirect("portal:home")
