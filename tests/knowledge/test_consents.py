"""What people read before they agree: whole, plain, sourced, and never changed under an old version."""

import pytest

from needlepoint.knowledge.consents import texts
from needlepoint.knowledge.safety import cautions
from tests.knowledge import reading

EACH = pytest.mark.parametrize("text", texts.all_texts(), ids=lambda text: text.kind)
# Which column of the caution table a text answers to; scraping is judged with cupping.
COLUMNS = {
    "NEEDLING": "MANUAL",
    "ELECTRO": "ELECTRO",
    "HEAT": "HEAT",
    "CUPPING": "CUPPING",
    "GUA_SHA": "CUPPING",
    "PRESS_TACKS": "PRESS_TACKS",
}
ASKED = {cautions.Level.AVOID, cautions.Level.SIGN_OFF}


def test_there_is_one_text_for_each_technique_and_one_for_photographs():
    assert [text.kind for text in texts.all_texts()] == [*COLUMNS, "PHOTOGRAPHS"]


@EACH
def test_no_sentence_changes_without_a_new_version(text):
    assert texts.pinned().get((text.kind, text.version)) == text.fingerprint, (
        "A sentence changed. Give the text a new version, and add to versions.txt: "
        f"{text.kind} <new version> {text.fingerprint}"
    )


def test_a_changed_word_changes_the_fingerprint():
    assert texts.fingerprint(("Yes.", "No.")) != texts.fingerprint(("Yes.", "No!"))
    assert texts.fingerprint(("Yes.", "No.")) != texts.fingerprint(("Yes. No.",))


@EACH
def test_a_text_reads_at_grade_six_or_below(text):
    assert reading.grade("\n".join(text.sentences)) <= 6


@EACH
def test_a_text_says_what_it_is_what_may_happen_what_else_there_is_and_how_to_take_it_back(text):
    assert len(text.parts) == (6 if text.kind == "PHOTOGRAPHS" else 7)
    assert all(part.heading and part.sentences for part in text.parts)
    assert len(text.version) <= 20
    assert text.source


@pytest.mark.parametrize(("kind", "column"), COLUMNS.items())
def test_whoever_the_caution_table_keeps_from_a_technique_is_named_in_its_text(kind, column):
    named = {
        one.key
        for one in cautions.all_cautions()
        for limit in one.limits
        if limit.technique.value == column and limit.level in ASKED
    }
    assert set(texts.text_of(kind).cautions) == named


def test_the_figures_of_the_surveys_are_given_and_nothing_is_promised():
    words = " ".join(texts.text_of("NEEDLING").sentences)
    for must in ("1 in 10 people", "1 in 4 feel", "1 in 10,000 people", "Do not drive", "left in by mistake"):
        assert must in words


@EACH
def test_where_nobody_counted_the_text_says_so(text):
    if text.kind not in {"NEEDLING", "PHOTOGRAPHS"}:
        assert any("No one has counted." in sentence for sentence in text.sentences)


def test_an_unknown_kind_is_said_so():
    with pytest.raises(texts.UnknownConsent):
        texts.text_of("MAGIC")
    assert not texts.is_known("MAGIC")


HEADINGS = 'told="a"\nwhat="b"\ncommon="c"\nrare="d"\ninstead="e"\nnot_for="f"\ntake_back="g"\n'
ROW = '[[consents]]\nkind="X"\nversion="1"\nname="n"\nabout="a"\ncautions=[]\nsource="s"\n'
PARTS = "".join(f'{part}=["One."]\n' for part in texts.PARTS)
HEAD = f'[headings]\n{HEADINGS}[told]\nsentences=["T."]\n'


def test_a_text_that_leaves_a_part_out_is_refused():
    with pytest.raises(
        ValueError, match="X says nothing under what, common, rare, instead, not_for, take_back"
    ):
        texts.read(HEAD + ROW)


def test_a_kind_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        texts.read(HEAD + ROW + PARTS + ROW + PARTS)
