"""How a decision stands and who may sign."""

import datetime as dt

import pytest
from hypothesis import given, strategies

from needlepoint.intake.rules import consents as rules

DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("decision", "stands"),
    [
        ((True, False, False), "YES"),
        ((True, False, True), "TAKEN_BACK"),
        ((False, False, False), "NO"),
        ((False, True, False), "TALK"),
    ],
)
def test_a_decision_stands_as_it_was_made_until_it_is_taken_back(decision, stands):
    given_, talk, back = decision
    assert rules.standing(is_given=given_, is_to_talk=talk, is_taken_back=back) == rules.Standing(stands)


def test_only_an_answer_that_stands_is_shown_as_chosen():
    shown = {one: rules.answer_of(one) for one in rules.Standing}
    assert [one for one, answer in shown.items() if answer] == [
        rules.Standing.YES,
        rules.Standing.NO,
        rules.Standing.TALK,
    ]


@pytest.mark.parametrize(
    ("birth", "is_child"),
    [
        (dt.date(2008, 11, 23), False),
        (dt.date(2008, 11, 24), True),
        (dt.date(2020, 2, 29), True),
        (None, False),
    ],
)
def test_somebody_is_a_child_until_the_day_they_are_eighteen(birth, is_child):
    assert rules.is_child(birth, DAY) is is_child
    assert (rules.Signer.SELF in rules.signers(birth, DAY)) is not is_child


def test_a_child_born_on_a_leap_day_comes_of_age_on_the_first_of_march():
    assert rules.is_child(dt.date(2008, 2, 29), dt.date(2026, 2, 28))
    assert not rules.is_child(dt.date(2008, 2, 29), dt.date(2026, 3, 1))


@given(strategies.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)), strategies.integers(0, 60_000))
def test_nobody_becomes_a_child_again(birth, days):
    later = [DAY + dt.timedelta(days=n) for n in (0, min(days, 20_000))]
    assert rules.is_child(birth, later[0]) >= rules.is_child(birth, later[1])


def test_a_sheet_of_an_earlier_day_counts_from_its_beginning():
    now = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
    midnight = dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC)
    of = {"today": DAY, "now": now, "midnight": midnight}
    assert rules.decided_at(dt.date(2026, 11, 20), **of) == midnight
    assert rules.decided_at(DAY, **of) == now
