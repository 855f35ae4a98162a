"""Why backs hurt, each problem, and what people can do themselves."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import problems as pages
from needlepoint.frontdoor.views import fetching
from needlepoint.knowledge.evidence import problems as known
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def causes(request):
    page = pages.overview(fetching.today(request), pages.numbers_of(request.clinic))
    return render(request, "frontdoor/problems.html", {"page": page})


@access.open_to_everyone
@require_safe
def problem(request, slug):
    one = known.find(slug)
    if one is None:
        raise Http404
    page = pages.problem(one, fetching.today(request), pages.numbers_of(request.clinic))
    return render(request, "frontdoor/problem.html", {"page": page})


@access.open_to_everyone
@require_safe
def what_helps(request):
    shown = {
        "chapters": pages.chapters(fetching.today(request)),
        "alarm": pages.usual_alarm(pages.numbers_of(request.clinic)),
    }
    return render(request, "frontdoor/what_helps.html", shown)
