"""A visit as a calendar file, read back by a reader that knows only the standard's rules of lines and escapes."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.booking.rules import calendar

ADAS = calendar.Event(
    uid="visit-k7m2@needlepoint",
    starts_at=dt.datetime(2026, 11, 24, 14, 10, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
    ends_at=dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC),
    stamped_at=dt.datetime(2026, 11, 23, 14, 30, tzinfo=dt.UTC),
    summary="Visit at Willow Street Acupuncture",
    place="12 Willow Street; back door, please",
    notes="One\nTwo",
    version=2,
)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n,;\\"), max_size=300)


def read(text):
    """RFC 5545: unfold, split at the first colon, unescape."""
    lines = text.replace("\r\n ", "").split("\r\n")
    pairs = [line.split(":", 1) for line in lines if line]
    return {name: unescaped(value) for name, value in pairs if name not in {"BEGIN", "END"}}


def unescaped(value):
    out, letters = "", iter(value)
    for letter in letters:
        if letter == "\\":
            escaped = next(letters)
            out += "\n" if escaped in "nN" else escaped
        else:
            out += letter
    return out


def test_a_visit_is_written_in_utc_with_its_text_escaped():
    text = calendar.file(ADAS)

    assert read(text) == {
        "VERSION": "2.0",
        "PRODID": "-//Needlepoint//Visits//EN",
        "METHOD": "PUBLISH",
        "UID": "visit-k7m2@needlepoint",
        "DTSTAMP": "20261123T143000Z",
        "DTSTART": "20261124T191000Z",
        "DTEND": "20261124T200000Z",
        "SEQUENCE": "2",
        "SUMMARY": "Visit at Willow Street Acupuncture",
        "LOCATION": "12 Willow Street; back door, please",
        "DESCRIPTION": "One\nTwo",
        "STATUS": "CONFIRMED",
        "CLASS": "PRIVATE",
    }
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert "LOCATION:12 Willow Street\\; back door\\, please\r\n" in text


@given(texts)
def test_any_text_survives_and_no_line_is_too_long(text):
    event = calendar.Event(
        **{field: getattr(ADAS, field) for field in ADAS.__slots__} | {"notes": f"x{text}"}
    )

    written = calendar.file(event)

    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert read(written)["DESCRIPTION"] == f"x{text}"
