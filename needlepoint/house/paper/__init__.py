"""Pages on paper: a template and data in, a PDF that a screen reader can read out (PDF/UA-1) and that prints the same anywhere.

For     signed consents, paper forms, what somebody wants to take home.
Offers  `pdf`, and `png` of the same pages, to look at.
Give    a template of your own app as `intake/paper/consent.typ`. It begins with two lines:
            #import "/house/paper/letter.typ": *
            #show: letter
        and finds what was given to it in `data`. Headings, lists and tables written as such are tagged by themselves; a
        heading must not be empty, so it never is what somebody typed.
Never   pastes data into a template: it travels as JSON, so no name or sentence can become part of the program.

The same template, data and moment give the same bytes. One page takes about 5 ms once the fonts are read (0.2 s).
"""

import bisect
import datetime as dt
import functools
import json
import pathlib
import threading
import unicodedata
from collections.abc import Mapping
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

_HERE = pathlib.Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent  # templates may read files below here and nothing else
_FONTS = _HERE / "fonts"
_LANGUAGES = {"en": ("en", "us"), "es": ("es", "us"), "zh-hans": ("zh", "cn")}
_LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "CR", "GT", "PA", "DO", "PR"})
PLACEHOLDER = "□"
_BREAKS = frozenset("\n\t")

# A compiler keeps the fonts open and must not be used by two threads at once ("Already borrowed"). Pages take
# milliseconds, so they wait for each other; a compiler for each thread would hold the fonts several times.
_turn = threading.Lock()


def pdf(template: str, data: Mapping[str, Any], *, made_at: dt.datetime, language: str = "en") -> bytes:
    """Return a PDF/UA-1 file.

    template   its path below needlepoint/, such as "intake/paper/consent.typ"
    data       JSON values: `title` (the first heading and the document's title), `letterhead`
               ({"name", "address", "phone", "country"}; the country chooses Letter or A4 paper), `foot` if anything
               stands beside the page number, and whatever the template reads
    made_at    the moment the file says it was made
    language   the language its words are in
    raises     KeyError without a title or letterhead; typst.TypstError for a fault in a template

    A character that our fonts lack (an emoji, some scripts) is shown as □, and the last page says which it was: a PDF
    that keeps silent about a missing letter is not accessible, and an odd name must not stop a consent.
    """
    return _made("pdf", template, data, made_at, language)[0]


def png(
    template: str, data: Mapping[str, Any], *, made_at: dt.datetime, language: str = "en", ppi: int = 96
) -> list[bytes]:
    """Return a picture of each page of what `pdf` would give: for people who change a template."""
    return _made("png", template, data, made_at, language, ppi=ppi)


def _made(
    kind: str,
    template: str,
    data: Mapping[str, Any],
    made_at: dt.datetime,
    language: str,
    **more: Any,
) -> list[bytes]:
    standards = {"pdf_standards": ["ua-1"]} if kind == "pdf" else {}
    with _turn:
        made = _compiler().compile(
            input=str(_ROOT / template),
            format=kind,
            sys_inputs={"data": json.dumps(_given(data, language))},
            timestamp=int(made_at.timestamp()),
            **standards,
            **more,
        )
    return made if isinstance(made, list) else [made]


def _given(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What a template finds in `data`."""
    lost: dict[str, None] = {}
    shown = _showable(dict(data), lost)
    spoken, region = _LANGUAGES.get(language, (language.split("-", maxsplit=1)[0], "us"))
    return {
        **shown,
        "title": shown["title"].strip() or PLACEHOLDER,  # PDF/UA knows no page without a title
        "letterhead": {"name": "", "address": "", "phone": "", **shown["letterhead"]},
        "sheet": "us-letter" if data["letterhead"].get("country", "US") in _LETTER_COUNTRIES else "a4",
        "language": spoken,
        "region": region,
        "foot": shown.get("foot", ""),
        "words": {**_words(language, lost), **shown.get("words", {})},
    }


def _words(language: str, lost: Mapping[str, None]) -> dict[str, str]:
    """The sentences that every page may need, in the language of the page."""
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in lost)
    with translation.override(language):
        return {
            "page": _("Page {page} of {pages}"),
            "lost": _("%(box)s stands for a sign that this page cannot show: %(codes)s.")
            % {"box": PLACEHOLDER, "codes": codes}
            if lost
            else "",
        }


@functools.cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(_HERE / "letter.typ"), root=str(_ROOT), font_paths=[str(_FONTS)], ignore_system_fonts=True
    )


# --- Characters ------------------------------------------------------------------------------------------------------


@functools.cache
def _spans() -> tuple[list[int], list[int]]:
    lines = (_FONTS / "characters.txt").read_text("ascii").split()
    pairs = [tuple(int(end, 16) for end in line.split("-")) for line in lines]
    return [first for first, _last in pairs], [last for _first, last in pairs]


def can_show(letter: str) -> bool:
    """Say whether our fonts have a character."""
    firsts, lasts = _spans()
    place = bisect.bisect_right(firsts, ord(letter)) - 1
    return letter in _BREAKS or (place >= 0 and ord(letter) <= lasts[place])


def _showable(value: Any, lost: dict[str, None]) -> Any:
    """Give the same data with every character that cannot be shown replaced, and remember which."""
    if isinstance(value, str):
        return "".join(_letter(letter, lost) for letter in unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {key: _showable(one, lost) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_showable(one, lost) for one in value]
    return value


def _letter(letter: str, lost: dict[str, None]) -> str:
    if can_show(letter):
        return letter
    if unicodedata.category(letter) in {"Cf", "Cc", "Zl", "Zp"} or letter in "\ufe0e\ufe0f":
        return ""  # invisible anyway: joiners, marks of direction, variants of an emoji
    lost[letter] = None
    return PLACEHOLDER
