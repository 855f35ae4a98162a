"""What payers count, as dated data."""

import datetime as dt
from importlib import resources

import pytest

from needlepoint.knowledge import payers as package
from needlepoint.knowledge.codes import icd10cm
from needlepoint.knowledge.evidence import claims
from needlepoint.knowledge.payers import terms as payers

TEXT = resources.files(package).joinpath("payers.toml").read_text("utf-8")


def test_medicare_counts_what_the_determination_says():
    medicare = payers.payer("MEDICARE")
    terms = payers.terms_of(medicare, dt.date(2026, 11, 22))

    assert (terms.first_visits, terms.first_days, terms.year_visits, terms.more_visits) == (12, 90, 20, 8)
    assert terms.least_weeks == 12
    assert terms.never_with == {"SURGERY", "PREGNANCY"}
    assert medicare in payers.of_country("US")
    assert not payers.of_country("GB")
    assert payers.payer("NOBODY") is None


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (dt.date(2020, 1, 20), None),
        (dt.date(2020, 1, 21), {"M54.5"}),
        (dt.date(2021, 9, 30), {"M54.5"}),
        (dt.date(2021, 10, 1), {"M54.50", "M54.51", "M54.59"}),
    ],
)
def test_the_codes_are_those_of_the_day(on, codes):
    terms = payers.terms_of(payers.payer("MEDICARE"), on)

    assert (terms and terms.codes) == codes


def test_the_codes_of_today_can_be_chosen_in_an_assessment():
    for one in payers.known().payers:
        for code in one.spans[-1].codes:
            assert icd10cm.code(code).billable


def test_every_rule_says_where_it_comes_from_and_who_has_yet_to_confirm_it():
    review = payers.known().review

    assert review.status is claims.Status.AWAITING_REVIEW
    assert review.reviewed_on < review.review_by
    for one in payers.known().payers:
        for terms in one.spans:
            assert terms.link.startswith("https://")
            assert terms.source and terms.year_source


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("year_visits = 20", "year_visits = 11"),
        ("first_days = 90", "first_days = 0"),
        ("from = 2021-10-01", "from = 2020-01-21"),
        ('status = "AWAITING_REVIEW"', 'status = "MAYBE"'),
        ("[[payers.codes]]\nfrom = 2020-01-21", "[[payers.codes]]\nfrom = 2021-01-21"),
    ],
)
def test_what_cannot_be_is_refused(was, becomes):
    assert was in TEXT
    changed = TEXT.replace(was, becomes, 1)
    try:
        known = payers.read(changed)
    except ValueError:
        return
    # A list of codes that begins later than the terms: nothing holds before it.
    assert payers.terms_of(known.payers[0], dt.date(2020, 6, 1)) is None
