"""Presses from the board: each kept once and tried once, however often and in whatever order they are sent."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import holding, needling, tapping
from needlepoint.charting.rules import taps
from tests import cast
from tests.apps.charting import room

pytestmark = pytest.mark.django_db
Deed, Outcome, Stage = taps.Deed, taps.Outcome, rules.Stage
NEEDLES = room.NEEDLES


@pytest.fixture
def visit(world):
    return room.a_visit_ready(world)


def press(visit, deed, *, minutes_ago=0, key=None, **more):
    at = cast.NOW - dt.timedelta(minutes=minutes_ago)
    return taps.Press(key or uuid.uuid4(), visit.code, Deed(deed), at, **more)


def sent(w, *presses, who=None, later=0):
    now = w.now + dt.timedelta(minutes=later)
    return [one.outcome for one in tapping.keep_taps(presses=presses, by=cast.viewer(who or w.mei), now=now)]


def needled_ago(w, visit, minutes):
    note = room.opened(w, visit)
    needling.needles_in(note=note, by=cast.viewer(w.mei), now=w.now - dt.timedelta(minutes=minutes))
    return queries.note_of(visit)


def test_half_an_hour_of_presses_sent_at_once_leaves_the_times_at_which_they_were_pressed(world, visit):
    room.opened(world, visit)

    outcomes = sent(
        world,
        press(visit, "OUT", minutes_ago=1, needles=NEEDLES),
        press(visit, "LONGER", minutes_ago=10, minutes=25),
        press(visit, "IN", minutes_ago=28, needles=NEEDLES),
    )

    note = queries.note_of(visit)
    assert outcomes == [Outcome.DONE] * 3
    assert note.needles_in_at == world.now - dt.timedelta(minutes=28)
    assert note.needles_out_at == world.now - dt.timedelta(minutes=1)
    assert note.retention_minutes == 25
    assert room.stage(note) is Stage.COUNTED


def test_a_tablet_with_a_wrong_clock_takes_no_needles_out_before_they_went_in(world, visit):
    needled_ago(world, visit, 20)

    assert sent(world, press(visit, "OUT", minutes_ago=300, needles=NEEDLES)) == [Outcome.DONE]

    note = queries.note_of(visit)
    assert note.needles_out_at == note.needles_in_at == world.now - dt.timedelta(minutes=20)


def test_sent_again_each_is_answered_as_it_was_and_nothing_is_done_twice(world, visit):
    needled_ago(world, visit, 10)
    presses = [
        press(visit, "LONGER", minutes_ago=5, minutes=25),
        press(visit, "OUT", minutes_ago=1, needles=NEEDLES - 1),
    ]

    first, second, third = (sent(world, *presses) for _ in range(3))

    assert first == second == third == [Outcome.DONE, Outcome.DONE]
    assert models.Tap.objects.count() == 2
    assert models.NeedleCount.objects.filter(kind="OUT").count() == 1
    assert queries.note_of(visit).retention_minutes == 25


def test_two_tablets_that_count_the_same_are_one_count(world, visit):
    needled_ago(world, visit, 20)

    assert sent(world, press(visit, "OUT", needles=NEEDLES), press(visit, "OUT", needles=NEEDLES)) == [
        Outcome.DONE,
        Outcome.ALREADY,
    ]


def test_an_older_count_that_differs_is_kept_beside_the_newer_one_and_asked_about(world, visit):
    needled_ago(world, visit, 20)
    assert sent(world, press(visit, "OUT", needles=NEEDLES), who=world.omar) == [Outcome.DONE]

    offline = press(visit, "OUT", minutes_ago=4, needles=NEEDLES - 1)
    [answer] = tapping.keep_taps(presses=[offline], by=cast.viewer(world.mei), now=room.later(world, 5))

    assert answer.outcome == Outcome.ASK
    assert answer.words == "3 needles out was pressed. The note says 4 came out."
    assert room.stage(queries.note_of(visit)) is Stage.COUNTED
    tap = models.Tap.objects.get(key=offline.key)
    tapping.answer_tap(tap=tap, by=cast.viewer(world.omar), now=room.later(world, 6))
    tapping.answer_tap(tap=tap, by=cast.viewer(world.mei), now=room.later(world, 9))
    tap.refresh_from_db()
    assert (tap.answered_by, tap.answered_at) == ("Dr Omar Haddad", room.later(world, 6))
    assert room.recorded("tap_answered") == 1


def test_needles_that_came_out_in_a_hurry_are_out_first_and_counted_after(world, visit):
    needled_ago(world, visit, 10)

    assert sent(world, press(visit, "EARLY", minutes_ago=2)) == [Outcome.DONE]
    note = queries.note_of(visit)
    assert (room.stage(note), note.came_out_early) == (Stage.UNCOUNTED, True)
    assert sent(world, press(visit, "EARLY", minutes_ago=1), press(visit, "OUT", needles=NEEDLES)) == [
        Outcome.ALREADY,
        Outcome.DONE,
    ]


@pytest.mark.parametrize(
    ("deed", "more", "words"),
    [
        ("OUT", {"needles": 4}, "No needles are in yet."),
        (
            "IN",
            {"needles": 9},
            "The note has 4 needles now, and 9 in was pressed. Look at the note, then count in.",
        ),
    ],
)
def test_what_cannot_be_is_kept_with_the_reason(world, visit, deed, more, words):
    room.opened(world, visit)

    [answer] = tapping.keep_taps(
        presses=[press(visit, deed, **more)], by=cast.viewer(world.mei), now=world.now
    )

    assert (answer.outcome, answer.words) == (Outcome.REFUSED, words)
    assert models.Tap.objects.get().words == words
    assert room.stage(queries.note_of(visit)) is Stage.OPEN


def test_a_visit_without_a_note_or_without_consent_takes_no_needles(world, visit):
    assert sent(world, press(visit, "IN", needles=NEEDLES)) == [Outcome.REFUSED]
    room.opened(world, visit)
    visit.patient.consents.update(withdrawn_at=world.now)

    assert sent(world, press(visit, "IN", needles=NEEDLES)) == [Outcome.REFUSED]
    assert not models.NeedleCount.objects.exists()


def test_needles_stay_in_for_an_hour_at_most_from_the_board_too(world, visit):
    needled_ago(world, visit, 10)

    assert sent(
        world, press(visit, "LONGER", minutes_ago=1, minutes=61), press(visit, "LONGER", minutes=60)
    ) == [
        Outcome.REFUSED,
        Outcome.DONE,
    ]


@pytest.mark.parametrize("who", ["ruth", "ivo", "ada", "eve"])
def test_only_a_practitioner_of_the_clinic_presses_anything(world, visit, who):
    needled_ago(world, visit, 10)

    assert sent(world, press(visit, "EARLY"), who=getattr(world, who)) == [Outcome.REFUSED]
    assert not models.Tap.objects.exists()
    assert room.stage(queries.note_of(visit)) is Stage.IN


def test_eve_can_neither_reuse_nor_read_a_key_of_another_clinic(world, visit):
    needled_ago(world, visit, 10)
    ours = press(visit, "OUT", needles=NEEDLES - 1)
    sent(world, ours)
    theirs = models.Tap.objects.get()

    [answer] = tapping.keep_taps(presses=[ours], by=cast.viewer(world.eve), now=world.now)

    assert (answer.outcome, answer.words) == (Outcome.REFUSED, "We do not know this visit.")
    with pytest.raises(holding.UnableToChart):
        tapping.answer_tap(tap=theirs, by=cast.viewer(world.eve), now=world.now)


@pytest.mark.django_db(transaction=True)
def test_the_same_presses_from_four_hands_at_once_are_done_once(transactional_db):
    w = cast.world()
    visit = room.a_visit_ready(w)
    needled_ago(w, visit, 10)
    presses = [
        press(visit, "LONGER", minutes_ago=5, minutes=25),
        press(visit, "OUT", minutes_ago=1, needles=NEEDLES),
    ]
    answers, lock = [], threading.Barrier(4)

    def one():
        lock.wait()
        answers.append(sent(w, *presses))
        connection.close()

    hands = [threading.Thread(target=one) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert answers == [[Outcome.DONE, Outcome.DONE]] * 4
    assert models.Tap.objects.count() == 2
    assert models.NeedleCount.objects.filter(kind="OUT").count() == 1


def test_a_look_where_needles_hide_is_written_down_with_the_count(world, visit):
    needled_ago(world, visit, 10)

    sent(world, press(visit, "OUT", needles=NEEDLES, has_looked=True))

    assert queries.note_of(visit).hidden_places_looked_at
