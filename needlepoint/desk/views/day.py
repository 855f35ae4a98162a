"""The staff's day."""

import dataclasses
import datetime as dt

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.booking.queries import messages as message_queries
from needlepoint.charting.queries import effects as effect_queries
from needlepoint.charting.wording import effects as effect_words
from needlepoint.desk import drawn, queries
from needlepoint.desk.pages import day as day_pages
from needlepoint.desk.pages import flares as flare_pages
from needlepoint.desk.pages import unfinished
from needlepoint.desk.pages import waiting as waiting_pages
from needlepoint.desk.queries import checks as check_queries
from needlepoint.desk.queries import waiting as waiting_queries
from needlepoint.desk.views import dates
from needlepoint.house import clock
from needlepoint.intake import noticing
from needlepoint.intake.queries import chasing
from needlepoint.intake.queries import notices as notice_queries
from needlepoint.outcomes.queries import flares as flare_queries
from needlepoint.people import access

Role = access.Role
AHEAD = dt.timedelta(days=60)
SHOWN_MAX = 50  # a list nobody can work through in a day is not made longer


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def day(request):
    viewer, zone, now = request.viewer, request.clinic.time_zone, clock.now()
    today = clock.local(now, zone).date()
    shown = dates.day_or_404(request.GET.get("on", ""), today)
    practitioners = queries.practitioners_of(viewer)
    chosen = day_pages.chosen(request.GET.get("with", ""), viewer, practitioners)
    rows = queries.day_of(viewer, day=shown, zone=zone, now=now, practitioner=chosen)
    page = day_pages.day_page(
        rows,
        viewer,
        day=shown,
        today=today,
        zone=zone,
        country=request.clinic.country,
        now=now,
        practitioners=practitioners,
        chosen=chosen,
        stands=check_queries.stands_on_a_day(rows, clinic=request.clinic, now=now),
    )
    return render(
        request,
        "desk/day.html",
        {
            "page": page,
            "rooms": [drawn.room(row) for row in page.rooms],
            "earlier": [drawn.visit(row) for row in page.earlier],
            "rows": [drawn.visit(row) for row in page.rows],
            "notices": noticing.notices(notice_queries.unseen(viewer), viewer),
            "open_forms": _open_forms(viewer, now),
            "open_effects": _open_effects(viewer),
            "flares": _flares(request, now) if page.is_today else (),
            "flare_ends": flare_pages.ends(),
            "waiting": waiting_pages.lines(**_waiting(viewer, now, today)) if page.is_today else (),
            "stuck": message_queries.count_stuck(viewer) if page.is_today else 0,
        },
    )


def _flares(request, now):
    """Rows for those who told us that it is worse again; none for whoever may not see them."""
    viewer, clinic = request.viewer, request.clinic
    waiting = flare_queries.waiting_in(viewer, now, good_days=clinic.check_good_days)
    return flare_pages.rows(waiting, viewer, zone=clinic.time_zone, country=clinic.country, now=now)


def _waiting(viewer, now, today):
    return dataclasses.asdict(waiting_queries.for_day(viewer, now=now, today=today))


def _open_effects(viewer):
    """Words for the link to unwanted effects that are not closed, and their tone; nothing when there are none."""
    waiting = effect_queries.count_open(viewer) if viewer.is_practitioner else effect_queries.Open()
    tone = "danger" if waiting.serious else "soon"
    return (effect_words.open_words(waiting.count, waiting.serious), tone) if waiting.count else None


def _open_forms(viewer, now):
    """Words for the link to the list of open forms; "" for whoever does not work with it, and when there are none."""
    count = chasing.count_open(viewer, now=now) if viewer.is_desk or viewer.is_practitioner else 0
    return unfinished.day_words(count) if count else ""
