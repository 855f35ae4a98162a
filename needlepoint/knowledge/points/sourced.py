"""What sources say of a point, with whose word it is: hazards and what they mean, uses for back pain and what stands behind.

A depth that somebody measured is told as what it is; it is never given as a limit, and depths that were meant as limits are
left out. What rests on nobody's word but ours begins with "Unconfirmed".
"""

import csv
import functools
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from needlepoint.knowledge.points import atlas

Columns = dict[str, str]
TEXTS_COMPARED = 5
NOT_A_LIMIT = "That is no limit: in this person the danger may lie nearer."
TRADITION = (
    "This is a traditional restriction. A review found no objective evidence of harm, and no reliable evidence that "
    "needling brings on labour; opinion is divided. The choice is made with the patient."
)
UNCONFIRMED = "Unconfirmed: our own inference from the anatomy. None of the texts we compared names it."
BY_A_STUDY = "None of the texts we compared names it; a study is the reason it stands here."
ORDER = ("trial", "protocol or consensus", "text", "location only")


@dataclass(frozen=True, slots=True)
class Hazard:
    """One caution at a point.

    name          "Lung: pleura and lung"
    avoid, safer  sentences
    meaning       what a measured depth means, or what a tradition rests on; "" where nothing is to be added
    standing      whose word it is
    is_confirmed  whether anybody but us says so
    """

    key: str
    name: str
    avoid: str
    safer: str
    meaning: str
    standing: str
    is_confirmed: bool
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """One back-pain pattern for which a point is named; `details` say how, `evidence` what kind of source and what it shows."""

    pattern: str
    role: str
    kind: str
    details: tuple[str, ...]
    evidence: str
    is_confirmed: bool
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """`identifier` is a DOI, an ISBN, a registry number; "" where there is none to look up."""

    id: str
    name: str
    identifier: str


def hazards(code: str) -> tuple[Hazard, ...]:
    """Give the hazards of a point, worded; raises KeyError. Empty does not mean harmless."""
    return tuple(_hazard(row) for row in _cautions().get(atlas.point(code).code, ()))


def uses(code: str) -> tuple[Use, ...]:
    """Give what a point is named for in back pain, the strongest kind of source first; raises KeyError."""
    rows = _uses().get(atlas.point(code).code, ())
    return tuple(_use(row) for row in sorted(rows, key=lambda row: ORDER.index(row["evidence"])))


def sources(code: str) -> tuple[Source, ...]:
    """Give every source behind what is said of a point: its name and place, then hazards and uses; raises KeyError."""
    named = ["N2", "T6", "T7"] if code.startswith("EX") else ["N1", "N2"]
    named += [key for one in hazards(code) for key in one.source_ids]
    named += [key for one in uses(code) for key in one.source_ids]
    return tuple(source(one) for one in dict.fromkeys(named))


def source(id: str) -> Source:  # noqa: A002  it is called so in the table
    """Give one source; raises KeyError."""
    row = _sources()[id]
    identifier = row["identifier"]
    # Only what leads somewhere is printed: a registered number of a work, a trial or a book.
    is_known = identifier.startswith(("doi ", "ISBN", "NCT", "PMID", "J Tradit", "J Acupunct", "CNKI"))
    return Source(id, _worded()["sources"].get(id, row["what"]), identifier.split(";")[0] if is_known else "")


def _hazard(row: Columns) -> Hazard:
    count, ids = int(row["text_source_count"]), tuple(row["source"].split(";"))
    studied = any(one.startswith("R") or one == "WHO" for one in ids)
    return Hazard(
        key=row["hazard"],
        name=f"{_worded()['hazards'][row['hazard']]}: {row['structure']}",
        avoid=f"Avoid {row['avoid']}.",
        safer="" if row["safer"] == "none" else f"Safer: {row['safer']}.",
        meaning=_meaning(row),
        standing=_standing(count, is_studied=studied and row["hazard"] != "pregnancy"),
        is_confirmed=bool(count) or (studied and row["hazard"] != "pregnancy"),
        source_ids=ids,
    )


def _meaning(row: Columns) -> str:
    told = [TRADITION] if row["hazard"] == "pregnancy" else []
    if row["depth_mm_meaning"]:
        found = _worded()["depths"][row["depth_mm_meaning"]]
        told.append(found.format(low=row["depth_mm_min"], high=row["depth_mm_max"]))
        if "mm" in found:
            told.append(NOT_A_LIMIT)
    return " ".join(told)


def _standing(count: int, *, is_studied: bool) -> str:
    if count == 0:
        return BY_A_STUDY if is_studied else UNCONFIRMED
    if count == 1:
        return f"Named by one of the {TEXTS_COMPARED} texts we compared."
    return f"Named by {count} of the {TEXTS_COMPARED} texts we compared."


def _use(row: Columns) -> Use:
    worded = _worded()
    count = int(row["text_source_count"])
    details = [worded["roles"][row["role"]], *(worded["ways"][way] for way in _ways(row["how_used"]))]
    if count:
        details.append("in one teaching text" if count == 1 else f"in about {count} teaching texts")
    return Use(
        pattern=worded["patterns"][row["pattern"]],
        role=row["role"],
        kind=row["evidence"],
        details=tuple(details),
        evidence=worded["evidence"][row["evidence"]],
        is_confirmed=row["evidence"] != "location only",
        source_ids=tuple(row["source"].split(";")),
    )


def _ways(written: str) -> Iterator[str]:
    known = _worded()["ways"]
    if written in known:
        yield written
    else:
        yield from (one for one in written.split("; ") if one)


def _grouped(name: str) -> dict[str, tuple[Columns, ...]]:
    found: dict[str, list[Columns]] = defaultdict(list)
    for row in _rows(name):
        found[row["code"]].append(row)
    return {code: tuple(rows) for code, rows in found.items()}


def _rows(name: str) -> Iterator[Columns]:
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


@functools.cache
def _cautions() -> dict[str, tuple[Columns, ...]]:
    return _grouped("cautions.csv")


@functools.cache
def _uses() -> dict[str, tuple[Columns, ...]]:
    return _grouped("backpain_use.csv")


@functools.cache
def _sources() -> dict[str, Columns]:
    return {row["id"]: row for row in _rows("sources.csv")}


@functools.cache
def _worded() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("sourced.toml").read_text("utf-8")
    return tomllib.loads(text)
