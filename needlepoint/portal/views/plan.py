"""A plan in the patient's words, on the screen and on paper."""

from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from needlepoint.house import clock, paper
from needlepoint.people import access
from needlepoint.plans import queries as plans_queries
from needlepoint.plans.queries import home as home_queries
from needlepoint.plans.queries import letters as letter_queries
from needlepoint.portal.pages import papers as paper_pages
from needlepoint.portal.pages import plan as plan_pages
from needlepoint.portal.views import papers


@access.only(access.Role.PATIENT, access.Role.PRACTITIONER)
@require_safe
def plan(request, code):
    """Show the plan in the patient's words; the practitioner sees the same page."""
    return render(request, "portal/plan.html", {"page": _plan(request, code)[1]})


@access.only(access.Role.PATIENT, access.Role.PRACTITIONER)
@require_safe
def plan_paper(request, code):
    """Give the plan as a PDF in the patient's language, or in one that was asked for."""
    course = plans_queries.course_seen_by(request.viewer, code)
    language = papers.language_of(request, course.patient)
    with translation.override(language):
        data = paper_pages.plan(*_plan(request, code))
    made = paper.pdf(paper_pages.TEMPLATE, data, made_at=clock.now(), language=language)
    return papers.answer(made, "plan")


def _plan(request, code):
    course = plans_queries.course_seen_by(request.viewer, code)
    zone = course.patient.clinic.time_zone
    return course, plan_pages.plan(
        course,
        plans_queries.position(course),
        plans_queries.reviews_of(course),
        home_queries.programme_of(course, today=clock.today(zone), zone=zone),
        goals=plans_queries.goals_of(course),
        today=clock.today(zone),
        is_own=request.viewer.is_patient,
        letters=letter_queries.letters_of(request.viewer, course.patient)
        if request.viewer.is_patient
        else (),
    )
