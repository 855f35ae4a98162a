"""Whether it works: for and against side by side, people drawn by the hundred, what people say and what a check came to."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.utils import formats
from django.utils.translation import gettext

from needlepoint.frontdoor import pages
from needlepoint.knowledge.evidence import claims, guidelines

HUNDRED = 100
# What the page answers, in this order; the first one is the short answer.
FIRST = "does_it_work"
PICTURED = "real_or_pretend"
OLDER = "older_people"
MORE = ("said_lasts_a_year", "visits_new_pain", "visits_long_pain", "maintenance", "side_effects")

VERDICTS = (
    (claims.Verdict.WRONG, "danger"),
    (claims.Verdict.WEAK, "soon"),
    (claims.Verdict.REWORDED, "quiet"),
    (claims.Verdict.HOLDS, "good"),
)
Stance = guidelines.Stance


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A hundred people, in two groups and the rest."""

    groups: tuple[tuple[int, str], ...]
    label: str
    sentences: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Hundred:
    """A hundred people of one group, and how many of them did better; no name where there is one group only."""

    name: str
    label: str
    groups: tuple[tuple[int, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Advice:
    """What one body advises, in the reader's language."""

    body: str
    year: int
    link: str
    who: str
    how_sure: str
    unconfirmed: str


@dataclasses.dataclass(frozen=True, slots=True)
class Bodies:
    """What bodies advise, by side, and the days of review."""

    sides: tuple[tuple[str, tuple[Advice, ...]], ...]
    dates: str


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    first: pages.ShownClaim | None
    pictured: pages.ShownClaim | None
    hundreds: tuple[Hundred, ...]
    older: pages.ShownClaim | None
    older_hundreds: tuple[Hundred, ...]
    bodies: Bodies | None
    more: tuple[pages.ShownClaim, ...]

    @property
    def is_empty(self) -> bool:
        """Whether every date has passed."""
        return not (self.first or self.pictured or self.older or self.bodies or self.more)


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """All that people say with one verdict."""

    label: str
    tone: str
    claims: tuple[pages.ShownClaim, ...]


def page(on: dt.date) -> Page:
    """Return what may be said on a day."""
    return Page(
        first=pages.claim_on(FIRST, on),
        pictured=pages.claim_on(PICTURED, on),
        hundreds=tuple(_hundreds(PICTURED, on)),
        older=pages.claim_on(OLDER, on),
        older_hundreds=older_hundreds(on),
        bodies=bodies(on),
        more=tuple(claim for key in MORE if (claim := pages.claim_on(key, on))),
    )


def older_people(on: dt.date) -> Figure | None:
    """Return the figure of a hundred older people with long-lasting pain, with and without acupuncture."""
    claim = claims.current_claim(OLDER, on)
    if claim is None or len(claim.figures) < 2:  # noqa: PLR2004 the comparison needs both groups
        return None
    usual, with_needles = claim.figures[0], claim.figures[1]
    return Figure(
        groups=(
            (usual.number, gettext(usual.label)),
            (with_needles.number - usual.number, gettext("more with acupuncture as well")),
        ),
        label=gettext(claim.wording[0]),
        sentences=tuple(gettext(sentence) for sentence in claim.wording),
    )


def older_hundreds(on: dt.date) -> tuple[Hundred, ...]:
    """Return the same figure as frontdoor/_claim.html takes it."""
    figure = older_people(on)
    return (Hundred("", figure.label, figure.groups),) if figure else ()


def _hundreds(key: str, on: dt.date) -> Iterator[Hundred]:
    claim = claims.current_claim(key, on)
    for figure in claim.figures if claim else ():
        if figure.out_of == HUNDRED:
            name = gettext(figure.label)
            label = gettext("%(group)s: %(n)s of 100 people were clearly better")
            yield Hundred(
                name,
                label % {"group": name, "n": figure.number},
                ((figure.number, gettext("clearly better")),),
            )


def bodies(on: dt.date) -> Bodies | None:
    """Return what bodies advise, for and against; None once the list has to be looked at again."""
    known = guidelines.published()
    shown = known.on(on)
    if not shown:
        return None
    sides = (
        (gettext("May be used"), Stance.FOR),
        (gettext("Should not be offered"), Stance.AGAINST),
        (gettext("Neither for nor against"), Stance.OPEN),
        (gettext("Pays for it"), Stance.PAYS),
    )
    return Bodies(
        sides=tuple(
            (name, tuple(_advice(one) for one in shown if one.stance is stance)) for name, stance in sides
        ),
        dates=gettext("reviewed %(on)s · next review by %(by)s")
        % {
            "on": formats.date_format(known.reviewed_on, "j F Y"),
            "by": formats.date_format(known.review_by, "j F Y"),
        },
    )


def _advice(one: guidelines.Guideline) -> Advice:
    return Advice(
        body=gettext(one.body),
        year=one.year,
        link=one.link,
        who=gettext(one.who),
        how_sure=gettext(one.how_sure),
        unconfirmed="" if one.seen else gettext("Unconfirmed: we know it from memory only."),
    )


def checked(on: dt.date) -> tuple[Checked, ...]:
    """Return what people say, what does not hold first; a verdict under which nothing is left is left out."""
    said = [claim for claim in claims.current_claims(on) if claim.verdict]
    return tuple(
        Checked(gettext(verdict.label), tone, tuple(pages.shown(claim) for claim in theirs))
        for verdict, tone in VERDICTS
        if (theirs := [claim for claim in said if claim.verdict is verdict])
    )
