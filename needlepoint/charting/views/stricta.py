"""The report of what was done, by STRICTA 2010: for one visit and for several, on a page and as files."""

import datetime as dt
import zoneinfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.charting.forms import stricta as forms
from needlepoint.charting.pages import stricta as pages
from needlepoint.charting.queries import stricta as queries
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role
FILES = {"table": ("text/csv; charset=utf-8", "csv"), "text": ("text/plain; charset=utf-8", "txt")}


@access.only(Role.PRACTITIONER, Role.OWNER)
@require_safe
def group(request):
    """Show visits of some days together."""
    form, notes = _found(request)
    query = {name: request.GET.get(name, "") for name in form.fields} if form.is_valid() else {}
    shown = {"form": form, "page": pages.group_page(notes, query=query), "title": _title(form)}
    return render(request, "charting/stricta.html", shown, status=422 if form.errors else 200)


@access.only(Role.PRACTITIONER, Role.OWNER)
@require_safe
def group_file(request, kind):
    """Give the same visits as a table or as text. A faulty question gives an empty file."""
    form, notes = _found(request)
    first, last = form.span()
    name = f"stricta-{first.isoformat()}-{last.isoformat()}"
    if kind == "text":
        return _file(kind, name, pages.group_text(notes, _title(form)))
    return _file(kind, name, pages.as_table(notes, with_words=request.viewer.is_practitioner))


@access.only(Role.PRACTITIONER, Role.OWNER)
@require_safe
def visit(request, code):
    note = queries.note_for(request.viewer, code)
    page = pages.visit_page(note, may_open_note=request.viewer.is_practitioner)
    return render(request, "charting/stricta_visit.html", {"page": page})


@access.only(Role.PRACTITIONER, Role.OWNER)
@require_safe
def visit_file(request, code, kind):
    note = queries.note_for(request.viewer, code)
    day = clock.local(note.visit.starts_at, request.clinic.time_zone).date()
    with_words = request.viewer.is_practitioner
    body = (
        pages.visit_text(note, with_words=with_words)
        if kind == "text"
        else pages.as_table([note], with_words=with_words)
    )
    return _file(kind, f"stricta-visit-{day.isoformat()}", body)


def _found(request):
    """Read which visits are meant. Days are those of the clinic, both included; a faulty question finds none."""
    today = clock.local(clock.now(), request.clinic.time_zone).date()
    form = forms.Wanted(request.GET, practitioners=queries.practitioners(request.viewer), today=today)
    if not form.is_valid():
        return form, []
    first, last = form.span()
    zone = zoneinfo.ZoneInfo(request.clinic.time_zone)
    notes = queries.notes_between(
        request.viewer,
        since=dt.datetime.combine(first, dt.time(), zone),
        until=dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone),
        practitioner_id=form.practitioner.pk if form.practitioner else None,
    )
    return form, notes


def _title(form):
    return pages.span_title(*form.span(), form.practitioner)


def _file(kind, name, body):
    if kind not in FILES:
        raise Http404
    content_type, ending = FILES[kind]
    if kind == "table":
        body = f"\ufeff{body}"  # without it Excel reads "0.25 × 40 mm" in another alphabet
    answer = HttpResponse(body, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer
