"""Setting up a clinic, one question at a time. It can be left at any moment and goes on where it was."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.booking.actions import places as place_actions
from needlepoint.desk.actions import first_steps as actions
from needlepoint.desk.forms import first_steps as forms
from needlepoint.desk.pages import first_steps as pages
from needlepoint.desk.pages import look as look_pages
from needlepoint.desk.queries import first_steps as queries
from needlepoint.desk.rules import first_steps as rules
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@access.only(Role.OWNER)
@require_safe
def first_steps(request):
    """Go on where the set-up was left."""
    if request.clinic.opened_on:
        return redirect("desk:opened")
    reached = request.clinic.setup_step
    return redirect("desk:first_step", reached if reached in rules.STEPS else rules.STEPS[0])


@access.only(Role.OWNER)
@reads_and_writes
def first_step(request, step):
    """Ask one question, keep its answer and go on; `skip` goes on without one."""
    if step not in rules.STEPS:
        raise Http404
    if request.clinic.opened_on:
        return redirect("desk:opened")
    known, left_out = queries.known_of(request.clinic), _left_out(request.clinic)
    if step == rules.REVIEW:
        return _review(request, known)
    if "skip" in request.POST:
        actions.go_on(clinic=request.clinic, step=step, by=request.viewer, now=clock.now())
        return redirect("desk:first_step", rules.after(step, leave_out=left_out))
    form = forms.FORMS[step](_typed(request), known=known, owner=request.user)
    is_kept = _kept(request, step, form)
    if is_kept and step == "people":
        messages.success(request, gettext("Added. Is there somebody else? If not, go on."))
        return redirect("desk:first_step", step)
    if is_kept:
        return redirect("desk:first_step", rules.after(step, leave_out=_left_out(request.clinic)))
    shown = {"form": form, "page": pages.step_page(step, known, left_out=left_out)}
    if step == "colour":
        shown["look"] = look_pages.look_page(request.clinic.colour, nearest=form.nearest)
    return render(request, "desk/first_step.html", shown, status=422 if form.errors else 200)


@access.only(Role.OWNER)
@require_POST
def opening(request):
    """Open the clinic to the public, if nothing is missing."""
    now = clock.now()
    today = clock.local(now, request.clinic.time_zone).date()
    try:
        actions.open_doors(clinic=request.clinic, on=today, by=request.viewer, now=now)
    except actions.UnableToOpenDoors:
        return _review(request, queries.known_of(request.clinic), status=422)
    return redirect("desk:opened")


@access.only(Role.OWNER)
@require_safe
def opened(request):
    """Say that the clinic is open, and what comes next."""
    if not request.clinic.opened_on:
        return redirect("desk:first_steps")
    return render(request, "desk/opened.html", {"address": request.build_absolute_uri("/")})


def _left_out(clinic) -> frozenset[str]:
    """A country with one time zone is not asked for it."""
    return frozenset({"zone"}) if len(forms.zones_of(clinic.country)) <= 1 else frozenset()


def _typed(request):
    if request.method != "POST":
        return None
    return {"colour": request.POST["take"]} if "take" in request.POST else request.POST


def _kept(request, step, form) -> bool:
    """Keep what was typed, if it can be read. What only the deed could know stands on the form afterwards."""
    if request.method != "POST":
        return False
    is_ours = step == "colour" and request.POST.get("take") == ""
    if not is_ours and not form.is_valid():
        return False
    values = {"colour": ""} if is_ours else form.changes()
    if step == "hours":
        values["words"] = lambda rows: pages.week_words(rows, request.clinic.country)
    try:
        actions.answer(clinic=request.clinic, step=step, by=request.viewer, now=clock.now(), **values)
    except actions.UnableToSet as refused:
        form.refuse(refused.faults)
    except (place_actions.UnableToClose, place_actions.UnableToChangeZone) as refused:
        form.add_error(None, str(refused))
    return is_ours or not form.errors


def _review(request, known, *, status=200):
    now, left_out = clock.now(), _left_out(request.clinic)
    missing = actions.lacks(known, now=now)
    first = None if missing else queries.first_start(known, now=now)
    shown = {
        "page": pages.step_page(rules.REVIEW, known, left_out=left_out),
        "review": pages.review(known, missing, first=first, left_out=left_out),
    }
    return render(request, "desk/first_review.html", shown, status=status)
