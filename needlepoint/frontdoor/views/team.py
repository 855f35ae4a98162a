"""Who treats here."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import queries
from needlepoint.frontdoor.pages import team as pages
from needlepoint.frontdoor.queries import pictures
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def team(request):
    """Show everybody who can be booked today: whose licence is over left with its last day."""
    people = ()
    if request.clinic is not None:
        today = fetching.today(request)
        who = queries.practitioners_of(request.clinic.pk, on=today)
        people = pages.team(who, pictures.portraits_of(request.clinic.pk), on=today)
    return render(request, "frontdoor/team.html", {"people": people})
