"""Days as other systems write them.

03/04/2026 is a day in March or in April. Which one, the file as a whole must prove, or the person at the prompt must
say; no row is read by a hunch.
"""

# ruff: noqa: PLR2004 -- the figures are a calendar's
import dataclasses
import datetime as dt
import enum
import functools
import re

from needlepoint.exchange.rules import clocks, findings

OLDEST_YEARS = 120
REMEMBERED = 50_000  # different days; more than any clinic has, and a bound all the same
PLACEHOLDERS = frozenset(
    {dt.date(1900, 1, 1), dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1, 1, 1)}
)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
_PACKED = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
_NUMBERS = re.compile(r"^(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})$")
_DAY_NAMED = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th)?[\s.\-/]*([a-z]{3,9})\.?[\s,\-/]*(\d{4}|\d{2})$", re.IGNORECASE
)
_NAMED_DAY = re.compile(
    r"^([a-z]{3,9})\.?[\s\-/]*(\d{1,2})(?:st|nd|rd|th)?[\s,\-/]+(\d{4}|\d{2})$", re.IGNORECASE
)
# (spelling, and which of its groups is the year, the month, the day)
_SPELLED = ((_ISO, 1, 3, 4), (_PACKED, 1, 2, 3), (_DAY_NAMED, 3, 2, 1), (_NAMED_DAY, 3, 1, 2))
_EMPTY = re.compile(r"^[0\s/.\-]*$")  # 00/00/0000
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")


class Order(enum.StrEnum):
    """In which order a date made of numbers is written."""

    US = "us"
    ISO = "iso"  # only dates that begin with the year are read
    DAY_FIRST = "day-first"


# --- Which order does the file use? --------------------------------------------------------------------------------


@dataclasses.dataclass(slots=True)
class Proof:
    """What the dates of one file say about their order. Filled cell by cell.

    month_first, day_first  line numbers of the first dates that can only be read so; None while there is none
    either                  line number of the first date that could be read both ways
    """

    month_first: int | None = None
    day_first: int | None = None
    either: int | None = None
    _seen: set[str] = dataclasses.field(default_factory=set)

    def see(self, cell: str, line: int) -> None:
        """Take one cell into account. Costs next to nothing for a day that was seen before."""
        day = clocks.split(cell)[0]
        if day in self._seen:
            return
        if len(self._seen) < REMEMBERED:
            self._seen.add(day)
        match = _NUMBERS.match(day)
        if match is None:
            return
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second >= 1:
            self.day_first = self.day_first or line
        elif second > 12 >= first >= 1:
            self.month_first = self.month_first or line
        elif first != second:
            self.either = self.either or line


class UnableToTell(ValueError):
    """The file's dates can be read both ways. The message names --dates."""


def order(proof: Proof, told: Order | None) -> Order:
    """Return the order in which the file writes dates made of numbers.

    told    what the person at the prompt said; it always wins
    raises  UnableToTell when the file proves nothing, or proves both
    """
    if told is not None:
        return told
    ways = "Say which with --dates us (month first), --dates day-first or --dates iso."
    if proof.month_first and proof.day_first:
        raise UnableToTell(
            f"Line {proof.month_first} writes the month first and line {proof.day_first} the day first. {ways} "
            "Rows that cannot be read that way are then refused one by one."
        )
    if proof.day_first:
        return Order.DAY_FIRST
    if proof.month_first:
        return Order.US
    if proof.either:
        raise UnableToTell(
            f"No date in this file says whether the month or the day comes first; the first that could be either "
            f"is on line {proof.either}. {ways}"
        )
    return Order.ISO


# --- Days ----------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=65_536)
def day(cell: str, written: Order) -> tuple[dt.date, bool]:
    """Read a day.

    cell     without its time of day; a weekday before it is passed over
    returns  (day, whether its century was written)
    raises   findings.UnableToRead
    """
    text = clocks.split(cell)[0]
    for spelling, year, month, day_of_month in _SPELLED:
        if match := spelling.match(text):
            return _day(cell, match[year], match[month], match[day_of_month])
    if match := _NUMBERS.match(text):
        first, second, year_words = match[1], match[3], match[4]
        if written is Order.ISO and first != second:
            raise findings.UnableToRead(
                findings.Why.BAD_DATE,
                f"{findings.shown(cell)} does not begin with the year, as --dates iso asks.",
            )
        month_words, day_words = (second, first) if written is Order.DAY_FIRST else (first, second)
        return _day(cell, year_words, month_words, day_words)
    if _SERIAL.match(text):
        raise findings.UnableToRead(
            findings.Why.BAD_DATE,
            f"{findings.shown(cell)} is the number a spreadsheet keeps for a date; format the column as a date "
            "before saving.",
        )
    raise findings.UnableToRead(findings.Why.BAD_DATE, f"{findings.shown(cell)} is not a date we can read.")


def _day(cell: str, year: str, month: str, day_of_month: str) -> tuple[dt.date, bool]:
    if not month.isdecimal():
        if month[:3].lower() not in MONTHS:
            raise findings.UnableToRead(
                findings.Why.BAD_DATE, f"{findings.shown(cell)} is not a date we can read."
            )
        month = str(MONTHS.index(month[:3].lower()) + 1)
    try:
        # Two figures are this century here; a birth date looks again.
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day_of_month)), len(
            year
        ) == 4
    except ValueError:
        raise findings.UnableToRead(
            findings.Why.BAD_DATE, f"{findings.shown(cell)} is not a day that the calendar has."
        ) from None


def birth_date(cell: str, written: Order, today: dt.date) -> tuple[dt.date | None, bool]:
    """Read a birth date.

    returns  (day or None for an empty cell or a placeholder, whether it was a placeholder)
    raises   findings.UnableToRead for a day in the future, longer ago than anyone lives, or of two centuries
    """
    text = clocks.split(cell)[0]
    if not text:
        return None, False
    if _EMPTY.match(text):
        return None, True
    born, is_full = day(text, written)
    if born in PLACEHOLDERS:
        return None, True
    oldest = today.year - OLDEST_YEARS
    if not is_full:
        born = _century(cell, born, today)
    if born > today:
        raise findings.UnableToRead(
            findings.Why.WRONG_BIRTH_DATE, f"The birth date {findings.shown(cell)} is in the future."
        )
    if born.year < oldest:
        raise findings.UnableToRead(
            findings.Why.WRONG_BIRTH_DATE, f"The birth date {findings.shown(cell)} is before {oldest}."
        )
    return born, False


def _century(cell: str, born: dt.date, today: dt.date) -> dt.date:
    """Return a birth date written with two figures in the one century that it can mean."""
    if born > today:
        return born.replace(year=born.year - 100)  # never 29 February 2000, so always a day
    if born.year - 100 >= today.year - 110:
        raise findings.UnableToRead(
            findings.Why.WRONG_BIRTH_DATE,
            f"{findings.shown(cell)} could be {born.year - 100} or {born.year}; write the year in full.",
        )
    return born
