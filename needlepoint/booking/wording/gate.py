"""Where somebody goes whom something keeps from booking. By address only: later steps are named, never imported."""

from django.urls import reverse

from needlepoint.booking import queries
from needlepoint.booking.rules import policy


def elsewhere(booker: queries.Booker) -> str:
    """Return the page that comes before the calendar for this booker, or "" when nothing stands in the way."""
    if booker.gate is policy.Gate.CHECK:
        return reverse("screening:begin")
    if booker.gate is not policy.Gate.STOPPED:
        return ""
    if booker.by_staff:
        return reverse("desk:patient", args=[booker.patient.code])
    if booker.stands.is_stopped:
        return reverse("screening:latest", args=[booker.patient.code])
    return reverse("screening:result")
