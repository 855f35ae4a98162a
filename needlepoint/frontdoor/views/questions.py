"""What people ask before they come."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import questions as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def questions(request):
    shown = {"topics": pages.page(fetching.today(request)), "policy": fetching.policy_of(request)}
    return render(request, "frontdoor/questions.html", shown)
