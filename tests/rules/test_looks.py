"""A clinic's own colour can be read by day and at night, and who asks for one that cannot is offered the nearest."""

import colorsys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.frontdoor import looks
from needlepoint.house.design import colours

any_colour = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def channel(pair):
    """Source: WCAG 2.2, relative luminance, written out again."""
    amount = int(pair, 16) / 255
    return amount / 12.92 if amount <= 0.03928 else ((amount + 0.055) / 1.055) ** 2.4


def slow_contrast(one, other):
    lights = [
        0.2126 * channel(code[1:3]) + 0.7152 * channel(code[3:5]) + 0.0722 * channel(code[5:])
        for code in (one, other)
    ]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0), ("#123456", "#123456", 1)],
)  # fmt: skip
def test_contrast_is_that_of_the_standard(one, other, expected):
    assert colours.contrast(one, other) == pytest.approx(expected, abs=0.005)


@given(any_colour, any_colour)
@settings(max_examples=15)
def test_contrast_equals_the_formula_written_out(one, other):
    assert colours.contrast(one, other) == pytest.approx(slow_contrast(one, other), abs=1e-3)


@given(any_colour)
@settings(max_examples=15)
def test_a_colour_that_is_read_is_written_the_same(code):
    assert colours.read(code).hex() == code


@given(any_colour)
@settings(max_examples=8, deadline=None)
def test_the_nearest_good_colour_is_good_and_no_darker_than_it_must_be(code):
    offered = colours.nearest_good(code)

    assert colours.is_good(offered)
    assert looks.colour_faults(offered) == []
    assert colours.nearest_good(offered) == offered
    if colours.is_good(code):
        assert offered == code
    elif not colours.is_like_alarm(code):
        asked, given_back = colours.read(code), colours.read(offered)
        brighter = colours.Colour(given_back.lightness + 0.01, asked.chroma, asked.hue).hex()
        assert given_back.lightness < asked.lightness
        assert not colours.is_good(brighter) or colours.is_like_alarm(offered)


@given(any_colour)
@settings(max_examples=8, deadline=None)
def test_everything_made_from_a_good_colour_can_be_read_in_both_lights(code):
    own = colours.family(colours.nearest_good(code))

    for place in (0, 1):
        ours = {name: pair[place].hex() for name, pair in colours.tokens().items()}
        seen = ours | {name: pair[place] for name, pair in own.items()}
        for ink, ground, least in colours.PAIRS:
            assert slow_contrast(seen[ink], seen[ground]) >= least - 0.01


@pytest.mark.parametrize("code", ["#836800", "#7a1f2b", "#8a5a00", "#c6005b"])
def test_good_news_in_a_warm_colour_does_not_look_like_a_warning(code):
    tokens = colours.tokens()

    for place in (0, 1):
        pale = colours.read(colours.family(code)["jade-soft"][place])
        assert min(pale.apart(tokens[name][place]) for name in ("amber-soft", "cinnabar-soft")) > 0.028
    at_night = colours.read(colours.family(code)["jade"][1])
    assert min(at_night.apart(tokens[name][1]) for name in ("amber", "cinnabar")) > 0.078


def test_our_own_jade_and_every_ready_colour_are_good():
    assert colours.is_good(colours.tokens()["jade"][0].hex())
    assert [name for code, name in looks.READY if code and not colours.is_good(code)] == []


@pytest.mark.parametrize("typed", ["1d5c7a", "#1D5C7A", " #1d5c7a "])
def test_a_colour_may_be_typed_in_several_ways(typed):
    assert colours.normal(typed) == "#1d5c7a"
    assert colours.normal("#abc") == "#aabbcc"


@pytest.mark.parametrize("typed", ["blue", "#12345", "#1234567", "#12345g", "", "#1d5c7a;}body{"])
def test_what_is_no_colour_is_refused_and_nothing_is_offered(typed):
    with pytest.raises(colours.UnableToReadColour):
        colours.normal(typed)
    assert looks.nearest_good(typed) == ""


@pytest.mark.parametrize(
    ("typed", "said"), [("#ffd54f", "too pale"), ("#cc2200", "cannot wait"), ("blue", "such as")]
)
def test_a_colour_that_will_not_do_is_refused_with_the_reason(typed, said):
    [fault] = looks.faults({"colour": typed})

    assert said in fault.words


def test_a_red_is_answered_with_a_colour_that_nobody_takes_for_the_alarm():
    offered = colours.nearest_good("#cc2200")

    hue = colorsys.rgb_to_hsv(*(int(offered[at : at + 2], 16) / 255 for at in (1, 3, 5)))[0]
    assert not colours.is_like_alarm(offered)
    assert 0.02 < hue < 0.98


def test_a_stamp_names_the_sheet_and_nothing_else_does():
    assert looks.colour_of(looks.stamp("")) == ""
    assert looks.colour_of(looks.stamp("#1d5c7a")) == "#1d5c7a"
    for other in ("ffd54f-1", "1d5c7a-0", "1d5c7a", "x-1", "1d5c7-1", ""):
        assert looks.colour_of(other) is None
    assert "--jade:light-dark(#1d5c7a," in looks.sheet("#1d5c7a")
    assert "--jade" not in looks.sheet("")


def test_welcome_words_promise_nothing_and_are_short():
    faults = looks.faults({"welcome": "We cure every back. " * 40})

    assert {fault.field for fault in faults} == {"welcome"}
    assert len(faults) >= 2
