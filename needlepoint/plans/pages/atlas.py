"""What the page of all points, the figure and the page of one point show, already worded."""

import dataclasses
import itertools
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.knowledge.points import atlas, figure, places, sourced

SEARCHED_MAX = 60  # more than anybody reads; the words typed can say more
FIRST_AREA = "lower-back"
GRAVE = frozenset({"pneumothorax", "spinal cord", "eye", "forbidden"})
VIEW_NAMES = {
    figure.View.BACK: "Back",
    figure.View.FRONT: "Front",
    figure.View.SIDE: "Side",
    figure.View.INNER_LEG: "Inner leg",
}


@dataclasses.dataclass(frozen=True)
class Tab:
    """One view or area to go to; `part_url` gives the figure alone."""

    name: str
    url: str
    part_url: str
    is_current: bool


@dataclasses.dataclass(frozen=True)
class Part:
    """The figure with the ways to its other parts."""

    drawing: SafeString
    views: Sequence[Tab]
    areas: Sequence[Tab]
    sides: str
    name: str


@dataclasses.dataclass(frozen=True)
class Row:
    """One point in a list."""

    code: str
    pinyin: str
    hanzi: str
    english: str
    detail: str
    url: str
    is_for_backs: bool
    mark: str


@dataclasses.dataclass(frozen=True)
class Group:
    name: str
    rows: Sequence[Row]
    is_open: bool


@dataclasses.dataclass(frozen=True)
class Found:
    """What a search gave; `words` say how many."""

    words: str
    rows: Sequence[Row]


@dataclasses.dataclass(frozen=True)
class Points:
    """The page of all points."""

    part: Part
    twin_title: str
    groups: Sequence[Group]
    typed: str
    found: Found | None
    area_key: str


def points(where: figure.Area, typed: str) -> Points:
    """Word the page of all points with one area of the figure, and what was found for the words typed."""
    rows = {mark.code: atlas.point(mark.code) for mark in figure.marks_in(where)}
    return Points(
        part=part(where, typed=typed),
        twin_title=_("Points drawn here: %(area)s") % {"area": _(where.name).lower()},
        groups=_groups(rows.values(), is_open=not figure.is_whole(where)),
        typed=typed,
        found=found(typed) if typed else None,
        area_key=where.key,
    )


def found(typed: str) -> Found:
    """Word what a search found."""
    rows = [row(one) for one in atlas.search(typed, limit=SEARCHED_MAX)]
    if not rows:
        return Found(_("No point is found for “%(words)s”.") % {"words": typed}, ())
    if len(rows) == SEARCHED_MAX:
        return Found(_("The first %(count)d points. Type more to see fewer.") % {"count": len(rows)}, rows)
    counted = ngettext("%(count)d point", "%(count)d points", len(rows)) % {"count": len(rows)}
    return Found(counted, rows)


def row(one: atlas.Point) -> Row:
    is_for_backs = bool(atlas.uses_for(one.code))
    return Row(
        code=one.code,
        pinyin=one.pinyin,
        hanzi=one.hanzi,
        english=one.english,
        detail=one.region_detail,
        url=reverse("plans:point", args=[one.code]),
        is_for_backs=is_for_backs,
        mark="mark-used" if is_for_backs else "mark-other",
    )


def part(where: figure.Area, *, typed: str = "") -> Part:
    """Draw one area, with the ways to the others; cached inside the drawing."""
    views = [
        Tab(_(VIEW_NAMES[view]), *_addresses(figure.areas_of(view)[0], typed), view == where.view)
        for view in figure.View
    ]
    areas = [
        Tab(_("All") if figure.is_whole(one) else _(one.name), *_addresses(one, typed), one is where)
        for one in figure.areas_of(where.view)
    ]
    return Part(drawing(where), views, areas, _sides(where), _(where.name))


def drawing(where: figure.Area, *, lit: Iterable[str] = ()) -> SafeString:
    """The figure as markup; `lit` codes are ringed."""
    label = _("Figure of points: %(area)s. The list on this page has the same points.") % {
        "area": _(where.name)
    }
    address = reverse("plans:point", args=["CODE"])
    return mark_safe(figure.svg(where, label=label, address=address, lit=lit))  # noqa: S308  drawn by us from numbers


def _addresses(where: figure.Area, typed: str) -> tuple[str, str]:
    whole = reverse("plans:points", query={"area": where.key, **({"q": typed} if typed else {})})
    return whole, reverse("plans:figure", args=[where.key])


def _sides(where: figure.Area) -> str:
    return {
        figure.View.BACK: _("Seen from behind: their left is on the left."),
        figure.View.FRONT: _("Seen from the front: their right is on the left."),
    }.get(where.view, _("One side is drawn for both."))


def _groups(found_points: Iterable[atlas.Point], *, is_open: bool) -> list[Group]:
    """The points channel by channel, in the order of the atlas."""
    place = {one.code: number for number, one in enumerate(atlas.all_points())}
    ordered = sorted(found_points, key=lambda one: place[one.code])
    return [
        Group(name, [row(one) for one in rows], is_open)
        for name, rows in itertools.groupby(ordered, key=lambda one: one.channel_name)
    ]


@dataclasses.dataclass(frozen=True)
class Caution:
    name: str
    sentences: Sequence[str]
    standing: str
    is_confirmed: bool
    tone: str


@dataclasses.dataclass(frozen=True)
class Named:
    """One use in back pain: for what, how, and what stands behind it."""

    pattern: str
    kind: str
    tone: str
    details: str
    evidence: str


@dataclasses.dataclass(frozen=True)
class Figured:
    """The point on the figure, and the way to the whole area."""

    drawing: SafeString
    area: str
    url: str
    sides: str


@dataclasses.dataclass(frozen=True)
class PointPage:
    """The page of one point."""

    code: str
    pinyin: str
    hanzi: str
    also: str
    english: str
    detail: str
    where: Sequence[str]
    fine_print: Sequence[str]
    doubts: Sequence[str]
    figured: Figured | None
    cautions: Sequence[Caution]
    uses: Sequence[Named]
    sources: Sequence[tuple[str, str]]
    before: Row | None
    after: Row | None


KIND_WORDS = {
    "trial": ("In a trial", "good"),
    "protocol or consensus": ("Protocol or experts", "quiet"),
    "text": ("Texts", "quiet"),
    "location only": ("Unconfirmed", "soon"),
}


def point(one: atlas.Point) -> PointPage:
    """Word the page of one point."""
    place = places.place(one.code)
    before, after = _neighbours(one)
    return PointPage(
        code=one.code,
        pinyin=one.pinyin,
        hanzi=one.hanzi,
        also=_also(one),
        english=one.english,
        detail=_detail(one),
        where=[_(sentence) for sentence in place.sentences],
        fine_print=[_(place.precision), _(place.drawing), _(place.standing)],
        doubts=[_(sentence) for sentence in place.doubts],
        figured=_figured(one),
        cautions=[_caution(hazard) for hazard in sourced.hazards(one.code)],
        uses=[_named(use) for use in sourced.uses(one.code)],
        sources=[(source.name, source.identifier) for source in sourced.sources(one.code)],
        before=before,
        after=after,
    )


def _also(one: atlas.Point) -> str:
    """Other ways to write the name: traditional characters where they differ, and what other books call it."""
    names = [one.traditional] if one.traditional != one.hanzi else []
    return ", ".join([*names, *([one.other_names] if one.other_names else [])])


def _detail(one: atlas.Point) -> str:
    sides = _("on the midline") if one.is_midline else _("on both sides")
    return " · ".join([_(one.channel_name), _(one.region_detail), sides])


def _figured(one: atlas.Point) -> Figured | None:
    where = figure.best_area(one.code)
    if where is None:
        return None
    url, _part = _addresses(where, "")
    return Figured(drawing(where, lit=[one.code]), _(where.name), url, _sides(where))


def _caution(hazard: sourced.Hazard) -> Caution:
    sentences = [_(one) for one in (hazard.avoid, hazard.safer, hazard.meaning) if one]
    tone = "danger" if hazard.key in GRAVE else "soon"
    return Caution(_(hazard.name), sentences, _(hazard.standing), hazard.is_confirmed, tone)


def _named(use: sourced.Use) -> Named:
    words, tone = KIND_WORDS[use.kind]
    details = ", ".join(_(one) for one in use.details)
    return Named(_(use.pattern), _(words), tone, details[:1].upper() + details[1:] + ".", _(use.evidence))


def _neighbours(one: atlas.Point) -> tuple[Row | None, Row | None]:
    """The points before and after on the same channel."""
    line = [other for other in atlas.all_points() if other.channel_name == one.channel_name]
    at = line.index(one)
    return (row(line[at - 1]) if at else None), (row(line[at + 1]) if at + 1 < len(line) else None)
