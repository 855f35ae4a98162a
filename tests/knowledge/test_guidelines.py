"""What bodies advise stands on both sides or not at all, and the 24 of the claims check are all there."""

import datetime as dt
import re

import pytest

from needlepoint.knowledge.evidence import claims, guidelines

TODAY = dt.date(2026, 11, 22)
Stance, Verdict = guidelines.Stance, claims.Verdict

# Each line of the claims check, where it is answered, and what the check came to.
CHECKED = {
    "C1": ("said_endorphins", Verdict.WEAK),
    "C2": ("said_inflammation", Verdict.WRONG),
    "C3": ("said_muscles", Verdict.WEAK),
    "C4": ("said_blood_flow", Verdict.WEAK),
    "C5": ("said_nerves", Verdict.REWORDED),
    "C6": ("said_sleep", Verdict.WEAK),
    "C7": ("afterwards", Verdict.REWORDED),
    "C8": ("said_mobility", Verdict.WEAK),
    "C9": ("side_effects", Verdict.WRONG),
    "C10": ("said_root_cause", Verdict.WRONG),
    "C11": ("visits_new_pain", Verdict.WEAK),
    "C12": ("visits_long_pain", Verdict.HOLDS),
    "C13": ("maintenance", Verdict.WEAK),
    "C14": ("visit_length", Verdict.HOLDS),
    "C15": ("visit_length", Verdict.HOLDS),
    "C16": ("said_landmark", Verdict.WRONG),
    "C17": ("said_jama", Verdict.REWORDED),
    "C18": ("said_bodies", Verdict.REWORDED),
    "C19": ("said_three_in_ten", Verdict.REWORDED),
    "C20": ("how_many_backs", Verdict.HOLDS),
    "C21": ("said_better_than_medicine", Verdict.WEAK),
    "C22": ("said_proven", Verdict.WRONG),
    "C23": ("said_placebo", Verdict.REWORDED),
    "C24": ("said_lasts_a_year", Verdict.REWORDED),
}


def test_all_24_of_the_claims_check_are_answered_with_their_verdict():
    said = {one.key: one.verdict for one in claims.all_claims() if one.verdict}

    assert len(CHECKED) == 24
    assert dict(CHECKED.values()) == said
    assert all(bool(one.said) == bool(one.verdict) for one in claims.all_claims())


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("side_effects", "About 1 in 10 people"),  # 9.31 % a course, Baeumler 2021
        ("said_landmark", "The Journal of Pain"),
        ("said_jama", "Archives of Internal Medicine"),
        ("said_three_in_ten", "A firm that makes back devices paid"),
        ("said_bodies", "NICE in England (2016) says do not offer it."),
        ("said_lasts_a_year", "15 of each 100"),
        ("how_many_backs", "619 million"),
    ],
)
def test_a_check_says_what_it_rests_on(key, words):
    assert words in " ".join(claims.claim(key).wording)


def test_both_sides_of_the_bodies_are_there_and_nice_is_not_cited_for_what_it_is_not_about():
    known = guidelines.published()
    stances = {one.key: one.stance for one in known.all}

    assert stances["nice_2016"] is Stance.AGAINST
    assert {stances["who_2023"], stances["acp_2017_acute"], stances["acp_2017_chronic"]} == {Stance.FOR}
    assert stances["cms_2020"] is Stance.PAYS
    assert not any("193" in one.link for one in known.all)
    assert all(one.link.startswith("https://") for one in known.all if one.seen)


def test_what_bodies_advise_leaves_on_its_day_and_never_stands_with_one_side_gone():
    known = guidelines.published()

    assert known.on(TODAY) == known.all
    assert known.on(known.review_by) == ()
    assert known.on(known.reviewed_on - dt.timedelta(days=1)) == ()
    one_sided = guidelines.Guidelines(
        tuple(one for one in known.all if one.stance is not Stance.AGAINST),
        known.reviewed_on,
        known.review_by,
    )
    assert one_sided.on(TODAY) == ()


def test_an_unknown_stance_or_a_missing_field_is_refused():
    row = '[[guidelines]]\nkey="a"\nbody="A"\nyear=2000\nwho="B"\nstance="{}"\nhow_sure="C."\nlink=""\n{}'
    head = "reviewed_on = 2026-01-01\nreview_by = 2026-06-01\n"

    assert guidelines.read(head + row.format("OPEN", "seen=true")).all[0].stance is Stance.OPEN
    with pytest.raises(ValueError, match="HEARSAY"):
        guidelines.read(head + row.format("HEARSAY", "seen=true"))
    with pytest.raises(TypeError):
        guidelines.read(head + row.format("OPEN", ""))


def test_the_head_of_the_file_explains_every_word_a_claim_may_use():
    text = claims.resources.files(claims.__package__).joinpath("claims.toml").read_text("utf-8")
    head = text[: text.index("[[claims]]")]

    for kind in (claims.Population, claims.Outcome, claims.Comparator, claims.Certainty, claims.Verdict):
        for name in kind.__members__:
            assert re.search(rf"\b{name}\b", head), name
