"""Every public page of a clinic: for the map of the site, the list for machines and the pictures of shared links."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import get_language, gettext

from needlepoint.frontdoor import models
from needlepoint.frontdoor.pages import articles, describing, trials
from needlepoint.house import addresses, languages
from needlepoint.knowledge.evidence import pooled, problems

FIRST = "home"


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """One public page, in the reader's language.

    key         its path as one word, such as 'does-it-work.trials'
    languages   in which it can be read; of an article, that of these words first
    changed_on  when its words last changed; None where nobody keeps count
    """

    name: str
    path: str
    title: str
    description: str
    languages: tuple[str, ...]
    changed_on: dt.date | None = None

    @property
    def key(self) -> str:
        return key_of(self.path)


def key_of(path: str) -> str:
    """Return a page's path as one word."""
    return path.strip("/").replace("/", ".") or FIRST


def picture_of(path: str, language: str) -> str:
    """Return the whole address of the picture that stands for a page in one language."""
    return addresses.absolute(reverse("frontdoor:share", kwargs={"page": key_of(path), "language": language}))


def all_of(published: Iterable[models.Article] = ()) -> Iterator[Listed]:
    """Give every public page in the order of the list, pages of which there are several after the one that names them.

    published   the articles that are
    """
    for name, known in describing.KNOWN.items():
        if name in SEVERAL:
            yield from SEVERAL[name](known)
        elif name == "article":
            yield from _articles(published)
        else:
            yield _one(name, known)


def _one(name: str, known: describing.Known, title: str = "", about: str = "", **names: str) -> Listed:
    return Listed(
        name,
        reverse(f"frontdoor:{name}", kwargs=names),
        title or str(known.title),
        about or str(known.description),
        tuple(code for code, _own in languages.offered()),
    )


def _problems(known: describing.Known) -> Iterator[Listed]:
    for one in problems.all_problems():
        yield _one("problem", known, gettext(one.name), gettext(one.line), slug=one.slug)


def _pooled(known: describing.Known) -> Iterator[Listed]:
    for one in pooled.strata():
        people = {"people": gettext(one.label)}
        title = gettext("Trials side by side: %(people)s") % people
        about = gettext(
            "%(people)s: each trial as one line on a chart, and what they come to when they are taken together."
        )
        yield _one("pooled", known, title, about % people, stratum=trials.slug(one))


def _articles(found: Iterable[models.Article]) -> Iterator[Listed]:
    """Give each article once, in the words of the reader's language where it is there in it."""
    found = list(found)
    for one in articles.for_reader(found, get_language() or languages.ENGLISH):
        same = [each for each in found if each.slug == one.slug]
        others = (each.language for each in same if each is not one)
        yield Listed(
            "article",
            reverse("frontdoor:article", kwargs={"slug": one.slug}),
            one.title,
            one.summary,
            (one.language, *others),
            max(each.changed_at for each in same).date(),
        )


SEVERAL = {"pooled": _pooled, "problem": _problems}
