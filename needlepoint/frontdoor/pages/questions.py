"""Questions and answers: plain facts, claims, and where more stands."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator

from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop

from needlepoint.frontdoor import pages
from needlepoint.frontdoor.pages import doors
from needlepoint.house.design import components
from needlepoint.knowledge.evidence import questions

# The public pages that an answer may lead to, by url name, in the words of the link.
WHERE = {
    "evidence": gettext_noop("Does it work? Both sides"),
    "checked": gettext_noop("What people say, checked"),
    "trials": gettext_noop("Every trial we have read"),
    "causes": gettext_noop("Why backs hurt"),
    "what_helps": gettext_noop("What you can do yourself"),
    "acupuncture": gettext_noop("What acupuncture is"),
    "safety": gettext_noop("How safe it is"),
    "methods": gettext_noop("Cupping, gua sha and heat"),
    "visit": gettext_noop("Your visit, minute by minute"),
    "prices": gettext_noop("Prices, and what a course costs"),
    "team": gettext_noop("Who treats you"),
    "who_checked": gettext_noop("Who checked what"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is shown. more: (address, words)."""

    key: str
    asked: str
    answer: tuple[str, ...]
    claims: tuple[pages.ShownClaim, ...]
    more: tuple[tuple[str, str], ...]

    @property
    def told(self) -> str:
        """The answer as one text, for those who show it without our page: each claim with how sure it is."""
        said = (components.in_a_row((*claim.sentences, f"({claim.certainty})")) for claim in self.claims)
        return components.in_a_row((*self.answer, *said))


@dataclasses.dataclass(frozen=True, slots=True)
class Topic:
    """Questions of one kind. key: as it stands in the page's address."""

    key: str
    name: str
    asked: tuple[Asked, ...]


def page(on: dt.date) -> tuple[Topic, ...]:
    """Return what may be answered on a day, by topic; a topic of which nothing is left is left out."""
    topics = itertools.groupby(questions.all_questions(), key=lambda one: one.topic)
    found = ((name, tuple(_asked(theirs, on))) for name, theirs in topics)
    return tuple(Topic(slugify(name), gettext(name), asked) for name, asked in found if asked)


def one(key: str, on: dt.date) -> Asked | None:
    """Return one question and its answer, for a page where somebody asks it; nothing when it may not be answered."""
    wanted = (one for one in questions.all_questions() if one.key == key)
    return next(_asked(wanted, on), None)


def _asked(some: Iterator[questions.Question], on: dt.date) -> Iterator[Asked]:
    for one in some:
        claims = tuple(claim for key in one.claims if (claim := pages.claim_on(key, on)))
        if one.answer or claims:
            yield Asked(
                key=one.key,
                asked=gettext(one.asked),
                answer=tuple(gettext(sentence) for sentence in one.answer),
                claims=claims,
                more=tuple(_more(one.more)),
            )


def _more(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        if url := doors.address(name):
            yield url, gettext(WHERE[name])
