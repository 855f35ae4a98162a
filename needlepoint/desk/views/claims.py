"""What the public pages say about care, for whoever answers for it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.desk.pages import claims as pages
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role


@access.only(Role.OWNER)
@require_safe
def claims(request):
    """List what has left the public pages, what leaves soon and what waits for a clinician. Costs no query of its own."""
    return render(request, "desk/claims.html", {"page": pages.page(clock.today(request.clinic.time_zone))})
