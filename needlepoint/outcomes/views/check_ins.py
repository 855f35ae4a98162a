"""The pages of scores."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from needlepoint.house import clock
from needlepoint.outcomes import access as outcomes_access
from needlepoint.outcomes import actions, queries
from needlepoint.outcomes.forms import check_ins as forms
from needlepoint.outcomes.pages import check_ins as pages
from needlepoint.outcomes.queries import asking as asking_queries
from needlepoint.people import access


@access.only(*outcomes_access.GIVERS)
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request, code):
    """Ask a minute of questions, once; afterwards say what was kept and show the line it makes."""
    asked, now = queries.check_in_for(request.viewer, code), clock.now()
    number, own = asking_queries.visit_number(asked.visit), queries.activities_of(asked.patient)
    form = None if asked.answered_at else forms.for_check_in(request, asked, number, own)
    if form is not None and form.is_bound and form.is_valid():
        told_at = forms.told_at(form, clock.local(now, request.clinic.time_zone))
        told = {"answers": form.answers(), "by": request.viewer, "now": now, "told_at": told_at}
        try:
            actions.answer_check_in(check_in=asked, **told)
        except actions.UnableToAnswer as sentence:
            forms.unable(form, sentence)
        else:
            return redirect("outcomes:check_in", code=code)
    may_read = asked.answered_at and outcomes_access.may_read_scores(request.viewer)
    trend = queries.trend_of(asked.patient, now) if may_read else None
    kept = asking_queries.kept_of(asked) if asked.answered_at else ()
    about = {"trend": trend, "kept": kept, "number": number, "activities": own}
    page = pages.check_in_page(asked, request.viewer, now=now, **about)
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "outcomes/check_in.html", {"page": page, "form": form}, status=status)


@access.only(*outcomes_access.READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def today(request, code):
    """Write down pain at the start of a visit: a panel of the note, or a page of its own."""
    visit = queries.visit_for(request.viewer, code)
    form = forms.PainToday(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        value, now = form.cleaned_data["pain"], clock.now()
        try:
            actions.record_pain(patient=visit.patient, visit=visit, value=value, by=request.viewer, now=now)
        except actions.UnableToAnswer as sentence:
            forms.unable(form, sentence)
        else:
            if not request.htmx:
                return redirect("outcomes:today", code=code)
    page = pages.today_page(visit, queries.pain_at(visit), is_own=request.viewer.is_patient)
    template = "outcomes/_today.html" if request.htmx else "outcomes/today.html"
    return render(
        request, template, {"page": page, "form": form}, status=422 if form.is_bound and form.errors else 200
    )
