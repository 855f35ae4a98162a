"""The pain map: regions as data, drawings made from the atlas, and what a set of regions means."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.knowledge.body import measures, regions, shapes
from needlepoint.knowledge.questions import reading as reading_forms
from tests.knowledge import reading
from tools import body as maker

CODES = tuple(one.code for one in regions.all_regions())
some = st.sets(st.sampled_from(CODES))


# --- The data ----------------------------------------------------------------------------------------------------------


def test_the_drawings_are_what_the_tool_makes_of_the_atlas():
    assert maker.SHAPES.read_text(encoding="utf-8") == maker.written(), "run: python -m tools.body"


def test_every_region_is_drawn_and_every_drawing_is_a_region():
    drawn = {shape.region for one in shapes.drawings() for shape in one.shapes}

    assert drawn == set(CODES)


def test_codes_names_and_words_are_told_apart():
    assert len(CODES) == len(set(CODES)) == len({one.name for one in regions.all_regions()})
    assert all(re.fullmatch(r"[A-Z_]{3,30}", code) for code in CODES)
    assert len({one.name for one in regions.feels()}) == len(regions.feels())


@pytest.mark.parametrize("level", ["UPPER_LUMBAR", "LOWER_LUMBAR", "SACRUM"])
def test_the_low_back_is_told_apart_left_middle_and_right(level):
    assert {f"{level}_{side}" for side in ("LEFT", "MIDDLE", "RIGHT")} <= set(CODES)


def test_every_place_a_pain_from_the_back_travels_to_has_a_left_and_a_right():
    for level in ("BUTTOCK", "THIGH_BACK", "THIGH_SIDE", "CALF", "SHIN", "FOOT_TOP", "SOLE"):
        assert {f"{level}_LEFT", f"{level}_RIGHT"} <= set(CODES)


def test_the_names_can_be_read_by_an_eleven_year_old():
    assert reading.grade(". ".join(one.name for one in regions.all_regions()) + ".") <= 6


def test_an_unknown_code_is_refused():
    with pytest.raises(KeyError):
        regions.region("ELBOW_OF_THE_LEFT_EAR")
    with pytest.raises(KeyError):
        regions.feel("FUNNY")
    with pytest.raises(KeyError):
        measures.area_share(["NOWHERE"])


# --- The drawings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("drawing", shapes.drawings(), ids=lambda one: one.view)
def test_left_and_right_are_mirror_pictures_to_the_unit(drawing):
    other = {shapes.View.LEFT_SIDE: shapes.View.RIGHT_SIDE, shapes.View.RIGHT_SIDE: shapes.View.LEFT_SIDE}
    twin = {
        shape.region: shapes.points(shape.path)
        for shape in shapes.drawing(other.get(drawing.view, drawing.view)).shapes
    }
    for shape in drawing.shapes:
        if regions.region(shape.region).side is not regions.Side.MIDDLE:
            flipped = {(-x, y) for x, y in shapes.points(shape.path)}
            assert set(twin[regions.mirrored(shape.region)]) == flipped, shape.region


def test_the_back_shows_the_left_at_the_left_and_the_front_shows_it_at_the_right():
    for view, sign in ((shapes.View.BACK, -1), (shapes.View.FRONT, 1)):
        for shape in shapes.drawing(view).shapes:
            if shape.region.endswith("_LEFT"):
                assert all(x * sign >= -1 for x, _ in shapes.points(shape.path)), shape.region


def inside(point, corners):
    """Say whether a point lies inside, by counting the edges a ray to the right crosses."""
    x, y = point
    crossed = [
        ax + (bx - ax) * (y - ay) / (by - ay) > x
        for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True)
        if (ay <= y) != (by <= y)
    ]
    return sum(crossed) % 2 == 1


@pytest.mark.parametrize("view", [shapes.View.BACK, shapes.View.RIGHT_SIDE])
def test_areas_by_formula_are_those_counted_on_a_grid(view):
    for shape in shapes.drawing(view).shapes:
        corners = shapes.points(shape.path)
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        step = 3
        grid = itertools.product(range(min(xs), max(xs), step), range(min(ys), max(ys), step))
        counted = sum(inside((x + step / 2 + 0.02, y + step / 2 + 0.02), corners) for x, y in grid) * step**2
        assert shapes.area_of(shape.path) == pytest.approx(counted, rel=0.03, abs=100), shape.region


@pytest.mark.parametrize("view", [shapes.View.BACK, shapes.View.FRONT, shapes.View.RIGHT_SIDE])
def test_the_regions_of_a_view_cover_the_figure_once(view):
    drawing = shapes.drawing(view)
    figure = shapes.points(drawing.figure)
    pieces = [shapes.points(shape.path) for shape in drawing.shapes]
    covered = [
        sum(inside(point, piece) for piece in pieces)
        for point in itertools.product(
            [x + 0.3 for x in range(-480, 480, 24)], [y + 0.3 for y in range(8, 2000, 24)]
        )
        if inside(point, figure)
    ]

    assert len(covered) > 600
    assert sum(one == 1 for one in covered) / len(covered) > 0.975  # seams and simplified edges
    assert max(covered) <= 2


def test_a_square_has_the_area_of_a_square():
    assert shapes.area_of("m-5 10l10 0 0 10-10 0z") == 100


# --- What it means -------------------------------------------------------------------------------------------------------


@given(some, some)
def test_the_area_of_two_sets_is_that_of_both_less_what_they_share(one, other):
    share = measures.area_share

    assert share(one | other) + share(one & other) == pytest.approx(share(one) + share(other))
    assert 0 <= share(one) <= 1


def test_everything_is_the_whole_body_and_a_region_named_twice_counts_once():
    assert measures.area_share(CODES) == pytest.approx(1)
    assert measures.area_share(["HEAD", "HEAD"]) == measures.area_share(["HEAD"])
    assert measures.area_share([]) == 0


MIRROR = {"LEFT": "RIGHT", "RIGHT": "LEFT"}


@given(some)
def test_a_mirrored_picture_means_the_same_on_the_other_side(codes):
    flipped = {regions.mirrored(code) for code in codes}

    assert measures.area_share(flipped) == pytest.approx(measures.area_share(codes))
    was = measures.laterality(codes)
    assert measures.laterality(flipped) == MIRROR.get(was, was)
    for rule in (measures.reach, measures.radiates, measures.widespread, measures.both_legs):
        assert rule(flipped) == rule(codes)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], "NONE"),
        (["TAILBONE"], "MIDDLE"),
        (["LOWER_LUMBAR_MIDDLE", "LOWER_LUMBAR_LEFT"], "LEFT"),
        (["CALF_RIGHT"], "RIGHT"),
        (["BUTTOCK_LEFT", "KNEE_RIGHT"], "BOTH"),
    ],
)
def test_the_side_is_read_from_the_regions(codes, expected):
    assert measures.laterality(codes) == expected


@pytest.mark.parametrize(
    ("codes", "reach", "radiates"),
    [
        ([], "NONE", False),
        (["LOWER_LUMBAR_LEFT"], "NONE", False),
        (["LOWER_LUMBAR_LEFT", "BUTTOCK_LEFT"], "BUTTOCK", False),
        (["LOWER_LUMBAR_LEFT", "THIGH_BACK_LEFT"], "THIGH", True),
        (["BUTTOCK_LEFT", "SOLE_LEFT"], "BELOW_KNEE", True),
        (["CALF_LEFT"], "BELOW_KNEE", False),
        (["KNEE_LEFT", "SACRUM_LEFT"], "THIGH", True),
        (["NECK_LEFT", "SHIN_LEFT"], "BELOW_KNEE", False),
    ],
)
def test_how_far_down_it_goes_is_read_from_the_regions(codes, reach, radiates):
    assert measures.reach(codes) == reach
    assert measures.radiates(codes) is radiates
    assert measures.reaches_below_knee(codes) is (reach == "BELOW_KNEE")


def test_both_legs_are_two_legs_and_not_two_sides_of_the_back():
    assert measures.both_legs(["THIGH_BACK_LEFT", "SOLE_RIGHT"])
    assert not measures.both_legs(["BUTTOCK_LEFT", "BUTTOCK_RIGHT", "CALF_LEFT"])


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["NECK_LEFT", "SHOULDER_LEFT", "ARM_RIGHT", "HIP_LEFT"], True),
        (["NECK_LEFT", "SHOULDER_LEFT", "ARM_LEFT", "HIP_LEFT", "CALF_LEFT"], False),
        (["SHOULDER_LEFT", "ARM_RIGHT", "HIP_LEFT", "CALF_RIGHT"], True),
        (["HEAD", "CHEST_LEFT", "HAND_LEFT", "HAND_RIGHT", "KNEE_LEFT", "KNEE_RIGHT", "SOLE_LEFT"], False),
    ],
)
def test_widespread_is_four_of_five_body_regions(codes, expected):
    assert measures.widespread(codes) is expected


@given(some, some)
def test_widespread_and_reach_never_shrink_when_more_hurts(one, other):
    order = list(measures.Reach)

    assert order.index(measures.reach(one | other)) >= order.index(measures.reach(one))
    assert measures.widespread(one | other) >= measures.widespread(one)


# --- Change --------------------------------------------------------------------------------------------------------------


@given(some, some)
def test_what_changed_adds_up(before, after):
    seen = measures.change(before, after)

    assert set(seen.gone) | set(seen.kept) == before
    assert set(seen.new) | set(seen.kept) == after
    assert not set(seen.gone) & set(seen.new)
    back = measures.change(after, before)
    assert (back.gone, back.new, back.area) == (seen.new, seen.gone, pytest.approx(-seen.area))
    assert not (seen.leg_left_back and seen.leg_joined_back)
    assert seen.area == pytest.approx(measures.area_share(seen.new) - measures.area_share(seen.gone))


def test_a_leg_that_stopped_hurting_while_the_back_hurts_is_told():
    seen = measures.change(
        ["LOWER_LUMBAR_LEFT", "THIGH_BACK_LEFT", "CALF_LEFT"], ["LOWER_LUMBAR_LEFT", "LOWER_LUMBAR_MIDDLE"]
    )

    assert seen.gone == ("THIGH_BACK_LEFT", "CALF_LEFT")
    assert seen.new == ("LOWER_LUMBAR_MIDDLE",)
    assert seen.leg_left_back
    assert seen.area < 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["CALF_LEFT"], ["LOWER_LUMBAR_LEFT"]),  # the back did not hurt before: the pain moved
        (["LOWER_LUMBAR_LEFT", "CALF_LEFT"], []),  # all gone
        (["LOWER_LUMBAR_LEFT", "CALF_LEFT"], ["LOWER_LUMBAR_LEFT", "THIGH_BACK_LEFT"]),  # still in the leg
    ],
)
def test_nothing_is_said_of_a_leg_where_it_did_not_leave_the_back(before, after):
    assert not measures.change(before, after).leg_left_back


def test_a_leg_that_began_to_hurt_is_told_too():
    assert measures.change(["SACRUM_LEFT"], ["SACRUM_LEFT", "CALF_LEFT"]).leg_joined_back


def test_the_form_asks_about_the_leg_wherever_a_leg_or_foot_is_ticked():
    asked = next(screen for screen in reading_forms.form("first_visit").screens if screen.key == "leg").when[
        0
    ]

    assert set(asked.any_of) == {
        one.code for one in regions.all_regions() if one.part in {regions.Part.LEG, regions.Part.FOOT}
    }
