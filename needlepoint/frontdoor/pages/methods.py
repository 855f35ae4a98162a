"""Cups, scraping and heat: what each is, what is known, what can go wrong. The same words as in the consent."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext

from needlepoint.frontdoor import pages
from needlepoint.knowledge.consents import texts

# Kind of consent, what it looks like on the skin, and the claims about it.
METHODS = (
    ("CUPPING", "cups", ("cups_help", "cups_harm")),
    ("GUA_SHA", "streaks", ("scraping_helps",)),
    ("HEAT", "heat", ("warmth_helps", "moxa_helps", "moxa_harm")),
)
SHOWN_PARTS = ("common", "rare", "not_for")


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    heading: str
    sentences: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Method:
    """One thing that may be added to needles. `drawn` names its small picture."""

    name: str
    what: tuple[str, ...]
    drawn: str
    parts: tuple[Part, ...]
    claims: tuple[pages.ShownClaim, ...]


def methods(on: dt.date) -> tuple[Method, ...]:
    """Return each method with what may be said about it on a day."""
    return tuple(_method(texts.text_of(kind), drawn, keys, on) for kind, drawn, keys in METHODS)


def _method(text: texts.Text, drawn: str, keys: tuple[str, ...], on: dt.date) -> Method:
    by_name = dict(zip(texts.PARTS, text.parts, strict=False))
    return Method(
        name={
            "cups": gettext("Cups (cupping)"),
            "streaks": gettext("Scraping (gua sha)"),
            "heat": gettext("Heat (a lamp, or moxa)"),
        }[drawn],
        what=tuple(gettext(sentence) for sentence in by_name["what"].sentences),
        drawn=drawn,
        parts=tuple(
            Part(gettext(by_name[name].heading), tuple(map(gettext, by_name[name].sentences)))
            for name in SHOWN_PARTS
        ),
        claims=tuple(claim for key in keys if (claim := pages.claim_on(key, on))),
    )
