"""Closed by default: find out who asks, then check the door of the view they ask for."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from needlepoint.house import doors
from needlepoint.people import access, queries

# Sign-in pages come from allauth, which guards its own views.
ALLAUTH = ("allauth.",)


class WhoIsAsking:
    """Put `viewer` and `clinic` on the request and let nobody through a door that is not theirs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer, request.clinic = queries.viewer_and_clinic(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if view.__module__.startswith(ALLAUTH):
            return self._second_factor(request)
        door = doors.door_of(view)
        if access.may_open(request.viewer, door):
            return self._second_factor(request) if door != doors.EVERYONE else None
        if door is None:
            raise Http404
        if request.viewer.is_known:
            raise PermissionDenied
        if request.method != "GET":
            return redirect("account_login")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")

    def _second_factor(self, request):
        """Staff prove themselves twice outside the demo; until then they only reach the page that sets it up."""
        return None
