"""Published rates: each with its denominator and how sure we are, none beside a rate of another denominator."""

import datetime as dt
from importlib import resources

import pytest

from needlepoint.charting import rules
from needlepoint.knowledge.evidence import adverse

TEXT = resources.files("needlepoint.knowledge.evidence").joinpath("adverse.toml").read_text("utf-8")
GROUPS = {*map(str, rules.Effect), "ANY", "SERIOUS", "BRUISE_OR_BLEEDING"}
TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    "rate", adverse.published().rates, ids=lambda rate: f"{rate.study.key} {rate.group} {rate.unit}"
)
def test_each_rate_is_of_a_known_kind_within_its_interval_and_has_its_number_of_cases(rate):
    assert rate.group in GROUPS
    assert 0 <= rate.per_100 <= 100
    assert (rate.low is None) == (rate.high is None)
    if rate.low is not None:
        assert rate.low <= rate.per_100 <= rate.high
    # The pooled review printed no number of patients; every other rate says of how many.
    assert rate.study.of(rate.unit) or rate.study.key == "baeumler_2021"


def test_no_rate_stands_twice():
    found = [(rate.study.key, rate.group, rate.unit, rate.counts) for rate in adverse.published().rates]

    assert len(found) == len(set(found))


@pytest.mark.parametrize("group", sorted(GROUPS))
@pytest.mark.parametrize("unit", adverse.Unit)
def test_beside_a_rate_stand_only_those_of_its_kind_and_denominator(group, unit):
    assert {(rate.group, rate.unit) for rate in adverse.beside(group, unit)} <= {(group, unit)}


def test_what_was_read_in_its_source_comes_before_what_was_not():
    sure = [rate.is_confirmed for rate in adverse.beside("ANY", adverse.Unit.PATIENT)]

    assert True in sure
    assert False in sure
    assert sure == sorted(sure, reverse=True)


def test_a_count_of_a_known_number_becomes_a_rate_with_an_exact_interval():
    [rate] = [
        one for one in adverse.beside("SERIOUS", adverse.Unit.VISIT) if one.study.key == "macpherson_2001"
    ]

    # Printed as 0 to 1.1 in 10,000.
    assert (rate.per_100, rate.low, round(rate.high * 100, 1)) == (0, 0, 1.1)


def test_the_numbers_are_looked_at_again_from_their_day_on():
    review = adverse.published().review

    assert not review.is_due(TODAY)
    assert not review.is_due(review.review_by - dt.timedelta(days=1))
    assert review.is_due(review.review_by)


def test_a_study_that_is_not_listed_and_a_rate_without_a_number_are_refused():
    with pytest.raises(KeyError):
        adverse.read(TEXT.replace('study = "zhao_2011"', 'study = "a_friend"', 1))
    with pytest.raises(ValueError, match="neither a rate nor a count"):
        adverse.read(TEXT.replace("patients = 1_968", "treatments = 1_968", 1))
