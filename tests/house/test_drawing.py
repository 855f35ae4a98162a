"""The drawings as text: what each shape says, that words are escaped, that nothing collides, how much they weigh."""

import datetime as dt
import importlib
import itertools
import re
import xml.etree.ElementTree as ET

import hypothesis
import pytest
from hypothesis import strategies as st

from needlepoint.house.design import drawing

trends = importlib.import_module("needlepoint.house.design.drawing.trend")  # hidden behind its function

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text):
    return ET.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 our own


def classes(text, tag="circle"):
    return [element.get("class") for element in parsed(text).iter(SVG + tag)]


FIRST_DAY = dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC)


def day(n):
    return FIRST_DAY + dt.timedelta(days=n)


def pain(*values, name="Pain", higher_is_better=False, every=7):
    points = tuple((day(every * n), value) for n, value in enumerate(values))
    return drawing.TrendLine(name, points, higher_is_better)


def axis(line, *more):
    words = {at: f"{at:%-d %b}" for at, _ in line.points}
    return drawing.TrendAxis.of(words | {at: f"{at:%-d %b}" for at in more})


def drawn_trend(line, *, size="narrow", ahead=None, **more):
    days = axis(line, ahead.at) if ahead else axis(line)
    return drawing.trend(line, label="x", axis=days, band=ahead, size=size, **more)


def strokes(text, cls):
    return [path.get("d") for path in parsed(text).iter(SVG + "path") if path.get("class") == cls]


def written(text, cls=None):
    return [one.text for one in parsed(text).iter(SVG + "text") if cls is None or one.get("class") == cls]


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
            pain(9, 4),
            label="<b> & Bo",
            axis=drawing.TrendAxis.of({day(0): "<i>", day(7): "<b>"}),
            goal=7,
            goal_words=["<i>"],
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
            drawn_trend(
                pain(7, None, 3),
                goal=4.9,
                goal_words=["better"],
                ahead=drawing.TrendBand(day(40), 2, 4, 3),
                marks=[drawing.TrendMark(day(n), kind) for n, kind in enumerate(drawing.MARK_KINDS)],
            ),
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


def test_a_trend_leaves_a_gap_and_a_question_mark_where_nobody_answered():
    drawn = drawn_trend(pain(7, 6, None, 4))

    (line,) = strokes(drawn, "line")
    assert re.sub(r"[^ML]", "", line) == "MLM"
    assert len(strokes(drawn, "gap")) == 1
    assert written(drawn, "ask") == ["?"]


def test_a_line_with_one_answer_still_shows_its_point_and_its_number():
    drawn = drawn_trend(pain(None, 6, None))

    (dots,) = strokes(drawn, "dot")
    assert dots.count("M") == 1
    assert written(drawn, "now") == ["6"]


@pytest.mark.parametrize("line", [pain(), pain(None, None)])
def test_a_trend_of_nothing_is_named_and_draws_no_line(line):
    drawn = drawing.trend(line, label="nothing yet")

    assert parsed(drawn).find(SVG + "title").text == "nothing yet"
    assert strokes(drawn, "line") == []


@pytest.mark.parametrize(
    ("line", "goal", "top", "bottom"),
    [
        (pain(10, 3), 7, 7, 0),  # pain: from the goal down to none
        (pain(2, 9, higher_is_better=True), 4, 10, 4),  # ability: from the goal up to full
    ],
)
def test_the_better_side_is_tinted(line, goal, top, bottom):
    box = next(parsed(drawn_trend(line, goal=goal)).iter(SVG + "rect"))

    panel_top, panel_height = 26, 140
    edges = [panel_top + panel_height * (10 - score) / 10 for score in (top, bottom)]
    assert [float(box.get("y")), float(box.get("y")) + float(box.get("height"))] == pytest.approx(
        edges, abs=0.1
    )


def test_the_first_and_the_last_number_are_written_and_the_last_one_stands_out():
    drawn = drawn_trend(pain(8, 7, 7, 4))

    assert "8" in written(drawn)
    assert written(drawn, "now") == ["4"]
    assert len([one for one in classes(drawn) if one == "last"]) == 1


def test_what_is_likely_is_a_fan_from_the_last_number_to_a_range():
    drawn = drawn_trend(pain(8, 7, 5), ahead=drawing.TrendBand(day(40), 2, 5, 3.6))

    assert written(drawn, "range") == ["2–5"]
    assert written(drawn, "ahead") == ["11 Oct"]
    (fan,), (last,) = strokes(drawn, "band"), list(parsed(drawn).iter(SVG + "circle"))
    assert fan.startswith(f"M{last.get('cx')} {last.get('cy')}")


def test_a_range_of_one_number_is_written_once_and_still_seen():
    drawn = drawn_trend(pain(1, 0, 0), ahead=drawing.TrendBand(day(40), 0, 0))

    assert written(drawn, "range") == ["0"]
    (end,) = strokes(drawn, "band-end")
    top, bottom = (float(one) for one in re.fullmatch(r"M[\d.]+ ([\d.]+)V([\d.]+)", end).groups())
    assert bottom - top >= 6
    assert strokes(drawn, "likely") == []


def test_nothing_is_foretold_from_no_number():
    assert strokes(drawn_trend(pain(None, None), ahead=drawing.TrendBand(day(40), 0, 3)), "band") == []


def test_the_words_for_the_important_change_stay_clear_of_the_line():
    # The line runs along the bottom left, where the words would otherwise stand.
    drawn = drawn_trend(pain(1, 1, 1, 1, 1, 1, 1, 6), goal=5, goal_words=["30 % better"], size="wide")

    (words,) = [one for one in parsed(drawn).iter(SVG + "text") if one.get("class") == "goal-label"]
    assert float(words.get("y")) < 160


@pytest.mark.parametrize(
    ("goal", "words"), [(0.5, "no room above"), (5, "far too many words to stand beside a line " * 3)]
)
def test_words_that_find_no_place_are_left_out(goal, words):
    assert written(drawn_trend(pain(6, 4), goal=goal, goal_words=[words]), "goal-label") == []


def test_short_words_stand_where_long_ones_find_no_place():
    line, ahead = pain(6, 5, 4, 3, every=8), drawing.TrendBand(day(58), 1, 5, 2.5)

    drawn = drawn_trend(
        line, goal=4, goal_words=["4 or less: a change that matters", "4 or less"], ahead=ahead
    )

    assert written(drawn, "goal-label") == ["4 or less"]


def test_chinese_words_take_twice_the_room():
    assert trends.length_of("变化") == trends.length_of("abcd")


@pytest.mark.parametrize("size", ["narrow", "wide", "small"])
@pytest.mark.parametrize("count", [2, 12, 30, 60])
def test_days_are_never_printed_on_top_of_each_other_and_the_newest_is_there(size, count):
    drawn = drawn_trend(pain(*[5] * count, every=5), size=size)

    days = [one for one in parsed(drawn).iter(SVG + "text") if re.fullmatch(r"\d+ \w{3}", one.text)]
    places = sorted((float(one.get("x")), len(one.text)) for one in days)
    assert f"{day(5 * (count - 1)):%-d %b}" in [one.text for one in days]
    assert "1 Sep" in [one.text for one in days]
    for (x, length), (after, length_after) in itertools.pairwise(places):
        assert after - x >= (length + length_after) / 2 * trends.LETTER


def test_marks_stand_at_their_day_and_those_outside_the_picture_are_left_out():
    marks = [
        drawing.TrendMark(day(7), "REVIEW"),
        drawing.TrendMark(day(10), "FLARE"),
        drawing.TrendMark(day(90), "MISSED"),
    ]

    drawn = drawn_trend(pain(7, 6, 5), marks=marks)

    assert "mark review" in classes(drawn)
    assert len(strokes(drawn, "mark flare")) == 1
    assert len(strokes(drawn, "upright flare")) == 1
    assert strokes(drawn, "mark missed") == []


def test_a_small_panel_shows_flares_as_uprights_only():
    drawn = drawn_trend(pain(7, 6, 5), marks=[drawing.TrendMark(day(10), "FLARE")], size="small")

    assert strokes(drawn, "mark flare") == []
    assert len(strokes(drawn, "upright flare")) == 1


def test_a_mark_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'PARTY' is not one of VISIT, REVIEW, MISSED"):
        drawn_trend(pain(7, 6), marks=[drawing.TrendMark(day(1), "PARTY")])


@pytest.mark.parametrize("kind", [*drawing.MARK_KINDS, "GAP", "LIKELY"])
def test_every_sign_can_stand_in_a_list_without_a_name_of_its_own(kind):
    assert parsed(drawing.sign(kind)).get("aria-hidden") == "true"


# --- Where days lie -----------------------------------------------------------------------------------------------


def xs(*days):
    return [x for _, x in trends.days_along([day(n) for n in days], 0, 300).knots]


def test_days_lie_in_proportion_to_time():
    assert xs(0, 7, 28, 35) == pytest.approx([0, 60, 240, 300])


def test_two_answers_of_one_day_stand_side_by_side():
    places = xs(0, 0.02, 14)

    assert places[1] - places[0] == trends.BESIDE
    assert places[-1] == 300


def test_a_long_silence_is_shortened_and_says_so():
    along = trends.days_along([day(n) for n in (0, 7, 14, 21, 200)], 0, 300)

    gaps = [after - before for (_, before), (_, after) in itertools.pairwise(along.knots)]
    assert gaps[-1] == pytest.approx(6 * gaps[0])  # as 42 days
    assert along.shortened == (pytest.approx(300 - gaps[-1] / 2),)
    assert len(strokes(drawn_trend(pain(7, 6, 5, every=100)), "break")) == 0
    late = drawing.TrendLine("Pain", tuple((day(n), 5) for n in (0, 7, 14, 200)))
    assert len(strokes(drawn_trend(late), "break")) == 1


def test_one_day_lies_at_the_left():
    assert xs(3) == [0]


def test_a_moment_between_two_days_lies_between_them_and_one_outside_at_the_edge():
    along = trends.days_along([day(0), day(10)], 100, 200)

    assert [along.x(day(n)) for n in (-5, 0, 4, 10, 50)] == pytest.approx([100, 100, 140, 200, 200])


@hypothesis.given(gaps=st.lists(st.integers(1, 200), min_size=1, max_size=40), room=st.integers(50, 600))
@hypothesis.settings(max_examples=25)
def test_days_keep_their_order_fill_the_room_and_keep_apart_where_there_is_room(gaps, room):
    moments = [day(n) for n in itertools.accumulate(gaps, initial=0)]

    places = [x for _, x in trends.days_along(moments, 0, room).knots]

    apart = [after - before for before, after in itertools.pairwise(places)]
    assert places[0] == 0
    assert places[-1] == pytest.approx(room)
    assert min(apart) >= min(trends.BESIDE, room / len(gaps)) - 1e-9


def test_twelve_visits_weigh_less_than_three_thousand_bytes():
    twelve = pain(7, 7, 6, 6, 5, 5, 4, 4, 4, 3, 3, 3)

    assert len(drawn_trend(twelve, goal=5, goal_words=["5 or less: a change that matters"])) < 3000
    assert len(drawing.channel(11, 12, 12, reviews=(6, 12), missed=(3,), label="Visit 12 of 12")) < 3000
    assert len(drawing.pattern([("TOGETHER", 35), ("REST", 25), ("TURNOVER", 15)], label="x")) < 3000
    assert len(drawing.dots(100, [29, 10], "x")) < 3000


@pytest.mark.parametrize(
    ("value", "written"), [(4.0, "4"), (3.25, "3.2"), (-0.01, "0"), (10, "10"), (0.3, "0.3")]
)
def test_numbers_are_written_as_people_write_them(value, written):
    assert drawing.number(value) == written


def around(spots, streets=(), **more):
    asked = {
        "reach": 200,
        "ring": 100,
        "ring_words": "100 m",
        "north": "N",
        "label": "Us in the middle",
        **more,
    }
    return drawing.nearby(spots, streets, **asked)


def test_what_lies_nearby_stands_where_it_is_with_north_at_the_top():
    drawn = around([drawing.Spot("TRANSIT", "1", (200, 0)), drawing.Spot("PLACE", "2", (0, -200))])

    at = {
        c.get("class"): (float(c.get("cx")), float(c.get("cy"))) for c in parsed(drawn).iter(SVG + "circle")
    }
    assert at["here"] == (170, 170)
    assert at["spot transit"] == (314, 170)
    assert at["spot place"] == (170, 314)
    assert drawing.reach_of([drawing.Spot("PLACE", "2", (30, 40))], 10) == pytest.approx(50)
    assert len(drawn) < 3000


def test_a_street_has_its_name_where_it_is_seen_the_right_way_up_and_escaped():
    streets = [
        drawing.Street("A & B", ((150, -900), (150, 900))),
        drawing.Street("Level", ((-300, 120), (300, 120))),
        drawing.Street("Far away", ((900, 900), (950, 900))),
        drawing.Street("Further", ((900, 900), (900, 950))),
    ]

    drawn = parsed(around([], streets))

    names = {t.text: t.get("transform") for t in drawn.iter(SVG + "text") if t.get("class") == "street-words"}
    assert set(names) == {"A & B", "Level"}
    turns = {name: float(re.search(r"rotate\((.*?)\)", where)[1]) for name, where in names.items()}
    assert turns == {"A & B": pytest.approx(-90, abs=180), "Level": 0}
    assert all(-90 <= turn <= 90 for turn in turns.values())
    places = [
        float(n) for where in names.values() for n in re.findall(r"translate\(([\d.]+) ([\d.]+)\)", where)[0]
    ]
    assert all(0 < place < 340 for place in places)
    assert classes(around([], streets), "path").count("street") == 4


@pytest.mark.parametrize("wrong", [{"reach": 0}, {"ring": -1}])
def test_a_map_that_reaches_nowhere_is_not_drawn(wrong):
    with pytest.raises(ValueError, match="somewhere"):
        around([], **wrong)
