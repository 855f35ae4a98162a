"""The owner's articles and pictures, worded."""

import dataclasses

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from needlepoint.desk.pages import settings
from needlepoint.frontdoor import models as frontdoor
from needlepoint.frontdoor.actions import articles as deeds
from needlepoint.frontdoor.wording import markup
from needlepoint.house import clock, languages

State = frontdoor.Article.State
Kind = frontdoor.Picture.Kind
OWN = dict(languages.OWN_NAMES)


def rows(articles, zone) -> list[settings.Row]:
    """Return the list of articles for whoever writes them."""
    return [
        settings.Row(
            title=one.title,
            url=reverse("desk:article", args=[one.code]),
            detail=" · ".join(part for part in (_language(one), one.written_by, _when(one, zone)) if part),
            badge=gettext("Visitors read it") if one.state == State.PUBLISHED else gettext("Draft"),
            tone="good" if one.state == State.PUBLISHED else "quiet",
        )
        for one in articles
    ]


def _language(article) -> str:
    return OWN.get(article.language, article.language)


def _when(article, zone) -> str:
    day = formats.date_format(clock.local(article.changed_at, zone).date(), "j F Y")
    return gettext("changed on %(day)s") % {"day": day}


@dataclasses.dataclass(frozen=True, slots=True)
class Editor:
    """The page on which one article is written. `faults` are what keeps it from visitors, all of them."""

    title: str
    state: str
    tone: str
    public_url: str
    faults: tuple[str, ...]
    is_published: bool
    code: str
    language: str
    others: tuple[tuple[str, str], ...]  # languages it could be written in too: (words, url)


def editor(article, versions, faults) -> Editor:
    """Return the head of the editor.

    article   None for a new one
    versions  languages in which there is an article at this address
    faults    people.rules.Fault, of what is kept
    """
    if article is None:
        return Editor(gettext("A new article"), "", "quiet", "", (), False, "", "", ())
    is_published = article.state == State.PUBLISHED
    return Editor(
        title=article.title,
        state=gettext("Visitors read it") if is_published else gettext("Draft: only you see it"),
        tone="good" if is_published else "quiet",
        public_url=reverse("frontdoor:article", args=[article.slug]) if is_published else "",
        faults=said(faults),
        is_published=is_published,
        code=article.code,
        language=_language(article),
        others=tuple(
            (
                gettext("Write it in %(language)s too") % {"language": name},
                f"{reverse('desk:new_article')}?language={code}&slug={article.slug}",
            )
            for code, name in languages.offered()
            if code not in versions
        ),
    )


LABELS = {
    "title": "Title",
    "summary": "What it is about",
    "words": "Words",
    "written_by": "Who wrote it",
}


def said(faults) -> tuple[str, ...]:
    """Return each fault as a sentence with the box in front that it is about."""
    return tuple(
        f"{gettext(LABELS.get(fault.field, fault.field))}: {gettext(fault.words) % dict(fault.values)}"
        for fault in faults
    )


def judged(typed) -> tuple[str, ...]:
    """Return what would keep typed words from visitors."""
    return said(deeds.faults(typed))


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """One picture in the owner's list."""

    code: str
    url: str
    alt: str
    width: int
    height: int
    change_url: str
    address: str  # to be written into an article
    detail: str
    is_first: bool
    is_last: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """The pictures of one kind. `is_in_order` where the order is the owner's to choose."""

    title: str
    detail: str
    pictures: tuple[Sent, ...]
    is_in_order: bool


def groups(pictures) -> list[Group]:
    """Return the clinic's pictures by kind."""
    kinds = (
        (Kind.PHOTO, gettext("The clinic"), gettext("Visitors see them in this order.")),
        (Kind.PERSON, gettext("Who treats"), gettext("One of each person, beside their name.")),
        (Kind.ARTICLE, gettext("In articles"), ""),
        (Kind.LOGO, gettext("Logo"), ""),
    )
    found = []
    for kind, title, detail in kinds:
        ours = [one for one in pictures if one.kind == kind]
        sent = tuple(_sent(one, place, len(ours)) for place, one in enumerate(ours, start=1))
        if sent:
            found.append(Group(title, detail, sent, kind == Kind.PHOTO and len(sent) > 1))
    return found


def _sent(picture, place, of) -> Sent:
    url = reverse("frontdoor:picture", args=[picture.code])
    named = picture.practitioner.name if picture.practitioner else ""
    size = gettext("%(width)s by %(height)s points") % {"width": picture.width, "height": picture.height}
    return Sent(
        code=picture.code,
        url=url,
        alt=picture.alt,
        width=picture.width,
        height=picture.height,
        change_url=reverse("desk:picture", args=[picture.code]),
        address=f"![{markup.plain(picture.alt)}]({url})",
        detail=" · ".join(part for part in (named, size) if part),
        is_first=place == 1,
        is_last=place == of,
    )


def seen(picture) -> Sent | None:
    """Return one picture as it would be seen above an article; none for none."""
    return _sent(picture, 1, 1) if picture else None


def counted(pictures) -> str:
    return ngettext("%(n)s picture", "%(n)s pictures", len(pictures)) % {"n": len(pictures)}
