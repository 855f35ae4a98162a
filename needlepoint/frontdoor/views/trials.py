"""Every trial we know of, and trials side by side. Read from files, so no patient's table is near."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import pooled as pooled_pages
from needlepoint.frontdoor.pages import trials as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.knowledge.evidence import pooled as worked_out
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def trials(request):
    page = pages.page(request.GET.get("about", ""), request.GET.get("against", ""), fetching.today(request))
    return render(request, "frontdoor/trials.html", {"page": page})


@access.open_to_everyone
@require_safe
def rows(request):
    return _file("acupuncture-back-pain-trials.csv", pages.as_csv())


@access.open_to_everyone
@require_safe
def arms(request):
    return _file("acupuncture-back-pain-groups.csv", pages.arms_as_csv())


@access.open_to_everyone
@require_safe
def pooled(request, stratum):
    chosen = next((one for one in worked_out.strata() if pages.slug(one) == stratum), None)
    if chosen is None:
        raise Http404
    page = pooled_pages.page(
        chosen, fetching.today(request), with_unconfirmed=request.GET.get("with") == "unconfirmed"
    )
    return render(request, "frontdoor/pooled.html", {"page": page})


def _file(name: str, text: str) -> HttpResponse:
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=told)
