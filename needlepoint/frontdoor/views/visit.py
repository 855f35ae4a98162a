"""What a visit is like."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def visit(request):
    today = fetching.today(request)
    shown = {
        "offers": fetching.offers_of(request),
        "length": pages.claim_on("visit_length", today),
        "afterwards": pages.claim_on("afterwards", today),
        "side_effects": pages.claim_on("side_effects", today),
    }
    return render(request, "frontdoor/visit.html", shown)
