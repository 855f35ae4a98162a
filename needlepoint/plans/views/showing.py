"""The plan as it is read."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.plans import queries
from needlepoint.plans.pages import ceilings as ceilings_pages
from needlepoint.plans.pages import showing as showing_pages
from needlepoint.plans.queries import ceilings as ceiling_queries
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.wording import adherence

Role = access.Role


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def show(request, code):
    course = queries.course_seen_by(request.viewer, code)
    zone = course.patient.clinic.time_zone
    visit = queries.visit_of_today(course.patient, clock.now())
    note_url = reverse("charting:note", args=[visit.code]) if visit else ""
    page = showing_pages.shown(
        course=course,
        where=queries.position(course),
        reviews=queries.reviews_of(course),
        goals=queries.goals_of(course),
        ahead=queries.visits_ahead(course, clock.now()),
        note_url=note_url,
        on=clock.today(zone),
        viewer=request.viewer,
    )
    programme = home_queries.programme_of(course, today=clock.today(zone), zone=zone)
    home = adherence.adherence(
        course, programme, today=clock.today(zone), may_set=request.viewer.is_practitioner
    )
    payer = ceilings_pages.on_a_plan(course, ceiling_queries.count_of(course, clock.now()), request.viewer)
    return render(request, "plans/show.html", {"page": page, "home": home, "payer": payer})
