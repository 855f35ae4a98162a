"""Patterns of visits, read and refused; prices in words."""

import pytest

from needlepoint.frontdoor import rules

FIRST = [["TOGETHER", 35], ["REST", 25], ["TOGETHER", 15], ["TURNOVER", 5]]


def test_a_pattern_says_who_is_needed_when():
    first = rules.pattern(FIRST)

    assert (first.patient_minutes, first.room_minutes, first.rest_minutes) == (75, 80, 25)
    assert first.practitioner_runs == ((0, 35), (60, 15))
    assert first.patient_runs == ((0, 75),)
    assert first.room_runs == ((0, 80),)


def test_neighbouring_stretches_of_one_kind_are_one_run():
    assert rules.pattern([["TOGETHER", 10], ["TOGETHER", 5], ["REST", 5]]).practitioner_runs == ((0, 15),)


def test_every_fault_of_a_pattern_is_named_at_once():
    with pytest.raises(rules.UnableToReadPattern) as refused:
        rules.pattern([["TALK", 10], ["REST", 7], ["REST", 0], ["REST"], ["REST", "20"]])

    assert str(refused.value) == (
        "segment 1: 'TALK' is not one of TOGETHER, REST, ATTENDED, TURNOVER; "
        "segment 2: 7 is not a multiple of 5 minutes above 0; "
        "segment 3: 0 is not a multiple of 5 minutes above 0; "
        "segment 4: None is not a multiple of 5 minutes above 0; "
        "segment 5: '20' is not a multiple of 5 minutes above 0"
    )


def test_a_pattern_in_which_nobody_treats_is_refused():
    with pytest.raises(rules.UnableToReadPattern, match="nobody would be there to treat"):
        rules.pattern([["REST", 20]])


@pytest.mark.parametrize(
    ("cents", "currency", "words"),
    [(9500, "USD", "$95"), (9550, "GBP", "£95.50"), (100000, "SEK", "SEK 1000"), (905, "EUR", "€9.05")],
)
def test_a_price_is_written_the_way_people_know(cents, currency, words):
    assert rules.price(cents, currency) == words


def test_a_rest_may_slip_and_the_visit_is_then_as_long_as_it_needs():
    visit = rules.pattern([["TOGETHER", 15], ["REST", 25, 10], ["TOGETHER", 10]])

    assert [one.rest_minutes for one in visit.variants()] == [25, 30, 35]
    assert [one.practitioner_runs[1] for one in visit.variants()] == [(40, 10), (45, 10), (50, 10)]
    assert visit.pairs == [["TOGETHER", 15], ["REST", 25, 10], ["TOGETHER", 10]]
    assert visit.variants()[2].pairs == [["TOGETHER", 15], ["REST", 35], ["TOGETHER", 10]]


def test_two_rests_slip_least_together_first():
    visit = rules.pattern(
        [["TOGETHER", 5], ["REST", 20, 5], ["TOGETHER", 5], ["REST", 20, 5], ["TOGETHER", 5]]
    )

    assert [one.rest_minutes for one in visit.variants()] == [40, 45, 45, 50]


def test_an_attended_visit_holds_the_practitioner_throughout_and_never_slips():
    visit = rules.pattern([["TOGETHER", 15], ["REST", 25, 10], ["TOGETHER", 10], ["TURNOVER", 5]]).attended()

    assert visit.practitioner_runs == ((0, 50),)
    assert (visit.rest_minutes, visit.patient_minutes, visit.room_minutes) == (25, 50, 55)
    assert visit.variants() == (visit,)


@pytest.mark.parametrize(
    ("pair", "fault"),
    [
        (["REST", 25, 7], "segment 2: 7 more is not a multiple of 5 from 0 to 30"),
        (["REST", 25, 35], "segment 2: 35 more is not a multiple of 5 from 0 to 30"),
        (["TURNOVER", 5, 5], "segment 2: only a REST may last longer than planned"),
    ],
)
def test_a_slip_that_makes_no_sense_is_refused(pair, fault):
    with pytest.raises(rules.UnableToReadPattern) as refused:
        rules.pattern([["TOGETHER", 15], pair])

    assert str(refused.value) == fault
