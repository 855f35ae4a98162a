"""What every deed of the note page fetches first: everything known of the visit, and the form that fits its stage."""

from needlepoint.charting import queries, rules
from needlepoint.charting.actions import noting
from needlepoint.charting.forms import chart as chart_forms
from needlepoint.charting.pages import consents
from needlepoint.house import clock
from needlepoint.plans.rules import limits


def sheet_of(visit, *, is_brief=False):
    zone, now = visit.clinic.time_zone, clock.now()
    return queries.sheet_of(
        visit,
        on=clock.local(now, zone).date(),
        visit_on=clock.local(visit.starts_at, zone).date(),
        now=now,
        is_brief=is_brief,
    )


def begun(request, visit):
    return noting.open_note(visit=visit, by=request.viewer, now=clock.now())


def chart_form(request, visit, sheet):
    standings = limits.standings(visit.patient.cautions, sheet.consents_in_force)
    fixed = {
        "chart": sheet.chart,
        "standings": standings,
        "refused": consents.refused(sheet, standings),
        "painful": sheet.painful,
    }
    if "told" in request.POST:
        return chart_forms.Chart(request.POST, initial=_initial(sheet), **fixed)
    form = chart_forms.Chart(initial=_initial(sheet), **fixed)
    if "typing" in request.GET:
        form.fields["add"].widget.attrs["autofocus"] = True
    return form


def _initial(sheet):
    return chart_forms.Chart.initial_of(sheet.chart, sheet.note, supply=sheet.supply, sought=sheet.sought)


def words_form(request, sheet):
    """The form that fits the stage: the whole chart before the needles, words and what went in later after."""
    is_more = rules.may_add(sheet.ledger)
    kind, fixed = (
        (chart_forms.WordsAndMore, {"painful": sheet.painful}) if is_more else (chart_forms.Words, {})
    )
    if "told" in request.POST:
        return kind(request.POST, initial=_initial(sheet), **fixed)
    return kind(initial=_initial(sheet), **fixed)
