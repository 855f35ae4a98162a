"""What the clinic's figures mean is data: whole, with author, source and day, and nothing in it is left open."""

import datetime as dt
import pathlib

import pytest

from needlepoint.knowledge.figures import definitions

FILE = pathlib.Path(definitions.__file__).with_name(definitions.FILE)


def test_every_figure_says_of_whom_it_is_and_who_is_left_out():
    for one in definitions.in_force().figures:
        assert one.question.endswith("?"), one.key
        for part in (one.formula, one.of, one.left_out, one.reading, one.source, one.author):
            assert len(part) > 2, one.key
        assert definitions.figure(one.key) is one


def test_they_are_to_be_read_again_within_a_year():
    review = definitions.in_force().review

    assert not review.is_due(review.reviewed_on)
    assert review.is_due(review.review_by)
    assert review.review_by - review.reviewed_on <= dt.timedelta(days=366)


def test_a_share_is_never_defined_without_those_nobody_knows_of():
    assert "neither better nor unchanged" in definitions.figure("better").left_out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('key = "better"', 'key = "answered"', "defined twice"),
        ('name = "Got better"', 'name = ""', "nothing stands under name"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(old, new, words):
    with pytest.raises(ValueError, match=words):
        definitions.read(FILE.read_text("utf-8").replace(old, new, 1))


def test_a_part_nobody_knows_is_refused():
    with pytest.raises(TypeError):
        definitions.read(FILE.read_text("utf-8").replace("reading =", "meaning =", 1))


def test_an_unknown_figure_is_none():
    with pytest.raises(KeyError):
        definitions.figure("share of the moon")
