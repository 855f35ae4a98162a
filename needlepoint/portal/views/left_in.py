"""What stays in a patient's skin on purpose: their card, and saying that it is off."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from needlepoint.charting.actions import holding
from needlepoint.charting.actions import left_in as deeds
from needlepoint.charting.queries import left_in as queries
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.people import queries as people_queries
from needlepoint.portal import queries as portal_queries
from needlepoint.portal.pages import left_in as pages

Role = access.Role
LATELY = dt.timedelta(days=14)


@access.only(Role.PATIENT)
@require_safe
def left_in(request):
    """Show what is in, how and when it comes off, and when to call."""
    patient = portal_queries.patient_of(request.viewer)
    return render(request, "portal/left_in.html", {"page": _card(request, patient, is_own=True)})


@access.only(Role.PRACTITIONER, Role.DESK)
@require_safe
def left_in_card(request, code):
    """Show staff the same card, to print, in the patient's language."""
    patient = people_queries.patient_seen_by(request.viewer, code)
    with translation.override(patient.language):
        return render(request, "portal/left_in.html", {"page": _card(request, patient, is_own=False)})


@access.only(Role.PATIENT)
@require_POST
def left_in_off(request, code):
    """Keep what the patient says: so many are off, or all."""
    one = queries.one_for(request.viewer, code)
    typed = request.POST.get("pieces", "")
    pieces = int(typed) if typed.isdecimal() and len(typed) < 4 else None  # noqa: PLR2004 a number people type
    if typed and pieces is None:
        messages.warning(request, _("Please write a number."))
        return redirect("portal:left_in")
    try:
        kept = deeds.take_off(left=one, pieces=pieces, by=request.viewer, now=clock.now())
    except holding.AlreadyDone:
        pass  # a double tap, or the clinic was first
    except holding.UnableToChart:
        messages.warning(request, _("That is not a number we know here. Please count again."))
    else:
        thanks = (
            _("Thank you. All of these are off.") if kept.removed_at else _("Thank you. We wrote it down.")
        )
        messages.info(request, thanks)
    return redirect("portal:left_in")


def _card(request, patient, *, is_own):
    now = clock.now()
    rows = queries.of_patient(request.viewer, patient, off_since=now - LATELY)
    return pages.card(patient, rows, today=clock.today(patient.clinic.time_zone), is_own=is_own)
