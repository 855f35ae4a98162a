"""Cups, scraping and heat: what may be added to needles."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import methods as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def methods(request):
    return render(request, "frontdoor/methods.html", {"methods": pages.methods(fetching.today(request))})
