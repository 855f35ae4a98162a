"""What a decision at a review needs: going on against the scores is never free."""

import datetime as dt

import pytest
from hypothesis import given, settings, strategies

from needlepoint.knowledge.instruments import scores
from needlepoint.plans import rules
from needlepoint.plans.rules import reviewing

TODAY = dt.date(2026, 11, 23)
Standing, Because, Despite, Fault, Evidence = (
    reviewing.Standing,
    reviewing.Because,
    reviewing.Despite,
    reviewing.Fault,
    reviewing.Evidence,
)
CONTINUE = rules.Decision.CONTINUE


def fault(decision=CONTINUE, standing=Standing.BETTER, **changes):
    fields = {"because": frozenset(), "despite": frozenset(), "words": "", **changes}
    return reviewing.fault(decision, Evidence(standing=standing, done=6), **fields)


@pytest.mark.parametrize(
    ("verdict", "days", "expected"),
    [
        ("BETTER_IMPORTANT", 0, "BETTER"),
        ("BETTER_IMPORTANT", 21, "BETTER"),
        ("BETTER_IMPORTANT", 22, "OLD"),
        ("NO_CHANGE", 22, "OLD"),
        ("BETTER_SMALL", 1, "LITTLE"),
        ("NO_CHANGE", 1, "SAME"),
        ("WORSE", 1, "WORSE"),
        ("UNKNOWN", 1, "MISSING"),
        ("NO_CHANGE", None, "MISSING"),
    ],
)
def test_a_verdict_stands_while_its_score_is_fresh(verdict, days, expected):
    latest = None if days is None else TODAY - dt.timedelta(days=days)

    assert reviewing.standing(scores.Verdict(verdict), latest_on=latest, today=TODAY) == expected


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.BETTER])
def test_going_on_without_proof_needs_a_reason_of_its_own(standing):
    said = frozenset(Evidence(standing=standing, done=6).because)

    assert fault(standing=standing, because=said, words="We talked") is Fault.NO_DESPITE
    assert fault(standing=standing, because=said, despite=frozenset({Despite.SETBACK})) is None
    for decision in set(rules.Decision) - {CONTINUE}:
        assert fault(decision, standing, because=said) is None


def test_where_the_scores_show_benefit_one_tap_is_reason_enough():
    assert fault() is Fault.NO_REASON
    assert fault(because=frozenset({Because.PAIN_BETTER})) is None
    assert fault(words="Sleeps through") is None


def test_a_reason_that_the_scores_contradict_counts_for_nothing():
    assert fault(standing=Standing.SAME, because=frozenset({Because.PAIN_BETTER})) is Fault.NO_REASON
    assert fault(standing=Standing.SAME, despite=frozenset({Despite.TOLD_US})) is Fault.NO_REASON
    assert (
        fault(standing=Standing.SAME, despite=frozenset({Despite.TOO_EARLY}), words="x") is Fault.NO_DESPITE
    )


@pytest.mark.parametrize("tap", sorted(reviewing.NEEDS_WORDS))
def test_a_tap_that_points_at_words_needs_them(tap):
    alone = {"standing": Standing.MISSING, "despite": frozenset({tap})}

    assert fault(**alone) is Fault.NO_WORDS
    assert fault(**alone, words="Walks to the shop again") is None
    assert fault(standing=Standing.MISSING, despite=frozenset({tap, Despite.SETBACK})) is None


def test_who_pays_hears_yes_or_no_and_yes_against_the_scores_needs_words():
    said = {"because": frozenset({Because.WISH}), "despite": frozenset({Despite.SETBACK}), "must_sign": True}

    assert fault(**said) is Fault.NOT_SIGNED
    assert fault(rules.Decision.STOP, **said) is None
    assert fault(**said, is_improving=True) is None
    assert fault(standing=Standing.SAME, **said, is_improving=False) is None
    assert fault(standing=Standing.SAME, **said, is_improving=True) is Fault.SIGNED_AGAINST_SCORES
    assert fault(standing=Standing.SAME, **said, is_improving=True, words="Lifts again") is None


evidences = strategies.builds(
    Evidence,
    standing=strategies.sampled_from(list(Standing)),
    activities_better=strategies.sampled_from([None, False, True]),
    has_little_room=strategies.booleans(),
    done=strategies.integers(0, 20),
)


@settings(max_examples=25)
@given(evidences, strategies.data())
def test_nothing_rolls_on_by_itself(evidence, data):
    """Whatever is tapped: to go on as planned takes a true reason, or a score that shows that it helps."""
    because = data.draw(strategies.frozensets(strategies.sampled_from(list(Because))))
    despite = data.draw(strategies.frozensets(strategies.sampled_from(list(Despite))))
    words = data.draw(strategies.sampled_from(["", " ", "Sleeps"]))

    found = reviewing.fault(CONTINUE, evidence, because=because, despite=despite, words=words)

    if found is None and evidence.standing is not Standing.BETTER:
        true = {
            Despite.DOING_MORE: evidence.activities_better is True,
            Despite.TOO_EARLY: evidence.done < 6,
            Despite.LITTLE_ROOM: evidence.has_little_room,
            Despite.TOLD_US: evidence.standing in {Standing.OLD, Standing.MISSING} and words.strip(),
            Despite.OTHER: words.strip(),
            Despite.SETBACK: True,
        }
        assert any(true[one] for one in despite)
    if found is None:
        assert words.strip() or because or despite
    agreed = data.draw(strategies.integers(1, 20))
    assert evidence.done < reviewing.look_again_at(evidence, planned=max(8, agreed), review_after=agreed)


@settings(max_examples=25)
@given(evidences, strategies.integers(1, 20))
def test_a_look_taken_early_never_puts_off_the_review_that_was_agreed(evidence, agreed):
    proposed = reviewing.look_again_at(evidence, planned=20, review_after=agreed)

    assert proposed <= agreed or agreed <= evidence.done + 1


@given(evidences)
@settings(max_examples=25)
def test_only_what_the_scores_say_can_be_tapped(evidence):
    says = {Because.PAIN_BETTER, Because.LITTLE_BETTER, Because.NO_CHANGE, Because.WORSE, Because.NO_SCORE}

    assert len(says & set(evidence.because)) == 1
    assert (Because.PAIN_BETTER in evidence.because) is evidence.standing.shows_benefit
    assert (Because.DOING_MORE in evidence.because) is (evidence.activities_better is True)
