"""What the page of all points, the figure and the page of one point show, already worded."""

import dataclasses
import itertools
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.knowledge.points import atlas, figure

SEARCHED_MAX = 60  # more than anybody reads; the words typed can say more
FIRST_AREA = "lower-back"
VIEW_NAMES = {
    figure.View.BACK: "From behind",
    figure.View.FRONT: "From the front",
    figure.View.SIDE: "From the side",
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
        Tab(_("All of it") if figure.is_whole(one) else _(one.name), *_addresses(one, typed), one is where)
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


def point(one: atlas.Point):
    return row(one)
