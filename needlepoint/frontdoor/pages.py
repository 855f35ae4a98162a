"""What the public pages show, worded. Every health claim comes from knowledge.evidence and leaves on its date."""

import dataclasses
import datetime as dt

from django.utils import formats
from django.utils.translation import gettext

from needlepoint.frontdoor import models, rules
from needlepoint.knowledge.evidence import claims


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """One service as a visitor reads it."""

    name: str
    about: str
    price: str
    minutes: int
    segments: tuple[tuple[str, int], ...]  # without the turnover, which is not the visitor's
    open_code: str  # of a visit that somebody new books online without the check; else empty


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


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A hundred people, in two groups and the rest."""

    groups: tuple[tuple[int, str], ...]
    label: str
    sentences: tuple[str, ...]


def offer(service: models.Service, currency: str) -> Offer:
    pattern = rules.pattern(service.segments)
    return Offer(
        name=service.name,
        about=service.about,
        price=rules.price(service.price_cents, currency),
        minutes=pattern.patient_minutes,
        segments=tuple(
            (segment.kind.value, segment.minutes)
            for segment in pattern.segments
            if segment.kind is not rules.Kind.TURNOVER
        ),
        open_code="" if service.needs_check or not _is_for_newcomers(service) else service.code,
    )


def _is_for_newcomers(service: models.Service) -> bool:
    return service.is_public and service.for_new and service.kind == models.Service.Kind.FIRST


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


def older_people(on: dt.date) -> Figure | None:
    """Return the figure of a hundred older people with long-lasting pain, with and without acupuncture."""
    claim = claims.current_claim("older_people", on)
    if claim is None or len(claim.figures) < 2:  # noqa: PLR2004 the comparison needs both groups
        return None
    usual, with_needles = claim.figures[0], claim.figures[1]
    return Figure(
        groups=(
            (usual.number, gettext(usual.label)),
            (with_needles.number - usual.number, gettext("more with acupuncture as well")),
        ),
        label=gettext(claim.wording[0]),
        sentences=tuple(gettext(sentence) for sentence in claim.wording),
    )


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")
