"""Joining the waiting list, answering an offer from it, and the desk's view of the line."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import access, queries
from needlepoint.booking.actions import waiting as actions
from needlepoint.booking.forms import waiting as forms
from needlepoint.booking.pages import moments
from needlepoint.booking.pages import waiting as pages
from needlepoint.booking.queries import beforehand
from needlepoint.booking.queries import waiting as waiting_queries
from needlepoint.booking.rules import policy
from needlepoint.booking.views import whom
from needlepoint.booking.wording import gate as gates
from needlepoint.house import beside, clock
from needlepoint.people import actions as people_actions
from needlepoint.people import queries as people_queries
from needlepoint.people import rules as people_rules
from needlepoint.people import sessions

page_or_post = require_http_methods(["GET", "HEAD", "POST"])
NOT_FOUND, CONFLICT, UNPROCESSABLE = 404, 409, 422


# --- Joining and leaving ---------------------------------------------------------------------------------------------------


@access.open_to_everyone
@page_or_post
def wait(request):
    """Ask when somebody could come; put them on the waiting list, or change what they wait for."""
    viewer, now = request.viewer, clock.now()
    if not viewer.is_known:
        return render(request, "booking/wait_visitor.html")
    data = request.POST if request.method == "POST" else request.GET
    for_code = data.get("for", "") if viewer.is_staff else ""
    if "\0" in for_code:
        raise Http404
    if viewer.is_staff and not for_code:
        return redirect("booking:waiting")
    booker = queries.booker_of(viewer, request.session, for_code, now)
    if first := gates.elsewhere(booker):
        return redirect(first)
    choice = queries.offer_to(booker, request.clinic, data.get("service", ""), now=now)
    entry = waiting_queries.entry_of(booker.patient)
    held = waiting_queries.held_visits(booker.patient, now)
    form = _form(request, booker, choice, entry, held, now)
    if form.is_bound and form.is_valid():
        try:
            _join(request, booker, choice, held, form, now)
        except actions.UnableToWait as unable:
            form.add_error(None, str(unable))
        else:
            messages.success(request, pages.joined_words(booker))
            return redirect(pages.wait_url(booker))
    return _wait_page(request, booker, choice, entry, form, now)


def _form(request, booker, choice, entry, held, now):  # noqa: PLR0917  what the page knows, in its order
    return forms.Waiting(
        request.POST if request.method == "POST" else None,
        today=clock.local(now, request.clinic.time_zone).date(),
        practitioners=choice.practitioners,
        held=pages.held_choices(held, request.clinic),
        entry=entry,
        asks_about_signs=booker.gate is policy.Gate.CONFIRM,
        initial={"instead_of": request.GET.get("visit", "")} if "visit" in request.GET else None,
    )


def _join(request, booker, choice, held, form, now):  # noqa: PLR0917
    typed = form.cleaned_data
    actions.join(
        clinic=request.clinic,
        patient=booker.patient,
        service=choice.service,
        windows=form.chosen_windows(),
        from_date=typed["from_date"],
        until_date=typed["until_date"],
        practitioner=waiting_queries.practitioner_with(request.clinic, typed["practitioner"], now=now),
        instead_of=next((visit for visit in held if visit.code == typed.get("instead_of")), None),
        is_flare=typed["is_flare"],
        by=request.viewer,
        now=now,
        session=None if booker.by_staff else request.session,
    )


def _wait_page(request, booker, choice, entry, form, now):  # noqa: PLR0917
    offers = waiting_queries.open_offers([entry]) if entry else {}
    free = waiting_queries.fitting_starts(request.clinic, [entry], now=now) if entry else {}
    page = pages.wait_page(
        booker,
        request.clinic,
        entry=entry,
        offer=offers.get(entry.pk) if entry else None,
        free=free.get(entry.pk, ()) if entry else (),
        who=choice.who,
        form=form,
    )
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "booking/wait.html", {"page": page, "form": form}, status=status)


@access.only(*access.KNOWN)
@require_POST
def wait_end(request, code):
    """Take somebody off the waiting list."""
    entry = waiting_queries.entry_for(request.viewer, code)
    actions.leave(entry=entry, by=request.viewer, now=clock.now())
    if request.viewer.is_staff:
        messages.success(request, _("%(name)s is off the waiting list.") % {"name": entry.patient.name})
        return redirect("booking:waiting")
    messages.success(request, _("You are off the waiting list."))
    return redirect("portal:home")


# --- An offer --------------------------------------------------------------------------------------------------------------


@access.only(*access.KNOWN)
@page_or_post
def offer(request, code):
    """Show an offered start to whose it is, or to staff who have them on the telephone; take it or let it go."""
    found, now = waiting_queries.offer_for(request.viewer, code), clock.now()
    if request.method == "POST":
        return _answered(request, found, request.viewer, now)
    return _offer_page(request, found, now)


@access.open_to_everyone
@page_or_post
def offer_by_link(request, code, token):
    """The same for who comes by the link of the message. Looking changes nothing; answering uses the link up."""
    link, now = people_queries.link_for(token), clock.now()
    found = waiting_queries.offer_behind(link, code) if link else None
    if found is not None and link.patient_id == request.viewer.patient_id:
        if request.method != "POST":
            return redirect("booking:offer", code)
        return _answered(request, found, request.viewer, now)
    is_open = link and people_rules.is_open_link(used_at=link.used_at, expires_at=link.expires_at, now=now)
    if found is None or (request.method != "POST" and not is_open):
        return render(request, "booking/offer_over.html", status=NOT_FOUND)
    if request.method != "POST":
        return _offer_page(request, found, now)
    try:
        people_actions.use_link(
            token=token,
            now=now,
            used_from=request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
            request_id=request.id,
        )
    except people_actions.UnableToUseLink:
        return render(request, "booking/offer_over.html", status=NOT_FOUND)
    sessions.begin_for_patient(request, link.patient_id)
    return _answered(request, found, pages.as_patient(found, request.id), now)


def _stopped(request, found, now):
    """Return the page that says a doctor comes first; to let an offer go stays possible, and so does reading one taken."""
    is_let_go = request.method == "POST" and request.POST.get("answer") == "no"
    if is_let_go or found.state == pages.OfferState.TAKEN:
        return None
    return whom.stopped(request, found.entry.patient, now)


def _answered(request, found, by, now):
    """Do what was pressed: take it, let it go, or go on to another start."""
    said = request.POST
    if page := _stopped(request, found, now) or _unheard(request, found, now):
        return page
    if "other" in said:
        moment, _space, who = said["other"].partition(" ")
        if moments.read_iso(moment) is None:
            raise Http404
        kept = {"for": found.entry.patient.code} if by.is_staff else {}
        return redirect(
            f"{reverse('booking:details')}?{urlencode({**kept, 'start': moment, 'practitioner': who})}"
        )
    if said.get("answer") == "no":
        actions.decline(offer=found, by=by, now=now)
        return redirect("booking:offer", found.code)
    try:
        visit = actions.take(offer=found, by=by, now=now)
    except actions.UnableToTake as unable:
        return _offer_page(request, found, now, refusal=str(unable), status=CONFLICT)
    if by.is_staff:
        messages.success(request, _("%(name)s is booked.") % {"name": found.entry.patient.name})
        return redirect("booking:waiting")
    return redirect("booking:booked", visit.code)


def _caveat(request, found, now):
    """Return what to hear before the offer is taken, for who is known to be them or works here; a link proves too little."""
    viewer, entry = request.viewer, found.entry
    if not viewer.is_known or found.state != pages.OfferState.OPEN:
        return None
    leaves = [entry.instead_of_id] if entry.instead_of_id else []
    return beforehand.caveat(
        entry.patient_id, [found.starts_at], now, is_staff=viewer.is_staff, leaves=leaves
    )


def _unheard(request, found, now):
    """Return the offer with what should be heard before it is taken, when the page that came in did not say it."""
    is_taken = "other" not in request.POST and request.POST.get("answer") != "no"
    if not is_taken or not beforehand.unheard(_caveat(request, found, now), request.POST):
        return None
    return _offer_page(request, found, now, status=CONFLICT)


def _offer_page(request, found, now, *, refusal="", status=200):
    if page := _stopped(request, found, now):
        return page
    entry, is_staff = found.entry, request.viewer.is_staff
    others, visit = (), None
    if found.state == pages.OfferState.TAKEN:
        visit = waiting_queries.visit_of_offer(found)
    elif refusal or found.state != pages.OfferState.OPEN or found.expires_at <= now:
        free = waiting_queries.fitting_starts(entry.clinic, [entry], now=now)[entry.pk]
        others = pages.free_starts(free, entry.clinic, waiting_queries.treating(entry.clinic))
    page = pages.offer_page(found, now=now, is_staff=is_staff, others=others, visit=visit)
    caveat = _caveat(request, found, now) if page.is_open else None
    shown = {"page": page, "refusal": refusal, "offer": found, "caveat": caveat}
    return render(request, "booking/offer.html", shown, status=status)


# --- The line --------------------------------------------------------------------------------------------------------------


@access.only(*access.DESK)
@require_safe
def line(request):
    """Show who waits, first to last, and which free starts would do; or who would come at a start just given back."""
    now, clinic = clock.now(), request.clinic
    entries, who = waiting_queries.line(request.viewer), waiting_queries.treating(clinic)
    freed = pages.read_freed(request.GET, who)
    if freed is not None:
        entries = waiting_queries.who_fits(entries, freed, clinic.time_zone)
    offers = waiting_queries.open_offers(entries)
    asking = [entry for entry in entries if entry.pk not in offers]
    free = waiting_queries.fitting_starts(clinic, asking, now=now, only=freed) if asking else {}
    page = pages.line_page(
        entries,
        clinic=clinic,
        offers=offers,
        free=free,
        who=who,
        freed=freed,
        now=now,
        stands=beside.words(entry.patient_id for entry in entries),
    )
    return render(request, "booking/waiting.html", {"page": page})


@access.only(*access.DESK)
@require_POST
def line_offer(request, code):
    """Offer one start to one who waits, by hand."""
    entry = waiting_queries.entry_for(request.viewer, code)
    start = pages.read_freed(request.POST, waiting_queries.treating(request.clinic))
    if start is None:
        raise Http404
    try:
        made = actions.offer(entry, start, by=request.viewer, now=clock.now())
    except actions.UnableToOffer as unable:
        messages.warning(request, str(unable))
    else:
        messages.success(request, pages.offered_words(made))
    return redirect("booking:waiting")
