import datetime as dt
import re
from importlib import resources

import pytest

from needlepoint.knowledge.evidence import claims

TODAY = dt.date(2026, 11, 22)
TEXT = resources.files("needlepoint.knowledge.evidence").joinpath("claims.toml").read_text("utf-8")
FAVOURABLE_BODIES = {"who_2023", "acp_2017"}
AGAINST_PRETEND_NEEDLES = {"haake_2007", "brinkhaus_2006", "cherkin_2009"}


def keys(sources):
    return {source.key for source in sources}


def test_the_front_page_has_its_claims():
    assert [claim.key for claim in claims.current_claims(TODAY)] == [
        "does_it_work",
        "older_people",
        "real_or_pretend",
        "side_effects",
        "afterwards",
        "visit_length",
        "visits_new_pain",
        "visits_long_pain",
        "maintenance",
    ]


def test_a_claim_leaves_by_itself_on_its_review_day():
    claim = claims.claim("does_it_work")

    assert claims.current_claim("does_it_work", claim.review_by - dt.timedelta(days=1)) is claim
    assert claims.current_claim("does_it_work", claim.review_by) is None
    assert claims.current_claim("does_it_work", claim.reviewed_on - dt.timedelta(days=1)) is None
    assert claims.current_claims(claim.review_by) == ()


def test_a_claim_taken_back_is_not_current():
    withdrawn = claims.read(TEXT.replace('status = "AWAITING_REVIEW"', 'status = "WITHDRAWN"', 1))

    assert not withdrawn["does_it_work"].is_current(TODAY)
    assert withdrawn["older_people"].is_current(TODAY)


def test_reading_the_file_gives_the_claims_in_force_and_an_unknown_source_is_refused():
    assert tuple(claims.read(TEXT).values()) == claims.all_claims()
    with pytest.raises(KeyError):
        claims.read(TEXT.replace('against = ["skonnord_2020"]', 'against = ["a_friend"]'))


def test_a_body_in_favour_never_stands_without_the_body_against_and_a_sham_result():
    leaning = [
        one for one in claims.all_claims() if FAVOURABLE_BODIES & keys(one.sources_for + one.sources_neutral)
    ]

    assert [one.key for one in leaning] == ["does_it_work"]
    for one in leaning:
        assert "nice_2016" in keys(one.sources_against)
        assert AGAINST_PRETEND_NEEDLES & keys(one.sources_against)
        text = " ".join(one.wording)
        assert "NICE in England (2016) says do not offer it." in text
        assert "pretend needling" in text


def test_a_claim_of_benefit_names_who_and_against_what():
    for one in claims.all_claims():
        assert one.population
        assert one.comparator
        assert one.sources_for + one.sources_against + one.sources_neutral
        assert not (one.sources_for and not one.sources_against), f"{one.key} shows one side only"


def test_nobody_is_said_to_have_reviewed_what_nobody_reviewed():
    for one in claims.all_claims():
        assert one.status is claims.Status.AWAITING_REVIEW
        assert one.reviewer == "awaiting a clinician's review"
        assert one.reviewed_on < one.review_by <= one.reviewed_on + dt.timedelta(days=190)


@pytest.mark.parametrize(
    ("key", "figures"),
    [
        ("older_people", [(29, 100), (39, 100)]),  # 29.4 and 39.1 % adjusted, DeBar 2025
        ("real_or_pretend", [(27, 100), (44, 100), (48, 100)]),  # 27.4, 44.2, 47.6 %, Haake 2007
        ("side_effects", [(9, 100), (1, 10000)]),  # 9.31 % and 1.01 per 10,000, Baeumler 2021
        ("afterwards", [(79, 100), (24, 100)]),  # 79.1 and 24.4 %, MacPherson and Thomas 2005
    ],
)
def test_figures_are_the_published_ones_rounded(key, figures):
    assert [(figure.number, figure.out_of) for figure in claims.claim(key).figures] == figures


@pytest.mark.parametrize("key", ["older_people", "real_or_pretend"])
def test_a_drawn_figure_is_also_in_the_words(key):
    claim = claims.claim(key)
    numbers = set(re.findall(r"\d+", " ".join(claim.wording)))

    assert {str(figure.number) for figure in claim.figures} <= numbers


def test_every_source_can_be_looked_up():
    for claim in claims.all_claims():
        for source in claim.sources_for + claim.sources_against + claim.sources_neutral:
            assert source.link == "" or source.link.startswith("https://")
            assert source.says.endswith(".")
            assert 2000 <= source.year <= TODAY.year


def test_labels_are_words_for_people():
    assert claims.Certainty.LOW.label == "Low certainty"
    assert len({one.label for one in claims.Certainty}) == len(claims.Certainty)
    assert len({one.label for one in claims.Status}) == len(claims.Status)


def test_a_claim_that_never_was_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        claims.current_claim("works_for_everything", TODAY)
