"""Deeds about what the clinic writes. A draft may say anything; what visitors read is looked at word by word first."""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from needlepoint.frontdoor import models, writing
from needlepoint.frontdoor.wording import markup
from needlepoint.house import audit, codes
from needlepoint.people import actions as people_actions
from needlepoint.people import models as people
from needlepoint.people import rules as people_rules

State = models.Article.State
READ = ("title", "summary", "written_by", "words")


class UnableToWrite(Exception):
    """Nothing was changed; the sentence is for whoever wrote."""


def faults(values: Mapping[str, object]) -> list[people_rules.Fault]:
    """Return everything that keeps an article from its readers. values: at least title, summary, written_by, words."""
    texts = {name: str(values.get(name) or "") for name in READ}
    words = texts["words"]
    return writing.faults(texts, said=markup.said(words), strays=markup.strays(words))


def write_article(
    *,
    clinic: people.Clinic,
    key: str,
    language: str,
    title: str,
    by: audit.Actor,
    now: dt.datetime,
    slug: str = "",
    **more: object,
) -> models.Article:
    """Keep a new article as a draft. Sent twice with one key it is one article.

    key      of the form, as codes.new_code makes them: it becomes the code of the article
    slug     the last part of its address; empty: made from the title
    more     summary, words, written_by, picture
    raises   people.actions.UnableToSet with every fault that keeps it from being stored
    """
    _look_at_lengths({"title": title, "slug": slug, **more})
    with transaction.atomic():
        last = models.Article.objects.filter(code=key).first()
        if last is not None and last.clinic_id == clinic.pk:
            return last
        people.Clinic.objects.select_for_update().get(pk=clinic.pk)  # two at once find different addresses
        taken = set(
            models.Article.objects.filter(clinic=clinic, language=language).values_list("slug", flat=True)
        )
        if slug in taken:
            raise people_actions.UnableToSet([ADDRESS_TAKEN])
        article = models.Article.objects.create(
            code=key if last is None else codes.new_code(),
            clinic=clinic,
            language=language,
            title=title,
            slug=slug or _free(title, taken | writing.RESERVED),
            changed_at=now,
            **more,
        )
        _record("article_written", article, by=by, now=now)
    return article


def change_article(
    *,
    article: models.Article,
    seen: dt.datetime,
    by: audit.Actor,
    now: dt.datetime,
    **values: object,
) -> models.Article:
    """Keep what was changed in an article. A published one changes for its readers at once, so it is looked at again.

    seen     `changed_at` of what the writer had before them: nobody writes over what another wrote meanwhile
    values   title, summary, words, written_by, picture; slug while no visitor has read it
    raises   people.actions.UnableToSet with every fault; UnableToWrite
    """
    _look_at_lengths(values)
    with transaction.atomic():
        kept = _locked(article)
        if kept.changed_at != seen:
            raise UnableToWrite(
                _(
                    "Somebody changed this article while you wrote. Your words are still below: open the article in another window and compare."
                )
            )
        if kept.published_at is not None or not values.get("slug"):
            values.pop("slug", None)  # its address has been given to people
        names = audit.changed(kept, values)
        if kept.state == State.PUBLISHED and (found := faults(vars(kept))):
            raise people_actions.UnableToSet(found)
        if names:
            kept.changed_at = now
            try:
                with transaction.atomic():
                    kept.save(update_fields=[*names, "changed_at"])
            except IntegrityError as error:
                raise people_actions.UnableToSet([ADDRESS_TAKEN]) from error
            _record("article_changed", kept, by=by, now=now, details={"changed": names})
    return kept


def publish_article(*, article: models.Article, by: audit.Actor, now: dt.datetime) -> models.Article:
    """Show an article to visitors. One that is shown already stays as it is.

    raises   people.actions.UnableToSet with everything that keeps it from them
    """
    with transaction.atomic():
        kept = _locked(article)
        if kept.state == State.PUBLISHED:
            return kept
        if found := faults(vars(kept)):
            raise people_actions.UnableToSet(found)
        kept.state, kept.published_at = State.PUBLISHED, kept.published_at or now
        kept.save(update_fields=["state", "published_at"])
        _record("article_published", kept, by=by, now=now)
    return kept


def take_article_back(*, article: models.Article, by: audit.Actor, now: dt.datetime) -> models.Article:
    """Take an article from the public pages; it is a draft again, and nothing of it is lost."""
    with transaction.atomic():
        kept = _locked(article)
        if kept.state == State.PUBLISHED:
            kept.state = State.DRAFT
            kept.save(update_fields=["state"])
            _record("article_taken_back", kept, by=by, now=now)
    return kept


def delete_article(*, article: models.Article, by: audit.Actor, now: dt.datetime) -> None:
    """Delete a draft for good.

    raises   UnableToWrite for one that visitors can read
    """
    with transaction.atomic():
        kept = _locked(article)
        if kept.state == State.PUBLISHED:
            raise UnableToWrite(_("Visitors can read this article. Take it back first."))
        _record("article_deleted", kept, by=by, now=now)
        kept.delete()


ADDRESS_TAKEN = people_rules.Fault(
    "slug", "Another article in this language has this address. Choose another."
)


def _locked(article: models.Article) -> models.Article:
    return models.Article.objects.select_for_update().get(pk=article.pk)


def _look_at_lengths(values: Mapping[str, object]) -> None:
    if found := writing.length_faults(values):
        raise people_actions.UnableToSet(found)


def _free(title: str, taken: set[str]) -> str:
    """Make an address from a title that no other article has; of a Chinese title, a code."""
    made = slugify(title)[: writing.LENGTHS["slug"] - 4].strip("-_").replace("_", "-") or codes.new_code()
    return next(one for one in (made, *(f"{made}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _record(what: str, article: models.Article, *, by: audit.Actor, now: dt.datetime, details=None) -> None:
    audit.record(
        what,
        by=by,
        now=now,
        thing=f"article:{article.code}",
        details={"language": article.language, **(details or {})},
        clinic=article.clinic_id,
    )
