"""Is the care helping: figures, what each means, and what is behind it."""

import csv
import io

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.charting.queries import effects
from needlepoint.desk.pages import result as one_page
from needlepoint.desk.pages.results import page as pages
from needlepoint.desk.pages.results import rows
from needlepoint.desk.queries import results as queries
from needlepoint.house import clock
from needlepoint.outcomes.queries import counting
from needlepoint.people import access

Role = access.Role


@access.only(Role.OWNER, Role.PRACTITIONER)
@require_safe
def results(request):
    now, span = clock.now(), pages.span_of(request.GET.get("span", ""))
    found = _found(request, span, now)
    today = clock.local(now, request.clinic.time_zone).date()
    page = pages.page(found, request.viewer, span=span, today=today)
    return render(request, "desk/results.html", {"page": page})


@access.only(Role.OWNER, Role.PRACTITIONER)
@require_safe
def result(request, key):
    """Show one figure with its definition, and the rows behind it for those who may see them."""
    now, span = clock.now(), pages.span_of(request.GET.get("span", ""))
    sections = pages.all_sections(_found(request, span, now), request.viewer, span=span)
    section = next((one for one in sections if one.key == key), None)
    if section is None:
        raise Http404
    tables, is_clinical = _rows(request, key, since=pages.since_of(span, now), now=now)
    asked = f"span={span or 'all'}"
    page = one_page.page(section, tables, request.viewer, is_clinical=is_clinical, asked=asked)
    return render(request, "desk/result.html", {"page": page})


@access.only(Role.OWNER)
@require_safe
def results_csv(request):
    """Give the numbers as a file, without names of people."""
    now, span = clock.now(), pages.span_of(request.GET.get("span", ""))
    out = io.StringIO()
    csv.writer(out).writerows(rows.csv_rows(_found(request, span, now)))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="results-{span or "all"}.csv"'
    return answer


def _found(request, span, now):
    return queries.results(request.viewer, request.clinic, since=pages.since_of(span, now), now=now)


def _rows(request, key, *, since, now):
    """Return (tables of the rows behind a figure, whether they are for those who treat only)."""
    viewer, zone = request.viewer, request.clinic.time_zone
    if key == "missed":
        return one_page.missed_table(queries.missed_rows(viewer, since=since, now=now), zone=zone), False
    if key == "time_used":
        return [], False
    if key == "reviews_on_time":
        taken = queries.review_rows(viewer, since=since)
        return one_page.review_tables(queries.overdue_rows(viewer), taken, zone=zone), True
    if key == "first_benefit":
        begun = counting.rows_of(viewer, counting.begun(viewer, since=since))
        return one_page.benefit_table(begun, zone=zone), True
    if key == "effects":
        told = effects.effects_since(viewer, since=since, group=effects.effects.ANY)
        return one_page.effect_table(told, zone=zone), True
    ended = counting.rows_of(viewer, counting.ended(viewer, since=since))
    return one_page.course_table(ended, zone=zone), True
