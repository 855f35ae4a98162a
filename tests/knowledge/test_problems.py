"""Every problem rests on claims there are, and its signs of danger lead where the check itself leads."""

import xml.etree.ElementTree as ET
from importlib import resources

import pytest

from needlepoint.knowledge.body import spine
from needlepoint.knowledge.evidence import claims, problems, sources
from needlepoint.knowledge.home import figures, tasks
from needlepoint.knowledge.safety import rulebook
from tests.knowledge import reading

TEXT = resources.files("needlepoint.knowledge.evidence").joinpath("problems.toml").read_text("utf-8")
EVERY = problems.all_problems()
OVERVIEW = {"back_causes", "back_pictures"}
Route = rulebook.Route


def led_to(sign):
    """Where somebody is sent who says yes to this alone."""
    rules = [one for one in rulebook.current().rules if sign in one.signs and one.at_least == 1]
    return max((one.route for one in rules if not one.with_any and not one.with_all), key=lambda r: r.urgency)


def test_the_twelve_problems_stand_in_their_order():
    assert [one.slug for one in EVERY] == [
        "new-pain", "long-lasting-pain", "sciatica", "disc", "stenosis", "slipped-vertebra", "arthritis", "pregnancy",
        "strain", "posture", "stress-and-sleep", "old-injury",
    ]  # fmt: skip
    assert problems.find("disc") is EVERY[3]
    assert problems.find("gout") is None


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.slug)
def test_each_problem_says_how_it_goes_what_needles_add_and_what_else_helps_by_claims_alone(one):
    assert one.course and one.needles and one.helps and one.tasks and one.about
    for key in one.claims:
        assert claims.claim(key).is_confirmed
    assert all(tasks.is_task(key) for key in one.tasks)
    assert one.slug not in one.near
    assert reading.grade("\n".join((one.line, *one.about))) <= 6


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.slug)
def test_a_sign_of_danger_is_as_urgent_here_as_in_the_check(one):
    assert {led_to(sign) for sign in one.emergency} == {Route.EMERGENCY_NOW}
    assert {led_to(sign) for sign in one.today} == {Route.SAME_DAY}
    assert {led_to(sign) for sign in one.soon} <= {Route.DOCTOR_WITHIN_TWO_WEEKS}


def test_what_needles_add_is_never_said_without_what_speaks_against_it():
    for key in {key for one in EVERY for key in one.needles}:
        claim = claims.claim(key)
        assert claim.sources_against or not claim.sources_for
        if claim.sources_for:
            assert claim.comparators != (claims.Comparator.NONE_MADE,)


def test_every_claim_written_for_these_pages_is_shown_on_one_of_them():
    written = {one.key for one in claims.all_claims() if one.file == "claims_problems.toml"}
    shown = {key for one in EVERY for key in one.claims} | {
        key for chapter in problems.chapters() for key in chapter.claims
    }

    assert written - shown - OVERVIEW == set()


def test_claims_and_their_fine_print_are_easy_to_read():
    hard = {}
    for one in claims.all_claims():
        if one.file == "claims_problems.toml":
            plain = reading.grade("\n".join((f"{one.title}.", *one.wording)))
            fine = max(reading.grade(words) for words in (one.effect, one.why, one.who) if words)
            if plain > 6 or fine > 9 or max(map(reading.grade, one.wording)) > 10.5:
                hard[one.key] = (round(plain, 1), round(fine, 1))

    assert hard == {}


def test_every_home_task_stands_once_on_the_page_of_what_helps():
    found = [key for chapter in problems.chapters() for key in chapter.tasks]

    assert sorted(found) == sorted(tasks.keys())
    assert all(
        tasks.is_task(key) and sources.all_sources()[one].link for key, one in problems.task_sources().items()
    )
    assert set(problems.signs()) <= rulebook.current().answer_keys


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.slug)
def test_each_problem_has_a_picture_that_says_what_it_shows(one):
    drawing = spine if spine.is_drawing(one.picture) else figures
    svg = ET.fromstring(drawing.drawn(one.picture, "What <it> shows"))  # noqa: S314 ours

    assert svg.get("aria-label") == "What <it> shows"
    assert drawing.words(one.picture)
    assert 'aria-hidden="true"' in drawing.drawn(one.picture)


def test_a_drawing_there_is_not_is_refused():
    with pytest.raises(KeyError):
        spine.drawn("heart")


def test_a_slug_twice_a_strange_neighbour_or_group_is_refused():
    with pytest.raises(ValueError, match="twice"):
        problems.read(TEXT.replace('slug = "disc"', 'slug = "sciatica"'))
    with pytest.raises(ValueError, match="gout"):
        problems.read(TEXT.replace('near = ["disc"', 'near = ["gout"'))
    with pytest.raises(KeyError):
        problems.read(TEXT.replace('group = "HOW_LONG"', 'group = "HOW_OLD"', 1))


def test_sources_of_these_claims_were_read_and_say_what_they_are():
    used = {source for one in EVERY for key in one.claims for source in claims.claim(key).sources}

    assert all(one.seen for one in used)
    assert {one.link.startswith("https://") or not one.link for one in used} == {True}
    assert sources.all_sources()["elden_2008"].speaks is sources.Speaks.PRETEND
