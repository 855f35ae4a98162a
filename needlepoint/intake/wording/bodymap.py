"""The pain map in words and drawings: the picture to tick, and the picture of what was ticked, for whoever shows one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.intake import rules
from needlepoint.knowledge.body import measures, regions, shapes
from needlepoint.knowledge.questions import answers as said

View, Side = shapes.View, regions.Side

# What of the page each drawing takes up: left, top, width, height, in the units of the drawing.
FIELDS = {
    View.BACK: (-500, -12, 1000, 2028),
    View.FRONT: (-500, -12, 1000, 2028),
    View.LEFT_SIDE: (-242, -12, 424, 2028),
    View.RIGHT_SIDE: (-182, -12, 424, 2028),
    View.SOLES: (-244, -12, 488, 628),
}
NEAR_FIELD = (-224, 612, 448, 524)  # the low back and buttocks, drawn larger
STRONGEST = 10
TWO = 2  # boxes that stand beside the name of their line
UNTOLD = 4  # how deep a place is coloured whose strength was not told


@dataclass(frozen=True, slots=True)
class Area:
    """One region on a drawing. `depth` 1–11 colours it when read only (pain 0–10, plus 1); 0: not ticked."""

    code: str
    path: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """One view of the body with its title, and what stands at its left and right edge (may be "")."""

    key: str
    title: str
    at_left: str
    at_right: str
    field: str
    width: int
    height: int
    figure: str
    lines: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: what is posted, what is read, and whether it is chosen."""

    value: str
    label: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One box of the list, with the questions that appear once it is ticked."""

    code: str
    id: str
    label: str
    name: str
    is_on: bool
    pain_name: str
    pains: tuple[Choice, ...]
    feel_name: str
    feels: tuple[Choice, ...]
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A line of the list; `name` is "" where its one box says it, `is_long` where the boxes need a line of their own."""

    name: str
    places: tuple[Place, ...]

    @property
    def is_long(self) -> bool:
        return len(self.places) > TWO


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading, folded away unless it is the first or something in it is ticked."""

    name: str
    levels: tuple[Level, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """What the item template shows. `near` is the low back drawn larger."""

    near: Drawing
    drawings: tuple[Drawing, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One place in words: where, how strong, how it feels."""

    place: str
    pain: str
    feel: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What was ticked, to look at: drawings coloured by strength, and the same in words.

    label      the picture in one sentence, for who does not see it
    facts      side, reach and extent as whole sentences, neutral; empty when nothing is ticked
    """

    label: str
    drawings: tuple[Drawing, ...]
    rows: tuple[Row, ...]
    facts: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.rows


def picker(key: str, posted: Mapping[str, tuple[str, Collection[str]]]) -> Picker:
    """Give the picture to tick and its list.

    key      key of the item, which posted names begin with
    posted   region code → (pain as posted, "" for none; codes of feel): what is ticked now
    """
    drawn = {code: _depth(pain) for code, (pain, _feels) in posted.items()}
    groups = []
    for group in regions.groups():
        levels = tuple(_level(key, level, posted) for level in group.levels)
        ticked = any(place.is_on for level in levels for place in level.places)
        groups.append(Group(_(group.name), levels, ticked or group.key == regions.Part.LOW_BACK))
    return Picker(
        near=_drawing(shapes.drawing(View.BACK), drawn, near=True),
        drawings=tuple(_drawing(one, drawn) for one in shapes.drawings()),
        groups=tuple(groups),
    )


def picture(given: said.Given | None, *, for_staff: bool = False, as_if: Collection[str] = ()) -> Picture:
    """Give the read-only picture of an answer to a BODY item; empty when it was passed over. Unknown codes are left out.

    for_staff   the picture says "patient's back, left, right" instead of "your back, your left, your right"
    as_if       drawn from every side that these regions need too, so that two pictures have the same sides
    """
    told = tuple(one for one in (rules.regions_of(given) if given else ()) if regions.is_region(one.code))
    codes = tuple(one.code for one in told)
    depths = {one.code: (UNTOLD if one.pain is None else one.pain) + 1 for one in told}
    return Picture(
        label=ngettext(
            "A body with %(count)s place marked. The list beside it says which.",
            "A body with %(count)s places marked. The list beside it says which.",
            len(codes),
        )
        % {"count": len(codes)},
        drawings=tuple(
            _drawing(one, depths, for_staff=for_staff)
            for one in shapes.drawings()
            if one.view in {View.BACK, View.FRONT} or _shows_more(one, (*codes, *as_if))
        ),
        rows=tuple(_row(one) for one in told),
        facts=facts(codes) if codes else (),
    )


def place_name(code: str) -> str:
    """Give a region's name in the reader's language, such as "Back of the left thigh". Raises KeyError."""
    return _(regions.region(code).name)


def facts(codes: Sequence[str]) -> tuple[str, ...]:
    """Say which side, how far down and how much, in whole sentences. Raises KeyError."""
    side = {
        measures.Laterality.NONE: "",
        measures.Laterality.LEFT: _("On the left."),
        measures.Laterality.RIGHT: _("On the right."),
        measures.Laterality.BOTH: _("On both sides."),
        measures.Laterality.MIDDLE: _("In the middle."),
    }[measures.laterality(codes)]
    reach = {
        measures.Reach.NONE: "",
        measures.Reach.BUTTOCK: _("It reaches the buttock or hip."),
        measures.Reach.THIGH: _("It reaches the thigh or knee."),
        measures.Reach.BELOW_KNEE: _("It reaches below the knee."),
    }[measures.reach(codes)]
    percent = max(1, round(100 * measures.area_share(codes)))
    extent = _("About %(percent)s %% of the drawn body is marked.") % {"percent": percent}
    return tuple(sentence for sentence in (side, reach, extent) if sentence)


def change_words(change: measures.Change) -> tuple[str, ...]:
    """Say in whole sentences how a picture differs from an earlier one, without judging it."""
    sentences: list[str] = []
    for codes, say in ((change.gone, _gone), (change.new, _new), (change.kept, _kept)):
        if codes:
            sentences.append(say(len(codes)) % {"count": len(codes), "places": listed(codes)})
    if change.leg_left_back:
        sentences.append(_("The leg is no longer marked. The low back, buttock or hip still is."))
    if change.leg_joined_back:
        sentences.append(_("A leg is marked now that was not marked before."))
    return tuple(sentences)


def listed(codes: Sequence[str]) -> str:
    """Give the names of regions one after the other."""
    # Translators: stands between the names of places in a list.
    return _("; ").join(place_name(code) for code in codes)


def _gone(count: int) -> str:
    return ngettext(
        "No longer marked, %(count)s place: %(places)s.",
        "No longer marked, %(count)s places: %(places)s.",
        count,
    )


def _new(count: int) -> str:
    return ngettext(
        "Newly marked, %(count)s place: %(places)s.", "Newly marked, %(count)s places: %(places)s.", count
    )


def _kept(count: int) -> str:
    return ngettext(
        "Marked both times, %(count)s place: %(places)s.",
        "Marked both times, %(count)s places: %(places)s.",
        count,
    )


# --- Drawings -----------------------------------------------------------------------------------------------------------


def _titles(view: shapes.View) -> tuple[str, str, str]:
    """Title, and the words at the left and right edge of the picture. The sides are the reader's own."""
    left, right = _("Your left"), _("Your right")
    return {
        View.BACK: (_("Your back"), left, right),
        View.FRONT: (_("Your front"), right, left),
        View.LEFT_SIDE: (_("Your left side"), "", ""),
        View.RIGHT_SIDE: (_("Your right side"), "", ""),
        View.SOLES: (_("Your soles"), left, right),
    }[view]


def _titles_for_staff(view: shapes.View) -> tuple[str, str, str]:
    """The same for somebody who looks at another person's picture."""
    left, right = _("Left"), _("Right")
    return {
        View.BACK: (_("Patient’s back"), left, right),
        View.FRONT: (_("Patient’s front"), right, left),
        View.LEFT_SIDE: (_("Patient’s left side"), "", ""),
        View.RIGHT_SIDE: (_("Patient’s right side"), "", ""),
        View.SOLES: (_("Patient’s soles"), left, right),
    }[view]


def _drawing(
    one: shapes.Drawing, depths: Mapping[str, int], *, near: bool = False, for_staff: bool = False
) -> Drawing:
    title, at_left, at_right = (_titles_for_staff if for_staff else _titles)(one.view)
    left, top, width, height = NEAR_FIELD if near else FIELDS[one.view]
    reaches: Callable[[shapes.Shape], bool] = _is_near if near else bool
    return Drawing(
        key="near" if near else one.view.lower().replace("_", "-"),
        title=_("Your low back, larger") if near else title,
        at_left=at_left,
        at_right=at_right,
        field=f"{left} {top} {width} {height}",
        width=width,
        height=height,
        figure=one.figure,
        lines="" if near else one.lines,
        areas=tuple(
            Area(shape.region, shape.path, depths.get(shape.region, 0))
            for shape in one.shapes
            if reaches(shape)
        ),
    )


def _is_near(shape: shapes.Shape) -> bool:
    """Say whether a shape reaches into the enlarged field; arms and hands lie outside it."""
    left, top, width, height = NEAR_FIELD
    return any(left < x < left + width and top < y < top + height for x, y in shapes.points(shape.path))


def _shows_more(one: shapes.Drawing, codes: Collection[str]) -> bool:
    """Say whether a side or the soles show a ticked region that back and front do not."""
    seen = {shape.region for view in (View.BACK, View.FRONT) for shape in shapes.drawing(view).shapes}
    return any(shape.region in codes and shape.region not in seen for shape in one.shapes)


def _depth(pain: str) -> int:
    told = pain in {str(number) for number in range(STRONGEST + 1)}
    return (int(pain) if told else UNTOLD) + 1


# --- The list -----------------------------------------------------------------------------------------------------------


def _level(key: str, level: regions.Level, posted: Mapping[str, tuple[str, Collection[str]]]) -> Level:
    sides = {Side.LEFT: _("Left"), Side.MIDDLE: _("Middle"), Side.RIGHT: _("Right")}
    alone = len(level.regions) == 1
    return Level(
        "" if alone else _(level.name),
        tuple(
            _place(key, one, posted, label=_(one.name) if alone else sides[one.side]) for one in level.regions
        ),
    )


def _place(
    key: str, one: regions.Region, posted: Mapping[str, tuple[str, Collection[str]]], *, label: str
) -> Place:
    pain, feels = posted.get(one.code, ("", ()))
    return Place(
        code=one.code,
        id=f"{key}-{one.code}",
        label=label,
        name=_(one.name),
        is_on=one.code in posted,
        pain_name=f"{key}-{one.code}-pain",
        pains=tuple(
            Choice(str(number), words, str(number) == pain) for number, words in enumerate(_pain_words())
        ),
        feel_name=f"{key}-{one.code}-feel",
        feels=tuple(Choice(feel.code, _(feel.name), feel.code in feels) for feel in regions.feels()),
        warning=_numb_warning() if one.code == rules.SADDLE else "",
    )


def _numb_warning() -> str:
    return _(
        "Is this numb, and is that new? Do not wait for your visit. Go to the nearest emergency department now."
    )


def pain_words(pain: int | None) -> str:
    """Say how strong it is where somebody marked it."""
    return _("Not said") if pain is None else _("%(number)s of 10") % {"number": pain}


def _pain_words() -> tuple[str, ...]:
    return (
        _("0, no pain"),
        *(str(number) for number in range(1, STRONGEST)),
        _("10, worst you can imagine"),
    )


def _row(one: rules.Region) -> Row:
    feels = {feel.code: feel.name for feel in regions.feels()}
    return Row(
        place=place_name(one.code),
        pain=pain_words(one.pain),
        feel=_(", ").join(_(feels[code]) for code in one.feel if code in feels),
    )
