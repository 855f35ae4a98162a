"""The file of measures is refused as a whole, with every fault, before anybody relies on a number."""

from importlib import resources

import pytest

from needlepoint.knowledge.instruments import reading

TOP = 'version = "1"\nauthor = "us"\nreviewer = "nobody yet"\n'
OURS = """
[[instrument]]
key = "SLEEP"
name = "Sleep"
measures = "Sleep."
recall = "A week"
source = "Ours."
licence = "Ours."
question = "How was it?"
help = "Say."
lowest = 0
highest = 2
lowest_label = "Bad"
highest_label = "Good"
direction = "HIGHER_IS_BETTER"
"""
PACK = """
[[instrument]]
key = "THREE"
name = "Three"
measures = "Three things."
recall = "Today"
source = "A paper."
licence = "Theirs."
terms = "FREE"
get_it_from = "A site."
items = [{ first = 1, last = 3, lowest = 0, highest = 2, named = "ALL" }]
scales = [{ name = "Total", method = "SUM", lowest = 0, highest = 6, direction = "LOWER_IS_BETTER" }]
"""


def faults_of(text):
    with pytest.raises(reading.InstrumentsAreWrong) as wrong:
        reading.read(text)
    return wrong.value.faults


def pack(**lines):
    """The pack with lines changed, or left out where None."""
    kept = [line for line in PACK.splitlines() if line.partition(" =")[0] not in lines]
    return TOP + "\n".join(
        [*kept, *(f"{name} = {value}" for name, value in lines.items() if value is not None)]
    )


SCALE = '{ name = "Total", method = "SUM", lowest = 0, highest = 6, direction = "LOWER_IS_BETTER" }'


def scales(old, new):
    return "[" + SCALE.replace(old, new) + "]"


def test_a_small_file_is_read():
    found = reading.read(TOP + OURS + PACK)

    assert [one.key for one in found.instruments] == ["SLEEP", "THREE"]
    assert found.instruments[1].scale().at_least == 3


def test_the_file_in_the_box_is_right():
    text = (
        resources.files("needlepoint.knowledge.instruments").joinpath("instruments.toml").read_text("utf-8")
    )

    assert reading.read(text).instruments


def test_all_that_is_badly_written_is_told_at_once():
    text = OURS.replace("lowest = 0", 'lowest = "0"').replace('recall = "A week"', 'colour = "red"')
    text += PACK.replace("FREE", "CHEAP").replace('"SUM"', '"GUESS"') + 'use = "nobody"\n'
    text += '[[distress]]\ninstrument = "SLEEP"\n'

    assert sorted(faults_of(text)) == sorted(
        [
            "version is missing at the top",
            "author is missing at the top",
            "reviewer is missing at the top",
            "SLEEP: recall is missing",
            "SLEEP: colour is not known here",
            "SLEEP: lowest is not of the kind int",
            "THREE uses shared.nobody, which is not there",
            "THREE: terms is CHEAP; use one of OURS, FREE, CONDITIONS, ASK, LICENCE",
            "THREE, scales: method is GUESS; use one of SUM, MEAN, PERCENT, TABLE, PROFILE",
            "distress: at_least is missing",
            "distress: source is missing",
        ]
    )


def test_an_empty_file_is_no_catalogue():
    assert faults_of(TOP) == ("there is no instrument",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (TOP + OURS + OURS, "instrument SLEEP appears twice"),
        (TOP + OURS.replace("SLEEP", "Sleep"), "Sleep: a key is capital letters, digits and underscores"),
        (TOP + OURS.replace("SLEEP", "S" * 21), f"{'S' * 21}: the key is longer than 20 characters"),
        (TOP + OURS + 'labels = ["Bad", "Good"]', "SLEEP: there is not one label for each level"),
        (TOP + OURS.replace("highest = 2", "highest = 0"), "SLEEP: item SLEEP has no range"),
        (TOP + OURS + "important_change = 0", "SLEEP: scale main: an important change is more than nothing"),
        (TOP + OURS + "important_change = 1.5",
         "SLEEP: important_change is 1.5; write a whole number, or [above, below] for a share"),
        (TOP + OURS + "important_share = [1, 0]",
         "SLEEP: important_share is [1, 0]; write a whole number, or [above, below] for a share"),
        (pack(scales=scales("highest = 6", "highest = 7")),
         "THREE: scale main: runs from 0 to 6, not from 0 to 7"),
        (pack(scales=scales("SUM", "MEAN")),
         "THREE: scale main: does not run from the least to the most of its items"),
        (pack(scales=scales("SUM", "PERCENT")),
         "THREE: scale main: a percent runs from 0 to 100, and its items from 0"),
        (pack(scales=f"[{SCALE}, {SCALE}]"), "THREE: scale main appears twice"),
        (pack(scales=scales("{ name", '{ key = "ODD", name')),
         "THREE: the first scale is the main one and has no key"),
        (pack(scales=scales("{ name", "{ items = [1, 4], name")),
         "THREE: scale main: reads item THREE_4, which is not there"),
        (pack(scales=scales("{ name", "{ items = [1, 1, 2], name")),
         "THREE: scale main: reads item THREE_1 twice"),
        (pack(scales=scales("{ name", "{ at_least = 4, name")),
         "THREE: scale main: wants 4 of 3 items"),
        (pack(scales=scales("{ name", "{ at_least = 2, name")),
         "THREE: scale main: a sum needs every item"),
        (pack(scales=scales("highest = 6", "highest = 0")), "THREE: scale main: has no range"),
        (pack(scales="[]"), "THREE: without items and scales nothing can be scored"),
        (pack(items='[{ first = 1, last = 3, lowest = 0, highest = 2, points = [0, 2], named = "ALL" }]'),
         "THREE: item THREE_1 has 2 points for 3 answers"),
        (pack(items='[{ first = 1, last = 3, lowest = 0, highest = 2, named = "ALL" },'
                    ' { first = 3, lowest = 0, highest = 2, named = "ALL" }]'),
         "THREE: item THREE_3 appears twice"),
        (pack(groups='[{ name = "High", scale = "ODD", at_least = 1 }]'),
         "THREE: group High reads scale ODD, which is not there"),
        (pack(groups='[{ name = "Low", at_least = 0 }, { name = "High", at_least = 3 }]'),
         "THREE: group High is never reached"),
        (TOP + PACK + '[[distress]]\ninstrument = "THREE"\nscale = "ODD"\nat_least = 1\nsource = "x"',
         "distress reads THREE ODD, which is not there"),
        (TOP + PACK + '[[distress]]\ninstrument = "NONE"\nat_least = 1\nsource = "x"',
         "distress reads NONE, which is not there"),
        (TOP + PACK + '[[distress]]\ninstrument = "THREE"\nat_least = 7\nsource = "x"',
         "distress from 7 on lies outside THREE"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_named(text, fault):
    assert fault in faults_of(text)


def test_several_share_one_licence():
    text = pack(licence=None, use='"theirs"') + '\n[shared.theirs]\nlicence = "Shared."\n'

    assert reading.read(text).instruments[0].licence == "Shared."
