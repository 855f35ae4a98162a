"""Who checked what."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import checking as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def who_checked(request):
    return render(request, "frontdoor/who_checked.html", {"page": pages.page(fetching.today(request))})
