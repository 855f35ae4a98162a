"""What it costs."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def prices(request):
    shown = {"offers": fetching.offers_of(request), "policy": fetching.policy_of(request)}
    return render(request, "frontdoor/prices.html", shown)
