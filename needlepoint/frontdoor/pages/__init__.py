"""What the public pages show, worded. Every health claim comes from knowledge.evidence and leaves on its date."""

import dataclasses
import datetime as dt

from django.utils import formats
from django.utils.translation import gettext

from needlepoint.knowledge.evidence import claims


@dataclasses.dataclass(frozen=True, slots=True)
class ShownClaim:
    title: str
    sentences: tuple[str, ...]
    certainty: str
    dates: str
    reviewer: str
    for_: tuple[claims.Source, ...]
    against: tuple[claims.Source, ...]
    neutral: tuple[claims.Source, ...]


def shown(claim: claims.Claim) -> ShownClaim:
    return ShownClaim(
        title=gettext(claim.title),
        sentences=tuple(gettext(sentence) for sentence in claim.wording),
        certainty=gettext(claim.certainty.label),
        dates=gettext("reviewed %(on)s · next review by %(by)s")
        % {"on": _day(claim.reviewed_on), "by": _day(claim.review_by)},
        reviewer=gettext(claim.status.label),
        for_=_in_words(claim.sources_for),
        against=_in_words(claim.sources_against),
        neutral=_in_words(claim.sources_neutral),
    )


def _in_words(sources: tuple[claims.Source, ...]) -> tuple[claims.Source, ...]:
    """Return the sources in the reader's language."""
    return tuple(
        dataclasses.replace(one, title=gettext(one.title), says=gettext(one.says)) for one in sources
    )


def claim_on(key: str, on: dt.date) -> ShownClaim | None:
    """Return a claim as shown, or None when its date has passed: the page then does without it."""
    claim = claims.current_claim(key, on)
    return shown(claim) if claim else None


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")
