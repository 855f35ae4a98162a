"""Every measure of one person; questionnaires that come on paper, or are put before somebody now."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.house import beside, clock
from needlepoint.intake import rules as intake_rules
from needlepoint.intake.queries import packs as pack_queries
from needlepoint.knowledge.instruments import catalogue
from needlepoint.outcomes import access as outcomes_access
from needlepoint.outcomes import actions, queries, rules
from needlepoint.outcomes.forms import measures as forms
from needlepoint.outcomes.pages import measures as pages
from needlepoint.people import access
from needlepoint.people import queries as people_queries

Role = access.Role


@access.only(*outcomes_access.READERS)
@require_safe
def measures(request, code):
    """Show every number of one person against its own start."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    standings = queries.standings_of(patient)
    page = pages.measures_page(patient, standings, request.viewer, zone=request.clinic.time_zone)
    shown = {"page": page, "stands": beside.one(patient.pk)}
    return render(request, "outcomes/measures.html", shown)


@access.only(*outcomes_access.TYPISTS)
@require_safe
def new(request, code):
    """Choose a questionnaire to type in, or to put before somebody now."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    shown = {
        "patient": patient,
        "ours": pages.where_now(patient),
        "choices": pages.choices(patient, pack_queries.in_use(patient.clinic_id)),
    }
    shown["stands"] = beside.one(patient.pk)
    return render(request, "outcomes/new_measure.html", shown)


@access.only(*outcomes_access.TYPISTS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request, code, key):
    """Type in a sheet of paper; with ?only=number, the number alone."""
    patient, instrument = people_queries.patient_seen_by(request.viewer, code), _questionnaire(key)
    is_total = request.GET.get("only") == "number"
    form = (forms.Totals if is_total else forms.Answers)(
        request.POST if request.method == "POST" else None,
        instrument=instrument,
        today=clock.today(request.clinic.time_zone),
        words={} if is_total else pack_queries.words_of(patient.clinic_id, key, patient.language),
    )
    outcomes = _recorded(request, form, patient, instrument, is_total=is_total)
    if outcomes is not None:
        messages.success(request, pages.kept_words(outcomes, instrument, request.viewer))
        return redirect(
            "outcomes:measures" if request.viewer.is_practitioner else "desk:patient", code=patient.code
        )
    page = pages.paper_page(patient, instrument, is_total=is_total)
    status = 422 if form.is_bound else 200
    shown = {"page": page, "form": form, "stands": beside.one(patient.pk)}
    return render(request, "outcomes/paper.html", shown, status=status)


def _questionnaire(key):
    found = {one.key: one for one in catalogue.by_pack()}
    if key not in found:
        raise Http404
    return found[key]


def _recorded(request, form, patient, instrument, *, is_total):
    """Keep what a posted form says; None when there is none, or when something of it is wrong."""
    if not form.is_bound or not form.is_valid():
        return None
    now = clock.now()
    told = {
        "patient": patient,
        "instrument": instrument,
        "typed": form.typed(),
        "answered_at": rules.filled_in_at(
            form.cleaned_data["answered_on"], clock.local(now, request.clinic.time_zone)
        ),
        "key": form.cleaned_data["key"],
        "by": request.viewer,
        "now": now,
    }
    try:
        if is_total:
            return actions.record_total(**told)
        return actions.record_paper(**told, may_be_unscored=form.cleaned_data["is_open_on_paper"])
    except actions.UnableToRecord as refused:
        form.refuse(refused)
        return None


@access.only(*outcomes_access.TYPISTS)
@require_POST
def ask(request, code, key):
    """Put a loaded questionnaire, or the pain map once more, before a patient, and go to it."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    told = {"patient": patient, "by": request.viewer, "now": clock.now()}
    if key == intake_rules.WHERE_NOW:
        return redirect("intake:resume", code=actions.ask_where_now(**told).code)
    instrument = _questionnaire(key)
    try:
        asked = actions.ask_measure(instrument=instrument, **told)
    except actions.UnableToRecord as refused:
        messages.error(request, str(refused))
        return redirect("outcomes:new_measure", code=code)
    return redirect("intake:resume", code=asked.code)


@access.only(Role.PRACTITIONER)
@require_POST
def take_back(request, code, key):
    """Take back a sheet that was typed in by mistake."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    told_in, _instrument = queries.paper_for(patient, key)
    if actions.take_back(patient=patient, told_in=told_in, by=request.viewer, now=clock.now()):
        messages.success(request, gettext("Taken back. It is not read any more, and the record says so."))
    return redirect("outcomes:measures", code=code)
