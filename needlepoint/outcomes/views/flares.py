"""Staff end a flare that needs no visit."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from needlepoint.house import clock
from needlepoint.outcomes.actions import flares
from needlepoint.outcomes.forms import flares as forms
from needlepoint.outcomes.queries import flares as queries
from needlepoint.people import access


@access.only(access.Role.PRACTITIONER, access.Role.DESK)
@require_POST
def flare_end(request, code):
    flare = queries.flare_seen_by(request.viewer, code)
    form = forms.Ending(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose why. Nothing was changed."))
        return redirect("desk:day")
    try:
        flares.close_flare(flare=flare, by=request.viewer, now=clock.now(), **form.cleaned_data)
    except flares.UnableToClose as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(request, gettext("Noted. %(name)s is off the list.") % {"name": flare.patient.name})
    return redirect("desk:day")
