"""Whether it works, and how sure that is."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import pages
from needlepoint.frontdoor.pages import evidence as evidence_pages
from needlepoint.frontdoor.views import fetching
from needlepoint.knowledge.evidence import claims
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def evidence(request):
    today = fetching.today(request)
    shown = {
        "claims": [pages.shown(claim) for claim in claims.current_claims(today)],
        "figure": evidence_pages.older_people(today),
    }
    return render(request, "frontdoor/evidence.html", shown)
