"""One visit: looking at it, moving it, cancelling it; and what the desk notes at the door."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import access, actions, queries
from needlepoint.booking.forms import visits as forms
from needlepoint.booking.pages import moments
from needlepoint.booking.pages import staff_visit as staff_pages
from needlepoint.booking.pages import visits as pages
from needlepoint.booking.pages import waiting as waiting_pages
from needlepoint.booking.queries import beforehand
from needlepoint.booking.queries import waiting as waiting_queries
from needlepoint.booking.views import whom, zones
from needlepoint.house import beside, clock

page_or_post = require_http_methods(["GET", "HEAD", "POST"])
CONFLICT, UNPROCESSABLE = 409, 422


@access.open_to_everyone
@require_safe
@zones.remembers_zone
def booked(request, code):
    """Show one visit: to its patient and to the browser that booked it; to staff, what they do with it."""
    visit, now = queries.visit_shown_to(request.viewer, request.session, code), clock.now()
    if request.viewer.is_staff:
        stands = beside.one(visit.patient_id)
        page = staff_pages.staff_visit_page(visit, queries.override_of(visit), request.viewer, now, stands)
        return render(request, "booking/staff_visit.html", {"page": page})
    page = pages.visit_page(visit, request.viewer, zones.own_zone(request), now)
    # Who booked for somebody without signing in has not shown that they may see the record.
    stands = beside.one(visit.patient_id) if page.is_own else ""
    return render(request, "booking/booked.html", {"page": page, "stands": stands})


@access.open_to_everyone
@require_safe
def calendar(request, code):
    """Hand out the visit as a calendar file."""
    visit = queries.visit_shown_to(request.viewer, request.session, code)
    text = pages.calendar_file(visit, queries.moves_of(visit), clock.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


@access.only(*access.KNOWN)
@page_or_post
def cancellation(request, code):
    """Say what cancelling means; cancel."""
    visit, now, refusal = queries.visit_for(request.viewer, code), clock.now(), None
    form = forms.Cancellation(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.cancel_visit(visit=visit, by=request.viewer, now=now, reason=form.cleaned_data["reason"])
        except actions.UnableToCancel as unable:
            refusal = str(unable)
        else:
            if request.viewer.is_staff and request.POST.get("then") == "offer":
                return redirect(waiting_pages.freed_url(visit))
            return _back(request, visit, _("The visit of %(name)s is cancelled."))
    page = pages.change_page(
        visit, request.viewer, zones.own_zone(request), now, stands=_stands(request.viewer, visit)
    )
    shown = {"page": page, "form": form, "refusal": refusal}
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, "booking/cancellation.html", shown, status=status)


@access.only(*access.KNOWN)
@page_or_post
def new_time(request, code):
    """Show the starts that a visit may move to; confirm one; move."""
    visit, now, refusal = queries.visit_for(request.viewer, code), clock.now(), None
    data = request.POST if request.method == "POST" else request.GET
    start, own_zone = moments.read_moment(data), zones.own_zone(request)
    if page := whom.stopped(request, visit.patient, now):
        return page
    caveat = _caveat(visit, start, request.viewer, now)
    unheard = beforehand.unheard(caveat, request.POST)
    if request.method == "POST" and start is not None and not unheard:
        try:
            visit = actions.move_visit(visit=visit, starts_at=start.starts_at, by=request.viewer, now=now)
        except actions.UnableToMove as unable:
            refusal, start, caveat = str(unable), None, None
        else:
            return _back(request, visit, _("The visit of %(name)s has a new time."))
    times = _new_times(request, visit, start, own_zone, now)
    page = pages.change_page(
        visit, request.viewer, own_zone, now, stands=_stands(request.viewer, visit), **times
    )
    status = CONFLICT if refusal or (request.method == "POST" and unheard) else 200
    shown = {"page": page, "refusal": refusal, "caveat": caveat}
    return render(request, "booking/new_time.html", shown, status=status)


@access.only(*access.DESK)
@require_POST
def arrival(request, code):
    visit = queries.visit_for(request.viewer, code)
    try:
        actions.receive_visit(visit=visit, by=request.viewer, now=clock.now())
    except actions.UnableToReceive as unable:
        messages.warning(request, str(unable))
    return redirect(pages.desk_day(visit))


@access.only(*access.DESK)
@require_POST
def absence(request, code):
    visit, now = queries.visit_for(request.viewer, code), clock.now()
    try:
        visit = actions.miss_visit(visit=visit, by=request.viewer, now=now)
    except actions.UnableToMiss as unable:
        messages.warning(request, str(unable))
    else:
        messages.success(request, staff_pages.missed_words(visit, now))
    return redirect(pages.desk_day(visit))


# --- Steps of the above ----------------------------------------------------------------------------------------------


def _back(request, visit, sentence):
    """Send staff to the day of the visit with a sentence, the patient to the visit itself."""
    if request.viewer.is_staff:
        messages.success(request, sentence % {"name": visit.patient.name})
        return redirect(pages.desk_day(visit))
    return redirect("booking:booked", visit.code)


def _caveat(visit, start, viewer, now):
    """Return what to hear before the visit moves to a start, if there is anything."""
    starts = [start.starts_at] if start is not None else []
    return beforehand.caveat(visit.patient_id, starts, now, is_staff=viewer.is_staff, leaves=[visit.pk])


def _new_times(request, visit, start, own_zone, now):
    if start is not None:
        return pages.new_time(visit, start.starts_at, own_zone, start.value)
    from_date = moments.read_date(request.GET.get("from", ""))
    if not queries.is_movable(visit):
        return {}
    found = queries.starts_from(
        visit.clinic,
        service=visit.service,
        now=now,
        from_date=from_date,
        practitioner_id=queries.practitioner_kept(visit, now),
        patient_id=visit.patient_id,
        is_staff=request.viewer.is_staff,
        moving=visit,
        location=visit.location,
        cautions=tuple(visit.patient.cautions),
    )
    who = None
    if queries.practitioner_kept(visit, now) is None:
        who = waiting_queries.treating(visit.clinic)
    return pages.new_starts(found, visit, own_zone=own_zone, now=now, from_date=from_date, who=who)


def _stands(viewer, visit) -> str:
    """Where they stand in their course of care, for who is known to be them or works here."""
    return beside.one(visit.patient_id) if viewer.is_known else ""
