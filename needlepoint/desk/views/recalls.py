"""Who is due again."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from needlepoint.desk import actions, forms
from needlepoint.desk.pages import recalls as recalls_pages
from needlepoint.house import clock
from needlepoint.people import access
from needlepoint.plans import queries as plans_queries
from needlepoint.plans.actions import recalling

Role = access.Role
AHEAD = dt.timedelta(days=60)
SHOWN_MAX = 50  # a list nobody can work through in a day is not made longer


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_safe
def recalls(request):
    now = clock.now()
    today = clock.local(now, request.clinic.time_zone).date()
    due = plans_queries.recalls_due(request.viewer, today, now=now)
    ahead = plans_queries.recalls_ahead(request.viewer, today, today + AHEAD, now=now)
    due, more = due[:SHOWN_MAX], len(due) - SHOWN_MAX
    ahead = ahead[:SHOWN_MAX]
    stands = plans_queries.positions([recall.course for recall in (*due, *ahead)])
    shown = {
        "rows": [recalls_pages.recall_row(recall, today, stands[recall.course_id]) for recall in due],
        "more_words": recalls_pages.more_recalls_words(more),
        "later": [recalls_pages.later_row(recall, stands[recall.course_id]) for recall in ahead],
        "later_columns": recalls_pages.later_columns(),
        "outcomes": forms.ATTEMPTS,
    }
    return render(request, "desk/recalls.html", shown)


@access.only(Role.PRACTITIONER, Role.DESK, Role.OWNER)
@require_POST
def recall_attempt(request, code):
    recall = plans_queries.recall_seen_by(request.viewer, code)
    form = forms.Attempt(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose what came of it. Nothing was changed."))
        return redirect("desk:recalls")
    try:
        actions.note_attempt(recall=recall, by=request.viewer, now=clock.now(), **form.cleaned_data)
    except recalling.UnableToRecall as sentence:
        messages.error(request, str(sentence))
    else:
        messages.success(request, gettext("Noted."))
    return redirect("desk:recalls")
