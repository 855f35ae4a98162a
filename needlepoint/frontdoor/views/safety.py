"""What can go wrong, in numbers."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import safety as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def safety(request):
    clinic = request.clinic
    page = pages.page(
        fetching.today(request),
        emergency_number=clinic.emergency_number if clinic else "",
        phone=clinic.phone if clinic else "",
    )
    return render(request, "frontdoor/safety.html", {"page": page})
