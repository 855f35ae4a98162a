from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.knowledge.instruments import catalogue, scores
from needlepoint.knowledge.instruments.scores import Verdict

levels = st.integers(0, 10)


def pain(value: int) -> scores.Score:
    return scores.score("PAIN", value)


# instrument | start | now | points better | share better | responder | verdict
TABLE = """
PAIN          | 8 | 6 | 2  | 1/4  | no  | BETTER_IMPORTANT
PAIN          | 6 | 4 | 2  | 1/3  | yes | BETTER_IMPORTANT
PAIN          | 10| 7 | 3  | 3/10 | yes | BETTER_IMPORTANT
PAIN          | 10| 9 | 1  | 1/10 | no  | BETTER_SMALL
PAIN          | 3 | 2 | 1  | 1/3  | yes | BETTER_IMPORTANT
PAIN          | 4 | 3 | 1  | 1/4  | no  | BETTER_SMALL
PAIN          | 5 | 5 | 0  | 0    | no  | NO_CHANGE
PAIN          | 5 | 6 | -1 | -1/5 | no  | WORSE
PAIN          | 0 | 0 | 0  | -    | -   | NO_CHANGE
PAIN          | 0 | 3 | -3 | -    | -   | WORSE
ACTIVITY      | 3 | 5 | 2  | -    | -   | BETTER_IMPORTANT
ACTIVITY      | 1 | 2 | 1  | -    | -   | BETTER_SMALL
ACTIVITY      | 5 | 5 | 0  | -    | -   | NO_CHANGE
ACTIVITY      | 5 | 4 | -1 | -    | -   | WORSE
GLOBAL_CHANGE | 4 | 6 | 2  | -    | -   | BETTER_IMPORTANT
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]} to {row[2]}")
def test_a_change_means_what_the_table_says(row):
    key, start, now, raw, share, responder, verdict = row

    change = scores.change(scores.score(key, int(start)), scores.score(key, int(now)))

    assert change.raw == Fraction(raw)
    assert change.share == (None if share == "-" else Fraction(share))
    assert change.responder is {"yes": True, "no": False, "-": None}[responder]
    assert change.verdict.value == verdict


def test_one_activity_alone_needs_three_points():
    one = scores.score("ACTIVITY", 3)
    two = scores.score("ACTIVITY", 5)

    assert scores.change(one, two, items=1).verdict is Verdict.BETTER_SMALL
    assert scores.change(one, scores.score("ACTIVITY", 6), items=1).verdict is Verdict.BETTER_IMPORTANT


def test_a_missing_score_is_unknown_and_never_no_change():
    assert scores.change(None, pain(3)) == scores.UNKNOWN
    assert scores.change(pain(3), None) == scores.UNKNOWN
    assert scores.UNKNOWN.verdict is Verdict.UNKNOWN
    assert scores.UNKNOWN.raw is None


def test_scores_of_two_instruments_are_never_compared():
    with pytest.raises(scores.UnableToScore, match="two different questions"):
        scores.change(pain(3), scores.score("ACTIVITY", 3))


def test_little_room_is_said_when_the_start_is_already_near_the_best():
    assert scores.change(pain(1), pain(0)).little_room
    assert not scores.change(pain(2), pain(0)).little_room
    assert scores.change(scores.score("ACTIVITY", 9), scores.score("ACTIVITY", 10)).little_room
    assert not scores.change(scores.score("ACTIVITY", 8), scores.score("ACTIVITY", 10)).little_room


@pytest.mark.parametrize(
    ("key", "value"), [("PAIN", -1), ("PAIN", 11), ("ACTIVITY", 11), ("GLOBAL_CHANGE", 0)]
)
def test_a_number_outside_the_scale_is_refused_with_a_sentence(key, value):
    with pytest.raises(scores.UnableToScore, match=r"Choose a number from \d to \d+\."):
        scores.score(key, value)


def test_an_unknown_instrument_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        scores.score("HAPPINESS", 3)
    with pytest.raises(KeyError):
        catalogue.instrument("HAPPINESS")


def test_activities_are_averaged_exactly():
    assert scores.activities([3, 3, 4]).value == Fraction(10, 3)
    assert scores.activities([7]) == scores.score("ACTIVITY", 7)


@pytest.mark.parametrize("values", [[], [1, 2, 3, 4, 5, 6], [3, 11]])
def test_no_activities_too_many_or_a_wrong_number_are_refused(values):
    with pytest.raises(scores.UnableToScore):
        scores.activities(values)


def test_only_the_same_activities_are_compared():
    start = {"garden": 2, "stairs": 4, "sleep on my side": 1}
    now = {"garden": 5, "stairs": 5, "lift the baby": 9}

    change = scores.activities_change(start, now)

    assert change.raw == 2
    assert change.verdict is Verdict.BETTER_IMPORTANT
    assert scores.activities_change({"garden": 2}, {"garden": 4}).verdict is Verdict.BETTER_SMALL
    assert scores.activities_change({"garden": 2}, {"stairs": 4}) == scores.UNKNOWN


@pytest.mark.parametrize(
    ("level", "verdict"),
    [(1, "WORSE"), (2, "WORSE"), (3, "WORSE"), (4, "NO_CHANGE"), (5, "BETTER_SMALL"), (6, "BETTER_IMPORTANT"),
     (7, "BETTER_IMPORTANT"), (None, "UNKNOWN")],
)  # fmt: skip
def test_the_overall_answer_speaks_for_itself(level, verdict):
    assert scores.global_verdict(level).value == verdict


def test_the_overall_answer_has_a_word_for_each_level_worst_first():
    asked = catalogue.GLOBAL_CHANGE

    assert len(asked.labels) == asked.highest - asked.lowest + 1
    assert asked.labels[0] == asked.lowest_label
    assert asked.labels[-1] == asked.highest_label
    assert asked.labels[scores.SAME_AS_BEFORE - 1] == "About the same"


def test_every_instrument_says_where_it_comes_from_and_who_owns_it():
    for one in catalogue.all_instruments():
        assert catalogue.instrument(one.key) is one
        assert one.source
        assert one.licence
        assert one.recall
        assert one.measures
        assert one.lowest < one.highest
    assert catalogue.PAIN.lower_is_better
    assert not catalogue.ACTIVITY.lower_is_better


def test_every_verdict_has_a_sentence():
    assert len({verdict.label for verdict in Verdict}) == len(Verdict)


def test_what_is_not_settled_is_not_rated():
    slept_worse, slept_better = scores.score("SLEEP", 8), scores.score("SLEEP", 2)

    change = scores.change(slept_worse, slept_better)

    assert (change.raw, change.share, change.responder) == (6, None, None)
    assert change.verdict is Verdict.BETTER_UNRATED
    assert not change.little_room
    assert scores.change(slept_better, slept_worse).verdict is Verdict.WORSE
    assert scores.change(slept_better, slept_better).verdict is Verdict.NO_CHANGE


def test_a_mean_of_three_is_thirty_percent_better_exactly_at_thirty_percent():
    start = scores.Score("PEG", Fraction(20, 3))

    assert scores.change(start, scores.Score("PEG", Fraction(14, 3))).verdict is Verdict.BETTER_IMPORTANT
    assert scores.change(start, scores.Score("PEG", Fraction(15, 3))).verdict is Verdict.BETTER_SMALL


def test_each_number_of_a_measure_is_compared_with_itself_only():
    whole, half = scores.Score("PHQ4", Fraction(6)), scores.Score("PHQ4", Fraction(3), "ANXIETY")

    with pytest.raises(scores.UnableToScore, match="two different questions"):
        scores.change(whole, half)
    assert scores.change(half, scores.Score("PHQ4", Fraction(1), "ANXIETY")).raw == 2


@given(levels, levels)
def test_turning_the_scale_round_turns_the_points_round(start, now):
    down = scores.change(pain(start), pain(now))
    up = scores.change(scores.score("ACTIVITY", 10 - start), scores.score("ACTIVITY", 10 - now))

    assert down.raw == up.raw


@given(levels, levels, levels)
def test_less_pain_never_gets_a_worse_verdict(start, now, later):
    order = [Verdict.WORSE, Verdict.NO_CHANGE, Verdict.BETTER_SMALL, Verdict.BETTER_IMPORTANT]
    better, worse = sorted([now, later])

    def rank(value):
        return order.index(scores.change(pain(start), pain(value)).verdict)

    assert rank(better) >= rank(worse)


@given(levels, levels)
def test_a_responder_is_thirty_percent_better_exactly(start, now):
    change = scores.change(pain(start), pain(now))

    assert change.responder is (None if start == 0 else 10 * (start - now) >= 3 * start)
