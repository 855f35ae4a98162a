"""What acupuncture is, and how it is thought to work."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import acupuncture as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def acupuncture(request):
    return render(request, "frontdoor/acupuncture.html", {"page": pages.page(fetching.today(request))})
