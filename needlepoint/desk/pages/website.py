"""What the owner copies into the clinic's other website, ready in each language."""

import dataclasses
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext

from needlepoint.booking.wording import elsewhere
from needlepoint.house import languages


@dataclasses.dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy. `lines`: how high its box is."""

    key: str
    title: str
    detail: str
    words: str
    lines: int


@dataclasses.dataclass(frozen=True, slots=True)
class Website:
    tabs: tuple[tuple[str, str, bool], ...]
    snippets: tuple[Snippet, ...]
    preview_url: str
    preview_language: str
    is_reachable: bool  # from other machines
    is_open: bool


def page(origin: str, language: str, *, is_open: bool) -> Website:
    """Return the snippets for visitors who read a language.

    origin    how people reach the clinic, such as https://clinic.example
    language  one of ours; anything else is English
    """
    language = languages.known(language) or languages.ENGLISH
    with translation.override(language):
        book, times = elsewhere.book(), elsewhere.times()
    query = "" if language == languages.ENGLISH else f"?{urlencode({languages.FIELD: language})}"
    starts, embed = (f"{origin}{reverse(name)}{query}" for name in ("booking:starts", "booking:embed"))
    script = f'<script async src="{escape(origin + reverse("booking:embed_script"))}"></script>'
    return Website(
        tabs=tuple((name, f"?in={code}", code == language) for code, name in languages.offered()),
        snippets=(
            Snippet(
                "times",
                gettext("Free times"),
                gettext("The next free times for a first visit stand on your page, and are pressed there."),
                f"{_link(embed, times, 'times')}\n{script}",
                4,
            ),
            Snippet(
                "button",
                gettext("A button"),
                gettext("It takes the letters and the colour of your page."),
                f"{_link(starts, book, 'button')}\n{script}",
                4,
            ),
            Snippet(
                "link",
                gettext("A plain link"),
                gettext("For a page that takes no scripts, for a mail or a profile elsewhere."),
                _link(starts, book),
                2,
            ),
        ),
        preview_url=f"{reverse('booking:embed')}{query}",
        preview_language=language,
        is_reachable=origin.startswith("https://"),
        is_open=is_open,
    )


def _link(address: str, words: str, way: str = "") -> str:
    mark = f' data-needlepoint="{way}"' if way else ""
    return f'<a{mark} href="{escape(address)}">{escape(words)}</a>'
