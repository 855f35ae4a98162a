"""A visit that begins late: what it does to everybody after it, shown before it is accepted. And what was pressed by mistake."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import queries as booking_queries
from needlepoint.booking.actions import arrivals, refusals
from needlepoint.booking.actions import lateness as actions
from needlepoint.desk.actions import diary as desk_actions
from needlepoint.desk.forms import diary as forms
from needlepoint.desk.pages import lateness as pages
from needlepoint.desk.pages import moving as moving_pages
from needlepoint.desk.queries import diary as queries
from needlepoint.house import beside, clock
from needlepoint.people import access

Role = access.Role
staff = access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
CONFLICT, UNPROCESSABLE = 409, 422
STEP = 5


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def late(request, code):
    """Show what a late start does to the rest of the day; accept it as it was shown."""
    visit, now = booking_queries.visit_for(request.viewer, code), clock.now()
    rest = queries.rest_of_day(visit, now)
    if rest.parts is None or not _is_today(visit, now):
        return render(
            request, "desk/late_not.html", {"visit": visit, "day_url": _day_url(visit)}, status=CONFLICT
        )
    data = request.POST if request.method == "POST" else request.GET
    form = forms.Late(data if "minutes" in data else None, initial={"minutes": _guess(visit, now)})
    minutes = form.cleaned_data["minutes"] if form.is_bound and form.is_valid() else _guess(visit, now)
    found, anyway, refusal = pages.outcomes(rest, minutes), rest.anyway(now), ""
    if request.method == "POST" and form.is_valid():
        refusal = _accepted(request, rest, (found, anyway), minutes, now)
        if not refusal:
            return redirect(_day_url(visit))
    page = pages.late_page(
        rest,
        request.clinic,
        minutes=minutes,
        found=found,
        anyway=anyway,
        later=queries.later_today(rest, minutes=minutes, now=now),
        stands=beside.words(one.patient_id for one in (visit, *rest.visits.values())),
    )
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, "desk/late.html", {"page": page, "form": form, "refusal": refusal}, status=status)


@staff
@require_POST
def take_back(request, code):
    """Take back Arrived or Did not come."""
    visit = booking_queries.visit_for(request.viewer, code)
    try:
        desk_actions.take_back(visit=visit, by=request.viewer, now=clock.now())
    except refusals.UnableToUndo as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Taken back: %(name)s is still to come.") % {"name": visit.patient.name})
    return redirect(_day_url(visit))


@access.only(Role.DESK, Role.OWNER)
@require_POST
def waive(request, code):
    """Ask for nothing although the visit was missed or changed late."""
    visit = booking_queries.visit_for(request.viewer, code)
    arrivals.waive_fee(visit=visit, by=request.viewer, now=clock.now())
    messages.success(request, _("%(name)s owes nothing for this visit.") % {"name": visit.patient.name})
    return redirect("desk:patient", visit.patient.code)


# --- Steps of the above --------------------------------------------------------------------------------------------------


def _accepted(request, rest, shown, minutes, now) -> str:
    """Accept what was shown: the ways, beside the day as it is anyway. Returns why not, or nothing."""
    found, anyway = shown
    if request.POST.get("option") == "move":
        return _moved(request, rest.visit, now)
    key = request.POST.get("option", "")
    outcome = found.get(key)
    if outcome is None:
        return _("Choose one of the ways below. Nothing was changed.")
    if not outcome.allows(rest.visit.code, anyway):
        return _("This no longer works out. Nothing was changed; choose another way.")
    if pages.seen_word(outcome) != request.POST.get("seen", ""):
        return _("The day has changed since you looked. Here it is again; nothing was changed.")
    shorter = pages.shorter_parts(rest, minutes) if key == pages.SHORTER else None
    try:
        actions.accept_lateness(
            visit=rest.visit,
            minutes=pages.late_by_visit(rest, outcome),
            rest_minutes=pages.rest_minutes(shorter) if shorter else None,
            by=request.viewer,
            now=now,
        )
    except actions.UnableToRunLate as refused:
        return str(refused)
    messages.success(request, _("Noted. The day list says who waits, and for how long."))
    return ""


def _moved(request, visit, now) -> str:
    starts_at = moving_pages.read_moment(request.POST.get("at", ""))
    if starts_at is None:
        return _("Choose one of the ways below. Nothing was changed.")
    try:
        booking_actions.move_visit(visit=visit, starts_at=starts_at, by=request.viewer, now=now)
    except booking_actions.UnableToMove as refused:
        return str(refused)
    messages.success(request, _("%(name)s has a new time.") % {"name": visit.patient.name})
    return ""


def _is_today(visit, now) -> bool:
    zone = visit.clinic.time_zone
    return clock.local(visit.starts_at, zone).date() == clock.local(now, zone).date()


def _guess(visit, now) -> int:
    """As late as it is already, in fives; at least ten."""
    late = -(-int((now - visit.starts_at).total_seconds()) // 60)
    return min(180, max(2 * STEP, -(-late // STEP) * STEP))


def _day_url(visit):
    return (
        f"{reverse('desk:day')}?on={clock.local(visit.starts_at, visit.clinic.time_zone).date().isoformat()}"
    )
