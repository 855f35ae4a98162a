"""The note of a visit, and the panels of its page."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import queries as booking_queries
from needlepoint.charting.pages import note as note_pages
from needlepoint.charting.views import doing, fetching
from needlepoint.knowledge.points import atlas
from needlepoint.people import access

Role = access.Role


@access.only(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request, code):
    """Show the note; POST keeps what was ticked and typed."""
    visit = booking_queries.visit_for(request.viewer, code)
    if request.method == "POST":
        return doing.after_keeping(
            request, visit, lambda note: None, anchor=doing.anchor(request) or "#points"
        )
    return doing.show(request, visit)


@access.only(Role.PRACTITIONER)
@require_safe
def point_search(request, code):
    """Suggest points for the word being typed: a panel for those who have the script."""
    visit = booking_queries.visit_for(request.viewer, code)
    typed = request.GET.get("add", "").split()
    found = atlas.search(typed[-1], limit=6) if typed else ()
    return render(request, "charting/_suggestions.html", {"found": found, "visit": visit})


@access.only(Role.PRACTITIONER)
@require_POST
def count(request, code):
    """Say how many needles the ticks make so far. Keeps nothing."""
    visit = booking_queries.visit_for(request.viewer, code)
    form = fetching.chart_form(request, visit, fetching.sheet_of(visit))
    return render(request, "charting/_count.html", {"needles": note_pages.count_words(form.count())})
