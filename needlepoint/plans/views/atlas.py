"""The points: all of them with a search and a figure, the figure alone, and one point."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from needlepoint.knowledge.points import atlas, figure
from needlepoint.people import access
from needlepoint.plans.pages import atlas as pages

Role = access.Role
TYPED_MAX = 60
KEPT_SECONDS = 3600  # the drawing changes only with the program, and names nobody


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def points(request):
    typed = " ".join(request.GET.get("q", "").split())[:TYPED_MAX]
    if request.htmx:
        return render(request, "plans/_points_found.html", {"found": pages.found(typed) if typed else None})
    where = _area(request.GET.get("area", pages.FIRST_AREA))
    return render(request, "plans/atlas.html", {"page": pages.points(where, typed)})


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def figure_part(request, area):
    """The figure alone, for a picker on another page."""
    shown = render(request, "plans/_figure_part.html", {"part": pages.part(_area(area))})
    shown["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return shown


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def point(request, code):
    try:
        found = atlas.point(code.upper())
    except KeyError as missing:
        raise Http404 from missing
    if found.code != code:
        return redirect("plans:point", found.code)
    return render(request, "plans/atlas_point.html", {"page": pages.point(found)})


def _area(key):
    try:
        return figure.area(key)
    except KeyError as missing:
        raise Http404 from missing
