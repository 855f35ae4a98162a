"""The needle ledger: a visit closes if and only if every needle is accounted for."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from needlepoint.charting.rules import ledger

Deed, Event, Ledger, Settled, Stage = (
    ledger.Deed,
    ledger.Event,
    ledger.Ledger,
    ledger.Settled,
    ledger.Stage,
)

WENT_IN = Event(Deed.NEEDLES_IN, 12)
OUT_FIRST = Event(Deed.TAKE_OUT_EARLY)


def out(needles):
    return Event(Deed.COUNT_OUT, needles)


def settle(how, *, told=False, reason="Looked everywhere."):
    return Event(Deed.SETTLE, how=how, reason=reason, is_patient_told=told)


def a_ledger(stage):
    lost = ledger.of([WENT_IN, out(11)])
    return {
        Stage.OPEN: Ledger(),
        Stage.IN: ledger.of([WENT_IN]),
        Stage.UNCOUNTED: ledger.of([WENT_IN, OUT_FIRST]),
        Stage.MISMATCH: lost,
        Stage.TO_SETTLE: ledger.after(lost, out(12)),
        Stage.SETTLED: ledger.after(lost, settle(Settled.NOT_FOUND, told=True)),
        Stage.COUNTED: ledger.of([WENT_IN, out(12)]),
        Stage.SIGNED: ledger.of([WENT_IN, out(12), Event(Deed.SIGN)]),
    }[stage]


def closes(state):
    """Whether the note can be signed, by the rule that signing asks."""
    return ledger.why_not_signable(state, says_no_needles=state.stage is Stage.OPEN, has_words=True) == ()


# --- Stages and moves --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", list(Stage))
def test_a_ledger_names_its_stage(stage):
    assert a_ledger(stage).stage is stage


def test_only_a_note_without_needles_or_with_all_of_them_accounted_for_leads_to_the_signature():
    leading = {stage for (stage, _deed), after in ledger.MOVES.items() if Stage.SIGNED in after}

    assert leading - {Stage.SIGNED} == {Stage.OPEN, Stage.COUNTED, Stage.SETTLED}


def test_only_a_count_a_forgotten_needle_or_a_settling_leads_out_of_a_mismatch():
    leaving = {
        deed
        for (stage, deed), after in ledger.MOVES.items()
        if stage is Stage.MISMATCH and after != {Stage.MISMATCH}
    }

    assert leaving == {Deed.COUNT_OUT, Deed.ADD_NEEDLES, Deed.SETTLE}


def test_the_number_that_went_in_is_put_right_only_while_the_needles_are_in():
    assert {stage for stage in Stage if ledger.may(stage, Deed.CORRECT_IN)} == {Stage.IN}


def test_a_correction_needs_another_number_and_a_reason():
    state = a_ledger(Stage.IN)

    assert ledger.after(state, Event(Deed.CORRECT_IN, 10, reason="A slip")).went_in == 10
    for event in (Event(Deed.CORRECT_IN, 12, reason="A slip"), Event(Deed.CORRECT_IN, 10, reason=" ")):
        with pytest.raises(ledger.NotNow):
            ledger.after(state, event)


def test_nothing_can_be_added_to_the_record_while_a_needle_is_missing():
    assert not ledger.may_add(a_ledger(Stage.MISMATCH))
    assert ledger.may_add(ledger.of([WENT_IN, out(13)]))


def test_needles_can_be_added_while_they_are_in_and_never_once_counted():
    assert {stage for stage in Stage if ledger.may_add(a_ledger(stage))} == {Stage.IN}


def test_a_signed_note_takes_amendments_a_second_signature_reports_and_what_came_off_later():
    allowed = {deed for deed in Deed if ledger.may(Stage.SIGNED, deed)}

    assert allowed == {Deed.AMEND, Deed.COSIGN, Deed.REPORT_REACTION, Deed.TAKE_OFF}


def test_something_unwanted_can_be_written_down_at_every_stage():
    assert all(ledger.may(stage, Deed.REPORT_REACTION) for stage in Stage)


def test_a_mismatch_can_be_reported_after_a_count_that_agreed():
    state = ledger.after(a_ledger(Stage.COUNTED), out(11))

    assert state.stage is Stage.MISMATCH
    assert state.has_incident


def test_what_is_handed_over_is_every_needle_until_they_are_counted_and_then_those_missing():
    assert [a_ledger(stage).outstanding for stage in Stage] == [0, 12, 12, 1, 0, 0, 0, 0]


# --- Settling ----------------------------------------------------------------------------------------------------------


def test_a_recount_that_agrees_keeps_the_note_open_until_somebody_says_why_it_did_not():
    state = a_ledger(Stage.TO_SETTLE)

    assert not closes(state)
    assert closes(ledger.after(state, settle(Settled.COUNTED_AGAIN)))


def test_a_needle_nobody_found_closes_the_note_only_with_a_reason_and_a_patient_who_knows():
    state = a_ledger(Stage.MISMATCH)

    for event in (
        settle(Settled.NOT_FOUND),
        settle(Settled.NOT_FOUND, told=True, reason=" "),
        Event(Deed.SETTLE, reason="No way named"),
    ):
        with pytest.raises(ledger.NotNow):
            ledger.after(state, event)
    given_up = ledger.after(state, settle(Settled.NOT_FOUND, told=True))
    assert (given_up.stage, given_up.missing) == (Stage.SETTLED, 1)
    assert closes(given_up)


def test_a_needle_that_turns_up_after_all_is_counted_and_another_difference_opens_a_new_incident():
    state = a_ledger(Stage.SETTLED)

    assert ledger.after(state, out(12)).stage is Stage.COUNTED
    assert ledger.after(state, out(11)).stage is Stage.SETTLED
    assert ledger.after(state, out(10)).stage is Stage.MISMATCH


@pytest.mark.parametrize(
    ("came_out", "ways"),
    [
        (12, set(Settled) - {Settled.NOT_FOUND}),
        (11, set(Settled) - {Settled.COUNTED_AGAIN}),
        (13, {Settled.FOUND_IN_PATIENT, Settled.FOUND_ELSEWHERE, Settled.WRONG_ON_RECORD}),
    ],
)
def test_a_mismatch_is_settled_only_in_ways_that_fit_its_numbers(came_out, ways):
    state = ledger.of([WENT_IN, out(9), out(came_out)])

    assert set(ledger.ways_to_settle(state)) == ways
    for how in set(Settled) - ways:
        with pytest.raises(ledger.NotNow):
            ledger.after(state, settle(how, told=True))


def test_a_needle_that_was_found_is_counted_out_and_a_wrong_number_is_put_right():
    state = a_ledger(Stage.MISMATCH)

    found = ledger.after(state, settle(Settled.FOUND_IN_PATIENT))
    wrong = ledger.after(state, settle(Settled.WRONG_ON_RECORD))
    assert (found.went_in, found.came_out, found.stage) == (12, 12, Stage.COUNTED)
    assert (wrong.went_in, wrong.came_out, wrong.stage) == (11, 11, Stage.COUNTED)


def test_a_needle_too_many_stays_on_record_as_explained():
    state = ledger.of([WENT_IN, out(13), settle(Settled.FOUND_IN_PATIENT)])

    assert (state.stage, state.missing) == (Stage.SETTLED, -1)


def test_a_student_may_settle_only_that_they_counted_wrong():
    assert {how for how in Settled if ledger.may_settle(how, is_student=True)} == {Settled.COUNTED_AGAIN}
    assert all(ledger.may_settle(how, is_student=False) for how in Settled)


# --- Closing -----------------------------------------------------------------------------------------------------------


def closes_by_hand(events):
    """The obvious twin: read the whole story again and ask of it what a careful colleague would ask."""
    numbers_in, numbers_out, alarms, answers, explained = [], [], 0, 0, []
    for event in events:
        if event.deed is Deed.NEEDLES_IN:
            numbers_in.append(event.needles)
        elif event.deed is Deed.ADD_NEEDLES:
            numbers_in.append(numbers_in[-1] + event.needles)
        elif event.deed is Deed.CORRECT_IN:
            numbers_in.append(event.needles)
        elif event.deed is Deed.COUNT_OUT:
            numbers_out.append(event.needles)
            differs = numbers_in[-1] - numbers_out[-1]
            if differs and (not explained or explained[-1] != differs) and alarms == answers:
                alarms += 1
        elif event.deed is Deed.SETTLE:
            answers += 1
            differs = numbers_in[-1] - numbers_out[-1]
            was_found = event.how in (Settled.FOUND_IN_PATIENT, Settled.FOUND_ELSEWHERE)
            explained.append(None)
            if event.how is Settled.WRONG_ON_RECORD:
                numbers_in.append(numbers_out[-1])
            elif was_found and differs > 0:
                numbers_out.append(numbers_in[-1])
            elif event.how is Settled.NOT_FOUND or (was_found and differs < 0):
                explained[-1] = differs
    if not numbers_in:
        return True
    if not numbers_out or alarms != answers:
        return False
    differs = numbers_in[-1] - numbers_out[-1]
    return differs == 0 or (bool(explained) and explained[-1] == differs)


NUMBERS = st.integers(0, 6)
EVENTS = st.one_of(
    st.builds(Event, st.just(Deed.NEEDLES_IN), NUMBERS),
    st.builds(Event, st.just(Deed.COUNT_OUT), NUMBERS),
    st.builds(
        Event,
        st.sampled_from([Deed.ADD_NEEDLES, Deed.CORRECT_IN]),
        NUMBERS,
        reason=st.sampled_from(["", "A slip"]),
    ),
    st.builds(Event, st.sampled_from([Deed.TAKE_OUT_EARLY, Deed.HAND_OVER, Deed.WRITE])),
    st.builds(Event, st.sampled_from([Deed.LEAVE_IN, Deed.TAKE_OFF]), NUMBERS),
    st.builds(
        Event,
        st.just(Deed.SETTLE),
        how=st.sampled_from([None, *Settled]),
        reason=st.sampled_from(["", "Found"]),
        is_patient_told=st.booleans(),
    ),
)
# Most sequences begin as visits do; the rest begin anyhow.
STORIES = st.one_of(
    st.lists(EVENTS, max_size=12),
    st.tuples(
        st.builds(Event, st.just(Deed.NEEDLES_IN), st.integers(1, 6)), st.lists(EVENTS, max_size=12)
    ).map(lambda pair: [pair[0], *pair[1]]),
)


def check_story(story):
    state, happened = Ledger(), []
    for event in story:
        before = state
        try:
            state = ledger.after(state, event)
        except ledger.NotNow:
            assert state == before
            continue
        happened.append(event)
        assert state.stage in ledger.MOVES[before.stage, event.deed]
        assert state.still_in >= 0
        assert closes(state) is closes_by_hand(happened)
        assert closes(state) is ledger.may(state.stage, Deed.SIGN)
    # The whole story again, from its beginning, leads to the same place; what was left in on purpose changes nothing.
    assert ledger.of(happened) == state
    without = [event for event in happened if event.deed not in (Deed.LEAVE_IN, Deed.TAKE_OFF)]
    assert closes(ledger.of(without)) is closes(state)


@given(STORIES)
@settings(max_examples=25, deadline=None)
@example([WENT_IN, out(11), out(12)])
@example([WENT_IN, out(11), settle(Settled.NOT_FOUND, told=True), out(10), out(11)])
@example([WENT_IN, out(11), settle(Settled.NOT_FOUND, told=True), out(12), out(11)])
@example([WENT_IN, out(13), Event(Deed.ADD_NEEDLES, 1), out(13)])
@example([WENT_IN, OUT_FIRST, Event(Deed.HAND_OVER), out(12)])
@example([WENT_IN, out(12), out(11), settle(Settled.FOUND_ELSEWHERE)])
@example([Event(Deed.LEAVE_IN, 2), Event(Deed.TAKE_OFF, 2)])
def test_a_visit_closes_if_and_only_if_every_needle_is_accounted_for(story):
    check_story(story)


@pytest.mark.slow
@given(STORIES)
@settings(max_examples=5000, deadline=None)
def test_a_visit_closes_if_and_only_if_every_needle_is_accounted_for_over_many_stories(story):
    check_story(story)


# --- Signing -----------------------------------------------------------------------------------------------------------


def test_what_was_left_in_on_purpose_says_what_was_done_at_a_visit_without_other_needles():
    state = ledger.of([Event(Deed.LEAVE_IN, 3)])

    assert ledger.why_not_signable(state, says_no_needles=False, has_words=False) == ()
    assert ledger.why_not_signable(state, says_no_needles=True, has_words=False) == ()


def test_a_mismatch_that_agrees_again_says_that_it_waits_for_a_reason():
    found = ledger.why_not_signable(a_ledger(Stage.TO_SETTLE), says_no_needles=False, has_words=True)

    assert found == (ledger.Obstacle.NOT_SETTLED,)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, None),
        ({"stage": Stage.COUNTED}, ledger.NoCosign.NOT_SIGNED),
        ({"needs_cosign": False}, ledger.NoCosign.NOT_NEEDED),
        ({"is_cosigned": True}, ledger.NoCosign.ALREADY),
        ({"is_own": True}, ledger.NoCosign.OWN),
        ({"is_student": True}, ledger.NoCosign.STUDENT),
        ({"is_supervisor": False}, ledger.NoCosign.NOT_SUPERVISOR),
    ],
)
def test_only_a_supervisor_signs_after_a_student_and_once(changed, why):
    said = {
        "stage": Stage.SIGNED,
        "needs_cosign": True,
        "is_cosigned": False,
        "is_own": False,
        "is_student": False,
        "is_supervisor": True,
        **changed,
    }

    assert ledger.why_not_cosigned(said.pop("stage"), **said) is why


# --- Point by point ----------------------------------------------------------------------------------------------------


def test_needles_are_counted_by_point_side_and_place():
    rows = [
        ("BL23", "BOTH", "", 2),
        ("GV3", "MIDDLE", "", 1),
        ("ASHI", "LEFT", "L4", 3),
        ("GB30", "BOTH", "", 3),
    ]

    keys = {spot.key: spot.needles for spot in ledger.spots(rows)}

    assert keys == {"BL23.LEFT": 1, "BL23.RIGHT": 1, "GV3.MIDDLE": 1, "ASHI@L4.LEFT": 3, "GB30.BOTH": 3}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["BL23", "GB30", "ASHI"]),
            st.sampled_from(["LEFT", "RIGHT", "BOTH", "MIDDLE"]),
            st.sampled_from(["", "L4"]),
            st.integers(1, 4),
        ),
        max_size=8,
    )
)
@settings(max_examples=25)
def test_no_needle_is_lost_between_the_chart_and_the_places_where_they_are_counted(rows):
    spots = ledger.spots(rows)

    assert sum(spot.needles for spot in spots) == sum(row[3] for row in rows)
    assert len({spot.key for spot in spots}) == len(spots)
    assert ledger.apart(spots, {spot.key: spot.needles for spot in spots}) == ()
    assert len(ledger.apart(spots, {})) == len(spots)


def test_a_place_where_one_was_not_found_is_named_with_its_number():
    spots = ledger.spots([("BL23", "BOTH", "", 2), ("GV3", "MIDDLE", "", 1)])

    missing = ledger.apart(spots, {"BL23.LEFT": 1, "BL23.RIGHT": 0, "GV3.MIDDLE": 1})

    assert [(spot.key, left) for spot, left in missing] == [("BL23.RIGHT", 1)]


def test_the_drawing_shows_every_move_from_one_stage_to_another():
    drawn = ledger.diagram()

    assert all(
        f"{stage} --> {one}: {deed}" in drawn
        for (stage, deed), targets in ledger.MOVES.items()
        for one in targets
        if one is not stage
    )
