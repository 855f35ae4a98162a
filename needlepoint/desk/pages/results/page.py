"""The page about results: every figure in the order of its definitions.

Nobody is ranked: practitioners stand by name.
"""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.desk.pages.results import answers, better, ends, practice, shapes
from needlepoint.desk.queries import results as queries
from needlepoint.knowledge.figures import definitions
from needlepoint.people import rules as people_rules

SPANS = (90, 365, None)  # days back; None is everything
SPAN_USUAL = 365
# At the head of the page; the others are no single number.
SUMMED_UP = frozenset({"better", "answered", "first_benefit", "reviews_on_time", "missed", "time_used"})


def span_of(said: str) -> int | None:
    """Read how far back to look; what is no known span is the usual one."""
    if said == "all":
        return None
    return next((days for days in SPANS if days and said == str(days)), SPAN_USUAL)


def since_of(span: int | None, now: dt.datetime) -> dt.datetime | None:
    return None if span is None else now - dt.timedelta(days=span)


def page(
    found: queries.Results, viewer: people_rules.Viewer, *, span: int | None, today: dt.date
) -> shapes.Page:
    sections = all_sections(found, viewer, span=span)
    review = definitions.in_force().review
    status = _("The definitions were last read through on %(day)s. %(status)s.") % {
        "day": formats.date_format(review.reviewed_on, "j F Y"),
        "status": _(review.status.label),
    }
    if review.is_due(today):
        status = _("%(words)s They are due to be read again.") % {"words": status}
    return shapes.Page(
        spans=tuple((_span_words(days), f"?{_asked(days)}", days == span) for days in SPANS),
        summary=tuple(
            (_(definitions.figure(one.key).name), one.value, f"#{one.key}", one.few)
            for one in sections
            if one.key in SUMMED_UP and one.value
        ),
        sections=sections,
        is_empty=not found.whole.courses and not found.visits,
        waiting=ngettext(
            "%(n)s course is not counted yet. Look again in a minute.",
            "%(n)s courses are not counted yet. Look again in a minute.",
            found.waiting,
        )
        % {"n": found.waiting}
        if found.waiting
        else "",
        csv_url=f"{reverse('desk:results_csv')}?{_asked(span)}" if viewer.is_owner else "",
        review_words=status,
    )


def _asked(span: int | None) -> str:
    return urlencode({"span": span or "all"})


def _span_words(days: int | None) -> str:
    if days is None:
        return _("Everything")
    return {90: _("Last three months"), 365: _("Last twelve months")}[days]


def all_sections(
    found: queries.Results, viewer: people_rules.Viewer, *, span: int | None
) -> tuple[shapes.Section, ...]:
    """Return every figure in the order of its definitions."""
    made = {
        "better": better.better(found),
        "better_by_phase": better.by_phase(found),
        "better_by_practitioner": better.by_practitioner(found, viewer),
        "answered": answers.answered(found),
        "first_benefit": answers.first_benefit(found),
        "ended_why": ends.ended_why(found),
        "reviews_on_time": ends.reviews(found),
        "effects": practice.effects(found),
        "missed": practice.missed(found, viewer),
        "time_used": practice.time_used(found, viewer),
    }
    return tuple(
        shapes.Section(
            key=one.key,
            question=_(one.question),
            url=f"{reverse('desk:result', args=[one.key])}?{_asked(span)}",
            **made[one.key],
        )
        for one in definitions.in_force().figures
    )
