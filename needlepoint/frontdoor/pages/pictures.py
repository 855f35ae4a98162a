"""A picture as a page shows it."""

import dataclasses

from django.urls import reverse

from needlepoint.frontdoor import models


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """What frontdoor/_picture.html needs. With its size said, nothing on the page moves when it arrives."""

    url: str
    alt: str
    width: int
    height: int


def shown(picture: models.Picture | None) -> Shown | None:
    """Return a picture for a template; none for none. Costs no query, also where its content was left out."""
    if picture is None:
        return None
    url = reverse("frontdoor:picture", args=[picture.code])
    return Shown(url, picture.alt, picture.width, picture.height)
