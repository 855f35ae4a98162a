"""The picture that stands for a page where somebody shares its address."""

import datetime as dt
import functools
import io

from PIL import Image

from needlepoint.frontdoor.pages import listed
from needlepoint.house import paper
from needlepoint.people import models as people

WIDTH, HEIGHT = 1200, 630  # pixels, what sites that show shared links ask for
COLOURS = 64  # enough for two inks on paper and their edges, and a quarter of the bytes
COLOUR = "#155944"  # jade, on paper
UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # such a picture names no moment


def drawn(page: listed.Listed, clinic: people.Clinic, language: str) -> bytes:
    """Return the picture as PNG, about 25 kB. Takes 60 ms the first time."""
    words = {
        "title": page.title,
        "about": page.description,
        "where": " · ".join(part for part in (clinic.address, clinic.phone) if part),
        "colour": clinic.colour or COLOUR,
    }
    return _drawn(tuple(words.items()), clinic.name, language)


@functools.lru_cache(maxsize=256)
def _drawn(words: tuple[tuple[str, str], ...], name: str, language: str) -> bytes:
    data = {**dict(words), "letterhead": {"name": name}}
    [whole] = paper.png("frontdoor/paper/share.typ", data, made_at=UNDATED, language=language, ppi=72)
    small = io.BytesIO()
    with Image.open(io.BytesIO(whole)) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()
