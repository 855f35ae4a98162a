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
        "segment 1: 'TALK' is not one of TOGETHER, REST, TURNOVER; "
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
