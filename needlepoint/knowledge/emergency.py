"""Whom to ring when somebody cannot wait, by country. Data; a country we do not know gets no guess.

source  European Union: Directive (EU) 2018/1972, article 109 (112 everywhere in it). United Kingdom, Australia, New
        Zealand, United States and Canada: their governments' own pages.
"""

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


def number(country: str) -> str:
    """Return the emergency number of a country of two letters, or '' when we do not know it."""
    return NUMBERS.get(country.upper(), "")
