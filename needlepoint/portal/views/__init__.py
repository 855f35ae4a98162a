"""The patient's own pages."""

import datetime as dt
from typing import NamedTuple

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.actions import series as series_actions
from needlepoint.booking.queries import beforehand
from needlepoint.booking.queries import series as series_queries
from needlepoint.booking.rules import policy
from needlepoint.booking.wording import gate as gates
from needlepoint.booking.wording import series as series_wording
from needlepoint.charting.queries import effects as effects_queries
from needlepoint.charting.queries import left_in as left_in_queries
from needlepoint.house import clock, paper
from needlepoint.intake import access as intake_access
from needlepoint.intake import actions as intake_actions
from needlepoint.intake import queries as intake_queries
from needlepoint.outcomes.queries import flares as flare_queries
from needlepoint.people import access
from needlepoint.plans import queries as plans_queries
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.queries import letters as letter_queries
from needlepoint.portal import actions, pages, queries
from needlepoint.portal.pages import bothering as bothering_pages
from needlepoint.portal.pages import flare as flare_pages
from needlepoint.portal.pages import left_in as left_in_pages
from needlepoint.portal.pages import papers as paper_pages
from needlepoint.portal.views import papers

TOLD_LATELY = dt.timedelta(days=2)  # as long as we ask to wait before calling
CONFLICT, UNPROCESSABLE = 409, 422


@access.only(access.Role.PATIENT)
@require_safe
def home(request):
    """Show what comes next, what waits, and how it goes."""
    now = clock.now()
    asked = queries.home_of(request.viewer, now)
    zone = asked.patient.clinic.time_zone
    still_in = left_in_queries.still_in(request.viewer)
    shown = {
        "page": pages.home(asked, now),
        "told": bothering_pages.line(effects_queries.latest_told(request.viewer, now - TOLD_LATELY)),
        "flare": flare_pages.line(flare_queries.told_by(asked.patient, now)),
        "left_in": left_in_pages.line(still_in, today=clock.local(now, zone).date(), zone=zone),
    }
    return render(request, "portal/home.html", shown)


@access.only(access.Role.PATIENT, access.Role.PRACTITIONER)
@require_safe
def plan(request, code):
    """Show the plan in the patient's words; the practitioner sees the same page."""
    return render(request, "portal/plan.html", {"page": _plan(request, code)[1]})


@access.only(access.Role.PATIENT, access.Role.PRACTITIONER)
@require_safe
def plan_paper(request, code):
    """Give the plan as a PDF in the patient's language, or in one that was asked for."""
    course = plans_queries.course_seen_by(request.viewer, code)
    language = papers.language_of(request, course.patient)
    with translation.override(language):
        data = paper_pages.plan(*_plan(request, code))
    made = paper.pdf(paper_pages.TEMPLATE, data, made_at=clock.now(), language=language)
    return papers.answer(made, "plan")


def _plan(request, code):
    course = plans_queries.course_seen_by(request.viewer, code)
    zone = course.patient.clinic.time_zone
    return course, pages.plan(
        course,
        plans_queries.position(course),
        plans_queries.reviews_of(course),
        home_queries.programme_of(course, today=clock.today(zone), zone=zone),
        goals=plans_queries.goals_of(course),
        today=clock.today(zone),
        is_own=request.viewer.is_patient,
        letters=letter_queries.letters_of(request.viewer, course.patient)
        if request.viewer.is_patient
        else (),
    )


@access.only(*intake_access.FILLERS)
@require_POST
def intake_finish(request, code):
    """Send the intake to the practitioner."""
    intake = intake_queries.intake_for(request.viewer, code)
    try:
        actions.send_intake(intake=intake, by=request.viewer, now=clock.now())
    except intake_actions.UnableToFinishIntake as unable:
        context = {"sentence": str(unable), "code": code, "step": unable.step}
        return render(request, "portal/intake_open.html", context, status=422)
    # On the clinic's tablet the next form follows, or nothing stays open.
    return redirect("intake:kiosk") if request.viewer.is_on_kiosk else redirect("intake:answers", code=code)


# --- The whole course at once ------------------------------------------------------------------------------------------


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
    return redirect(pages.after_booking(asking.of.course, is_own=not asking.booker.by_staff))


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
        "course": pages.course_words(of, is_own=not asking.booker.by_staff),
        "caveat": _caveat(asking, starts),
    }
    return render(request, "portal/course_visits.html", shown, status=status)
