"""How safe the care is, in numbers."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.charting.queries import effects
from needlepoint.desk.pages import safety as pages
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role


@access.only(Role.OWNER, Role.PRACTITIONER)
@require_safe
def safety(request):
    """Show how often things go wrong, beside what studies found. Numbers only: the rows are for practitioners."""
    now, viewer = clock.now(), request.viewer
    span = pages.span_of(request.GET.get("span", ""))
    page = pages.page(
        effects.tally(viewer, since=pages.since_of(span, now), now=now),
        effects.count_open(viewer),
        viewer,
        span=span,
        now=now,
        zone=request.clinic.time_zone,
    )
    return render(request, "desk/safety.html", {"page": page})
