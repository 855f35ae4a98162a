"""What a course comes to here, worked out from the clinic's own prices."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext

from needlepoint.frontdoor import pages, rules
from needlepoint.frontdoor.pages import offers
from needlepoint.knowledge import dose

MINUTES_IN_HOUR = 60
PRESETS = ((dose.ACUTE, "visits_new_pain"), (dose.CHRONIC, "visits_long_pain"))
LONGEST = max(preset.visits_max for preset, _key in PRESETS)  # courses are drawn to one scale


@dataclasses.dataclass(frozen=True, slots=True)
class Course:
    """A usual course, what it costs and how long it takes; the claim says how many visits, and how sure that is.

    sums  (how many visits, what has been paid by then), of which the one in the middle is the review
    """

    name: str
    visits: int
    reviews: tuple[int, ...]
    drawn: str
    sums: tuple[tuple[str, str], ...]
    is_short: bool
    costs: str
    at_review: str
    time: str
    claim: pages.ShownClaim


def courses(offered: Sequence[offers.Offer], currency: str, on: dt.date) -> tuple[Course, ...]:
    """Return new pain and long-lasting pain; none without a follow-up visit, nor for a claim past its date."""
    later = next((one for one in offered if not one.is_first), None)
    if later is None:
        return ()
    first = next((one for one in offered if one.is_first), later)
    return tuple(
        _course(preset, claim, first, later, currency)
        for preset, key in PRESETS
        if (claim := pages.claim_on(key, on))
    )


def _course(
    preset: dose.Preset, claim: pages.ShownClaim, first: offers.Offer, later: offers.Offer, currency: str
) -> Course:
    def paid(visits: int) -> str:
        return rules.price(rules.course_total(first.price_cents, later.price_cents, visits), currency)

    def hours(visits: int) -> int:
        minutes = rules.course_total(first.minutes, later.minutes, visits)
        return max(1, round(minutes / MINUTES_IN_HOUR))

    fewest, most, review = preset.visits_min, preset.visits_max, preset.review_after
    return Course(
        name=gettext(preset.name),
        visits=most,
        reviews=(review,),
        drawn=gettext("A course of %(n)s visits, with a review at visit %(review)s")
        % {"n": most, "review": review},
        sums=(
            (gettext("1 visit"), paid(1)),
            (gettext("Visit %(n)s, the review") % {"n": review}, paid(review)),
            (gettext("%(n)s visits") % {"n": most}, paid(most)),
        ),
        is_short=most <= LONGEST // 2,
        costs=gettext("%(fewest)s to %(most)s visits cost %(low)s to %(high)s here.")
        % {"fewest": fewest, "most": most, "low": paid(fewest), "high": paid(most)},
        at_review=gettext(
            "By the review after visit %(n)s you have paid %(paid)s. Then we choose together: go on, or stop."
        )
        % {"n": review, "paid": paid(review)},
        time=gettext("You spend about %(low)s to %(high)s hours with us, and the way here comes on top.")
        % {"low": hours(fewest), "high": hours(most)},
        claim=claim,
    )
