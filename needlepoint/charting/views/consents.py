"""A yes given in the room, and a reason in place of one."""

from django.views.decorators.http import require_POST

from needlepoint.booking import queries as booking_queries
from needlepoint.charting import forms
from needlepoint.charting.actions import noting
from needlepoint.charting.views import doing
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role


@access.only(Role.PRACTITIONER)
@require_POST
def consent(request, code):
    """Write down a yes that was given by mouth in the room. It comes first: a typed line may be waiting for it."""
    visit = booking_queries.visit_for(request.viewer, code)
    kinds = " ".join(request.POST.getlist("agrees")).split()
    refused = doing.first(
        request,
        visit,
        lambda note: noting.hear_consent(note=note, kinds=kinds, by=request.viewer, now=clock.now()),
    )
    return refused or doing.after_keeping(request, visit, lambda note: None, anchor=doing.anchor(request))


@access.only(Role.PRACTITIONER)
@require_POST
def without_consent(request, code):
    """Write down why something is done without a consent on record."""
    visit = booking_queries.visit_for(request.viewer, code)
    form = forms.WithoutConsent(request.POST)
    if not form.is_valid():
        return doing.show(request, visit, without=form)
    refused = doing.first(
        request,
        visit,
        lambda note: noting.go_without_consent(
            note=note, by=request.viewer, now=clock.now(), **form.values()
        ),
    )
    return refused or doing.after_keeping(request, visit, lambda note: None, anchor=doing.anchor(request))
