"""For whom a visit is booked, as a request says it."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from needlepoint.booking import access, queries
from needlepoint.booking.queries import bookers, family
from needlepoint.booking.rules import eligibility, policy
from needlepoint.booking.wording import gate as gates
from needlepoint.house import clock
from needlepoint.screening import queries as screening_queries

CONFLICT = 409


def booker(request, data, now) -> queries.Booker:
    """Return who is about to book, and remember for whom a patient does: the check in between does not say."""
    code = data.get("for", "")
    if request.viewer.is_patient and not request.viewer.is_staff:
        code = _chosen(request, code)
    found = queries.booker_of(request.viewer, request.session, code, now)
    if found.sent_for and found.gate is policy.Gate.CHECK and not data.get("for"):
        # They went another way than through that person's check: it is for themselves again.
        access.remember_booking_for(request.session, "")
        return queries.booker_of(request.viewer, request.session, "", now)
    return found


def _chosen(request, code: str) -> str:
    before = access.booking_for(request.session)
    known = {family.ME: "", family.NEW: family.NEW}
    if not code:
        return before
    if code not in known and family.relative(request.viewer, code) is None:
        return ""
    chosen = known.get(code, code)
    if chosen != before:
        # The check is about the person who comes: another person answers it anew.
        request.session.pop(screening_queries.SESSION_KEY, None)
        access.remember_booking_for(request.session, chosen)
    return chosen


def offered(request, booker: queries.Booker, code: str, *, is_sent_again=lambda: False):
    """Return (booker, offer): who books, as far as this visit asks a check of them, and what they may choose between.

    is_sent_again  whether a form of theirs has booked before, whatever stands in the way by now
    returns        otherwise the page that comes first, or that says why there is nothing to book
    """
    first = gates.elsewhere(booker)
    if first and is_sent_again():
        first = ""
    if first and (booker.gate is policy.Gate.STOPPED or not code):
        return redirect(first)
    try:
        offer = queries.offer_to(booker, request.clinic, code, cautions(request, booker), now=clock.now())
    except queries.NothingToBook as nothing:
        return redirect(first) if first else no_visit(request, nothing)
    booker = bookers.excused(booker, offer.service, code, request.session)
    return redirect(first) if first and gates.elsewhere(booker) else (booker, offer)


def cautions(request, booker: queries.Booker) -> tuple[str, ...]:
    """Return what is known to need care: of the patient, or what a visitor's check in this browser says."""
    return tuple(booker.patient.cautions) if booker.patient else queries.cautions_in(request.session)


def stopped(request, patient, now):
    """Return the page that says a doctor comes first, or None when nothing stops this patient. Staff have their own.

    For the ways to a start that begin with a visit or an offer they have. Costs 1 query, 2 when this browser's own
    answers stop them: what they just read stops them here too, although nothing of it is on record.
    """
    if request.viewer.is_staff:
        return None
    is_own = request.viewer.patient_id == patient.pk
    session = request.session if is_own else None
    answers_url = ""
    if screening_queries.stops(patient, now=now, session=session) is not None:
        answers_url = reverse("screening:latest", args=[patient.code]) if is_own else ""
    elif _may_be_about(request, patient) and screening_queries.is_stopped_here(
        patient, now=now, session=request.session
    ):
        answers_url = reverse("screening:result")
    else:
        return None
    shown = {"answers_url": answers_url, "hide_booking": True}
    return render(request, "booking/stopped.html", shown, status=CONFLICT)


def _may_be_about(request, patient) -> bool:
    """Whether the check of this browser may be this patient's: their own, or that of a visitor with their link."""
    if request.viewer.is_known and request.viewer.patient_id != patient.pk:
        return access.booking_for(request.session) == patient.code
    return not access.booking_for(request.session)


def no_visit(request, nothing: queries.NothingToBook):
    """Say why there is nothing that somebody could book by themselves, and what to do."""
    return render(request, "booking/no_visit.html", {"why": _(eligibility.WORDS[nothing.reason])}, status=404)
