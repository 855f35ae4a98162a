"""The catalogue of traditional findings: labelled, coded, and never more certain than its sources."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.points import atlas
from needlepoint.knowledge.tradition import catalogue

CATALOGUE = catalogue.current()
CODES = {
    "COLD_DAMP": ("SE81", "SE82"),
    "DAMP_HEAT": ("SE82", "SE84"),
    "STASIS": ("SE91", "SF01"),
    "KIDNEY_YANG": ("SF97",),
    "KIDNEY_YIN": ("SF93",),
    "KIDNEY_QI": ("SF90", "SF96"),
    "BLADDER_CHANNEL": ("SG26",),
    "GALLBLADDER_CHANNEL": ("SG2A",),
    "GOVERNOR": ("SG30",),
    "SASANG_LARGE_YANG": ("SH40",),
}


def test_the_catalogue_says_what_it_is_and_what_is_unconfirmed():
    assert CATALOGUE.label == "Traditional framework, not a diagnosis"
    assert "never written alone" in CATALOGUE.codes_source
    assert "to be confirmed" in CATALOGUE.lists_source


def test_every_pattern_has_the_codes_that_were_read():
    assert {one.key: one.codes for one in CATALOGUE.patterns} == CODES


def test_every_point_of_a_pattern_is_in_the_atlas_on_a_side_it_can_have():
    for pattern in CATALOGUE.patterns:
        for code, side in pattern.points:
            assert atlas.point(code).code == code
            assert (side == "MIDLINE") is atlas.is_midline(code), (pattern.key, code)
            assert side in {"BOTH", "MIDLINE", "AFFECTED"}


def test_keys_are_unique_and_nothing_is_chosen_beforehand():
    keys = [part.key for part in CATALOGUE.parts] + [one.key for one in CATALOGUE.patterns]
    assert len(set(keys)) == len(keys)
    assert not hasattr(CATALOGUE.parts[0], "initial")


def test_findings_are_written_in_order_with_their_codes():
    found = {"PATTERNS": ["KIDNEY_YANG"], "PULSE": ["WEAK", "DEEP"], "TONGUE_BODY": ["PALE"]}
    assert catalogue.rows(found) == (
        ("Tongue, color", ("Pale",)),
        ("Pulse", ("Deep", "Weak")),
        ("Pattern", ("Kidney yang weak (SF97)",)),
    )


@pytest.mark.parametrize(
    "found", [{}, {"PULSE": "WIRY"}, {"PULSE": ["GONE"]}, {"OTHER": ["WIRY"]}, {"PULSE": None}]
)
def test_what_the_catalogue_does_not_know_is_left_out(found):
    assert catalogue.known(found) == {}
    assert catalogue.rows(found) == ()


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.sampled_from(["PULSE", "PATTERNS", "TONGUE_COAT", "X"]),
        st.lists(st.sampled_from(["WIRY", "STASIS", "DRY", "?"])) | st.text(),
    )
)
def test_what_is_kept_stays_as_it_is(found):
    kept = catalogue.known(found)
    assert catalogue.known(kept) == kept
