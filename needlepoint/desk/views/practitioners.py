"""Who treats here: listed, changed, and added, with their licences."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.booking.queries import settings as queries
from needlepoint.desk.actions import practitioners as actions
from needlepoint.desk.forms import practitioners as forms
from needlepoint.desk.forms import settings as setting_forms
from needlepoint.desk.pages import licences as pages
from needlepoint.desk.pages import settings as setting_pages
from needlepoint.desk.queries import licences, waiting
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.people import actions as people_actions

Role = access.Role
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422


@access.only(Role.OWNER)
@require_safe
def practitioners(request):
    treating = queries.practitioners_of(request.viewer)
    rows = pages.rows(treating, clock.today(request.clinic.time_zone))
    return render(request, "desk/settings_practitioners.html", {"rows": rows, "tabs": _tabs()})


@access.only(Role.OWNER)
@reads_and_writes
def new_practitioner(request):
    form = forms.NewPractitioner(
        _posted(request),
        initial={"is_bookable": True, "has_usual_hours": True},
        supervisors=waiting.possible_supervisors(request.clinic),
    )
    if form.is_bound and form.is_valid():
        try:
            added = actions.add_practitioner(
                clinic=request.clinic, **form.changes(), by=request.viewer, now=clock.now()
            )
        except people_actions.UnableToSet as refused:
            form.refuse(refused.faults)
        else:
            _say_added(request, added)
            if not form.cleaned_data["has_usual_hours"]:
                messages.info(request, gettext("Say when they work, so that people can book with them."))
                return redirect("desk:diary_hours", added.code)
            return redirect("desk:practitioners")
    return _page(request, form, practitioner=None, licence="", account="", hours_url="")


@access.only(Role.OWNER)
@reads_and_writes
def practitioner(request, code):
    kept = queries.practitioner_for(request.viewer, code)
    today, supervisor = clock.today(request.clinic.time_zone), kept.supervisor
    shown = {
        "practitioner": kept,
        "licence": pages.words_on(today, kept.licence_expires_on),
        "account": kept.user.email if kept.user else "",
        "hours_url": setting_pages.hours_url(kept),
    }
    initial = {
        **setting_forms.initial_of(kept, forms.NAMES),
        "supervisor": supervisor.code if supervisor else None,
    }
    form = forms.Practitioner(
        _posted(request),
        initial=initial,
        supervisors=waiting.supervisors_for(kept),
        has_account=kept.user_id is not None,
    )
    if form.is_bound and form.is_valid():
        now = clock.now()
        try:
            actions.change_practitioner(practitioner=kept, **form.changes(), by=request.viewer, now=now)
        except people_actions.UnableToSet as refused:
            form.refuse(refused.faults)
        else:
            return _kept(request, licences.booked_beyond(kept, now=now))
    return _page(request, form, **shown)


def _say_added(request, added):
    """Say that somebody treats here, or that they cannot yet, when their licence is over."""
    if pages.is_over(clock.today(request.clinic.time_zone), added.licence_expires_on):
        words = gettext("%(name)s is written down. Nobody can be booked with them: the licence is over.")
        messages.warning(request, words % {"name": added.name})
    else:
        messages.success(request, gettext("%(name)s treats here now.") % {"name": added.name})


def _kept(request, beyond: int):
    """Say so, and lead to the visits that lie beyond the licence, if there are any."""
    if not beyond:
        messages.success(request, gettext("Kept."))
        return redirect("desk:practitioners")
    words = ngettext(
        "Kept. %(n)s visit is booked after the last day of the licence. Find this person another time or somebody else.",
        "Kept. %(n)s visits are booked after the last day of the licence. Find these people another time or somebody else.",
        beyond,
    )
    messages.warning(request, words % {"n": beyond})
    return redirect("desk:diary_visits")


def _posted(request):
    return request.POST if request.method == "POST" else None


def _tabs():
    return setting_pages.tabs("desk:practitioners")


def _page(request, form, **shown):
    shown = {"form": form, "tabs": _tabs(), **shown}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "desk/settings_practitioner.html", shown, status=status)
