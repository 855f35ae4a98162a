"""The whole course at once: a time for every visit of the plan that remains."""

import datetime as dt
from typing import NamedTuple

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.actions import series as series_actions
from needlepoint.booking.queries import beforehand
from needlepoint.booking.queries import series as series_queries
from needlepoint.booking.rules import policy
from needlepoint.booking.wording import gate as gates
from needlepoint.booking.wording import series as series_wording
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.portal import queries
from needlepoint.portal.pages import course_visits as course_pages

CONFLICT, UNPROCESSABLE = 409, 422


class _Asking(NamedTuple):
    """Which course is to be booked, for whom and by whom, and what suits them."""

    of: queries.CourseBooking
    booker: booking_queries.Booker
    suits: series_wording.Asked
    now: dt.datetime

    @property
    def everywhere(self):
        """What every question about its starts wants to know."""
        return {
            "patient": self.of.course.patient,
            "service": self.of.service,
            "taste": self.suits.taste(self.of.terms.practitioner_id, self.of.where.minute),
            "now": self.now,
            "is_staff": self.booker.by_staff,
            "location": self.of.where.location,
        }


@access.only(*access.Role)
@require_http_methods(["GET", "HEAD", "POST"])
def course_visits(request, code):
    """Propose a time for every visit of the plan that remains, and book them together; for the patient or by the desk."""
    now, is_sent = clock.now(), request.method == "POST"
    course = queries.course_booking(request.viewer, code, now)
    booker = booking_queries.booker_of(request.viewer, request.session, course.course.patient.code, now)
    if first := gates.elsewhere(booker):
        return redirect(first)
    suits = series_wording.read_asked(request.POST if is_sent else request.GET)
    asking = _Asking(course, booker, suits, now)
    return _book_course(request, asking) if is_sent else _course_page(request, asking)


def _book_course(request, asking):
    form_key = series_wording.read_form_key(request.POST)
    who = {one.code: one.pk for one in asking.of.practitioners}
    sent = series_wording.read_wishes(request.POST, [asking.of.terms.review_after], who)
    if series_queries.booked_together(request.clinic.pk, form_key) is None:
        # What another tab booked meanwhile is not booked again.
        sent = {number: wish for number, wish in sent.items() if number in asking.of.numbers}
        if not sent or not asking.of.is_under_way:
            refusal = _("Nothing is booked yet. Choose a time for at least one visit.")
            return _course_page(request, asking, status=UNPROCESSABLE, refusal=refusal)
        is_unticked = asking.booker.gate is policy.Gate.CONFIRM and not request.POST.get("no_new_signs")
        if is_unticked or beforehand.unheard(_caveat(asking, sent.values()), request.POST):
            return _sent_again(request, asking, sent, has_unticked_signs=is_unticked)
    try:
        booked = series_actions.book_series(
            clinic=request.clinic,
            patient=asking.of.course.patient,
            wishes=list(sent.values()),
            service=asking.of.service,
            course_code=asking.of.course.code,
            by=request.viewer,
            now=asking.now,
            form_key=form_key,
            takes_what_is_free="free" in request.POST,
            session=None if asking.booker.by_staff else request.session,
            check=asking.booker.check,
            location=asking.of.where.location,
        )
    except booking_actions.UnableToBook as unable:
        return _course_page(request, asking, status=CONFLICT, refusal=str(unable))
    if booked.series is None:
        return _sent_again(request, asking, sent, refused=len(booked.refused))
    if booked.refused:
        messages.warning(request, series_wording.left_words(len(booked.refused)))
        return redirect(request.path)
    messages.success(request, series_wording.booked_words(len(booked.visits)))
    return redirect(course_pages.after_booking(asking.of.course, is_own=not asking.booker.by_staff))


def _caveat(asking, starts):
    """Return what to hear before visits with these starts are booked, if there is anything."""
    of, staff = asking.of, asking.booker.by_staff
    starts = [one.starts_at for one in starts if one]
    return beforehand.caveat(of.course.patient_id, starts, asking.now, is_staff=staff)


def _sent_again(request, asking, sent, *, refused=0, has_unticked_signs=False):
    """Show what was chosen once more: what is still free stays chosen, the rest gets other times."""
    planned = series_queries.again(
        request.clinic, wishes=list(sent.values()), numbers=list(sent), **asking.everywhere
    )
    status = CONFLICT if refused else UNPROCESSABLE
    more = {"sent": sent, "refused": refused, "has_unticked_signs": has_unticked_signs}
    return _course_page(request, asking, planned=planned, status=status, **more)


def _course_page(request, asking, *, planned=None, status=200, **more):
    of = asking.of
    if planned is None and of.is_under_way:
        planned = series_queries.proposal(
            request.clinic, terms=of.terms, where=of.where, count=asking.suits.count, **asking.everywhere
        )
    words = series_wording.Words(
        request.clinic, of.service, of.terms, of.where, of.practitioners, asking.suits
    )
    page = series_wording.page(
        words,
        planned or (),
        form_key=series_wording.read_form_key(request.POST),
        asks_about_signs=asking.booker.gate is policy.Gate.CONFIRM,
        **more,
    )
    starts = more["sent"].values() if "sent" in more else [one.start for one in planned or ()]
    shown = {
        "page": page,
        "course": course_pages.course_words(of, is_own=not asking.booker.by_staff),
        "caveat": _caveat(asking, starts),
    }
    return render(request, "portal/course_visits.html", shown, status=status)
