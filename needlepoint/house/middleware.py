"""What every request and every answer get, whoever asks."""

import secrets

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseNotAllowed

from needlepoint.house import doors

UTF_8 = frozenset({"utf-8", "utf8"})
METHODS = ("GET", "HEAD", "POST")
# The largest thing anybody sends: a questionnaire's words and table as files, beside both pasted.
LARGEST_BODY = 2_000_000  # bytes
# A photo as a phone takes it, with what is written about it; only pages that say so (`doors.takes`) take more than usual.
LARGEST_PHOTO = 12_500_000  # bytes
TOO_LARGE = 413
TEXT = "text/plain; charset=utf-8"


def _is_more(length: str, most: int) -> bool:
    return len(length) > len(str(most)) or (length.isdecimal() and int(length) > most)


def _length(request) -> str:
    return request.META.get("CONTENT_LENGTH") or "0"


def _too_large() -> HttpResponse:
    return HttpResponse("This is more than we can take in.", TEXT, status=TOO_LARGE)


class RequestMark:
    """Give each request a random id, which the audit record and the log share."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = secrets.token_hex(8)
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        return response


class Manners:
    """Answers about people are kept by no cache; sensors and cameras stay off; pages are read and sent, nothing else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            response = HttpResponseNotAllowed(METHODS)
        elif _is_more(_length(request), LARGEST_PHOTO):
            # Before anything reads it: looking for the form's secret would first write it all to disk.
            response = _too_large()
        else:
            response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        response.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
        )
        return response

    def process_view(self, request, view, args, kwargs):
        """No name of ours has a NUL in it, and PostgreSQL cannot even be asked for one. Forms of ours are in UTF-8.

        In any other code a form could bring half a character, or no character at all, past what reads it.
        Who asks is known by now, and nothing has been read yet: a photo is taken in only from those who may send one.
        """
        if _is_more(_length(request), doors.taken_by(view, getattr(request, "viewer", None), LARGEST_BODY)):
            return _too_large()
        if request.encoding and request.encoding.lower() not in UTF_8:
            raise BadRequest("not in UTF-8")
        if "\0" in request.path_info or "%00" in request.META["QUERY_STRING"]:
            raise Http404
        return None
