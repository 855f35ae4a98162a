"""The card of a visit, on the screen and on paper."""

from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from needlepoint.house import clock, paper
from needlepoint.people import access
from needlepoint.portal.pages import visits as pages
from needlepoint.portal.queries import visits as queries
from needlepoint.portal.views import papers

Role = access.Role


@access.only(Role.PATIENT, Role.PRACTITIONER)
@require_safe
def visit(request, code):
    """Show what was done, what is normal, and when to worry; not before the note is signed."""
    asked = queries.card_of(request.viewer, code, clock.now())
    page = pages.card(asked, is_own=request.viewer.is_patient)
    return render(request, "portal/visit.html", {"page": page})


@access.only(Role.PATIENT, Role.PRACTITIONER)
@require_safe
def visit_paper(request, code):
    """Give the same as a PDF, in the language of whoever it is about."""
    asked = queries.card_of(request.viewer, code, clock.now())
    language = papers.language_of(request, asked.visit.patient)
    with translation.override(language):
        data = pages.sheet(asked)
    made = paper.pdf(pages.TEMPLATE, data, made_at=asked.note.signed_at, language=language)
    return papers.answer(made, "visit")
