"""What a note reports by STRICTA 2010: which of the 17 items are there, partly there, or absent. Pure.

Source: MacPherson 2010, PLoS Med 7:e1000261. Wording of the items is ours. Nothing is asked twice: every item is read from
what the plan and the chart hold anyway, and what nobody wrote is absent, never guessed.
"""

import dataclasses
import enum
from collections.abc import Iterable, Mapping, Sequence

from needlepoint.charting.rules import parts
from needlepoint.plans.rules import entry


class Item(enum.StrEnum):
    STYLE = "1a"
    REASONING = "1b"
    VARIATION = "1c"
    NEEDLES = "2a"
    POINTS = "2b"
    DEPTH = "2c"
    RESPONSE = "2d"
    STIMULATION = "2e"
    RETENTION = "2f"
    NEEDLE_TYPE = "2g"
    SESSIONS = "3a"
    FREQUENCY = "3b"
    BESIDE = "4a"
    SETTING = "4b"
    PRACTITIONER = "5"
    COMPARATOR = "6a"
    COMPARATOR_DETAIL = "6b"


OF_TRIALS = frozenset({Item.COMPARATOR, Item.COMPARATOR_DETAIL})  # care in a clinic is compared with nothing


class State(enum.StrEnum):
    WHOLE = "WHOLE"
    PARTLY = "PARTLY"
    ABSENT = "ABSENT"
    OF_TRIALS = "OF_TRIALS"


@dataclasses.dataclass(frozen=True, slots=True)
class Needled:
    """One row of the chart, as far as a report looks at it. Blank or None where nobody said."""

    code: str
    side: str
    needles: int
    place: str = ""
    depth_mm: int | None = None
    angle: str = ""
    method: str = ""
    response: str = ""
    needle_size: str = ""
    is_carried: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What plan and note hold about one visit. Blank, None or empty where nobody said.

    needles_in, needles_out   as counted        retention_minutes   from the first needle in to the last one out
    hands_on_minutes          with the patient; resting is not part of it
    number, planned           this visit's place in its course, and how many were agreed
    patterns, preset          traditional patterns and the protocol that the points came from
    beside                    done beside the needles and the current: cups, heat, home programme …, as keys
    """

    style: str = ""
    rationale: str = ""
    preset: str = ""
    patterns: tuple[str, ...] = ()
    individualised: str = ""
    rows: tuple[Needled, ...] = ()
    needles_in: int | None = None
    needles_out: int | None = None
    response_sought: str = ""
    current: tuple[parts.Part, ...] = ()
    retention_minutes: int | None = None
    needle_size: str = ""
    needle_brand: str = ""
    needle_lot: str = ""
    number: int | None = None
    planned: int | None = None
    days_between: int | None = None
    visit_minutes: int | None = None
    hands_on_minutes: int | None = None
    beside: tuple[str, ...] = ()
    setting: str = ""
    qualification: str = ""
    practising_since: int | None = None

    @property
    def depths(self) -> tuple[int, ...]:
        return tuple(row.depth_mm for row in self.rows if row.depth_mm is not None)

    @property
    def changed(self) -> int:
        """How many points are not as they were last time."""
        return sum(not row.is_carried for row in self.rows)


def aspects(facts: Facts) -> Mapping[Item, Mapping[str, bool]]:
    """Say of each item which parts of it are written down; items of trials have none."""
    rows, current = facts.rows, facts.current
    is_moved = any(row.method for row in rows) or bool(current)
    return {
        Item.STYLE: {"style": bool(facts.style)},
        Item.REASONING: {
            "why": bool(facts.rationale),
            "source": bool(facts.rationale or facts.preset or facts.patterns),
        },
        Item.VARIATION: {"individualised": bool(facts.individualised)},
        Item.NEEDLES: {"in": facts.needles_in is not None, "out": facts.needles_out is not None},
        Item.POINTS: {
            "points": bool(rows),
            "places": bool(rows) and all(row.place or row.code != entry.TENDER for row in rows),
        },
        Item.DEPTH: {"some": bool(facts.depths), "all": bool(rows) and len(facts.depths) == len(rows)},
        Item.RESPONSE: {
            "sought": bool(facts.response_sought),
            "got": any(row.response for row in rows),
        },
        Item.STIMULATION: {"how": is_moved, "current": is_moved and not any(one.missing for one in current)},
        Item.RETENTION: {"minutes": facts.retention_minutes is not None},
        Item.NEEDLE_TYPE: {
            "size": bool(facts.needle_size) or (bool(rows) and all(row.needle_size for row in rows)),
            "maker": bool(facts.needle_brand),
        },
        Item.SESSIONS: {"number": facts.number is not None, "planned": facts.planned is not None},
        Item.FREQUENCY: {
            "pace": facts.days_between is not None,
            "hands_on": facts.hands_on_minutes is not None,
        },
        Item.BESIDE: {"beside": bool(facts.beside)},
        Item.SETTING: {"setting": bool(facts.setting)},
        Item.PRACTITIONER: {
            "qualification": bool(facts.qualification),
            "since": facts.practising_since is not None,
        },
        Item.COMPARATOR: {},
        Item.COMPARATOR_DETAIL: {},
    }


@dataclasses.dataclass(frozen=True, slots=True)
class Reported:
    """One item of one visit. `missing` names the aspects that nobody wrote."""

    item: Item
    state: State
    missing: tuple[str, ...]


def reported(facts: Facts) -> tuple[Reported, ...]:
    """Give all 17 items of a visit, in their order."""
    return tuple(_reported(item, said) for item, said in aspects(facts).items())


def _reported(item: Item, said: Mapping[str, bool]) -> Reported:
    missing = tuple(name for name, is_there in said.items() if not is_there)
    if item in OF_TRIALS:
        return Reported(item, State.OF_TRIALS, ())
    if not missing:
        return Reported(item, State.WHOLE, ())
    return Reported(item, State.ABSENT if len(missing) == len(said) else State.PARTLY, missing)


ASKED = len(Item) - len(OF_TRIALS)  # items that ordinary care can report


def whole(found: Iterable[Reported]) -> int:
    """Count the items that are there in full, of ASKED."""
    return sum(one.state is State.WHOLE for one in found)


@dataclasses.dataclass(frozen=True, slots=True)
class Spread:
    """A number over several visits: of how many it is known, mean, lowest, highest. None where it is known of none."""

    known: int
    mean: float | None
    low: int | None
    high: int | None


def spread(numbers: Iterable[int | None]) -> Spread:
    there = [one for one in numbers if one is not None]
    if not there:
        return Spread(0, None, None, None)
    return Spread(len(there), sum(there) / len(there), min(there), max(there))


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """One item over several visits: in how many it is whole, partly there, absent."""

    item: Item
    whole: int
    partly: int
    absent: int

    @property
    def is_of_trials(self) -> bool:
        return self.item in OF_TRIALS


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Several visits together. Resting with needles in, and hands on the patient, are kept apart."""

    visits: int
    tallies: tuple[Tally, ...]
    whole_percent: float | None  # of every item that ordinary care can report, over all visits
    needles: Spread
    depth_mm: Spread
    retention_minutes: Spread
    hands_on_minutes: Spread
    visit_minutes: Spread
    days_between: Spread


def together(all_facts: Sequence[Facts]) -> Group:
    """Put visits together. Depths are those of every point."""
    found = [reported(facts) for facts in all_facts]
    tallies = tuple(
        Tally(item, *(sum(one[at].state is state for one in found) for state in _COUNTED))
        for at, item in enumerate(Item)
    )
    done = sum(whole(one) for one in found)
    return Group(
        visits=len(all_facts),
        tallies=tallies,
        whole_percent=100 * done / (ASKED * len(found)) if found else None,
        needles=spread(facts.needles_in for facts in all_facts),
        depth_mm=spread(depth for facts in all_facts for depth in facts.depths),
        retention_minutes=spread(facts.retention_minutes for facts in all_facts),
        hands_on_minutes=spread(facts.hands_on_minutes for facts in all_facts),
        visit_minutes=spread(facts.visit_minutes for facts in all_facts),
        days_between=spread(facts.days_between for facts in all_facts),
    )


_COUNTED = (State.WHOLE, State.PARTLY, State.ABSENT)


# What a spreadsheet would take for a formula, or for the end of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """Write a value for a spreadsheet so that nothing typed into a note is ever reckoned as a formula."""
    text = "" if value is None else str(value)
    # A number of our own may be negative; words of somebody else may not begin like one.
    return (
        f"'{text}" if text.lstrip(" ").startswith(_FORMULA) and not isinstance(value, int | float) else text
    )
