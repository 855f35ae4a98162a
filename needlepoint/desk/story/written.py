"""The clinic's own pictures and articles, as its owner would have sent and published them."""

import datetime as dt
import io
import pathlib
from collections.abc import Callable

from django.conf import settings
from PIL import Image

from needlepoint.desk.story import reading
from needlepoint.frontdoor import models as frontdoor
from needlepoint.people import models as people

FOLDER = pathlib.Path(settings.ROOT) / "demo" / "pictures"


def write(clinic: people.Clinic, story: reading.Story, *, code: Callable[..., str], now: dt.datetime) -> None:
    """Write both. Effects: one row each."""
    pictures = {
        one.file: frontdoor.Picture.objects.create(
            clinic=clinic, code=code("picture", one.file), kind=one.kind, alt=one.alt, position=place,
            made_at=now, **_content(FOLDER / one.file),
        )
        for place, one in enumerate(story.pictures)
    }  # fmt: skip
    for one in story.articles:
        at = now - dt.timedelta(days=one.days_ago)
        frontdoor.Article.objects.create(
            clinic=clinic, code=code("article", one.slug, one.language), slug=one.slug, language=one.language,
            title=one.title, summary=one.summary, words=one.words, written_by=one.by,
            picture=pictures.get(one.picture), changed_at=at,
            state="DRAFT" if one.is_draft else "PUBLISHED", published_at=None if one.is_draft else at,
        )  # fmt: skip


def _content(file: pathlib.Path) -> dict[str, object]:
    """They are WebP and ours, so they stay as they are."""
    content = file.read_bytes()
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    return {"content": content, "width": width, "height": height, "mime": "image/webp"}
