"""What a clinic writes in Markdown, as a page shows it and as a reader hears it. No HTML of anybody's gets through.

A link leads to https, to a page of the clinic's own (/prices/) or rings a number (tel:); anything else is shown as its
words alone. A picture is one of the clinic's own, by its address (/pictures/<code>/).
"""

import dataclasses
import functools
import re
from collections.abc import Iterator, Mapping, Sequence

import markdown_it
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import renderer, token

OWN_PAGE = re.compile(r"/(?![/\\%])[^\s\\]*\Z")
ELSEWHERE = re.compile(r"https://[^\s/@\\]+(?:[/?#][^\s\\]*)?\Z", re.IGNORECASE)
NUMBER = re.compile(r"tel:\+?[0-9().-]+\Z")
PICTURE = re.compile(r"/pictures/([a-z0-9]{1,16})/\Z")
MARKS = re.compile(r"[\\`*_\[\]<>&!#]")
TOP, LOWEST = 2, 4  # headings: the title of the page is the first


@dataclasses.dataclass(frozen=True, slots=True)
class Size:
    """Of a picture, in pixels."""

    width: int
    height: int


def html(words: str, pictures: Mapping[str, Size]) -> SafeString:
    """Return the words as HTML.

    pictures   the clinic's own by code; one that is not among them is left out
    """
    return _html(words, tuple(sorted(pictures.items())))


@functools.lru_cache(maxsize=64)
def _html(words: str, pictures: tuple[tuple[str, Size], ...]) -> SafeString:
    tokens = _parsed(words)
    _level(tokens)
    return mark_safe(_reader().renderer.render(tokens, _reader().options, {"pictures": dict(pictures)}))  # noqa: S308 made from tokens, each escaped


def said(words: str) -> str:
    """Return what a reader hears: a line for each paragraph, heading or cell, pictures by their descriptions."""
    return "\n".join(
        "".join(_spoken(one.children or ())) if one.type == "inline" else one.content
        for one in _parsed(words)
        if one.type in {"inline", "fence", "code_block"}
    )


def strays(words: str) -> list[str]:
    """Return the addresses that lead to where no reader is sent, in the order of the text."""
    return [
        address
        for one in _inside(_parsed(words))
        for address, may in ((one.attrGet("href"), is_link), (one.attrGet("src"), is_picture))
        if address is not None and not may(str(address))
    ]


def pictures_in(words: str) -> set[str]:
    """Return the codes of the pictures that the words show."""
    addresses = (str(one.attrGet("src")) for one in _inside(_parsed(words)) if one.type == "image")
    return {found[1] for address in addresses if (found := PICTURE.match(address))}


def plain(text: str) -> str:
    """Return a text so written that none of its signs is a mark."""
    return MARKS.sub(r"\\\g<0>", text)


def is_link(address: str) -> bool:
    return any(kind.match(address) for kind in (OWN_PAGE, ELSEWHERE, NUMBER))


def is_picture(address: str) -> bool:
    return PICTURE.match(address) is not None


# --- Reading ------------------------------------------------------------------------------------------------------------


@functools.cache
def _reader() -> markdown_it.MarkdownIt:
    reader = markdown_it.MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    reader.disable(["html_block", "html_inline"])
    reader.enable("table")
    # Every address is read, so that a wrong one can be named; the renderer lets only good ones through.
    reader.validateLink = lambda _address: True  # type: ignore[method-assign]
    return reader


def _parsed(words: str) -> list[token.Token]:
    return _reader().parse(words)


def _inside(tokens: Sequence[token.Token]) -> Iterator[token.Token]:
    for one in tokens:
        yield one
        yield from _inside(one.children or ())


def _spoken(tokens: Sequence[token.Token]) -> Iterator[str]:
    for one in tokens:
        if one.type in ("softbreak", "hardbreak"):
            yield " "
        elif one.type == "image":
            yield from _spoken(one.children or ())
        else:
            yield one.content


def _level(tokens: list[token.Token]) -> None:
    """Let headings begin below the title of the page and leave no step out; let columns of numbers end alike."""
    levels = sorted({one.tag for one in tokens if one.type == "heading_open"})
    new = {tag: f"h{min(TOP + place, LOWEST)}" for place, tag in enumerate(levels)}
    for one in tokens:
        if one.type in ("heading_open", "heading_close"):
            one.tag = new[one.tag]
        elif one.type in ("th_open", "td_open"):
            one.attrs = {"class": "num"} if one.attrs.get("style") == "text-align:right" else {}


# --- Showing ------------------------------------------------------------------------------------------------------------


class _Renderer(renderer.RendererHTML):
    """Links and pictures by our rules; a table may be wider than a phone."""

    def link_open(self, tokens, idx, options, env):
        address = str(tokens[idx].attrGet("href") or "")
        if not is_link(address):
            return "<span>"
        if ELSEWHERE.match(address):
            return format_html('<a href="{}" rel="nofollow noopener noreferrer">', address)
        return format_html('<a href="{}">', address)

    def link_close(self, tokens, idx, options, env):
        opened = next(
            one
            for one in reversed(tokens[:idx])
            if one.type == "link_open" and one.level == tokens[idx].level
        )
        return "</a>" if is_link(str(opened.attrGet("href") or "")) else "</span>"

    def image(self, tokens, idx, options, env):
        found = PICTURE.match(str(tokens[idx].attrGet("src") or ""))
        size = env["pictures"].get(found[1]) if found else None
        if size is None:
            return ""
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">',
            tokens[idx].attrGet("src"),
            "".join(_spoken(tokens[idx].children or ())),
            size.width,
            size.height,
        )

    def table_open(self, tokens, idx, options, env):
        return '<div class="wide-table" tabindex="0"><table>\n'

    def table_close(self, tokens, idx, options, env):
        return "</table></div>\n"

    def fence(self, tokens, idx, options, env):
        return format_html("<pre>{}</pre>\n", tokens[idx].content)

    code_block = fence
