"""The owner's pictures: sent, described, put in order, deleted."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from needlepoint.desk.forms import pictures as forms
from needlepoint.desk.pages import articles as pages
from needlepoint.frontdoor.actions import pictures as deeds
from needlepoint.frontdoor.queries import pictures as queries
from needlepoint.house import clock, doors, middleware
from needlepoint.people import access

Role = access.Role
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])
WRONG = 422


@doors.takes(middleware.LARGEST_PHOTO)
@access.only(Role.OWNER)
@reads_and_writes
def pictures(request):
    """Show the pictures; take in one more."""
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.New(*posted, practitioners=queries.people_to_show(request.viewer))
    if form.is_bound and form.is_valid() and _added(request, form):
        messages.success(request, gettext("Added."))
        return redirect("desk:pictures")
    kept = queries.pictures_of(request.viewer)
    shown = {"form": form, "groups": pages.groups(kept), "count": pages.counted(kept)}
    return render(request, "desk/pictures.html", shown, status=WRONG if form.errors else 200)


def _added(request, form):
    try:
        deeds.add_picture(clinic=request.clinic, **form.changes(), by=request.viewer, now=clock.now())
    except deeds.UnableToKeepPicture as refused:
        form.add_error(refused.field, str(refused))
    return not form.errors


@access.only(Role.OWNER)
@reads_and_writes
def picture(request, code):
    """Say what a picture shows."""
    kept = queries.picture_for(request.viewer, code)
    form = forms.Described(request.POST if request.method == "POST" else None, initial={"alt": kept.alt})
    if form.is_bound and form.is_valid() and _described(request, form, kept):
        messages.success(request, gettext("Kept."))
        return redirect("desk:pictures")
    (group,) = pages.groups([kept])
    shown = {"form": form, "picture": group.pictures[0]}
    return render(request, "desk/picture.html", shown, status=WRONG if form.errors else 200)


def _described(request, form, kept):
    try:
        deeds.describe_picture(picture=kept, **form.cleaned_data, by=request.viewer, now=clock.now())
    except deeds.UnableToKeepPicture as refused:
        form.add_error(refused.field, str(refused))
    return not form.errors


@access.only(Role.OWNER)
@require_POST
def order(request, code):
    kept = queries.picture_for(request.viewer, code)
    deeds.move_picture(picture=kept, is_earlier="earlier" in request.POST, by=request.viewer, now=clock.now())
    return redirect("desk:pictures")


@access.only(Role.OWNER)
@require_POST
def deletion(request, code):
    kept = queries.picture_for(request.viewer, code)
    deeds.delete_picture(picture=kept, by=request.viewer, now=clock.now())
    messages.success(request, gettext("Deleted."))
    return redirect("desk:pictures")
