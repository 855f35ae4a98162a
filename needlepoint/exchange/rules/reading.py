"""What it takes to read the rows of one file, and what is the same for every kind of row."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Sequence

from needlepoint.exchange.rules import columns, dates, findings

KEY_LONGEST = 80


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """How one file is to be read.

    order       of its dates
    zone        the clinic's time zone
    country     the clinic's, two letters; reads phone numbers
    now         aware UTC
    today       the day it is in the clinic
    has_halves  the file writes am and pm, so that a time without them is half a time
    """

    layout: columns.Columns
    told: columns.Told
    order: dates.Order
    zone: str
    country: str
    now: dt.datetime
    today: dt.date
    has_halves: bool = False


@dataclasses.dataclass(slots=True)
class Remarks:
    """Every reason against a row, and every note on it, gathered while it is read."""

    reasons: list[findings.Reason] = dataclasses.field(default_factory=list)
    notes: list[findings.Note] = dataclasses.field(default_factory=list)

    def against(self, why: findings.Why, words: str) -> None:
        self.reasons.append(findings.Reason(why, words))


def check_cells(row: Sequence[str], reading: Reading, remarks: Remarks) -> None:
    """Note a short row; refuse one with more filled cells than headings, whose cells may all stand one column off."""
    width = len(reading.layout.headings)
    if len(row) < width:
        remarks.notes.append(findings.Note.SHORT_ROW)
    elif any(cell.strip() for cell in row[width:]):
        remarks.against(
            findings.Why.WRONG_CELLS,
            f"There are {len(row)} cells under {width} headings; a comma or a quotation mark may be loose.",
        )


def key(source: str, number: str, *otherwise: object) -> str:
    """Return what a row is known by: the source's own number, or a hash that stays the same for the same row.

    source     the other system's short name, or ''
    otherwise  what names the row when it has no number
    """
    if number:
        written = f"{source}:{number}"
        return written if len(written) <= KEY_LONGEST else f"{source}#{_hash(number)}"
    return f"{source}#{_hash(*otherwise)}"


def fingerprint(*said: object) -> str:
    """Return 16 hex figures that change when what a row says changes."""
    return _hash(*said)[:16]


def _hash(*parts: object) -> str:
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
