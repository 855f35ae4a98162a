"""Whom to ring: the clinic's own numbers are put into whole sentences, and nobody is sent to a number we guess."""

import re

import pytest

from needlepoint.knowledge import emergency

SENTENCES = (
    "Call {emergency_number} now.",
    "Call {crisis_line} to talk to somebody.",
    "Stay near somebody you trust.",
    "Call {crisis_line}, or {emergency_number}.",
)


def test_numbers_are_put_into_whole_sentences():
    assert emergency.filled(SENTENCES, emergency.numbers("US")) == (
        "Call 911 now.",
        "Call 988 to talk to somebody.",
        "Stay near somebody you trust.",
        "Call 988, or 911.",
    )


def test_a_sentence_whose_number_nobody_knows_is_left_out():
    assert emergency.filled(SENTENCES, emergency.numbers("BE")) == (
        "Call 112 now.",
        "Stay near somebody you trust.",
    )
    assert emergency.filled(SENTENCES, emergency.numbers("XX")) == ("Stay near somebody you trust.",)


def test_the_clinic_s_own_emergency_number_comes_first():
    assert emergency.numbers("US", emergency_number=" 555 0100 ").emergency_number == "555 0100"
    assert emergency.numbers("us").emergency_number == "911"
    assert emergency.numbers("XX", emergency_number="117").emergency_number == "117"


def test_other_braces_stay_as_they_are():
    assert emergency.filled(["{other} {emergency_number}"], emergency.numbers("NZ")) == ("{other} 111",)


@pytest.mark.parametrize(
    ("country", "number", "line"),
    [
        ("US", "911", "988"),
        ("es", "112", "024"),
        ("GB", "999", "116 123"),
        ("AU", "000", "13 11 14"),
        ("", "", ""),
    ],
)
def test_each_country_has_its_own(country, number, line):
    assert (emergency.number(country), emergency.crisis_line(country)) == (number, line)


def test_every_crisis_line_belongs_to_a_country_whose_emergency_number_we_know():
    assert set(emergency.CRISIS_LINES) <= set(emergency.NUMBERS)
    assert all(
        re.fullmatch(r"[\d ]{3,12}", one)
        for one in (*emergency.CRISIS_LINES.values(), *emergency.NUMBERS.values())
    )
