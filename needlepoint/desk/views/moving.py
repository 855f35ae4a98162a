"""What is done from the calendar: move a visit, enter a walk-in, block time. Each is looked at before it is done."""

import secrets

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.actions import diary
from needlepoint.booking.queries import beforehand
from needlepoint.booking.queries import diary as diary_queries
from needlepoint.desk import queries as desk_queries
from needlepoint.desk.forms import calendar as forms
from needlepoint.desk.pages import blocking as blocking_pages
from needlepoint.desk.pages import columns, dropping
from needlepoint.desk.pages import moving as pages
from needlepoint.desk.queries import calendar as queries
from needlepoint.desk.queries import moving as moving_queries
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.plans.queries import standing

Role = access.Role
STAFF = (Role.PRACTITIONER, Role.DESK, Role.OWNER)
CONFLICT, UNPROCESSABLE = 409, 422
NEWEST = 6  # patients shown before anybody has typed
page_or_post = require_http_methods(["GET", "HEAD", "POST"])


@access.only(*STAFF)
@page_or_post
def move(request):
    """Say what moving a visit would come to; move it, over what is in the way only with a reason."""
    now, data = clock.now(), request.POST if request.method == "POST" else request.GET
    if not data.get("visit"):
        return redirect("desk:calendar")
    visit = booking_queries.visit_for(request.viewer, _code(data, "visit"))
    place = _place(request, data, visit)
    starts_at = pages.read_start(data.get("start", ""), place)
    if not queries.is_movable(visit):
        messages.warning(request, _("This visit can no longer be moved."))
        return redirect("booking:booked", visit.code)
    if starts_at is None:
        if "date" in data or "by_hand" in data:
            return _type_a_time(request, visit, place, data)
        return redirect(pages.calendar_url(place, visit.starts_at, now, moving=visit.code))
    form = forms.Reason(request.POST if "anyway" in request.POST else None)
    caveat = beforehand.caveat(visit.patient_id, [starts_at], now, is_staff=True, leaves=[visit.pk])
    is_heard = not beforehand.unheard(caveat, request.POST)
    if request.method == "POST" and is_heard and (not form.is_bound or form.is_valid()):
        try:
            moved = booking_actions.move_visit(
                visit=visit, by=request.viewer, now=now, **_wish(request, data, place, starts_at, form)
            )
        except booking_actions.UnableToMove as unable:
            messages.warning(request, str(unable))
        else:
            messages.success(request, dropping.moved_words(moved, place, now))
            return redirect(pages.calendar_url(place, moved.starts_at, now, by=_side(data)))
    drop = _drop(request, data, place, visit.patient, visit.service, starts_at, now, moving=visit)
    return _ask(request, dropping.move_page(drop, visit, by=_side(data), now=now), form, caveat=caveat)


def _type_a_time(request, visit, place, data):
    """Let a time be typed: for those who do not drag."""
    form = forms.Time(
        data if "date" in data else None,
        zone=place.zone,
        practitioners=queries.treating_on(request.clinic, clock.now()),
        rooms=queries.rooms_of(request.clinic, place),
        initial=pages.typed_from(visit, place),
    )
    if form.is_bound and form.is_valid():
        return redirect(pages.preview_url(visit, place, form.cleaned_data))
    shown = {"form": form, "page": pages.time_page(visit, place, clock.now())}
    return render(request, "desk/calendar_time.html", shown, status=UNPROCESSABLE if form.errors else 200)


@access.only(*STAFF)
@page_or_post
def walk_in(request):
    """Book somebody who stands at the desk, or into an empty stretch: choose who it is, look, book."""
    now, data = clock.now(), request.POST if request.method == "POST" else request.GET
    place = _place(request, data)
    starts_at = pages.read_start(data.get("start") or data.get("at", ""), place)
    if starts_at is None and request.method == "POST":
        return redirect("desk:calendar")  # nobody is booked for a time that they did not see
    starts_at = starts_at or pages.this_tick(now)
    if not data.get("for"):
        return _choose_patient(request, data, place, starts_at, now)
    booker = booking_queries.booker_of(request.viewer, request.session, _code(data, "for"), now)
    offer = booking_queries.offer_to(booker, request.clinic, _code(data, "service"), now=now)
    form = forms.Reason(request.POST if "anyway" in request.POST else None)
    caveat = beforehand.caveat(booker.patient.pk, [starts_at], now, is_staff=True)
    is_heard = not beforehand.unheard(caveat, request.POST) or _is_booked(request, data)
    if request.method == "POST" and is_heard and (not form.is_bound or form.is_valid()):
        try:
            booked = booking_actions.book_visit(
                clinic=request.clinic, patient=booker.patient, service=offer.service, by=request.viewer, now=now,
                form_key=_code(data, "form_key")[: forms.KEY_LENGTH] or None, check=booker.check,
                **_wish(request, data, place, starts_at, form),
            )  # fmt: skip
        except booking_actions.UnableToBook as unable:
            messages.warning(request, str(unable))
        else:
            messages.success(request, dropping.booked_words(booked, place, now))
            return redirect(pages.calendar_url(place, booked.starts_at, now))
    drop = _drop(request, data, place, booker.patient, offer.service, starts_at, now)
    page = dropping.book_page(
        drop, kinds=offer.services, data=data, now=now, was_checked=booker.check != "OVERRIDDEN",
        soonest=() if drop.practitioner else moving_queries.soonest(drop, now=now),
        treating=queries.treating_on(request.clinic, starts_at),
    )  # fmt: skip
    form_key = _code(data, "form_key") or secrets.token_urlsafe(24)
    return _ask(request, page, form, form_key=form_key, caveat=caveat)


def _is_booked(request, data):
    """Whether this very form has booked before: the button was pressed twice."""
    return booking_queries.has_booked(request.clinic, _code(data, "form_key")[: forms.KEY_LENGTH])


def _choose_patient(request, data, place, starts_at, now):
    form = forms.Whom(data if "q" in data else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = desk_queries.found(request.viewer, words)[: None if words else NEWEST]
    who, room = moving_queries.named(request.clinic, place, data)
    page = pages.whom_page(
        found, data, place=place, starts_at=starts_at, who=who or room, now=now, words=words,
        stands=standing.standing_of(one.pk for one in found),
    )  # fmt: skip
    return render(request, "desk/calendar_whom.html", {"page": page, "form": form})


@access.only(*STAFF)
@page_or_post
def block(request):
    """Keep a stretch free of visits, with a reason."""
    now = clock.now()
    place = _place(request, request.GET)
    starts_at = pages.read_start(request.GET.get("at", ""), place) or pages.this_tick(now)
    keeps_all = request.viewer.is_desk or request.viewer.is_owner
    form = forms.Block(
        request.POST if request.method == "POST" else None,
        zone=place.zone,
        practitioners=diary_queries.practitioners_kept_by(request.viewer),
        rooms=queries.rooms_of(request.clinic, place) if keeps_all else (),
        for_everyone=keeps_all,
        initial=blocking_pages.first_words(request.GET, place, starts_at),
    )
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            shut = diary.shut(
                clinic=request.clinic,
                by=request.viewer,
                now=now,
                **moving_queries.stretch(request.clinic, place, form.cleaned_data),
            )
        except diary.UnableToShut as unable:
            refusal = str(unable)
        else:
            messages.success(request, blocking_pages.blocked_words(shut, place))
            return redirect(blocking_pages.next_url(shut, place, now))
    shown = {"form": form, "refusal": refusal, "back_url": pages.calendar_url(place, starts_at, now)}
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, "desk/calendar_block.html", shown, status=status)


# --- Steps of the above ----------------------------------------------------------------------------------------------


def _code(data, name):
    """Return a code from an address or a form. No database can be asked for what holds a NUL."""
    code = data.get(name, "")
    if "\0" in code:
        raise Http404
    return code


def _side(data):
    return columns.ROOM if data.get("by") == columns.ROOM else columns.PRACTITIONER


def _place(request, data, visit=None):
    """Return the place that is asked for; without one, the visit's own, else the first."""
    places = queries.places_of(request.clinic)
    if visit is not None and "place" not in data:
        return next((one for one in places if one.pk == visit.location_id), places[0])
    return next((one for one in places if one.code == data.get("place", "")), places[0])


def _wish(request, data, place, starts_at, form):
    """Return when, with whom and where, as moving and booking take it; over what is in the way only with a reason."""
    who, room = moving_queries.named(request.clinic, place, data)
    return {
        "starts_at": starts_at,
        "practitioner_id": who.pk if who else None,
        "room_id": room.pk if room else None,
        "location": place.location,
        "override_reason": form.cleaned_data["reason"] if form.is_bound else "",
    }


def _drop(request, data, place, patient, service, starts_at, now, *, moving=None):  # noqa: PLR0917
    return moving_queries.drop(
        request.clinic,
        place=place,
        patient=patient,
        service=service,
        starts_at=starts_at,
        practitioner_code=_code(data, "practitioner"),
        room_code=_code(data, "room"),
        now=now,
        moving=moving,
    )


def _ask(request, page, form, **more):
    status = UNPROCESSABLE if form.errors else CONFLICT if request.method == "POST" else 200
    return render(request, "desk/calendar_drop.html", {"page": page, "form": form, **more}, status=status)
