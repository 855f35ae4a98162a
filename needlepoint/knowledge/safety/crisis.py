"""Does a text speak of suicide or self-harm? Words only, in English, Spanish and Chinese.

Never   a diagnosis, and never a reason to refuse: it says where a kind message and the crisis line are shown.
Misses  what is said between the lines; the check therefore asks everybody as well.
"""

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib import resources

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
# Signs that show nothing and could stand inside a word.
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language: sayings to leave out first, then what to look for."""

    not_these: re.Pattern[str]
    phrases: re.Pattern[str]


def folded(text: str) -> str:
    """Give the text in small letters without accents and apostrophes, with one space between words."""
    plain = unicodedata.normalize("NFKD", text.translate(_UNSEEN).translate(_APOSTROPHES).casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def speaks_of_self_harm(text: str) -> bool:
    """Say whether the words may mean that somebody thinks of ending their life or hurting themselves.

    text      as somebody wrote it, in any of the languages
    returns   True also after "not" ("I do not want to die"): it is better to offer help once too often
    """
    plain = folded(text)
    return any(one.phrases.search(one.not_these.sub(" . ", plain)) for one in _languages())


@functools.cache
def _languages() -> tuple[Language, ...]:
    data = tomllib.loads(resources.files(__package__).joinpath("crisis.toml").read_text("utf-8"))
    return tuple(
        Language(_any_of(row["not_these"]), _any_of(row["phrases"]))
        for row in data.values()
        if isinstance(row, dict)
    )


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))
