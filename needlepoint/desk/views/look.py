"""How the clinic looks: its colour, its logo and its words of welcome. Each is kept by itself."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from needlepoint.desk.forms import look as forms
from needlepoint.desk.pages import look as pages
from needlepoint.desk.pages import settings as settings_pages
from needlepoint.frontdoor.actions import looks as actions
from needlepoint.house import clock, doors
from needlepoint.house import middleware as house_middleware
from needlepoint.people import access

Role = access.Role
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@access.only(Role.OWNER)
@reads_and_writes
def look(request):
    """Show how the clinic looks, or keep a colour; `look` tries a typed one on this page and keeps nothing."""
    if request.POST.get("take") == "":
        return _kept(request, colour="")
    typed = {"colour": request.POST["take"]} if "take" in request.POST else request.POST
    form = forms.Colour(typed if request.method == "POST" else None, initial=_initial(request))
    if not form.is_bound or not form.is_valid():
        return _page(request, colour=form)
    if "look" in request.POST:
        return _page(request, colour=form, tried=form.cleaned_data["colour"])
    return _kept(request, **form.changes())


@access.only(Role.OWNER)
@require_POST
def welcome(request):
    """Keep the words of welcome."""
    form = forms.Welcome(request.POST)
    if form.is_valid():
        return _kept(request, **form.changes())
    return _page(request, welcome=form)


@doors.takes(house_middleware.LARGEST_PHOTO)
@access.only(Role.OWNER)
@require_POST
def logo(request):
    """Keep a logo; `remove` takes it away."""
    now = clock.now()
    if "remove" in request.POST:
        actions.remove_logo(clinic=request.clinic, by=request.viewer, now=now)
        messages.success(request, gettext("The logo is gone. Our mark stands there again."))
        return redirect("desk:look")
    form = forms.Logo(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.set_logo(
                clinic=request.clinic, content=form.cleaned_data["logo"].read(), by=request.viewer, now=now
            )
        except actions.UnableToKeepPicture as refused:
            form.add_error("logo", str(refused))
        else:
            messages.success(request, gettext("Kept. It stands at the top of every page."))
            return redirect("desk:look")
    return _page(request, logo=form)


def _initial(request):
    return {"colour": request.clinic.colour, "welcome": request.clinic.welcome}


def _kept(request, **values):
    actions.set_look(clinic=request.clinic, by=request.viewer, now=clock.now(), **values)
    messages.success(request, gettext("Kept. Every page shows it from now on."))
    return redirect("desk:look")


def _page(request, *, tried="", **form):
    """Show the page; a form that was posted and refused stands in it as it was typed."""
    initial = _initial(request)
    colour = form.get("colour") or forms.Colour(initial=initial)
    shown = {
        "colour": colour,
        "welcome": form.get("welcome") or forms.Welcome(initial=initial),
        "logo": form.get("logo") or forms.Logo(),
        "page": pages.look_page(request.clinic.colour, tried=tried, nearest=colour.nearest),
        "tabs": settings_pages.tabs("desk:look"),
    }
    shown["posted"] = [shown[name] for name in form]
    is_refused = any(one.errors for one in form.values())
    return render(request, "desk/look.html", shown, status=422 if is_refused else 200)
