"""What the clinic has written."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import articles as pages
from needlepoint.frontdoor.queries import articles as queries
from needlepoint.frontdoor.queries import pictures as picture_queries
from needlepoint.people import access


@access.open_to_everyone
@require_safe
def articles(request):
    found = queries.published(request.clinic.pk)
    listed = pages.listed(found, request.LANGUAGE_CODE, request.clinic.time_zone)
    return render(request, "frontdoor/articles.html", {"articles": listed})


@access.open_to_everyone
@require_safe
def article(request, slug):
    found = queries.published(request.clinic.pk)
    pictures = picture_queries.by_code(request.clinic.pk, pages.codes_in(found, slug))
    page = pages.page(found, slug, request.LANGUAGE_CODE, request.clinic.time_zone, pictures)
    return render(request, "frontdoor/article.html", {"page": page})
