"""What every request and every answer get, whoever asks."""

import secrets

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponseNotAllowed

UTF_8 = frozenset({"utf-8", "utf8"})
METHODS = ("GET", "HEAD", "POST")


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
        if request.method in METHODS:
            response = self.get_response(request)
        else:
            response = HttpResponseNotAllowed(METHODS)
        response.setdefault("Cache-Control", "no-store")
        response.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
        )
        return response

    def process_view(self, request, view, args, kwargs):
        """No name of ours has a NUL in it, and PostgreSQL cannot even be asked for one. Forms of ours are in UTF-8.

        In any other code a form could bring half a character, or no character at all, past what reads it.
        """
        if request.encoding and request.encoding.lower() not in UTF_8:
            raise BadRequest("not in UTF-8")
        if "\0" in request.path_info or "%00" in request.META["QUERY_STRING"]:
            raise Http404
