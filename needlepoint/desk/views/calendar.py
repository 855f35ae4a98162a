"""The desk's calendar: looked at, followed, and asked where a visit fits."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.booking import queries as booking_queries
from needlepoint.booking.rules import starts
from needlepoint.desk import drawn
from needlepoint.desk.pages import calendar as pages
from needlepoint.desk.pages import columns, fitting
from needlepoint.desk.queries import calendar as queries
from needlepoint.desk.queries import moving as moving_queries
from needlepoint.desk.views import dates
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role
STAFF = (Role.PRACTITIONER, Role.DESK, Role.OWNER)


@access.only(*STAFF)
@require_safe
def calendar(request):
    """Show a day or a week; to a page that already shows it just so, answer that nothing has changed."""
    now = clock.now()
    place, places, asked = _asked(request, now)
    visit = _moving(request, asked.moving)
    look = queries.look(request.viewer, request.clinic, place=place, dates=asked.dates, now=now, moving=visit)
    if request.GET.get("seen", "") == look.fingerprint(now):
        return HttpResponse(status=204)
    fits = _fits(look, columns.strips(look, asked), visit, now) if visit else None
    page = pages.page(look, asked, request.viewer, places=places, now=now, moving=visit, fits=fits)
    shown = {
        "page": page,
        "columns": [(column, drawn.calendar(column.items)) for column in page.columns],
        "lines": [
            (title, url, [drawn.calendar_cell(cell) for cell in cells]) for title, url, cells in page.lines
        ],
    }
    template = "desk/_calendar.html" if "seen" in request.GET else "desk/calendar.html"
    return render(request, template, shown)


@access.only(*STAFF)
@require_safe
def fits(request):
    """Tell the script where a visit may be dropped, and why not elsewhere."""
    now = clock.now()
    place, _places, asked = _asked(request, now)
    visit = _moving(request, request.GET.get("visit", ""))
    if visit is None:
        return JsonResponse({"ticks": 0, "columns": {}})
    look = queries.look(request.viewer, request.clinic, place=place, dates=asked.dates, now=now, moving=visit)
    shown = columns.strips(look, asked)
    shape = starts.shape(booking_queries.pattern_of(visit.service, visit.patient.cautions))
    return JsonResponse(fitting.answer(look, shown, _fits(look, shown, visit, now), visit, shape))


def _asked(request, now):
    """Return (place, all places, what is asked for). What cannot be read is as if it were not there; bad dates are 404."""
    words = request.GET
    places = queries.places_of(request.clinic)
    place = next((one for one in places if one.code == words.get("place", "")), places[0])
    today = clock.local(now, place.zone).date()
    asked = columns.Asked(
        on=dates.day_or_404(words.get("on", ""), today),
        today=today,
        span=columns.WEEK if words.get("span") == columns.WEEK else columns.DAY,
        by=columns.ROOM if words.get("by") == columns.ROOM else columns.PRACTITIONER,
        place=place.code,
        who=words.get("who", ""),
        moving=words.get("moving", ""),
    )
    return place, places, asked


def _moving(request, code):
    """Return the visit that is being moved; None when none is, or when it can no longer be moved."""
    if not code or "\0" in code:
        return None
    visit = booking_queries.visit_for(request.viewer, code)
    return visit if queries.is_movable(visit) else None


def _fits(look, shown, visit, now):
    return {
        strip.key: moving_queries.fits(
            strip.board,
            visit,
            now=now,
            practitioner_id=strip.practitioner.pk if strip.practitioner else visit.practitioner_id,
            room_id=strip.room.pk if strip.room else None,
        )
        for strip in shown
    }
