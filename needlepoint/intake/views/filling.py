"""The pages of the intake."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.house import clock
from needlepoint.intake import access as intake_access
from needlepoint.intake import actions, queries, rules
from needlepoint.intake.forms import filling as forms
from needlepoint.intake.pages import filling as pages
from needlepoint.people import access


@access.only(*intake_access.FILLERS)
@require_safe
def resume(request, code):
    """Go on where somebody stopped."""
    return redirect(pages.resume_url(queries.intake_for(request.viewer, code)))


@access.only(*intake_access.FILLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, code, key):
    """Show one page of questions; keep what was answered."""
    intake = queries.intake_for(request.viewer, code)
    try:
        here = rules.step(key)
    except rules.UnknownStep as unknown:
        raise Http404 from unknown
    if request.method != "POST" and queries.is_finished(intake):
        return redirect(pages.resume_url(intake))
    today = clock.today(intake.visit.clinic.time_zone)
    form = forms.form_for(
        here, intake.answers, today=today, data=request.POST if request.method == "POST" else None
    )
    if form.is_bound and form.is_valid():
        try:
            kept = actions.keep_step(
                intake=intake, step=key, answers=form.answers(), by=request.viewer, now=clock.now()
            )
        except actions.UnableToKeepStep as sentence:
            forms.unable(form, sentence)
        else:
            return redirect(pages.step_url(kept, rules.after(key, kept.answers)))
    page = pages.page_of(intake, here, request.viewer)
    body_rows = pages.body_rows(form) if key == "about" else ()
    context = {"page": page, "form": form, "body_rows": body_rows}
    return render(request, "intake/step.html", context, status=422 if form.is_bound else 200)


@access.only(*intake_access.FILLERS)
@require_safe
def answers(request, code):
    """Show all answers: to look over before sending, and to read afterwards."""
    intake = queries.intake_for(request.viewer, code)
    page = pages.overview(intake, request.viewer)
    return render(request, "intake/_answers.html" if request.htmx else "intake/answers.html", {"page": page})
