"""Keeping answers: nothing said is lost, nothing is kept twice, and both sides of a conflict are seen."""

import hypothesis
import pytest
from hypothesis import strategies as some

from needlepoint.house import clock
from needlepoint.intake import actions, models, queries
from needlepoint.intake.actions import filling
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition, reading
from tests import cast, make

FORM = reading.form("first_visit")
Kind, Value = definition.Kind, said.Value
SCREENS = [screen.key for screen in FORM.screens]


@pytest.fixture
def visit(world):
    return make.a_visit(world, service=world.first, starts_at="Tue 10:00")


@pytest.fixture(autouse=True)
def at_the_clock(monkeypatch, world):
    monkeypatch.setattr(clock, "now", lambda: world.now)


def _answered(*values):
    return said.Given(said.State.ANSWERED, values)


@hypothesis.given(
    posts=some.lists(
        some.tuples(some.integers(0, 1), some.sampled_from(["", "a", "b"]), some.booleans()), max_size=6
    )
)
@hypothesis.settings(max_examples=10, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
def test_every_answer_that_was_ever_acknowledged_is_in_the_history(world, visit, posts):
    viewer = cast.viewer(world.ada)
    row = actions.agree(intake=queries.not_begun(visit), by=viewer, now=world.now)
    models.Answer.objects.all().delete()
    seen, acknowledged = [0, 0], set()
    for window, text, is_fresh in posts:
        if is_fresh:
            kept = queries.kept_of(row).get("tell")
            seen[window] = kept.revision if kept else 0
        mine = _answered(Value(text=text)) if text else said.SKIPPED
        result = keep(row, {"tell": mine}, {"tell": seen[window]}, viewer, world)
        seen[window] = result.revisions.get("tell", seen[window])
        if text and "tell" in result.kept:
            acknowledged.add(text)
    history = queries.history_of(row).get("tell", [])
    assert acknowledged <= {value.text for one in history for value in one.values.all()}
    assert [one.revision for one in history] == list(range(len(history), 0, -1))
    assert sum(one.is_current for one in history) == bool(history)


def keep(row, given, seen, viewer, world, **more):
    return actions.keep_answers(
        intake=row, given=given, seen=seen, by=viewer, now=world.now, source="PHONE", language="en", **more
    )


def test_an_answer_chosen_over_another_windows_takes_its_place(world, visit):
    viewer = cast.viewer(world.ada)
    row = actions.agree(intake=queries.not_begun(visit), by=viewer, now=world.now)
    keep(row, {"tell": _answered(Value(text="a"))}, {}, viewer, world)
    mine = {"tell": _answered(Value(text="b"))}
    assert keep(row, mine, {}, viewer, world).conflicts["tell"].revision == 1
    assert keep(row, mine, {}, viewer, world, overrule=["tell"]).kept == {"tell": 2}


def test_a_machine_that_answers_without_end_fills_no_database(world, visit, monkeypatch):
    monkeypatch.setattr(filling, "ANSWERS_MOST", 5)
    viewer = cast.viewer(world.ada)
    row = actions.agree(intake=queries.not_begun(visit), by=viewer, now=world.now)
    for revision in range(5):
        keep(row, {"tell": _answered(Value(text=str(revision)))}, {"tell": revision}, viewer, world)

    for given in (
        {"tell": _answered(Value(text="more"))},
        {"operations": _answered(Value(text="elsewhere"))},
    ):
        with pytest.raises(actions.UnableToKeepAnswers):
            keep(row, given, {"tell": 5}, viewer, world)
    assert keep(row, {"tell": _answered(Value(text="4"))}, {"tell": 5}, viewer, world).unchanged == {
        "tell": 5
    }
    assert models.Answer.objects.count() == 5


def test_answers_are_corrected_only_after_they_were_sent_and_kept_only_before(world, visit):
    viewer = cast.viewer(world.ada)
    row = actions.agree(intake=queries.not_begun(visit), by=viewer, now=world.now)
    how = {"by": viewer, "now": world.now, "source": "PHONE", "language": "en", "seen": {}}
    given = {"tell": _answered(Value(text="a"))}
    with pytest.raises(actions.UnableToKeepAnswers):
        actions.correct_answers(intake=row, given=given, **how)
    models.Intake.objects.update(state="FINISHED", finished_at=world.now)
    with pytest.raises(actions.UnableToKeepAnswers):
        actions.keep_answers(intake=row, given=given, **how)
    assert actions.correct_answers(intake=row, given=given, **how).kept == {"tell": 1}


def test_many_answers_cost_as_many_questions_as_few(world, visit, django_assert_num_queries):
    row = actions.agree(intake=queries.not_begun(visit), by=cast.viewer(world.ada), now=world.now)
    viewer = cast.viewer(world.ada)
    keep(row, {"tell": _answered(Value(text="a"))}, {}, viewer, world)
    with django_assert_num_queries(2):
        queries.answers_of(row)
    keep(row, {item.key: said.SKIPPED for item in FORM.items if item.key != "tell"}, {}, viewer, world)
    for get in (queries.answers_of, queries.kept_of, queries.history_of):
        with django_assert_num_queries(2):
            get(row)
    with django_assert_num_queries(2):
        assert set(queries.current_answers(world.ada, ["tell", "goal"])) == {"tell", "goal"}
    with django_assert_num_queries(2):
        queries.answers_of_many([row, row])


@pytest.mark.parametrize(
    ("item", "code", "is_noticed"),
    [
        ("illnesses", "CANCER", True),
        ("illnesses", "BONES", True),
        ("leg_feel", "WEAK", True),
        ("illnesses", "SKIN", False),
    ],
)
def test_a_sign_that_the_check_stops_for_reaches_the_practitioner_once_the_form_is_sent(
    world, visit, item, code, is_noticed
):
    viewer = cast.viewer(world.ada)
    row = actions.agree(intake=queries.not_begun(visit), by=viewer, now=world.now)
    everything = {item.key: said.SKIPPED for item in FORM.items}
    keep(row, {**everything, item: _answered(Value(code=code))}, {}, viewer, world)
    assert not models.Notice.objects.exists()

    actions.finish(intake=row, by=viewer, now=world.now)

    assert [one.kind for one in models.Notice.objects.all()] == (["SIGN"] if is_noticed else [])
    shown = cast.client_of(world.mei_user).get(f"/patients/{world.ada.code}/").content.decode()
    assert ("Told of cancer, thin bones or a weak leg" in shown) is is_noticed
    desk = cast.client_of(world.ruth).get(f"/patients/{world.ada.code}/").content.decode()
    assert "cancer" not in desk


def test_illnesses_told_in_the_form_are_cautions_once_it_is_sent_and_never_take_one_away(world, visit):
    world.ada.cautions = ["fainting"]
    world.ada.save()
    viewer = cast.viewer(world.ada)
    row = actions.agree(intake=queries.not_begun(visit), by=viewer, now=world.now)
    everything = {item.key: said.SKIPPED for item in FORM.items}
    keep(row, {**everything, "illnesses": _answered(Value(code="PACEMAKER"))}, {}, viewer, world)
    world.ada.refresh_from_db()
    assert world.ada.cautions == ["fainting"]

    actions.finish(intake=row, by=viewer, now=world.now)
    world.ada.refresh_from_db()
    assert world.ada.cautions == ["fainting", "implanted_device"]

    mended = {"illnesses": _answered(Value(code="BLEEDING"))}
    actions.correct_answers(
        intake=row,
        given=mended,
        seen={"illnesses": 1},
        by=viewer,
        now=world.now,
        source="PHONE",
        language="en",
    )
    world.ada.refresh_from_db()
    assert world.ada.cautions == ["bleeding_disorder", "fainting", "implanted_device"]
