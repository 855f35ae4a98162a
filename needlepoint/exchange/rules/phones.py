"""Phone numbers in any shape, read by the clinic's country."""

import dataclasses
import functools
import re

import phonenumbers

_INTERNATIONAL = re.compile(r"^\s*00(?=[1-9])")


@dataclasses.dataclass(frozen=True, slots=True)
class Phone:
    """What a cell says.

    number      E.164 such as '+12125550101', or '' when it could not be read
    text        what to keep: the number, or the cell as it stood
    is_partial  True when an extension or a second number was left out
    """

    number: str
    text: str
    is_partial: bool = False


@functools.lru_cache(maxsize=4096)
def read(cell: str, country: str) -> Phone:
    """Read the first phone number in a cell.

    country  two letters; reads numbers without a country code
    returns  a Phone; an unreadable cell is kept as text, at most 40 characters of it
    """
    text = " ".join(cell.replace("\x00", "").split())
    if not text:
        return Phone("", "")
    found = _numbers(_INTERNATIONAL.sub("+", text), country)
    if not found:
        return Phone("", text[:40])
    number = phonenumbers.format_number(found[0], phonenumbers.PhoneNumberFormat.E164)
    return Phone(number, number, is_partial=len(found) > 1 or bool(found[0].extension))


def _numbers(text: str, country: str) -> list[phonenumbers.PhoneNumber]:
    try:
        whole = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        whole = None
    if whole is not None and _is_possible(whole):
        return [whole]
    # Two in a cell, or words around it. Possible rather than valid: new ranges are in use before lists know them.
    matches = phonenumbers.PhoneNumberMatcher(text, country, leniency=phonenumbers.Leniency.POSSIBLE)
    return [match.number for match in matches if _is_possible(match.number)]


def _is_possible(number: phonenumbers.PhoneNumber) -> bool:
    # A number without its area code is possible on the spot only; elsewhere it would ring somebody else.
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
