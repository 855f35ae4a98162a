import csv
import re
from importlib import resources

import pytest

from needlepoint.knowledge.points import atlas, sourced

DATA = resources.files("needlepoint.knowledge.points").joinpath("data")
CODES = [point.code for point in atlas.all_points()]


def rows(name):
    return list(csv.DictReader(DATA.joinpath(name).read_text("utf-8").splitlines()))


CAUTIONS, USES = rows("cautions.csv"), rows("backpain_use.csv")


def hazard(code, key):
    return next(one for one in sourced.hazards(code) if one.key == key)


def test_every_hazard_and_every_use_of_the_tables_is_worded():
    assert sum(len(sourced.hazards(code)) for code in CODES) == len(CAUTIONS)
    assert sum(len(sourced.uses(code)) for code in CODES) == len(USES)
    for code in CODES:
        for one in sourced.hazards(code):
            told = (one.name, one.avoid, one.safer, one.meaning, one.standing)
            assert not any(re.search(r"unknown|None$|[{}]", text) for text in told), code
            assert one.avoid.endswith(".")
            assert one.standing.endswith(".")
        for use in sourced.uses(code):
            assert use.details
            assert use.evidence.endswith(".")


def test_a_depth_is_never_shown_as_a_limit():
    measured = [row for row in CAUTIONS if row["depth_mm_min"]]

    assert len(measured) == 23
    for row in measured:
        meaning = hazard(row["code"], row["hazard"]).meaning
        if "mm" in meaning:
            assert meaning.endswith(sourced.NOT_A_LIMIT), row["code"]
        assert not re.search(r"\bsafe\b|safety|advis|up to|at most|no deeper|maximum", meaning), row["code"]
        # What was meant as a limit is not told at all.
        if "advised limit" in row["depth_mm_meaning"]:
            assert row["depth_mm_min"] not in meaning
        if "safe" in row["depth_mm_meaning"] and "not a safety limit" not in row["depth_mm_meaning"]:
            assert "mm" not in meaning


def test_no_needle_depth_of_a_manual_is_told():
    for row in CAUTIONS:
        one = hazard(row["code"], row["hazard"])
        assert "cun" not in f"{one.avoid} {one.safer} {one.meaning}"


def test_what_was_measured_is_told_with_its_meaning():
    assert (
        "14.6 mm below the skin on average in women and 17.4 mm in men"
        in hazard("GB21", "pneumothorax").meaning
    )
    assert "psoas was reached at 32 to 38 mm" in hazard("BL23", "organ").meaning
    assert "low confidence" in hazard("BL43", "pneumothorax").meaning


@pytest.mark.parametrize(("code", "mean", "deviation"), [("BL31", "58.2", "12.4"), ("BL33", "34", "10.7")])
def test_a_mean_and_its_deviation_are_not_told_as_a_range(code, mean, deviation):
    meaning = hazard(code, "nerve").meaning

    assert f"{mean} mm in on average (standard deviation {deviation})" in meaning
    assert " to " not in meaning.removesuffix(sourced.NOT_A_LIMIT)


def test_what_nobody_but_us_says_is_unconfirmed():
    for row in CAUTIONS:
        one = hazard(row["code"], row["hazard"])
        only_ours = row["source"] == "A1"
        assert not only_ours or one.standing.startswith("Unconfirmed"), row["code"]
        assert one.is_confirmed != one.standing.startswith("Unconfirmed")
    for code in CODES:
        for use in sourced.uses(code):
            assert use.is_confirmed == (use.kind != "location only")
            assert use.evidence.startswith("Unconfirmed") == (use.kind == "location only")


def test_pregnancy_is_told_as_a_tradition():
    for row in CAUTIONS:
        if row["hazard"] == "pregnancy":
            meaning = hazard(row["code"], "pregnancy").meaning
            assert "no objective evidence of harm" in meaning
            # Some rows say "except to support labour": nobody has shown that it does.
            assert "no reliable evidence that needling brings on labour" in meaning


def test_a_trial_is_never_told_as_a_proof_and_the_strongest_kind_comes_first():
    kinds = [use.kind for use in sourced.uses("BL40")]

    assert kinds == sorted(kinds, key=sourced.ORDER.index)
    assert kinds[0] == "trial"
    assert "does not show" in sourced.uses("BL40")[0].evidence


def test_every_source_named_at_a_point_is_listed_once_with_where_to_find_it():
    found = {one.id: one for one in sourced.sources("BL40")}

    assert list(found)[:2] == ["N1", "N2"]
    assert found["E1"].identifier.startswith("doi ")
    assert found["T2"].identifier == ""
    assert not any(
        "repository" in f"{one.name}{one.identifier}" for code in CODES for one in sourced.sources(code)
    )


@pytest.mark.parametrize("ask", [sourced.hazards, sourced.uses, sourced.sources])
def test_a_code_that_does_not_exist_is_a_key_error(ask):
    with pytest.raises(KeyError):
        ask("BL68")
