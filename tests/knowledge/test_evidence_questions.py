"""What people ask has an answer, in plain words, and nothing in it says what only a claim may say."""

import pytest

from needlepoint.knowledge.evidence import claims, questions, words
from tests.house import claims_on_pages
from tests.knowledge import reading

ALL = questions.all_questions()


def test_there_are_enough_questions_and_each_is_asked_once():
    assert len(ALL) >= 16
    assert len({one.asked for one in ALL}) == len(ALL)
    assert all(one.asked.endswith("?") for one in ALL)


def test_every_question_leads_to_claims_that_are_there():
    for one in ALL:
        for key in one.claims:
            assert claims.claim(key).wording


def test_questions_of_one_topic_stand_together():
    topics = [one.topic for one in ALL]

    assert topics == sorted(topics, key=topics.index)


@pytest.mark.parametrize("one", [one for one in ALL if one.answer], ids=lambda one: one.key)
def test_an_answer_reads_easily_and_promises_nothing(one):
    text = " ".join(one.answer)

    assert reading.grade(text) <= 6.5
    assert list(words.find(text)) == []
    assert not claims_on_pages.CLAIMED.search(text)


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ('[[questions]]\nkey="a"\ntopic="X"\nasked="Why?"', "no answer"),
        ('[[questions]]\nkey="a"\ntopic="X"\nasked="Why?"\nanswer=["So."]\n' * 2, "twice"),
        ('[[questions]]\nkey="a"\ntopic="Y"\nasked="Why?"\nanswer=["So."]', "not in list"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(planted, fault):
    with pytest.raises(ValueError, match=fault):
        questions.read(f'[topics]\nX = "Things"\n{planted}')


def test_all_answers_together_read_at_grade_six_or_below():
    assert reading.grade("\n".join(sentence for one in ALL for sentence in one.answer)) <= 6
