"""What it costs."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def prices(request):
    today = fetching.today(request)
    shown = {
        "offers": fetching.offers_of(request),
        "policy": fetching.policy_of(request),
        "new_pain": pages.claim_on("visits_new_pain", today),
        "long_pain": pages.claim_on("visits_long_pain", today),
    }
    return render(request, "frontdoor/prices.html", shown)
