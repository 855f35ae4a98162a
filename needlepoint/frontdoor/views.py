"""The public pages. Each is a page of its own; none needs an account or a script."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor import pages, queries, wording
from needlepoint.house import clock
from needlepoint.knowledge.evidence import claims
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def home(request):
    if request.clinic is None:
        return render(request, "frontdoor/unopened.html")
    today = _today(request)
    shown = {
        "offers": _offers(request),
        "policy": _policy(request),
        "usual_reviews": (6,),
        "practitioners": queries.practitioners_of(request.clinic.pk),
        "does_it_work": pages.claim_on("does_it_work", today),
        "figure": pages.older_people(today),
        "side_effects": pages.claim_on("side_effects", today),
        "new_pain": pages.claim_on("visits_new_pain", today),
        "long_pain": pages.claim_on("visits_long_pain", today),
    }
    return render(request, "frontdoor/home.html", shown)


@access.open_to_everyone
@require_safe
def visit(request):
    today = _today(request)
    shown = {
        "offers": _offers(request),
        "length": pages.claim_on("visit_length", today),
        "afterwards": pages.claim_on("afterwards", today),
        "side_effects": pages.claim_on("side_effects", today),
    }
    return render(request, "frontdoor/visit.html", shown)


@access.open_to_everyone
@require_safe
def evidence(request):
    today = _today(request)
    shown = {
        "claims": [pages.shown(claim) for claim in claims.current_claims(today)],
        "figure": pages.older_people(today),
    }
    return render(request, "frontdoor/evidence.html", shown)


@access.open_to_everyone
@require_safe
def prices(request):
    shown = {"offers": _offers(request), "policy": _policy(request)}
    return render(request, "frontdoor/prices.html", shown)


@access.open_to_everyone
@require_safe
def contact(request):
    return render(request, "frontdoor/contact.html")


def _today(request):
    return clock.today(request.clinic.time_zone if request.clinic else "UTC")


def _offers(request):
    if request.clinic is None:
        return []
    return [
        pages.offer(service, request.clinic.currency) for service in queries.services_of(request.clinic.pk)
    ]


def _policy(request):
    return wording.policy_of(request.clinic) if request.clinic else ()
