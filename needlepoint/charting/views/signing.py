"""The signature, and what is added after it."""

from django.views.decorators.http import require_POST

from needlepoint.booking import queries as booking_queries
from needlepoint.charting import forms
from needlepoint.charting.actions import signing
from needlepoint.charting.views import doing
from needlepoint.house import clock
from needlepoint.people import access

Role = access.Role


@access.only(Role.PRACTITIONER)
@require_POST
def signature(request, code):
    visit = booking_queries.visit_for(request.viewer, code)
    says_no_needles = bool(request.POST.get("no_needles"))
    return doing.after_keeping(
        request,
        visit,
        lambda note: signing.sign(
            note=note, by=request.viewer, now=clock.now(), says_no_needles=says_no_needles
        ),
        words_only=says_no_needles,
    )


@access.only(Role.PRACTITIONER)
@require_POST
def amendment(request, code):
    visit = booking_queries.visit_for(request.viewer, code)
    form = forms.Amendment(request.POST)
    if not form.is_valid():
        return doing.show(request, visit, amendment=form)
    return doing.do(
        request,
        visit,
        lambda note: signing.amend(note=note, by=request.viewer, now=clock.now(), **form.cleaned_data),
        anchor="#amendments",
        begins=False,
    )
