"""The clinic's pictures themselves."""

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from needlepoint.frontdoor.queries import pictures as queries
from needlepoint.people import access

# What is behind a code never changes: a picture that is made anew has another code.
FOR_GOOD = "public, max-age=31536000, immutable"


@access.open_to_everyone
@require_safe
def picture(request, code):
    kept = queries.content_of(request.clinic.pk, code)
    told = {
        "Cache-Control": FOR_GOOD,
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="{code}.webp"',
        "ETag": f'"{code}"',
    }
    answer = HttpResponse(bytes(kept.content), content_type=kept.mime, headers=told)
    return get_conditional_response(request, etag=told["ETag"], response=answer)
