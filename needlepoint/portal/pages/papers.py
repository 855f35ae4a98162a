"""The plan on paper, as the patient reads it."""

from typing import Any

from django.utils.translation import gettext as _

from needlepoint.portal.pages import plan as plan_pages
from needlepoint.portal.pages import visits

TEMPLATE = "portal/paper/plan.typ"
INK = "#1f2a27"  # of house/paper/letter.typ


def plan(course, page: plan_pages.Plan) -> dict[str, Any]:
    """Return what the paper reads, from the page in the language that is on."""
    return {
        "title": _("Your plan"),
        "letterhead": visits.letterhead(course.patient.clinic),
        "foot": page.patient_name,
        "who": [
            [_("Name"), page.patient_name],
            [_("Agreed on"), page.agreed_on],
            [_("With"), page.practitioner],
        ],
        "own_words": page.words.split("\n") if page.words else [],
        "visits": [f"{page.pace}", _("%(position)s.") % {"position": page.course.words}, page.dose],
        "techniques": [str(one) for one in page.techniques],
        "better": page.better_means.split("\n"),
        "important": page.important,
        "review": [page.review, page.stop],
        "decisions": [[title, words] for title, words in page.decisions],
        "tasks": [_task(one) for one in page.home],
        "notes": [[title, list(sentences), certainty] for title, sentences, certainty, _status in page.notes],
        "words": {
            "visits": _("How many visits"),
            "besides": _("Besides needles:"),
            "better": _("What counts as better"),
            "review": _("When we look and decide"),
            "home": _("What you can do at home"),
            "stop": _("When to stop:"),
            "for_you": _("For you:"),
            "sure": _("How sure we are that it helps:"),
        },
    }


def _task(one) -> dict[str, Any]:
    return {
        "name": one.name,
        "meant": _("%(dose)s, %(days)s") % {"dose": one.dose, "days": one.days},
        "what": one.what,
        "how": list(one.how),
        "mind": list(one.mind),
        "stop": one.stop,
        "sure": one.certainty,
        "svg": str(one.figure).replace("currentColor", INK),
        "alt": one.figure_words,
    }
