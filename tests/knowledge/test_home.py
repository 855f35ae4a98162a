import re
import xml.etree.ElementTree as ET

import pytest

from needlepoint.knowledge import dose
from needlepoint.knowledge.evidence import claims
from needlepoint.knowledge.home import aftercare, figures, tasks
from needlepoint.knowledge.safety import cautions
from tests.knowledge import reading

KNOWN = {one.key for one in cautions.all_cautions()}


def words_of(task):
    return [task.what, *task.how, task.stop, *task.never.values(), *task.mind.values()]


@pytest.mark.parametrize("task", tasks.all_tasks(), ids=lambda task: task.key)
def test_a_task_is_read_with_ease_and_promises_nothing(task):
    text = "\n".join(words_of(task))

    assert reading.grade(text) <= 6
    assert not re.search(
        r"\b(heals?|cures?|proven|guarantee)\b", text.replace("known to heal a back", ""), re.IGNORECASE
    )


@pytest.mark.parametrize("task", tasks.all_tasks(), ids=lambda task: task.key)
def test_a_task_says_how_how_much_when_to_stop_and_how_sure_we_are(task):
    assert len(task.how) == 3
    assert task.dose
    assert 1 <= task.days <= 7
    assert task.stop
    assert task.source
    assert isinstance(task.certainty, claims.Certainty)
    assert task.phases
    assert not task.picture or task.picture in set(figures.keys())
    assert set(task.never) | set(task.mind) <= KNOWN


def test_no_one_exercise_is_surer_than_a_review_that_does_not_single_it_out():
    moves = [task for task in tasks.all_tasks() if "Hayden 2021" in task.source]

    assert len(moves) == 6
    for task in moves:
        assert "does not single out this one" in task.source, task.key
        assert task.certainty is claims.Certainty.LOW, task.key


def test_a_trial_of_people_who_were_well_again_is_told_as_one():
    walk = tasks.task("WALK")

    assert "people whose back pain was just over" in walk.what
    assert "nothing of pain that is there now" in walk.source
    assert walk.certainty is claims.Certainty.LOW


def test_there_is_something_of_every_kind_and_every_drawing_is_used():
    assert {task.kind for task in tasks.all_tasks()} == set(tasks.Kind)
    assert {task.picture for task in tasks.all_tasks() if task.picture} == set(figures.keys())
    assert all(kind.label for kind in tasks.Kind)


@pytest.mark.parametrize("key", ["numb_feet", "confusion"])
def test_heat_never_goes_on_skin_that_may_not_feel_it(key):
    suits = tasks.suits(tasks.task("WARMTH"), [key])

    assert suits.is_refused
    assert "WARMTH" not in {task.key for task in tasks.offered(dose.Phase.ACUTE, [key])}


def test_a_health_note_that_limits_says_one_more_sentence_and_others_say_nothing():
    warmth = tasks.task("WARMTH")

    assert "never on the belly" in tasks.suits(warmth, ["pregnant"]).mind[0]
    assert tasks.suits(warmth, ["metal_allergy"]) == tasks.Suits((), ())


def test_a_phase_offers_its_own_tasks_first():
    assert "BRIDGE" not in {task.key for task in tasks.offered(dose.Phase.ACUTE, [])}
    assert "BRIDGE" in {task.key for task in tasks.offered(dose.Phase.CHRONIC, [])}
    assert len(tasks.offered(None, [])) == len(tasks.all_tasks())


def test_an_unknown_task_is_refused():
    assert not tasks.is_task("FLYING")
    with pytest.raises(KeyError):
        tasks.task("FLYING")


def test_a_key_that_stands_twice_is_refused():
    row = """[[tasks]]
key = "A"
kind = "MOVE"
name = "A"
what = "A."
how = ["A."]
dose = "Once"
days = 1
stop = "Stop."
phases = ["ACUTE"]
source = "Ours."
certainty = "LOW"
"""
    assert list(tasks.read(row)) == ["A"]
    with pytest.raises(ValueError, match="twice"):
        tasks.read(row + row)


@pytest.mark.parametrize("key", figures.keys())
def test_a_drawing_follows_the_colour_of_the_text_and_says_what_it_shows(key):
    drawn = ET.fromstring(figures.drawn(key, 'A "person" <walks>'))  # noqa: S314 our own drawing

    assert drawn.get("stroke") == "currentColor"
    assert drawn.get("aria-label") == 'A "person" <walks>'
    assert "style" not in figures.drawn(key)
    assert figures.drawn(key).count('aria-hidden="true"') == 1
    assert reading.grade(figures.words(key)) <= 9  # heard instead of seen


def test_what_is_normal_follows_what_was_done():
    assert any("cups" in words for words in aftercare.normal({aftercare.Done.CUPPING}))
    assert not any("cups" in words for words in aftercare.normal({aftercare.Done.NEEDLES}))
    assert aftercare.normal(()) == ()


def test_how_long_a_mark_lasts_is_never_promised():
    lasting = [words for words in aftercare.normal(set(aftercare.Done)) if re.search(r"\bfade", words)]

    assert len(lasting) == 3
    assert all("mostly fade" in words for words in lasting)


def test_when_to_worry_is_read_with_ease_the_most_urgent_first():
    worries = aftercare.worries()

    assert [one.urgency for one in worries] == list(aftercare.Urgency)
    text = "\n".join(
        [
            *aftercare.normal(set(aftercare.Done)),
            *(words for one in worries for words in (*one.words, one.deed)),
        ]
    )
    assert reading.grade(text) <= 6
