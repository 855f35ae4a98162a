"""Closed by default: find out who asks, then check the door of the view they ask for."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from needlepoint.house import doors, languages
from needlepoint.people import access, queries, rules, sessions

# The pages of allauth that this clinic uses; it guards them itself. The rest of them (signing up, changing the
# address one signs in with) do not exist here.
SIGN_IN_PAGES = frozenset(
    {
        "account_login",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_inactive",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_confirm_password_reset_code",
        "account_complete_password_reset",
        "account_password_reset_completed",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate_webauthn",
    }
)
# What staff without a second factor reach: the pages that set one up, and the way out.
ALWAYS = frozenset({"people:second_factor", "people:signout"})
SETTING_UP = frozenset(
    {name for name in SIGN_IN_PAGES if name.startswith("mfa_")} | {"account_reauthenticate"}
)
# Whoever has a second factor and has not shown it in this session reaches only the pages that ask for it.
SHOWING = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
# How the clinic looks: nothing to read, and every page is drawn with it, also on a tablet and before the clinic opens.
LOOKS = frozenset({"frontdoor:look", "frontdoor:look_icon", "frontdoor:picture"})
# What a tablet in a patient's hands reaches beside the forms that were opened for them: the way out.
ON_EVERY_TABLET = frozenset({"people:tablet", "people:tablet_back"}) | LOOKS
# What visitors find closed until a clinic's set-up ends, its check and its booking with it; and what stands open even
# then. Whoever has a link or a code to something of their own is let in as always.
OPENS_LATER = frozenset({"frontdoor", "screening"})
OPENS_LATER_TOO = frozenset({"booking:starts", "booking:details", "booking:hold", "booking:wait"})
# Another site shows the free times in a frame: there they say themselves that nothing can be booked yet.
ALWAYS_OPEN = frozenset({"frontdoor:home", "frontdoor:robots"}) | LOOKS
# Before a clinic has been opened, the front page says how to open one and nothing else has anything to show.
BEFORE_OPENING = frozenset({"frontdoor:home", "frontdoor:robots", "house:up", "house:patterns"})


class WhoIsAsking:
    """Put `viewer` and `clinic` on the request and let nobody through a door that is not theirs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer, request.clinic = queries.viewer_and_clinic(request)
        is_lost_tablet = False
        if request.viewer.is_known and sessions.is_over(request, request.viewer):
            is_lost_tablet = request.viewer.is_on_kiosk
            sessions.end_kiosk(request) if is_lost_tablet else auth.logout(request)
            request.viewer, request.clinic = queries.viewer_and_clinic(request)
        languages.suit(
            request,
            is_staff=request.viewer.is_staff,
            told=getattr(request.viewer.row, "language", None),
        )
        request.is_half_signed_in = (
            settings.SECOND_FACTOR_FOR_STAFF
            and request.viewer.is_staff
            and not sessions.has_second_factor(request)
        )
        if request.is_half_signed_in:
            # Public pages see a visitor; every other page sends them to show or set up the second factor.
            request.viewer = rules.Viewer(request.viewer.clinic_id, request_id=request.viewer.request_id)
        if is_lost_tablet:
            return sessions.leave_nothing(redirect("people:tablet"))
        response = self.get_response(request)
        if request.viewer.is_on_kiosk:
            response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if request.viewer.is_on_kiosk and not (name in ON_EVERY_TABLET or sessions.is_open_on_kiosk(request)):
            return redirect("people:tablet")
        return self._at_the_door(request, view, name)

    def _at_the_door(self, request, view, name):
        """Return None for whoever may pass, else where they go instead. Raises Http404, PermissionDenied."""
        if view.__module__.startswith("allauth."):
            if name not in SIGN_IN_PAGES:
                raise Http404
            return self._second_factor(request, name) if request.is_half_signed_in else None
        door = doors.door_of(view)
        if request.clinic is None and door == doors.EVERYONE and name not in BEFORE_OPENING:
            return redirect("frontdoor:home")
        if _opens_later(name) and not access.may_look_round(request.viewer, request.clinic):
            return redirect("frontdoor:home")
        if access.may_open(request.viewer, door):
            return None
        if door is None:
            raise Http404
        if request.is_half_signed_in:
            return self._second_factor(request, name)
        if request.viewer.is_known or request.user.is_authenticated:
            raise PermissionDenied
        return redirect(_where_to_sign_in(request))

    def _second_factor(self, request, name):
        """Send staff who proved themselves only once to the page that asks for the rest; None where they may be."""
        if name in ALWAYS:
            return None
        asking = [
            m["url"] for m in get_adapter().get_reauthentication_methods(request.user) if "mfa" in m["id"]
        ]
        if name in (SHOWING if asking else SETTING_UP):
            return None
        if not asking:
            return redirect("people:second_factor")
        coming_from = request.get_full_path() if request.method == "GET" else reverse("people:arrive")
        return redirect(f"{asking[0]}?{urlencode({'next': coming_from})}")


def _opens_later(name: str) -> bool:
    """Say whether a page belongs to the clinic that the public sees."""
    return (name.partition(":")[0] in OPENS_LATER or name in OPENS_LATER_TOO) and name not in ALWAYS_OPEN


def _where_to_sign_in(request):
    """Return where somebody goes whom we do not know; from a tablet that was given back, nowhere but its last page."""
    if request.session.get(sessions.WAS_KIOSK):
        return reverse("people:tablet")
    sign_in = reverse("account_login")
    if request.method not in {"GET", "HEAD"}:
        return sign_in
    return f"{sign_in}?{urlencode({'next': request.get_full_path()})}"
