"""How one person does: the numbers over time."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.house import beside, clock
from needlepoint.outcomes import access as outcomes_access
from needlepoint.outcomes import queries
from needlepoint.outcomes.pages import trend as pages
from needlepoint.outcomes.queries import forecasting as forecast_queries
from needlepoint.outcomes.queries import trends as trend_queries
from needlepoint.outcomes.wording import measures as measure_wording
from needlepoint.people import access
from needlepoint.people import queries as people_queries
from needlepoint.plans import queries as plans_queries


@access.only(*outcomes_access.READERS)
@require_safe
def trend(request, code):
    """Show how one patient does since the start; as a panel inside another page when htmx asks."""
    patient, now = people_queries.patient_seen_by(request.viewer, code), clock.now()
    course = plans_queries.latest_course(patient)
    standings = queries.standings_of(patient)
    page = pages.trend_page(
        patient,
        trend_queries.story_of(patient, now, standings),
        is_own=request.viewer.is_patient,
        foretold=forecast_queries.outlook_of(course, now) if course else None,
    )
    if request.htmx:
        return render(request, "outcomes/_trend_panel.html", {"page": page, "patient": patient})
    has_measures = any(measure_wording.is_read_by(request.viewer, one) for one in standings)
    shown = {"page": page, "patient": patient, "has_measures": has_measures}
    shown["stands"] = beside.one(patient.pk)
    return render(request, "outcomes/trend.html", shown)
