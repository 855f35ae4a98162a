"""The clinic's other website: what to copy there, so that people book from it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.desk.pages import website as pages
from needlepoint.people import access

Role = access.Role


@access.only(Role.OWNER)
@require_safe
def website(request):
    origin = f"{request.scheme}://{request.clinic.host or request.get_host()}"
    page = pages.page(origin, request.GET.get("in", ""), is_open=request.clinic.opened_on is not None)
    return render(request, "desk/website.html", {"page": page})
