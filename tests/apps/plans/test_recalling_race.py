"""Recalls and flares with many at once: one of each, one try, and the list agrees with the diary in the end."""

import pytest

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.outcomes import models as outcomes
from needlepoint.outcomes.actions import flares
from needlepoint.plans import models
from needlepoint.plans.actions import recalling
from tests import cast
from tests.apps.booking.test_race import at_once
from tests.apps.plans.test_recalling import a_recall, a_silent_course, book, row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def world(transactional_db):
    return cast.world()


def test_two_loops_at_once_put_somebody_on_the_list_once(world):
    a_silent_course(world)

    opened = at_once(*[lambda: recalling.open_due(world.now)] * 3)

    assert sorted(opened) == [0, 0, 1]
    assert models.Recall.objects.count() == 1


def test_two_desks_at_once_note_one_try(world):
    recall, ruth = a_recall(world), cast.viewer(world.ruth)

    def note():
        try:
            recalling.note_recall_attempt(recall=recall, outcome="NO_ANSWER", by=ruth, now=world.now, seen=0)
        except recalling.UnableToRecall:
            return False
        return True

    assert sorted(at_once(note, note, note)) == [False, False, True]
    recall.refresh_from_db()
    assert len(recall.attempts) == 1


def test_a_booking_a_cancellation_and_the_clockwork_at_once_agree_in_the_end(world):
    recall = a_recall(world)
    first = book(world)
    ruth = cast.viewer(world.ruth)

    at_once(
        lambda: book(world, "Thu 10:00"),
        lambda: booking_actions.cancel_visit(visit=first, by=ruth, now=world.now),
        lambda: recalling.settle(world.now),
    )
    recalling.settle(world.now)

    [visit] = booking.Visit.objects.filter(state="BOOKED")
    assert row(recall) == ("BOOKED", visit.pk)


def test_leaving_somebody_alone_and_moving_their_recall_at_once_wait_for_each_other_in_one_order(world):
    recall, ruth = a_recall(world), cast.viewer(world.ruth)
    models.Course.objects.update(state="ACTIVE", ended_at=None)

    def stop():
        try:
            recalling.note_recall_attempt(recall=recall, outcome="DO_NOT_CONTACT", by=ruth, now=world.now)
        except recalling.UnableToRecall:
            return False
        return True

    def move():
        recalling.open_recall(
            course=recall.course, due_on=world.today, reason="MAINTENANCE", by=ruth, now=world.now
        )

    at_once(stop, move, stop, move)

    assert models.Recall.objects.filter(state="OPEN").count() <= 1


def test_a_flare_told_three_times_at_once_is_one(world):
    ada = cast.viewer(world.ada)

    def tell():
        told = {"pain": 7, "words": "", "since": None, "by": ada, "now": world.now}
        return flares.report_flare(patient=world.ada, **told).pk

    assert len(set(at_once(tell, tell, tell))) == 1
    assert outcomes.Flare.objects.count() == 1
