"""What several public pages ask for, of the clinic whose address was opened; a place without a clinic has none of it."""

from needlepoint.frontdoor import queries, wording
from needlepoint.frontdoor.pages import offers
from needlepoint.house import clock


def today(request):
    """The clinic's day: claims leave their pages at its midnight."""
    return clock.today(request.clinic.time_zone if request.clinic else "UTC")


def offers_of(request):
    if request.clinic is None:
        return []
    return [
        offers.offer(service, request.clinic.currency) for service in queries.services_of(request.clinic.pk)
    ]


def policy_of(request):
    return wording.policy_of(request.clinic) if request.clinic else ()
