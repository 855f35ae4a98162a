"""A private calendar address: what calendars read there, and where it is made, renewed and ended."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import cache, http
from django.views.decorators.http import require_http_methods, require_safe

from needlepoint.booking import access
from needlepoint.booking.actions import feeds as actions
from needlepoint.booking.pages import feeds as pages
from needlepoint.booking.queries import feeds as queries
from needlepoint.booking.rules import feeds as rules
from needlepoint.house import clock
from needlepoint.people import rules as people_rules

page_or_post = require_http_methods(["GET", "HEAD", "POST"])
TOO_MANY = 429
FRESH_SECONDS = 900
SETTLED_SECONDS = 2  # moments in headers are whole seconds, so one this fresh may still have a younger twin

# For each process: a calendar that asks every second is told to wait before it costs anything.
patience = rules.Patience()


@access.open_to_everyone
@require_safe
def feed(request, token):
    """Give a calendar its visits, or say that nothing has changed."""
    now, ticking = clock.now(), clock.ticking()
    wait = patience.wait(people_rules.hashed(token), ticking)
    if wait:
        return HttpResponse(
            "Please ask less often.\n",
            status=TOO_MANY,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": wait},
        )
    reading = queries.feed_behind(token, now)
    if reading is None:
        raise Http404
    etag, changed = f'"{reading.version}"', int(reading.changed_at.timestamp())
    is_settled = now.timestamp() - changed > SETTLED_SECONDS
    response = cache.get_conditional_response(request, etag, changed if is_settled else None)
    if response is None:
        actions.note_read(feed=reading.feed, now=now)
        text = pages.feed_text(reading.feed, queries.visits_in(reading))
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="visits.ics"'
    response["ETag"] = etag
    if is_settled:
        response["Last-Modified"] = http.http_date(changed)
    response["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    return response


@access.only(people_rules.Role.PATIENT, people_rules.Role.PRACTITIONER)
@page_or_post
def setup(request):
    """Make the address of one's own calendar, renew it, end it. It is shown once, since only its hash is kept."""
    viewer, now, token = request.viewer, clock.now(), ""
    if not viewer.is_patient and viewer.practitioner_id is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("what") == "end":
            actions.end_feed(viewer=viewer, now=now)
            return redirect(request.path)
        token = actions.open_feed(viewer=viewer, now=now)
    page = pages.setup_page(
        queries.feed_of(viewer), request.clinic, is_patient=viewer.is_patient, token=token
    )
    return render(request, "booking/feed.html", {"page": page})
