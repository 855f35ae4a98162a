"""The page on which an owner chooses how the clinic looks."""

import dataclasses

from django.utils.translation import gettext

from needlepoint.frontdoor import looks
from needlepoint.house.design import colours


@dataclasses.dataclass(frozen=True, slots=True)
class Swatch:
    """A colour that can be taken with one press. `code` is '' for ours."""

    code: str
    shown: str
    name: str
    is_current: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """A little of a page in a colour, by day or at night: every colour as #rrggbb."""

    title: str
    paper: str
    sheet: str
    line: str
    ink: str
    jade: str
    deep: str
    soft: str
    on: str


@dataclasses.dataclass(frozen=True, slots=True)
class LookPage:
    """What the page shows.

    tried    a colour that is looked at and not kept, or ''
    nearest  what is offered in place of a typed one that will not do, or ''
    """

    swatches: tuple[Swatch, ...]
    samples: tuple[Sample, ...]
    tried: str
    nearest: str
    sheet: str
    contrast_words: str


def look_page(kept: str, *, tried: str = "", nearest: str = "") -> LookPage:
    """Return the page for a kept colour, '' for ours, and perhaps one that is only tried."""
    code = tried or kept or colours.tokens()["jade"][0].hex()
    return LookPage(
        swatches=swatches(kept),
        samples=samples(code),
        tried=tried,
        nearest=nearest,
        sheet=looks.stamp(tried) if tried else "",
        contrast_words=_contrast_words(code),
    )


def swatches(kept: str) -> tuple[Swatch, ...]:
    """Return the ready colours, and the kept one when it is none of them."""
    ready = list(looks.READY)
    if kept not in {code for code, _name in ready}:
        ready.append((kept, "Yours"))
    ours = colours.tokens()["jade"][0].hex()
    return tuple(Swatch(code, code or ours, gettext(name), code == kept) for code, name in ready)


def samples(code: str) -> tuple[Sample, ...]:
    """Return a colour as it looks by day and at night."""
    tokens, own = colours.tokens(), colours.family(code)
    return tuple(
        Sample(
            title,
            *(tokens[name][place].hex() for name in ("paper", "sheet", "line", "ink")),
            *(own[name][place] for name in ("jade", "jade-deep", "jade-soft", "on-jade")),
        )
        for place, title in enumerate((gettext("By day"), gettext("At night")))
    )


def _contrast_words(code: str) -> str:
    by_day, at_night = samples(code)
    return gettext(
        "Letters in it have a contrast of %(day)s to 1 by day and %(night)s to 1 at night. 4.5 is needed."
    ) % {
        "day": f"{colours.contrast(by_day.jade, by_day.paper):.1f}",
        "night": f"{colours.contrast(at_night.jade, at_night.paper):.1f}",
    }
