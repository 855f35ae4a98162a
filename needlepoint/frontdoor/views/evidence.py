"""Whether it works, how sure that is, and what people say about it, checked."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import evidence as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def evidence(request):
    return render(request, "frontdoor/evidence.html", {"page": pages.page(fetching.today(request))})


@access.open_to_everyone
@require_safe
def checked(request):
    return render(request, "frontdoor/checked.html", {"groups": pages.checked(fetching.today(request))})
