"""Booking a chosen start, and keeping it while its form is filled in."""

import dataclasses
import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from needlepoint.booking import access, actions, models, queries
from needlepoint.booking.forms import visits as forms
from needlepoint.booking.pages import details as pages
from needlepoint.booking.pages import moments
from needlepoint.booking.pages import starts as starts_pages
from needlepoint.booking.pages import visits as visit_pages
from needlepoint.booking.queries import beforehand
from needlepoint.booking.rules import policy
from needlepoint.booking.views import starts, whom, zones
from needlepoint.house import clock, languages
from needlepoint.people import sessions

FORM = "booking"  # the id of the form, which the choice of languages sends
page_or_post = require_http_methods(["GET", "HEAD", "POST"])
CONFLICT, UNPROCESSABLE = 409, 422


@dataclasses.dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks for: who books, which start of which visit, and what is kept for this browser."""

    booker: queries.Booker
    offer: queries.Offer
    wishes: starts_pages.Wishes
    start: moments.ReadStart
    held: models.Hold | None
    now: dt.datetime

    @property
    def is_held(self) -> bool:
        """Whether the very start that is asked for is the one that is kept."""
        held, start = self.held, self.start
        return (
            held is not None
            and held.starts_at == start.starts_at
            and held.service_id == self.offer.service.pk
            and start.practitioner_id in {None, held.practitioner_id}
            and held.location_id == (self.wishes.place.pk if self.wishes.place else None)
        )


@access.open_to_everyone
@page_or_post
def details(request):
    """Ask the little that is needed to book the chosen start; book it."""
    data = request.POST if request.method == "POST" else request.GET
    asked = _asked(request, data)
    if not isinstance(asked, _Asked):
        return asked
    already = _already_booked(request, data, asked)
    if already is not None:
        return redirect("booking:booked", already.code)
    form, refusal = _form(request, asked), None
    if languages.chosen(request):
        return _in_another_language(request, asked, form)
    caveat = _caveat(asked)
    unheard = beforehand.unheard(caveat, request.POST)
    if form.is_bound and form.is_valid() and not unheard:
        try:
            return _booked(request, asked, _book(request, asked, form))
        except actions.UnableToBook as unable:
            refusal = _why(request, asked, form, unable)
    elif not form.is_bound and not asked.is_held and not _is_free(request, asked):
        refusal = _("That time is no longer free. Here are the nearest ones.")
    status = UNPROCESSABLE if form.errors else CONFLICT if refusal or (form.is_bound and unheard) else 200
    return _shown(request, asked, form, refusal, caveat=caveat, status=status)


@access.open_to_everyone
@require_POST
def hold(request):
    """Keep the chosen start while its form is filled in, and say until when. One start for each browser."""
    asked = _asked(request, request.POST)
    key = forms.read_key(request.POST)
    if not isinstance(asked, _Asked) or not key or not _may_keep(request, asked):
        return HttpResponse(status=204)
    if queries.has_booked(request.clinic, key):
        return HttpResponse(status=204)  # quick fingers: the button came in first
    if asked.held is not None and asked.held.form_key != key:
        actions.release_hold(hold=asked.held, by=request.viewer, now=asked.now)
    try:
        kept = actions.hold_start(
            clinic=request.clinic,
            service=asked.offer.service,
            starts_at=asked.start.starts_at,
            practitioner_id=asked.start.practitioner_id,
            patient=asked.booker.patient,
            form_key=key,
            by=request.viewer,
            now=asked.now,
            expires_at=asked.now + dt.timedelta(minutes=request.clinic.hold_minutes),
            location=asked.wishes.place,
            session=request.session,
        )
    except actions.UnableToBook as unable:
        shown = {"refusal": str(unable), "nearest": _nearest(request, asked)}
        return render(request, "booking/_kept.html", shown, status=CONFLICT)
    access.remember_hold(request.session, kept)
    wall = moments.wall_of(request.clinic, zones.own_zone(request), asked.wishes.place)
    return render(request, "booking/_kept.html", {"keep_words": pages.keep_words(wall, kept.expires_at)})


# --- Steps of the above ----------------------------------------------------------------------------------------------


def _asked(request, data):
    """Return what is asked for, or where to go first."""
    now = clock.now()
    if request.viewer.is_staff and not data.get("for"):
        return redirect("desk:patients")
    if "\0" in data.get("for", "") + data.get("form_key", ""):
        raise Http404  # PostgreSQL cannot even be asked for these
    booker = whom.booker(request, data, now)
    choice = whom.offered(
        request,
        booker,
        data.get("service", ""),
        is_sent_again=lambda: queries.has_booked(request.clinic, data.get("form_key", "")),
    )
    if not isinstance(choice, tuple):
        return choice
    booker, offer = choice
    start = moments.read_start(data, offer)
    if start is None:
        return redirect("booking:starts")
    places = queries.places_of(request.clinic) if data.get("place") else []
    wishes = starts_pages.read_wishes(data, offer, places)
    held = queries.hold_in(request.session, request.clinic, now)
    return _Asked(booker, offer, wishes, start, held, now)


def _form(request, asked):
    data = request.POST if request.method == "POST" else None
    more = {"form_key": asked.held.form_key or "" if asked.is_held else ""}
    today = clock.local(asked.now, request.clinic.time_zone).date()
    if asked.booker.helper is not None:
        return forms.ForAnother(data, today=today, **more)
    if asked.booker.patient is None:
        return forms.Details(data, country=request.clinic.country, today=today, **more)
    if asked.booker.by_staff:
        return forms.Review(data, **more)
    return forms.Confirmation(data, asks_about_signs=asked.booker.gate is policy.Gate.CONFIRM, **more)


def _caveat(asked):
    """Return what whoever books should hear first about this start, if there is anything."""
    patient, starts = asked.booker.patient, [asked.start.starts_at]
    return beforehand.caveat(
        patient.pk if patient else None, starts, asked.now, is_staff=asked.booker.by_staff
    )


def _shown(request, asked, form, refusal=None, *, caveat=None, status=200):
    shown = {
        "caveat": None if refusal else caveat,
        "page": _page(request, asked),
        "form": form,
        "language_form": FORM,
        "refusal": refusal,
        "nearest": _nearest(request, asked) if refusal else (),
    }
    return render(request, "booking/details.html", shown, status=status)


def _in_another_language(request, asked, form):
    """Show the same page with what was typed so far; nothing is demanded yet."""
    language = languages.chosen(request)
    languages.speak(request, language)
    form.leave_unchecked()
    return languages.keep(_shown(request, asked, form, caveat=_caveat(asked)), language)


def _may_keep(request, asked) -> bool:
    """Say whether a start is kept at all: not for staff, who are quick, and not too many at once."""
    if asked.booker.by_staff or not request.clinic.hold_minutes:
        return False
    return not queries.is_keeping_enough(request.clinic, asked.booker.patient, asked.now)


def _page(request, asked):
    return pages.details_page(
        clinic=request.clinic,
        booker=asked.booker,
        offer=asked.offer,
        start=asked.start,
        wishes=asked.wishes,
        own_zone=zones.own_zone(request),
        keeps=not asked.booker.by_staff and bool(request.clinic.hold_minutes),
        kept_until=asked.held.expires_at if asked.is_held else None,
        now=asked.now,
    )


def _already_booked(request, data, asked):
    """Return the visit that was booked before the button was pressed again, or before the way back led here."""
    start = asked.start
    if request.method != "POST":
        whose = asked.booker.patient.pk if asked.booker.patient else None
        return queries.own_visit_at(request.viewer, request.session, start.starts_at, patient_id=whose)
    again = queries.booked_by_form(request.viewer, request.session, data.get("form_key", ""))
    return again if again is not None and again.starts_at == start.starts_at else None


def _is_free(request, asked):
    booker = asked.booker
    return queries.is_free(
        request.clinic,
        service=asked.offer.service,
        starts_at=asked.start.starts_at,
        practitioner_id=asked.start.practitioner_id,
        patient_id=booker.patient.pk if booker.patient else None,
        now=asked.now,
        is_staff=booker.by_staff,
        location=asked.wishes.place,
        cautions=whom.cautions(request, booker),
        own=queries.ticks_held_by(asked.held) if asked.held else {},
    )


def _nearest(request, asked):
    wall = moments.wall_of(request.clinic, zones.own_zone(request), asked.wishes.place)
    from_date = wall.local(asked.start.starts_at).date() - dt.timedelta(days=1)
    anyone = dataclasses.replace(asked.wishes, practitioner=None)
    return starts_pages.nearest(
        starts.find(request, asked.booker, asked.offer, anyone, asked.held, from_date, asked.now),
        start=asked.start,
        wall=wall,
        booker=asked.booker,
        offer=asked.offer,
        kept=pages.kept_of(asked.booker, asked.offer, asked.wishes),
        now=asked.now,
    )


def _why(request, asked, form, unable) -> str:
    """Say why it was not booked; when the start had been kept for this form, until when."""
    here = queries.held_here(request.session)
    was_kept = here is not None and here.form_key == form.cleaned_data["form_key"] and here.until <= asked.now
    if not (unable.is_taken and was_kept):
        return str(unable)
    wall = moments.wall_of(request.clinic, zones.own_zone(request), asked.wishes.place)
    return _(
        "We kept this time for you until %(time)s. After that somebody else took it. "
        "All you wrote is kept: please choose another time."
    ) % {"time": wall.own(here.until) or wall.time(here.until)}


def _book(request, asked, form):
    """Return (visit, whether this booking opened the patient's record)."""
    booker, key = asked.booker, form.cleaned_data["form_key"]
    if asked.held is not None and not asked.is_held:
        # They chose another: what was kept for them must not stand in their own way.
        actions.release_hold(hold=asked.held, by=request.viewer, now=asked.now)
    wish = {
        "clinic": request.clinic,
        "service": asked.offer.service,
        "starts_at": asked.start.starts_at,
        "practitioner_id": asked.start.practitioner_id,
        "form_key": key,
        "by": request.viewer,
        "now": asked.now,
        "session": None if booker.by_staff else request.session,
        "location": asked.wishes.place,
        "hold": asked.held if asked.is_held else None,
    }
    try:
        return _do_book(booker, form, wish)
    except actions.TimeIsTaken:
        # Quick fingers: the page's own question, to keep the start, may have come in a moment before the button.
        kept = None if asked.is_held else queries.hold_of_form(request.clinic, key, asked.now)
        if kept is None or kept.starts_at != asked.start.starts_at:
            raise
        return _do_book(booker, form, {**wish, "hold": kept})


def _do_book(booker, form, wish):
    if booker.patient is None:
        typed = form.newcomer(booker.helper) if booker.helper else form.newcomer()
        return actions.book_for_newcomer(
            newcomer=actions.Newcomer(**typed, language=get_language()), check=booker.check, **wish
        )
    is_review = form.cleaned_data.get("is_review", False)
    return actions.book_visit(patient=booker.patient, is_review=is_review, check=booker.check, **wish), False


def _booked(request, asked, outcome):
    """Show the booking. A new patient may go on in a session of their own; one we know needs the link we mailed."""
    visit, is_new_patient = outcome
    if request.viewer.is_staff:
        messages.success(request, _("%(name)s is booked.") % {"name": visit.patient.name})
        return redirect(visit_pages.desk_day(visit))
    access.forget_hold(request.session)
    if request.viewer.is_patient:
        # What is already so is not written: a session that did not change costs no second transaction.
        if visit.patient_id != request.viewer.patient_id:
            access.remember_booked(request.session, request.viewer, visit.code)
        if access.booking_for(request.session):
            access.remember_booking_for(request.session, "")
    elif is_new_patient:
        sessions.begin_for_patient(request, visit.patient_id)
    else:
        access.remember_booked(request.session, request.viewer, visit.code)
    return redirect("booking:booked", visit.code)
