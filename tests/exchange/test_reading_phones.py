"""Phone numbers in any shape, read by the clinic's country or kept as they stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.exchange.rules import phones


@pytest.mark.parametrize(
    "cell",
    [
        "(212) 555-0101",
        "212.555.0101",
        "2125550101",
        "+1 212 555 0101",
        "1-212-555-0101",
        "Cell: 212 555 0101 (mum)",
        "'+12125550101",
        "2125550101.0",
        "\x00212 555 0101",
    ],
)
def test_one_number_has_one_spelling(cell):
    assert phones.read(cell, "US") == phones.Phone("+12125550101", "+12125550101")


@pytest.mark.parametrize(
    ("cell", "country", "number"),
    [
        ("020 7946 0958", "GB", "+442079460958"),
        ("0044 20 7946 0958", "US", "+442079460958"),
        ("+44 (0)20 7946 0958", "US", "+442079460958"),
        ("030 901820", "DE", "+4930901820"),
    ],
)
def test_the_country_reads_what_the_number_leaves_out(cell, country, number):
    assert phones.read(cell, country).number == number


@pytest.mark.parametrize("cell", ["212-555-0101 x12", "212-555-0101 / 212-555-0102"])
def test_what_is_left_out_of_a_number_is_said(cell):
    assert phones.read(cell, "US") == phones.Phone("+12125550101", "+12125550101", is_partial=True)


@pytest.mark.parametrize("cell", ["555-0101", "2.12556E+09", "ask her mother", "00000"])
def test_what_cannot_be_read_is_kept_as_it_stood(cell):
    assert phones.read(cell, "US") == phones.Phone("", cell)


@given(st.text(max_size=60), st.sampled_from(["US", "GB", "DE"]))
def test_no_text_makes_the_reader_fall_over_and_every_number_reads_as_itself(cell, country):
    phone = phones.read(cell, country)

    assert len(phone.text) <= 40
    if phone.number:
        assert phones.read(phone.number, country) == phones.Phone(phone.number, phone.number)
