"""Health notes that change the treatment: what to avoid, technique by technique.

A caution never decides who may book; `rules.toml` does. It travels with the person as data.
"""

import enum
import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


class Technique(enum.Enum):
    """What a practitioner may do; the columns of the caution table."""

    MANUAL = "MANUAL"
    ELECTRO = "ELECTRO"
    HEAT = "HEAT"
    CUPPING = "CUPPING"
    PRESS_TACKS = "PRESS_TACKS"


class Level(enum.Enum):
    """How strict a limit is, strictest first."""

    AVOID = "AVOID"
    SIGN_OFF = "SIGN_OFF"
    TAKE_CARE = "TAKE_CARE"

    @property
    def strictness(self) -> int:
        return len(Level) - list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Limit:
    """One technique, how strictly it is limited, and what to do in a few words."""

    technique: Technique
    level: Level
    note: str


@dataclass(frozen=True, slots=True)
class Caution:
    """One health note.

    label           the patient's words        chip       two or three words for staff
    meaning         a sentence for the practitioner
    limits          at most one for each technique; a technique not named is not limited
    point_hazards   hazard words of the point atlas to warn about
    longer_first_visit        the first visit takes longer
    practitioner_throughout   nobody leaves this person alone with needles in
    asked           whether a person can tick it
    confirmed       a clinician has confirmed this row
    """

    key: str
    label: str
    chip: str
    meaning: str
    source: str
    limits: tuple[Limit, ...]
    point_hazards: tuple[str, ...] = ()
    longer_first_visit: bool = False
    practitioner_throughout: bool = False
    asked: bool = True
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody's cautions together ask of the service that is offered and of the room.

    strictest   the strictest level for each technique that is limited at all
    """

    longer_first_visit: bool
    practitioner_throughout: bool
    strictest: Mapping[Technique, Level]

    @property
    def no_electro(self) -> bool:
        return self.strictest.get(Technique.ELECTRO) is Level.AVOID

    @property
    def avoided(self) -> tuple[Technique, ...]:
        """The techniques not to use at all, in the order of the table."""
        return tuple(one for one in Technique if self.strictest.get(one) is Level.AVOID)


def read(text: str) -> dict[str, Caution]:
    """Read cautions from TOML text, by key in file order.

    raises   ValueError for a technique or level that is not known, a key or a technique given twice
    """
    cautions = [_caution(row) for row in tomllib.loads(text)["cautions"]]
    by_key = {caution.key: caution for caution in cautions}
    if len(by_key) != len(cautions):
        raise ValueError("a caution key appears twice")
    return by_key


def _caution(row: dict[str, Any]) -> Caution:
    limits = tuple(
        Limit(Technique(limit["technique"]), Level(limit["level"]), limit["note"]) for limit in row["limits"]
    )
    if len({limit.technique for limit in limits}) != len(limits):
        raise ValueError(f"caution {row['key']} limits a technique twice")
    return Caution(
        key=row["key"],
        label=row["label"],
        chip=row["chip"],
        meaning=row["meaning"],
        source=row["source"],
        limits=limits,
        point_hazards=tuple(row.get("point_hazards", ())),
        longer_first_visit=row.get("longer_first_visit", False),
        practitioner_throughout=row.get("practitioner_throughout", False),
        confirmed=row.get("confirmed", False),
        asked=row.get("asked", True),
    )


@functools.cache
def _current() -> dict[str, Caution]:
    return read(resources.files(__package__).joinpath("cautions.toml").read_text("utf-8"))


def all_cautions() -> tuple[Caution, ...]:
    return tuple(_current().values())


def caution(key: str) -> Caution:
    """Give one caution; raises KeyError."""
    return _current()[key]


def limits_for(keys: Iterable[str]) -> dict[Technique, Level]:
    """Give the strictest level for each technique that any of these cautions limits.

    keys     caution keys
    raises   KeyError for an unknown key
    """
    strictest: dict[Technique, Level] = {}
    for key in keys:
        for limit in caution(key).limits:
            known = strictest.get(limit.technique)
            if known is None or limit.level.strictness > known.strictness:
                strictest[limit.technique] = limit.level
    return strictest


def needs_of(keys: Iterable[str]) -> Needs:
    """Say what these cautions together ask of a service.

    keys   caution keys, as a patient's row keeps them; a key from another version of the table is left out
    """
    known = [_current()[key] for key in keys if key in _current()]
    return Needs(
        longer_first_visit=any(one.longer_first_visit for one in known),
        practitioner_throughout=any(one.practitioner_throughout for one in known),
        strictest=limits_for(one.key for one in known),
    )
