import dataclasses
import datetime as dt
import re
from importlib import resources

import pytest

from needlepoint.knowledge.evidence import claims, sources

TODAY = dt.date(2026, 11, 22)
TEXT = resources.files("needlepoint.knowledge.evidence").joinpath("claims.toml").read_text("utf-8")


def read(text):
    return claims.read(text, sources.all_sources())


def test_the_front_page_has_its_claims():
    assert list(read(TEXT)) == [
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
    withdrawn = read(TEXT.replace('status = "AWAITING_REVIEW"', 'status = "WITHDRAWN"', 1))

    assert not withdrawn["does_it_work"].is_current(TODAY)
    assert withdrawn["older_people"].is_current(TODAY)


def test_an_unknown_source_or_comparator_is_refused_and_so_is_a_key_twice():
    with pytest.raises(KeyError):
        read(TEXT.replace('against = ["skonnord_2020"]', 'against = ["a_friend"]'))
    with pytest.raises(KeyError):
        read(TEXT.replace('comparator = ["FEWER_VISITS"]', 'comparator = ["HEARSAY"]'))
    with pytest.raises(ValueError, match="twice"):
        read(TEXT.replace('key = "maintenance"', 'key = "afterwards"'))
    with pytest.raises(ValueError, match="twice"):
        sources.read(2 * '[[sources]]\nkey="a_2001"\ntitle="A"\nyear=2001\nlink=""\nsays="B."\nseen=true\n')


def test_a_key_in_two_files_is_refused():
    one, other = read(MAINTENANCE), read(MAINTENANCE.replace('"maintenance"', '"more"'))

    assert list(claims.together([one, other])) == ["maintenance", "more"]
    with pytest.raises(ValueError, match="maintenance"):
        claims.together([one, other, one])


MAINTENANCE = TEXT[TEXT.rindex("[[claims]]") :]


@pytest.mark.parametrize(
    ("lack", "was", "planted"),
    [
        (claims.Lack.SOURCE, 'against = ["debar_2025"]', "against = []"),
        (claims.Lack.COMPARATOR, 'comparator = ["FEWER_VISITS"]', "comparator = []"),
        (claims.Lack.DATE, "review_by = 2027-05-22", ""),
        (claims.Lack.OTHER_SIDE, 'for = []\nagainst = ["debar_2025"]', 'for = ["debar_2025"]\nagainst = []'),
        (claims.Lack.DISSENT, "neutral = []", 'neutral = ["who_2023"]'),
        (
            claims.Lack.DISSENT,
            'for = []\nagainst = ["debar_2025"]',
            'for = ["acp_2017"]\nagainst = ["nice_2016"]',
        ),
        (
            claims.Lack.WORDS,
            MAINTENANCE[MAINTENANCE.index("wording =") : MAINTENANCE.index("population =")],
            "wording = []\n",
        ),
    ],
)
def test_a_claim_that_lacks_something_is_never_shown(lack, was, planted):
    assert was in MAINTENANCE
    one = read(MAINTENANCE.replace(was, planted))["maintenance"]

    assert one.lacks == (lack,)
    assert not one.is_current(TODAY)
    assert read(MAINTENANCE)["maintenance"].is_current(TODAY)


def test_a_body_in_favour_stands_only_with_the_body_against_and_a_result_with_pretend_needles():
    one = read(
        MAINTENANCE.replace(
            'for = []\nagainst = ["debar_2025"]', 'for = ["acp_2017"]\nagainst = ["nice_2016", "haake_2007"]'
        )
    )["maintenance"]

    assert one.lacks == ()


def test_what_is_known_from_memory_only_is_unconfirmed():
    unseen = {key: dataclasses.replace(one, seen=False) for key, one in sources.all_sources().items()}

    assert not claims.read(MAINTENANCE, unseen)["maintenance"].is_confirmed
    assert read(MAINTENANCE)["maintenance"].is_confirmed


def test_no_claim_of_ours_lacks_anything():
    assert {one.key: one.lacks for one in claims.all_claims() if one.lacks} == {}
    assert all(one.why for one in claims.all_claims())


def test_a_claim_that_compared_nothing_names_nothing_else_beside():
    for one in claims.all_claims():
        assert claims.Comparator.NONE_MADE not in one.comparators or len(one.comparators) == 1


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
    for key, source in sources.all_sources().items():
        assert re.fullmatch(r"[a-z0-9_]+_\d{4}(_[a-z0-9_]+)?", key)
        assert source.link == "" or source.link.startswith("https://")
        assert source.says.endswith(".")
        assert 1990 <= source.year <= TODAY.year


def test_labels_are_words_for_people():
    assert claims.Certainty.LOW.label == "Low certainty"
    assert len({one.label for one in claims.Certainty}) == len(claims.Certainty)
    assert len({one.label for one in claims.Status}) == len(claims.Status)


def test_a_claim_that_never_was_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        claims.current_claim("works_for_everything", TODAY)
