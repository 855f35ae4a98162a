"""The drawings as text: what each shape says, that words are escaped, that nothing collides, how much they weigh."""

import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from needlepoint.house.design import drawing

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text):
    return ET.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 our own


def classes(text, tag="circle"):
    return [element.get("class") for element in parsed(text).iter(SVG + tag)]


def pain(*values, name="Pain", higher_is_better=False):
    points = tuple((str(n), value) for n, value in enumerate(values, start=1))
    return drawing.TrendLine(name, points, higher_is_better)


def test_a_channel_shows_done_today_review_and_what_is_to_come():
    drawn = drawing.channel(2, 5, 3, reviews=(4,), label="Visit 3 of 5")

    assert classes(drawn) == ["done", "done", "halo", "now", "ring todo", "core todo", "todo"]


def test_a_missed_visit_is_a_cross_and_not_a_point():
    drawn = drawing.channel(3, 4, missed=(2,), label="one missed")

    assert classes(drawn) == ["done", "blank", "done", "todo"]
    assert classes(drawn, "path") == ["way", "gone", "missed"]


def test_visits_beyond_the_plan_lengthen_the_line():
    drawn = drawing.channel(5, 3, label="five visits")

    assert classes(drawn) == ["done"] * 5


def test_a_course_of_one_visit_has_no_line():
    drawn = drawing.channel(0, 1, label="one visit")

    assert classes(drawn, "path") == []


def test_words_under_a_channel_outside_the_course_are_left_out():
    drawn = drawing.channel(0, 3, label="x", words={2: "review", 9: "never"})

    assert [text.text for text in parsed(drawn).iter(SVG + "text")] == ["review"]


@pytest.mark.parametrize(
    "drawn",
    [
        drawing.channel(1, 2, label="<b> & Bo", words={1: "<i>"}),
        drawing.pattern([("REST", 5)], label="<b> & Bo"),
        drawing.dots(10, [3], "<b> & Bo"),
        drawing.trend(
            [pain(3, 4, name="<b>")], label="<b> & Bo", marks=[drawing.TrendMark("1", "VISIT", "<i>")]
        ),
    ],
)
def test_every_word_is_escaped_and_the_picture_has_a_name(drawn):
    picture = parsed(drawn)

    assert picture.get("role") == "img"
    assert picture.find(SVG + "title").text == "<b> & Bo"
    assert "<b>" not in drawn
    assert "<i>" not in drawn


def test_a_picture_without_a_name_is_hidden_from_screen_readers():
    drawn = drawing.channel(1, 2, label="")

    assert parsed(drawn).get("aria-hidden") == "true"
    assert parsed(drawn).get("role") is None


def test_no_drawing_names_a_colour_or_carries_a_style():
    drawn = "".join(
        [
            drawing.channel(3, 8, 4, reviews=(6,), missed=(2,), label="x"),
            drawing.pattern([("TOGETHER", 15), ("REST", 25), ("TURNOVER", 10)], label="x"),
            drawing.dots(100, [29, 10], "x"),
            drawing.trend([pain(7, None, 3)], label="x", goal=4.9, important_change_label="better"),
        ]
    )

    assert re.findall(r"style=|#[0-9a-f]{3}|rgb|oklch|fill=|stroke=", drawn) == []


def test_a_pattern_gives_each_segment_its_share_of_the_width():
    drawn = drawing.pattern([("TOGETHER", 15), ("REST", 30), ("TURNOVER", 15)], label="x")

    widths = [float(box.get("width")) for box in parsed(drawn).iter(SVG + "rect")]
    assert classes(drawn, "rect") == ["together", "rest", "turnover"]
    assert widths == [113, 226, 113]


def test_a_pattern_refuses_a_kind_it_does_not_know():
    with pytest.raises(ValueError, match="'NAP' is not one of TOGETHER, REST, ATTENDED, TURNOVER"):
        drawing.pattern([("NAP", 5)], label="x")


def test_the_dots_are_as_many_as_the_people():
    drawn = drawing.dots(100, [29, 10], "x")

    counts = {path.get("class"): path.get("d").count("M") for path in parsed(drawn).iter(SVG + "path")}
    assert counts == {"first": 29, "second": 10, "second inner": 10, "rest": 61, "rest inner": 61}


@pytest.mark.parametrize("groups", [[60, 50], [1, 2, 3]])
def test_dots_refuse_groups_that_do_not_fit(groups):
    with pytest.raises(ValueError, match="do not fit"):
        drawing.dots(100, groups, "x")


def test_a_trend_leaves_a_gap_where_nobody_answered():
    drawn = drawing.trend([pain(7, 6, None, 4)], label="x")

    line = next(path for path in parsed(drawn).iter(SVG + "path") if path.get("class") == "line s0")
    assert re.sub(r"[^ML]", "", line.get("d")) == "MLM"
    assert "gap" in classes(drawn, "path")


def test_a_line_with_one_answer_still_shows_its_point():
    drawn = drawing.trend([pain(None, 6, None)], label="x")

    dots = next(path for path in parsed(drawn).iter(SVG + "path") if path.get("class") == "dot s0")
    assert dots.get("d").count("M") == 1


def test_a_trend_of_nothing_draws_an_empty_page_and_does_not_break():
    assert parsed(drawing.trend([], label="nothing yet")).find(SVG + "title").text == "nothing yet"
    assert "line s0" in drawing.trend([pain(None, None)], label="x")


def test_lines_of_two_directions_get_a_panel_each():
    drawn = drawing.trend([pain(7, 4), pain(3, 6, name="Shoes", higher_is_better=True)], label="x")

    headings = [text.text for text in parsed(drawn).iter(SVG + "text") if text.get("class") == "heading"]
    assert headings == ["Lower is better", "Higher is better"]


@pytest.mark.parametrize(
    ("line", "goal", "top", "bottom"),
    [
        (pain(10, 3), 7, 7, 0),  # pain: from the goal down to none
        (pain(2, 9, higher_is_better=True), 4, 10, 4),  # ability: from the goal up to full
    ],
)
def test_the_better_side_is_tinted(line, goal, top, bottom):
    drawn = drawing.trend([line], label="x", goal=goal, important_change_label="enough to matter")

    box = next(parsed(drawn).iter(SVG + "rect"))
    panel_top, panel_height = 32, 128
    edges = [panel_top + panel_height * (10 - score) / 10 for score in (top, bottom)]
    assert [float(box.get("y")), float(box.get("y")) + float(box.get("height"))] == pytest.approx(
        edges, abs=0.1
    )


def test_last_scores_at_the_edge_never_overlap():
    lines = [pain(1, value, name=str(value), higher_is_better=True) for value in (0, 0, 0.2, 0)]

    drawn = drawing.trend(lines, label="x")

    heights = sorted(
        float(text.get("y"))
        for text in parsed(drawn).iter(SVG + "text")
        if (text.get("class") or "").startswith("name")
    )
    assert len(heights) == 4
    assert all(later - earlier >= 16.9 for earlier, later in itertools.pairwise(heights))


def test_the_words_for_the_important_change_stay_clear_of_the_line():
    # The line runs along the bottom left, where the words would otherwise stand.
    drawn = drawing.trend(
        [pain(0, 0, 0, 0, 0, 0, 0, 6)], label="x", goal=5, important_change_label="30 % better"
    )

    words = next(text for text in parsed(drawn).iter(SVG + "text") if text.get("class") == "goal-label")
    assert float(words.get("y")) < 125


def test_many_visits_never_print_labels_on_top_of_each_other():
    line = drawing.TrendLine("Pain", tuple((f"{n} Nov", 5) for n in range(1, 31)))

    drawn = drawing.trend([line], label="x")

    axis = [text for text in parsed(drawn).iter(SVG + "text") if text.text.endswith("Nov")]
    places = [float(text.get("x")) for text in axis]
    assert axis[-1].text == "30 Nov"
    assert all(later - earlier >= 7 * 6 for earlier, later in itertools.pairwise(places))


def test_marks_stand_at_their_visit_and_unknown_visits_are_left_out():
    marks = [drawing.TrendMark("2", "REVIEW", "review"), drawing.TrendMark("9", "MISSED", "never")]

    drawn = drawing.trend([pain(7, 6, 5)], label="x", marks=marks)

    assert "mark review" in classes(drawn)
    assert ">review<" in drawn
    assert "never" not in drawn


def test_a_mark_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'PARTY' is not one of VISIT, REVIEW, REACTION, MISSED"):
        drawing.trend([pain(7, 6)], label="x", marks=[drawing.TrendMark("1", "PARTY")])


def test_twelve_visits_weigh_less_than_three_thousand_bytes():
    twelve = pain(7, 7, 6, 6, 5, 5, 4, 4, 4, 3, 3, 3)

    assert len(drawing.trend([twelve], label="Pain", goal=4.9, important_change_label="30 % better")) < 3000
    assert len(drawing.channel(11, 12, 12, reviews=(6, 12), missed=(3,), label="Visit 12 of 12")) < 3000
    assert len(drawing.pattern([("TOGETHER", 35), ("REST", 25), ("TURNOVER", 15)], label="x")) < 3000
    assert len(drawing.dots(100, [29, 10], "x")) < 3000


@pytest.mark.parametrize(
    ("value", "written"), [(4.0, "4"), (3.25, "3.2"), (-0.01, "0"), (10, "10"), (0.3, "0.3")]
)
def test_numbers_are_written_as_people_write_them(value, written):
    assert drawing.number(value) == written
