"""The first page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import pages, queries
from needlepoint.frontdoor.pages import doors, evidence, pictures
from needlepoint.frontdoor.queries import pictures as picture_queries
from needlepoint.frontdoor.views import fetching
from needlepoint.people import access

MOST_PHOTOS = 3


@access.open_to_everyone
@require_safe
def home(request):
    if request.clinic is None:
        return render(request, "frontdoor/unopened.html")
    if not access.may_look_round(request.viewer, request.clinic):
        return render(request, "frontdoor/not_open_yet.html", {"hide_booking": True})
    today = fetching.today(request)
    shown = {
        "offers": fetching.offers_of(request),
        "policy": fetching.policy_of(request),
        "usual_reviews": (6,),
        "practitioners": queries.practitioners_of(request.clinic.pk, on=today),
        "does_it_work": pages.claim_on("does_it_work", today),
        "older": pages.claim_on(evidence.OLDER, today),
        "older_hundreds": evidence.older_hundreds(today),
        "side_effects": pages.claim_on("side_effects", today),
        "photos": [pictures.shown(one) for one in picture_queries.photos_of(request.clinic.pk)[:MOST_PHOTOS]],
        "problems": doors.to_problems(),
        "doors": doors.to_pages(),
    }
    return render(request, "frontdoor/home.html", shown)
