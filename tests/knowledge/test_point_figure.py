import re
import time
from xml.etree import ElementTree as ET

import pytest

from needlepoint.knowledge.points import atlas, figure

CODES = [point.code for point in atlas.all_points()]
NOT_DRAWN = {"GV1", "CV1"}


def drawn(where, **more):
    return figure.svg(where, label="Lower back", address="/points/CODE/", **more)


def codes_in(svg):
    return set(re.findall(r'data-code="([^"]+)"', svg))


def test_every_point_but_two_is_drawn_and_can_be_looked_at_closely():
    for code in CODES:
        where = figure.best_area(code)
        assert (where is None) == (code in NOT_DRAWN)
        if where is not None:
            assert code in {mark.code for mark in figure.marks_in(where)}
            assert not figure.is_whole(where), code
    with pytest.raises(KeyError):
        figure.best_area("BL68")


@pytest.mark.parametrize("where", figure.AREAS, ids=lambda one: one.key)
def test_a_drawing_is_sound_and_has_each_point_of_its_area_as_a_link(where):
    svg = drawn(where)

    root = ET.fromstring(svg)  # noqa: S314  our own
    links = [one for one in root.iter() if one.tag.endswith("a")]
    assert codes_in(svg) == {mark.code for mark in figure.marks_in(where)}
    assert all(one.get("href") == f"/points/{one.get('data-code')}/" for one in links)
    assert all(one.get("aria-label", "").startswith(one.get("data-code")) for one in links)
    assert not re.search(r"style=|nan|inf\b|\bon\w+=", svg)


def test_an_area_is_found_by_key_and_every_view_begins_with_the_whole():
    assert figure.area("lower-back").view == figure.View.BACK
    assert all(figure.is_whole(figure.areas_of(view)[0]) for view in figure.View)
    assert len({one.key for one in figure.AREAS}) == len(figure.AREAS)
    with pytest.raises(KeyError):
        figure.area("elbow")


def test_left_and_right_are_a_mirror_and_said_where_both_are_drawn():
    for view in (figure.View.BACK, figure.View.FRONT):
        right = {(one.code, round(one.x, 3), one.y) for one in figure.marks(view) if one.side == "RIGHT"}
        left = {(one.code, round(-one.x, 3), one.y) for one in figure.marks(view) if one.side == "LEFT"}
        assert right == left
        assert not [one for one in figure.marks(view) if not one.side]
    assert {one.side for one in figure.marks(figure.View.SIDE)} == {""}
    # Seen from behind the right of the body is at the right, seen from the front at the left.
    back = next(one for one in figure.marks(figure.View.BACK) if (one.code, one.side) == ("BL23", "RIGHT"))
    front = next(one for one in figure.marks(figure.View.FRONT) if (one.code, one.side) == ("ST25", "RIGHT"))
    assert back.x > 0 > front.x


def test_a_point_meant_is_ringed_and_points_without_an_address_lead_nowhere():
    lower = figure.area("lower-back")

    assert drawn(lower, lit=["BL23"]).count("pf-lit") == 2
    assert "pf-lit" not in drawn(lower, lit=["GB20"])
    assert "<a " not in figure.svg(lower, label="Lower back")


def test_nearly_every_point_of_the_lower_back_has_its_code_written_and_no_two_lie_on_each_other():
    svg = drawn(figure.area("lower-back"))
    written = re.findall(r'<text x="([-\d.]+)" y="([-\d.]+)" font-size="([\d.]+)">([^<]+)', svg)
    boxes = [
        figure.Box(float(x), float(y), 0.6 * float(size) * len(code), 0.7 * float(size))
        for x, y, size, code in written
    ]

    assert len({code for *_place, code in written}) >= len(codes_in(svg)) - 3
    assert not [1 for at, one in enumerate(boxes) for other in boxes[at + 1 :] if figure._meets(one, other)]


def test_points_drawn_by_eye_are_known():
    assert figure.is_sketched("SI3")
    assert not figure.is_sketched("BL23")
    assert not figure.is_sketched("GV1")


def test_a_drawing_is_made_once():
    drawn(figure.area("back"))

    began = time.perf_counter()
    for _ in range(20):
        drawn(figure.area("back"))

    assert (time.perf_counter() - began) / 20 < 0.01
