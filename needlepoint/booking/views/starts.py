"""Choosing a time."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from needlepoint.booking import access, queries
from needlepoint.booking.pages import moments
from needlepoint.booking.pages import starts as pages
from needlepoint.booking.views import whom, zones
from needlepoint.booking.wording import gate as gates
from needlepoint.house import clock


@access.open_to_everyone
@require_safe
@zones.remembers_zone
def starts(request):
    """Show the next sensible starts, then the days that have any."""
    if request.viewer.is_staff and not request.GET.get("for"):
        return redirect("desk:patients")
    now = clock.now()
    booker = whom.booker(request, request.GET, now)
    choice = whom.offered(request, booker, request.GET.get("service", ""))
    if not isinstance(choice, tuple):
        if booker.sent_for and gates.elsewhere(booker):
            messages.info(request, _("These questions are about the person who comes."))
        return choice
    booker, offer = choice
    places = queries.places_of(request.clinic)
    wishes = pages.read_wishes(request.GET, offer, places)
    from_date = moments.read_date(request.GET.get("from", ""))
    held = queries.hold_in(request.session, request.clinic, now)
    found = find(request, booker, offer, wishes, held, from_date, now)
    own_zone = zones.own_zone(request)
    page = pages.starts_page(
        found,
        clinic=request.clinic,
        booker=booker,
        offer=offer,
        wishes=wishes,
        places=places,
        relatives=queries.relatives_of(request.viewer),
        cautions=whom.cautions(request, booker),
        own_zone=own_zone,
        kept_start=pages.kept_start(held, request.clinic, own_zone, booker) if held else None,
        from_date=from_date,
        now=now,
    )
    return render(request, "booking/starts.html", {"page": page})


def find(request, booker, offer, wishes, held, from_date, now):  # noqa: PLR0917  what a page knows, in its order
    """Look for the starts that somebody wishes. What is kept for themselves counts as free."""
    return queries.starts_from(
        request.clinic,
        service=offer.service,
        now=now,
        from_date=from_date,
        practitioner_id=wishes.practitioner.pk if wishes.practitioner else None,
        patient_id=booker.patient.pk if booker.patient else None,
        is_staff=booker.by_staff,
        moving=held,
        location=wishes.place,
        among=wishes.among(offer),
        keep=wishes.keep(),
        cautions=whom.cautions(request, booker),
    )
