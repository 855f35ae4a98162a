"""Whom to ring when somebody cannot wait, by country. Data; a country we do not know gets no guess.

source  Emergency numbers. European Union: Directive (EU) 2018/1972, article 109 (112 everywhere in it). United Kingdom,
        Australia, New Zealand, United States and Canada: their governments' own pages.
        Crisis lines: the services' own names for themselves, from general knowledge; each clinic confirms its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

EUROPEAN_UNION = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
NUMBERS = {
    **dict.fromkeys(EUROPEAN_UNION, "112"),
    **dict.fromkeys(("CH", "IS", "LI", "NO"), "112"),
    **dict.fromkeys(("CA", "US"), "911"),
    "AU": "000",
    "GB": "999",
    "NZ": "111",
}
# Lines for somebody who thinks of ending their life; free to call. A country left out has none that we are sure of.
CRISIS_LINES = {
    **dict.fromkeys(("CA", "US"), "988"),
    **dict.fromkeys(("DE", "GB", "IE"), "116 123"),
    "AU": "13 11 14",
    "ES": "024",
    "FR": "3114",
    "NL": "113",
    "NZ": "1737",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands in a sentence for `{emergency_number}` and `{crisis_line}`; '' when nobody knows it."""

    emergency_number: str
    crisis_line: str


def number(country: str) -> str:
    """Return the emergency number of a country of two letters, or '' when we do not know it."""
    return NUMBERS.get(country.upper(), "")


def crisis_line(country: str) -> str:
    """Return the line for somebody in a crisis, or '' when we do not know one."""
    return CRISIS_LINES.get(country.upper(), "")


def numbers(country: str, *, emergency_number: str = "") -> Numbers:
    """Return the numbers of a clinic in this country; its own emergency number, when it has one, comes first."""
    return Numbers(emergency_number.strip() or number(country), crisis_line(country))


def filled(sentences: Iterable[str], known: Numbers) -> tuple[str, ...]:
    """Put the numbers into whole sentences, already translated; a sentence whose number nobody knows is left out.

    sentences   may hold `{emergency_number}` and `{crisis_line}`; every other sentence stays as it is
    """
    places = {"{emergency_number}": known.emergency_number, "{crisis_line}": known.crisis_line}
    said = []
    for sentence in sentences:
        words = sentence
        wanted = [place for place in places if place in sentence]
        for place in wanted:
            words = words.replace(place, places[place])
        if all(places[place] for place in wanted):
            said.append(words)
    return tuple(said)
