"""Keep what stands on the note page as it changes, and say what was understood of a typed line."""

from django.http import JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from needlepoint.booking import queries as booking_queries
from needlepoint.charting import queries, rules, wording
from needlepoint.charting.actions import holding, noting
from needlepoint.charting.forms import chart as chart_forms
from needlepoint.charting.pages import keeping as pages
from needlepoint.charting.pages import moments
from needlepoint.charting.pages import note as note_pages
from needlepoint.charting.views import fetching
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.plans import queries as plans_queries

Role = access.Role
WRONG, TOO_LATE = 422, 409


@access.only(Role.PRACTITIONER)
@require_POST
def keep(request, code):
    """Keep one change of the page. Sent twice, it is kept once; what another tablet changed meanwhile stays, and is said."""
    visit = booking_queries.visit_for(request.viewer, code)
    sheet = fetching.sheet_of(visit, is_brief=True)
    if sheet.ledger.is_signed:
        return JsonResponse({"said": [wording.not_now(rules.Stage.SIGNED)]}, status=TOO_LATE)
    is_chart = sheet.ledger.stage is rules.Stage.OPEN
    form = fetching.chart_form(request, visit, sheet) if is_chart else fetching.words_form(request, sheet)
    if not form.is_bound:
        return JsonResponse({"said": [_("Nothing was sent.")]}, status=WRONG)
    said = pages.faults_of(form) if not form.is_valid() else []
    by, now = request.viewer, clock.now()
    answer = {}
    try:
        note = sheet.note or fetching.begun(request, visit)
        keep_words(note, form, by=by, now=now)  # words are kept even while a number is wrong
        if is_chart and not said:
            merged = keep_chart(note, form, by=by, now=now, is_draft=True)
            said = list(pages.merged_words(merged))
            reasons = {**note.reasons, **reasons_said(note, form, merged.chart)}
            alarms = pages.alarms(visit, sheet, merged.chart, reasons)
            answer = _chart_answer(request, form, merged.chart, alarms)
            return JsonResponse({**answer, "said": said, "kept": _kept(visit, now)})
    except holding.UnableToChart as refused:
        said += refused.reasons
    return JsonResponse({"said": said, "kept": _kept(visit, now)}, status=WRONG if said else 200)


@access.only(Role.PRACTITIONER)
@require_POST
def read(request, code):
    """Say what is understood of the line being typed. Keeps nothing."""
    visit = booking_queries.visit_for(request.viewer, code)
    decided = plans_queries.consents_of(visit.patient)
    shown = pages.read_line(
        request.POST.get("add", ""),
        painful=queries.painful_of(visit.patient),
        cautions=visit.patient.cautions,
        decided=decided,
        consents=plans_queries.in_force(decided) | queries.excused_in(queries.note_of(visit)),
    )
    return render(request, "charting/_read.html", {"read": shown, "code": visit.code})


def keep_chart(note, form, *, by, now, is_draft=False):
    """Keep points, techniques and settings of a form; return what came of putting them together with another hand's."""
    chart = form.meant()
    reasons = reasons_said(note, form, chart)
    return noting.set_chart(
        note=note, chart=chart, by=by, now=now, reasons=reasons, base=form.base, is_draft=is_draft
    )


def reasons_said(note, form, chart):
    """Return what the reason that was written now stands for: every caution that had none before."""
    said = form.cleaned_data["reason"]
    if not said:
        return {}
    known = noting.plan_reasons(note).keys() | note.reasons.keys()
    return {key: said for key in noting.reasons_needed(note=note, chart=chart) if key not in known}


def keep_words(note, form, *, by, now):
    """Keep the words and facts that were changed on this page, and a typed line beside what was made of it."""
    words = form.changed(chart_forms.WORDS)
    if words:
        noting.write_note(note=note, by=by, now=now, before=form.words_before(), **words)
    facts, line = (
        (form.facts(), form.line()) if "add" in form.cleaned_data else (form.changed(chart_forms.FACTS), "")
    )
    if facts or line:
        noting.note_facts(note=note, by=by, now=now, line=line, **facts)


def _chart_answer(request, form, chart, alarms):
    return {
        "base": chart_forms.packed(form.ticked()),
        "count": note_pages.count_words(chart.needles),
        "html": {
            "alarms": render_to_string("charting/_alarms.html", {"alarms": alarms, "form": form}, request)
        },
    }


def _kept(visit, now):
    return _("Kept at %(time)s") % {"time": moments.clock_words(now, visit.clinic.time_zone)}
