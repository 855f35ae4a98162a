"""A practitioner says that they have looked."""

from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from needlepoint.house import clock
from needlepoint.intake.actions import notices as actions
from needlepoint.intake.queries import notices as queries
from needlepoint.people import access


@access.only(access.Role.PRACTITIONER)
@require_POST
def seen(request, code):
    """Note it, and go back to the page it was pressed on."""
    notice = queries.notice_for(request.viewer, code)
    actions.look_at(notice=notice, by=request.viewer, now=clock.now())
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    # Only a path: `redirect` would look up anything else as the name of a view.
    return redirect(asked if asked.startswith("/") and is_ours else "/")
