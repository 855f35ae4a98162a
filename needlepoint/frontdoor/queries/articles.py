"""What the clinic has written: for its readers what is published, for its owner everything."""

from django.http import Http404

from needlepoint.frontdoor import models
from needlepoint.people import rules as people_rules

State = models.Article.State
SHOWN_MOST = 200  # of one clinic; nobody scrolls further


def published(clinic_id: int | None) -> list[models.Article]:
    """Return the published articles of a clinic in every language, the newest first, with their pictures. Costs 1 query."""
    articles = models.Article.objects.filter(clinic_id=clinic_id, state=State.PUBLISHED)
    return list(articles.select_related("picture").defer("picture__content")[:SHOWN_MOST])


def articles_of(viewer: people_rules.Viewer) -> list[models.Article]:
    """Return every article of the viewer's clinic, drafts first, then the latest changed. Costs 1 query."""
    articles = models.Article.objects.filter(clinic_id=viewer.clinic_id).defer("words")
    return list(articles.order_by("state", "-changed_at", "-pk"))


def article_for(viewer: people_rules.Viewer, code: str) -> models.Article:
    """Return one article of the viewer's clinic. Costs 1 query. Raises Http404."""
    articles = models.Article.objects.filter(clinic_id=viewer.clinic_id, code=code)
    article = articles.select_related("picture").defer("picture__content").first()
    if article is None:
        raise Http404
    return article
