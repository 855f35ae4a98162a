"""The time of day that a cell ends with, apart from the day before it."""

# ruff: noqa: PLR2004 -- the figures are a clock's
import datetime as dt
import re

from needlepoint.exchange.rules import findings

_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]*\s+", re.IGNORECASE
)
_TIME = r"""
    (?P<{0}hour>\d{{1,2}}) (?: [:.h] (?P<{0}minute>\d{{2}}) (?: :(?P<{0}second>\d{{2}}) (?:[.,]\d+)? )? )?
    \s* (?P<{0}half> [ap]\.?m?\.? (?![a-z]) )?
"""
_CLOCK = re.compile(
    r"(?:^|(?<=\d)T|[\s,]+(?:at\s+|@\s*)?)"
    + _TIME.format("")
    + r"(?: \s*(?:-|–|—|to|until)\s*"
    + _TIME.format("to_")
    + r")?"
    + r"\s* (?P<zone> Z | UTC | GMT | (?:UTC|GMT)?[+-]\d{2}:?\d{2} | [A-Z]{2,5} )? $",
    re.VERBOSE | re.IGNORECASE,
)
_WITH_OFFSET = re.compile(r"^(\d{4}-\d{2}-\d{2}.*?\d)\s?(?P<offset>[+-]\d{2}:?\d{2})$")


def split(cell: str) -> tuple[str, re.Match[str] | None, str]:
    """Split a cell into its day and its time of day.

    returns  (the day as written, the match of a time or None, an ISO offset such as '-05:00' or '')
    """
    text = re.sub(r"\bnoon$", "12:00 pm", _WEEKDAY.sub("", cell.strip()).strip(" ,"), flags=re.IGNORECASE)
    text, offset = _without_offset(text)
    match = _CLOCK.search(text)
    if match is None or not (match["minute"] or match["half"] or match["to_minute"] or match["to_half"]):
        return text, None, ""
    return text[: match.start()].strip(" ,"), match, offset


def _without_offset(text: str) -> tuple[str, str]:
    """Split the offset off an ISO moment: '2026-11-23 14:30-05:00' ends in one, '2026-11-23 09:30-10:30' does not."""
    match = _WITH_OFFSET.match(text)
    if match is None or not re.search(r"[T ]\d", match[1]):
        return text, ""
    begins = re.search(r"[T ](\d{2}:?\d{2})$", match[1])
    if match["offset"][0] == "-" and "T" not in match[1] and begins and match["offset"][1:] > begins[1]:
        return text, ""
    return match[1], match["offset"]


def read(cell: str, match: re.Match[str], side: str, borrowed: str | None = None) -> dt.time:
    """Return one end of a stretch of time.

    side      '' for its start, 'to_' for its end
    borrowed  am or pm, when only the other end says it
    raises    UnableToRead
    """
    hour, minute = int(match[f"{side}hour"]), int(match[f"{side}minute"] or 0)
    second = int(match["second"] or 0) if not side else 0
    half = (match[f"{side}half"] or borrowed or "")[:1].lower()
    if half == "p" and hour < 12:
        hour = hour + 12 if hour else 99  # '0:30 pm' is nobody's time
    elif half == "a" and hour >= 12:
        hour = 0 if hour == 12 else 99
    if hour > 23 or minute > 59 or second > 59:
        raise findings.UnableToRead(
            findings.Why.BAD_TIME, f"{findings.shown(cell)} is not a time the clock shows."
        )
    return dt.time(hour, minute)
