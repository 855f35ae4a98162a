"""How far the forecast can be trusted."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.outcomes.pages import forecasting as pages
from needlepoint.outcomes.queries import forecasting as queries
from needlepoint.people import access

Role = access.Role


@access.only(Role.OWNER, Role.PRACTITIONER)
@require_safe
def forecast(request):
    """Show whether forecasts are shown, how often they were right, and what they go by."""
    clinic = request.clinic
    page = pages.page(
        queries.looks_of(request.viewer),
        queries.numbers_of(clinic.pk),
        courses=queries.courses_counted(clinic.pk),
        zone=clinic.time_zone,
    )
    return render(request, "outcomes/forecast.html", {"page": page})
