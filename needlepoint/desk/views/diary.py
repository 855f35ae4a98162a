"""When people work, and what changes it: hours, days that differ, leave, holidays, and the visits that these hit."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking import actions as booking_actions
from needlepoint.booking.actions import diary as actions
from needlepoint.booking.queries import diary as queries
from needlepoint.booking.rules import diary as rules
from needlepoint.desk import queries as desk_queries
from needlepoint.desk.forms import diary as forms
from needlepoint.desk.pages import diary as pages
from needlepoint.desk.pages import moving as moving_pages
from needlepoint.desk.views import dates
from needlepoint.house import beside, clock
from needlepoint.people import access

Role = access.Role
page_or_post = require_http_methods(["GET", "HEAD", "POST"])
staff = access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
CONFLICT, UNPROCESSABLE = 409, 422
HOLIDAYS_AHEAD = dt.timedelta(days=548)  # eighteen months


@staff
@require_safe
def diary(request):
    """Show who works when this week, and what is shut from now on."""
    viewer, clinic, now = request.viewer, request.clinic, clock.now()
    today = clock.local(now, clinic.time_zone).date()
    everybody = desk_queries.practitioners_of(viewer)
    page = pages.diary_page(
        clinic,
        viewer,
        monday=pages.week_of(dates.day_or_404(request.GET.get("week", ""), today)),
        today=today,
        everybody=everybody,
        works=queries.works_of(one.pk for one in everybody),
        closures=queries.closures_ahead(viewer, now),
        outside=len(queries.visits_outside(viewer, now)),
        kept={one.pk for one in queries.practitioners_kept_by(viewer)},
        names=pages.place_names(clinic, queries.locations_of(clinic)),
    )
    return render(request, "desk/diary.html", {"page": page})


@staff
@page_or_post
def hours(request, code):
    """Set the weekly hours of a practitioner from a date on; name the visits that this would hit first."""
    practitioner = queries.practitioner_kept_by(request.viewer, code)
    now, clinic = clock.now(), request.clinic
    today, work = clock.local(now, clinic.time_zone).date(), queries.work_of(practitioner)
    since = dates.day_or_404(request.GET.get("from", ""), today)
    names = pages.place_names(clinic, queries.locations_of(clinic))
    form = forms.Week(
        request.POST if request.method == "POST" else None,
        week=pages.week_rows(work, max(since, today)),
        places=list(names.items()),
        today=today,
        initial={"from_date": max(since, today)},
    )
    hit = None
    if form.is_bound and form.is_valid():
        since = form.cleaned_data["from_date"]
        form.refuse(queries.faults_in(clinic, form.rows))
        hit = queries.visits_hit_by_week(practitioner, form.rows, since, now) if form.is_valid() else None
        if hit == [] or (hit and "confirmed" in request.POST):
            actions.set_week(
                practitioner=practitioner, rows=form.rows, from_date=since, by=request.viewer, now=now
            )
            words = _("The new hours are stored. They begin on %(date)s.") % {"date": pages.date_words(since)}
            return _stored(request, words, hit, week=since)
    shown = {
        "form": form,
        "practitioner": practitioner,
        "hit": [pages.visit_line(visit) for visit in hit or ()],
        "changes": pages.changes_ahead(work, today),
        "special": pages.special_ahead(practitioner, work, today, names),
    }
    return render(request, "desk/diary_hours.html", shown, status=UNPROCESSABLE if form.is_bound else 200)


@staff
@page_or_post
def day(request, code, date):
    """Let one date differ from the weekly hours, or be like any other again."""
    practitioner = queries.practitioner_kept_by(request.viewer, code)
    now, clinic = clock.now(), request.clinic
    today = clock.local(now, clinic.time_zone).date()
    date, work = dates.day_or_404(date, today), queries.work_of(practitioner)
    names = pages.place_names(clinic, queries.locations_of(clinic))
    how = forms.USUAL if date not in work.special else forms.OWN if work.special[date] else forms.OFF
    form = forms.Day(
        request.POST if request.method == "POST" else None,
        stretches=work.on(date),
        places=list(names.items()),
        initial={"how": how},
    )
    hit = None
    if form.is_bound and form.is_valid():
        if date < today:
            form.add_error(None, _("This day is over. What was worked stays as it was."))
        wanted = _wanted(form)
        form.refuse(queries.faults_in(clinic, [rules.Row(date.weekday(), *one) for one in wanted or ()]))
        hit = queries.visits_hit_by_day(practitioner, date, wanted, now) if form.is_valid() else None
        if hit == [] or (hit and "confirmed" in request.POST):
            _set_day(request, practitioner, date, wanted, now)
            words = _("%(date)s is stored.") % {"date": pages.date_words(date)}
            return _stored(request, words, hit, week=date)
    shown = {
        "form": form,
        "practitioner": practitioner,
        "date_words": pages.date_words(date),
        "usual": pages.hours_words(rules.stretches_on(date, work.weekly), clinic, names),
        "hit": [pages.visit_line(visit) for visit in hit or ()],
    }
    return render(request, "desk/diary_day.html", shown, status=UNPROCESSABLE if form.is_bound else 200)


@staff
@page_or_post
def leave(request):
    """Take somebody, a room or a place out of the calendar for a while; name the visits that this would hit first."""
    viewer, clinic, now = request.viewer, request.clinic, clock.now()
    people = list(queries.practitioners_kept_by(viewer))
    rooms, locations = queries.rooms_of(clinic), queries.locations_of(clinic)
    form = forms.Shut(
        request.POST if request.method == "POST" else None,
        choices=pages.away_choices(viewer, people, rooms, locations),
        initial={"what": request.GET.get("what", "")},
    )
    hit, refusal = None, ""
    if form.is_bound and form.is_valid():
        wish = _wish(form.cleaned_data, clinic, people=people, rooms=rooms, locations=locations)
        span = {name: wish[name] for name in ("starts_at", "ends_at", "practitioner", "room", "location")}
        hit = queries.visits_hit(clinic, now=now, **span)
        if not hit or "confirmed" in request.POST:
            try:
                closure = actions.shut(clinic=clinic, by=viewer, now=now, **wish)
            except actions.UnableToShut as refused:
                refusal, hit = str(refused), None
            else:
                messages.success(request, _("Stored. Nothing new can be booked in this time."))
                if hit:
                    return redirect("desk:closure_visits", closure.code)
                return redirect(_week_url(form.cleaned_data["first_date"]))
    shown = {"form": form, "refusal": refusal, "hit": [pages.visit_line(visit) for visit in hit or ()]}
    return render(request, "desk/diary_leave.html", shown, status=UNPROCESSABLE if form.is_bound else 200)


@access.only(Role.DESK, Role.OWNER)
@page_or_post
def holidays(request):
    """Tick the public holidays on which the clinic is closed."""
    clinic, now = request.clinic, clock.now()
    today = clock.local(now, clinic.time_zone).date()
    found = rules.holidays_of(clinic.country, clinic.holiday_region, today, today + HOLIDAYS_AHEAD)
    named, kept = dict(found or ()), queries.holidays_kept(clinic, today)
    form = forms.Holidays(
        request.POST if request.method == "POST" else None,
        choices=pages.holiday_choices(found or (), now),
        initial={"dates": [date.isoformat() for date in kept]},
    )
    hit = []
    if form.is_bound and form.is_valid():
        ticked = {dt.date.fromisoformat(date) for date in form.cleaned_data["dates"]}
        hit = queries.visits_hit_on(clinic, ticked - kept, now)
        if not hit or "confirmed" in request.POST:
            chosen = {date: named[date] for date in ticked}
            actions.keep_holidays(clinic=clinic, dates=chosen, among=named, by=request.viewer, now=now)
            return _stored(request, _("The holidays are stored."), hit)
    shown = {
        "form": form,
        "country": clinic.country,
        "is_known": found is not None,
        "hit": [pages.visit_line(visit) for visit in hit],
    }
    return render(request, "desk/diary_holidays.html", shown, status=UNPROCESSABLE if form.is_bound else 200)


@staff
@require_safe
def closure(request, code):
    """Show what is shut, and a way to open it again."""
    found, now = queries.closure_kept_by(request.viewer, code), clock.now()
    page = pages.closure_page(found, queries.settling(found, now), now)
    return render(request, "desk/diary_closure.html", {"page": page, "closure": found})


@staff
@require_POST
def closure_ending(request, code):
    """Open again what was shut."""
    found = queries.closure_kept_by(request.viewer, code)
    actions.open_again(closure=found, by=request.viewer, now=clock.now())
    messages.success(request, _("Open again. Visits that you moved stay where they are."))
    return redirect("desk:diary")


# --- The visits that were hit --------------------------------------------------------------------------------------------


@staff
@require_safe
def closure_visits(request, code):
    """Guide through the visits that a closure hit, one after the other."""
    found, now = queries.closure_kept_by(request.viewer, code), clock.now()
    return _settle_page(request, now, settling=queries.settling(found, now))


@staff
@require_safe
def outside_visits(request):
    """Guide through the visits that stand where nobody is there for them, whatever the reason."""
    return _settle_page(request, clock.now())


@staff
@require_POST
def closure_settlement(request, code, visit):
    """Do one thing about a visit that a closure hit."""
    found, now = queries.closure_kept_by(request.viewer, code), clock.now()
    hit = next((one for one in queries.settling(found, now).left if one.code == visit), None)
    return _settle(request, hit, visit, now, found=found, back=reverse("desk:closure_visits", args=[code]))


@staff
@require_POST
def settlement(request, code):
    """Do one thing about a visit that stands where nobody is there for it."""
    now = clock.now()
    outside = queries.visits_outside(request.viewer, now, code=code)
    hit = outside[0].visit if outside else None
    return _settle(request, hit, code, now, found=None, back=reverse("desk:diary_visits"))


# --- Steps of the above --------------------------------------------------------------------------------------------------


def _settle_page(request, now, *, settling=None):
    why = {}
    if settling is None:
        outside = queries.visits_outside(request.viewer, now)
        left = [one.visit for one in outside]
        why = {one.visit.pk: pages.WHY_WORDS[one.why]() for one in outside}
    else:
        left = settling.left
    asked = settling.asked if settling else frozenset()
    chosen = request.GET.get("visit", "")
    current = next((one for one in left if one.code == chosen), None) or next(
        (one for one in left if one.pk not in asked), left[0] if left else None
    )
    found = settling.closure if settling else None
    proposals = (
        queries.proposals(current, now=now, after=found.ends_at if found and found.practitioner_id else None)
        if current
        else ()
    )
    page = pages.settle_page(
        left,
        current,
        proposals,
        closure=found,
        total=settling.total if settling else len(left),
        asked=asked,
        who={one.pk: one for one in desk_queries.practitioners_of(request.viewer)},
        clinic=request.clinic,
        stands=beside.words(visit.patient_id for visit in left),
        why=why,
    )
    return render(request, "desk/diary_visits.html", {"page": page})


def _settle(request, hit, code, now, *, found, back):
    """Move, write, keep or cancel; whatever is taken in the meantime, the visit stays on the list."""
    if hit is None:
        if queries.is_visit_of(request.viewer, code):
            messages.success(request, _("This visit was settled a moment ago."))
            return redirect(back)
        raise Http404
    deed = SETTLING.get(request.POST.get("deed", ""))
    if deed is None or (found is None and deed in {_ask, _keep}):
        messages.error(request, _("Choose what to do. Nothing was changed."))
        return redirect(f"{back}?visit={code}")
    try:
        said = deed(request, hit, found, now)
    except (booking_actions.UnableToBook, booking_actions.UnableToCancel, actions.UnableToAsk) as refused:
        messages.error(request, str(refused))
        return redirect(f"{back}?visit={code}")
    messages.success(request, said)
    return redirect(back)


def _move(request, visit, _found, now):
    """Move to a proposed start; to another room at its own time."""
    data = request.POST
    starts_at = moving_pages.read_moment(data.get("at", ""))
    who = next(
        (one for one in desk_queries.practitioners_of(request.viewer) if one.code == data.get("with", "")),
        None,
    )
    if starts_at is None or who is None:
        raise booking_actions.UnableToMove(_("Choose one of the times. Nothing was changed."))
    room_id = None
    if (starts_at, who.pk) == (visit.starts_at, visit.practitioner_id):
        room_id = queries.other_room(visit)
        if room_id is None:
            raise booking_actions.UnableToMove(
                _("The last free room was taken a moment ago. Choose another time below.")
            )
    booking_actions.move_visit(
        visit=visit, starts_at=starts_at, practitioner_id=who.pk, room_id=room_id, by=request.viewer, now=now
    )
    return _("%(name)s has a new time.") % {"name": visit.patient.name}


def _ask(request, visit, found, now):
    actions.ask_to_choose(closure=found, visit=visit, by=request.viewer, now=now)
    return _("We write to %(name)s. The visit keeps its time until they choose.") % {
        "name": visit.patient.name
    }


def _keep(request, visit, found, now):
    actions.keep_visit(closure=found, visit=visit, by=request.viewer, now=now)
    return _("The visit of %(name)s takes place all the same.") % {"name": visit.patient.name}


def _cancel(request, visit, _found, now):
    booking_actions.cancel_visit(visit=visit, by=request.viewer, now=now, reason="")
    return _("The visit of %(name)s is cancelled.") % {"name": visit.patient.name}


SETTLING = {"move": _move, "ask": _ask, "keep": _keep, "cancel": _cancel}


def _stored(request, words, hit, week=None):
    """Say so, and show the visits that were hit, or else the week that is different now."""
    messages.success(request, words)
    return redirect("desk:diary_visits" if hit else _week_url(week) if week else "desk:diary")


def _week_url(date):
    return f"{reverse('desk:diary')}?week={date.isoformat()}"


def _wanted(form):
    how = form.cleaned_data["how"]
    return None if how == forms.USUAL else form.stretches if how == forms.OWN else []


def _set_day(request, practitioner, date, wanted, now):
    deed = {"practitioner": practitioner, "date": date, "by": request.viewer, "now": now}
    if wanted is None:
        actions.clear_day(**deed)
    else:
        actions.set_day(rows=wanted, **deed)


def _wish(values, clinic, *, people, rooms, locations):
    """What the form asks to shut, as the deed takes it."""
    sort, _colon, code = values["what"].partition(":")
    of = {
        name: next((one for one in among if sort == letter and one.code == code), None)
        for name, letter, among in (
            ("practitioner", "p", people),
            ("room", "r", rooms),
            ("location", "l", locations),
        )
    }
    place = of["room"].location if of["room"] else of["location"]
    starts_at, ends_at = pages.span(values, place.time_zone if place else clinic.time_zone)
    is_whole = values["first_minute"] is None and values["last_minute"] is None
    kind = "ROOM" if of["room"] else "LEAVE" if of["practitioner"] and is_whole else "BLOCK"
    return {"kind": kind, "starts_at": starts_at, "ends_at": ends_at, "reason": values["reason"], **of}
