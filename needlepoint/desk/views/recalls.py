"""The recall desk: who is due again, what came of asking them, and who is left alone."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from needlepoint.desk import actions
from needlepoint.desk.forms import recalls as forms
from needlepoint.desk.pages import recalls as pages
from needlepoint.desk.queries import recalls as queries
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.people import actions as people_actions
from needlepoint.people import queries as people_queries
from needlepoint.plans import queries as plans_queries
from needlepoint.plans.actions import recalling

Role = access.Role


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def recalls(request):
    now, zone = clock.now(), request.clinic.time_zone
    today = clock.local(now, zone).date()
    reason = pages.read_reason(request.GET.get("why", ""))
    found = queries.recall_desk(request.viewer, today=today, now=now, reason=reason)
    page = pages.page(found, reason=reason, today=today, zone=zone)
    return render(request, "desk/recalls.html", {"page": page})


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_POST
def recall_attempt(request, code):
    recall = plans_queries.recall_seen_by(request.viewer, code)
    form = forms.Attempt(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose what came of it. Nothing was changed."))
        return redirect("desk:recalls")
    try:
        noted = actions.note_attempt(recall=recall, by=request.viewer, now=clock.now(), **form.cleaned_data)
    except recalling.UnableToRecall as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(request, pages.noted_words(noted))
    return redirect("desk:recalls")


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_POST
def recall_reopen(request, code):
    """Put somebody on the list again who was taken off it by mistake."""
    recall = plans_queries.recall_seen_by(request.viewer, code)
    try:
        recalling.reopen_recall(recall=recall, by=request.viewer, now=clock.now())
    except recalling.UnableToRecall as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(request, gettext("%(name)s is on the list again.") % {"name": recall.patient.name})
    return redirect("desk:recalls")


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_POST
def recall_allow(request, code):
    """Write down that somebody may be asked again who had asked us not to."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    people_actions.allow_asking(patient=patient, by=request.viewer, now=clock.now())
    messages.success(request, gettext("%(name)s may be asked back again.") % {"name": patient.name})
    return redirect("desk:recalls")
