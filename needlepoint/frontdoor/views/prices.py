"""What it costs."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import pages as claims
from needlepoint.frontdoor.pages import prices as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def prices(request):
    today, offers, clinic = fetching.today(request), fetching.offers_of(request), request.clinic
    shown = {
        "offers": offers,
        "policy": fetching.policy_of(request),
        "courses": pages.courses(offers, clinic.currency, today) if clinic else (),
        "medicare": claims.claim_on("medicare_pays", today) if clinic and clinic.country == "US" else None,
        "maintenance": claims.claim_on("maintenance", today),
    }
    return render(request, "frontdoor/prices.html", shown)
