"""`instruments.toml` read into values, and checked as a whole before anybody relies on a number that comes of it."""

import collections
import itertools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from needlepoint.knowledge.instruments import definition

Direction = definition.Direction
Method = definition.Method
Named = definition.Named
Terms = definition.Terms

_BOTH = {"key", "name", "measures", "recall", "source", "licence", "is_outcome"}
_BOX = _BOTH | {
    "question", "help", "lowest", "highest", "lowest_label", "highest_label", "labels", "direction",
    "important_change", "important_change_single", "important_share",
}  # fmt: skip
_BOX_NEEDS = {"help", "lowest", "highest", "lowest_label", "highest_label", "direction"}
_PACK = _BOTH | {"use", "terms", "get_it_from", "is_ticked", "items", "scales", "groups"}
_PACK_NEEDS = {"terms", "get_it_from", "items", "scales"}
_NEEDS = {"key", "name", "measures", "recall", "source", "licence"}
_ITEMS = {"first", "last", "lowest", "highest", "points", "named", "note", "loinc"}
_ITEMS_NEED = {"first", "lowest", "highest", "named"}
_SCALE = {
    "key", "name", "method", "items", "at_least", "lowest", "highest", "direction", "important_change",
    "important_share", "source", "loinc",
}  # fmt: skip
_SCALE_NEEDS = {"name", "method", "lowest", "highest", "direction"}
_GROUP = {"name", "scale", "at_least"}
_GROUP_NEEDS = {"name", "at_least"}
_DISTRESS = {"instrument", "scale", "at_least", "source"}
_DISTRESS_NEEDS = {"instrument", "at_least", "source"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every measure in the order of the file, and from where on somebody is under great strain."""

    version: str
    author: str
    reviewer: str
    instruments: tuple[definition.Instrument, ...]
    thresholds: tuple[definition.Threshold, ...]


class InstrumentsAreWrong(ValueError):
    """The file of measures contradicts itself; `faults` names everything found."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def read(text: str) -> Catalogue:
    """Read measures from TOML text and check them.

    raises   InstrumentsAreWrong with every fault found: first what is missing, unknown or of the wrong kind, and once
             nothing of that is left, what contradicts itself; tomllib.TOMLDecodeError for text that is not TOML
    """
    data = tomllib.loads(text)
    rows = [data.get("shared", {}).get(row.get("use"), {}) | row for row in data.get("instrument", [])]
    thresholds = data.get("distress", [])
    if faults := [*_badly_written(data, rows, thresholds)]:
        raise InstrumentsAreWrong(faults)
    read_rows = tuple(_in_the_box(row) if "question" in row else _by_pack(row) for row in rows)
    catalogue = Catalogue(
        version=data["version"],
        author=data["author"],
        reviewer=data["reviewer"],
        instruments=read_rows,
        thresholds=tuple(
            definition.Threshold(row["instrument"], row.get("scale", ""), row["at_least"], row["source"])
            for row in thresholds
        ),
    )
    if faults := [*_contradictions(catalogue)]:
        raise InstrumentsAreWrong(faults)
    return catalogue


def _in_the_box(row: dict[str, Any]) -> definition.Instrument:
    """One question of ours: its answer is its score."""
    key, lowest, highest = row["key"], row["lowest"], row["highest"]
    direction, change = Direction(row["direction"]), _fraction(row.get("important_change"))
    share = _fraction(row.get("important_share"))
    named = Named.ALL if row.get("labels") else Named.ENDS
    return definition.Instrument(
        key=key,
        name=row["name"],
        question=row["question"],
        help=row["help"],
        lowest=lowest,
        highest=highest,
        lowest_label=row["lowest_label"],
        highest_label=row["highest_label"],
        direction=direction,
        important_change=change,
        important_change_single=_fraction(row.get("important_change_single")) or change,
        important_share=share,
        source=row["source"],
        licence=row["licence"],
        labels=tuple(row.get("labels", ())),
        measures=row["measures"],
        recall=row["recall"],
        is_outcome=row.get("is_outcome", True),
        items=(definition.Item(key, lowest, highest, tuple(range(lowest, highest + 1)), named),),
        scales=(
            definition.Scale(
                "",
                row["name"],
                Method.SUM,
                (key,),
                1,
                lowest,
                highest,
                direction,
                change,
                share,
                row["source"],
            ),
        ),
    )


def _by_pack(row: dict[str, Any]) -> definition.Instrument:
    items = tuple(item for group in row["items"] for item in _items(row["key"], group))
    scales = tuple(_scale(row["key"], items, one, row["source"]) for one in row["scales"])
    main = scales[0]
    return definition.Instrument(
        key=row["key"],
        name=row["name"],
        question="",
        help="",
        lowest=main.lowest,
        highest=main.highest,
        lowest_label="",
        highest_label="",
        direction=main.direction,
        important_change=main.important_change,
        important_change_single=main.important_change,
        important_share=main.important_share,
        source=row["source"],
        licence=row["licence"],
        measures=row["measures"],
        recall=row["recall"],
        terms=Terms(row["terms"]),
        get_it_from=row["get_it_from"],
        is_ticked=row.get("is_ticked", False),
        is_outcome=row.get("is_outcome", True),
        items=items,
        scales=scales,
        groups=tuple(
            definition.Group(one["name"], one.get("scale", ""), one["at_least"])
            for one in row.get("groups", ())
        ),
    )


def _items(instrument: str, group: dict[str, Any]) -> Iterator[definition.Item]:
    lowest, highest = group["lowest"], group["highest"]
    for number in range(group["first"], group.get("last", group["first"]) + 1):
        yield definition.Item(
            key=f"{instrument}_{number}",
            lowest=lowest,
            highest=highest,
            points=tuple(group.get("points", range(lowest, highest + 1))),
            named=Named(group["named"]),
            note=group.get("note", ""),
            loinc=group.get("loinc", ""),
        )


def _scale(
    instrument: str, items: tuple[definition.Item, ...], row: dict[str, Any], source: str
) -> definition.Scale:
    keys = (
        [f"{instrument}_{number}" for number in row["items"]]
        if "items" in row
        else [one.key for one in items]
    )
    return definition.Scale(
        key=row.get("key", ""),
        name=row["name"],
        method=Method(row["method"]),
        items=tuple(keys),
        at_least=row.get("at_least", len(keys)),
        lowest=row["lowest"],
        highest=row["highest"],
        direction=Direction(row["direction"]),
        important_change=_fraction(row.get("important_change")),
        important_share=_fraction(row.get("important_share")),
        source=row.get("source", source),
        loinc=row.get("loinc", ""),
    )


def _fraction(given: int | list[int] | None) -> Fraction | None:
    if given is None:
        return None
    return Fraction(*given) if isinstance(given, list) else Fraction(given)


# --- What is missing, unknown or of the wrong kind ------------------------------------------------------------------------


def _badly_written(
    data: dict[str, Any], rows: list[dict[str, Any]], thresholds: list[dict[str, Any]]
) -> Iterator[str]:
    for field in ("version", "author", "reviewer"):
        if not isinstance(data.get(field), str):
            yield f"{field} is missing at the top"
    if not rows:
        yield "there is no instrument"
    for place, row in enumerate(rows, start=1):
        name = row.get("key") or f"instrument {place}"
        if "use" in row and row["use"] not in data.get("shared", {}):
            yield f"{name} uses shared.{row['use']}, which is not there"
        if "question" in row:
            yield from _fields(name, row, known=_BOX, needed=_NEEDS | _BOX_NEEDS)
        else:
            yield from _fields(name, row, known=_PACK, needed=_NEEDS | _PACK_NEEDS)
            yield from _parts(name, row)
    for one in thresholds:
        yield from _fields("distress", one, known=_DISTRESS, needed=_DISTRESS_NEEDS)


def _parts(name: str, row: dict[str, Any]) -> Iterator[str]:
    if not row.get("items") or not row.get("scales"):
        yield f"{name}: without items and scales nothing can be scored"
    for part, known, needed in (
        ("items", _ITEMS, _ITEMS_NEED),
        ("scales", _SCALE, _SCALE_NEEDS),
        ("groups", _GROUP, _GROUP_NEEDS),
    ):
        for one in row.get(part, ()):
            yield from _fields(f"{name}, {part}", one, known=known, needed=needed)


_KINDS: Mapping[str, type] = collections.ChainMap(
    dict.fromkeys(("lowest", "highest", "first", "last", "at_least"), int),
    dict.fromkeys(("labels", "groups", "items", "scales", "points"), list),
    dict.fromkeys(("is_ticked", "is_outcome"), bool),
)
_ENUMS: Mapping[str, type[definition.Direction | definition.Method | definition.Named | definition.Terms]] = {
    "direction": Direction,
    "method": Method,
    "named": Named,
    "terms": Terms,
}
_NUMBERS = ("important_change", "important_change_single", "important_share")


def _fields(name: str, row: dict[str, Any], *, known: set[str], needed: set[str]) -> Iterator[str]:
    yield from (f"{name}: {field} is missing" for field in sorted(needed - set(row)))
    yield from (f"{name}: {field} is not known here" for field in sorted(set(row) - known))
    for field, value in row.items():
        if field in _ENUMS:
            words = [one.value for one in _ENUMS[field]]
            if value not in words:
                yield f"{name}: {field} is {value}; use one of {', '.join(words)}"
        elif field in _NUMBERS:
            is_share = isinstance(value, list) and [type(one) for one in value] == [int, int] and value[1] > 0
            if type(value) is not int and not is_share:
                yield f"{name}: {field} is {value}; write a whole number, or [above, below] for a share"
        elif type(value) is not _KINDS.get(field, str):
            yield f"{name}: {field} is not of the kind {_KINDS.get(field, str).__name__}"


# --- What contradicts itself ----------------------------------------------------------------------------------------------


def _contradictions(catalogue: Catalogue) -> Iterator[str]:
    keys = [one.key for one in catalogue.instruments]
    yield from (f"instrument {key} appears twice" for key in _repeated(keys))
    for one in catalogue.instruments:
        yield from (f"{one.key}: {fault}" for fault in _instrument_faults(one))
    by_key = {one.key: one for one in catalogue.instruments}
    for limit in catalogue.thresholds:
        asked = by_key.get(limit.instrument)
        scales = {scale.key: scale for scale in asked.scales} if asked else {}
        if limit.scale not in scales:
            name = f"{limit.instrument} {limit.scale}".strip()
            yield f"distress reads {name}, which is not there"
        elif not scales[limit.scale].lowest < limit.at_least <= scales[limit.scale].highest:
            yield f"distress from {limit.at_least} on lies outside {limit.instrument}"


_LONGEST_KEY = 20  # as columns hold it


def _instrument_faults(one: definition.Instrument) -> Iterator[str]:
    if not one.key.isascii() or not one.key.replace("_", "").isalnum() or one.key != one.key.upper():
        yield "a key is capital letters, digits and underscores"
    if len(one.key) > _LONGEST_KEY:
        yield f"the key is longer than {_LONGEST_KEY} characters"
    if one.labels and len(one.labels) != one.highest - one.lowest + 1:
        yield "there is not one label for each level"
    if one.scales[0].key:
        yield "the first scale is the main one and has no key"
    yield from _item_faults(one.items)
    yield from (
        f"scale {key or 'main'} appears twice" for key in _repeated([scale.key for scale in one.scales])
    )
    items = {item.key: item for item in one.items}
    for scale in one.scales:
        yield from (f"scale {scale.key or 'main'}: {fault}" for fault in _scale_faults(scale, items))
    yield from _group_faults(one)


def _item_faults(items: tuple[definition.Item, ...]) -> Iterator[str]:
    yield from (f"item {key} appears twice" for key in _repeated([item.key for item in items]))
    for item in items:
        if item.lowest >= item.highest:
            yield f"item {item.key} has no range"
        elif len(item.points) != len(item.codes):
            yield f"item {item.key} has {len(item.points)} points for {len(item.codes)} answers"


def _group_faults(one: definition.Instrument) -> Iterator[str]:
    scales = {scale.key for scale in one.scales}
    for group in one.groups:
        if group.scale not in scales:
            yield f"group {group.name} reads scale {group.scale}, which is not there"
    for gravest, next_one in itertools.pairwise(one.groups):
        if gravest.scale == next_one.scale and gravest.at_least <= next_one.at_least:
            yield f"group {next_one.name} is never reached"


def _scale_faults(scale: definition.Scale, items: Mapping[str, definition.Item]) -> Iterator[str]:
    unknown = [key for key in scale.items if key not in items]
    yield from (f"reads item {key}, which is not there" for key in unknown)
    yield from (f"reads item {key} twice" for key in _repeated(list(scale.items)))
    if not 1 <= scale.at_least <= len(scale.items):
        yield f"wants {scale.at_least} of {len(scale.items)} items"
    if scale.lowest >= scale.highest:
        yield "has no range"
    elif not unknown:
        yield from _range_faults(scale, [items[key] for key in scale.items])
    for number in (scale.important_change, scale.important_share):
        if number is not None and number <= 0:
            yield "an important change is more than nothing"
    if scale.method is Method.SUM and scale.at_least != len(scale.items):
        yield "a sum needs every item"


def _range_faults(scale: definition.Scale, items: list[definition.Item]) -> Iterator[str]:
    """Compare the range that is stated with what the items can give."""
    least = sum(min(item.points, default=0) for item in items)
    most = sum(max(item.points, default=0) for item in items)
    if scale.method is Method.SUM and (scale.lowest, scale.highest) != (least, most):
        yield f"runs from {least} to {most}, not from {scale.lowest} to {scale.highest}"
    if scale.method is Method.MEAN and (scale.lowest * len(items), scale.highest * len(items)) != (
        least,
        most,
    ):
        yield "does not run from the least to the most of its items"
    if scale.method is Method.PERCENT and (scale.lowest, scale.highest, least) != (0, 100, 0):
        yield "a percent runs from 0 to 100, and its items from 0"


def _repeated(keys: list[str]) -> list[str]:
    return sorted(key for key, times in collections.Counter(keys).items() if times > 1)
