"""What meets a patient at the moment of choice, as data: places of limits, rules about points and people, leads of a current.

Read from `hazards.toml` on first use and kept. Nothing is judged here; `plans.rules.limits.alarms` does.
"""

import enum
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources
from typing import Any


class Strength(enum.Enum):
    """How loudly something is said, loudest first."""

    BLOCK = "BLOCK"  # not chosen; or chosen in spite of it with a reason, where the rule says so
    REASON = "REASON"  # chosen only with a reason in the record
    GLANCE = "GLANCE"  # to be seen, nothing to do

    @property
    def loudness(self) -> int:
        return len(Strength) - list(Strength).index(self)


class Way(enum.StrEnum):
    """What a rule can be about. NEEDLE is a needle as such, whatever else is done with it."""

    NEEDLE = "NEEDLE"
    ELECTRO = "ELECTRO"
    HEAT_LAMP = "HEAT_LAMP"
    MOXA = "MOXA"
    CUPPING = "CUPPING"
    GUA_SHA = "GUA_SHA"
    PRESS_TACKS = "PRESS_TACKS"


CONDITIONS = ("WARNING_SIGN", "EARLY_PREGNANCY", "DRIVES")  # what may be known beside the cautions


@dataclass(frozen=True, slots=True)
class Place:
    """Where the limits of one caution are meant; techniques as in the caution table.

    regions        of the atlas; empty for anywhere
    kinds          ways that the limit is about; empty for every one
    except_methods a kind done so is not limited
    """

    caution: str
    techniques: tuple[str, ...]
    row: str
    source: str
    confidence: str
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    except_methods: tuple[str, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Every list that is not empty must be met; `hazards`, `points` and `regions` together are one.

    cautions      one of these is carried; empty for anybody       conditions   one of these is known
    techniques    one of these is done there                       positions, angles   as charted
    may_go_on     for a BLOCK: whether a reason opens it
    """

    key: str
    strength: Strength
    words: str
    row: str
    source: str
    confidence: str
    cautions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    unless_conditions: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    except_points: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    angles: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    may_go_on: bool = False
    confirmed: bool = False

    @property
    def is_about_a_place(self) -> bool:
        return bool(self.hazards or self.points or self.regions)


@dataclass(frozen=True, slots=True)
class Lead:
    """One rule about current between two needles; exactly one of across, ends, touches, along, unknown is said."""

    key: str
    strength: Strength
    words: str
    row: str
    source: str
    confidence: str
    across: tuple[str, ...] = ()
    ends: tuple[tuple[str, ...], ...] = ()
    touches: tuple[str, ...] = ()
    along: bool = False
    unknown: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Hazards:
    version: str
    places: tuple[Place, ...]
    rules: tuple[Rule, ...]
    leads: tuple[Lead, ...]


def read(text: str) -> Hazards:
    """Read the three lists; raises ValueError for a key given twice, a word that is not known or a field that is none."""
    data = tomllib.loads(text)
    found = Hazards(
        data["version"],
        tuple(Place(**_tuples(Place, row)) for row in data["places"]),
        tuple(Rule(**_tuples(Rule, row)) for row in data["rules"]),
        tuple(Lead(**_tuples(Lead, row)) for row in data["leads"]),
    )
    keys = [rule.key for rule in found.rules] + [lead.key for lead in found.leads]
    if len(set(keys)) != len(keys):
        raise ValueError("a hazard key appears twice")
    for rule in found.rules:
        if unknown := set(rule.techniques) - set(Way) | {*rule.conditions, *rule.unless_conditions} - set(
            CONDITIONS
        ):
            raise ValueError(f"hazard {rule.key} names {sorted(unknown)}")
    return found


def _tuples(kind: type, row: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(row) - {field.name for field in fields(kind)}:
        raise ValueError(f"{row.get('key', row.get('caution'))} has {sorted(unknown)}")
    said = {name: _tuple(value) for name, value in row.items()}
    if "strength" in said:
        said["strength"] = Strength(said["strength"])
    return said


def _tuple(value: Any) -> Any:
    return tuple(_tuple(one) for one in value) if isinstance(value, list) else value


@functools.cache
def current() -> Hazards:
    return read(resources.files(__package__).joinpath("hazards.toml").read_text("utf-8"))
