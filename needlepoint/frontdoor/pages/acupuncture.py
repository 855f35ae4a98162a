"""What acupuncture is, how it is thought to work and how sure that is, and what tradition says."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext

from needlepoint.frontdoor import pages
from needlepoint.knowledge.evidence import mechanisms, sources
from needlepoint.knowledge.tradition import catalogue

Found = mechanisms.Found
# Under the idea that each of them belongs to.
ALSO = {"said_endorphins": ("endorphins_in_backs",), "hope_and_care": ("real_or_pretend",)}
OTHERS = ("said_muscles",)
# Patterns whose names say little without the signs are left out.
PATTERNS_SHOWN = ("COLD_DAMP", "DAMP_HEAT", "STASIS", "KIDNEY_YANG", "KIDNEY_YIN", "KIDNEY_QI")


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """What was seen in one group of animals or people."""

    group: str
    kind: str  # yes, no or none: how it is drawn, beside the word
    word: str
    by: tuple[sources.Source, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Idea:
    """One idea of how needles work, what was seen and in whom, and what may be said about it."""

    name: str
    cells: tuple[Cell, ...]
    claims: tuple[pages.ShownClaim, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Tradition:
    """The traditional framework, labelled."""

    label: str
    patterns: tuple[tuple[str, str], ...]
    claims: tuple[pages.ShownClaim, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    feel: pages.ShownClaim | None
    short_answer: pages.ShownClaim | None
    groups: tuple[str, ...]
    ideas: tuple[Idea, ...]
    others: tuple[pages.ShownClaim, ...]
    tradition: Tradition


def page(on: dt.date) -> Page:
    """Return what may be said on a day."""
    return Page(
        feel=pages.claim_on("needle_feel", on),
        short_answer=pages.claim_on("does_it_work", on),
        groups=_groups(),
        ideas=tuple(_ideas(on)),
        others=_shown(OTHERS, on),
        tradition=_tradition(on),
    )


def _groups() -> tuple[str, ...]:
    return (
        gettext("In animals"),
        gettext("In other people"),
        gettext("In people with back pain"),
    )


def _ideas(on: dt.date) -> Iterator[Idea]:
    for one in mechanisms.all_mechanisms():
        claim = pages.claim_on(one.claim, on)
        if claim:
            cells = tuple(_cell(group, cell) for group, cell in zip(_groups(), one.cells, strict=True))
            yield Idea(gettext(one.idea), cells, (claim, *_shown(ALSO.get(one.claim, ()), on)))


def _cell(group: str, cell: mechanisms.Cell) -> Cell:
    kind, word = {
        Found.SEEN: ("yes", gettext("Seen")),
        Found.NOT_SEEN: ("no", gettext("Not seen")),
        Found.NO_STUDY: ("none", gettext("No study that we read")),
    }[cell.found]
    return Cell(group, kind, word, pages.in_words(cell.by))


def _tradition(on: dt.date) -> Tradition:
    known = catalogue.current()
    patterns = [catalogue.pattern(key) for key in PATTERNS_SHOWN]
    return Tradition(
        label=gettext(known.label),
        patterns=tuple((gettext(one.name), gettext(one.signs)) for one in patterns),
        claims=_shown(("channels", "exact_points", "said_root_cause"), on),
    )


def _shown(keys: tuple[str, ...], on: dt.date) -> tuple[pages.ShownClaim, ...]:
    return tuple(claim for key in keys if (claim := pages.claim_on(key, on)))
