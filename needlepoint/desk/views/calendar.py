"""The desk's calendar: looked at, followed, and what is done from it."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.booking import queries as booking_queries
from needlepoint.desk import drawn
from needlepoint.desk.pages import calendar as pages
from needlepoint.desk.pages import columns
from needlepoint.desk.queries import calendar as queries
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role
STAFF = (Role.PRACTITIONER, Role.DESK, Role.OWNER)
FURTHEST_DAYS = 3660


@access.only(*STAFF)
@require_safe
def calendar(request):
    """Show a day or a week; to a page that already shows it just so, answer that nothing has changed."""
    now = clock.now()
    place, places, asked = _asked(request, now)
    moving, fits = _moving(request, asked), None
    look = queries.look(
        request.viewer, request.clinic, place=place, places=places, dates=asked.dates, now=now,
        patient_id=moving.patient_id if moving else None,
    )  # fmt: skip
    if request.GET.get("seen", "") == look.fingerprint(now):
        return HttpResponse(status=204)
    if moving:
        fits = _fits(look, asked, moving, now)
    page = pages.page(look, asked, now=now, moving=moving, fits=fits)
    shown = {
        "page": page,
        "columns": [(column, [drawn.calendar(item) for item in column.items]) for column in page.columns],
        "lines": [(title, url, [drawn.calendar_cell(cell) for cell in cells]) for title, url, cells in page.lines],
    }
    template = "desk/_calendar.html" if "seen" in request.GET else "desk/calendar.html"
    return render(request, template, shown)


def _asked(request, now):
    """Return (place, all places, what is asked for). What cannot be read is as if it were not there; bad dates are 404."""
    places = queries.places_of(request.clinic)
    words = request.GET
    place = next((one for one in places if one.code == words.get("place", "")), places[0])
    today = clock.local(now, place.zone).date()
    asked = columns.Asked(
        on=_day_or_404(words.get("on", ""), today),
        today=today,
        span=columns.WEEK if words.get("span") == columns.WEEK else columns.DAY,
        by=columns.ROOM if words.get("by") == columns.ROOM else columns.PRACTITIONER,
        place=place.code,
        who=words.get("who", ""),
        moving=words.get("moving", ""),
    )
    return place, places, asked


def _day_or_404(words, today):
    if not words:
        return today
    try:
        asked = dt.date.fromisoformat(words)
    except ValueError:
        raise Http404 from None
    if abs((asked - today).days) > FURTHEST_DAYS:
        raise Http404
    return asked


def _moving(request, asked):
    return booking_queries.visit_for(request.viewer, asked.moving) if asked.moving else None


def _fits(look, asked, visit, now):
    own = booking_queries.ticks_held_by(visit)
    return {
        strip.key: queries.fits(
            strip.board, visit, own=own, now=now,
            practitioner_id=strip.practitioner.pk if strip.practitioner else visit.practitioner_id,
            room_id=strip.room.pk if strip.room else None,
        )
        for strip in columns.strips(look, asked)
    }  # fmt: skip


@access.only(*STAFF)
@require_safe
def fits(request):
    raise Http404


@access.only(*STAFF)
@require_safe
def move(request):
    raise Http404


@access.only(*STAFF)
@require_safe
def walk_in(request):
    raise Http404


@access.only(*STAFF)
@require_safe
def block(request):
    raise Http404
