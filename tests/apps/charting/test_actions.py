"""Deeds of the treatment room: what they keep, what they refuse, and who comes second."""

import datetime as dt
import threading

import pytest
from django.db import connection

from needlepoint.booking import actions as booking_actions
from needlepoint.booking import models as booking
from needlepoint.charting import models, queries, rules
from needlepoint.charting.actions import holding, incidents, needling, noting, reporting, signing
from needlepoint.knowledge.safety import check
from needlepoint.people import models as people
from needlepoint.plans import models as plans
from tests import cast, checks, make
from tests.apps.charting import room

Route = check.Route
Side, Stage = rules.Side, rules.Stage


@pytest.fixture
def mei(world):
    return cast.viewer(world.mei)


@pytest.fixture
def visit(world):
    return room.a_visit_ready(world)


def rows(*points):
    return [rules.Row(code, Side(side), needles) for code, side, needles in points]


# --- Opening -----------------------------------------------------------------------------------------------------------


def test_opening_a_note_receives_the_patient_and_begins_with_the_plan(world, visit, mei):
    note = noting.open_note(visit=visit, by=mei, now=world.now)

    visit.refresh_from_db()
    assert visit.state == booking.Visit.State.ARRIVED
    assert [(one.point_code, one.side, one.needles_in, one.is_carried) for one in note.needlings.all()] == [
        ("BL23", "BOTH", 2, True),
        ("GV3", "MIDDLE", 1, True),
        ("GB30", "RIGHT", 1, True),
    ]
    assert (note.practitioner, note.number, note.carried_from) == (world.mei, 1, None)
    assert room.recorded("note_opened") == 1


def test_opening_twice_is_opening_once(world, visit, mei):
    first = noting.open_note(visit=visit, by=mei, now=world.now)

    second = noting.open_note(visit=visit, by=cast.viewer(world.omar), now=world.now)

    assert second.pk == first.pk
    assert second.practitioner == world.mei
    assert room.recorded("note_opened") == 1


def test_a_note_begins_with_the_points_and_settings_of_last_time_and_none_of_its_words(world, visit):
    last = room.a_past_note(world)

    note = room.opened(world, visit)

    assert note.carried_from == last
    assert [(one.point_code, one.side, one.is_carried) for one in note.needlings.all()] == [
        ("BL25", "BOTH", True),
        ("BL40", "LEFT", True),
    ]
    assert (note.position, note.needle_size, note.retention_minutes) == ("PRONE", "0.25 × 40 mm", 25)
    assert (note.told, note.done, note.response) == ("", "", "")


def test_unwanted_effects_never_carry_forward(world, visit, mei):
    last = room.a_past_note(world)
    reporting.report_reaction(note=last, category="BRUISE", grade=1, by=mei, now=world.now)

    note = room.opened(world, visit)

    assert not note.reactions.exists()
    assert not note.came_out_early


def test_a_technique_that_was_taken_back_is_left_behind(world, visit, mei):
    last = room.a_past_note(world)
    models.Note.objects.filter(pk=last.pk).update(techniques=["CUPPING", "HEAT"])
    room.consent(world, "HEAT")

    note = room.opened(world, visit)

    assert note.techniques == ["HEAT"]


def test_no_note_begins_for_a_visit_that_was_cancelled_or_closed(world, mei):
    for state in ("CANCELLED", "MISSED", "COMPLETED"):
        visit = make.a_visit(world, state=state)
        with pytest.raises(holding.UnableToChart):
            noting.open_note(visit=visit, by=mei, now=world.now)
    assert not models.Note.objects.exists()


def test_a_note_of_tomorrow_can_be_prepared_and_receives_nobody(world, mei):
    visit = make.a_visit(world, starts_at=cast.at("Tue 10:00"))

    noting.open_note(visit=visit, by=mei, now=world.now)

    visit.refresh_from_db()
    assert visit.state == booking.Visit.State.BOOKED


@pytest.mark.parametrize("who", ["ruth", "ivo", "eve", "ada"])
def test_only_a_practitioner_of_the_clinic_can_do_anything_to_a_note(world, visit, who):
    by = cast.viewer(getattr(world, who))
    note = make.a_note(world, visit=visit)
    deeds = [
        lambda: noting.open_note(visit=visit, by=by, now=world.now),
        lambda: noting.set_points(note=note, rows=rows(("BL23", "BOTH", 2)), by=by, now=world.now),
        lambda: noting.write_note(note=note, told="x", by=by, now=world.now),
        lambda: noting.hear_consent(note=note, kinds=["CUPPING"], by=by, now=world.now),
        lambda: needling.needles_in(note=note, by=by, now=world.now),
        lambda: needling.extend_retention(note=note, by=by, now=world.now),
        lambda: needling.needles_out(note=note, needles=1, by=by, now=world.now),
        lambda: needling.take_out_early(note=note, by=by, now=world.now),
        lambda: reporting.report_reaction(note=note, category="BRUISE", grade=1, by=by, now=world.now),
        lambda: signing.sign(note=note, by=by, now=world.now, says_no_needles=True),
        lambda: signing.amend(note=note, words="x", by=by, now=world.now),
    ]

    for deed in deeds:
        with pytest.raises(holding.UnableToChart):
            deed()

    assert not people.Consent.objects.filter(kind="CUPPING").exists()
    assert not models.NeedleCount.objects.exists()
    assert not models.Reaction.objects.exists()


# --- The chart ---------------------------------------------------------------------------------------------------------


def test_a_point_that_was_changed_is_no_longer_marked_as_copied(world, visit, mei):
    note = room.opened(world, visit)

    noting.set_points(
        note=note,
        rows=rows(("BL23", "BOTH", 2), ("GB30", "LEFT", 1), ("BL25", "BOTH", 2)),
        by=mei,
        now=world.now,
    )

    marks = dict(note.needlings.values_list("point_code", "is_carried"))
    assert marks == {"BL23": True, "GB30": False, "BL25": False}


def test_every_fault_of_a_chart_is_named_at_once_and_nothing_is_kept(world, visit, mei):
    note = room.opened(world, visit)
    chart = rules.Chart(rows=tuple(rows(("BL23", "BOTH", 99), ("XX9", "BOTH", 2))), techniques=("CUPPING",))

    with pytest.raises(holding.UnableToChart) as refused:
        noting.set_chart(note=note, chart=chart, by=mei, now=world.now)

    together = " ".join(refused.value.reasons)
    assert "XX9" in together
    assert "1 to 20" in together
    assert "Cupping" in together
    assert note.needlings.count() == 3


def test_a_caution_refuses_a_technique_even_with_consent(world, visit, mei):
    room.consent(world, "ELECTRO")
    people.Patient.objects.filter(pk=world.ada.pk).update(cautions=["implanted_device"])
    note = room.opened(world, visit)

    with pytest.raises(holding.UnableToChart, match="current"):
        noting.set_chart(note=note, chart=rules.Chart(techniques=("ELECTRO",)), by=mei, now=world.now)


def test_a_point_against_a_caution_needs_a_reason_which_stays_in_the_note(world, visit, mei):
    people.Patient.objects.filter(pk=world.ada.pk).update(cautions=["pregnant"])
    note = room.opened(world, visit)
    chart = rules.Chart(rows=tuple(rows(("SP6", "BOTH", 2))))

    with pytest.raises(holding.UnableToChart, match="SP6"):
        noting.set_chart(note=note, chart=chart, by=mei, now=world.now)
    needed = noting.reasons_needed(note=note, chart=chart)
    noting.set_chart(
        note=note, chart=chart, by=mei, now=world.now, reasons=dict.fromkeys(needed, "Past 37 weeks, agreed")
    )

    note.refresh_from_db()
    assert note.reasons["SP6"] == "Past 37 weeks, agreed"


def test_words_are_changed_one_by_one(world, visit, mei):
    note = room.opened(world, visit)
    noting.write_note(note=note, by=mei, now=world.now, told="Slept well")

    noting.write_note(note=note, by=cast.viewer(world.omar), now=world.now, response="Warm")

    note.refresh_from_db()
    assert (note.told, note.response) == ("Slept well", "Warm")


def test_a_yes_in_the_room_is_a_consent_with_its_own_wording(world, visit, mei):
    note = room.opened(world, visit)

    noting.hear_consent(note=note, kinds=["CUPPING"], by=mei, now=world.now)

    [consent] = people.Consent.objects.filter(kind="CUPPING")
    assert (consent.is_given, consent.wording_version) == (True, rules.SPOKEN_CONSENT)
    assert room.recorded("consent_given") == room.recorded("consent_heard") == 1


# --- Needles in --------------------------------------------------------------------------------------------------------


def test_counting_in_keeps_the_number_the_time_and_the_person(world, visit, mei):
    note = room.needled(world, visit)

    [count] = note.counts.all()
    assert (count.kind, count.needles, count.at, count.by) == ("IN", room.NEEDLES, world.now, "Dr Mei Tanaka")
    assert sum(count.by_point.values()) == room.NEEDLES
    assert queries.note_of(visit).needles_in_at == world.now


def test_every_reason_against_the_first_needle_is_said_at_once(world, mei):
    visit = make.a_visit(world)
    note = room.opened(world, visit)

    with pytest.raises(holding.UnableToNeedle) as refused:
        needling.needles_in(note=note, by=mei, now=world.now)

    together = " ".join(refused.value.reasons)
    for words in ("consent", "plan", "point"):
        assert words in together
    assert room.stage(note) is Stage.OPEN


def test_a_consent_that_was_taken_back_stops_the_needles(world, visit, mei):
    people.Consent.objects.filter(patient=world.ada).update(withdrawn_at=world.now)
    note = room.opened(world, visit)

    with pytest.raises(holding.UnableToNeedle, match="consent"):
        needling.needles_in(note=note, by=mei, now=world.now)


def test_counting_the_same_needles_in_twice_changes_nothing(world, visit, mei):
    note = room.needled(world, visit)

    with pytest.raises(holding.AlreadyDone):
        needling.needles_in(note=note, by=mei, now=room.later(world, 1))

    assert note.counts.count() == 1


def test_while_needles_are_in_points_can_be_added_and_never_taken_away(world, visit, mei):
    note = room.needled(world, visit)
    more = rows(("BL23", "BOTH", 2), ("GV3", "MIDDLE", 1), ("GB30", "RIGHT", 1), ("BL40", "LEFT", 1))

    noting.set_points(note=note, rows=more, by=mei, now=room.later(world, 3))

    assert list(note.counts.values_list("kind", "needles")) == [("IN", 4), ("IN", 5)]
    with pytest.raises(holding.UnableToChart, match="BL40"):
        noting.set_points(note=note, rows=more[:3], by=mei, now=room.later(world, 4))
    assert queries.ledger_of(note).went_in == 5


def test_five_minutes_more_are_counted_from_the_end_and_from_now_once_it_has_passed(world, visit, mei):
    note = room.needled(world, visit)

    needling.extend_retention(note=note, by=mei, now=room.later(world, 10))
    assert queries.note_of(visit).retention_minutes == 25
    needling.extend_retention(note=note, by=mei, now=room.later(world, 31))
    assert queries.note_of(visit).retention_minutes == 36


def test_needles_stay_in_for_an_hour_at_most(world, visit, mei):
    note = room.needled(world, visit)
    models.Note.objects.filter(pk=note.pk).update(retention_minutes=60)

    with pytest.raises(holding.UnableToChart, match="60"):
        needling.extend_retention(note=note, by=mei, now=room.later(world, 10))


# --- Needles out ---------------------------------------------------------------------------------------------------------


def test_a_count_that_agrees_settles_the_needles(world, visit):
    note = room.counted(world, visit)

    assert room.stage(note) is Stage.COUNTED
    assert queries.note_of(visit).needles_out_at == room.later(world, 20)


def test_a_colleague_may_count_out_and_the_author_stays(world, visit):
    note = room.needled(world, visit)

    needling.needles_out(note=note, needles=4, by=cast.viewer(world.omar), now=room.later(world, 20))

    assert note.counts.last().by == "Dr Omar Haddad"
    assert queries.note_of(visit).practitioner == world.mei


@pytest.mark.parametrize("came_out", [0, 3, 5])
def test_a_mismatch_is_kept_and_closed_by_a_true_count_and_a_reason_only(world, visit, mei, came_out):
    note = room.counted(world, visit, came_out)
    now = room.later(world, 25)
    routes = [
        lambda: signing.sign(note=note, by=mei, now=now),
        lambda: signing.sign(note=note, by=mei, now=now, says_no_needles=True),
        lambda: needling.needles_in(note=note, by=mei, now=now),
        lambda: needling.take_out_early(note=note, by=mei, now=now),
        lambda: needling.extend_retention(note=note, by=mei, now=now),
        lambda: signing.amend(note=note, words="All found", by=mei, now=now),
        lambda: noting.set_points(note=note, rows=rows(("BL23", "LEFT", 1)), by=mei, now=now),
        lambda: noting.set_points(note=note, rows=[], by=mei, now=now),
    ]

    for route in routes:
        with pytest.raises(holding.UnableToChart):
            route()

    assert room.stage(note) is Stage.MISMATCH
    visit.refresh_from_db()
    assert visit.state == booking.Visit.State.ARRIVED
    needling.needles_out(note=note, needles=4, by=mei, now=now)
    incidents.settle_incident(note=note, how="COUNTED_AGAIN", reason="Counted wrong", by=mei, now=now)
    signing.sign(note=note, by=mei, now=now)
    assert room.stage(note) is Stage.SIGNED
    assert list(note.counts.filter(kind="OUT").values_list("needles", flat=True)) == [came_out, 4]


def test_a_missing_needle_cannot_be_written_off_by_adding_to_the_record(world, visit, mei):
    note = room.counted(world, visit, 3)
    more = rows(("BL23", "BOTH", 2), ("GV3", "MIDDLE", 1), ("GB30", "RIGHT", 1), ("BL40", "LEFT", 1))

    with pytest.raises(holding.UnableToChart):
        noting.set_points(note=note, rows=more, by=mei, now=room.later(world, 25))

    assert queries.ledger_of(note).went_in == 4


def test_a_needle_forgotten_on_the_record_can_be_added_when_one_more_came_out(world, visit, mei):
    note = room.counted(world, visit, 5)
    more = rows(("BL23", "BOTH", 2), ("GV3", "MIDDLE", 1), ("GB30", "RIGHT", 1), ("BL40", "LEFT", 1))

    noting.set_points(note=note, rows=more, by=mei, now=room.later(world, 25))

    assert room.stage(note) is Stage.TO_SETTLE
    assert list(note.counts.values_list("kind", "needles")) == [("IN", 4), ("OUT", 5), ("IN", 5)]


def test_a_second_look_that_finds_no_more_is_kept_and_a_double_tap_is_not(world, visit, mei):
    note = room.counted(world, visit, 3)

    with pytest.raises(holding.AlreadyDone):
        needling.needles_out(note=note, needles=3, by=mei, now=room.later(world, 20))
    needling.needles_out(note=note, needles=3, by=mei, now=room.later(world, 24))

    assert note.counts.filter(kind="OUT").count() == 2


def test_a_count_that_agreed_stays_and_one_that_differs_later_raises_the_alarm(world, visit, mei):
    note = room.counted(world, visit)

    with pytest.raises(holding.AlreadyDone):
        needling.needles_out(note=note, needles=4, by=mei, now=room.later(world, 25))
    needling.needles_out(note=note, needles=3, by=mei, now=room.later(world, 26))

    assert room.stage(note) is Stage.MISMATCH


def test_nothing_can_be_counted_out_before_anything_is_in(world, visit, mei):
    note = room.opened(world, visit)

    with pytest.raises(holding.UnableToChart, match="No needles are in"):
        needling.needles_out(note=note, needles=4, by=mei, now=world.now)
    with pytest.raises(ValueError, match="never counted"):
        needling.needles_out(note=note, needles=-1, by=mei, now=world.now)


def test_needles_that_came_out_in_a_hurry_are_counted_after_and_explained_before_signing(world, visit, mei):
    note = room.needled(world, visit)
    needling.take_out_early(note=note, by=cast.viewer(world.omar), now=room.later(world, 6))
    assert room.stage(note) is Stage.UNCOUNTED
    with pytest.raises(holding.AlreadyDone):
        needling.take_out_early(note=note, by=mei, now=room.later(world, 6))
    with pytest.raises(holding.UnableToSign) as refused:
        signing.sign(note=note, by=mei, now=room.later(world, 7))
    assert len(refused.value.reasons) == 2

    needling.needles_out(note=note, needles=4, by=mei, now=room.later(world, 10))
    with pytest.raises(holding.UnableToSign, match="came out early"):
        signing.sign(note=note, by=mei, now=room.later(world, 11))
    reporting.report_reaction(note=note, category="FAINT", grade=2, by=mei, now=room.later(world, 12))
    signing.sign(note=note, by=mei, now=room.later(world, 13))

    kept = queries.note_of(visit)
    assert kept.came_out_early
    assert kept.needles_out_at == room.later(
        world, 6
    )  # the time they came out, not the time they were counted


# --- Unwanted effects ------------------------------------------------------------------------------------------------------


def test_a_reaction_is_kept_with_who_and_when_also_after_the_signature(world, visit, mei):
    note = room.signed(world, visit)

    reporting.report_reaction(
        note=note,
        category="BRUISE",
        grade=1,
        words="A bruise at the buttock",
        by=cast.viewer(world.omar),
        now=room.later(world, 1500),
    )

    [reaction] = note.reactions.all()
    assert (reaction.category, reaction.by, reaction.is_serious) == ("BRUISE", "Dr Omar Haddad", False)
    assert room.recorded("reaction_reported") == 1


def test_a_danger_to_life_is_kept_as_serious_even_unticked(world, visit, mei):
    note = room.opened(world, visit)

    reaction = reporting.report_reaction(note=note, category="LUNG", grade=4, by=mei, now=world.now)

    assert reaction.is_serious


@pytest.mark.parametrize(("category", "grade"), [("MAGIC", 1), ("BRUISE", 0), ("BRUISE", 6)])
def test_an_unknown_effect_or_grade_is_refused(world, visit, mei, category, grade):
    note = room.opened(world, visit)

    with pytest.raises(ValueError):
        reporting.report_reaction(note=note, category=category, grade=grade, by=mei, now=world.now)


# --- Signing and after -------------------------------------------------------------------------------------------------------


def test_signing_locks_the_note_and_completes_the_visit(world, visit, mei):
    note = room.signed(world, visit)

    visit.refresh_from_db()
    assert visit.state == booking.Visit.State.COMPLETED
    assert (note.signed_by, note.signed_at) == ("Dr Mei Tanaka", room.later(world, 30))
    now = room.later(world, 40)
    for deed in (
        lambda: noting.set_points(note=note, rows=rows(("BL23", "LEFT", 1)), by=mei, now=now),
        lambda: noting.write_note(note=note, told="Something else", by=mei, now=now),
        lambda: needling.needles_in(note=note, by=mei, now=now),
        lambda: needling.needles_out(note=note, needles=4, by=mei, now=now),
        lambda: needling.take_out_early(note=note, by=mei, now=now),
        lambda: needling.extend_retention(note=note, by=mei, now=now),
        lambda: noting.hear_consent(note=note, kinds=["CUPPING"], by=mei, now=now),
        lambda: signing.sign(note=note, by=mei, now=now),
    ):
        with pytest.raises(holding.UnableToChart):
            deed()
    assert note.needlings.count() == 3


def test_a_visit_for_talking_can_be_signed_and_carries_no_points(world, visit, mei):
    note = room.opened(world, visit)
    with pytest.raises(holding.UnableToSign, match="few words"):
        signing.sign(note=note, by=mei, now=world.now, says_no_needles=True)
    noting.write_note(note=note, by=mei, now=world.now, told="We talked about sleep")

    signing.sign(note=note, by=mei, now=world.now, says_no_needles=True)

    assert not note.needlings.exists()
    visit.refresh_from_db()
    assert visit.state == booking.Visit.State.COMPLETED


def test_a_colleague_who_signs_is_named_and_the_author_stays(world, visit):
    note = room.counted(world, visit)

    signed = signing.sign(note=note, by=cast.viewer(world.omar), now=room.later(world, 25))

    assert (signed.signed_by, signed.practitioner) == ("Dr Omar Haddad", world.mei)


def test_an_amendment_adds_and_what_was_signed_stays(world, visit, mei):
    note = room.signed(world, visit)
    before = models.Note.objects.filter(pk=note.pk).values().get()

    signing.amend(note=note, words="The left foot, not the right", by=mei, now=room.later(world, 90))

    assert models.Note.objects.filter(pk=note.pk).values().get() == before
    [amendment] = note.amendments.all()
    assert (amendment.words, amendment.by) == ("The left foot, not the right", "Dr Mei Tanaka")
    assert room.recorded("note_amended") == 1


def test_an_open_note_takes_no_amendment_and_a_signed_one_no_empty_one(world, visit, mei):
    note = room.opened(world, visit)
    with pytest.raises(holding.UnableToChart):
        signing.amend(note=note, words="Too early", by=mei, now=world.now)
    note = room.signed(world, visit)
    with pytest.raises(holding.UnableToChart):
        signing.amend(note=note, words="   ", by=mei, now=world.now)

    assert not models.Amendment.objects.exists()


def test_a_cancelled_visit_cannot_be_signed(world, visit, mei):
    note = room.counted(world, visit)
    booking.Visit.objects.filter(pk=visit.pk).update(state="CANCELLED")

    with pytest.raises(holding.UnableToSign, match="cancelled"):
        signing.sign(note=note, by=mei, now=room.later(world, 25))


def test_a_visit_whose_note_is_signed_counts_in_the_course(world, visit):
    room.signed(world, visit)

    course = plans.Course.objects.get(patient=world.ada)
    assert queries.plans_queries.position(course).done == 1


# --- Two at once -----------------------------------------------------------------------------------------------------------


def at_once(deed, times=4):
    """Run a deed in several threads at once; return what each raised."""
    start, raised = threading.Barrier(times), []

    def one():
        try:
            start.wait()
            deed()
            raised.append(None)
        except Exception as error:  # noqa: BLE001 the test looks at every kind
            raised.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture
def lasting_world(transactional_db):
    return cast.world()


def test_of_four_hands_that_open_a_note_one_begins_it(lasting_world):
    w = lasting_world
    visit = room.a_visit_ready(w)
    mei = cast.viewer(w.mei)

    raised = at_once(lambda: noting.open_note(visit=visit, by=mei, now=w.now))

    assert raised == [None] * 4
    assert models.Note.objects.count() == 1
    assert models.Needling.objects.count() == 3
    assert booking.Fact.objects.filter(visit=visit, kind="ARRIVED").count() == 1


def test_of_four_hands_that_count_in_or_out_one_does(lasting_world):
    w = lasting_world
    visit = room.a_visit_ready(w)
    mei = cast.viewer(w.mei)
    note = room.opened(w, visit)

    into = at_once(lambda: needling.needles_in(note=note, by=mei, now=w.now))
    out = at_once(lambda: needling.needles_out(note=note, needles=4, by=mei, now=room.later(w, 20)))

    for raised in (into, out):
        assert raised.count(None) == 1
        assert raised.count(holding.AlreadyDone) == 3
    assert list(note.counts.values_list("kind", "needles")) == [("IN", 4), ("OUT", 4)]


def test_of_four_hands_that_sign_one_does(lasting_world):
    w = lasting_world
    visit = room.a_visit_ready(w)
    mei = cast.viewer(w.mei)
    note = room.counted(w, visit)

    raised = at_once(lambda: signing.sign(note=note, by=mei, now=room.later(w, 30)))

    assert raised.count(None) == 1
    assert raised.count(holding.AlreadyDone) == 3
    assert room.recorded("note_signed") == 1
    assert booking.Fact.objects.filter(visit=visit, kind="COMPLETED").count() == 1


def test_a_wrong_count_and_a_signature_at_once_never_sign_a_mismatch(lasting_world):
    w = lasting_world
    visit = room.a_visit_ready(w)
    mei = cast.viewer(w.mei)
    note = room.needled(w, visit)
    turns = iter([3, None, 3, None])

    def count_or_sign():
        needles = next(turns)
        if needles is None:
            signing.sign(note=note, by=mei, now=room.later(w, 21))
        else:
            needling.needles_out(note=note, needles=needles, by=mei, now=room.later(w, 20))

    at_once(count_or_sign)

    assert room.stage(note) is Stage.MISMATCH


def test_a_visit_that_booking_closes_at_the_same_time_is_closed_once(world, visit, mei):
    note = room.counted(world, visit)
    booking_actions.complete_visit(visit=visit, by=mei, now=room.later(world, 21))

    signing.sign(note=note, by=mei, now=room.later(world, 25))

    assert booking.Fact.objects.filter(visit=visit, kind="COMPLETED").count() == 1


# --- Questions -------------------------------------------------------------------------------------------------------------


def test_states_of_notes_cost_the_same_for_one_and_for_many(world, django_assert_num_queries):
    first = room.a_visit_ready(world)
    room.needled(world, first)
    with django_assert_num_queries(4):
        queries.note_states([first.pk])
    ids = [first.pk]
    for number in range(6):
        visit = make.a_visit(world, starts_at=world.now - dt.timedelta(days=number + 1))
        make.a_note(world, visit=visit, needles_in_at=world.now)
        ids.append(visit.pk)

    with django_assert_num_queries(4):
        states = queries.note_states(ids)

    assert len(states) == 7
    assert states[first.pk].stage is Stage.IN
    assert states[first.pk].needles == 4
    assert states[first.pk].out_due_at == room.later(world, 20)


def test_a_state_says_what_is_missing(world, visit):
    room.counted(world, visit, 3)

    state = queries.note_states([visit.pk])[visit.pk]

    assert state.needs_a_count
    assert state.missing == 1


def test_notes_of_a_patient_are_for_practitioners_and_cost_the_same_at_any_length(
    world, visit, mei, django_assert_max_num_queries
):
    room.signed(world, visit)
    for days in (7, 14, 21):
        room.a_past_note(world, days=days)

    with django_assert_max_num_queries(5):
        notes = queries.notes_of(mei, world.ada)
        assert [len(note.needlings.all()) for note in notes] == [3, 2, 2, 2]
    for who in (world.ruth, world.ivo, world.eve, world.ada):
        assert queries.notes_of(cast.viewer(who), world.ada) == []


def test_unsigned_notes_are_known_to_practitioners_and_the_owner_of_the_clinic(world, visit):
    room.needled(world, visit)
    room.a_past_note(world)

    evening = room.later(world, 600)
    for who in (world.mei, world.omar, world.ivo):
        assert [note.visit for note in queries.unsigned_notes(cast.viewer(who), evening)] == [visit]
    for who in (world.ruth, world.eve, world.ada):
        assert queries.unsigned_notes(cast.viewer(who), evening) == []
    assert queries.unsigned_notes(cast.viewer(world.mei), visit.starts_at) == []


def test_no_needle_goes_in_after_a_check_that_turned_them_away_until_somebody_decides_differently(world, mei):
    visit = room.a_visit_ready(world)
    note = room.opened(world, visit)
    kept = checks.kept(world.ada, Route.SAME_DAY, at=world.now)

    with pytest.raises(holding.UnableToNeedle, match="a doctor comes before any needle"):
        needling.needles_in(note=note, by=mei, now=world.now)

    checks.decided(kept, Route.SUITABLE, at=world.now)
    needling.needles_in(note=note, by=mei, now=world.now)
