"""Words for a check that are shown on other steps' pages: what a route is called, and when somebody is asked again."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from needlepoint.knowledge.safety import check, rulebook
from needlepoint.screening import rules

Route, Again = rules.Route, rules.Again

# What each route is called where staff read it.
ROUTE_NAMES = {
    Route.EMERGENCY_NOW: gettext_lazy("Emergency help now"),
    Route.SAME_DAY: gettext_lazy("See a doctor today"),
    Route.DOCTOR_WITHIN_TWO_WEEKS: gettext_lazy("See a doctor within two weeks"),
    Route.DOCTOR_FIRST: gettext_lazy("A doctor’s word first"),
    Route.SUITABLE_WITH_CARE: gettext_lazy("Suitable with care"),
    Route.SUITABLE: gettext_lazy("Suitable"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Prompt:
    """What a patient's own page says about their check."""

    title: str
    text: str
    url: str
    action: str
    is_stop: bool = False
    is_emergency: bool = False


def prompt(stands: rules.Standing, patient_code: str, *, has_visit: bool) -> Prompt | None:
    """Say what a patient should do about their check now; None while it holds, or while nothing depends on it.

    has_visit  whether a visit is booked; without one the questions come before the next booking anyway
    """
    if stands.is_stopped:
        text = rulebook.current().route_texts[stands.route]
        return Prompt(
            title=gettext(text.heading),
            text=gettext(text.summary),
            url=reverse("screening:latest", args=[patient_code]),
            action=gettext("What to do now"),
            is_stop=True,
            is_emergency=stands.route is Route.EMERGENCY_NOW,
        )
    if stands.again is None or not (has_visit or stands.again is Again.FLARE):
        return None
    reason = "GAP" if stands.again is Again.NEVER else stands.again.value
    why = {
        Again.NEVER: gettext("They look for the few kinds of back pain that need a doctor first."),
        Again.GAP: gettext("It is a while since you answered them. Things may have changed."),
        Again.FLARE: gettext("You told us that your pain got worse. So we ask again, to keep you safe."),
        Again.REVIEW: gettext("We ask them again before each review."),
    }[stands.again]
    count = {"count": len(check.pages())}
    return Prompt(
        title=gettext("Before your next visit: %(count)s quick questions") % count
        if has_visit
        else gettext("%(count)s quick questions") % count,
        text=why,
        url=f"{reverse('screening:again', args=[patient_code])}?reason={reason}",
        action=gettext("Answer them"),
    )
