"""Needles in, longer, and out."""

from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from needlepoint.booking import queries as booking_queries
from needlepoint.charting import forms, queries
from needlepoint.charting.actions import holding, needling
from needlepoint.charting.pages import note as note_pages
from needlepoint.charting.views import doing, fetching
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role


@access.only(Role.PRACTITIONER)
@require_POST
def needles_in(request, code):
    visit = booking_queries.visit_for(request.viewer, code)
    return doing.after_keeping(
        request, visit, lambda note: needling.needles_in(note=note, by=request.viewer, now=clock.now())
    )


@access.only(Role.PRACTITIONER)
@require_POST
def retention(request, code):
    visit = booking_queries.visit_for(request.viewer, code)
    return doing.after_keeping(
        request,
        visit,
        lambda note: needling.extend_retention(note=note, by=request.viewer, now=clock.now()),
        begins=False,
    )


@access.only(Role.PRACTITIONER)
@require_POST
def needles_out(request, code):
    """Count out. The count is kept before anything else: a slip in the words must not lose it."""
    visit = booking_queries.visit_for(request.viewer, code)
    sheet = fetching.sheet_of(visit)
    form = forms.CountOut(request.POST, codes=[spot.key for spot in queries.spots_of(sheet.chart)])
    if not form.is_valid():
        return doing.show(request, visit, out=form)
    try:
        needling.needles_out(
            note=doing.known(visit),
            by=request.viewer,
            now=clock.now(),
            has_looked="looked" in request.POST,
            **form.values(),
        )
    except holding.AlreadyDone:
        return redirect(note_pages.note_url(visit))
    except holding.UnableToChart as refused:
        return doing.show(request, visit, refusals=refused.reasons)
    return doing.after_keeping(request, visit, lambda note: None)


@access.only(Role.PRACTITIONER)
@require_POST
def needles_out_early(request, code):
    """Out first, count after: nothing that was typed can stand in the way."""
    visit = booking_queries.visit_for(request.viewer, code)
    try:
        needling.take_out_early(note=doing.known(visit), by=request.viewer, now=clock.now())
    except holding.AlreadyDone:
        return redirect(note_pages.note_url(visit))
    except holding.UnableToChart as refused:
        return doing.show(request, visit, refusals=refused.reasons)
    return doing.after_keeping(request, visit, lambda note: None)
