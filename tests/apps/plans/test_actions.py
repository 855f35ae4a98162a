"""Assess, agree, decide, ask back: what each stores, refuses and writes into the audit record."""

import dataclasses
import datetime as dt

import pytest

from needlepoint.house import models as house
from needlepoint.people import rules as people_rules
from needlepoint.plans import models, queries, rules
from needlepoint.plans.actions import agreeing, assessing, recalling, reviewing
from needlepoint.plans.rules import reviewing as review_rules
from tests import cast, make
from tests.apps.plans import room

DAY = dt.timedelta(days=1)


def audited():
    return list(house.AuditEntry.objects.order_by("pk").values_list("what", "patient_id"))


# --- Assess ------------------------------------------------------------------------------------------------------------------


def test_an_assessment_keeps_findings_phase_and_every_red_flag_answer(world):
    w = world

    episode = room.assessed(w, diagnosis_code="M54.50", findings={"leg_raise": {"LEFT": 45}})

    episode.refresh_from_db()
    assert (episode.phase, episode.site, episode.side, episode.diagnosis_code) == (
        "CHRONIC", "LOW_BACK", "LEFT", "M54.50",
    )  # fmt: skip
    assert episode.red_flags_asked
    assert episode.findings["leg_raise"] == {"LEFT": 45}
    assert set(episode.findings["red_flags"]["answers"].values()) == {"NO"}
    assert episode.practitioner == w.mei
    assert audited() == [("patient_assessed", w.ada.pk)]


@pytest.mark.parametrize(("days", "phase"), [(10, "ACUTE"), (60, "SUBACUTE"), (85, "CHRONIC")])
def test_the_phase_follows_from_the_day_it_began(world, days, phase):
    episode = room.assessed(world, onset_on=world.today - days * DAY)

    assert episode.phase == phase


def test_a_red_flag_that_was_not_asked_stops_the_assessment(world):
    asked = room.answers()
    del asked["big_injury"]

    with pytest.raises(assessing.UnableToAssess, match="Ask every warning sign"):
        room.assessed(world, red_flags=asked)

    assert not models.Episode.objects.exists()
    assert audited() == []


def test_pain_cannot_begin_tomorrow(world):
    with pytest.raises(assessing.UnableToAssess, match="cannot begin after today"):
        room.assessed(world, onset_on=world.today + DAY)


@pytest.mark.parametrize("who", ["ruth", "ivo", "ada"])
def test_only_a_practitioner_assesses(world, who):
    with pytest.raises(assessing.UnableToAssess, match="Only a practitioner"):
        room.assessed(world, by=cast.viewer(getattr(world, who)))


def test_assessing_again_leaves_the_first_assessment_as_it_was(world):
    first = room.assessed(world)
    second = room.assessed(world, site="BUTTOCK", now=world.now + DAY)

    first.refresh_from_db()
    assert first.site == "LOW_BACK"
    assert queries.latest_episode(world.ada) == second


# --- Agree -------------------------------------------------------------------------------------------------------------------


def test_a_plan_keeps_what_was_agreed(world):
    w = world
    episode = room.assessed(w)
    room.consent(w, "HEAT")

    course = room.agreed(w, episode, techniques=["HEAT"], home=["WALK"], words="Slowly.")

    course.refresh_from_db()
    assert (course.visits_planned, course.days_between, course.review_after) == (8, 7, 6)
    assert course.points == [{"code": "BL23", "side": "BOTH"}, {"code": "GB30", "side": "LEFT"}]
    assert (course.techniques, course.home, course.words) == (["HEAT"], ["WALK"], "Slowly.")
    assert (course.state, course.phase, course.started_at) == ("ACTIVE", "CHRONIC", w.now)
    assert ("course_agreed", w.ada.pk) in audited()


def test_a_midline_point_is_in_the_middle_whatever_was_said(world):
    course = room.agreed(world, room.assessed(world), points=[("GV4", "LEFT")])

    assert course.points == [{"code": "GV4", "side": "MIDDLE"}]


def test_the_visit_under_way_is_the_first_of_the_plan(world):
    w = world
    visit = make.a_visit(w, starts_at="9:00", state="ARRIVED")
    course = room.agreed(w, room.assessed(w))
    visit.state = "COMPLETED"
    visit.save()

    assert queries.position(course).done == 1


def test_a_plan_needs_what_would_count_as_better(world):
    with pytest.raises(agreeing.UnableToAgree, match="what would count as better"):
        room.agreed(world, room.assessed(world), better_means="  ")

    assert not models.Course.objects.exists()


def test_all_reasons_against_a_plan_come_at_once(world):
    w = world
    w.ada.cautions = ["implanted_device"]
    w.ada.save()
    room.consent(w, "ELECTRO")
    episode = room.assessed(w)

    with pytest.raises(agreeing.UnableToAgree) as refused:
        room.agreed(
            w, episode, better_means="", terms=rules.Terms(20, 1, 21), techniques=["ELECTRO", "CUPPING"], by=cast.viewer(w.ruth)
        )  # fmt: skip

    assert refused.value.reasons == (
        "Only a practitioner can agree a plan.",
        "Agree what would count as better before the first needle.",
        "The review must fall within the plan: choose a visit up to the last one.",
        "These numbers lie outside what is usual. Say why, for the record.",
        "A technique was chosen that this patient has a caution against.",
        "A technique was chosen that this patient has not agreed to.",
    )


def test_numbers_outside_the_usual_need_a_reason_and_then_stand(world):
    w = world
    episode = room.assessed(w)
    with pytest.raises(agreeing.UnableToAgree, match="outside what is usual"):
        room.agreed(w, episode, terms=rules.Terms(14, 7, 6))

    course = room.agreed(
        w, episode, terms=rules.Terms(14, 7, 6), reasons={"NUMBERS": "As the last time it helped"}
    )

    assert (course.visits_planned, course.reasons) == (14, {"NUMBERS": "As the last time it helped"})


@pytest.mark.parametrize("terms", [(0, 7, 1), (8, 0, 6), (8, 7, 0), (8, 7, 9), (61, 7, 6), (8, 92, 6)])
def test_impossible_numbers_are_refused_whatever_the_reason(world, terms):
    with pytest.raises(agreeing.UnableToAgree):
        room.agreed(world, room.assessed(world), terms=rules.Terms(*terms), reasons={"NUMBERS": "because"})

    assert not models.Course.objects.exists()


def test_a_choice_against_a_caution_needs_its_reason(world):
    w = world
    w.ada.cautions = ["pregnant"]
    w.ada.save()
    episode = room.assessed(w)
    with pytest.raises(agreeing.UnableToAgree, match="in spite of the caution: BL32"):
        room.agreed(w, episode, points=[("BL32", "BOTH")])

    course = room.agreed(w, episode, points=[("BL32", "BOTH")], reasons={"BL32": "Agreed with her midwife"})

    assert course.reasons == {"BL32": "Agreed with her midwife"}


@pytest.mark.parametrize("sign", ["numb_saddle", "foot_drop", "cancer"])
def test_a_warning_sign_holds_the_plan_back(world, sign):
    episode = room.assessed(world, red_flags=room.answers(**{sign: "YES"}))

    with pytest.raises(agreeing.UnableToAgree, match="warning sign holds this plan back"):
        room.agreed(world, episode)


def test_a_doctors_word_lets_a_plan_be_made_where_one_was_asked_for(world):
    episode = room.assessed(
        world, red_flags=room.answers(cancer="YES"), doctors_word="Dr Lee, 3 November: scan clear"
    )

    assert room.agreed(world, episode).pk


def test_a_doctors_word_opens_no_emergency(world):
    episode = room.assessed(world, red_flags=room.answers(numb_saddle="YES"), doctors_word="It is fine")

    with pytest.raises(agreeing.UnableToAgree, match="warning sign"):
        room.agreed(world, episode)


def test_an_assessment_whose_warning_signs_were_not_asked_takes_no_plan(world):
    with pytest.raises(agreeing.UnableToAgree, match="Ask the warning signs first"):
        room.agreed(world, make.an_episode(world, red_flags_asked=False))


def test_agreeing_again_changes_the_plan_under_way(world):
    w = world
    episode = room.assessed(w)
    first = room.agreed(w, episode)

    changed = room.agreed(w, episode, points=[("BL25", "BOTH")], now=w.now + DAY)

    assert changed.pk == first.pk
    assert changed.points == [{"code": "BL25", "side": "BOTH"}]
    assert (changed.started_at, changed.treatment_set_at) == (w.now, w.now + DAY)
    assert audited()[-1] == ("course_changed", w.ada.pk)


def test_changing_only_the_words_leaves_the_treatment_as_set(world):
    w = world
    episode = room.assessed(w)
    room.agreed(w, episode)

    changed = room.agreed(w, episode, words="New words", now=w.now + DAY)

    assert changed.treatment_set_at == w.now


def test_what_counts_as_better_stays_once_a_visit_is_done(world):
    w = world
    episode = room.assessed(w)
    room.agreed(w, episode)
    room.agreed(w, episode, better_means="Sleep through")
    make.a_visit(w, starts_at=w.now + DAY, state="COMPLETED")

    with pytest.raises(agreeing.UnableToAgree, match="stays as it was"):
        room.agreed(w, episode, better_means="A little less pain")

    assert models.Course.objects.get().better_means == "Sleep through"


def test_a_plan_under_way_for_an_earlier_assessment_comes_first(world):
    w = world
    room.agreed(w, room.assessed(w))
    again = room.assessed(w, now=w.now + DAY)

    with pytest.raises(agreeing.UnableToAgree, match="plan under way for an earlier assessment"):
        room.agreed(w, again)


def test_a_new_plan_takes_the_patient_off_the_recall_list(world):
    w = world
    old = make.a_course(w, state="FINISHED", ended_at=w.now - 30 * DAY)
    recall = recalling.open_recall(
        course=old, due_on=w.today, reason="MAINTENANCE", by=people_rules.System(w.clinic.pk), now=w.now
    )

    room.agreed(w, room.assessed(w))

    recall.refresh_from_db()
    assert recall.state == "BOOKED"


# --- Decide ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def six_done(world):
    """A course of eight whose sixth visit is over: the review is owed."""
    course = make.a_course(world, started_at=world.now - 60 * DAY)
    for week in range(6):
        make.a_visit(world, starts_at=world.now - 60 * DAY + week * 7 * DAY, state="COMPLETED")
    return course


def decided(w, course, decision, **changes):
    fields = {
        "course": course,
        "decision": decision,
        "evidence": review_rules.Evidence(standing=review_rules.Standing.BETTER),
        "reason": "Scores",
        "by": cast.viewer(w.mei),
        "now": w.now,
        **changes,
    }
    return reviewing.decide_review(**fields)


def test_continuing_moves_the_review_ahead_and_keeps_the_scores_in_view(world, six_done):
    review = decided(world, six_done, "CONTINUE", next_review=8, words="We go on.", scores={"PAIN": [7, 4]})

    six_done.refresh_from_db()
    assert (review.after_visit, review.scores["PAIN"], review.words) == (6, [7, 4], "We go on.")
    assert (six_done.state, six_done.review_after, six_done.days_between) == ("ACTIVE", 8, 7)
    assert not queries.position(six_done).is_review_due
    assert audited() == [("review_decided", world.ada.pk)]
    assert not models.Recall.objects.exists()


@pytest.mark.parametrize(
    ("decision", "state", "recall_on"),
    [
        ("STOP", "STOPPED", dt.date(2027, 2, 22)),
        ("SPACE_OUT", "ACTIVE", dt.date(2026, 12, 7)),
        ("REFER", "REFERRED", None),
    ],
)
def test_what_ends_or_thins_out_a_course_says_when_to_ask_back(world, six_done, decision, state, recall_on):
    decided(world, six_done, decision)

    six_done.refresh_from_db()
    assert six_done.state == state
    assert list(models.Recall.objects.values_list("due_on", "reason")) == (
        [(recall_on, "MAINTENANCE")] if recall_on else []
    )
    assert (six_done.ended_at is None) is (state == "ACTIVE")


def test_spacing_out_doubles_the_days_between_visits(world, six_done):
    decided(world, six_done, "SPACE_OUT")

    six_done.refresh_from_db()
    assert (six_done.days_between, six_done.review_after) == (14, 8)


def test_stopping_after_the_last_visit_is_finishing(world, six_done):
    for week in (1, 2):
        make.a_visit(world, starts_at=world.now - 18 * DAY + week * 7 * DAY, state="COMPLETED")

    decided(world, six_done, "STOP")

    six_done.refresh_from_db()
    assert six_done.state == "FINISHED"
    assert models.Recall.objects.get().due_on == dt.date(2026, 12, 21)


def test_a_referral_closes_the_recall_that_was_open(world, six_done):
    recall = recalling.open_recall(
        course=six_done, due_on=world.today, reason="NO_NEXT_VISIT", by=cast.viewer(world.ruth), now=world.now
    )

    decided(world, six_done, "REFER")

    recall.refresh_from_db()
    assert recall.state == "CLOSED"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision": "", "next_review": 8}, "decision"),
        ({"decision": "ROLL_ON"}, "decision"),
        ({"decision": "CONTINUE"}, "next_review"),
        ({"decision": "CHANGE"}, "next_review"),
        ({"decision": "CONTINUE", "next_review": 6}, "next_review"),
        ({"decision": "CONTINUE", "next_review": 40}, "next_review"),
        ({"decision": "STOP", "reason": "  "}, "reason"),
    ],
)
def test_a_decision_that_is_not_whole_says_which_part_and_stores_nothing(world, six_done, changes, field):
    with pytest.raises(reviewing.UnableToDecide) as refused:
        decided(world, six_done, **changes)

    assert refused.value.field == field
    assert not models.Review.objects.exists()
    assert audited() == []


def test_a_review_is_decided_once_for_each_visit(world, six_done):
    decided(world, six_done, "CONTINUE", next_review=8)

    with pytest.raises(reviewing.UnableToDecide, match="after visit 6 was already decided"):
        decided(world, six_done, "STOP")

    six_done.refresh_from_db()
    assert (six_done.state, models.Review.objects.count()) == ("ACTIVE", 1)
    assert audited() == [("review_decided", world.ada.pk)]


def test_a_course_that_ended_takes_no_other_decision(world, six_done):
    decided(world, six_done, "STOP")
    make.a_visit(world, starts_at=world.now - DAY, state="COMPLETED")

    with pytest.raises(reviewing.UnableToDecide, match="This plan has ended"):
        decided(world, six_done, "CONTINUE", next_review=9)


def test_a_review_during_the_sixth_visit_belongs_to_the_sixth(world):
    w = world
    course = make.a_course(w, started_at=w.now - 60 * DAY)
    for week in range(5):
        make.a_visit(w, starts_at=w.now - 60 * DAY + week * 7 * DAY, state="COMPLETED")
    make.a_visit(w, starts_at="9:15", state="ARRIVED")

    assert decided(w, course, "CONTINUE", next_review=8).after_visit == 6


@pytest.mark.parametrize("who", ["ruth", "ivo", "ada"])
def test_only_a_practitioner_decides(world, six_done, who):
    with pytest.raises(reviewing.UnableToDecide, match="Only a practitioner"):
        decided(world, six_done, "STOP", by=cast.viewer(getattr(world, who)))


# --- Ask back ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def recall(world):
    course = make.a_course(world, state="FINISHED", ended_at=world.now)
    return recalling.open_recall(
        course=course, due_on=world.today, reason="MAINTENANCE", by=cast.viewer(world.ruth), now=world.now
    )


def test_a_second_recall_moves_the_day_of_the_open_one(world, recall):
    again = recalling.open_recall(
        course=recall.course,
        due_on=world.today + 7 * DAY,
        reason="NO_NEXT_VISIT",
        by=cast.viewer(world.ruth),
        now=world.now,
    )

    assert again.pk == recall.pk
    assert (again.due_on, again.reason) == (world.today + 7 * DAY, "NO_NEXT_VISIT")


@pytest.mark.parametrize(
    ("outcome", "days", "state"),
    [("NO_ANSWER", 2, "OPEN"), ("LEFT_MESSAGE", 5, "OPEN"), ("WILL_CALL_BACK", 7, "OPEN"), ("NOT_NOW", 28, "OPEN"),
     ("DO_NOT_CONTACT", 0, "CLOSED")],
)  # fmt: skip
def test_an_attempt_is_kept_and_says_when_to_ask_again(world, recall, outcome, days, state):
    asked = recalling.note_recall_attempt(
        recall=recall, outcome=outcome, by=cast.viewer(world.ruth), now=world.now
    )

    assert (asked.due_on, asked.state) == (world.today + days * DAY, state)
    assert [attempt["outcome"] for attempt in asked.attempts] == [outcome]
    assert audited()[-1] == ("recall_attempted", world.ada.pk)


def test_an_unknown_outcome_is_a_programmers_mistake(world, recall):
    with pytest.raises(ValueError, match="SANG_A_SONG"):
        recalling.note_recall_attempt(
            recall=recall, outcome="SANG_A_SONG", by=cast.viewer(world.ruth), now=world.now
        )


@pytest.mark.parametrize(("is_booked", "state"), [(True, "BOOKED"), (False, "CLOSED")])
def test_closing_takes_somebody_off_the_list_once(world, recall, is_booked, state):
    closed = recalling.close_recall(
        recall=recall, by=cast.viewer(world.ruth), now=world.now, is_booked=is_booked
    )

    assert closed.state == state
    with pytest.raises(recalling.UnableToRecall):
        recalling.close_recall(recall=recall, by=cast.viewer(world.ruth), now=world.now)
    with pytest.raises(recalling.UnableToRecall):
        recalling.note_recall_attempt(
            recall=recall, outcome="NO_ANSWER", by=cast.viewer(world.ruth), now=world.now
        )


def test_nobody_asks_back_a_patient_who_was_referred(world):
    course = make.a_course(world, state="REFERRED", ended_at=world.now)

    with pytest.raises(recalling.UnableToRecall, match="referred"):
        recalling.open_recall(
            course=course, due_on=world.today, reason="MAINTENANCE", by=cast.viewer(world.ruth), now=world.now
        )


def test_terms_are_values_that_do_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        rules.Terms(8, 7, 6).visits_planned = 3
