"""What the owner's page of plan numbers shows, worded."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext

from needlepoint.desk.pages import settings
from needlepoint.knowledge import dose
from needlepoint.plans.rules import dosing as rules


def rows(presets: dict[str, dose.Preset]) -> tuple[settings.Row, ...]:
    """Word the usual numbers of every kind of plan; those of the clinic's own are marked."""
    return tuple(
        settings.Row(
            title=gettext(one.name),
            url=reverse("desk:plan_preset", args=[one.key]),
            detail=numbers_words(one),
            badge=gettext("Your own numbers") if one.reason else "",
            tone="good",
        )
        for one in presets.values()
    )


def numbers_words(one: dose.Preset) -> str:
    fewest, most = one.days_between
    words = {
        "low": one.visits_min,
        "high": one.visits_max,
        "fewest": fewest,
        "most": most,
        "review": one.review_after,
    }
    if fewest == most:
        return (
            gettext("%(low)s to %(high)s visits, %(most)s days apart, review after visit %(review)s.") % words
        )
    return (
        gettext(
            "%(low)s to %(high)s visits, %(fewest)s to %(most)s days apart, review after visit %(review)s."
        )
        % words
    )


def elsewhere() -> tuple[tuple[str, str], ...]:
    """Say how others draw the line between acute and chronic."""
    return tuple(
        (gettext(who), f"{gettext(where)} {gettext(source)}") for who, where, source in dose.ELSEWHERE
    )


@dataclasses.dataclass(frozen=True)
class Numbers:
    title: str
    sentence: str
    book: str
    source: str
    is_own: bool


def numbers(one: dose.Preset) -> Numbers:
    """Word one preset as it stands, with the book's numbers, what patients are told and where it comes from."""
    book = dose.preset(one.key)
    return Numbers(
        gettext(one.name),
        gettext(one.sentence),
        gettext("The book says: %(numbers)s") % {"numbers": numbers_words(book)},
        gettext(book.source),
        bool(one.reason),
    )


def initial(one: dose.Preset) -> dict:
    return {**rules.of(one), "reason": one.reason}
