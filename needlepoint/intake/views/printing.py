"""A form on paper, for whoever would rather write; the desk types it in afterwards."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.house import beside, clock, paper
from needlepoint.intake import queries
from needlepoint.intake.pages import printing as pages
from needlepoint.people import access

Role = access.Role


@access.only(Role.PRACTITIONER, Role.DESK)
@require_safe
def form(request, code):
    """Say how a form gets onto paper and back."""
    intake = queries.intake_for(request.viewer, code)
    shown = {
        "page": pages.page(intake, queries.definition_of(intake)),
        "stands": beside.one(intake.patient_id),
    }
    return render(request, "intake/paper.html", shown)


@access.only(Role.PRACTITIONER, Role.DESK)
@require_safe
def form_pdf(request, code, language):
    """Give the blank form in one language. Nothing that was answered is on it."""
    intake = queries.intake_for(request.viewer, code)
    if language not in pages.LANGUAGES:
        raise Http404
    data = pages.sheet(intake, queries.definition_of(intake), language)
    made = paper.pdf(pages.TEMPLATE, data, made_at=clock.now(), language=language)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="form-{language}.pdf"'
    return answer
