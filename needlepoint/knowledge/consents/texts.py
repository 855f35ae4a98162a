"""The texts of `consents.toml`.

Sentences are whole English sentences; whoever shows one passes it through translation.
"""

import functools
import hashlib
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

PARTS = ("what", "common", "rare", "instead", "not_for", "take_back")
PIN = 12  # characters of a fingerprint that are kept


class UnknownConsent(LookupError):
    """No text has this kind."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the sentences under it."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """All that somebody reads before they agree to one thing.

    kind       what a decision is kept under: NEEDLING, ELECTRO …
    about      one line, for lists
    parts      of this technique, and last what everybody should know
    cautions   keys of knowledge.safety.cautions that speak against it, as `not_for` says in words
    source     where its figures come from, for us
    """

    kind: str
    version: str
    name: str
    about: str
    parts: tuple[Part, ...]
    cautions: tuple[str, ...]
    source: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every sentence a person reads, in order, name first."""
        return (
            self.name,
            self.about,
            *(words for part in self.parts for words in (part.heading, *part.sentences)),
        )

    @property
    def fingerprint(self) -> str:
        """What changes when any sentence does."""
        return fingerprint(self.sentences)


def fingerprint(sentences: tuple[str, ...]) -> str:
    """Give a short name that only these sentences in this order have."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:PIN]


def read(text: str) -> dict[str, Text]:
    """Read texts from TOML, by kind in file order.

    raises   ValueError for a kind that is there twice, or a part that is missing or empty
    """
    data = tomllib.loads(text)
    headings = data["headings"]
    told = Part(headings["told"], tuple(data["told"]["sentences"]))
    found = [_text(row, headings, told) for row in data["consents"]]
    by_kind = {one.kind: one for one in found}
    if len(by_kind) != len(found):
        raise ValueError("a kind of consent appears twice")
    return by_kind


def _text(row: dict[str, Any], headings: dict[str, str], told: Part) -> Text:
    if lacking := [key for key in PARTS if not row.get(key)]:
        raise ValueError(f"{row['kind']} says nothing under {', '.join(lacking)}")
    parts = tuple(Part(headings[key], tuple(row[key])) for key in PARTS)
    return Text(
        kind=row["kind"],
        version=row["version"],
        name=row["name"],
        about=row["about"],
        parts=(*parts, told) if row.get("needs_told", True) else parts,
        cautions=tuple(row["cautions"]),
        source=row["source"],
    )


@functools.cache
def _current() -> dict[str, Text]:
    return read(resources.files(__package__).joinpath("consents.toml").read_text("utf-8"))


def all_texts() -> tuple[Text, ...]:
    """Give every text in the order in which they are read."""
    return tuple(_current().values())


def text_of(kind: str) -> Text:
    """Give the text of one kind. Raises UnknownConsent."""
    try:
        return _current()[kind]
    except KeyError:
        raise UnknownConsent(kind) from None


def is_known(kind: str) -> bool:
    """Say whether there is a text of this kind."""
    return kind in _current()


@functools.cache
def pinned() -> dict[tuple[str, str], str]:
    """Give the fingerprint of every version that was ever shown, by (kind, version)."""
    lines = resources.files(__package__).joinpath("versions.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {(kind, version): print_ for kind, version, print_ in rows}
