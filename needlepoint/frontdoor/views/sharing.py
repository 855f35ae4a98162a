"""The picture of a shared link."""

from django.http import Http404, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.pages import shared_picture
from needlepoint.frontdoor.views import finding
from needlepoint.house import languages
from needlepoint.people import access

DAY = 24 * 3600  # seconds


@access.open_to_everyone
@require_safe
def share(request, page, language):
    if languages.known(language) != language:
        raise Http404
    with translation.override(language):
        found = next((one for one in finding.listed_of(request) if one.key == page), None)
        if found is None or language not in found.languages:
            raise Http404
        picture = shared_picture.drawn(found, request.clinic, language)
    told = {
        "Cache-Control": f"public, max-age={DAY}",
        "Cross-Origin-Resource-Policy": "cross-origin",  # it is made to be shown elsewhere
    }
    return HttpResponse(picture, content_type="image/png", headers=told)
