"""The owner's settings. Each page shows what is kept; a post keeps what was typed, or says every fault of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.booking.actions import places as place_actions
from needlepoint.booking.queries import diary as diary_queries
from needlepoint.booking.queries import settings as queries
from needlepoint.booking.rules import places as place_rules
from needlepoint.desk.forms import settings as forms
from needlepoint.desk.pages import settings as pages
from needlepoint.frontdoor import actions as frontdoor_actions
from needlepoint.frontdoor import wording
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.people import actions as people_actions
from needlepoint.people import rules as people_rules

Role = access.Role
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])
NEW_POSITION = 99  # at the end of the list


# --- The three numbers ------------------------------------------------------------------------------------------------


@access.only(Role.OWNER)
@reads_and_writes
def setup(request):
    """Show or set the three numbers; `look` shows what typed ones would mean and keeps nothing."""
    service, _firsts = queries.ordinary_services(request.clinic)
    minutes = place_rules.minutes_of(service.segments) if service else None
    rooms = len(queries.open_rooms(request.clinic))
    kept = {"rooms": rooms}
    if minutes:
        kept |= {"minutes_at_start": minutes.at_start, "minutes_at_end": minutes.at_end}
    form = forms.ThreeNumbers(_posted(request), initial=kept, is_ordinary=minutes is not None)
    hits, is_look = None, "look" in request.POST
    if not is_look and _done(form, place_actions.set_three_numbers, request, clinic=request.clinic):
        messages.success(request, gettext("Kept. New visits are booked by these numbers."))
        return redirect("desk:setup")
    if form.non_field_errors():
        hits = _hits_of_rooms(request, form.cleaned_data["rooms"])
    typed = form.changes() if form.is_bound and not form.errors else None
    page = pages.setup_page(service, typed, rooms=max(rooms, 1), is_look=is_look and not form.errors)
    return _page(
        request, "desk/settings_setup.html", form, page=page, hits=hits, tabs=pages.tabs("desk:setup")
    )


def _hits_of_rooms(request, wanted):
    closing = queries.open_rooms(request.clinic)[wanted:]
    visits = queries.visits_to_come(request.viewer, now=clock.now(), room__in=closing)
    return pages.hits(visits, request.clinic.time_zone, request.clinic.country)


# --- Services ------------------------------------------------------------------------------------------------------------


@access.only(Role.OWNER)
@require_safe
def services(request):
    rows = pages.service_rows(queries.services_of(request.viewer), request.clinic.currency)
    return render(request, "desk/settings_services.html", {"rows": rows, "tabs": pages.tabs("desk:services")})


@access.only(Role.OWNER)
@reads_and_writes
def new_service(request):
    usual, _firsts = queries.ordinary_services(request.clinic)
    initial = {**forms.Service.initial_of(usual), "name": "", "about": ""} if usual else {"is_offered": True}
    form = forms.Service(
        _posted(request),
        initial={**initial, "position": NEW_POSITION},
        is_new=True,
        room_kinds=queries.room_kinds(request.viewer),
    )
    if _done(form, frontdoor_actions.offer_service, request, clinic=request.clinic):
        messages.success(request, gettext("Added. It can be booked now."))
        return redirect("desk:services")
    return _page(
        request,
        "desk/settings_service.html",
        form,
        page=pages.service_page(None, 0),
        tabs=pages.tabs("desk:services"),
    )


@access.only(Role.OWNER)
@reads_and_writes
def service(request, code):
    kept = queries.service_for(request.viewer, code)
    booked = len(queries.visits_to_come(request.viewer, now=clock.now(), service=kept))
    page = pages.service_page(kept, booked)
    form = forms.Service(
        _posted(request),
        initial=forms.Service.initial_of(kept),
        room_kinds=queries.room_kinds(request.viewer),
    )
    if _done(form, place_actions.change_service, request, service=kept):
        messages.success(request, gettext("Kept. Visits that are booked stay as they are."))
        return redirect("desk:services")
    return _page(request, "desk/settings_service.html", form, page=page, tabs=pages.tabs("desk:services"))


# --- Rooms ------------------------------------------------------------------------------------------------------------------


@access.only(Role.OWNER)
@require_safe
def rooms(request):
    found = queries.rooms_of(request.viewer, now=clock.now())
    groups = pages.room_groups(found, queries.places_of(request.viewer))
    return render(request, "desk/settings_rooms.html", {"groups": groups, "tabs": pages.tabs("desk:rooms")})


@access.only(Role.OWNER)
@reads_and_writes
def new_room(request):
    initial = {"capacity": 1, "position": NEW_POSITION}
    form = forms.Room(
        _posted(request), initial=initial, places=queries.places_of(request.viewer), is_new=True
    )
    if _done(form, place_actions.add_room, request, clinic=request.clinic):
        messages.success(request, gettext("Added. Visits can be booked in it now."))
        return redirect("desk:rooms")
    return _page(
        request, "desk/settings_room.html", form, room=None, hits=None, tabs=pages.tabs("desk:rooms")
    )


@access.only(Role.OWNER)
@reads_and_writes
def room(request, code):
    kept = queries.room_for(request.viewer, code)
    form = forms.Room(
        _posted(request), initial=forms.Room.initial_of(kept), places=queries.places_of(request.viewer)
    )
    if _done(form, place_actions.change_room, request, room=kept, leaves_visits="anyway" in request.POST):
        return _kept(request, "desk:rooms")
    hits = _hits(request, room=kept) if form.non_field_errors() else None
    return _page(
        request, "desk/settings_room.html", form, room=kept, hits=hits, tabs=pages.tabs("desk:rooms")
    )


# --- Places -----------------------------------------------------------------------------------------------------------------


@access.only(Role.OWNER)
@reads_and_writes
def places(request):
    """List the places; a post sets how long somebody needs between two of them."""
    form = forms.Travel(_posted(request), initial=forms.initial_of(request.clinic, ["travel_minutes"]))
    if _done(form, people_actions.set_policies, request, clinic=request.clinic):
        messages.success(request, gettext("Kept."))
        return redirect("desk:places")
    further = queries.places_of(request.viewer)
    rows = pages.place_rows(request.clinic, further, queries.opening_of(request.clinic.pk))
    return _page(
        request,
        "desk/settings_places.html",
        form,
        rows=rows,
        has_further=bool(further),
        tabs=pages.tabs("desk:places"),
    )


@access.only(Role.OWNER)
@reads_and_writes
def new_place(request):
    initial = {"time_zone": request.clinic.time_zone, "position": NEW_POSITION}
    form = forms.Place(_posted(request), initial=initial, is_new=True)
    if _done(form, place_actions.add_place, request, clinic=request.clinic):
        messages.success(request, gettext("Added. Give it rooms, and hours to whoever works there."))
        return redirect("desk:places")
    shown = {"place": None, "is_new": True, "has_visits": False, "hits": None, "zone": ""}
    return _page(request, "desk/settings_place.html", form, tabs=pages.tabs("desk:places"), **shown)


@access.only(Role.OWNER)
@reads_and_writes
def place(request, code):
    """Change a further place. The first is the clinic itself: only its zone is set here, until the first visit."""
    kept = queries.place_for(request.viewer, code)
    has_visits = queries.has_visits(request.clinic, location=kept)
    shown = {"place": kept, "is_new": False, "has_visits": has_visits, "hits": None}
    if kept is None:
        form = forms.Zone(_posted(request), initial={"time_zone": request.clinic.time_zone})
        done = _done(form, place_actions.set_time_zone, request, clinic=request.clinic)
    else:
        initial = forms.initial_of(
            kept, ["name", "address", "directions", "phone", "time_zone", "position", "is_open"]
        )
        form = forms.Place(_posted(request), initial=initial, has_visits=has_visits)
        anyway = "anyway" in request.POST
        done = _done(form, place_actions.change_place, request, place=kept, leaves_visits=anyway)
        if form.non_field_errors():
            shown["hits"] = _hits(request, location=kept)
    if done:
        return _kept(request, "desk:places")
    shown["zone"] = pages.zone_words(kept.time_zone if kept else request.clinic.time_zone)
    return _page(request, "desk/settings_place.html", form, tabs=pages.tabs("desk:places"), **shown)


@access.only(Role.OWNER)
@reads_and_writes
def place_hours(request, code):
    """Show or set a week; `copy` fills in Monday's hours until Friday and keeps nothing yet."""
    kept = queries.place_for(request.viewer, code)
    opening = queries.opening_of(request.clinic.pk).get(kept.pk if kept else None, [])
    typed = forms.like_monday(request.POST) if "copy" in request.POST else _posted(request)
    form = forms.OpeningHours(typed, week=pages.week_of(opening))
    if form.is_bound and form.is_valid() and "copy" not in request.POST:
        place_actions.set_opening_hours(
            clinic=request.clinic, location=kept, rows=form.rows, by=request.viewer, now=clock.now()
        )
        if diary_queries.visits_outside(request.viewer, clock.now()):
            messages.success(
                request, gettext("Kept. These visits stand outside the hours of somebody or some place.")
            )
            return redirect("desk:diary_visits")
        messages.success(request, gettext("Kept. Every visit that is booked lies within the hours."))
        return redirect("desk:places")
    return _page(request, "desk/settings_hours.html", form, place=kept, tabs=pages.tabs("desk:places"))


# --- Policies and facts ------------------------------------------------------------------------------------------------------


@access.only(Role.OWNER)
@reads_and_writes
def policies(request):
    """Show or set the policies; `look` shows what patients would read and keeps nothing."""
    kept = forms.initial_of(request.clinic, pages.POLICY_FIELDS)
    form = forms.Policies(_posted(request), initial=kept)
    is_look = "look" in request.POST
    if not is_look and _done(form, people_actions.set_policies, request, clinic=request.clinic):
        messages.success(request, gettext("Kept. Patients read it from now on."))
        return redirect("desk:policies")
    values = form.cleaned_data if form.is_bound and not form.errors else kept
    return _page(
        request,
        "desk/settings_policies.html",
        form,
        words=wording.policy(values, request.clinic.currency),
        quiet_words=pages.quiet_words(values, request.clinic.country),
        is_look=is_look and not form.errors,
        tabs=pages.tabs("desk:policies"),
    )


@access.only(Role.OWNER)
@reads_and_writes
def clinic_facts(request):
    names = [*people_rules.CLINIC_LENGTHS, "email"]
    form = forms.Facts(_posted(request), initial=forms.initial_of(request.clinic, names))
    if _done(form, people_actions.set_clinic_facts, request, clinic=request.clinic):
        messages.success(request, gettext("Kept. Patients read it from now on."))
        return redirect("desk:clinic_facts")
    shown = {
        "zone": pages.zone_words(request.clinic.time_zone),
        "has_visits": queries.has_visits(request.clinic, location=None),
        "tabs": pages.tabs("desk:clinic_facts"),
    }
    return _page(request, "desk/settings_facts.html", form, **shown)


# --- What they share --------------------------------------------------------------------------------------------------------


def _posted(request):
    return request.POST if request.method == "POST" else None


def _done(form, deed, request, **thing) -> bool:
    """Do what a posted form asks, if it can be read. What only the deed could know stands on the form afterwards."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        deed(**thing, **form.changes(), by=request.viewer, now=clock.now())
    except people_actions.UnableToSet as refused:
        form.refuse(refused.faults)
    except (place_actions.UnableToClose, place_actions.UnableToChangeZone) as refused:
        form.add_error(None, str(refused))
    return not form.errors


def _kept(request, to):
    """Say so, and lead to the visits that were left without a room or place, if it was asked to leave them."""
    messages.success(request, gettext("Kept."))
    return redirect("desk:diary_visits" if "anyway" in request.POST else to)


def _hits(request, **where):
    """The visits that stand in the way of a change."""
    visits = queries.visits_to_come(request.viewer, now=clock.now(), **where)
    return pages.hits(visits, request.clinic.time_zone, request.clinic.country)


def _page(request, template, form, **shown):
    return render(request, template, {"form": form, **shown}, status=422 if form.errors else 200)
