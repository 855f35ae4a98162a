"""The owner's report: how full the days were, and what became of the visits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.booking.queries import report as queries
from needlepoint.desk.pages import report as pages
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role


@access.only(Role.OWNER)
@require_safe
def report(request):
    asked, found = _found(request)
    page = pages.report_page(found, asked, request.clinic.name)
    return render(request, "desk/report.html", {"page": page})


@access.only(Role.OWNER)
@require_safe
def report_csv(request):
    """Give the same figures as a file, without names of people."""
    asked, found = _found(request)
    answer = HttpResponse(pages.as_csv(found), content_type="text/csv; charset=utf-8")
    first = asked.periods[0].first.isoformat()
    answer["Content-Disposition"] = f'attachment; filename="report-{asked.by}-{first}.csv"'
    return answer


def _found(request):
    now = clock.now()
    asked = pages.asked(request.GET, clock.local(now, request.clinic.time_zone).date())
    return asked, queries.report(request.viewer, request.clinic, asked.periods, now=now)
