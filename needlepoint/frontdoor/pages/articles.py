"""Articles as their readers see them: in their own language where there is one, else in one that there is."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.http import Http404
from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from needlepoint.frontdoor import models, writing
from needlepoint.frontdoor.pages import pictures
from needlepoint.frontdoor.wording import markup
from needlepoint.house import clock, languages


@dataclasses.dataclass(frozen=True, slots=True)
class Teaser:
    """An article in a list. `lang` is empty where it is in the reader's language; else `note` says which it is in."""

    title: str
    summary: str
    url: str
    day: str
    lang: str
    note: str
    picture: pictures.Shown | None


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One article."""

    title: str
    summary: str
    byline: str
    published: str  # a day, for people
    published_at: dt.datetime | None
    changed_at: dt.datetime
    changed: str  # a later day, or nothing
    minutes: str
    body: SafeString
    picture: pictures.Shown | None
    lang: str
    note: str
    related: tuple[Teaser, ...]
    written_by: str = ""
    languages: tuple[str, ...] = ()  # in which it is there at the same address, the shown one first


def for_reader(articles: Iterable[models.Article], language: str) -> list[models.Article]:
    """Return one article for each address, in its order: in the reader's language, else in English, else in any."""
    best: dict[str, models.Article] = {}
    for one in articles:
        last = best.get(one.slug)
        if last is None or _nearness(one, language) < _nearness(last, language):
            best[one.slug] = one
    return list(best.values())


def _nearness(article: models.Article, language: str) -> int:
    return [language, languages.ENGLISH, article.language].index(article.language)


def listed(articles: Iterable[models.Article], language: str, zone: str) -> list[Teaser]:
    """Return the list of articles: those in the reader's language first, each part the newest first."""
    chosen = for_reader(articles, language)
    return [_teaser(one, language, zone) for one in sorted(chosen, key=lambda one: one.language != language)]


def page(
    articles: Sequence[models.Article],
    slug: str,
    language: str,
    zone: str,
    shown: Mapping[str, models.Picture],
) -> Page:
    """Return the page of an article.

    articles   the published ones of the clinic
    shown      the clinic's pictures that its words may show, by code
    raises     Http404
    """
    chosen = for_reader(articles, language)
    article = next((one for one in chosen if one.slug == slug), None)
    if article is None:
        raise Http404
    near = _related(article, [one for one in chosen if one.slug != slug])
    page = written(article, language, zone, shown, [_teaser(one, language, zone) for one in near])
    others = [one.language for one in articles if one.slug == slug and one.language != article.language]
    return dataclasses.replace(page, languages=(article.language, *others))


def written(
    article: models.Article,
    language: str,
    zone: str,
    shown: Mapping[str, models.Picture],
    related: Sequence[Teaser] = (),
) -> Page:
    """Return an article that is published, or as it would be."""
    published = _day(article.published_at, zone)
    changed = _day(article.changed_at, zone)
    is_changed = article.published_at is not None and article.changed_at > article.published_at
    return Page(
        title=article.title,
        summary=article.summary,
        byline=gettext("By %(name)s") % {"name": article.written_by} if article.written_by else "",
        published=published,
        published_at=article.published_at,
        changed_at=article.changed_at,
        changed=gettext("Changed on %(day)s") % {"day": changed}
        if is_changed and changed != published
        else "",
        minutes=_minutes(article),
        body=markup.html(
            article.words, {code: markup.Size(one.width, one.height) for code, one in shown.items()}
        ),
        picture=pictures.shown(article.picture),
        lang="" if article.language == language else article.language,
        note=_note(article, language),
        related=tuple(related),
        written_by=article.written_by,
    )


def codes_in(articles: Iterable[models.Article], slug: str) -> set[str]:
    """Return the codes of the pictures that the words of an article show, in any of its languages."""
    return {code for one in articles if one.slug == slug for code in markup.pictures_in(one.words)}


def _related(article: models.Article, others: list[models.Article]) -> list[models.Article]:
    same = [one for one in others if one.language == article.language]
    return [same[place] for place in writing.related(_text(article), [_text(one) for one in same])]


def _text(article: models.Article) -> str:
    return f"{article.title}\n{article.summary}\n{article.words}"


def _teaser(article: models.Article, language: str, zone: str) -> Teaser:
    return Teaser(
        title=article.title,
        summary=article.summary,
        url=reverse("frontdoor:article", args=[article.slug]),
        day=_day(article.published_at, zone),
        lang="" if article.language == language else article.language,
        note=_note(article, language),
        picture=pictures.shown(article.picture),
    )


def _note(article: models.Article, language: str) -> str:
    """Say in which language an article is, to a reader of another; in theirs."""
    if article.language == language:
        return ""
    return {
        "en": gettext("In English"),
        "es": gettext("In Spanish"),
        "zh-hans": gettext("In Chinese"),
    }.get(article.language, "")


def _minutes(article: models.Article) -> str:
    n = writing.minutes_to_read(markup.said(article.words))
    return ngettext("%(n)s minute to read", "%(n)s minutes to read", n) % {"n": n}


def _day(moment: dt.datetime | None, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone).date(), "j F Y") if moment else ""
