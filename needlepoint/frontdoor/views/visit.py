"""What a visit is like."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import visit as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def visit(request):
    page = pages.page(fetching.offers_of(request), fetching.today(request))
    return render(request, "frontdoor/visit.html", {"page": page})
