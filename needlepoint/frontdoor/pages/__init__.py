"""What the public pages show, worded. Every health claim comes from knowledge.evidence and leaves on its date."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils import formats
from django.utils.translation import gettext

from needlepoint.knowledge.evidence import claims, sources


@dataclasses.dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim in the reader's language, as frontdoor/_claim.html shows it.

    facts        (what, words) for the fold: who it is about, compared with what, how sure and why, days
    unconfirmed  a sentence for a claim none of whose sources was read; else empty
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    certainty: str
    dates: str
    reviewer: str
    unconfirmed: str
    facts: tuple[tuple[str, str], ...]
    for_: tuple[sources.Source, ...]
    against: tuple[sources.Source, ...]
    neutral: tuple[sources.Source, ...]
    said: str
    verdict: str


def shown(claim: claims.Claim) -> ShownClaim:
    """Return a claim worded. The caller has asked whether it is current."""
    return ShownClaim(
        key=claim.key,
        title=gettext(claim.title),
        sentences=tuple(gettext(sentence) for sentence in claim.wording),
        certainty=gettext(claim.certainty.label),
        dates=_dates(claim),
        reviewer=_who_checked(claim),
        unconfirmed=""
        if claim.is_confirmed
        else gettext("Unconfirmed: we have not read the source itself yet."),
        facts=tuple((what, words) for what, words in _facts(claim) if words),
        for_=in_words(claim.sources_for),
        against=in_words(claim.sources_against),
        neutral=in_words(claim.sources_neutral),
        said=gettext(claim.said) if claim.said else "",
        verdict=gettext(claim.verdict.label) if claim.verdict else "",
    )


def _facts(claim: claims.Claim) -> Iterator[tuple[str, str]]:
    yield gettext("Who it is about"), gettext(claim.who or claim.population.label)
    yield gettext("What was looked at"), gettext(claim.outcome.label)
    yield gettext("Compared with"), "\n".join(gettext(one.label) for one in claim.comparators)
    yield gettext("In numbers"), gettext(claim.effect) if claim.effect else ""
    yield gettext("How sure we are"), gettext(claim.certainty.label)
    yield gettext("Why no surer"), gettext(claim.why) if claim.why else ""
    yield gettext("Sources last read"), _day(claim.reviewed_on) if claim.is_confirmed else gettext("Not yet")
    yield gettext("Next review by"), _day(claim.review_by)
    yield gettext("Who checked it"), _who_checked(claim)


def _dates(claim: claims.Claim) -> str:
    days = {"on": _day(claim.reviewed_on), "by": _day(claim.review_by)}
    if claim.is_confirmed:
        return gettext("reviewed %(on)s · next review by %(by)s") % days
    return gettext("written %(on)s · next review by %(by)s") % days


def _who_checked(claim: claims.Claim) -> str:
    if claim.is_confirmed or claim.status is claims.Status.REVIEWED:
        return gettext(claim.status.label)
    return gettext("Nobody yet: its sources are known from memory only")


def in_words(given: tuple[sources.Source, ...]) -> tuple[sources.Source, ...]:
    """Return the sources in the reader's language."""
    return tuple(dataclasses.replace(one, title=gettext(one.title), says=gettext(one.says)) for one in given)


def claim_on(key: str, on: dt.date) -> ShownClaim | None:
    """Return a claim as shown, or None when its date has passed or it lacks something: the page does without it.

    Show it with {% include "frontdoor/_claim.html" with claim=… only %}, inside {% if %}.
    raises   KeyError for a key that never was
    """
    claim = claims.current_claim(key, on)
    return shown(claim) if claim else None


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")
