"""The assessment, and the panels of its page."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.house import beside, clock
from needlepoint.intake import noticing
from needlepoint.intake.queries import notices as notice_queries
from needlepoint.knowledge import dose
from needlepoint.people import access
from needlepoint.people import queries as people_queries
from needlepoint.plans import queries
from needlepoint.plans.actions import assessing
from needlepoint.plans.forms import assessing as assessing_forms
from needlepoint.plans.pages import assessing as assessing_pages
from needlepoint.plans.pages import episodes
from needlepoint.plans.rules import examining

Role = access.Role


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request, code):
    patient = people_queries.patient_seen_by(request.viewer, code)
    today, scheme = clock.today(patient.clinic.time_zone), dose.scheme_of(patient.clinic.phase_scheme)
    episode, answered = queries.latest_episode(patient), queries.told_by(patient)
    form = assessing_forms.Assessment(
        request.POST if request.method == "POST" else None,
        today=today,
        scheme=scheme,
        initial=assessing_pages.start_of(episode, answered, today),
    )
    if form.is_bound and form.is_valid():
        try:
            kept = assessing.assess(patient=patient, by=request.viewer, now=clock.now(), **form.values())
            return redirect("plans:plan", kept.code)
        except assessing.UnableToAssess as refused:
            form.add_error(None, str(refused))
    notices = notice_queries.of_patient(request.viewer, patient, clock.now())
    shown = {
        "form": form,
        "page": assessing_pages.assessment(patient, episode, answered, today),
        "patient": patient,
        "stands": beside.one(patient.pk),
        "notices": noticing.notices([one for one in notices if one.seen_at is None], request.viewer),
    }
    return render(request, "plans/assessment.html", shown, status=422 if form.errors else 200)


@access.only(Role.PRACTITIONER)
@require_safe
def phase(request, code):
    """Say which phase a typed day means: a panel of the assessment, for those who have the script."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    today, scheme = clock.today(patient.clinic.time_zone), dose.scheme_of(patient.clinic.phase_scheme)
    onset = assessing_forms.onset_typed(request.GET, today, scheme)
    words = episodes.phase_words(onset, today, scheme) if onset else ""
    return render(request, "plans/_phase.html", {"phase": words})


@access.only(Role.PRACTITIONER)
@require_safe
def codes(request, code):
    """Say what may be wrong with the codes chosen so far, all at once, and which fit: a panel of the assessment."""
    people_queries.patient_seen_by(request.viewer, code)
    asked = examining.Asked(*(request.GET.get(name, "") for name in ("kind", "site", "side")))
    page = assessing_pages.codes(assessing_forms.codes_typed(request.GET), asked)
    return render(request, "plans/_codes.html", {"page": page})
