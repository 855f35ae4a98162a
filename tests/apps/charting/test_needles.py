"""Counted in, counted out, handed over, settled, left in, signed twice: what is kept, what is refused, who comes second."""

import datetime as dt
import threading

import pytest
from django.db import connection

from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import cosigning, handing, holding, incidents, left_in, needling, signing
from needlepoint.charting.queries import cosigning as cosigning_queries
from needlepoint.charting.queries import incidents as incident_queries
from needlepoint.charting.queries import left_in as left_in_queries
from needlepoint.charting.rules import ledger
from tests import cast
from tests.apps.charting import room

Settled, Stage = ledger.Settled, ledger.Stage


@pytest.fixture
def mei(world):
    return cast.viewer(world.mei)


@pytest.fixture
def omar(world):
    return cast.viewer(world.omar)


@pytest.fixture
def visit(world):
    return room.a_visit_ready(world)


@pytest.fixture
def needled(world, visit):
    return room.needled(world, visit)


def a_mismatch(world, visit, came_out=3):
    note = room.needled(world, visit)
    needling.needles_out(note=note, needles=came_out, by=cast.viewer(world.mei), now=room.later(world, 20))
    return note


def settle(world, note, how, **changes):
    given = {"reason": "It lay on the couch.", "by": cast.viewer(world.mei), "now": room.later(world, 25)}
    return incidents.settle_incident(note=note, how=how, **{**given, **changes})


# --- Counted in by point and side --------------------------------------------------------------------------------------


def test_needles_are_counted_in_by_point_and_side(needled):
    assert needled.counts.get().by_point == {
        "BL23.LEFT": 1,
        "BL23.RIGHT": 1,
        "GV3.MIDDLE": 1,
        "GB30.RIGHT": 1,
    }


def test_a_number_put_right_keeps_the_old_one_with_the_reason_and_who(world, needled, omar):
    needling.correct_in(
        note=needled,
        numbers={"BL23.LEFT": 0},
        reason="One was never put in.",
        by=omar,
        now=room.later(world, 2),
    )

    counts = [(one.needles, one.reason, one.by) for one in queries.counts_of(needled)]
    assert counts == [(4, "", "Dr Mei Tanaka"), (3, "One was never put in.", "Dr Omar Haddad")]
    assert [(one.point_code, one.side, one.needles_in) for one in needled.needlings.all()] == [
        ("BL23", "RIGHT", 1),
        ("GV3", "MIDDLE", 1),
        ("GB30", "RIGHT", 1),
    ]
    assert queries.ledger_of(needled).went_in == 3


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [({"BL23.LEFT": 0}, " "), ({"BL23.LEFT": 1}, "The same"), ({}, "Nothing"), ({"GV3.MIDDLE": 500}, "Many")],
)
def test_a_number_is_not_put_right_without_a_reason_or_a_change(world, needled, mei, numbers, reason):
    with pytest.raises(holding.UnableToChart):
        needling.correct_in(note=needled, numbers=numbers, reason=reason, by=mei, now=room.later(world, 2))

    assert needled.counts.count() == 1


def test_the_number_that_went_in_is_not_put_right_once_they_are_out(world, visit, mei):
    note = a_mismatch(world, visit)

    with pytest.raises(holding.UnableToChart):
        needling.correct_in(
            note=note, numbers={"BL23.LEFT": 0}, reason="It fits now", by=mei, now=room.later(world, 21)
        )


# --- Incidents ---------------------------------------------------------------------------------------------------------


def test_a_mismatch_opens_an_incident_by_itself_and_only_one(world, visit, mei):
    note = a_mismatch(world, visit)
    needling.needles_out(note=note, needles=2, by=mei, now=room.later(world, 22))

    incident = note.incidents.get()
    assert (incident.missing, incident.opened_by, incident.settled_at) == (2, "Dr Mei Tanaka", None)
    assert room.recorded("incident_opened") == 1


def test_a_recount_that_agrees_still_asks_why_it_did_not(world, visit, mei):
    note = a_mismatch(world, visit)
    needling.needles_out(note=note, needles=4, by=mei, now=room.later(world, 22))

    assert room.stage(note) is Stage.TO_SETTLE
    with pytest.raises(holding.UnableToSign, match="agree now"):
        signing.sign(note=note, by=mei, now=room.later(world, 30))
    settle(world, note, Settled.COUNTED_AGAIN)
    assert signing.sign(note=note, by=mei, now=room.later(world, 30)).signed_at


@pytest.mark.parametrize("how", [Settled.FOUND_ELSEWHERE, Settled.FOUND_IN_PATIENT])
def test_a_needle_that_was_found_is_counted_out_and_the_note_can_be_signed(world, visit, mei, how):
    note = a_mismatch(world, visit)

    incident = settle(world, note, how)

    assert [(one.kind, one.needles) for one in queries.counts_of(note)] == [("IN", 4), ("OUT", 3), ("OUT", 4)]
    assert (incident.settled_by, incident.reason) == ("Dr Mei Tanaka, L.Ac.", "It lay on the couch.")
    assert signing.sign(note=note, by=mei, now=room.later(world, 30)).signed_at


def test_a_needle_never_found_no_longer_keeps_a_note_open_for_ever(world, visit, mei):
    note = a_mismatch(world, visit)

    with pytest.raises(holding.UnableToChart, match="Tell the patient"):
        settle(world, note, Settled.NOT_FOUND)
    settle(world, note, Settled.NOT_FOUND, patient_told=True)

    assert room.stage(note) is Stage.SETTLED
    assert signing.sign(note=note, by=mei, now=room.later(world, 30)).signed_at


def test_a_number_written_down_wrong_is_put_right_by_another_count_and_the_old_one_stays(world, visit):
    note = a_mismatch(world, visit)

    settle(world, note, Settled.WRONG_ON_RECORD)

    kept = [(one.kind, one.needles, one.reason) for one in queries.counts_of(note)]
    assert kept == [("IN", 4, ""), ("OUT", 3, ""), ("IN", 3, "It lay on the couch.")]
    assert room.stage(note) is Stage.COUNTED


def test_a_needle_too_many_can_be_settled_too(world, visit):
    note = a_mismatch(world, visit, came_out=5)

    settle(world, note, Settled.FOUND_ELSEWHERE)

    assert room.stage(note) is Stage.SETTLED
    assert note.incidents.get().missing == -1


@pytest.mark.parametrize(
    ("how", "changes"),
    [
        (Settled.COUNTED_AGAIN, {}),
        (Settled.FOUND_ELSEWHERE, {"reason": "  "}),
        (Settled.NOT_FOUND, {"patient_told": False}),
    ],
)
def test_a_mismatch_is_not_settled_by_what_does_not_fit_or_is_not_said(world, visit, how, changes):
    note = a_mismatch(world, visit)

    with pytest.raises(holding.UnableToChart):
        settle(world, note, how, **changes)

    assert room.stage(note) is Stage.MISMATCH
    assert queries.counts_of(note)[-1].needles == 3


def test_a_student_settles_only_that_they_counted_wrong(world, visit):
    world.mei.supervisor = world.omar
    world.mei.save()
    note = a_mismatch(world, visit)

    with pytest.raises(holding.UnableToChart, match="student"):
        settle(world, note, Settled.NOT_FOUND, patient_told=True)
    needling.needles_out(note=note, needles=4, by=cast.viewer(world.mei), now=room.later(world, 22))
    assert settle(world, note, Settled.COUNTED_AGAIN).settled


def test_nothing_is_settled_where_nothing_differs_and_nothing_twice(world, visit):
    with pytest.raises(holding.UnableToChart, match="nothing to settle"):
        settle(world, room.counted(world, visit), Settled.COUNTED_AGAIN)

    other = a_mismatch(world, room.a_visit_ready(world, patient=world.bo))
    settle(world, other, Settled.FOUND_ELSEWHERE)
    with pytest.raises(holding.AlreadyDone):
        settle(world, other, Settled.FOUND_ELSEWHERE)


def test_what_the_rows_say_is_what_the_events_say(world, visit, mei):
    """The ledger is read from rows; after every event it is what the pure module makes of the events."""
    note, at = room.needled(world, visit), 20
    happened = [ledger.Event(ledger.Deed.NEEDLES_IN, 4)]
    for needles, how in ((3, None), (2, Settled.NOT_FOUND), (3, Settled.NOT_FOUND), (4, None), (3, None)):
        needling.needles_out(note=note, needles=needles, by=mei, now=room.later(world, at))
        happened.append(ledger.Event(ledger.Deed.COUNT_OUT, needles))
        if how:
            settle(world, note, how, patient_told=True)
            happened.append(ledger.Event(ledger.Deed.SETTLE, how=how, reason="x", is_patient_told=True))
        assert queries.ledger_of(queries.note_of(visit)) == ledger.of(happened)
        at += 2


def test_open_incidents_are_known_to_practitioners_and_the_owner_of_the_clinic(world, visit):
    note = a_mismatch(world, visit)

    for who in (world.mei, world.omar, world.ivo):
        assert [one.note for one in incident_queries.open_in(cast.viewer(who))] == [note]
    for who in (world.ruth, world.eve):
        assert incident_queries.open_in(cast.viewer(who)) == []


# --- Handed over -------------------------------------------------------------------------------------------------------


def test_a_hand_over_carries_the_number_that_is_still_in(world, needled, mei):
    handed = handing.hand_over(
        note=needled, to=world.omar, by=mei, now=room.later(world, 5), words="Back by 10"
    )

    assert (handed.needles, handed.to, handed.by) == (4, world.omar, "Dr Mei Tanaka")
    state = queries.note_states([needled.visit_id])[needled.visit_id]
    assert (state.outstanding, state.handed_to) == (4, "Dr Omar Haddad")


def test_after_a_count_only_what_is_missing_is_handed_over(world, visit, mei):
    note = a_mismatch(world, visit)

    assert handing.hand_over(note=note, to=world.omar, by=mei, now=room.later(world, 25)).needles == 1


def test_nobody_is_handed_a_patient_twice_or_from_another_clinic_or_without_needles(world, visit, mei):
    note = room.needled(world, visit)
    for to in (world.mei, world.eve_practitioner):
        with pytest.raises(holding.UnableToChart):
            handing.hand_over(note=note, to=to, by=mei, now=room.later(world, 5))
    handing.hand_over(note=note, to=world.omar, by=mei, now=room.later(world, 5))
    with pytest.raises(holding.AlreadyDone):
        handing.hand_over(note=note, to=world.omar, by=mei, now=room.later(world, 5))
    needling.needles_out(note=note, needles=4, by=mei, now=room.later(world, 20))
    with pytest.raises(holding.UnableToChart):
        handing.hand_over(note=note, to=world.mei, by=mei, now=room.later(world, 21))

    assert note.hand_overs.count() == 1


# --- Left in on purpose ------------------------------------------------------------------------------------------------


def leave(world, note, **changes):
    given = {
        "kind": "EAR_NEEDLE",
        "point_code": "EAR",
        "place": "Shen men",
        "side": "LEFT",
        "pieces": 2,
        "remove_by": world.today + dt.timedelta(days=3),
        "is_patient_told": True,
        "by": cast.viewer(world.mei),
        "now": world.now,
    }
    return left_in.leave_in(note=note, **{**given, **changes})


@pytest.fixture
def agreed(world, visit):
    room.consent(world, "PRESS_TACKS")
    return room.opened(world, visit)


def test_what_stays_in_is_kept_apart_from_the_needles_and_closes_a_visit_of_its_own(world, agreed, mei):
    left = leave(world, agreed)

    assert (left.pieces, left.placed_by, left.removed_at) == (2, "Dr Mei Tanaka", None)
    assert queries.ledger_of(agreed).went_in is None
    assert signing.sign(note=agreed, by=mei, now=room.later(world, 5)).signed_at


def test_what_stays_in_never_makes_up_for_a_missing_needle(world, visit, mei):
    room.consent(world, "PRESS_TACKS")
    note = a_mismatch(world, visit)

    leave(world, note, pieces=1, now=room.later(world, 21))

    assert room.stage(note) is Stage.MISMATCH


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"is_patient_told": False}, "Tell them"),
        ({"pieces": 0}, "from 1 to"),
        ({"place": ""}, "where in the ear"),
        ({"point_code": "XX9"}, "Choose a point"),
        ({"remove_by": cast.TODAY + dt.timedelta(days=8)}, "within 7 days"),
        ({"remove_by": cast.TODAY - dt.timedelta(days=1)}, "not before today"),
    ],
)
def test_nothing_is_left_in_without_a_place_a_day_and_a_patient_who_knows(world, agreed, changes, why):
    with pytest.raises(holding.UnableToChart, match=why):
        leave(world, agreed, **changes)

    assert not agreed.left_in.exists()


def test_nothing_is_left_in_without_consent_or_against_a_caution(world, visit):
    note = room.opened(world, visit)
    with pytest.raises(holding.UnableToChart, match="No consent"):
        leave(world, note)
    room.consent(world, "PRESS_TACKS")
    world.ada.cautions = ["heart_valve"]
    world.ada.save()
    with pytest.raises(holding.UnableToChart, match="forbids"):
        leave(world, note)
    with pytest.raises(holding.UnableToChart, match="Say why"):
        leave(world, note, kind="SEED")
    assert leave(world, note, kind="SEED", reason="Asked the doctor").pieces == 2


def test_a_double_tap_leaves_it_in_once(world, agreed):
    leave(world, agreed)
    with pytest.raises(holding.AlreadyDone):
        leave(world, agreed)

    assert agreed.left_in.count() == 1


def test_the_patient_says_that_it_is_off_piece_by_piece_and_also_after_the_signature(world, agreed, mei):
    left = leave(world, agreed)
    signing.sign(note=agreed, by=mei, now=room.later(world, 5))
    ada, then = cast.viewer(world.ada), world.now + dt.timedelta(days=3)

    left = left_in.take_off(left=left, by=ada, now=then, pieces=1)
    assert (left.removed_pieces, left.removed_at) == (1, None)
    left = left_in.take_off(left=left, by=ada, now=then)
    assert (left.removed_pieces, left.removed_at, left.removed_by) == (2, then, "patient")
    with pytest.raises(holding.AlreadyDone):
        left_in.take_off(left=left, by=ada, now=then)


def test_only_the_patient_and_the_clinic_say_that_it_is_off(world, agreed):
    left = leave(world, agreed)

    for who in (world.bo, world.eve, world.ivo):
        with pytest.raises(holding.UnableToChart):
            left_in.take_off(left=left, by=cast.viewer(who), now=world.now)
    with pytest.raises(holding.UnableToChart, match="from 1 to 2"):
        left_in.take_off(left=left, by=cast.viewer(world.ruth), now=world.now, pieces=3)
    assert left_in.take_off(left=left, by=cast.viewer(world.ruth), now=world.now).removed_by == "Ruth Abara"


def test_what_should_be_off_by_now_is_known_to_those_who_can_call(world, agreed):
    leave(world, agreed)
    late = world.today + dt.timedelta(days=4)

    for who, count in ((world.mei, 1), (world.ruth, 1), (world.ivo, 0), (world.eve, 0)):
        assert left_in_queries.count_overdue(cast.viewer(who), today=late) == count
        assert len(left_in_queries.still_in(cast.viewer(who))) == count
    assert left_in_queries.count_overdue(cast.viewer(world.mei), today=world.today) == 0


# --- Signed twice, amended ---------------------------------------------------------------------------------------------


@pytest.fixture
def students(world, visit):
    world.mei.supervisor = world.omar
    world.mei.save()
    return room.signed(world, visit)


def test_a_students_note_waits_for_the_supervisor(world, students, omar):
    assert students.needs_cosign
    assert cosigning_queries.to_cosign(omar) == [students]
    assert cosigning_queries.counts_for(omar, world.now) == (0, 1)

    note = cosigning.cosign(note=students, by=omar, now=room.later(world, 60))

    assert (note.cosigned_by, note.cosigned_at) == ("Dr Omar Haddad, L.Ac.", room.later(world, 60))
    assert cosigning_queries.to_cosign(omar) == []
    with pytest.raises(holding.AlreadyDone):
        cosigning.cosign(note=students, by=omar, now=room.later(world, 61))


def test_nobody_else_signs_for_a_student(world, students, mei):
    for who in (mei, cast.viewer(world.eve), cast.viewer(world.ruth)):
        with pytest.raises(holding.UnableToChart):
            cosigning.cosign(note=students, by=who, now=room.later(world, 60))


def test_a_note_of_somebody_who_is_no_student_any_more_still_finds_its_second_name(
    world, students, mei, omar
):
    world.mei.supervisor = None
    world.mei.save()

    assert cosigning_queries.to_cosign(omar) == [students]
    assert cosigning_queries.counts_for(omar, world.now) == (0, 1)
    assert cosigning_queries.to_cosign(mei) == []
    with pytest.raises(holding.UnableToSign):
        cosigning.cosign(note=students, by=mei, now=room.later(world, 60))

    note = cosigning.cosign(note=students, by=omar, now=room.later(world, 60))

    assert note.cosigned_by == "Dr Omar Haddad, L.Ac."


def test_a_student_sees_nothing_that_others_left_behind(world, students):
    world.mei.supervisor, world.omar.supervisor = None, world.mei
    world.mei.save()
    world.omar.save()

    assert cosigning_queries.to_cosign(cast.viewer(world.omar)) == []


def test_a_note_of_a_practitioner_needs_no_second_name(world, visit, omar):
    note = room.signed(world, visit)

    assert not note.needs_cosign
    assert note.treated_by["credential"] == "L.Ac."
    with pytest.raises(holding.UnableToSign, match="no second"):
        cosigning.cosign(note=note, by=omar, now=room.later(world, 60))


def test_an_amended_part_shows_how_it_read_before_and_what_was_signed_stays(world, visit, mei, omar):
    note = room.counted(world, visit)
    note.told = "Left leg"
    note.save()
    signing.sign(note=note, by=mei, now=room.later(world, 30))

    first = signing.amend(note=note, words="Right leg", part="told", by=mei, now=room.later(world, 40))
    second = signing.amend(note=note, words="Both legs", part="told", by=omar, now=room.later(world, 50))

    assert [(one.was, one.words, one.by) for one in (first, second)] == [
        ("Left leg", "Right leg", "Dr Mei Tanaka"),
        ("Right leg", "Both legs", "Dr Omar Haddad"),
    ]
    assert models.Note.objects.get(pk=note.pk).told == "Left leg"
    with pytest.raises(holding.UnableToChart):
        signing.amend(note=note, words="Both legs", part="told", by=mei, now=room.later(world, 60))
    with pytest.raises(ValueError, match="no part"):
        signing.amend(note=note, words="x", part="points", by=mei, now=room.later(world, 60))


# --- Two tablets at once -----------------------------------------------------------------------------------------------


@pytest.fixture
def lasting_world(transactional_db):
    return cast.world()


def at_once(*deeds):
    """Do all at the same moment, each on a connection of its own; return what went wrong, by kind."""
    gate, wrong = threading.Barrier(len(deeds)), []

    def run(deed):
        gate.wait()
        try:
            deed()
        except holding.UnableToChart as refused:
            wrong.append(type(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return wrong


def test_two_tablets_that_count_differently_at_once_never_lose_the_mismatch(lasting_world):
    w = lasting_world
    note = room.needled(w, room.a_visit_ready(w))

    def count(needles, who):
        return lambda: needling.needles_out(
            note=note, needles=needles, by=cast.viewer(who), now=room.later(w, 20)
        )

    at_once(count(4, w.mei), count(3, w.omar))

    assert note.counts.filter(kind="OUT").count() == 2
    assert note.incidents.filter(settled_at__isnull=True).count() == 1
    assert room.stage(note) in {Stage.MISMATCH, Stage.TO_SETTLE}
    with pytest.raises(holding.UnableToSign):
        signing.sign(note=note, by=cast.viewer(w.mei), now=room.later(w, 30))


def test_of_two_hands_that_settle_hand_over_or_take_off_one_does(lasting_world):
    w = lasting_world
    room.consent(w, "PRESS_TACKS")
    note = a_mismatch(w, room.a_visit_ready(w))
    left = leave(w, note, now=room.later(w, 21))
    give = {"note": note, "to": w.omar, "by": cast.viewer(w.mei), "now": room.later(w, 22)}

    assert at_once(*[lambda: handing.hand_over(**give)] * 2) == [holding.AlreadyDone]
    assert at_once(*[lambda: settle(w, note, Settled.FOUND_ELSEWHERE)] * 2) == [holding.AlreadyDone]
    taken = at_once(*[lambda: left_in.take_off(left=left, by=cast.viewer(w.ada), now=room.later(w, 30))] * 2)
    assert taken == [holding.AlreadyDone]
    assert note.counts.filter(kind=models.NeedleCount.Kind.OUT).count() == 2
    assert rules.Stage.COUNTED is room.stage(note)
