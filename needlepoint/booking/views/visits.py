"""Choosing a time, booking it, moving it, cancelling it; and what the desk notes at the door."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import access, actions, queries
from needlepoint.booking.forms import visits as forms
from needlepoint.booking.pages import visits as pages
from needlepoint.booking.rules import policy
from needlepoint.house import clock
from needlepoint.people import sessions

page_or_post = require_http_methods(["GET", "HEAD", "POST"])
CONFLICT, UNPROCESSABLE = 409, 422
# What stands in the way leads here.
ELSEWHERE = {policy.Gate.CHECK: "screening:begin", policy.Gate.STOPPED: "screening:result"}


@access.open_to_everyone
@require_safe
def starts(request):
    """Show the next sensible starts, then the days that have any."""
    if request.viewer.is_staff and not request.GET.get("for"):
        return redirect("desk:patients")
    now = clock.now()
    booker = queries.booker_of(request.viewer, request.session, request.GET.get("for", ""), now)
    if booker.gate in ELSEWHERE:
        return redirect(ELSEWHERE[booker.gate])
    offer = queries.offer_to(booker, request.clinic, request.GET.get("service", ""))
    chosen = offer.practitioner(request.GET.get("practitioner", ""))
    from_date = pages.read_date(request.GET.get("from", ""))
    found = _found(request, booker, offer, now, from_date, practitioner_id=chosen.pk if chosen else None)
    page = pages.starts_page(
        found, clinic=request.clinic, booker=booker, offer=offer, chosen=chosen, from_date=from_date, now=now
    )
    return render(request, "booking/starts.html", {"page": page})


@access.open_to_everyone
@page_or_post
def details(request):
    """Ask the little that is needed to book the chosen start; book it."""
    data, now = request.POST if request.method == "POST" else request.GET, clock.now()
    if request.viewer.is_staff and not data.get("for"):
        return redirect("desk:patients")
    if "\0" in data.get("for", "") + data.get("form_key", ""):
        raise Http404  # PostgreSQL cannot even be asked for these
    booker = queries.booker_of(request.viewer, request.session, data.get("for", ""), now)
    if booker.gate in ELSEWHERE and not queries.has_booked(request.clinic, data.get("form_key", "")):
        return redirect(ELSEWHERE[booker.gate])
    offer = queries.offer_to(booker, request.clinic, data.get("service", ""))
    start = pages.read_start(data, offer)
    if start is None:
        return redirect("booking:starts")
    already = _already_booked(request, data, start)
    if already is not None:
        return redirect("booking:booked", already.code)
    form = _form(request, booker, now)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            return _booked(request, _book(request, booker, offer, start, form, now))
        except actions.UnableToBook as unable:
            refusal = str(unable)
    elif not form.is_bound and not _is_free(request, booker, offer, start, now):
        refusal = _("That time is no longer free. Here are the nearest ones.")
    near = _nearest(request, booker, offer, start, now) if refusal else ()
    page = pages.details_page(clinic=request.clinic, booker=booker, offer=offer, start=start, now=now)
    shown = {"page": page, "form": form, "refusal": refusal, "nearest": near}
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, "booking/details.html", shown, status=status)


@access.open_to_everyone
@require_safe
def booked(request, code):
    """Show one visit: to its patient, to staff, and to the browser that booked it."""
    visit = queries.visit_shown_to(request.viewer, request.session, code)
    return render(
        request, "booking/booked.html", {"page": pages.visit_page(visit, request.viewer, clock.now())}
    )


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
            return _back(request, visit, _("The visit of %(name)s is cancelled."))
    shown = {"page": pages.change_page(visit, request.viewer, now), "form": form, "refusal": refusal}
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, "booking/cancellation.html", shown, status=status)


@access.only(*access.KNOWN)
@page_or_post
def new_time(request, code):
    """Show the starts that a visit may move to; confirm one; move."""
    visit, now, refusal = queries.visit_for(request.viewer, code), clock.now(), None
    data = request.POST if request.method == "POST" else request.GET
    start = pages.read_moment(data)
    if request.method == "POST" and start is not None:
        try:
            visit = actions.move_visit(
                visit=visit,
                starts_at=start.starts_at,
                by=request.viewer,
                now=now,
            )
        except actions.UnableToMove as unable:
            refusal, start = str(unable), None
        else:
            return _back(request, visit, _("The visit of %(name)s has a new time."))
    page = pages.change_page(visit, request.viewer, now, **_new_times(request, visit, start, now))
    status = CONFLICT if refusal else 200
    return render(request, "booking/new_time.html", {"page": page, "refusal": refusal}, status=status)


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
    visit = queries.visit_for(request.viewer, code)
    try:
        actions.miss_visit(visit=visit, by=request.viewer, now=clock.now())
    except actions.UnableToMiss as unable:
        messages.warning(request, str(unable))
    return redirect(pages.desk_day(visit))


# --- Steps of the above ----------------------------------------------------------------------------------------------


def _found(request, booker, offer, now, from_date, *, practitioner_id=None):
    return queries.starts_from(
        request.clinic,
        service=offer.service,
        now=now,
        from_date=from_date,
        practitioner_id=practitioner_id,
        patient_id=booker.patient.pk if booker.patient else None,
        is_staff=booker.by_staff,
    )


def _form(request, booker, now):
    data = request.POST if request.method == "POST" else None
    if booker.patient is None:
        return forms.Details(
            data, country=request.clinic.country, today=clock.local(now, request.clinic.time_zone).date()
        )
    if booker.by_staff:
        return forms.Review(data)
    return forms.Confirmation(data, asks_about_signs=booker.gate is policy.Gate.CONFIRM)


def _already_booked(request, data, start):
    """Return the visit that was booked before the button was pressed again, or before the way back led here."""
    if request.method != "POST":
        return queries.own_visit_at(request.viewer, request.session, start.starts_at)
    again = queries.booked_by_form(request.viewer, request.session, data.get("form_key", ""))
    return again if again is not None and again.starts_at == start.starts_at else None


def _is_free(request, booker, offer, start, now):
    return queries.is_free(
        request.clinic,
        service=offer.service,
        starts_at=start.starts_at,
        practitioner_id=start.practitioner_id,
        patient_id=booker.patient.pk if booker.patient else None,
        now=now,
        is_staff=booker.by_staff,
    )


def _nearest(request, booker, offer, start, now):
    found = _found(request, booker, offer, now, pages.day_before(start.starts_at, request.clinic))
    return pages.nearest(found, start=start, clinic=request.clinic, booker=booker, offer=offer, now=now)


def _book(request, booker, offer, start, form, now):  # noqa: PLR0917  what the page knows, in its order
    """Return (visit, whether this booking opened the patient's record)."""
    wish = {
        "clinic": request.clinic,
        "service": offer.service,
        "starts_at": start.starts_at,
        "practitioner_id": start.practitioner_id,
        "form_key": form.cleaned_data["form_key"],
        "by": request.viewer,
        "now": now,
        "session": None if booker.by_staff else request.session,
    }
    if booker.patient is None:
        return actions.book_for_newcomer(newcomer=actions.Newcomer(**form.newcomer()), **wish)
    is_review = form.cleaned_data.get("is_review", False)
    return actions.book_visit(patient=booker.patient, is_review=is_review, check=booker.check, **wish), False


def _booked(request, outcome):
    """Show the booking. A new patient may go on in a session of their own; one we know needs the link we mailed."""
    visit, is_new_patient = outcome
    if request.viewer.is_staff:
        return _back(request, visit, _("%(name)s is booked."))
    if is_new_patient:
        sessions.begin_for_patient(request, visit.patient_id)
    elif not request.viewer.is_known:
        access.remember_booked(request.session, visit.code)
    return redirect("booking:booked", visit.code)


def _back(request, visit, sentence):
    """Send staff to the day of the visit with a sentence, the patient to the visit itself."""
    if request.viewer.is_staff:
        messages.success(request, sentence % {"name": visit.patient.name})
        return redirect(pages.desk_day(visit))
    return redirect("booking:booked", visit.code)


def _new_times(request, visit, start, now):
    if start is not None:
        return pages.new_time(start.starts_at, visit.clinic.time_zone, start.value)
    from_date = pages.read_date(request.GET.get("from", ""))
    if not queries.is_movable(visit):
        return {}
    found = queries.starts_from(
        visit.clinic,
        service=visit.service,
        now=now,
        from_date=from_date,
        practitioner_id=visit.practitioner_id,
        patient_id=visit.patient_id,
        is_staff=request.viewer.is_staff,
        moving=visit,
    )
    return pages.new_starts(found, visit, now=now, from_date=from_date)
