"""What a cell says apart from how spreadsheets wrap it, and how a cell is written so that none calculates it."""

import re

SIGNS = "=+-@\t\r"  # a spreadsheet takes a cell that begins so for a formula
_AS_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)


def clean(cell: str) -> str:
    """Return a cell without NULs, spaces around it, and the wrapping by which spreadsheets keep text as text.

    '="00123"' is 00123; "'+1 212" is +1 212, as our own list of refused rows writes it.
    """
    text = cell.replace("\x00", "").strip()
    if text[:2] == '="' and (match := _AS_TEXT.match(text)):
        return match[1].replace('""', '"').strip()
    if text[:1] == "'" and text[1:2] and text[1] in SIGNS:
        return text[1:].strip()
    return text


def neutral(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not calculate."""
    return f"'{cell}" if cell[:1] and cell[0] in SIGNS else cell


def one_line(text: str) -> str:
    return " ".join(text.split())
