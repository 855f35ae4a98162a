"""Coming in, going out, and the links that open one patient's page."""

import functools

from django.conf import settings
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.house import clock
from needlepoint.people import access, actions, pages, queries, rules, sessions

page_or_post = require_http_methods(["GET", "HEAD", "POST"])
EVERY_ROLE = tuple(rules.Role)
BACKEND = settings.AUTHENTICATION_BACKENDS[0]
PRESSES_WAIT = "np_presses_wait"  # set by the board of rooms while a tablet holds what is not sent yet


@access.open_to_everyone
@require_safe
def arrive(request):
    """Send whoever has just signed in to the page where their day begins."""
    if request.is_half_signed_in:
        return redirect("people:second_factor")
    if request.viewer.is_known:
        if queries.HAT_SESSION_KEY not in request.session:
            hats = queries.hats_of(request.user)
            if len(hats) > 1:
                return redirect("people:choose")
            if hats:
                # Known by now, so the pages that follow ask the tables once.
                request.session[queries.HAT_SESSION_KEY] = hats[0].key
        return redirect(pages.home_of(request.viewer, request.clinic))
    if request.user.is_authenticated:
        return render(request, "people/no_place.html", status=403)
    return redirect("account_login")


@access.only(*EVERY_ROLE)
@page_or_post
def choose(request):
    """Ask somebody who works here and is also a patient, or who cares for a child's page, which they mean."""
    hats = queries.hats_of(request.user)
    if request.method == "POST":
        if request.POST.get("hat") not in {hat.key for hat in hats}:
            raise Http404
        request.session[queries.HAT_SESSION_KEY] = request.POST["hat"]
        return redirect("people:arrive")
    chosen = request.session.get(queries.HAT_SESSION_KEY, "")
    return render(request, "people/choose.html", {"hats": pages.hat_choices(hats, chosen)})


@access.only(*EVERY_ROLE)
@require_safe
def account(request):
    """How this person signs in, and how to change it."""
    has_choice = len(queries.hats_of(request.user)) > 1
    return render(
        request, "people/account.html", {"has_choice": has_choice, "home": pages.home_of(request.viewer)}
    )


@access.only(rules.Role.PATIENT)
@require_POST
def language(request):
    """Write to this patient in the language they read in just now."""
    actions.choose_language(
        patient=request.viewer.row, language=request.LANGUAGE_CODE, by=request.viewer, now=clock.now()
    )
    return redirect(pages.home_of(request.viewer))


@access.open_to_everyone
@require_safe
def second_factor(request):
    """Ask staff to set up their second factor; they reach nothing else before."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if not request.is_half_signed_in:
        return redirect("people:arrive")
    return render(request, "people/second_factor.html")


@access.open_to_everyone
@page_or_post
def signout(request):
    """End the session, whether it began by sign-in or by a link, and leave nothing in the browser."""
    if request.method != "POST":
        return render(request, "people/signout.html")
    auth.logout(request)
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    # Only a path: `redirect` would look up anything else as the name of a view.
    response = redirect(asked if asked.startswith("/") and is_ours else "/")
    # What was pressed without a network waits in the browser's storage, codes and numbers only, maybe a colleague's: it
    # must outlive this. The page empties the rest of the storage itself then.
    is_waiting = bool(request.COOKIES.get(PRESSES_WAIT))
    response["Clear-Site-Data"] = '"cache"' if is_waiting else '"cache", "storage"'
    return response


def shields_its_address(view):
    """Keep a page's address, which opens something, out of what the browser tells others."""

    @functools.wraps(view)
    def shielded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        # Not 'no-referrer': browsers would then send no Origin with the form, and it would be refused.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return shielded


@access.open_to_everyone
@shields_its_address
@page_or_post
def link(request, token):
    """Show whose clinic a link belongs to, and use it when its button is pressed. Only looking changes nothing."""
    found = queries.link_for(token)
    if found is not None and found.patient_id == request.viewer.patient_id:
        return redirect(pages.page_of(found))
    now = clock.now()
    if request.method == "POST":
        try:
            found = actions.use_link(
                token=token,
                now=now,
                used_from=request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
                request_id=request.id,
            )
        except actions.UnableToUseLink:
            return render(request, "people/link_over.html", status=404)
        sessions.begin_for_patient(request, found.patient_id)
        return redirect(pages.page_of(found))
    if found is None or not rules.is_open_link(used_at=found.used_at, expires_at=found.expires_at, now=now):
        return render(request, "people/link_over.html", status=404)
    is_taken = request.viewer.is_known or request.user.is_authenticated
    return render(request, "people/link.html", {"link_clinic": found.patient.clinic, "is_taken": is_taken})


@access.open_to_everyone
@require_safe
def tablet(request):
    """Say what a tablet is open for; or, once nobody's form is on it, thank whoever holds it."""
    home = sessions.kiosk_home(request)
    if home and request.viewer.is_on_kiosk:
        return render(request, "people/tablet.html", {"home": home})
    return sessions.leave_nothing(render(request, "people/tablet_back.html"))


@access.open_to_everyone
@require_POST
def tablet_back(request):
    """End what is open on the tablet. Where nothing is, nothing ends: nobody is signed out by this."""
    if request.viewer.is_on_kiosk:
        sessions.end_kiosk(request)
    return sessions.leave_nothing(redirect("people:tablet"))


def only_in_the_demo(view):
    @functools.wraps(view)
    def shown(request, *args, **kwargs):
        if not settings.IS_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@access.open_to_everyone
@csrf_exempt  # its buttons stand on public pages, where no secret is; whose page they stand on is asked instead
@only_in_the_demo
@require_POST
def demo(request, who):
    """Be one of the demo's people."""
    if request.headers.get("Origin") not in {None, f"{request.scheme}://{request.get_host()}"}:
        raise PermissionDenied
    user = queries.user_with_email(rules.DEMO_PEOPLE.get(who, ""))
    if user is None:
        raise Http404
    auth.logout(request)
    auth.login(request, user, BACKEND)
    return redirect("people:arrive")
